//! `contacts.yaml` in the data folder or beside runbooks: whom to call, and how.

use std::path::{Path, PathBuf};

use super::check::{Checks, DiagnosticSink};
use super::code;
use super::decode::reads;
use super::diagnostic::Diagnostic;
use super::format::read_yaml;
use super::read_utf8;
use super::source::{File, Placed};
use crate::domain::contact::Contact;

const FORMAT: &str = "runsheet.contacts/1";
const NAMES: [&str; 2] = ["contacts.yaml", "contacts.yml"];

struct RawContacts {
    format: Placed<String>,
    contacts: Vec<RawContact>,
}

struct RawContact {
    who: Placed<String>,
    role: Option<String>,
    reach: Vec<Placed<String>>,
    hours: Option<String>,
    valid_until: Option<Placed<String>>,
    note: Option<String>,
}

reads!(RawContacts, "keys with their values, \"format\" first", { format, contacts });
reads!(RawContact, "`{who: …, role: …, reach: [\"+44 …\"], valid_until: 2027-01-31}`", { who, role, reach, hours, valid_until, note });

struct ContactsCheck<'a> {
    sink: DiagnosticSink<'a>,
}

impl<'a> Checks<'a> for ContactsCheck<'a> {
    fn sink(&mut self) -> &mut DiagnosticSink<'a> {
        &mut self.sink
    }
}

impl ContactsCheck<'_> {
    fn contact(&mut self, raw: RawContact) -> Option<Contact> {
        let ways = raw.reach.iter().map(|way| way.value.trim().to_owned());
        let reach: Vec<String> = ways.filter(|way| !way.is_empty()).collect();
        let is_said = !raw.who.value.trim().is_empty();
        if !is_said || reach.is_empty() {
            let what = match is_said {
                true => "nobody can reach them".to_owned(),
                false => "it names nobody".to_owned(),
            };
            let instead = "write who they are and, as reach, what works without the VPN";
            self.wrong(code::EMPTY, raw.who.place, what, Some(instead.into()));
            return None;
        }
        if let Some(until) = raw.valid_until.as_ref().filter(|day| !is_day(&day.value)) {
            let what = format!("\"{}\" is no day", until.value);
            let instead = Some("write it as 2027-01-31".to_owned());
            self.wrong(code::WRONG_KIND, until.place, what, instead);
            return None;
        }
        Some(Contact {
            who: raw.who.value.trim().to_owned(),
            role: raw.role,
            reach,
            hours: raw.hours,
            valid_until: raw.valid_until.map(|day| day.value),
            note: raw.note,
        })
    }
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    let within = |part: &str, digits: usize, most: u32| {
        let number = part.parse::<u32>().ok();
        part.len() == digits && number.is_some_and(|number| (1..=most).contains(&number))
    };
    within(year, 4, 9999) && within(month, 2, 12) && within(day, 2, 31)
}

/// Whether a file of this name holds contacts, and no runbook.
pub fn is_contacts_file(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| NAMES.iter().any(|known| name == *known))
}

/// The folders that may say whom to call: the data folder, and those of runbooks but the ones that
/// were taken from others, who could send a caller anywhere.
pub fn contact_folders(data: &Path, sources: &Path, books: &[PathBuf]) -> Vec<PathBuf> {
    let ours = books.iter().filter(|folder| !folder.starts_with(sources));
    std::iter::once(data.to_owned())
        .chain(ours.cloned())
        .collect()
}

/// The contacts of these folders, in their order. One that is wrong is told and left out; the
/// others are used.
pub fn contacts(folders: &[PathBuf]) -> (Vec<Contact>, Vec<Diagnostic>) {
    let (mut all, mut found) = (Vec::new(), Vec::new());
    for folder in folders {
        let files = NAMES.iter().map(|name| folder.join(name));
        for path in files.filter(|path| path.exists()) {
            match read_utf8(&path) {
                Ok(text) => {
                    let (mut read, mut wrong) = read_contacts(&path, &text);
                    all.append(&mut read);
                    found.append(&mut wrong);
                }
                Err(mut unread) => found.append(&mut unread),
            }
        }
    }
    (all, found)
}

/// The contacts of a file, and what is wrong with it.
pub fn read_contacts(path: &Path, text: &str) -> (Vec<Contact>, Vec<Diagnostic>) {
    let name = path.display().to_string();
    let file = File { path: &name, text };
    let parsed = read_yaml::<RawContacts>(file);
    let mut check = ContactsCheck {
        sink: DiagnosticSink {
            file,
            found: parsed.found,
        },
    };
    let Some(raw) = parsed.raw else {
        return (Vec::new(), check.sink.found);
    };
    if raw.format.value != FORMAT {
        let what = format!(
            "this version reads \"{FORMAT}\", not \"{}\"",
            raw.format.value
        );
        let instead = Some(format!("write \"format: {FORMAT}\""));
        check.wrong(code::FORMAT, raw.format.place, what, instead);
        return (Vec::new(), check.sink.found);
    }
    let read = raw
        .contacts
        .into_iter()
        .filter_map(|raw| check.contact(raw));
    let read = read.collect();
    (read, check.sink.found)
}
