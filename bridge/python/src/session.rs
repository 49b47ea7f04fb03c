// SPDX-License-Identifier: Apache-2.0
//! One task's interpreter, driven from block to block and from host call to host call.
use crate::{
    builtins,
    failure::{Source, await_outside_function, describe, exception, is_broken_off, output_limit},
    source::{Prepared, prepare},
    values::{Allowance, bounded_repr, from_json, to_json},
};
use monty::{MontyRepl, ReplFunctionCall, ReplProgress, ReplStartError};
use monty_types::{
    AssertMessageAnnotations, CompileOptions, DateTimeSource, ExtFunctionResult, MontyException, MontyObject,
    NameLookupResult, NamedValues, OsFunctionCall, OsPolicy, PrintWriter, PrintWriterCallback, RandomSeed, RandomStart,
    ResourceLimits, ResourceTracker, SleepMode, memory_limit_with_headroom,
};
use serde_json::{Map, Value, json};
use std::{borrow::Cow, mem, time::Duration};

type Progress = Result<ReplProgress, Box<ReplStartError>>;

#[derive(Clone)]
pub struct Limits {
    pub time_ms: u64,
    pub memory_bytes: usize,
    pub depth: usize,
    pub output_bytes: usize,
    pub now_s: i64,
}

pub enum Answer {
    Done(String),
    Call(String),
    Misuse,
}

#[expect(clippy::large_enum_variant, reason = "a process holds one; a box would be made for each host call")]
enum State {
    Idle(MontyRepl),
    Calling(ReplFunctionCall),
    Moved,
}

pub struct Session {
    state: State,
    names: Vec<String>,
    limits: Limits,
    source: Source,
    output: Output,
}

/// What print() wrote. Once full it takes no more, and the block ends with the limit's error whatever it catches.
struct Output {
    text: String,
    bytes_max: usize,
    full: bool,
}

impl PrintWriterCallback for Output {
    fn stdout_write(&mut self, output: Cow<'_, str>) -> Result<(), MontyException> {
        let left = if self.full { 0 } else { self.bytes_max - self.text.len() };
        self.text.push_str(&output[..output.floor_char_boundary(left)]);
        self.full |= output.len() > left;
        if self.full { Err(exception("RuntimeError", "output limit exceeded")) } else { Ok(()) }
    }

    fn stdout_push(&mut self, end: char) -> Result<(), MontyException> {
        self.stdout_write(Cow::Borrowed(end.encode_utf8(&mut [0; 4])))
    }
}

impl Session {
    pub fn new(limits: Limits, names: Vec<String>) -> Self {
        // Armed before the session allocates, so that the count starts at what the process needs anyway.
        let _ = monty_alloc::set_hard_limit(memory_limit_with_headroom(Some(limits.memory_bytes), false));
        let resources = ResourceLimits {
            max_feed_duration: Some(Duration::from_millis(limits.time_ms)),
            max_memory: Some(limits.memory_bytes),
            max_recursion_depth: limits.depth,
            ..ResourceLimits::default()
        };
        // 0: every source is scanned for nesting before the recursive parser sees it.
        let options =
            CompileOptions { assert_message_annotations: AssertMessageAnnotations::Off, source_scan_threshold: 0 };
        // Nothing that differs between two runs is visible, so that a lost session can be replayed.
        let policy = OsPolicy {
            datetime: DateTimeSource::Fixed { unix_seconds: limits.now_s, microsecond: 0 },
            sleep: SleepMode::Zero,
            random_start: RandomStart::Seed(RandomSeed::Int(0.into())),
            ..OsPolicy::default()
        };
        let repl = MontyRepl::new("block", ResourceTracker::new(resources), options).with_os_policy(policy);
        let output = Output { text: String::new(), bytes_max: limits.output_bytes, full: false };
        Self { state: State::Idle(repl), names, limits, source: Source::default(), output }
    }

    pub fn run(&mut self, code: &str) -> Answer {
        match mem::replace(&mut self.state, State::Moved) {
            State::Idle(repl) => self.start(repl, code),
            other => self.misuse(other),
        }
    }

    fn start(&mut self, repl: MontyRepl, code: &str) -> Answer {
        self.output.text.clear();
        self.output.full = false;
        self.source = Source { written: code.to_owned(), ran: String::new() };
        if let Err(error) = repl.check_source(code) {
            self.state = State::Idle(repl);
            return self.done(Value::Null, Some(&error));
        }
        let code = match prepare(code) {
            Prepared::Run(code) => code,
            Prepared::AwaitOutsideFunction(line) => {
                self.state = State::Idle(repl);
                return self.done(Value::Null, Some(&await_outside_function(line, code)));
            }
        };
        code.as_ref().clone_into(&mut self.source.ran);
        let mut names = NamedValues::new();
        for name in &self.names {
            names.push(name.as_str(), MontyObject::function(name.as_str(), None));
        }
        let progress = repl.feed_start(&code, names, PrintWriter::Callback(&mut self.output));
        self.drive(progress)
    }

    pub fn resume(&mut self, json: &str) -> Answer {
        let answer: Value = serde_json::from_str(json).unwrap_or(Value::Null);
        let text = |key: &str| answer.get(key).and_then(Value::as_str);
        match mem::replace(&mut self.state, State::Moved) {
            State::Calling(call) => {
                let message = text("message").unwrap_or_default();
                let print = PrintWriter::Callback(&mut self.output);
                let progress = if let Some(kind) = text("abort") {
                    call.abort(exception(kind, message), print)
                } else if let Some(kind) = text("exception") {
                    call.resume(exception(kind, message), print)
                } else {
                    call.resume(from_json(answer.get("value").unwrap_or(&Value::Null)), print)
                };
                self.drive(progress)
            }
            other => self.misuse(other),
        }
    }

    fn misuse(&mut self, state: State) -> Answer {
        self.state = state;
        Answer::Misuse
    }

    /// Goes on until a host call, the block's end or an error.
    fn drive(&mut self, mut progress: Progress) -> Answer {
        loop {
            let reached = match progress {
                Ok(reached) => reached,
                Err(failed) => return self.failed(*failed),
            };
            progress = match reached {
                ReplProgress::Complete { repl, value } => return self.completed(repl, &value),
                ReplProgress::FunctionCall(call) => match self.function_call(call) {
                    Ok(answer) => return answer,
                    Err(progress) => progress,
                },
                ReplProgress::NameLookup(lookup) => {
                    let value =
                        builtins::global(&lookup.name).map_or(NameLookupResult::Undefined, NameLookupResult::Value);
                    lookup.resume(value, PrintWriter::Callback(&mut self.output))
                }
                ReplProgress::OsCall(call) => {
                    let result = os_call(&call.function_call);
                    call.resume(result, PrintWriter::Callback(&mut self.output))
                }
                ReplProgress::ResolveFutures(futures) => {
                    let error = exception("RuntimeError", "async functions are not available");
                    futures.abort(error, PrintWriter::Callback(&mut self.output))
                }
            };
        }
    }

    /// The answer that stops for the host, or how the code went on without it.
    #[expect(clippy::result_large_err, reason = "passed on at once; a box would be made for each host call")]
    fn function_call(&mut self, call: ReplFunctionCall) -> Result<Answer, Progress> {
        if self.output.full {
            return Err(call.abort(output_limit(&self.limits), PrintWriter::Callback(&mut self.output)));
        }
        if builtins::is_builtin(&call.function_name) {
            let result = builtins::call(&call.function_name, &call.args);
            return Err(call.resume(result, PrintWriter::Callback(&mut self.output)));
        }
        if !self.names.contains(&call.function_name) {
            // The engine takes any unknown name that is called for one of the host's.
            let unknown = ExtFunctionResult::NotFound(call.function_name.clone());
            return Err(call.resume(unknown, PrintWriter::Callback(&mut self.output)));
        }
        match arguments(&call) {
            Ok(text) => {
                self.state = State::Calling(call);
                Ok(Answer::Call(text))
            }
            Err(message) => Err(call.resume(exception("TypeError", message), PrintWriter::Callback(&mut self.output))),
        }
    }

    fn failed(&mut self, failed: ReplStartError) -> Answer {
        self.state = State::Idle(failed.repl);
        self.done(Value::Null, Some(&failed.error))
    }

    fn completed(&mut self, repl: MontyRepl, value: &MontyObject) -> Answer {
        self.state = State::Idle(repl);
        if value.type_name() == "NoneType" {
            return self.done(Value::Null, None);
        }
        match bounded_repr(value, self.limits.output_bytes) {
            Some(text) => self.done(Value::String(text), None),
            None => self.done(Value::Null, Some(&output_limit(&self.limits))),
        }
    }

    fn done(&mut self, value: Value, error: Option<&MontyException>) -> Answer {
        let overflow = self.output.full.then(|| output_limit(&self.limits));
        let error = overflow.as_ref().or(error);
        let broken_off = error.is_some_and(is_broken_off);
        let error = error.map_or(Value::Null, |error| describe(error, &self.source, &self.limits));
        let stdout = mem::take(&mut self.output.text);
        Answer::Done(json!({"stdout": stdout, "value": value, "error": error, "broken_off": broken_off}).to_string())
    }
}

fn arguments(call: &ReplFunctionCall) -> Result<String, String> {
    let mut allowance = Allowance::default();
    let args: Result<Vec<Value>, String> = call.args.args().map(|value| to_json(value, 0, &mut allowance)).collect();
    let mut kwargs = Map::new();
    for (name, value) in call.args.kwargs() {
        let name = name.as_str().unwrap_or_default().to_owned();
        kwargs.insert(name, to_json(value, 0, &mut allowance)?);
    }
    Ok(json!({"name": call.function_name, "args": args?, "kwargs": kwargs}).to_string())
}

/// Files, the environment, processes: all refused. An unknown module is the one thing that may be answered.
fn os_call(call: &OsFunctionCall) -> ExtFunctionResult {
    match call {
        OsFunctionCall::Import(name) => {
            builtins::module(name).map_or_else(|| ExtFunctionResult::NotFound(String::new()), ExtFunctionResult::Return)
        }
        other => exception("PermissionError", format!("{}: not available in the sandbox", other.name())).into(),
    }
}
