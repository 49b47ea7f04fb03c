// SPDX-License-Identifier: Apache-2.0
//! Exceptions as the host shows them: worded as CPython does, limits as docs/protocols/python.md does.
use crate::session::Limits;
use monty_types::{CodeLoc, ExcType, MontyException, StackFrame, StringRepr};
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

/// What CPython says of `await` outside a function. line: from 1.
pub fn await_outside_function(line: usize, source: &str) -> MontyException {
    let place = CodeLoc { line: u32::try_from(line).unwrap_or(u32::MAX), column: 1 };
    let frame = StackFrame {
        filename: "<block>".to_owned(),
        start: place,
        end: place,
        frame_name: None,
        preview_line: source.lines().nth(line - 1).map(Into::into),
        hide_caret: true,
        hide_frame_name: true,
    };
    MontyException::with_traceback(ExcType::SyntaxError, Some("'await' outside function".to_owned()), vec![frame])
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

/// A block as it was written, and as it ran: the same lines.
#[derive(Default)]
pub struct Source {
    pub written: String,
    pub ran: String,
}

impl Source {
    /// The line (from 1) when it ran otherwise than it was written: a deletion.
    fn is_rewritten(&self, line: usize) -> bool {
        self.written.lines().nth(line - 1) != self.ran.lines().nth(line - 1)
    }

    /// `text` with the lines as they were written.
    fn as_written(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for (written, ran) in self.written.lines().zip(self.ran.lines()).filter(|(written, ran)| written != ran) {
            shown = shown.replace(ran.trim(), written.trim());
        }
        shown
    }
}

/// {"type", "message", "line", "traceback"}. source: the block that failed.
pub fn describe(error: &MontyException, source: &Source, limits: &Limits) -> Value {
    let line = error.traceback().last().map(|frame| frame.start.line as usize);
    let (name, message) = reworded(error, line, source, limits);
    let message = cut(&message, MESSAGE_BYTES_MAX);
    let summary = if message.is_empty() { name.to_owned() } else { format!("{name}: {message}") };
    let shown = error.to_string();
    // The engine's text ends in its own wording of the summary.
    let frames = cut(&shown[..shown.len().saturating_sub(error.summary().len())], TRACEBACK_BYTES_MAX);
    let traceback = format!("{}{summary}", cut(&source.as_written(frames), TRACEBACK_BYTES_MAX));
    json!({"type": name, "message": message, "line": line, "traceback": traceback})
}

fn cut(text: &str, bytes_max: usize) -> &str {
    &text[..text.floor_char_boundary(bytes_max)]
}

/// Type and message in CPython's words where the engine has its own.
fn reworded(error: &MontyException, line: Option<usize>, source: &Source, limits: &Limits) -> (&'static str, String) {
    let name: &'static str = error.exc_type().into();
    // "json.JSONDecodeError" is JSONDecodeError to the code that catches it.
    let name = name.rsplit('.').next().unwrap_or(name);
    let text = error.message().unwrap_or_default();
    match name {
        "MemoryError" if is_broken_off(error) => {
            (name, format!("memory limit of {} MiB exceeded", limits.memory_bytes >> 20))
        }
        "TimeoutError" if is_broken_off(error) => (name, format!("wall clock limit of {} ms exceeded", limits.time_ms)),
        "TypeError" if text.starts_with("cannot use '") => (name, unhashable(text)),
        "IndexError" if text.starts_with("pop ") && line.is_some_and(|line| source.is_rewritten(line)) => {
            (name, "list assignment index out of range".to_owned())
        }
        "KeyError" => (name, key_repr(text)),
        "SyntaxError" => syntax(text, line.unwrap_or(1), &source.written),
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

/// "unhashable type: 'list'" of "cannot use 'list' as a dict key (unhashable type: 'list')".
fn unhashable(text: &str) -> String {
    let inner = text.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(text).to_owned()
}

fn unsupported(text: &str) -> String {
    if text.ends_with("cannot suspend in this synchronous context") {
        return "not supported in the sandbox: a host function called by a built-in function".to_owned();
    }
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
        "Source is too deeply nested" if source.contains(['(', '[', '{']) => "too many nested parentheses".to_owned(),
        "Source is too deeply nested" => "source is nested too deeply".to_owned(),
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
