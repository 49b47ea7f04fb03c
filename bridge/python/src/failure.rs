// SPDX-License-Identifier: Apache-2.0
//! Exceptions as the host shows them: worded as CPython does, limits as docs/protocols/python.md does.
use crate::session::Limits;
use monty_types::{ExcType, MontyException, StringRepr};
use serde_json::{Value, json};

const TRACEBACK_BYTES_MAX: usize = 16 << 10;
const MESSAGE_BYTES_MAX: usize = 16 << 10;

/// A built-in exception by name; an unknown name becomes RuntimeError.
pub fn exception(type_name: &str, message: impl Into<String>) -> MontyException {
    let exc_type = type_name.parse().unwrap_or(ExcType::RuntimeError);
    MontyException::new(exc_type, Some(message.into()))
}

pub fn output_limit(limits: &Limits) -> MontyException {
    exception("RuntimeError", format!("output limit of {} KiB exceeded", limits.output_bytes >> 10))
}

/// Whether time or memory ran out. Code that raises the same words itself only has its own block undone.
pub fn is_broken_off(error: &MontyException) -> bool {
    let text = error.message().unwrap_or_default();
    match error.exc_type() {
        ExcType::MemoryError => text.starts_with("memory limit exceeded"),
        ExcType::TimeoutError => text.contains("time limit exceeded"),
        _ => false,
    }
}

/// {"type", "message", "line", "traceback"}. source: the block that failed.
pub fn describe(error: &MontyException, source: &str, limits: &Limits) -> Value {
    let line = error.traceback().last().map(|frame| frame.start.line as usize);
    let (name, message) = reworded(error, line, source, limits);
    let message = cut(&message, MESSAGE_BYTES_MAX);
    let summary = if message.is_empty() { name.to_owned() } else { format!("{name}: {message}") };
    let shown = error.to_string();
    // The engine's text ends in its own wording of the summary.
    let frames = cut(&shown[..shown.len().saturating_sub(error.summary().len())], TRACEBACK_BYTES_MAX);
    json!({"type": name, "message": message, "line": line, "traceback": format!("{frames}{summary}")})
}

fn cut(text: &str, bytes_max: usize) -> &str {
    &text[..text.floor_char_boundary(bytes_max)]
}

/// Type and message in CPython's words where the engine has its own.
fn reworded(error: &MontyException, line: Option<usize>, source: &str, limits: &Limits) -> (&'static str, String) {
    let name: &'static str = error.exc_type().into();
    // "json.JSONDecodeError" is JSONDecodeError to the code that catches it.
    let name = name.rsplit('.').next().unwrap_or(name);
    let text = error.message().unwrap_or_default();
    match name {
        "MemoryError" if is_broken_off(error) => {
            (name, format!("memory limit of {} MiB exceeded", limits.memory_bytes >> 20))
        }
        "TimeoutError" if is_broken_off(error) => (name, format!("wall clock limit of {} ms exceeded", limits.time_ms)),
        "KeyError" => (name, key_repr(text)),
        "SyntaxError" => syntax(text, line.unwrap_or(1), source),
        "NotImplementedError" => (name, unsupported(text)),
        "RuntimeError" if text.ends_with("exceptions can only be called with zero or one string argument") => {
            ("NotImplementedError", "an exception takes one str or nothing in the sandbox".to_owned())
        }
        _ => (name, text.to_owned()),
    }
}

/// CPython shows a missing key by its repr. The engine gives its str alone: what reads as a number or a
/// container is taken for one.
fn key_repr(key: &str) -> String {
    let is_plain =
        key.parse::<f64>().is_ok() || key.starts_with(['(', '<']) || matches!(key, "None" | "True" | "False");
    if is_plain { key.to_owned() } else { StringRepr(key).to_string() }
}

fn unsupported(text: &str) -> String {
    match text.strip_prefix("The monty syntax parser does not yet support ") {
        Some(what) => format!("not supported in the sandbox: {what}"),
        None => text.to_owned(),
    }
}

fn syntax(text: &str, line: usize, source: &str) -> (&'static str, String) {
    if let Some(rest) = text.strip_prefix("Expected an indented block after ") {
        return ("IndentationError", missing_block(rest, line, source));
    }
    let worded = match text {
        "missing closing quote in string literal" => format!("unterminated string literal (detected at line {line})"),
        "Source is too deeply nested" => "too many nested parentheses".to_owned(),
        _ => return reindented(text),
    };
    ("SyntaxError", worded)
}

fn reindented(text: &str) -> (&'static str, String) {
    match text {
        "Unexpected indentation" => ("IndentationError", "unexpected indent".to_owned()),
        "unindent does not match any outer indentation level" => ("IndentationError", text.to_owned()),
        _ => ("SyntaxError", text.to_owned()),
    }
}

/// "expected an indented block after 'if' statement on line 1": the statement stands above `line`.
fn missing_block(what: &str, line: usize, source: &str) -> String {
    let what = what.replace('`', "'");
    let keyword: String = what.trim_matches('\'').chars().take_while(|c| c.is_alphanumeric()).collect();
    let keyword = if keyword == "function" { "def".to_owned() } else { keyword };
    let above: Vec<&str> = source.lines().take(line.saturating_sub(1)).collect();
    let found = above.iter().rposition(|text| text.trim_start().starts_with(&keyword));
    format!("expected an indented block after {what} on line {}", found.map_or(line, |index| index + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits =
        Limits { time_ms: 1000, memory_bytes: 64 << 20, depth: 64, output_bytes: 64 << 10, now_s: 0 };

    #[test]
    fn missing_keys_are_shown_by_repr() {
        assert_eq!(key_repr("job"), "'job'");
        assert_eq!(key_repr("it's"), "\"it's\"");
        assert_eq!(key_repr("17"), "17");
        assert_eq!(key_repr("('a', 1)"), "('a', 1)");
    }

    #[test]
    fn a_missing_block_names_the_line_of_its_statement() {
        let (name, message) = syntax("Expected an indented block after `if` statement", 3, "if True:\n\nprint(1)");
        assert_eq!(
            (name, message.as_str()),
            ("IndentationError", "expected an indented block after 'if' statement on line 1")
        );
    }

    #[test]
    fn long_messages_are_cut_at_a_character() {
        let error = exception("ValueError", "é".repeat(MESSAGE_BYTES_MAX));
        let shown = describe(&error, "", &LIMITS);
        assert_eq!(shown["message"].as_str().map(str::len), Some(MESSAGE_BYTES_MAX));
    }
}
