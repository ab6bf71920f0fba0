//! From a typed word to an action of the one table.

use super::super::action::{Action, Places};
use super::super::actions::ACTIONS;
use super::super::keymap::Keymap;

/// A command that only makes sense in lines: on the screen what it tells is always in sight.
#[derive(Debug)]
pub struct LineOnlyCommand {
    /// The word.
    pub word: &'static str,
    /// What it does.
    pub help: &'static str,
    /// Where.
    pub at: Places,
    /// Which.
    pub id: OwnId,
}

/// The commands that only make sense in lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnId {
    /// The place again.
    Again,
    /// The checklist.
    Steps,
    /// Where the incident stands.
    Where,
}

const ANYWHERE: Places = Places::SEARCH
    .and(Places::LIST)
    .and(Places::PAGES)
    .and(Places::LOG);

/// All of them.
pub static OWN: &[LineOnlyCommand] = &[
    LineOnlyCommand {
        word: "again",
        help: "read this place again",
        at: ANYWHERE,
        id: OwnId::Again,
    },
    LineOnlyCommand {
        word: "steps",
        help: "every step with its state; a step's number goes to it",
        at: Places::WALK,
        id: OwnId::Steps,
    },
    LineOnlyCommand {
        word: "status",
        help: "where it stands: clocks, causes and the last events",
        at: Places::WALK,
        id: OwnId::Where,
    },
    LineOnlyCommand {
        word: "where",
        help: "the same as status",
        at: Places::WALK,
        id: OwnId::Where,
    },
];

/// What a line asks for.
#[derive(Debug, Clone, Copy)]
pub enum LineCommand {
    /// An action of the table.
    Action(&'static Action),
    /// A command of lines alone.
    Own(OwnId),
}

/// The action that a line names at a place: by its name, by its key, or by the beginning of
/// one name only.
pub fn find(line: &str, place: Places, keys: &Keymap) -> Option<LineCommand> {
    let line = line.trim();
    let named = OWN
        .iter()
        .find(|own| own.word == line && own.at.meets(place));
    if let Some(own) = named {
        return Some(LineCommand::Own(own.id));
    }
    let rows = || {
        ACTIONS
            .iter()
            .filter(|action| action.at.meets(place) && action.is_spoken)
    };
    let is_named = |action: &&'static Action| {
        let on_check = action.on_check.map(|(name, _)| name);
        let mut names = on_check.into_iter().chain([action.label]);
        names.any(|name| name.eq_ignore_ascii_case(line))
    };
    let has_key = |action: &&'static Action| {
        let mut chords = keys.chords(action).iter();
        chords.any(|chord| chord.name() == line)
    };
    let is_word = |action: &&'static Action| action.words.split(' ').any(|word| word == line);
    let begins = |action: &&'static Action| line.len() > 2 && action.label.starts_with(line);
    let exact = rows().find(is_named).or_else(|| rows().find(has_key));
    let found = exact
        .or_else(|| only(rows().filter(is_word)))
        .or_else(|| only(rows().filter(begins)));
    found.map(LineCommand::Action)
}

/// The one action of several rows, if they are all the same one.
fn only(mut rows: impl Iterator<Item = &'static Action>) -> Option<&'static Action> {
    let first = rows.next()?;
    rows.all(|row| row.id == first.id).then_some(first)
}

/// The name of an action that a line may have meant.
pub fn nearest(line: &str, place: Places) -> Option<&'static str> {
    let own = OWN
        .iter()
        .filter(|own| own.at.meets(place))
        .map(|own| own.word);
    let rows = ACTIONS.iter().filter(|action| action.at.meets(place));
    let names = rows
        .filter(|action| action.is_spoken)
        .map(|action| action.label);
    let distances = own
        .chain(names)
        .map(|name| (strsim::osa_distance(line, name), name));
    let near = distances.min_by_key(|(distance, _)| *distance)?;
    (near.0 <= 2 && near.0 < line.len()).then_some(near.1)
}
