// SPDX-License-Identifier: Apache-2.0
//! What the engine does not know of Python and the source shows: `del x[i]`, rewritten without moving a line,
//! and `await` outside a function, which CPython refuses before anything runs.
use ruff_python_ast::{
    Expr, Stmt, StmtDelete,
    visitor::{Visitor, walk_expr, walk_stmt},
};
use ruff_text_size::{Ranged, TextRange};
use std::{borrow::Cow, ops::Range};

pub enum Prepared<'a> {
    Run(Cow<'a, str>),
    /// `await` outside a function, on this line (the first is 1).
    AwaitOutsideFunction(usize),
}

/// code: a source that `MontyRepl::check_source` found shallow enough to be parsed. What cannot be parsed is
/// left for the engine to refuse.
pub fn prepare(code: &str) -> Prepared<'_> {
    if !code.contains("del") && !code.contains("await") {
        return Prepared::Run(Cow::Borrowed(code));
    }
    let Ok(module) = ruff_python_parser::parse_module(code) else { return Prepared::Run(Cow::Borrowed(code)) };
    let mut found = Found { code, functions: 0, await_at: None, edits: Vec::new() };
    for statement in &module.syntax().body {
        found.visit_stmt(statement);
    }
    match found.await_at {
        Some(at) => Prepared::AwaitOutsideFunction(code[..at].matches('\n').count() + 1),
        None => Prepared::Run(apply(code, &found.edits)),
    }
}

struct Edit {
    at: Range<usize>,
    text: String,
}

struct Found<'a> {
    code: &'a str,
    functions: usize,
    await_at: Option<usize>,
    edits: Vec<Edit>,
}

impl<'a> Visitor<'a> for Found<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(_) => {
                self.functions += 1;
                walk_stmt(self, statement);
                self.functions -= 1;
            }
            Stmt::Delete(delete) => self.edits.extend(self.deletion(delete)),
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if expression.is_await_expr() && self.functions == 0 && self.await_at.is_none() {
            self.await_at = Some(expression.start().to_usize());
        }
        walk_expr(self, expression);
    }
}

impl Found<'_> {
    /// Nothing when one of the targets is no item or slice: the engine then refuses the statement.
    fn deletion(&self, delete: &StmtDelete) -> Option<Edit> {
        if self.text(delete.range).contains('\n') {
            return None;
        }
        let targets: Option<Vec<String>> = delete.targets.iter().map(|target| self.item_deletion(target)).collect();
        Some(Edit { at: range(delete.range), text: targets?.join("; ") })
    }

    fn item_deletion(&self, target: &Expr) -> Option<String> {
        let item = target.as_subscript_expr()?;
        let (value, key) = (self.text(item.value.range()), self.text(item.slice.range()));
        // A value of None, so that a block that ends in `del` shows nothing.
        Some(if item.slice.is_slice_expr() {
            format!("({value})[{key}] = []")
        } else {
            format!("[({value}).pop(({key}))] and None")
        })
    }

    fn text(&self, at: TextRange) -> &str {
        &self.code[range(at)]
    }
}

fn range(at: TextRange) -> Range<usize> {
    at.start().to_usize()..at.end().to_usize()
}

fn apply<'a>(code: &'a str, edits: &[Edit]) -> Cow<'a, str> {
    if edits.is_empty() {
        return Cow::Borrowed(code);
    }
    let mut text = String::with_capacity(code.len() + 64);
    let mut from = 0;
    for edit in edits {
        text.push_str(&code[from..edit.at.start]);
        text.push_str(&edit.text);
        from = edit.at.end;
    }
    text.push_str(&code[from..]);
    Cow::Owned(text)
}
