//! The journal from outside: what damages it is refused, and what is damaged is named.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::home::{Home, Reply, words};

const START: &str = "start anyconnect-authentication-failure --detach";

/// A journal with two incidents.
fn home() -> Home {
    let home = Home::new();
    for _ in 0..2 {
        home.line(START);
        home.line("note last 'everyone is out'");
    }
    home
}

fn alter(home: &Home, sql: &str) {
    let file = rusqlite::Connection::open(home.data().join("journal.db")).unwrap();
    file.execute_batch(&format!("DROP TRIGGER events_no_update; {sql}"))
        .unwrap();
}

/// A document with other data in its first event, hashed anew, as somebody would who knows how.
fn forged(document: &Value, change: impl Fn(&mut Value)) -> Value {
    let mut document = document.clone();
    let mut before = Value::Null;
    for event in document["events"].as_array_mut().unwrap() {
        change(event);
        event["prev_hash"] = before;
        let mut hashed = event.as_object().unwrap().clone();
        hashed.shift_remove("hash");
        hashed.shift_remove("effective");
        event["hash"] = json!(runsheet::domain::chain::hash_of(&hashed));
        before = event["hash"].clone();
    }
    document
}

#[test]
fn what_verify_refuses_is_never_imported() {
    let home = home();
    let document = home.json(&words("export 1"));
    let number = |number: Value| {
        forged(&document, |event| {
            if event["kind"] == "incident.opened" {
                event["data"]["number"] = number.clone();
            }
        })
    };
    let mut cases: Vec<String> = [
        json!(0),
        json!(9_007_199_254_740_992_u64),
        json!(9_223_372_036_854_775_807_u64),
        json!(u64::MAX),
    ]
    .map(|n| number(n).to_string())
    .into();
    cases.push(document.to_string().replacen("{", "{\"format\":\"x\",", 1));
    cases.push(
        document
            .to_string()
            .replacen("\"title\":", "\"title\":\"x\",\"title\":", 1),
    );
    let mut altered = document.clone();
    altered["events"][0]["actor"] = json!("eve");
    cases.push(altered.to_string());
    for (place, case) in cases.iter().enumerate() {
        let there = Home::new();
        let file = there.write("case.json", case);
        let file = file.to_str().unwrap();
        for command in ["verify", "import"] {
            let reply = there.run(&[command, file]);
            assert_eq!(reply.status, 65, "case {place}, {command}: {reply:?}");
        }
        assert_eq!(
            there.json(&words("incidents --json")),
            json!([]),
            "case {place}"
        );
        assert_eq!(there.line(START), "INC-1\n", "case {place}");
    }
}

#[test]
fn a_file_is_imported_document_by_document() {
    let home = home();
    let first = home.json(&words("export 1"));
    let second = home.json(&words("export 2"));
    let mut bad = first.clone();
    bad["events"][1]["actor"] = json!("eve");
    for text in [
        format!("{first}\n{bad}\n{second}\n"),
        format!("[{first},{bad},{second}]"),
    ] {
        let there = Home::new();
        let file = there.write("part.json", &text);
        let reply = there.run(&["import", file.to_str().unwrap()]);
        assert_eq!(reply.status, 65, "{reply:?}");
        for (line, key) in reply.stdout.lines().zip(["INC-1-", "INC-2-"]) {
            assert!(
                line.starts_with(key) && line.contains(" imported, "),
                "{reply:?}"
            );
        }
        assert_eq!(reply.stdout.lines().count(), 2, "{reply:?}");
        assert!(
            reply.stderr.contains("document 2: refused because event"),
            "{reply:?}"
        );
        assert!(
            reply.stderr.contains("nothing of it was imported"),
            "{reply:?}"
        );
        assert!(reply.stderr.contains("1 of 3 documents"), "{reply:?}");
        let again = there.run(&["import", file.to_str().unwrap(), "--json"]);
        let told: Value = serde_json::from_str(&again.stdout).unwrap();
        assert_eq!(told[0]["events"], 0);
        assert_eq!(told[1]["document"], 2);
        assert!(told[1]["refused"].is_string(), "{told}");
        assert_eq!(told[2]["events"], 0);
    }
}

/// The figures of a file are not imported, and another version may have put them otherwise.
#[test]
fn figures_that_do_not_follow_are_said_and_only_events_are_taken() {
    let home = home();
    let mut document = home.json(&words("export 1"));
    document["metrics"]["ttfa_s"] = json!(1);
    let there = Home::new();
    let file = there.write("case.json", document.to_string());
    let reply = there.run(&["import", file.to_str().unwrap()]);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(reply.stderr.contains("metrics.ttfa_s"), "{reply:?}");
    assert!(
        reply.stderr.contains("only its events are taken"),
        "{reply:?}"
    );
}

#[test]
fn numbers_that_json_cannot_tell_are_refused() {
    let home = home();
    for users in ["9007199254740992", "18446744073709551615"] {
        let reply = home.run(&["set", "1", "--users", users]);
        assert_eq!(reply.status, 1, "{reply:?}");
        assert!(reply.stderr.contains("9007199254740991"), "{reply:?}");
    }
    home.line("set 1 --users 9007199254740991");
    let file = home.write("out.json", home.line("export 1"));
    assert_eq!(home.run(&["verify", file.to_str().unwrap()]).status, 0);
}

/// What is done to INC-1, and what doctor says of it.
const DAMAGE: &[(&str, &str)] = &[
    (
        "UPDATE events SET data = replace(data, 'everyone', 'someone!') WHERE kind = 'note.added'
         AND incident_id = (SELECT incident_id FROM incident_names WHERE number = 1);",
        "was altered: its hash does not fit",
    ),
    (
        "UPDATE events SET data = CAST(x'7b227822ff7d' AS TEXT) WHERE position = 2;",
        "its data is no UTF-8 text at byte 5",
    ),
    (
        "UPDATE events SET data = 'nonsense' WHERE position = 2;",
        "row 2): its data cannot be read",
    ),
    (
        "DROP TRIGGER texts_no_update; UPDATE runbook_texts SET text = text || ' ';",
        "was altered",
    ),
];

#[test]
fn doctor_names_every_event_that_is_not_as_it_was_recorded() {
    for (sql, says) in DAMAGE {
        let home = home();
        home.line("doctor");
        alter(&home, sql);
        let reply = home.run(&["doctor"]);
        assert_eq!(reply.status, 74, "{sql}: {reply:?}");
        assert!(reply.stdout.contains("INC-1: "), "{sql}: {reply:?}");
        assert!(reply.stdout.contains(says), "{sql}: {reply:?}");
        assert!(reply.stderr.contains("--salvage"), "{sql}: {reply:?}");
    }
}

#[test]
fn one_damaged_incident_hides_no_other() {
    let home = home();
    alter(&home, DAMAGE[1].0);
    for line in ["incidents", "incidents --open", "stats", "drill --list"] {
        let reply = home.run(&words(line));
        assert_eq!(reply.status, 74, "{line}: {reply:?}");
        assert!(reply.stderr.contains("INC-1: event "), "{line}: {reply:?}");
        assert!(!reply.stdout.is_empty(), "{line}");
    }
    assert!(home.run(&["incidents"]).stdout.contains("INC-2"));
    home.line("note 2 'still works'");
    let reply = home.run(&words("doctor --salvage saved"));
    assert_eq!(reply.status, 74, "{reply:?}");
    assert!(reply.stdout.contains("1 of 2 incidents saved"), "{reply:?}");
    assert!(!home.path("saved/INC-1.json").exists());
    let list = fs::read_to_string(home.path("saved/not-saved.txt")).unwrap();
    assert!(list.starts_with("INC-1: event "), "{list}");
    let there = Home::new();
    let saved = home.path("saved/INC-2.json");
    there.ok(&["import", saved.to_str().unwrap()]);
    let reply = home.run(&words("doctor --salvage saved"));
    assert_eq!(reply.status, 73, "{reply:?}");
}

#[test]
fn an_altered_incident_is_said_when_it_is_opened() {
    let home = home();
    alter(&home, DAMAGE[0].0);
    let reply = home.run(&words("status 1"));
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(
        reply.stderr.contains("INC-1 is not as it was recorded"),
        "{reply:?}"
    );
    assert_eq!(home.run(&words("status 2")).stderr, "");
}

#[test]
fn a_backup_is_whole_and_replaces_nothing_unasked() {
    let home = home();
    let reply = home.line("backup copy.db");
    assert!(reply.contains("events, checked"), "{reply}");
    let mode = fs::metadata(home.path("copy.db"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let refused = home.run(&words("backup copy.db"));
    assert_eq!(refused.status, 73, "{refused:?}");
    home.line("backup copy.db --force");
    assert_eq!(
        home.run(&words("backup data/journal.db --force")).status,
        73
    );
    let there = Home::new();
    fs::create_dir(there.data()).unwrap();
    fs::copy(home.path("copy.db"), there.data().join("journal.db")).unwrap();
    assert_eq!(there.line("incidents"), home.line("incidents"));
    assert_eq!(Home::new().run(&words("backup copy.db")).status, 66);
}

#[test]
fn a_database_of_another_program_is_left_untouched() {
    for version in [0, 75] {
        let home = Home::new();
        fs::create_dir(home.data()).unwrap();
        let path = home.data().join("journal.db");
        let file = rusqlite::Connection::open(&path).unwrap();
        file.execute_batch(&format!(
            "CREATE TABLE places (url TEXT); PRAGMA user_version = {version};"
        ))
        .unwrap();
        drop(file);
        let before = fs::read(&path).unwrap();
        for line in [START, "incidents", "doctor"] {
            let reply = home.run(&words(line));
            assert_eq!(reply.status, 74, "{line}: {reply:?}");
            assert!(
                reply.stderr.contains("another program"),
                "{line}: {reply:?}"
            );
        }
        assert!(fs::read(&path).unwrap() == before);
        let around: Vec<_> = fs::read_dir(home.data()).unwrap().collect();
        assert_eq!(around.len(), 1, "{around:?}");
    }
}

#[test]
fn a_wal_without_its_journal_is_kept() {
    let home = home();
    let wal = home.data().join("journal.db-wal");
    fs::remove_file(home.data().join("journal.db")).unwrap();
    fs::write(&wal, "what was recorded last").unwrap();
    for line in [START, "incidents", "doctor"] {
        let reply = home.run(&words(line));
        assert_eq!(reply.status, 74, "{line}: {reply:?}");
        assert!(
            reply.stderr.contains("is missing, but"),
            "{line}: {reply:?}"
        );
    }
    assert_eq!(fs::read(&wal).unwrap(), b"what was recorded last");
    assert!(!home.data().join("journal.db").exists());
}

#[test]
fn what_others_may_read_is_told() {
    let home = home();
    let told = |home: &Home| home.json(&["doctor", "--json"])["journal"]["open_to_others"].clone();
    assert_eq!(told(&home), json!([]));
    fs::set_permissions(
        home.data().join("journal.db"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    fs::set_permissions(home.data(), fs::Permissions::from_mode(0o777)).unwrap();
    let found = told(&home);
    assert!(
        found[0]
            .as_str()
            .unwrap()
            .contains("(644): others may read it"),
        "{found}"
    );
    assert!(
        found[1]
            .as_str()
            .unwrap()
            .contains("(777): others may write it"),
        "{found}"
    );
}

#[test]
fn an_act_that_cannot_be_told_says_that_it_is_recorded() {
    let home = home();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = home.command();
    let child = command
        .args(["note", "1", "q"])
        .stdout(full)
        .stderr(std::process::Stdio::piped());
    let output = child.output().unwrap();
    let reply = Reply {
        status: output.status.code().unwrap(),
        stdout: String::new(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert_eq!(reply.status, 73, "{reply:?}");
    assert!(
        reply.stderr.contains("what was to be recorded is recorded"),
        "{reply:?}"
    );
    let texts = home.line("export 1");
    assert!(texts.contains("\"text\": \"q\""), "{texts}");
}

#[test]
fn times_beyond_the_calendar_are_refused_wherever_they_are_typed() {
    let home = home();
    let times = [
        "+2913000d",
        "+99999999d",
        "9999-12-31T23:59:59Z",
        "+106751991167d",
        "-2913000d",
    ];
    for time in times {
        for line in [
            format!("follow-up 1 x --due {time}"),
            format!("update 1 x --next-due {time}"),
            format!("step 1 scope defer --owner ann --due {time}"),
            format!("note 1 x --at {time}"),
            format!("act 1 x --at {time}"),
            format!("mark 1 mitigated --at {time}"),
            format!("stats --since {time}"),
            format!("stats --compare {time}"),
            format!("start anyconnect-token-policy --detach --detected-at {time}"),
            format!("start anyconnect-token-policy --detach --impact-at {time}"),
            format!("start anyconnect-token-policy --detach --mode change --planned-end {time}"),
            format!("start anyconnect-token-policy --detach --mode change --backout-by {time}"),
        ] {
            let reply = home.run(&words(&line));
            assert!([1, 2].contains(&reply.status), "{line}: {reply:?}");
            assert!(!reply.stderr.contains("panicked"), "{line}: {reply:?}");
        }
    }
    let reply = home.run(&words("follow-up 1 x --due +2913000d"));
    assert!(
        reply.stderr.contains("outside the years 1 to 9999"),
        "{reply:?}"
    );
}
