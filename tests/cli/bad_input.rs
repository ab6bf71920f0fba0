//! Bad input: each case with its exit status, its message and what to do next.

use super::home::{Home, words};

/// A home with INC-1, whose detection was given.
fn home() -> Home {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach --detected-at -10m");
    home
}

#[test]
fn every_case_says_what_where_and_what_next() {
    let home = home();
    home.line("start anyconnect-authentication-failure --detach");
    home.line("step 2 scope done --answer one");
    home.line("mark 2 held --waiting-on carrier");
    home.write("no.json", "{");
    home.write("other.json", "{\"format\": \"x\"}");
    home.write(
        "new.json",
        "{\"format\": \"runsheet.timeline\", \"format_version\": \"2.0.0\"}",
    );
    home.write("bytes.json", [0xff, 0xfe, 0x00]);
    home.write("alert.json", "{\"version\": \"3\", \"alerts\": []}");
    let table = [
        (
            "start anyconnect-autentication-failure --detach",
            66,
            "no runbook",
            "anyconnect-authentication-failure",
        ),
        (
            "stuck --color never runbooks",
            2,
            "\"stuck\" stands before a command",
            "search",
        ),
        (
            "--color never show nope",
            66,
            "no runbook \"nope\"",
            "nearest",
        ),
        ("show nope", 66, "no runbook \"nope\"", "nearest"),
        ("status INC-99", 66, "no incident INC-99", "incidents lists"),
        ("status nonsense", 66, "no incident nonsense", "last"),
        ("step 1 9.9 done", 66, "no step \"9.9\"", "numbers"),
        (
            "step 1 scoop done",
            66,
            "no step \"scoop\"",
            "did you mean scope",
        ),
        ("step 1 scope done", 1, "needs an answer", "--answer one"),
        (
            "step 1 scope done --answer nobody",
            1,
            "no answer \"nobody\"",
            "everyone",
        ),
        (
            "step 1 scope unblock",
            1,
            "scope is pending",
            "not been worked on",
        ),
        ("step 2 verify-credentials start", 1, "is held", "resume"),
        ("step 2 scope done --answer one", 1, "done already", ""),
        ("step 1 scope reopen --reason again", 1, "is pending", ""),
        ("step 1 scope skip", 2, "needs a reason", "--reason"),
        ("step 1 scope block", 2, "waits for", "--waiting-on"),
        ("step 1 scope defer", 2, "later", "--owner"),
        ("step 1 scope failed", 2, "seen instead", "--observed"),
        (
            "step 1 signed-in skip --reason x",
            1,
            "critical",
            "--override signed-in",
        ),
        (
            "step 1 signed-in na --reason x",
            1,
            "critical",
            "--override",
        ),
        (
            "step 1 signed-in defer --owner x",
            1,
            "critical",
            "--override",
        ),
        ("step 1 debug-logging explode", 2, "invalid value", "failed"),
        ("act 1 x --at 2999-01-01T00:00:00Z", 1, "future", "-5m"),
        ("act 1 x --at -2h", 1, "the detection", "later time"),
        ("act 1 x --at soon", 2, "no time", "14:05"),
        ("act 1 ''", 1, "empty", ""),
        ("mark 1 impact-started", 1, "detection", ""),
        ("mark 1 resolved", 1, "needs a cause", "--cause"),
        ("mark 1 resolved --cause unknown", 1, "owner", "--owner"),
        (
            "mark 1 resolved --cause credentials",
            1,
            "critical step",
            "--override",
        ),
        ("mark 1 closed", 1, "is open", ""),
        ("mark 1 resumed", 1, "is open", ""),
        ("mark 1 reopened", 2, "reason", "--reason"),
        (
            "cause 1 credentails suspected",
            66,
            "no attached runbook",
            "did you mean credentials",
        ),
        ("set 1", 2, "nothing to set", "--severity"),
        ("set 1 --var nope=1", 1, "variable \"nope\"", "headend"),
        ("set 1 --var nope", 2, "NAME=VALUE", ""),
        (
            "set-aside 1 anyconnect-token-policy --reason x",
            66,
            "not attached",
            "attached are",
        ),
        (
            "attach 1 anyconnect-authentication-failure",
            1,
            "already attached",
            "",
        ),
        ("undo 1 ffffff", 66, "no event", "six"),
        ("undo 1", 1, "nothing of yours", ""),
        ("revert 1 ffffff", 66, "no event", ""),
        ("copy 1 scope", 1, "runs nothing", ""),
        ("handoff 1 --accept", 1, "no handoff", ""),
        (
            "export 1 -o nowhere/x.json",
            73,
            "no folder nowhere",
            "make the folder",
        ),
        ("export 99", 66, "no incident", ""),
        ("import no.json", 65, "not JSON", ""),
        ("import missing.json", 66, "cannot be read", "path"),
        ("import other.json", 65, "no runsheet timeline", ""),
        ("import new.json", 65, "2.0.0", ""),
        ("import bytes.json", 65, "UTF-8", ""),
        ("verify no.json", 65, "not JSON", ""),
        ("verify missing.json", 66, "cannot be read", "path"),
        (
            "start anyconnect-token-policy --detach --alert alert.json",
            65,
            "Alertmanager",
            "webhook",
        ),
        (
            "start anyconnect-token-policy --detach --alert gone.json",
            66,
            "cannot be read",
            "",
        ),
        (
            "start anyconnect-token-policy --detach --planned-end +1h",
            1,
            "planned",
            "",
        ),
        ("start anyconnect-token-policy", 2, "terminal", "--detach"),
        ("resume 1", 2, "terminal", ""),
        ("stuck at authenticating", 2, "terminal", ""),
        ("--nonsense", 2, "unexpected argument", ""),
        ("step 1", 2, "required", ""),
    ];
    for (line, status, what, next) in table {
        let reply = home.run(&words(line));
        assert_eq!(reply.status, status, "{line}: {reply:?}");
        assert!(reply.stderr.contains(what), "{line}: {reply:?}");
        assert!(reply.stderr.contains(next), "{line}: {reply:?}");
        assert!(!reply.stderr.contains("panicked"), "{line}: {reply:?}");
        assert_eq!(reply.stdout, "", "{line}");
    }
    // None of it left a trace.
    let events = home.json(&["export", "1"])["events"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(events, 3);
}

#[test]
fn a_clock_time_that_may_mean_yesterday_is_refused() {
    let home = home();
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    let ahead = now.checked_add(jiff::Span::new().minutes(30)).unwrap();
    let clock = ahead.strftime("%H:%M").to_string();
    let reply = home.run(&["act", "1", "x", "--at", &clock]);
    assert_eq!(reply.status, 1, "{reply:?}");
    assert!(reply.stderr.contains("ambiguous"), "{reply:?}");
    assert!(reply.stderr.contains("yesterday"), "{reply:?}");
}

#[test]
fn a_corrupt_journal_is_named_and_kept() {
    let home = home();
    let journal = home.data().join("journal.db");
    std::fs::write(
        &journal,
        b"this is not a journal, and long enough to be read as one. ".repeat(100),
    )
    .unwrap();
    let before = std::fs::read(&journal).unwrap();
    for line in ["incidents", "status last", "doctor"] {
        let reply = home.run(&words(line));
        assert_eq!(reply.status, 74, "{line}: {reply:?}");
        assert!(
            reply.stderr.contains("damaged or is no journal"),
            "{reply:?}"
        );
        assert!(reply.stderr.contains("RUNSHEET_DATA_DIR"), "{reply:?}");
    }
    assert_eq!(std::fs::read(&journal).unwrap(), before);
}

#[test]
fn a_newer_journal_is_refused_untouched() {
    let home = home();
    let journal = home.data().join("journal.db");
    let connection = rusqlite::Connection::open(&journal).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = std::fs::read(&journal).unwrap();
    let reply = home.run(&["status", "last"]);
    assert_eq!(reply.status, 74, "{reply:?}");
    assert!(reply.stderr.contains("newer version"), "{reply:?}");
    assert_eq!(std::fs::read(&journal).unwrap(), before);
}

#[test]
fn a_broken_runbook_is_told_and_hides_no_other() {
    let home = home();
    std::fs::create_dir(home.path("mine")).unwrap();
    home.write(
        "mine/bad.yaml",
        "format: runsheet.runbook/1\nid: bad\ntitel: x\n",
    );
    home.write("mine/worse.yaml", "a: [");
    let reply = home.run(&["runbooks", "--runbooks", "mine"]);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(
        reply.stdout.contains("anyconnect-token-policy"),
        "{reply:?}"
    );
    assert!(reply.stderr.contains("mine/bad.yaml:3:1"), "{reply:?}");
    assert!(
        reply.stderr.contains("did you mean \"title\"?"),
        "{reply:?}"
    );
    assert!(reply.stderr.contains("mine/worse.yaml"), "{reply:?}");
}

#[test]
fn control_characters_from_outside_are_shown_not_obeyed() {
    let home = home();
    let reply = home.run(&["status", "\u{1b}]0;owned\u{7}"]);
    assert_eq!(reply.status, 66);
    assert!(!reply.stderr.contains('\u{1b}'), "{reply:?}");
    assert!(!reply.stderr.contains('\u{7}'), "{reply:?}");
}
