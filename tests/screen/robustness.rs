//! Sizes, hostile text, pasted text, several operators, clocks that jump.

use std::fs;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use runsheet::library::Library;
use runsheet::tui::effect::Msg;

use crate::support::{Desk, clock, journal};

#[test]
fn no_size_panics() {
    let screens = [
        "",
        "stuck",
        "stuck<Enter>",
        "stuck<Enter>s",
        "stuck<Enter>s1 ",
        "stuck<Enter>sn",
        "stuck<Enter>s?",
        "stuck<Enter>s:",
        "stuck<Enter>st",
        "stuck<Enter>sv",
        "stuck<Enter>sa",
    ];
    let sizes = [
        (1, 1),
        (2, 1),
        (1, 9),
        (7, 3),
        (20, 5),
        (59, 15),
        (60, 14),
        (60, 15),
        (61, 16),
        (71, 19),
        (72, 20),
        (79, 23),
        (100, 15),
        (110, 40),
        (149, 24),
        (150, 24),
        (200, 60),
        (250, 80),
        (60, 80),
    ];
    for keys in screens {
        let mut desk = Desk::new();
        desk.keys(keys);
        for (columns, rows) in sizes {
            desk.terminal.backend_mut().resize(columns, rows);
            desk.app.handle(Msg::Resized(columns, rows));
            desk.draw();
            desk.keys("<PgDn>");
        }
    }
}

#[test]
fn below_the_smallest_size_one_sentence_says_so_and_keys_wait() {
    let mut desk = Desk::at(50, 10, &journal(), &clock(), "ada");
    desk.sees("This terminal has 50x10").sees("60x15");
    desk.keys("abc");
    assert_eq!(desk.app.model().home.input.text(), "");
}

#[test]
fn compact_still_shows_step_clock_and_keys() {
    let mut desk = Desk::at(60, 15, &journal(), &clock(), "ada");
    desk.keys("stuck at authenticating<Enter>s");
    desk.sees("INC-1")
        .sees("Who is affected")
        .sees("One user")
        .sees("1-4 answer");
}

#[test]
fn pasted_text_is_never_taken_as_keys() {
    let mut desk = Desk::walking();
    let before = desk.kinds().len();
    desk.paste(" fRy1u\n");
    desk.sees("pasted text is not taken as keys");
    assert_eq!(desk.kinds().len(), before);
    desk.keys("n");
    desk.paste("line one\nline \u{1b}[31mtwo\n");
    desk.sees("line one line ␛[31mtwo");
    assert_eq!(desk.kinds().len(), before);
}

#[test]
fn a_key_that_repeats_itself_never_confirms() {
    let mut desk = Desk::walking();
    desk.keys("q<C-c>").sees("Leave the program?");
    let mut held = KeyEvent::new(KeyCode::Char('y'), KeyModifiers::NONE);
    held.kind = KeyEventKind::Repeat;
    let (key, at_ms) = (held, 1_000_000);
    desk.app.handle(Msg::Key { key, at_ms });
    assert!(!desk.app.is_over());
}

#[test]
fn hostile_text_reaches_no_cell() {
    let source = fs::read_to_string("runbooks/anyconnect-authentication-failure.yaml").unwrap();
    let hostile = source
        .replace(
            "title: AnyConnect rejects",
            "title: \"\\e[31mAny\\u202eConnect\\u200b\" #",
        )
        .replace(
            "do: \"Who is affected?\"",
            "do: \"Who \\e]0;x\\a is \\u2066affected\\ufeff?\"",
        )
        .replace("says: One user}", "says: \"One \\e[2J user\"}")
        .replace("id: anyconnect-authentication-failure", "id: hostile");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("hostile.yaml"), hostile).unwrap();
    let library = Library::load(&[folder.path().to_owned()]);
    assert!(
        library.get("hostile").is_some(),
        "{:?}",
        library.diagnostics
    );
    let mut desk = Desk::with(80, 24, &journal(), &clock(), "a\u{1b}da", library);
    for keys in [
        "Any",
        "<Esc><Tab>g",
        "<Enter>",
        "s",
        "1",
        "t",
        "q:",
        "<Esc>n\u{7}",
    ] {
        desk.keys(keys);
        let buffer = desk.terminal.backend().buffer();
        for cell in buffer.content() {
            for letter in cell.symbol().chars() {
                let bidi = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
                assert!(!letter.is_control() && !bidi, "{letter:?} after {keys}");
            }
        }
    }
}

#[test]
fn two_operators_on_one_journal_see_each_other() {
    let (journal, clock) = (journal(), clock());
    let mut ada = Desk::at(80, 24, &journal, &clock, "ada");
    ada.keys("stuck at authenticating<Enter>s");
    let mut grace = Desk::at(80, 24, &journal, &clock, "grace");
    grace.keys("<Tab>g<Enter>").sees("INC-1");
    ada.keys("nfrom ada<Enter>");
    grace.keys("nfrom grace<Enter>");
    for desk in [&mut ada, &mut grace] {
        desk.app.handle(Msg::Refresh);
        desk.draw();
        desk.keys("t")
            .sees("note: from ada")
            .sees("note: from grace");
    }
}

#[test]
fn looking_for_others_events_draws_nothing_new() {
    let mut desk = Desk::walking();
    desk.app.handle(Msg::Refresh);
    desk.draw();
    desk.app.handle(Msg::Refresh);
    assert!(!desk.app.is_dirty());
}

#[test]
fn a_clock_that_jumps_is_recorded() {
    let mut desk = Desk::walking();
    let tick = desk.app.tick();
    let Msg::Tick { now, steady_ms } = tick else {
        panic!("a tick is a tick");
    };
    desk.app.handle(Msg::Tick {
        now: now.plus_ms(60_000),
        steady_ms: steady_ms + 1_000,
    });
    assert_eq!(desk.kinds().last(), Some(&"clock.jumped"));
}

#[test]
fn a_clock_that_is_set_back_hides_no_act() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.keys("stuck at authenticating<Enter>s");
    clock.advance_ms(-3_600_000);
    desk.keys("1");
    desk.app.handle(Msg::Resized(80, 24));
    desk.draw();
    desk.sees_no("no action yet").sees("first action ?");
}

#[test]
fn a_time_beyond_the_calendar_is_refused_and_nothing_is_lost() {
    for keys in ["Fthe text<Enter>ann<Enter>", "dann<Enter>"] {
        let mut desk = Desk::walking();
        desk.keys(keys).keys("+99999999d<Enter>");
        desk.sees("years 1 to 9999").sees("+99999999d");
        desk.keys("<C-u>+1h<Enter>").sees_no("years 1 to 9999");
    }
}

#[test]
fn a_tick_changes_a_handful_of_cells() {
    let mut desk = Desk::walking();
    desk.wait(1);
    let before = desk.terminal.backend().buffer().clone();
    desk.wait(1);
    let changed = before.diff(desk.terminal.backend().buffer()).len();
    assert!(changed <= 8, "{changed} cells changed");
}
