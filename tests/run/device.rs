//! The command lines of network devices, against a stand-in for each kind.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use runsheet::domain::run::RunOutcome;
use runsheet::run::prompt::{Device, Speech};
use runsheet::run::{End, Order};

use super::contract::{order, run};

struct Firewall {
    folder: tempfile::TempDir,
    device: Device,
}

fn standin() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/run/standin.sh")
}

fn device(kind: &'static str) -> Firewall {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let speech = Speech::of(kind).unwrap();
    let device = Device::new(speech, move || {
        let mut command = Command::new("/bin/sh");
        command.arg(standin()).arg(kind).arg(&log);
        command
    });
    Firewall { folder, device }
}

impl Firewall {
    fn run(&mut self, text: &str) -> (End, String) {
        run(&mut self.device, &order(text))
    }

    /// What was typed after the sign-in.
    fn typed(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }
}

#[test]
fn every_kind_is_understood_to_the_end_of_its_output() {
    for speech in Speech::all() {
        let mut fw = device(speech.kind);
        let (end, out) = fw.run("show long\nshow slow");
        assert_eq!(
            (end.outcome, end.trouble),
            (RunOutcome::Exited, None),
            "{}",
            speech.kind
        );
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 61, "{}: {out}", speech.kind);
        assert_eq!(
            (lines[0], lines[59], lines[60]),
            ("line 1 of sixty", "line 60 of sixty", "half a line")
        );
        let (end, out) = fw.run("show version");
        assert_eq!(
            (end.outcome, &*out),
            (RunOutcome::Exited, "ok show version\n"),
            "one session is kept"
        );
        let typed = fw.typed();
        let times = |what: &str| typed.iter().filter(|line| *line == what).count();
        assert_eq!(
            (
                times("show long"),
                times("show slow"),
                times("show version")
            ),
            (1, 1, 1)
        );
        assert!(
            typed
                .iter()
                .all(|line| !line.starts_with("page:") || line == "page: "),
            "{typed:?}"
        );
    }
}

#[test]
fn nothing_is_sent_behind_a_line_that_is_refused() {
    for speech in Speech::all() {
        let mut fw = device(speech.kind);
        let (end, _) = fw.run("first\nwrong one\nlast");
        let trouble = end.trouble.unwrap();
        assert!(
            trouble.starts_with("line 2 of 3 was refused, the one before took: "),
            "{trouble}"
        );
        assert!(!fw.typed().iter().any(|line| line == "last"));
    }
}

#[test]
fn nothing_is_answered_but_no_to_saving() {
    let mut fw = device("asa");
    let (end, _) = fw.run("reload\nlast");
    assert_eq!(end.outcome, RunOutcome::Stopped);
    assert!(
        end.trouble
            .unwrap()
            .contains("Proceed with reload? [confirm]")
    );
    let typed = fw.typed();
    assert!(typed.iter().any(|line| line == "save:n"), "{typed:?}");
    assert!(
        !typed
            .iter()
            .any(|line| line == "last" || line == "confirm:"),
        "{typed:?}"
    );
}

#[test]
fn what_never_ends_and_what_is_gone_are_told_apart() {
    let mut fw = device("ios");
    let brief = Order {
        timeout: Duration::from_millis(500),
        ..order("hang")
    };
    let (end, out) = run(&mut fw.device, &brief);
    assert_eq!((end.outcome, &*out), (RunOutcome::TimedOut, "begun\n"));
    let (end, _) = device("ios").run("show version\ndie\nlast");
    assert_eq!(end.outcome, RunOutcome::Lost);
    let nowhere = Speech::of("ios").unwrap();
    let mut nowhere = Device::new(nowhere, || {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "echo 'Connection refused' >&2; exit 255"]);
        command
    });
    let (end, _) = run(&mut nowhere, &order("show version"));
    assert_eq!(
        (end.outcome, end.trouble.as_deref()),
        (RunOutcome::NotSent, Some("Connection refused"))
    );
}

/// One that begins below, and its enable password.
fn below(password: &'static str) -> (tempfile::TempDir, Device) {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let device = Device::new(Speech::of("asa").unwrap(), move || {
        let mut command = Command::new("/bin/sh");
        command.arg(standin()).arg("asa").arg(&log).arg(password);
        command
    });
    (folder, device)
}

#[test]
fn the_enable_password_is_asked_once_and_shown_nowhere() {
    let (folder, device) = below("Tango-7391");
    let (asked, questions) = std::sync::mpsc::channel();
    let answers = move |question: &str| {
        asked.send(question.to_owned()).unwrap();
        Some("Tango-7391".to_owned())
    };
    let mut device = device.asking(Some(Box::new(answers)));
    let (end, out) = run(&mut device, &order("show pass"));
    assert_eq!(end.outcome, RunOutcome::Exited, "{end:?}");
    assert_eq!(out, "the password is [secret answer]\n");
    run(&mut device, &order("show pass"));
    assert_eq!(questions.try_iter().count(), 1);
    let typed = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert_eq!(typed.lines().filter(|line| *line == "enable").count(), 1);
}

#[test]
fn a_wrong_enable_password_sends_nothing_and_nobody_asked_stays_below() {
    let (folder, device) = below("Tango-7391");
    let mut device = device.asking(Some(Box::new(|_: &str| Some("wrong".to_owned()))));
    let (end, _) = run(&mut device, &order("show pass"));
    assert_eq!(end.outcome, RunOutcome::NotSent);
    let typed = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(!typed.contains("show pass"));
    let (_folder, mut device) = below("Tango-7391");
    let (end, _) = run(&mut device, &order("show version"));
    assert_eq!(end.outcome, RunOutcome::Exited);
    assert!(device.prompt().unwrap().text.ends_with('>'));
}

#[test]
fn what_is_not_authorised_is_told_and_ends_the_text() {
    let mut fw = device("asa");
    let (end, _) = fw.run("show denied\nlast");
    let trouble = end.trouble.unwrap();
    assert!(
        trouble.contains("line 1 of 2 was refused, none took"),
        "{trouble}"
    );
    assert!(!fw.typed().iter().any(|line| line == "last"));
}
