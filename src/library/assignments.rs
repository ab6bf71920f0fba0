//! `assignments.yaml` beside runbooks: who plays which drill until when, and who agreed that a
//! lead sees how it went.

use std::path::PathBuf;

use super::decode::reads;
use super::diagnostic::Diagnostic;
use super::format::read_yaml;
use super::source::File;
use super::{code, read_utf8};

const FORMAT: &str = "runsheet.assignments/1";
/// The name of the file.
pub const ASSIGNMENTS: &str = "assignments.yaml";

#[derive(Debug)]
struct RawAssignments {
    format: String,
    consent: Vec<String>,
    assignments: Vec<RawAssignment>,
}

#[derive(Debug)]
struct RawAssignment {
    who: String,
    scenario: String,
    by: Option<String>,
}

reads!(RawAssignments, "keys with their values, \"format\" first", { format, consent, assignments });
reads!(RawAssignment, "`{who: …, scenario: …, by: 2027-01-31}`", { who, scenario, by });

/// A drill that somebody is to play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Who, as journals name them.
    pub who: String,
    /// The scenario's id.
    pub scenario: String,
    /// The last day, as `2027-01-31`.
    pub by: Option<String>,
}

/// What the files say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignments {
    /// Who agreed to be told of by name.
    pub consent: Vec<String>,
    /// The drills to play.
    pub all: Vec<Assignment>,
}

impl Assignments {
    /// Reads those of these folders, and what is wrong with them.
    pub fn read(folders: &[PathBuf]) -> (Self, Vec<Diagnostic>) {
        let paths = folders.iter().map(|folder| folder.join(ASSIGNMENTS));
        Self::of_files(paths.filter(|path| path.exists()))
    }

    /// Reads these files, and what is wrong with them.
    pub fn of_files(paths: impl IntoIterator<Item = PathBuf>) -> (Self, Vec<Diagnostic>) {
        let (mut read, mut found) = (Self::default(), Vec::new());
        for path in paths {
            let text = match read_utf8(&path) {
                Ok(text) => text,
                Err(mut unread) => {
                    found.append(&mut unread);
                    continue;
                }
            };
            let name = path.display().to_string();
            let mut parsed = read_yaml::<RawAssignments>(File {
                path: &name,
                text: &text,
            });
            found.append(&mut parsed.found);
            let Some(raw) = parsed.raw else {
                continue;
            };
            if raw.format != FORMAT {
                let what = format!("this version reads \"{FORMAT}\", not \"{}\"", raw.format);
                let instead = format!("write \"format: {FORMAT}\"");
                found.push(Diagnostic::whole(code::FORMAT, &name, what, &instead));
                continue;
            }
            read.consent.extend(raw.consent);
            read.all
                .extend(raw.assignments.into_iter().map(|raw| Assignment {
                    who: raw.who,
                    scenario: raw.scenario,
                    by: raw.by,
                }));
        }
        (read, found)
    }
}
