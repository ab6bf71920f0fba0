//! What failing lines that no signature explains are nearest to, by their words. It suspects
//! nothing and is recorded nowhere.
//!
//! The search is handed in: it knows the words of the runbooks, and this knows which words any
//! log is full of.

use std::collections::BTreeMap;

use super::common::{is_common, is_stranger, products_named, products_of};
use super::level::Level;
use super::look::Line;
use super::news::Shape;
use super::signatures::Signatures;
use crate::domain::id::RunbookId;

/// At most so many are told.
const MOST: usize = 3;
/// At most so many lines are told for each.
const BECAUSE: usize = 3;
/// What each further line that agrees adds, as a part of the one before.
const AGREEMENT: f64 = 0.5;
/// What a word counts that any log is full of.
const COMMON: f64 = 0.2;
/// More words than these tell nothing more.
const ENOUGH: f64 = 5.0;
/// So many words of a line have to be rare in ordinary logs.
const RARE: usize = 2;
/// So much has to speak for the first.
const TELLING: f64 = 2.0;
/// What is as near as this to the first is as good as the first.
const NARROW: f64 = 0.9;
/// What is further than this from the first is no answer beside it.
const FAR: f64 = 0.6;

/// What the search answers: a runbook, how well it fits, and the words that it fits by.
pub type Answer = (RunbookId, f64, Vec<String>);

/// A runbook that is near.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
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
    pub line: Line,
    /// Its words that the runbook holds, or others for.
    pub terms: Vec<String>,
}

/// What failing lines are nearest to. Nothing, where no words tell enough, too many runbooks are
/// equally near, or the products are strangers to those that are.
pub fn nearest(
    failing: &[Shape],
    known: &[RunbookId],
    signatures: &Signatures,
    ask: &dyn Fn(&str) -> Vec<Answer>,
) -> Vec<Near> {
    let errors = failing.iter().filter(|shape| shape.level == Level::Error);
    let errors: Vec<&Shape> = errors.filter(|s| !is_stranger(&s.first.text)).collect();
    let mut products: Vec<&str> = Vec::new();
    for shape in &errors {
        products.extend(products_of(&shape.first.text));
        products.extend(products_of(&shape.first.path));
    }
    let mut votes: BTreeMap<RunbookId, Vec<(f64, Because)>> = BTreeMap::new();
    for shape in errors {
        let words = words(&shape.shape);
        let answers = ask(&words);
        let best = answers.first().map_or(0.0, |answer| answer.1);
        for (runbook, score, terms) in answers.into_iter().filter(|_| best > 0.0).take(8) {
            let weight = |term: &String| if is_common(term) { COMMON } else { 1.0 };
            let telling: f64 = terms.iter().map(weight).sum();
            let because = Because {
                line: shape.first.clone(),
                terms,
            };
            let rare = because.terms.iter().filter(|term| !is_common(term)).count();
            if rare < RARE {
                continue;
            }
            let vote = score / best * telling.min(ENOUGH);
            votes.entry(runbook).or_default().push((vote, because));
        }
    }
    let mut near: Vec<Near> = Vec::new();
    for (runbook, mut votes) in votes {
        votes.sort_by(|a, b| b.0.total_cmp(&a.0));
        let parts = votes.iter().zip(0..);
        let score = parts
            .map(|((vote, _), place)| vote * AGREEMENT.powi(place))
            .sum();
        let Some(title) = fitting(signatures, &runbook, &products) else {
            continue;
        };
        let because = votes.into_iter().take(BECAUSE).map(|(_, because)| because);
        near.push(Near {
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
    let first = near.first().map_or(0.0, |near| near.score);
    let equal = near
        .iter()
        .filter(|near| near.score >= first * NARROW)
        .count();
    if first < TELLING || equal > MOST {
        return Vec::new();
    }
    near.retain(|near| near.score >= first * FAR);
    near.truncate(MOST);
    // What is known is told already.
    near.retain(|near| !known.contains(&near.runbook));
    near
}

/// The words of a shape, without what varies.
fn words(shape: &str) -> String {
    shape.replace('*', " ")
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
