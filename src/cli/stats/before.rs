//! What a comparison begins with: a date, or a file of exports.

use serde_json::Value;

use super::super::context::read_runbook;
use super::super::failure::{Exit, Failure};
use super::super::import;
use crate::clock::when;
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;
use crate::report::{DocumentError, Sample, checked};

/// What is before.
pub enum Before {
    /// Whatever was opened before then.
    Date(Timestamp),
    /// Whatever a file holds.
    File {
        /// Its name.
        name: String,
        /// What it holds.
        samples: Vec<Sample>,
    },
}

/// Reads a date; what is none is the name of a file.
pub fn read(text: &str, now: Timestamp) -> Result<Before, Failure> {
    match when::date_or_past(text, now) {
        Ok(date) => Ok(Before::Date(date)),
        Err(_) if std::path::Path::new(text).exists() => Ok(Before::File {
            name: text.to_owned(),
            samples: samples(text, now)?,
        }),
        Err(error) => Err(Failure::from(error)
            .hint("--compare takes a date (2026-03-01), -30d, or a file that `export` wrote")),
    }
}

/// The incidents of a file of exports. One that cannot be read ends it all: a comparison with half
/// of them would say something else.
fn samples(name: &str, now: Timestamp) -> Result<Vec<Sample>, Failure> {
    let mut samples = Vec::new();
    let mut number = 0;
    import::each(name, &mut |document: Result<Value, DocumentError>| {
        number += 1;
        let bad = |why: String| {
            Failure::new(Exit::BadInput, format!("{name}, document {number}: {why}"))
                .hint("--compare reads what `export --format json` or ndjson wrote")
        };
        let document = document.map_err(|error| bad(error.to_string()))?;
        let (import, books) =
            checked(&document, &read_runbook).map_err(|error| bad(error.to_string()))?;
        // What goes on was seen last when it was exported.
        let seen = document["exported_at"]
            .as_str()
            .and_then(|at| at.parse().ok());
        let incident = Incident::fold(books, import.events);
        samples.extend(Sample::of(&incident, seen.unwrap_or(now)));
        Ok(())
    })?;
    Ok(samples)
}
