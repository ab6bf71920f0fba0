//! What is gathered over all incidents for their figures.

use std::collections::HashMap;

use crate::journal::Pick;
use crate::report::Sample;
use crate::session::{Session, SessionError};

/// What was gathered over all incidents.
#[derive(Debug, Clone, Default)]
pub struct GatheredSamples {
    /// One for each that counts.
    pub samples: Vec<Sample>,
    /// The keys of those that are damaged, and so left out.
    pub damaged: Vec<String>,
}

impl From<Vec<Sample>> for GatheredSamples {
    fn from(samples: Vec<Sample>) -> Self {
        let damaged = Vec::new();
        Self { samples, damaged }
    }
}

/// Every incident as a sample for statistics, by number; what is damaged is named.
pub fn samples(session: &mut Session) -> Result<GatheredSamples, SessionError> {
    let now = session.now();
    let mut found = Vec::new();
    session.each_summary(Pick::All, |head, summary| found.push((head, summary)))?;
    found.sort_by_key(|(head, _)| (head.number, !head.is_own(), head.id));
    let mut books = HashMap::new();
    for (_, summary) in &found {
        for book in summary.in_use() {
            if !books.contains_key(&book.sha256)
                && let Some(read) = session.book(&book.sha256)?
            {
                books.insert(book.sha256.clone(), read);
            }
        }
    }
    let book = |sha256: &str| books.get(sha256).cloned();
    let samples = found.into_iter().filter_map(|(head, summary)| {
        Sample::of_summary((Some(head.id), head.key()), summary, &book, now)
    });
    let samples = samples.collect();
    let damaged = session.damaged.keys().cloned().collect();
    Ok(GatheredSamples { samples, damaged })
}
