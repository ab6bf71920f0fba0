//! What was changed in a runbook's file since an incident attached it. The incident keeps its text;
//! this only tells the difference.

use super::differences::{LineChange, differences};
use crate::domain::state::State;
use crate::library::Entry;
use crate::session::{Session, SessionError};

/// A runbook whose text is another by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised {
    /// Its title in the incident.
    pub title: String,
    /// The lines that differ, each with those around it.
    pub lines: Vec<(LineChange, String)>,
}

/// The runbooks in use whose text in the library is another by now. `known` gives what the
/// library has.
pub fn revised<'a>(
    session: &Session,
    state: &State,
    known: impl Fn(&str) -> Option<&'a Entry>,
) -> Result<Vec<Revised>, SessionError> {
    let mut all = Vec::new();
    for attached in state.in_use() {
        let Some(now) = known(attached.id.as_str()) else {
            continue;
        };
        if now.book.sha256 == attached.sha256 {
            continue;
        }
        if let Some(before) = session.text(&attached.sha256)? {
            all.push(Revised {
                title: attached.title.clone(),
                lines: differences(&before, &now.text),
            });
        }
    }
    Ok(all)
}
