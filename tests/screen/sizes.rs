//! Every screen at every size, with texts as wide, as long and as odd as texts get: nothing
//! panics, and every rule stands where it was drawn.

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, Mutex};

use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use runsheet::domain::target::{Limit, Policy, Target};
use runsheet::library::Library;
use runsheet::tui::action::Places;
use runsheet::tui::app::RunTools;
use runsheet::tui::effect::Msg;

use crate::painter::{Written, painted, some};
use crate::support::{Desk, clock, journal};

/// Keys that lead from the search box to each screen and overlay. `<Log>` pastes [`log`],
/// and at `<Saved>` the runbook's file is another one.
pub const SCREENS: [&str; 60] = [
    "",
    "odd",
    "zzzz",
    "odd<Tab>",
    "odd<Tab>?",
    "odd<Enter>",
    "odd<Enter><PgDn>?",
    "odd<Enter>s",
    "odd<Enter>s<PgDn>",
    "odd<Enter>s1",
    "odd<Enter>s1<Enter>jY",
    "odd<Enter>s1<Enter>jj ",
    "odd<Enter>sGk ",
    "odd<Enter>sn字é\u{301}عرب",
    "odd<Enter>s?",
    "odd<Enter>s:",
    "odd<Enter>s:字",
    "odd<Enter>st",
    "odd<Enter>st/字<Enter>",
    "odd<Enter>st/odd",
    "odd<Enter>stG<Enter><PgDn>",
    "odd<Enter>stE",
    "odd<Enter>sw<Enter>",
    "odd<Enter>sE",
    "odd<Enter>slodd/字<Tab>",
    "odd<Enter>sl<Log>",
    "odd<Enter>sl<Log><Enter>",
    "odd<Enter>sl<Log><Enter>G",
    "odd<Enter>sl<Log><Enter>?",
    "odd<Enter>sl<Log><Enter>qEj",
    "odd<Enter>s1<Enter>jx",
    "odd<Enter>s1<Enter>jx1",
    "odd<Enter>s1<Enter>jP2<Log>",
    "odd<Enter>s1<Enter>jP2<Log><Enter>G",
    "odd<Enter>s1<Enter>jP2<Log><Enter>qV",
    "odd<Enter>sS",
    "odd<Enter>sA字",
    "odd<Enter>sv",
    "odd<Enter>sa",
    "odd<Enter>safreed the port<Enter><Enter><Enter><Enter>B",
    "odd<Enter>sh",
    "odd<Enter>sw",
    "odd<Enter>sR",
    "odd<Enter>s@",
    "odd<Enter>sZ<PgDn>",
    "odd<Enter>s/字<Enter>",
    "odd<Enter>sR<F4>",
    "odd<F4>",
    "odd<Enter>scto<Enter>",
    "odd<Enter>sqq",
    "odd<Enter>sqq<Tab>H",
    "odd<Enter>s<Saved>=",
    "<F3>",
    "<F3>o",
    "<F3>Gk<Enter>",
    "<F3>Gk<Enter>odd<Enter>s",
    "<F3>Gk<Enter>odd<Enter>s<Enter>!y",
    "<F3>Gk<Enter>odd<Enter>s1<Enter>l",
    "<F3>Gk<Enter>odd<Enter>s1z",
    "<F3>Gk<Enter>odd<Enter>s1Dy字<Enter><Enter>",
];

/// Texts that take another room than their letters, or none, or a great deal. None makes a
/// replacement character: the emulator does not draw it.
fn odd() -> Vec<String> {
    [
        "字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字",
        "e\u{301}\u{302}\u{303} a\u{308}\u{30a} \u{301}alone, ย\u{e33} 각\u{1100}\u{1161}",
        "שלום עולם مرحبا بالعالم mixed with left to right",
        "esc \u{1b}[31m bell \u{7} tab\there nul \u{1}",
        "👩\u{200d}💻 🇩🇪 👍🏽 ❤\u{fe0f} ☎\u{fe0e} \u{1fae8}",
        "zero\u{200b}width\u{ad}soft\u{2060}join\u{feff}",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([
        "x".repeat(10_000),
        "字".repeat(10_000),
        "word ".repeat(2_000),
        "e\u{301}".repeat(5_000),
    ])
    .collect()
}

/// A text for YAML, whatever it holds.
fn quoted(text: &str) -> String {
    let letters = text.chars().map(|letter| match letter {
        ' ' | '#'..='[' | ']'..='~' | 'א'..='ת' | '字' | '\u{301}' => letter.to_string(),
        _ => format!("\\U{:08x}", u32::from(letter)),
    });
    format!("\"{}\"", letters.collect::<String>())
}

/// A runbook whose every text is one of these, in turn.
pub fn runbook(texts: &[String]) -> String {
    let mut next = texts.iter().cycle();
    let mut text = || quoted(next.next().unwrap());
    let mut steps = String::new();
    for n in 0..12 {
        if n == 6 {
            steps += &format!("  - id: second\n    title: {}\n    steps:\n", text());
        }
        steps += &format!(
            "      - id: s{n}\n        do: {}\n        kind: act\n",
            text()
        );
        steps += &format!("        why: {}\n        expect: {}\n", text(), text());
        steps += &format!("        risk: change\n        rollback: {}\n", text());
        steps += &format!(
            "        run:\n          - {{device: any, text: {}}}\n          - {{device: any, text: {}}}\n",
            text(),
            text()
        );
    }
    format!(
        "format: runsheet.runbook/1\nid: odd\ntitle: {}\nshort: {}\nrevision: 1\ncategory: test\n\
         products: [{{name: {}}}]\nsummary: {}\nsymptoms: [{{says: odd}}, {{sees: {}}}]\n\
         causes:\n  - {{id: one, title: {}, class: server}}\n  - {{id: two, title: {}, class: client}}\n\
         signatures:\n  - {{id: known, text: known trouble, causes: [one, two], step: s3, examples: [known trouble], not: [trouble]}}\n\
         \x20 - {{id: other, text: other trouble, causes: [two], step: s9, examples: [other trouble], not: [trouble]}}\n\
         variables:\n  - {{name: host, ask: {}, example: {}}}\nphases:\n  - id: first\n    title: {}\n    steps:\n\
         \x20     - id: scope\n        do: {}\n        kind: ask\n        answers: [{{id: a, says: {}}}, {{id: b, says: {}}}]\n\
         {steps}outcome: {}\nescalation: {{to: {}, with: {}}}\n",
        text(),
        "\"odd\"",
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text()
    )
}

/// A scenario for that runbook whose every text is one of these, in turn.
pub fn scenario(texts: &[String]) -> String {
    let mut next = texts.iter().cycle();
    let mut text = || quoted(next.next().unwrap());
    format!(
        "format: runsheet.scenario/1\nid: odd\ntitle: {}\nrunbook: odd\nrevision: 1\nlevel: hard\n\
         minutes: 20\nobjectives: [{}, {}]\nguided: true\nteach: [{{after: opening, says: {}}}, \
         {{after: s0, says: {}}}]\nopening: {{kind: alert, from: {}, text: {}, detected: 1m}}\n\
         targets: [{{first_action: 5m}}, {{resolve: 15m}}]\nobservations:\n\
         \x20 - {{step: scope, says: {}, answer: a}}\n  - {{step: s0, run: 1, output: {}}}\n\
         \x20 - {{step: scope, log: {{name: odd.log, text: {}}}}}\ninjects:\n\
         \x20 - {{id: asked, after: scope, from: {}, says: {}, wants: update, within: 4m}}\n\
         expected:\n  - {{id: asked-scope, step: scope, answer: a, within: 3m, critical: true}}\n\
         \x20 - {{id: resolved, mark: resolved}}\n\
         forbidden: [{{id: no, step: s3, because: {}}}]\nhints: [{}, {}, {}]\n\
         variants: [{{id: one, cause: one}}, {{id: two, cause: two}}]\nquestions: [{}]\n\
         expert: {{first_action: 1m, resolve: 9m}}\nshort: {{steps: [scope, s0, s1]}}\n",
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text()
    )
}

/// The scenarios that go with odd runbooks, by the hash of the runbook.
static SCENARIOS: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

/// The scenario that goes with an odd runbook.
pub fn scenario_of(sha256: &str) -> String {
    let known = SCENARIOS.lock().unwrap().get(sha256).cloned();
    known.unwrap_or_else(|| scenario(&odd()))
}

/// A desk that knows this runbook and this scenario.
pub fn desk_with(source: &str, scenario: &str, actor: &str) -> Desk {
    let library = knowing(source);
    let sha256 = library.get("odd").unwrap().book.sha256.to_string();
    SCENARIOS
        .lock()
        .unwrap()
        .insert(sha256, scenario.to_owned());
    Desk::with(80, 24, &journal(), &clock(), actor, library)
}

/// A log whose lines are all odd. Two signatures of the runbook and one of another are in it.
fn log() -> String {
    let odd = odd();
    let lines = odd.iter().zip(odd.iter().rev());
    let known = ["known trouble", "other trouble", "AAA denied for user"];
    let lines = lines.zip(known.iter().cycle());
    lines
        .map(|((before, after), known)| format!("{before}\n{after} {known} {before}\n{after}\n"))
        .collect()
}

/// Presses the keys of a screen.
fn lead(desk: &mut Desk, keys: &str) {
    if let Some((before, after)) = keys.split_once("<Saved>") {
        lead(desk, before);
        let mut texts = odd();
        texts.rotate_left(1);
        desk.load(knowing(&runbook(&texts)));
        return lead(desk, after);
    }
    for (place, keys) in keys.split("<Log>").enumerate() {
        if place > 0 {
            desk.paste(&log());
        }
        desk.keys(keys);
    }
}

/// A desk that knows this runbook, and a box that its commands may be sent to.
fn desk(source: &str) -> Desk {
    let gateway = Target {
        name: "gw".to_owned(),
        serves: vec!["any".to_owned()],
        limit: Limit::Change,
        ..Target::local()
    };
    let folder = std::env::temp_dir().join("nothing-is-sent");
    let tools = RunTools {
        targets: vec![gateway],
        policy: Policy {
            own: Limit::Change,
            ..Policy::default()
        },
        boxes: folder.join("boxes.json"),
        folder,
        is_trusted: Box::new(|_, _| true),
    };
    Desk::with_boxes(knowing(source), tools, None)
}

/// The library with this runbook in it, read once: reading it takes longer than most tests.
fn knowing(source: &str) -> Library {
    static READ: Mutex<BTreeMap<String, Library>> = Mutex::new(BTreeMap::new());
    let mut read = READ.lock().unwrap();
    let library = read.entry(source.to_owned()).or_insert_with(|| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("odd.yaml"), source).unwrap();
        Library::load(&[folder.path().to_owned()])
    });
    assert!(library.get("odd").is_some(), "{:?}", library.diagnostics);
    library.clone()
}

fn resize(desk: &mut Desk, columns: u16, rows: u16) {
    desk.terminal.backend_mut().resize(columns, rows);
    desk.app.handle(Msg::Resized(columns, rows));
    desk.draw();
}

#[test]
fn every_place_is_among_the_screens() {
    let source = runbook(&odd());
    let places = SCREENS.iter().map(|keys| {
        let mut desk = desk(&source);
        lead(&mut desk, keys);
        desk.app.model().place()
    });
    let seen = places.fold(Places::SEARCH, Places::and);
    for place in Places::EVERY {
        assert!(seen.meets(*place), "no keys lead to {}", place.name());
    }
}

#[test]
fn no_screen_panics_at_any_size() {
    let source = runbook(&odd());
    let beyond = [
        31, 40, 59, 60, 61, 71, 72, 79, 80, 81, 109, 110, 149, 150, 151, 250,
    ];
    let columns = || (1..=30).chain(beyond);
    let rows = || (1..=30).chain([31, 40, 60, 80]);
    for keys in SCREENS {
        let mut desk = desk(&source);
        lead(&mut desk, keys);
        for columns in columns() {
            for rows in rows() {
                resize(&mut desk, columns, rows);
            }
        }
    }
}

/// A rule that goes down hangs on one above it, in the same column.
fn rules_are_straight(screen: &vt100::Screen, at: &str) {
    let symbol = |x, y| {
        screen
            .cell(y, x)
            .map_or("", vt100::Cell::contents)
            .to_owned()
    };
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    for (y, x) in (1..rows).flat_map(|y| (0..columns).map(move |x| (y, x))) {
        if symbol(x, y) == "│" {
            let above = symbol(x, y - 1);
            let holds = ["│", "┬", "├", "┼", "─"].contains(&above.as_str());
            assert!(
                holds,
                "{above:?} over a rule at {x}, {y} {at}\n{}",
                screen.contents()
            );
        }
    }
}

/// No text has pushed a rule aside: the emulator gives every letter the room that it thinks
/// right.
fn rules_are_where_they_were_drawn(buffer: &Buffer, screen: &vt100::Screen) {
    let area = buffer.area;
    for (y, x) in (0..area.height).flat_map(|y| (0..area.width).map(move |x| (y, x))) {
        let drawn = buffer[(x, y)].symbol();
        if ["│", "┬", "─"].contains(&drawn) {
            let there = screen.cell(y, x).map_or("", vt100::Cell::contents);
            assert_eq!(there, drawn, "column {x}, row {y}\n{}", screen.contents());
        }
    }
}

#[test]
fn every_rule_is_straight_whatever_stands_beside_it() {
    let source = runbook(&odd());
    let mut walls = 0;
    for keys in SCREENS {
        let mut desk = desk(&source);
        lead(&mut desk, keys);
        for (columns, rows) in [
            (60, 15),
            (71, 20),
            (72, 24),
            (80, 24),
            (120, 40),
            (150, 30),
            (250, 80),
        ] {
            resize(&mut desk, columns, rows);
            let at = format!("after {keys:?} at {columns}x{rows}");
            let written = Written::default();
            let size = Arc::new(Mutex::new(Size::new(columns, rows)));
            let mut terminal = painted(&written, &size);
            let mut emulator = vt100::Parser::new(some(rows), some(columns), 0);
            desk.app.draw(&mut terminal).unwrap();
            // Other frames over it and back again: what is left over would be seen.
            for key in ["j", "k", "<PgDn>", "<PgUp>"] {
                emulator.process(&written.take());
                rules_are_straight(emulator.screen(), &at);
                desk.keys(key);
                desk.app.draw(&mut terminal).unwrap();
            }
            emulator.process(&written.take());
            rules_are_straight(emulator.screen(), &at);
            rules_are_where_they_were_drawn(desk.terminal.backend().buffer(), emulator.screen());
            walls += emulator.screen().contents().matches('│').count();
        }
    }
    assert!(walls > 1_000, "there are rules to look at");
}
