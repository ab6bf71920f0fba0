//! What failing lines that no signature explains are nearest to, by their words. It suspects
//! nothing and is recorded nowhere.
//!
//! The search is handed in: it knows the words of the runbooks and what any log is full of. This
//! adds up what the lines tell, and knows when that is too little.

use std::collections::BTreeMap;

use super::common::{is_stranger, products_named, products_of};
use super::level::LogLevel;
use super::news::Shape;
use super::scan_all::LogLine;
use super::signatures::Signatures;
use crate::domain::id::RunbookId;

/// At most so many lines are told for it.
const BECAUSE: usize = 3;
/// So many lines that agree count, and what each further one adds, as a part of the one before.
const AGREEING: usize = 6;
const AGREEMENT: f64 = 0.3;
/// So much has to speak for the first.
const TELLING: f64 = 3.4;
/// What is as near as this to the first makes it no answer.
const NARROW: f64 = 0.75;

/// What the search answers: a runbook, how well it fits, and the words that it fits by.
pub type SearchAnswer = (RunbookId, f64, Vec<String>);

/// A runbook that is near.
#[derive(Debug, Clone, PartialEq)]
pub struct NearRunbook {
    /// Its id.
    pub runbook: RunbookId,
    /// Its title.
    pub title: String,
    /// How near; only the order means something.
    pub score: f64,
    /// The lines that led to it, the most telling first.
    pub because: Vec<Because>,
}

/// A line that led to a runbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Because {
    /// The line.
    pub line: LogLine,
    /// Its words that the runbook holds, or others for.
    pub terms: Vec<String>,
}

/// What failing lines are nearest to. Nothing, where no words tell enough, another runbook is
/// nearly as near, or the products are strangers to it: a wrong answer costs more than none.
pub fn nearest(
    failing: &[Shape],
    known: &[RunbookId],
    signatures: &Signatures,
    ask: &dyn Fn(&str) -> Vec<SearchAnswer>,
) -> Vec<NearRunbook> {
    let errors = failing
        .iter()
        .filter(|shape| shape.level == LogLevel::Error);
    let errors: Vec<&Shape> = errors.filter(|s| !is_stranger(&s.first.text)).collect();
    let mut products: Vec<&str> = Vec::new();
    for shape in &errors {
        products.extend(products_of(&shape.first.text));
        products.extend(products_of(&shape.first.path));
    }
    let mut votes: BTreeMap<RunbookId, Vec<(f64, Because)>> = BTreeMap::new();
    for shape in errors {
        for (runbook, vote, terms) in ask(&words(&shape.shape)) {
            let line = shape.first.clone();
            let because = Because { line, terms };
            votes.entry(runbook).or_default().push((vote, because));
        }
    }
    let mut near: Vec<NearRunbook> = Vec::new();
    for (runbook, mut votes) in votes {
        votes.sort_by(|a, b| b.0.total_cmp(&a.0));
        let parts = votes.iter().take(AGREEING).zip(0..);
        let score = parts
            .map(|((vote, _), place)| vote * AGREEMENT.powi(place))
            .sum();
        let Some(title) = fitting(signatures, &runbook, &products) else {
            continue;
        };
        let because = votes.into_iter().take(BECAUSE).map(|(_, because)| because);
        near.push(NearRunbook {
            title,
            score,
            because: because.collect(),
            runbook,
        });
    }
    near.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.runbook.cmp(&b.runbook))
    });
    let second = near.get(1).map_or(0.0, |near| near.score);
    near.truncate(1);
    near.retain(|first| first.score >= TELLING && second < first.score * NARROW);
    // What is known is told already.
    near.retain(|near| !known.contains(&near.runbook));
    near
}

/// The words of a shape, without what varies. The names of fields are the same in every line.
fn words(shape: &str) -> String {
    let parts = shape.split_whitespace();
    let values = parts.map(|part| part.split_once('=').map_or(part, |(_, value)| value));
    let values: Vec<&str> = values.collect();
    values.join(" ").replace('*', " ")
}

/// The title of a runbook, unless it is for other products than those that wrote the lines.
fn fitting(signatures: &Signatures, id: &RunbookId, products: &[&str]) -> Option<String> {
    let runbook = signatures.runbooks().iter().find(|r| r.id == *id)?;
    let names = runbook
        .products
        .iter()
        .flat_map(|p| products_named(&p.name));
    let names: Vec<&str> = names.collect();
    let fits = names.is_empty() || products.is_empty();
    (fits || products.iter().any(|product| names.contains(product))).then(|| runbook.title.clone())
}
