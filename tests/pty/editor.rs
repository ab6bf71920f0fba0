//! A long note in the operator's own editor: the terminal is lent and taken back.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::home::Home;
use crate::terminal::{Terminal, program};

/// A script in the place of an editor; the folder that it lies in has a space in its name.
fn with_editor(home: &Home, script: &str) -> Terminal {
    let folder = home.path("an editor");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("ed");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    home.line("start anyconnect-authentication-failure --detach");
    let mut command = program(home, &["resume"]);
    command.env("VISUAL", format!("'{}' --wait", path.display()));
    command.env("PATH", "/usr/bin:/bin");
    command.env("TMPDIR", home.path(""));
    Terminal::run(command)
}

#[test]
fn a_note_is_written_in_the_editor_and_the_file_is_gone() {
    let home = Home::new();
    let seen = home.path("seen");
    let script = format!(
        "stat -c '%a' \"$2\" \"$(dirname \"$2\")\" > '{0}'\n\
         echo \"$1\" >> '{0}'\necho \"$2\" >> '{0}'\n\
         echo 'EDITOR AT WORK'\nread line\n\
         printf '%s\\nand %s\\n' \"$(cat \"$2\")\" \"$line\" > \"$2\"",
        seen.display()
    );
    let mut terminal = with_editor(&home, &script);
    terminal.sees("Who is affected?");
    terminal.keys("nfirst line").sees("first line");
    terminal.keys("\u{f}").sees("EDITOR AT WORK");
    // The terminal is as a program expects it: lines are read and echoed.
    assert_eq!(terminal.settings(), terminal.before);
    terminal.keys("typed to the editor\n");
    terminal
        .sees("Who is affected?")
        .sees("and typed to the editor");
    // Keys are ours again.
    terminal.keys("!\r").sees("noted");
    let document = home.json(&["export", "last"]);
    let events = document["events"].as_array().unwrap();
    let note = events.iter().find(|e| e["kind"] == "note.added").unwrap();
    assert_eq!(note["data"]["text"], "first line\nand typed to the editor!");
    let seen = fs::read_to_string(seen).unwrap();
    let seen: Vec<&str> = seen.lines().collect();
    assert_eq!(seen[..3], ["600", "700", "--wait"]);
    let path = std::path::Path::new(seen[3]);
    assert!(!path.exists() && !path.parent().unwrap().exists());
    terminal.keys("q").sees("Ctrl-C leave").keys("\x03");
    terminal.sees("Leave the program?").keys("y");
    assert!(terminal.ended().success());
    terminal.settings_are_back();
    assert_eq!(terminal.modes_left_on(), Vec::<String>::new());
}

#[test]
fn an_editor_that_fails_loses_nothing() {
    let home = Home::new();
    let mut terminal = with_editor(&home, "echo ruined > \"$2\"; exit 3");
    terminal.sees("Who is affected?");
    terminal
        .keys("nforty words\u{f}")
        .sees("failed (exit status: 3)");
    terminal.sees("forty words").keys("\r").sees("noted");
    terminal.sees("note: forty words").sees_no("ruined");
    terminal.keys("q").sees("Ctrl-C leave").keys("\x03");
    terminal.sees("Leave the program?").keys("y");
    assert!(terminal.ended().success());
}

/// What is typed while an editor has the terminal is meant for the editor.
#[test]
fn an_interrupt_in_the_editor_does_not_end_us() {
    let home = Home::new();
    let mut terminal = with_editor(&home, "trap '' INT; echo 'EDITOR AT WORK'; read line");
    terminal.sees("Who is affected?");
    terminal.keys("nkept\u{f}").sees("EDITOR AT WORK");
    terminal.keys("\u{3}\u{3}\n");
    terminal.sees("Who is affected?").sees("note > kept");
    terminal.keys("\r").sees("noted");
    terminal.keys("q").sees("Ctrl-C leave").keys("\x03");
    terminal.sees("Leave the program?").keys("y");
    assert!(terminal.ended().success());
}

#[test]
fn the_editor_that_is_set_comes_before_the_one_of_the_environment() {
    let home = Home::new();
    fs::create_dir_all(home.path("config")).unwrap();
    let script = "echo 'the one that is set' > \"$1\"";
    let path = home.path("set");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let settings = format!("editor = \"{}\"\n", path.display());
    fs::write(home.path("config/config.toml"), settings).unwrap();
    let terminal = with_editor(&home, "exit 1");
    terminal.sees("Who is affected?");
    terminal.keys("n\u{f}").sees("the one that is set");
    terminal.keys("\r").sees("noted");
}
