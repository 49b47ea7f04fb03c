// SPDX-License-Identifier: Apache-2.0
//! Python values to JSON and back, with bounds: sharing lets a small value stand for a huge tree.
use monty_types::{MontyObject, ObjectRef};
use serde_json::{Map, Number, Value};

const DEPTH_MAX: usize = 32;
const VALUES_MAX: usize = 2_000;
const BYTES_MAX: usize = 4 << 20;
const REPR_DEPTH_MAX: usize = 100;

/// What one host call may still carry.
pub struct Allowance {
    values: usize,
    bytes: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { values: VALUES_MAX, bytes: BYTES_MAX }
    }
}

impl Allowance {
    fn take(&mut self, bytes: usize, depth: usize) -> Result<(), String> {
        if depth > DEPTH_MAX {
            return Err("argument of a host function is nested too deeply".to_owned());
        }
        match (self.values.checked_sub(1), self.bytes.checked_sub(bytes)) {
            (Some(values), Some(bytes)) => {
                *self = Self { values, bytes };
                Ok(())
            }
            _ => Err("arguments of a host function are too large".to_owned()),
        }
    }
}

/// JSON of a value, or why a host function cannot take it.
pub fn to_json(value: ObjectRef<'_>, depth: usize, allowance: &mut Allowance) -> Result<Value, String> {
    allowance.take(value.as_str().map_or(0, str::len), depth)?;
    if let Some(text) = value.as_str() {
        return Ok(Value::String(text.to_owned()));
    }
    if let Some(truth) = value.as_bool() {
        return Ok(Value::Bool(truth));
    }
    if let Some(number) = value.as_int() {
        return Ok(Value::from(number));
    }
    if let Some(number) = value.as_float() {
        return Number::from_f64(number)
            .map(Value::Number)
            .ok_or_else(|| format!("cannot pass {number} to a host function"));
    }
    if let Some(items) = value.items() {
        return items
            .into_iter()
            .map(|item| to_json(item, depth + 1, allowance))
            .collect::<Result<_, _>>()
            .map(Value::Array);
    }
    if let Some(pairs) = value.pairs() {
        return dict_to_json(pairs, depth, allowance);
    }
    match value.type_name() {
        "NoneType" => Ok(Value::Null),
        other => Err(format!("cannot pass {other} to a host function")),
    }
}

fn dict_to_json(
    pairs: Vec<(ObjectRef<'_>, ObjectRef<'_>)>,
    depth: usize,
    allowance: &mut Allowance,
) -> Result<Value, String> {
    let mut object = Map::new();
    for (key, item) in pairs {
        let key = key.as_str().ok_or("keys of a dict passed to a host function must be str")?;
        allowance.take(key.len(), depth)?;
        object.insert(key.to_owned(), to_json(item, depth + 1, allowance)?);
    }
    Ok(Value::Object(object))
}

/// The value that a host function answered. The host is trusted, and the JSON parser bounds the depth.
pub fn from_json(value: &Value) -> MontyObject {
    match value {
        Value::Null => MontyObject::none(),
        Value::Bool(truth) => MontyObject::bool(*truth),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| MontyObject::float(number.as_f64().unwrap_or_default()), MontyObject::int)
        }
        Value::String(text) => MontyObject::string(text.as_str()),
        Value::Array(items) => MontyObject::list(items.iter().map(from_json)),
        Value::Object(pairs) => {
            MontyObject::dict(pairs.iter().map(|(key, item)| (MontyObject::string(key.as_str()), from_json(item))))
        }
    }
}

/// repr() of a value, or nothing when it would be longer than `bytes_max`.
pub fn bounded_repr(value: &MontyObject, bytes_max: usize) -> Option<String> {
    let mut bytes = bytes_max;
    if !fits(value.as_ref(), 0, &mut bytes) {
        return None;
    }
    Some(value.py_repr()).filter(|text| text.len() <= bytes_max)
}

/// Takes a lower bound of the repr's length from `bytes`.
fn fits(value: ObjectRef<'_>, depth: usize, bytes: &mut usize) -> bool {
    let Some(left) = bytes.checked_sub(1 + value.as_str().map_or(0, str::len)) else { return false };
    *bytes = left;
    if depth > REPR_DEPTH_MAX {
        return false;
    }
    if let Some(items) = value.items() {
        return items.into_iter().all(|item| fits(item, depth + 1, bytes));
    }
    value
        .pairs()
        .is_none_or(|pairs| pairs.into_iter().all(|(k, v)| fits(k, depth + 1, bytes) && fits(v, depth + 1, bytes)))
}
