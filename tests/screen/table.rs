//! The one table of actions: each has a key, a twin on the command line, a place in the
//! palette and a line in the help.

use runsheet::cli;
use runsheet::tui::action::{Action, ActionId, Places, Twin};
use runsheet::tui::actions::{ACTIONS, rows};
use runsheet::tui::keymap::{Chord, action_name};
use runsheet::tui::model::StatusTone;

use crate::support::Desk;

#[test]
fn every_action_has_a_key_a_label_and_a_line_of_help() {
    for action in ACTIONS {
        let id = action.id;
        assert!(!action.keys.is_empty(), "{id:?} has no key");
        assert!(!action.label.is_empty(), "{id:?} has no label");
        assert!(!action.help.is_empty(), "{id:?} has no help");
    }
}

/// A word of a twin, filled in where it stands in capitals.
fn filled(word: &str) -> String {
    let is_blank = word.chars().all(|c| c.is_ascii_uppercase() || c == '=');
    match word {
        _ if !is_blank => word,
        "NAME=VALUE" => "user=jdoe",
        "NUMBER" | "INDEX" => "1",
        "SEVERITY" => "sev2",
        "STANDING" => "suspected",
        "TIME" => "-5m",
        "DATE" => "2026-03-01",
        _ => "word",
    }
    .to_owned()
}

/// What is wrong with a twin, if the real command line does not take it.
fn wrong(twin: &str) -> Option<String> {
    let words = twin.split(' ').map(filled);
    let arguments = std::iter::once("runsheet".to_owned()).chain(words);
    let matches = match cli::command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return Some(error.to_string()),
    };
    // Words that are no command would be taken as a query.
    let named = twin.split(' ').next();
    (matches.subcommand_name() != named).then(|| format!("{named:?} is no command"))
}

#[test]
fn every_twin_is_a_command_that_the_command_line_takes() {
    for action in ACTIONS {
        match action.twin {
            Twin::Command(twin) => {
                assert_eq!(wrong(twin), None, "{:?}: runsheet {twin}", action.id);
            }
            Twin::Screen(why) => assert!(why.len() > 10, "{:?} says no reason", action.id),
        }
    }
}

#[test]
fn a_twin_that_does_not_exist_is_noticed() {
    for twin in [
        "stepp INCIDENT",
        "step INCIDENT STEP finished",
        "note INCIDENT TEXT --when TIME",
    ] {
        assert!(wrong(twin).is_some(), "{twin}");
    }
}

#[test]
fn a_key_means_one_thing_in_each_place() {
    for place in Places::EVERY.iter().copied() {
        let here: Vec<&Action> = ACTIONS.iter().filter(|a| a.at.meets(place)).collect();
        for action in &here {
            for key in action.keys {
                let others = here.iter().filter(|other| other.keys.contains(key));
                let ids: Vec<ActionId> = others.map(|other| other.id).collect();
                assert_eq!(ids, [action.id], "{key:?} in {}", place.name());
            }
        }
    }
}

#[test]
fn the_palette_lists_every_action_from_every_main_screen() {
    for keys in ["<C-p>", "<Tab>:", "stuck at authenticating<Enter>s:"] {
        let mut desk = Desk::new();
        desk.keys(keys);
        let model = desk.app.model();
        let Some(runsheet::tui::model::Overlay::Palette(finder)) = &model.overlay else {
            panic!("no palette after {keys}");
        };
        for action in ACTIONS {
            let listed = finder.found.iter().filter(|f| f.action.id == action.id);
            assert_eq!(listed.count(), 1, "{:?} after {keys}", action.id);
        }
    }
}

#[test]
fn the_help_of_a_place_shows_every_action_with_its_keys() {
    let mut desk = Desk::sized(110, 120);
    desk.keys("<F1>").sees("Help: the search box");
    shows_all(&desk, Places::SEARCH);
    desk.keys("<Esc><Tab>?").sees("Help: the list");
    shows_all(&desk, Places::LIST);
    desk.keys("<Esc>/stuck at authenticating<Enter>s?")
        .sees("Help: walking an incident");
    shows_all(&desk, Places::WALK);
}

#[track_caller]
fn shows_all(desk: &Desk, place: Places) {
    for action in ACTIONS.iter().filter(|action| action.at.meets(place)) {
        desk.sees(action.help);
        let key = &action.keys[0];
        if action.id != ActionId::Answer {
            let line = format!("{} ", key.name());
            desk.sees(&line);
        }
    }
}

#[test]
fn what_cannot_be_done_says_why_and_does_nothing() {
    let mut desk = Desk::walking();
    desk.keys("1 <Enter>");
    let before = desk.kinds().len();
    for (name, why, hint) in [
        ("changes", "no change is in force", "a records an action"),
        ("resolve", "it cannot be resolved yet", "goes to 7.1"),
        ("close", "the incident is open", "resolve it first (R)"),
        ("impact returned", "the incident is open", "mitigated (m)"),
        ("reverted", "only on changes in force", ""),
    ] {
        desk.keys(&format!(":{name}")).sees(&format!("({why}"));
        desk.keys("<Enter>").sees(why).sees(hint).sees(name);
        let status = desk.app.model().status.as_ref().unwrap();
        assert_eq!(status.tone, StatusTone::Wrong, "{name}");
        desk.keys("<Esc>");
    }
    desk.go_to("verify-credentials");
    desk.keys(":done").sees("(step 1.2 is done; o reopens it");
    desk.keys("<Enter>").sees("step 1.2 is done");
    desk.keys("<Esc> ").sees("step 1.2 is done");
    assert_eq!(desk.kinds().len(), before);
}

#[test]
fn an_action_of_another_screen_says_where_it_is() {
    let mut desk = Desk::new();
    desk.keys("<C-p>mitigated").sees("(only on the walk");
    desk.keys("<Enter>").sees("only on the walk");
    desk.keys("<C-u>start")
        .sees("start an incident with this runbook");
    // The list is on the same screen as the search box, so its actions are at hand.
    desk.keys("<Enter>").sees("INC-1");
}

#[test]
fn moves_are_found_last() {
    let mut desk = Desk::walking();
    desk.keys(":down");
    let model = desk.app.model();
    let Some(runsheet::tui::model::Overlay::Palette(finder)) = &model.overlay else {
        panic!("no palette");
    };
    assert!(finder.found.iter().any(|f| f.action.id == ActionId::Down));
    let last = finder.found.last().unwrap().action.id;
    assert!(rows(last).all(|row| row.kind.is_move()));
}

/// The rows of `docs/keys.md`: keys, action and what it does, and the whole row.
fn documented() -> Vec<(Vec<String>, String, String, String)> {
    let page = include_str!("../../docs/keys.md");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        // The tables of places say in a column of their own where a key works.
        let from = cells.len() - 3;
        let keys = cells[0].split('`').filter(|key| !key.trim().is_empty());
        let keys = keys.map(str::to_owned).collect();
        (
            keys,
            cells[from].to_owned(),
            cells[from + 1].to_owned(),
            row.to_owned(),
        )
    })
    .collect()
}

#[test]
fn the_page_of_keys_says_what_the_table_says() {
    let rows = documented();
    assert!(rows.len() > 60, "{} rows were read", rows.len());
    for (keys, name, help, row) in &rows {
        let named = ACTIONS.iter().filter(|a| action_name(a.id) == *name);
        let named: Vec<&Action> = named.collect();
        assert!(!named.is_empty(), "no action is called {name}: {row}");
        let is_said = |a: &&Action| a.help == *help;
        assert!(
            named.iter().any(is_said),
            "{name} does something else: {row}"
        );
        for key in keys
            .iter()
            .filter(|key| *key != "1` to `9" && *key != " to ")
        {
            let named_so = key.replace('↓', "Down").replace('↑', "Up");
            let is_key = |chord: &Chord| Chord::parse(&named_so) == Ok(*chord);
            let has = |a: &&Action| a.keys.iter().any(is_key);
            let is_number = named[0].id == ActionId::Answer;
            assert!(
                is_number || named.iter().any(has),
                "{key} is no key of {name}"
            );
        }
    }
    for action in ACTIONS {
        let name = action_name(action.id);
        let is_told = rows.iter().any(|(_, told, ..)| *told == name);
        assert!(is_told, "{name} is not on the page");
    }
}
