//! Scores texts by fuzzy-matcher: each word of the query is looked for in every text, and
//! a text that holds more of the words counts more. The only file that knows that library.

use std::collections::BTreeSet;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::{Field, Match};

/// How much a field counts.
fn weight(field: Field) -> f64 {
    match field {
        Field::Symptom => 1.2,
        Field::Title => 1.1,
        Field::Id | Field::Summary => 0.8,
        Field::Cause => 0.7,
    }
}

/// A word that matches a scattered subsequence says little; it has to score at least this
/// much per letter to count. A whole word scores about 20 a letter.
const LEAST_PER_LETTER: i64 = 14;

/// The score of a runbook's texts for the words of a query, and the reasons. `None` if no
/// word is found; a word that is found nowhere costs.
pub fn score(texts: &[(Field, String)], words: &[String]) -> Option<(f64, Vec<Match>)> {
    if words.is_empty() {
        return Some((0.0, Vec::new()));
    }
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut reasons: Vec<(f64, Match)> = Vec::new();
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for (field, text) in texts {
        let mut sum = 0.0;
        let mut terms = Vec::new();
        let mut marked = BTreeSet::new();
        for word in words {
            let letters = i64::try_from(word.chars().count()).unwrap_or(i64::MAX);
            let Some((points, indices)) = matcher.fuzzy_indices(text, word) else {
                continue;
            };
            if points < letters.saturating_mul(LEAST_PER_LETTER) {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "scores are small")]
            let points = points as f64;
            sum += points;
            terms.push(word.clone());
            marked.extend(indices);
            found.insert(word);
        }
        if !terms.is_empty() {
            let reason = Match {
                field: *field,
                text: text.clone(),
                terms,
                marked: marked.into_iter().collect(),
            };
            reasons.push((sum * weight(*field), reason));
        }
    }
    reasons.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.text.cmp(&b.1.text)));
    let best = reasons.first()?.0;
    #[expect(clippy::cast_precision_loss, reason = "a query has few words")]
    let coverage = found.len() as f64 / words.len() as f64;
    if coverage < 0.5 {
        return None;
    }
    let support: f64 = reasons
        .iter()
        .skip(1)
        .take(3)
        .map(|(points, _)| points * 0.1)
        .sum();
    let matches = reasons
        .into_iter()
        .take(3)
        .map(|(_, reason)| reason)
        .collect();
    Some(((best + support) * coverage * coverage, matches))
}
