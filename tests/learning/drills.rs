//! Drills from the tests of runbooks, and what a lead sees of training.

use serde_json::Value;

use crate::home::Home;

/// A shipped runbook and the file of its tests.
const ID: &str = "anyconnect-token-policy";

fn tests() -> String {
    format!("{}/runbooks/tests/{ID}.yaml", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_runbook_with_tests_yields_a_scenario_that_can_be_played() {
    let home = Home::new();
    let bare = home.run(&["drill", "new", "--from-runbook", ID]);
    assert_eq!(bare.status, 1, "{bare:?}");
    std::fs::create_dir_all(home.path("books/drills")).unwrap();
    home.ok(&[
        "drill",
        "new",
        "--from-runbook",
        ID,
        "--tests",
        &tests(),
        "-o",
        "books/drills/mine.yaml",
    ]);
    let lint = home.run(&["--runbooks", "books", "lint", "books/drills/mine.yaml"]);
    assert_eq!(lint.status, 0, "{lint:?}");
    let with = |more: &[&str]| {
        let all: Vec<&str> = ["--runbooks", "books"]
            .iter()
            .chain(more)
            .copied()
            .collect();
        home.ok(&all)
    };
    let listed: Value = serde_json::from_str(&with(&["drill", "--list", "--json"])).unwrap();
    let ours = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["scenario"] == format!("drill-{ID}"));
    let variants = ours.unwrap()["variants"].as_array().unwrap().len();
    assert_eq!(variants, 6, "{ours:#?}");
    with(&[
        "drill",
        &format!("drill-{ID}"),
        "--variant",
        "credentials",
        "--detach",
    ]);
    with(&["attach", "last", ID]);
    with(&["step", "last", "scope", "done", "--answer", "one"]);
    let seen = with(&["step", "last", "verify-credentials", "start"]);
    assert!(seen.contains("It is not so"), "{seen}");
    with(&[
        "step",
        "last",
        "verify-credentials",
        "failed",
        "--observed",
        "another group",
    ]);
    let debrief = with(&["drill", "debrief", "last", "--end"]);
    assert!(
        debrief.contains("points\n") && debrief.contains("2 of 2  "),
        "{debrief}"
    );
    assert!(debrief.contains("0 of 2  "), "{debrief}");
}

const ASSIGNED: &str = "\
format: runsheet.assignments/1
consent: [bo]
assignments:
  - {who: ana, scenario: first-shift, by: 2020-01-31}
  - {who: bo, scenario: first-shift, by: 2099-01-31}
  - {who: cy, scenario: sales-cannot-sign-in}
";

#[test]
fn a_lead_sees_what_is_due_and_names_only_of_those_who_agreed() {
    let home = Home::new();
    home.write("data/runbooks/assignments.yaml", ASSIGNED);
    let report = home.json(&["drill", "report", "--json"]);
    let named = |report: &Value| {
        let all = report["assignments"].as_array().unwrap().iter();
        all.map(|it| it["who"].as_str().unwrap_or("-").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(named(&report), ["ana", "-", "-"], "{report:#}");
    assert_eq!(report["assignments"][0]["late"], true);
    let all = report["runbooks"].as_array().unwrap();
    let ours = all
        .iter()
        .find(|it| it["runbook"] == "anyconnect-authentication-failure")
        .unwrap();
    assert!(ours["due"] == true && ours["played"] == 0, "{ours:#}");
    home.write("config/config.toml", "people = \"on\"\n");
    let report = home.json(&["drill", "report", "--json"]);
    assert_eq!(named(&report), ["ana", "bo", "-"], "{report:#}");
    let text = home.ok(&["drill", "report"]);
    assert!(
        text.contains("late") && text.contains("runbooks have no drill"),
        "{text}"
    );
}
