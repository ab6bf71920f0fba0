//! The operator's own keys: what `[keys]` in the settings makes of the table of actions, and
//! what of it is refused. A refused binding leaves the action's keys as they are.
//!
//! The keys always work out: no key means two things in one place, text boxes keep their text,
//! and there is always a way back, a way out and an answer.

use super::action::{Action, ActionId, Places};
use super::actions::ACTIONS;
use super::keymap::{Chord, Keymap, action_name as name};
use crate::config::{Binding, Warning, nearest};

const ASKING: Places = Places::FORM.and(Places::PALETTE);

/// The names of all actions that can be bound, in the order of the table.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for action in ACTIONS.iter().filter(|action| action.fixed.is_none()) {
        let name = name(action.id);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A binding whose names are all understood.
struct Bound<'a> {
    binding: &'a Binding,
    id: ActionId,
    keys: Vec<Chord>,
}

/// The keymap with the operator's keys, and what was refused of them.
pub fn bind(bindings: &[Binding]) -> (Keymap, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut refuse = |binding: &Binding, why: String| {
        let text = format!("{}: {why}", binding.action);
        let at = Some(binding.at);
        warnings.push(Warning { at, text });
    };
    let mut bound: Vec<Bound> = Vec::new();
    for binding in bindings {
        match read(binding) {
            Ok(it) => bound.push(it),
            Err(why) => refuse(binding, why),
        }
    }
    // Refusing one gives its action the old keys back, which may clash in turn. Each round
    // refuses one, so this ends.
    let rows = loop {
        let rows: Vec<Vec<Chord>> = (0..ACTIONS.len()).map(|row| keys_of(row, &bound)).collect();
        let Some((index, why)) = clash(&rows, &bound) else {
            break rows;
        };
        refuse(bound.remove(index).binding, why);
    };
    warnings.sort();
    (Keymap::of(ACTIONS, rows), warnings)
}

fn read(binding: &Binding) -> Result<Bound<'_>, String> {
    let known = |action: &&Action| name(action.id) == binding.action;
    let Some(action) = ACTIONS.iter().find(known) else {
        let names = names();
        return Err(
            match nearest(&binding.action, names.iter().map(String::as_str)) {
                Some(near) => format!("there is no such action; did you mean {near}?"),
                None => "there is no such action; docs/config.toml lists them".to_owned(),
            },
        );
    };
    let id = action.id;
    if let Some(why) = action.fixed {
        return Err(format!("it cannot be bound: {why}"));
    }
    if binding.keys.is_empty() && matches!(id, ActionId::Back | ActionId::Leave) {
        return Err("it needs a key, or there is no way out".to_owned());
    }
    let mut keys = Vec::new();
    for name in &binding.keys {
        let key = Chord::parse(name)?;
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let it = Bound { binding, id, keys };
    let mut rows = ACTIONS.iter().filter(|action| action.id == id);
    if !it.keys.is_empty() && rows.all(|row| it.usable(row.at).is_empty()) {
        let key = it.keys[0].name();
        return Err(format!(
            "a text box needs {key} for itself; it stays {}",
            own(id)
        ));
    }
    Ok(it)
}

impl Bound<'_> {
    /// Those of its keys that can be used at all the places of a row.
    fn usable(&self, at: Places) -> Vec<Chord> {
        let taken = |key: &Chord| {
            at.meets(Places::BOXES) && key.is_editing() || at.meets(ASKING) && key.is_choosing()
        };
        let keys = self.keys.iter().copied();
        keys.filter(|key| !taken(key)).collect()
    }
}

/// The keys of a row of the table. A row at text boxes keeps its own where none of those bound
/// can be used.
fn keys_of(row: usize, bound: &[Bound<'_>]) -> Vec<Chord> {
    let action = &ACTIONS[row];
    match bound.iter().find(|it| it.id == action.id) {
        Some(it) => match it.usable(action.at) {
            none if none.is_empty() && !it.keys.is_empty() => action.keys.to_vec(),
            keys => keys,
        },
        None => action.keys.to_vec(),
    }
}

/// A binding that gives a key a second meaning in one place, and why it is refused. Of two
/// the later one in the file gives way.
fn clash(rows: &[Vec<Chord>], bound: &[Bound<'_>]) -> Option<(usize, String)> {
    let mut found = None;
    for (row, keys) in rows.iter().enumerate() {
        let action = &ACTIONS[row];
        let Some(index) = bound.iter().position(|it| it.id == action.id) else {
            continue;
        };
        for (other, others) in ACTIONS.iter().zip(rows) {
            let other_index = bound.iter().position(|it| it.id == other.id);
            let is_later = other_index.is_none_or(|other| other < index);
            if other.id == action.id || !other.at.meets(action.at) || !is_later {
                continue;
            }
            if let Some(key) = keys.iter().find(|key| others.contains(key))
                && found.as_ref().is_none_or(|(worst, _)| *worst < index)
            {
                let (key, stays) = (key.name(), own(action.id));
                let meant = name(other.id);
                found = Some((
                    index,
                    format!("{key} means {meant} in the same place; it stays {stays}"),
                ));
            }
        }
    }
    found
}

/// The keys of an action in the table, in words.
fn own(id: ActionId) -> String {
    let row = ACTIONS.iter().find(|action| action.id == id);
    let names = row
        .map_or(&[][..], |row| row.keys)
        .iter()
        .map(|key| key.name());
    match names.collect::<Vec<_>>().join(" or ") {
        none if none.is_empty() => "without a key".to_owned(),
        names => names,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bindings(given: &[(&str, &[&str])]) -> Vec<Binding> {
        let lines = given.iter().enumerate();
        lines
            .map(|(line, (action, keys))| Binding {
                action: (*action).to_owned(),
                keys: keys.iter().map(|&key| key.to_owned()).collect(),
                at: (line + 1, 1),
            })
            .collect()
    }

    fn shown(keys: &Keymap, id: ActionId, place: Places) -> String {
        keys.name(keys.row(id, place).expect("a row")).into_owned()
    }

    #[track_caller]
    fn refused(given: &[(&str, &[&str])], says: &[&str]) -> Keymap {
        let (keys, warnings) = bind(&bindings(given));
        let texts: Vec<&str> = warnings
            .iter()
            .map(|warning| warning.text.as_str())
            .collect();
        assert_eq!(texts, says);
        keys
    }

    #[test]
    fn names_are_written_with_hyphens() {
        assert_eq!(name(ActionId::StartStep), "start-step");
        assert_eq!(name(ActionId::Done), "done");
        assert!(names().contains(&"not-applicable".to_owned()));
        assert!(!names().contains(&"confirm".to_owned()));
    }

    #[test]
    fn keys_are_bound_swapped_and_taken_away() {
        let keys = refused(
            &[
                ("fail", &["i"]),
                ("inconclusive", &["f"]),
                ("resolve", &["F5", "Alt-r"]),
                ("note", &[]),
            ],
            &[],
        );
        assert_eq!(shown(&keys, ActionId::Fail, Places::WALK), "i");
        assert_eq!(shown(&keys, ActionId::Inconclusive, Places::WALK), "f");
        assert_eq!(keys.press(ActionId::Resolve, Places::WALK), "F5");
        assert_eq!(keys.press(ActionId::Note, Places::WALK), ": note");
    }

    #[test]
    fn a_key_that_means_something_else_there_is_refused() {
        let keys = refused(
            &[("resolve", &["f"])],
            &["resolve: f means fail in the same place; it stays R"],
        );
        assert_eq!(shown(&keys, ActionId::Resolve, Places::WALK), "R");
        // The later one gives way, and its old key may be taken by then.
        refused(
            &[("fail", &["R"]), ("note", &["F6"]), ("resolve", &["F6"])],
            &[
                "fail: R means resolve in the same place; it stays f",
                "resolve: F6 means note in the same place; it stays R",
            ],
        );
        // The same key in another place is no clash.
        refused(&[("revert", &["f"])], &[]);
    }

    #[test]
    fn text_boxes_keep_their_text() {
        let keys = refused(
            &[
                ("show", &["x"]),
                ("to-list", &["Ctrl-W"]),
                ("help", &["Q"]),
                ("hold", &["Alt-h"]),
            ],
            &[
                "show: a text box needs x for itself; it stays Enter",
                "to-list: a text box needs Ctrl-W for itself; it stays Tab or Down",
            ],
        );
        assert_eq!(shown(&keys, ActionId::Help, Places::WALK), "Q");
        assert_eq!(shown(&keys, ActionId::Help, Places::SEARCH), "F1");
    }

    #[test]
    fn there_is_always_a_way_out_and_an_answer() {
        let keys = refused(
            &[
                ("back", &[]),
                ("leave", &[]),
                ("confirm", &["x"]),
                ("answer", &["x"]),
            ],
            &[
                "back: it needs a key, or there is no way out",
                "leave: it needs a key, or there is no way out",
                "confirm: it cannot be bound: questions speak of Enter",
                "answer: it cannot be bound: answers are known by their numbers",
            ],
        );
        assert_eq!(shown(&keys, ActionId::Back, Places::FORM), "Esc");
        let keys = refused(&[("leave", &["Q"]), ("back", &["F6"])], &[]);
        assert_eq!(shown(&keys, ActionId::Leave, Places::LIST), "Q");
        assert_eq!(shown(&keys, ActionId::Leave, Places::FORM), "Ctrl-C");
        assert_eq!(shown(&keys, ActionId::Back, Places::FORM), "F6");
    }

    #[test]
    fn names_that_are_none_are_told() {
        refused(
            &[
                ("resolv", &["F5"]),
                ("xyzzyplugh", &["x"]),
                ("note", &["Spce"]),
            ],
            &[
                "resolv: there is no such action; did you mean resolve?",
                "xyzzyplugh: there is no such action; docs/config.toml lists them",
                "note: there is no key Spce; did you mean Space?",
            ],
        );
    }
}
