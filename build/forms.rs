//! The expressions of the runbooks → `forms.txt`, as `signature/prepared.rs` reads it: by turns an
//! expression and what it needs of a line.

use serde_json::Value;

#[path = "../src/signature/line_needs.rs"]
#[expect(dead_code, reason = "texts need no preparing")]
mod line_needs;
#[path = "../src/signature/literal.rs"]
mod literal;
#[path = "../src/signature/number.rs"]
mod number;
#[path = "../src/signature/runs.rs"]
mod runs;

/// The lines. What cannot be told on one is left out, and read by the program.
pub fn of(books: &[Value]) -> String {
    let signatures = books
        .iter()
        .filter_map(|book| book["signatures"].as_array());
    let sources = signatures.flatten().filter_map(|s| s["regex"].as_str());
    let sources = sources.filter(|source| !source.contains('\n'));
    let lines = sources.filter_map(|source| {
        let form = line_needs::LineNeeds::of_expression(source).written()?;
        Some(format!("{source}\n{form}\n"))
    });
    lines.collect()
}
