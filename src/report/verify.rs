//! Whether an export is what it says: its schema, its hash chains, and everything that is
//! folded from its events. The first difference is named.

use std::sync::{Arc, LazyLock};

use serde_json::Value;

use super::document::{SINCE_1_1, Stamp, document};
use super::read::{DocumentError, Import, check_format, import};
use crate::domain::incident::{Books, Incident};
use crate::domain::runbook::Runbook;
use crate::domain::time::Timestamp;

/// The schema of the timeline.
const SCHEMA: &str = include_str!("../../assets/schemas/timeline-1.json");

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// It cannot be read at all.
    #[error("{0}")]
    Read(#[from] DocumentError),
    /// It breaks the schema.
    #[error("{path}: {what}")]
    Schema {
        /// Where.
        path: String,
        /// What is wrong.
        what: String,
    },
    /// A figure does not follow from the events.
    #[error("{path}: the file says {says}, the events give {give}")]
    Differs {
        /// Where.
        path: String,
        /// What the file says.
        says: String,
        /// What the events give.
        give: String,
    },
    /// A runbook in it cannot be read.
    #[error("runbook {id}: {what}")]
    Runbook {
        /// Its id.
        id: String,
        /// What is wrong.
        what: String,
    },
}

/// Checks a document. `read_runbook` makes a runbook of a text.
pub fn verify(
    given: &Value,
    read_runbook: &dyn Fn(&str) -> Result<Arc<Runbook>, String>,
) -> Result<(), VerifyError> {
    let (import, books) = checked(given, read_runbook)?;
    agrees(given, &import, books)
}

/// What a document gives to a journal, and its runbooks: its schema, its chains and its texts are
/// as they should be.
pub fn checked(
    given: &Value,
    read_runbook: &dyn Fn(&str) -> Result<Arc<Runbook>, String>,
) -> Result<(Import, Books), VerifyError> {
    check_format(given)?;
    check_schema(given)?;
    let import = import(given)?;
    let mut books = Books::new();
    let script = given["drill"]["sha256"].as_str();
    for text in &import.texts {
        if Some(&*text.sha256) == script {
            continue;
        }
        let runbook = read_runbook(&text.text).map_err(|what| VerifyError::Runbook {
            id: text.sha256.to_string(),
            what,
        })?;
        books.insert(text.sha256.clone(), runbook);
    }
    Ok((import, books))
}

/// Whether everything else in a document follows from its events.
pub fn agrees(given: &Value, import: &Import, books: Books) -> Result<(), VerifyError> {
    let incident = Incident::fold(books, import.events.clone());
    let text = |sha256: &str| {
        let found = import.texts.iter().find(|t| &*t.sha256 == sha256);
        found.map(|t| t.text.to_string())
    };
    let stamp = Stamp {
        exported_at: Timestamp::from_ms(0),
        version: "",
    };
    let mut own = Value::Object(document(&incident, stamp, &text));
    if is_of_1_0(given) {
        // A file is held to what its own version promised. How observations of a cause lead
        // over one another was settled anew in 1.1, so what an older file thinks of a cause,
        // and the targets that hang on it, are its own version's opinion.
        let opinions = ["causes[].standing", "causes[].because", "targets"];
        for place in SINCE_1_1.iter().chain(&opinions) {
            forget(&mut own, place);
        }
    }
    for (key, expected) in own.as_object().into_iter().flatten() {
        // A score is what this version makes of the events; another may weigh them anew.
        let about_the_file = ["exported_at", "generator", "format_version", "drill"];
        if !about_the_file.contains(&key.as_str()) {
            compare(key, &given[key], expected)?;
        }
    }
    Ok(())
}

/// The schema, made ready for many documents.
static VALIDATOR: LazyLock<Result<jsonschema::Validator, String>> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(SCHEMA).map_err(|e| e.to_string())?;
    jsonschema::validator_for(&schema).map_err(|e| e.to_string())
});

/// Whether a file was written before 1.1.
fn is_of_1_0(given: &Value) -> bool {
    let version = given["format_version"].as_str().unwrap_or_default();
    version.split('.').nth(1) == Some("0")
}

/// Takes a place such as `changes[].out_of_order` out of a document.
fn forget(value: &mut Value, place: &str) {
    let (key, rest) = place.split_once('.').unwrap_or((place, ""));
    match (key.strip_suffix("[]"), rest) {
        (None, "") => {
            if let Some(keys) = value.as_object_mut() {
                keys.shift_remove(key);
            }
        }
        (None, rest) => forget(&mut value[key], rest),
        (Some(list), rest) => {
            for entry in value[list].as_array_mut().into_iter().flatten() {
                forget(entry, rest);
            }
        }
    }
}

fn check_schema(given: &Value) -> Result<(), VerifyError> {
    let failed = |path: &str, what: String| VerifyError::Schema {
        path: path.to_owned(),
        what,
    };
    let validator = VALIDATOR
        .as_ref()
        .map_err(|e| failed("schema", e.clone()))?;
    match validator.iter_errors(given).next() {
        None => Ok(()),
        Some(error) => {
            let pointer = error.instance_path().to_string();
            let path = pointer.trim_start_matches('/').replace('/', ".");
            let path = if path.is_empty() { "document" } else { &path };
            let what: String = error.to_string().chars().take(300).collect();
            Err(failed(path, what))
        }
    }
}

/// Compares what the file says with what its events give, down to the first difference.
/// Keys that this version does not know are passed over.
fn compare(path: &str, says: &Value, give: &Value) -> Result<(), VerifyError> {
    match (says, give) {
        (Value::Object(says), Value::Object(give)) => {
            for (key, expected) in give {
                let found = says.get(key).unwrap_or(&Value::Null);
                compare(&format!("{path}.{key}"), found, expected)?;
            }
            Ok(())
        }
        (Value::Array(says), Value::Array(give)) if says.len() == give.len() => {
            for (i, (found, expected)) in says.iter().zip(give).enumerate() {
                compare(&format!("{path}[{}]", label(i, expected)), found, expected)?;
            }
            Ok(())
        }
        (Value::Array(says), Value::Array(give)) => Err(VerifyError::Differs {
            path: path.to_owned(),
            says: format!("{} entries", says.len()),
            give: give.len().to_string(),
        }),
        (says, give) if equal(says, give) => Ok(()),
        (says, give) => Err(VerifyError::Differs {
            path: path.to_owned(),
            says: shown(says),
            give: shown(give),
        }),
    }
}

/// Numbers are compared as numbers: other programs write 55 for 55.0.
fn equal(a: &Value, b: &Value) -> bool {
    a == b || matches!((a.as_f64(), b.as_f64()), (Some(a), Some(b)) if a == b)
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.chars().count() > 80 {
        true => text.chars().take(79).chain(['…']).collect(),
        false => text,
    }
}

/// The id of an entry if it has one, which says more than its place.
fn label(place: usize, entry: &Value) -> String {
    match entry["id"].as_str() {
        Some(id) => id.to_owned(),
        None => place.to_string(),
    }
}
