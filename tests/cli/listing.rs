//! Lists of incidents: what is open and the latest, all of them, and the summaries that they are
//! read from.

use std::fmt::Write;

use rusqlite::Connection;

use super::home::{Home, words};

const START: &str = "start anyconnect-authentication-failure --detach --title 'Portal rejects'";

/// A home with so many past incidents, a minute apart; every third has no end.
fn with_past(count: usize) -> Home {
    let home = Home::new();
    let mut list = String::from("id,title,severity,detected,resolved\n");
    for n in 0..count {
        let (day, minute) = (1 + n / 1_000, n % 1_000);
        let at = format!("2026-01-{day:02}T{:02}:{:02}:00Z", minute / 60, minute % 60);
        let end = format!("2026-02-{day:02}T{:02}:{:02}:00Z", minute / 60, minute % 60);
        let end = if n % 3 == 0 { "" } else { &end };
        writeln!(list, "T-{n},trouble {n},sev{},{at},{end}", 1 + n % 4).unwrap();
    }
    let path = home.write("past.csv", list);
    home.ok(&["import", "--history", path.to_str().unwrap()]);
    home
}

#[test]
fn incidents_are_those_that_are_open_and_the_latest() {
    let home = with_past(150);
    home.line(START);
    let reply = home.run(&["incidents"]);
    let lines: Vec<&str> = reply.stdout.lines().collect();
    assert_eq!(lines.len(), 101, "{}", reply.stdout);
    assert!(reply.stdout.contains("Portal rejects"));
    assert!(reply.stdout.contains("trouble 149"), "the latest");
    assert!(!reply.stdout.contains("trouble 49 ") && !reply.stdout.contains("trouble 9\n"));
    assert!(
        reply.stderr.contains("history lists all of them"),
        "{}",
        reply.stderr
    );
    let all = home.json(&["history", "--json"]);
    assert_eq!(all.as_array().unwrap().len(), 151);
    // A word is looked for in all of them.
    let found = home.json(&["incidents", "trouble", "t-9", "--json"]);
    assert_eq!(found[0]["title"], "trouble 9");
    let open = home.json(&["incidents", "--open", "--json"]);
    assert_eq!(open.as_array().unwrap().len(), 1, "{open:#}");
}

#[test]
fn the_history_is_narrowed_and_sorted() {
    let home = with_past(12);
    home.line(START);
    let titles = |line: &str| -> Vec<String> {
        let rows = home.json(&words(line));
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["title"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        titles("history --json -n 2"),
        ["Portal rejects", "trouble 11"]
    );
    assert_eq!(
        titles("history --json --sort opened --reverse -n 1"),
        ["trouble 0"]
    );
    assert_eq!(titles("history --json --no-imported"), ["Portal rejects"]);
    assert_eq!(titles("history --json --ticket T-4"), ["trouble 4"]);
    let runbook = "history --json --runbook anyconnect-authentication-failure";
    assert_eq!(titles(runbook), ["Portal rejects"]);
    assert_eq!(titles("history --json --status closed").len(), 8);
    assert_eq!(
        titles("history --json --until 2026-01-01T00:02:00Z").len(),
        2
    );
    assert_eq!(titles("history --json --mode drill"), Vec::<String>::new());
    assert_eq!(titles("history trouble 7 --json"), ["trouble 7"]);
    let told = home.ok(&["history", "--compare", "H-2", "INC-1"]);
    assert!(told.contains("severity"), "{told}");
    assert!(
        told.contains("in a list, afterwards") && told.contains("as it went"),
        "{told}"
    );
    let reply = home.run(&words("history --compare H-2 H-99"));
    assert_eq!(reply.status, 66, "{}", reply.stderr);
}

#[test]
fn a_summary_that_is_not_what_the_events_say_is_told_and_made_anew() {
    let home = with_past(12);
    home.line("doctor --summarize");
    home.line("doctor");
    let journal = home.data().join("journal.db");
    let file = Connection::open(&journal).unwrap();
    let changed = file.execute(
        "UPDATE summaries SET data = replace(data, 'trouble 5', 'no trouble') WHERE number = 6",
        [],
    );
    assert_eq!(changed.unwrap(), 1);
    drop(file);
    let reply = home.run(&["doctor"]);
    assert_eq!(reply.status, 74);
    assert!(
        reply.stderr.contains("the summary that is kept of H-6"),
        "{}",
        reply.stderr
    );
    assert!(
        reply.stderr.contains("doctor --summarize"),
        "{}",
        reply.stderr
    );
    home.line("doctor --summarize");
    home.line("doctor");
    assert!(home.line("history").contains("trouble 5"));
    // One that is missing is as wrong as another.
    let file = Connection::open(&journal).unwrap();
    file.execute("DELETE FROM summaries WHERE number = 7", [])
        .unwrap();
    drop(file);
    let reply = home.run(&["doctor"]);
    assert!(reply.stderr.contains("H-7"), "{}", reply.stderr);
}
