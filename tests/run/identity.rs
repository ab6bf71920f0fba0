//! Which box it is that answers: read before something is altered, and held against the one
//! before; and what of a runbook from elsewhere is run once it was trusted.

use std::path::Path;

use super::home::{Home, Reply};
use super::runs::{opened, runs};
use super::sshd::Sshd;

const BOOK: &str = "\
format: runsheet.runbook/1.1
id: pair-test
title: A pair is altered
revision: 1
category: test
summary: For tests.
symptoms: [{says: pair}]
phases:
  - id: first
    title: First
    steps:
      - id: alter
        do: Alter it.
        kind: act
        risk: change
        rollback: Put it back.
        run:
          - {device: asa, text: \"logging asdm informational\"}
          - {device: asa, text: \"logging asdm errors\", only_on: standby}
          - {device: asa, text: \"no route outside 0 0\", severs: path}
";

struct Pair {
    sshd: Sshd,
    home: Home,
    log: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

impl Pair {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let standin = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run/standin.sh");
        let sshd = Sshd::with(&format!(
            "ForceCommand /bin/sh {} asa {}",
            standin.display(),
            log.display()
        ));
        let home = opened();
        home.write("data/runbooks/pair-test.yaml", BOOK);
        home.write(
            "config/config.toml",
            "[targets.fw]\nkind = 'asa'\nssh = 'box'\nrun = 'change'\n",
        );
        home.ok(&["start", "pair-test", "--detach"]);
        Self {
            sshd,
            home,
            log,
            _folder: folder,
        }
    }

    fn run(&self, index: &str, more: &[&str]) -> Reply {
        let path = format!("{}:/usr/bin:/bin", self.sshd.shim().display());
        let mut command = self.home.command();
        command.env("PATH", path);
        command.args(["run", "last", "alter", index, "--target", "fw", "--yes"]);
        super::home::reply(command.args(more), "")
    }

    fn is(&self, what: &str, text: &str) {
        std::fs::write(self.log.with_extension(what), text).unwrap();
    }

    fn typed(&self, line: &str) -> usize {
        let typed = std::fs::read_to_string(&self.log).unwrap_or_default();
        typed.lines().filter(|typed| *typed == line).count()
    }
}

#[test]
fn nothing_is_altered_on_another_box_than_before() {
    let pair = Pair::start();
    let text = "logging asdm informational";
    let reply = pair.run("1", &[]);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert_eq!(pair.typed(text), 1);
    let all = runs(&pair.home);
    assert_eq!(
        all[0]["risk"], "read",
        "which box it is was read and recorded first"
    );
    assert!(
        all[0]["head"].as_str().unwrap().contains("JAD0000001"),
        "{all}"
    );
    assert_eq!(all[1]["text"], text);
    // A failover: the same address is the other box.
    pair.is("serial", "JAD0000002");
    let reply = pair.run("1", &[]);
    assert_eq!(reply.status, 1);
    assert!(
        reply
            .stderr
            .contains("is another box than before: its serial number is JAD0000002"),
        "{}",
        reply.stderr
    );
    assert_eq!(pair.typed(text), 1);
    assert_eq!(pair.run("1", &["--other-box"]).status, 0);
    assert_eq!(pair.run("1", &[]).status, 0, "that is the one before now");
    assert_eq!(pair.typed(text), 3);
}

#[test]
fn what_is_for_the_standby_is_not_sent_to_the_active_one() {
    let pair = Pair::start();
    let reply = pair.run("2", &[]);
    assert_eq!(reply.status, 1);
    assert!(
        reply.stderr.contains("for the standby box, and fw active"),
        "{}",
        reply.stderr
    );
    assert_eq!(pair.typed("logging asdm errors"), 0);
    pair.is("duty", "Secondary - Standby Ready");
    let reply = pair.run("2", &[]);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert_eq!(pair.typed("logging asdm errors"), 1);
}

#[test]
fn the_way_there_is_not_cut_without_a_console() {
    let pair = Pair::start();
    let refused = pair.run("3", &[]);
    assert_eq!(refused.status, 1);
    assert!(refused.stderr.contains("--console"), "{}", refused.stderr);
    assert_eq!(pair.typed("no route outside 0 0"), 0);
    let sent = pair.run("3", &["--console"]);
    assert_eq!(sent.status, 0, "{sent:?}");
    assert_eq!(pair.typed("no route outside 0 0"), 1);
}

#[test]
fn a_runbook_from_elsewhere_is_run_once_its_text_is_trusted() {
    let home = Home::new();
    let folder = home.path("theirs");
    std::fs::create_dir(&folder).unwrap();
    let book = BOOK
        .replace("asa", "linux")
        .replace("logging", "echo logging");
    let book = book.replace("risk: change", "risk: read");
    std::fs::write(folder.join("pair-test.yaml"), &book).unwrap();
    let with = ["--runbooks", folder.to_str().unwrap()];
    let all = |words: &[&str]| -> Vec<String> {
        with.iter()
            .chain(words)
            .map(|word| (*word).to_owned())
            .collect()
    };
    home.ok(&all(&["start", "pair-test", "--detach"]));
    let run = ["run", "last", "alter", "1", "--target", "local"];
    let refused = home.run(&all(&run));
    assert_eq!(refused.status, 1);
    assert!(
        refused.stderr.contains("runbooks trust pair-test"),
        "{}",
        refused.stderr
    );
    // Where nobody is asked its hash has to be said.
    let trust = home.run(&all(&["runbooks", "trust", "pair-test"]));
    assert_eq!(trust.status, 1);
    assert!(trust.stdout.contains("echo logging"), "{trust:?}");
    let hash = trust.stderr.split("sha256 ").nth(1).unwrap()[..12].to_owned();
    let wrong = home.run(&all(&[
        "runbooks",
        "trust",
        "pair-test",
        "--sha256",
        "000000000000",
    ]));
    assert_eq!(wrong.status, 1);
    home.ok(&all(&["runbooks", "trust", "pair-test", "--sha256", &hash]));
    let sent = home.run(&all(&run));
    assert_eq!(sent.status, 0, "{sent:?}");
    // An altered text is a stranger again.
    std::fs::write(
        folder.join("pair-test.yaml"),
        book.replace("revision: 1", "revision: 2"),
    )
    .unwrap();
    home.ok(&all(&["start", "pair-test", "--detach"]));
    assert_eq!(home.run(&all(&run)).status, 1);
}

#[test]
fn outputs_that_no_incident_speaks_of_are_pruned() {
    let home = opened();
    home.ok(&["run", "last", "look", "--target", "local"]);
    let stranger = home.write(&format!("data/runs/{}.zst", "0".repeat(64)), "x");
    let young = home.write(&format!("data/runs/{}.zst", "1".repeat(64)), "x");
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    for file in super::home::files(&home.path("data/runs")) {
        if file != young {
            std::fs::File::open(&file)
                .unwrap()
                .set_modified(old)
                .unwrap();
        }
    }
    let told = home.ok(&["doctor", "--prune"]);
    assert!(told.starts_with("1 output removed"), "{told}");
    assert!(!stranger.exists() && young.exists());
    let document = home.json(&["export", "last", "--with-output"]);
    assert!(
        document["runs"][0]["output"].is_string(),
        "what is spoken of stays"
    );
}
