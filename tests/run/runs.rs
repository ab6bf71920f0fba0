//! `run`: what is sent, what is refused, and what is recorded.

use serde_json::{Value, json};

use super::home::{Home, files};
use super::targets;

const BOOK: &str = "\
format: runsheet.runbook/1
id: gateway-test
title: The gateway answers nobody
revision: 1
category: test
summary: For tests.
symptoms: [{says: nothing answers}]
causes: [{id: full, title: The disk is full, class: server}]
signatures:
  - {id: no-space, text: No space left on device, causes: [full], step: look, examples: [\"write failed: No space left on device\"]}
variables:
  - {name: unit, ask: Which unit, example: x.service}
  - {name: pin, ask: The PIN, secret: true}
phases:
  - id: first
    title: First
    steps:
      - id: look
        do: Look at it.
        kind: check
        expect: It answers.
        run:
          - {device: linux, text: \"echo 'write failed: No space left on device'; echo {{unit}}; exit 4\"}
          - {device: linux, text: \"echo pin {{pin}}; ps -eo args\"}
          - {device: asa, text: \"show version\"}
          - {device: linux, text: \"systemctl restart {{unit}}\"}
          - {device: linux, text: \"sleep 6001\"}
      - id: alter
        do: Alter it.
        kind: act
        risk: change
        rollback: Put it back.
        run: [{device: linux, text: \"echo altered\"}]
      - id: works
        do: See that it works.
        kind: verify
        critical: true
";

/// A home with an incident on this runbook, which lies in the data folder and so is trusted.
pub fn opened() -> Home {
    let home = targets::home();
    std::fs::create_dir_all(home.data().join("runbooks")).unwrap();
    home.write("data/runbooks/gateway-test.yaml", BOOK);
    home.ok(&[
        "start",
        "gateway-test",
        "--detach",
        "--set",
        "unit=a b.service",
    ]);
    home
}

pub fn runs(home: &Home) -> Value {
    home.json(&["export", "last"])["runs"].clone()
}

/// No file of the data folder holds these words.
pub fn nothing_holds(home: &Home, words: &str) {
    for file in files(&home.data()) {
        let text = std::fs::read(&file).unwrap();
        assert!(
            !String::from_utf8_lossy(&text).contains(words),
            "{}",
            file.display()
        );
    }
}

#[test]
fn what_is_run_is_recorded_with_what_it_said_and_its_cause_is_suspected() {
    let home = opened();
    let told = home.json(&["run", "last", "look", "--target", "local", "--json"]);
    assert_eq!(told["incident"], "INC-1");
    assert_eq!(
        (&told["step"], &told["index"], &told["target"]),
        (&json!("look"), &json!(1), &json!("local"))
    );
    assert_eq!(
        (&told["outcome"], &told["exit"]),
        (&json!("exited"), &json!(4))
    );
    assert_eq!(
        (&told["lines"], &told["truncated"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(told["findings"][0]["signature"], "no-space");
    let document = home.json(&["export", "last"]);
    let run = &document["runs"][0];
    assert_eq!(
        (&run["what"], &run["via"], &run["kind"]),
        (&json!("step"), &json!("local"), &json!("linux"))
    );
    assert_eq!(
        run["text"],
        "echo 'write failed: No space left on device'; echo 'a b.service'; exit 4"
    );
    assert_eq!(
        run["head"],
        "write failed: No space left on device\na b.service\n"
    );
    assert_eq!(document["causes"][0]["standing"], "suspected");
    assert!(
        !document["milestones"]["first_action"].is_null(),
        "it counts as an action"
    );
    let kept = format!("data/runs/{}.zst", run["sha256"].as_str().unwrap());
    assert!(home.path(&kept).is_file());
    assert!(
        !files(&home.path("data/runs")).iter().any(|f| f
            .to_string_lossy()
            .contains(&run["event"].as_str().unwrap().to_owned())),
        "its lock is gone"
    );
}

#[test]
fn without_json_the_output_goes_to_stdout_as_it_is() {
    let home = opened();
    let reply = home.run(&["run", "last", "look", "--target", "gw"]);
    assert_eq!(
        reply.status, 0,
        "its own status is no failure of ours: {reply:?}"
    );
    assert_eq!(
        reply.stdout,
        "write failed: No space left on device\na b.service\n"
    );
    assert!(
        reply.stderr.contains("to gw, linux via local, read:"),
        "{}",
        reply.stderr
    );
    assert!(
        reply.stderr.contains("exited, status 4"),
        "{}",
        reply.stderr
    );
    assert!(
        reply
            .stderr
            .contains("The disk is full: line 1: write failed"),
        "{}",
        reply.stderr
    );
}

#[test]
fn a_secret_is_in_nothing_that_is_kept_and_in_no_list_of_processes() {
    let home = opened();
    home.write("pin.txt", "hv5-Quebec-6183\n");
    let told = home.json(&[
        "run",
        "last",
        "look",
        "2",
        "--target",
        "local",
        "--set",
        "pin=@pin.txt",
        "--json",
    ]);
    assert_eq!(told["outcome"], "exited");
    let run = &runs(&home)[0];
    assert_eq!(run["text"], "echo pin [secret pin]; ps -eo args");
    let head = run["head"].as_str().unwrap();
    assert!(head.starts_with("pin [secret pin]\n"), "{head}");
    // Once in the line that it prints itself; a list of processes would hold it again.
    assert_eq!(head.matches("[secret pin]").count(), 1, "{head}");
    nothing_holds(&home, "Quebec");
}

#[test]
fn what_may_not_be_sent_is_refused_and_nothing_is_recorded() {
    let home = opened();
    let cases: &[(&[&str], i32, &str)] = &[
        (&["look"], 2, "several targets serve linux: local, gw"),
        (
            &["look", "--target", "asa1"],
            1,
            "asa1 is asa and serves asa, not linux",
        ),
        (&["look", "--target", "ggw"], 66, "did you mean gw?"),
        (
            &["look", "3", "--target", "gw"],
            1,
            "gw is linux and serves linux, openvpn, not asa",
        ),
        (
            &["look", "9", "--target", "local"],
            1,
            "runs nothing with the number 9",
        ),
        (
            &["look", "2", "--target", "local"],
            1,
            "not run: pin has no value",
        ),
        (
            &["look", "4", "--target", "local"],
            1,
            "local takes only what reads",
        ),
        (
            &["alter", "--target", "local"],
            1,
            "local takes only what reads: your settings forbid more",
        ),
        (
            &["--target", "local", "--", "rm -rf /nonexistent"],
            1,
            "takes only what reads",
        ),
        (
            &[
                "--target",
                "local",
                "--risk",
                "read",
                "--",
                "rm -rf /nonexistent",
            ],
            1,
            "takes only what reads",
        ),
    ];
    for (arguments, status, says) in cases {
        let all: Vec<&str> = ["run", "last"].iter().chain(*arguments).copied().collect();
        let reply = home.run(&all);
        assert_eq!(reply.status, *status, "{arguments:?}: {reply:?}");
        assert!(
            reply.stderr.contains(says),
            "{arguments:?}: {}",
            reply.stderr
        );
    }
    assert_eq!(runs(&home), json!([]));
}

#[test]
fn a_change_is_sent_where_it_is_allowed_and_only_with_a_yes() {
    let home = opened();
    home.write(
        "config/config.toml",
        format!(
            "{}run = 'change'\n",
            targets::TARGETS.replace(
                "[targets.bad]\nkind = 'toaster'\n",
                "[targets.gw2]\nkind = 'linux'\nvia = 'local'\nrun = 'change'\n\
                 [targets.vpn]\nkind = 'linux'\nvia = 'local'\npath = true\n"
            )
        ),
    );
    let reply = home.run(&["run", "last", "alter", "--target", "gw2"]);
    assert_eq!(reply.status, 1, "{reply:?}");
    assert!(reply.stderr.contains("--yes"), "{}", reply.stderr);
    assert_eq!(runs(&home), json!([]));
    home.ok(&["run", "last", "alter", "--target", "gw2", "--yes"]);
    let document = home.json(&["export", "last"]);
    assert_eq!(document["changes"][0]["risk"], "change");
    // Nobody cuts the way that leads there.
    let own = home.run(&["run", "last", "alter", "--target", "vpn", "--yes"]);
    assert!(own.stderr.contains("cut the way there"), "{}", own.stderr);
    assert_eq!(runs(&home).as_array().map(Vec::len), Some(1));
    let disrupts = home.run(&["run", "last", "look", "4", "--target", "gw2", "--yes"]);
    assert!(
        disrupts.stderr.contains("never sent to gw2"),
        "{}",
        disrupts.stderr
    );
}

#[test]
fn a_typed_command_is_an_act_of_its_own() {
    let home = opened();
    home.ok(&[
        "run", "last", "--target", "local", "--risk", "read", "--", "echo", "hello",
    ]);
    let run = &runs(&home)[0];
    assert_eq!(
        (&run["what"], &run["step"], &run["text"]),
        (&json!("action"), &json!(null), &json!("echo hello"))
    );
    assert_eq!(run["risk"], "read");
}

#[test]
fn what_takes_too_long_is_told_and_recorded() {
    let home = opened();
    let reply = home.run(&[
        "run",
        "last",
        "look",
        "5",
        "--target",
        "local",
        "--timeout",
        "1s",
        "--json",
    ]);
    assert_eq!(reply.status, 1, "{reply:?}");
    assert!(
        reply.stdout.contains("\"outcome\": \"timed_out\""),
        "{}",
        reply.stdout
    );
    assert_eq!(runs(&home)[0]["outcome"], "timed_out");
    super::contract::nothing_is_left("sleep 6001");
}

#[test]
fn a_runbook_from_elsewhere_is_copied_only() {
    let home = targets::home();
    std::fs::create_dir(home.path("books")).unwrap();
    home.write("books/gateway-test.yaml", BOOK);
    home.ok(&[
        "start",
        "gateway-test",
        "--detach",
        "--set",
        "unit=x",
        "--runbooks",
        "books",
    ]);
    let reply = home.run(&[
        "run",
        "last",
        "look",
        "--target",
        "local",
        "--runbooks",
        "books",
    ]);
    assert_eq!(reply.status, 1, "{reply:?}");
    assert!(
        reply.stderr.contains("nobody has trusted it"),
        "{}",
        reply.stderr
    );
    home.write(
        "config/config.toml",
        format!(
            "runbooks = ['{}']\n{}",
            home.path("books").display(),
            targets::TARGETS
        ),
    );
    home.ok(&["run", "last", "look", "--target", "local"]);
}

#[test]
fn nothing_is_run_in_a_drill() {
    let home = Home::new();
    let list = home.json(&["drill", "--list", "--json"]);
    let id = list[0]["scenario"].as_str().unwrap().to_owned();
    home.ok(&["drill", &id, "--detach"]);
    let reply = home.run(&[
        "run", "last", "--target", "local", "--risk", "read", "--", "true",
    ]);
    assert_eq!(reply.status, 1, "{reply:?}");
    assert!(
        reply.stderr.contains("a drill, and nothing is run in one"),
        "{}",
        reply.stderr
    );
}
