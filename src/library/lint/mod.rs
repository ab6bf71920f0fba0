//! Everything that is wrong or doubtful in a file, in one go. What is only doubtful never stops
//! a file from loading; `# runsheet: allow CODE reason` takes a doubt back.

mod allow;
mod changes;
mod fix;
mod places;
mod rules;

use super::code::{self, DiagnosticSeverity};
use super::compile::{SignatureChecks, compile_all};
use super::diagnostic::Diagnostic;
use super::format::RunbookFormat;
use super::raw::RawRunbook;
use super::source::File;
pub use fix::fix;
use places::IdPositions;

/// What is wrong or doubtful in the text of a runbook. `today`, as `2026-11-30`, tells which
/// review dates have passed.
pub fn lint(file: File<'_>, format: &dyn RunbookFormat, today: &str) -> Vec<Diagnostic> {
    let parsed = format.parse(file);
    let review = parsed.review.clone();
    let places = parsed.raw.as_ref().map(IdPositions::of).unwrap_or_default();
    let is_newer = parsed.raw.as_ref().is_some_and(is_newer);
    let (runbook, mut found) = compile_all(file, parsed, SignatureChecks::Check);
    if let Some(runbook) = &runbook {
        let mut rules = rules::LintRules::new(file, runbook, &places, is_newer);
        rules.all();
        found.append(&mut rules.found);
    }
    if let Some(review) = review.filter(|review| review.value.as_str() < today) {
        let what = format!("it was to be reviewed by {}", review.value);
        let instead = Some("look at it again, and write the next date".to_owned());
        found.push(Diagnostic::at(
            code::REVIEW,
            file,
            review.place,
            what,
            instead,
        ));
    }
    let allowed = allow::Allowed::of(file.text);
    found.retain(|problem| {
        problem.code.severity() == DiagnosticSeverity::Error || !allowed.holds(problem)
    });
    found.sort_by_key(|problem| (problem.line, problem.column, problem.code));
    found
}

fn is_newer(raw: &RawRunbook) -> bool {
    raw.format.value != super::raw::FORMAT
}

/// What a scenario's file is only doubtful about is taken back in the same way.
pub fn allowed(text: &str, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let allowed = allow::Allowed::of(text);
    let keeps = |problem: &Diagnostic| {
        problem.code.severity() == DiagnosticSeverity::Error || !allowed.holds(problem)
    };
    found.into_iter().filter(keeps).collect()
}
