//! The operator's own keys and looks: what is bound is what is named, and plain signs are plain.

use std::path::Path;

use runsheet::config::{Binding, Settings};
use runsheet::tui::action::Places;
use runsheet::tui::actions::ACTIONS;
use runsheet::tui::bindings::{bind, names};
use runsheet::tui::effect::Msg;
use runsheet::tui::keymap::{Keymap, action_name};
use runsheet::tui::theme::{ASCII, Palette, Theme, UNICODE};

use crate::support::Desk;

/// `docs/config.toml` with the lines that are commented out made real.
fn example(uncommented: bool) -> String {
    let text = include_str!("../../docs/config.toml");
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting) if uncommented && setting.contains(" = ") => setting,
        _ => line,
    });
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_example_is_without_a_warning_and_names_every_action() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for uncommented in [false, true] {
        let settings = Settings::parse(&example(uncommented), root);
        assert_eq!(settings.warnings, []);
        let (_, refused) = bind(&settings.keys);
        assert_eq!(refused, []);
    }
    // As it is shipped it changes nothing.
    let shipped = Settings::parse(&example(false), root);
    let defaults = Settings {
        found: true,
        ..Settings::default()
    };
    assert_eq!(shipped, defaults);
    let settings = Settings::parse(&example(true), root);
    let listed: Vec<&str> = settings.keys.iter().map(|b| b.action.as_str()).collect();
    let missing: Vec<String> = names()
        .into_iter()
        .filter(|name| !listed.contains(&name.as_str()))
        .map(|name| {
            let row = ACTIONS.iter().find(|row| action_name(row.id) == name);
            let keys = row
                .unwrap()
                .keys
                .iter()
                .map(|key| format!("{:?}", key.name()));
            format!("# {name} = [{}]\n", keys.collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert!(
        missing.is_empty(),
        "docs/config.toml lacks\n{}",
        missing.concat()
    );
}

/// A keymap in which every action that can be bound has a key with Alt, and what to press for
/// what was pressed before.
fn alternative() -> (Keymap, impl Fn(Places, &str) -> String) {
    // Numbers with Alt go to places.
    let latin = ('a'..='z').chain('A'..='Z');
    let letters = latin.chain('α'..='ω').chain('а'..='я');
    let names = names();
    let keys: Vec<String> = letters
        .take(names.len())
        .map(|l| format!("Alt-{l}"))
        .collect();
    assert_eq!(keys.len(), names.len(), "there are letters for all actions");
    let bindings: Vec<Binding> = names
        .iter()
        .zip(&keys)
        .map(|(action, key)| Binding {
            action: action.clone(),
            keys: vec![key.clone()],
            at: (1, 1),
        })
        .collect();
    let (keymap, refused) = bind(&bindings);
    assert_eq!(refused, []);
    let pressed = move |place: Places, name: &str| {
        let mut rows = ACTIONS.iter().filter(|row| row.at.meets(place));
        let row = rows.find(|row| row.keys.iter().any(|key| key.name() == name));
        let action = action_name(row.unwrap_or_else(|| panic!("no {name} here")).id);
        match names.iter().position(|name| *name == action) {
            Some(index) => keys[index].replace("Alt-", "<A-") + ">",
            None => format!("<{name}>"),
        }
    };
    (keymap, pressed)
}

/// Names of keys in a frame that are not bound: single letters, and keys with names. Enter is
/// left out because questions keep it, and `y` and `n` where a question names them.
fn stale(frame: &str) -> Vec<String> {
    let named = [
        "Space", "Esc", "Tab", "PgDn", "PgUp", "F1", "Ctrl-P", "Ctrl-C", "Ctrl-Z",
    ];
    let mut found = Vec::new();
    for line in frame.lines().filter(|line| !line.contains("y yes   n no")) {
        for word in line.split([' ', '(', ')', ',', ';', '│']) {
            let mut letters = word.chars();
            let one = letters.next().filter(|_| letters.next().is_none());
            let is_key = one.is_some_and(|c| c.is_ascii_alphabetic() || "@/:?".contains(c));
            // "a" is a word, in runbooks at the head of a sentence too; x is a sign.
            if is_key && !matches!(word, "a" | "A" | "x") || named.contains(&word) {
                found.push(format!("{word:?} in {line:?}"));
            }
        }
    }
    found
}

#[test]
fn every_key_on_the_screen_is_the_one_that_is_bound() {
    let (keymap, pressed) = alternative();
    let theme = Theme::new(Palette::Dark, UNICODE);
    let mut desk = Desk::of_own(100, 30, theme, keymap);
    let walk = |name: &str| pressed(Places::WALK, name);
    let mut looked = 0;
    let mut look = |desk: &mut Desk, keys: &str| {
        desk.keys(keys);
        assert_eq!(
            stale(&desk.frame()),
            Vec::<String>::new(),
            "{}",
            desk.frame()
        );
        looked += 1;
    };
    look(&mut desk, "");
    let back = pressed(Places::SEARCH, "Esc");
    look(&mut desk, "stuck at authenticating");
    look(&mut desk, &pressed(Places::SEARCH, "F1"));
    look(&mut desk, &back);
    look(&mut desk, &pressed(Places::SEARCH, "Tab"));
    look(&mut desk, &pressed(Places::LIST, "r"));
    look(&mut desk, &pressed(Places::PREVIEW, "s"));
    desk.sees("INC-1");
    look(&mut desk, "1");
    // A hint each: what cannot be done now names what can.
    look(&mut desk, &walk("u"));
    look(&mut desk, &walk("R"));
    desk.sees("goes to 7.1; Alt-");
    look(&mut desk, &walk("C"));
    desk.sees("resolve it first (Alt-");
    desk.paste("text");
    look(&mut desk, "");
    desk.sees("writes a note");
    look(&mut desk, &walk("A"));
    look(&mut desk, "hardware token<Enter>");
    desk.sees("goes to the last");
    look(&mut desk, &walk("K"));
    for key in ["c", "F", "n"] {
        look(&mut desk, &walk(key));
        desk.keys(&pressed(Places::FORM, "Esc"));
    }
    look(&mut desk, &walk("@"));
    look(&mut desk, "-5m<Enter>");
    desk.sees("next act at ");
    look(&mut desk, &walk("Esc"));
    desk.sees("the next act happens now");
    for key in ["Space", "n", "v", "a", "@", "w", "H"] {
        look(&mut desk, &walk(key));
        look(&mut desk, &pressed(Places::FORM, "F1"));
        look(&mut desk, &pressed(Places::HELP, "q"));
        look(&mut desk, &back);
    }
    look(&mut desk, &(walk("n") + "seen<Enter>"));
    for key in ["t", "h", "?", ":"] {
        look(&mut desk, &walk(key));
        look(&mut desk, &back);
    }
    look_at_places(&pressed, &mut |keys| look(&mut desk, keys));
    look(&mut desk, &walk("G"));
    look(&mut desk, &walk("Space"));
    look(&mut desk, &back);
    look(&mut desk, &back);
    let leave = pressed(Places::LIST, "q");
    look(&mut desk, &leave);
    desk.sees("Leave the program?");
    desk.keys("y");
    assert!(desk.app.is_over());
    assert!(looked > 40);
}

/// The places over the walk, with what they say of what cannot be done there.
fn look_at_places(pressed: &impl Fn(Places, &str) -> String, look: &mut impl FnMut(&str)) {
    let walk = |name: &str| pressed(Places::WALK, name);
    let back = pressed(Places::WALK, "Esc");
    look(&walk("B"));
    look(&walk("E"));
    look(&pressed(Places::EVIDENCE, "Enter"));
    look(&back);
    look(&walk("w"));
    look(&pressed(Places::CAUSES, "Enter"));
    look(&back);
    look(&back);
    look(&walk("S"));
    look(&pressed(Places::STATISTICS, "Tab"));
    look(&back);
    let timeline = |name: &str| pressed(Places::TIMELINE, name);
    look(&walk("t"));
    look(&timeline("g"));
    look(&timeline("u"));
    look(&timeline("/"));
    look("nothing has this");
    look(&pressed(Places::FILTER, "Tab"));
    look(&timeline("u"));
    look(&back);
    look(&timeline("Enter"));
    look(&back);
    look(&timeline("G"));
    look(&timeline("u"));
    look("<Enter>");
    look(&back);
    look(&timeline("E"));
    look(&back);
    look(&back);
}

#[test]
fn plain_signs_are_ascii_everywhere() {
    let theme = Theme::new(Palette::Mono, ASCII);
    for (columns, rows) in [(60, 15), (80, 24), (160, 50)] {
        let mut desk = Desk::of_own(columns, rows, theme, Keymap::default());
        let look = |desk: &mut Desk, keys: &str| {
            desk.keys(keys);
            let frame = desk.frame();
            assert!(frame.is_ascii(), "after {keys}:\n{frame}");
        };
        look(&mut desk, "");
        for keys in [
            "stuck",
            "<F1>",
            "<Esc>",
            "<C-p>",
            "<Esc>",
            "zqxjkv",
            "<Esc>stuck<Enter>",
        ] {
            look(&mut desk, keys);
        }
        look(&mut desk, "s");
        desk.wait(61);
        for keys in [
            "1",
            " ",
            "typo<Enter>",
            "fno<Enter>",
            "ino way<Enter>",
            "bthe vendor<Enter>",
            "j",
            "djo<Enter>",
            "sno<Enter>",
            "Nno<Enter>",
            "t",
            "q",
            "h",
            "q",
            "?",
            "<PgDn>",
            "q",
            ":",
            "<Esc>",
            "@-1m<Enter>",
            "areloaded<Enter>1asa<Enter>back<Enter>",
            "B",
            "q",
            "v",
            "<Esc>",
            "R",
            "u",
            "y",
            "<Esc>",
            "w",
            "<Enter>1typed it<Enter>",
            "q",
            "E",
            "q",
            "S",
            "m",
            "q",
            "t/act<Enter>",
            "<Enter>",
            "<Esc>",
            "<Esc>",
            "q",
            "C",
            "q",
            "q",
        ] {
            look(&mut desk, keys);
        }
        let long = "a title that is far too long for the room that it has on this screen ";
        look(
            &mut desk,
            &format!("<Esc><Tab>g<Enter>T{}<Enter>", long.repeat(4)),
        );
    }
}

#[test]
fn the_theme_goes_with_the_background_unless_one_was_chosen() {
    let dark = Theme::new(Palette::Dark, UNICODE);
    for (theme, expected) in [(dark.following(), Palette::Light), (dark, Palette::Dark)] {
        let mut desk = Desk::of_own(80, 24, theme, Keymap::default());
        desk.app.handle(Msg::Background { light: true });
        assert_eq!(desk.app.model().theme.palette, expected);
        assert!(desk.app.is_dirty());
        desk.app.handle(Msg::Background { light: false });
        assert_eq!(desk.app.model().theme.palette, Palette::Dark);
    }
}

#[test]
fn the_first_warning_stands_in_the_status_line() {
    let mut desk = Desk::new();
    let settings = Settings::parse("\n\ntheme = 'pink'", Path::new("/"));
    let warning = settings.warnings[0].brief();
    desk.app.warn(warning, "runsheet doctor lists everything");
    desk.draw();
    desk.sees("config.toml line 3: theme = 'pink' will not do")
        .sees("runsheet doctor lists everything");
}
