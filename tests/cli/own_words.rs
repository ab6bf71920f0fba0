//! A team's own words beside its runbooks: what they find, and what is told of them.

use crate::home::Home;

/// A runbook of a team that says nothing in the words of its people.
const KIOSK: &str = "\
format: runsheet.runbook/1
id: kiosk
title: Label printer lost its tunnel
revision: 1
phases:
  - id: look
    title: Look
    steps:
      - {id: lease, do: Is the printer in the lease list?, kind: check}
      - {id: works, do: Print a label., kind: verify}
";

/// A home with an empty folder for runbooks.
fn home() -> Home {
    let home = Home::new();
    std::fs::create_dir(home.path("books")).unwrap();
    home
}

fn lint(home: &Home, path: &str) -> serde_json::Value {
    let reply = home.run(&["lint", path, "--json"]);
    assert_eq!(reply.status, 65, "{reply:?}");
    serde_json::from_str(&reply.stdout).unwrap()
}

fn first(home: &Home, query: &str) -> String {
    let found = home.json(&["--runbooks", "books", "search", query, "--json"]);
    let id = found["results"][0]["runbook"].as_str();
    id.unwrap_or_default().to_owned()
}

#[test]
fn a_phrase_of_the_team_brings_its_runbook_before_a_shipped_one() {
    let home = home();
    home.write("books/kiosk.yaml", KIOSK);
    let said = "stuck at authenticating after the push";
    assert_ne!(first(&home, said), "kiosk");
    home.write(
        "books/phrases.yaml",
        "format: runsheet.phrases/1\nphrases:\n  - {says: Stuck at authenticating, runbook: kiosk}\n",
    );
    assert_eq!(first(&home, said), "kiosk");
    // What the phrase only shares a word with is found as before.
    assert_ne!(first(&home, "authenticating hangs"), "kiosk");
    let found = home.json(&["--runbooks", "books", "search", said, "--json"]);
    let reason = &found["results"][0]["matches"][0];
    assert_eq!(reason["field"], "team", "{found:#}");
    assert_eq!(home.run(&["lint", "books"]).status, 0);
}

#[test]
fn a_phrase_may_speak_of_a_shipped_runbook() {
    let home = home();
    home.write(
        "books/phrases.yaml",
        "format: runsheet.phrases/1\nphrases:\n  - {says: the blue box blinks, runbook: vpn-service-down}\n",
    );
    assert_eq!(
        first(&home, "the blue box blinks again"),
        "vpn-service-down"
    );
}

#[test]
fn words_of_the_team_for_one_thing_find_each_other() {
    let home = home();
    home.write("books/kiosk.yaml", KIOSK);
    let query = "zebra9 kaputt";
    assert_eq!(first(&home, query), "");
    home.write(
        "books/vocabulary.yaml",
        "format: runsheet.vocabulary/1\nsame:\n  - [zebra9, label printer]\n",
    );
    assert_eq!(first(&home, query), "kiosk");
}

/// The runbook of a team that has this symptom.
fn night(sees: &str) -> String {
    let text = KIOSK.replace("id: kiosk", "id: night");
    let title = "title: Night trouble\nsymptoms:\n  - {sees: SEES}";
    text.replace("title: Label printer lost its tunnel", title)
        .replace("SEES", sees)
}

#[test]
fn an_own_runbook_that_says_just_what_was_typed_comes_first() {
    let home = home();
    // Nearly all shipped runbooks hold these words somewhere.
    home.write("books/night.yaml", night("the tunnel drops every night"));
    assert_eq!(first(&home, "tunnel drops every night"), "night");
}

#[test]
fn of_two_that_fit_nearly_alike_the_own_one_comes_first_and_says_so() {
    let home = home();
    home.write(
        "books/night.yaml",
        night("all night no tunnel in the shops"),
    );
    let query = "tunnel drops every night";
    let found = home.json(&["--runbooks", "books", "search", query, "--json"]);
    let results = &found["results"];
    // Clearly better is better, whoever wrote it.
    assert_eq!(results[0]["runbook"], "anyconnect-frequent-reconnects");
    assert!(results[0].get("before").is_none(), "{found:#}");
    assert_eq!(results[1]["runbook"], "night", "{found:#}");
    assert_eq!(results[1]["before"], "asa-high-cpu", "{found:#}");
    let told = home.ok(&["--runbooks", "books", "search", query]);
    let why = "yours, so it stands before asa-high-cpu, which fits a little better";
    assert!(told.contains(why), "{told}");
}

#[test]
fn what_is_wrong_with_words_is_told_with_its_line_and_hides_nothing_else() {
    let home = home();
    home.write("books/kiosk.yaml", KIOSK);
    home.write(
        "books/phrases.yaml",
        "format: runsheet.phrases/1\nphrases:\n  - {says: the zebra died, runbook: kiosk}\n  - {says: gone, runbook: kisok}\n  - {says: The Zebra died, runbook: kiosk}\n  - {says: '!', runbook: kiosk}\n",
    );
    home.write(
        "books/vocabulary.yaml",
        "format: runsheet.vocabulary/2\nsame: []\n",
    );
    let told = lint(&home, "books");
    let seen: Vec<(u64, &str)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["line"].as_u64().unwrap(), d["code"].as_str().unwrap()))
        .collect();
    let wanted = [(4, "RS020"), (5, "RS015"), (6, "RS028"), (1, "RS016")];
    assert!(wanted.iter().all(|one| seen.contains(one)), "{told:#}");
    assert_eq!(told[0]["instead"], "did you mean \"kiosk\"?");
    assert_eq!(first(&home, "the zebra died"), "kiosk");
    let reply = home.run(&["--runbooks", "books", "search", "the zebra died"]);
    assert!(reply.stderr.contains("phrases.yaml:4:"), "{reply:?}");
    home.write(
        "books/vocabulary.yaml",
        "format: runsheet.vocabulary/1\nsame: [[one]]\n",
    );
    let told = lint(&home, "books/vocabulary.yaml");
    assert_eq!(told[0]["code"], "RS028", "{told:#}");
}

#[test]
fn what_changed_since_an_incident_attached_it_is_told() {
    let home = home();
    home.write("books/kiosk.yaml", KIOSK);
    home.ok(&["--runbooks", "books", "start", "kiosk", "--detach"]);
    let since = ["--runbooks", "books", "show", "kiosk", "--since", "last"];
    assert_eq!(home.ok(&since), "");
    home.write(
        "books/kiosk.yaml",
        KIOSK.replace("Print a label.", "Print two."),
    );
    let told = home.ok(&since);
    assert!(
        told.contains("-       - {id: works, do: Print a label."),
        "{told}"
    );
    assert!(
        told.contains("+       - {id: works, do: Print two."),
        "{told}"
    );
    assert!(
        home.ok(&["status", "last", "--json"])
            .contains("Print a label.")
    );
    let other = home.run(&["show", "vpn-service-down", "--since", "last"]);
    assert_eq!(other.status, 66, "{other:?}");
}
