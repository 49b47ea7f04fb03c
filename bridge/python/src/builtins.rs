// SPDX-License-Identifier: Apache-2.0
//! What the engine lacks and model-written code uses: answered here, without a host call.
use crate::failure::exception;
use monty_types::{CallArgs, ExtFunctionResult, MontyObject, MontyUuid};

const NAMES: &[&str] = &["callable", "textwrap.dedent", "textwrap.indent"];

pub fn is_builtin(name: &str) -> bool {
    NAMES.contains(&name)
}

/// The value of a global name that neither the code nor the engine defines.
pub fn global(name: &str) -> Option<MontyObject> {
    (name == "callable").then(|| MontyObject::function("callable", None))
}

/// A module that the engine lacks.
pub fn module(name: &str) -> Option<MontyObject> {
    let attributes: Vec<(&str, MontyObject)> = match name {
        "string" => STRING_CONSTANTS.iter().map(|(name, text)| (*name, MontyObject::string(*text))).collect(),
        "textwrap" => ["dedent", "indent"]
            .into_iter()
            .map(|function| (function, MontyObject::function(format!("textwrap.{function}"), None)))
            .collect(),
        _ => return None,
    };
    let identity = MontyUuid::from_u128(name.len() as u128);
    let attributes = attributes.into_iter().map(|(key, value)| (MontyObject::string(key), value));
    Some(MontyObject::module(name, identity, attributes))
}

const STRING_CONSTANTS: &[(&str, &str)] = &[
    ("ascii_letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("ascii_lowercase", "abcdefghijklmnopqrstuvwxyz"),
    ("ascii_uppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("digits", "0123456789"),
    ("hexdigits", "0123456789abcdefABCDEF"),
    ("octdigits", "01234567"),
    ("punctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
    ("whitespace", " \t\n\r\x0b\x0c"),
];

pub fn call(name: &str, args: &CallArgs) -> ExtFunctionResult {
    let text = |index: usize| args.arg(index).and_then(|value| value.as_str());
    let count = args.args().len();
    match (name, count) {
        ("callable", 1) => MontyObject::bool(args.arg(0).is_some_and(|value| is_callable(value.type_name()))).into(),
        ("textwrap.dedent", 1) if text(0).is_some() => MontyObject::string(dedent(text(0).unwrap_or_default())).into(),
        ("textwrap.indent", 2) if text(0).is_some() && text(1).is_some() => {
            MontyObject::string(indent(text(0).unwrap_or_default(), text(1).unwrap_or_default())).into()
        }
        _ => exception("TypeError", format!("{name}() got arguments it does not take")).into(),
    }
}

fn is_callable(type_name: &str) -> bool {
    matches!(type_name, "function" | "builtin_function_or_method" | "type" | "method" | "method_descriptor")
}

/// textwrap.dedent: the margin that all lines with text share goes; lines of white space become empty.
fn dedent(text: &str) -> String {
    let blank = |line: &str| line.trim_matches([' ', '\t']).is_empty();
    let margin_of = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines: Vec<&str> = text.split('\n').collect();
    let mut margin: Option<&str> = None;
    for line in lines.iter().filter(|line| !blank(line)) {
        let own = &line[..margin_of(line)];
        let shared = margin.map_or(own, |old| &own[..own.bytes().zip(old.bytes()).take_while(|(a, b)| a == b).count()]);
        margin = Some(shared);
    }
    let cut = margin.map_or(0, str::len);
    lines.iter().map(|line| if blank(line) { "" } else { &line[cut..] }).collect::<Vec<_>>().join("\n")
}

/// textwrap.indent: `prefix` before each line that holds more than white space.
fn indent(text: &str, prefix: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| if line.trim().is_empty() { line.to_owned() } else { format!("{prefix}{line}") })
        .collect()
}
