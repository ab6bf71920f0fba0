//! `scan` from outside: answers, evidence and exit statuses.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

use serde_json::Value;

use super::home::{Home, files, reply};

const KNOWN: &str = "Nov 16 2026 08:05:58 asa1 : %ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n";
const RUNBOOK: &str = "aaa-server-unreachable";

fn status(home: &Home) -> Value {
    home.json(&["status", "last", "--json"])
}

/// `scan --follow` on `asa.log`, which records into the last incident.
fn followed(home: &Home, errors: Stdio) -> Child {
    let mut scan = home.command();
    scan.args(["scan", "asa.log", "--follow", "--json"]);
    scan.args(["--incident", "last"]);
    scan.stdout(Stdio::piped()).stderr(errors).spawn().unwrap()
}

/// The last incident, as written to `out.json`.
fn exported(home: &Home) -> Value {
    home.line("export last -o out.json");
    let text = std::fs::read_to_string(home.path("out.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn standing(home: &Home, cause: &str) -> String {
    let status = status(home);
    let causes = status["causes"].as_array().unwrap().iter();
    let mut found = causes
        .filter(|c| c["id"] == cause)
        .map(|c| c["standing"].as_str().unwrap().to_owned());
    match found.next_back() {
        Some(standing) => standing,
        None => panic!("no cause {cause}: {status}"),
    }
}

#[test]
fn a_log_is_answered_with_the_cause_the_line_and_the_step() {
    let home = Home::new();
    home.write("asa.log", format!("one\ntwo\n{KNOWN}three\n"));
    let told = home.line("scan asa.log");
    for wanted in [
        "asa.log:3  2026-11-16T08:05:58.000Z",
        "| two\n",
        "> Nov 16",
        "| three\n",
        "go to ",
    ] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    let json = home.json(&["scan", "asa.log", "--json", "--threads", "2"]);
    assert_eq!(
        json["files"],
        serde_json::json!([{"path": "asa.log", "bytes": 14 + KNOWN.len(), "lines": 4}])
    );
    let finding = &json["findings"][0];
    assert_eq!(finding["first"]["line"], 3);
    assert_eq!(finding["first"]["time"], "2026-11-16T08:05:58.000Z");
    assert_eq!(finding["count"], 1);
    assert!(json["runbooks"][0]["score"].as_f64().unwrap() > 0.0);
    let one = home.json(&["scan", "asa.log", "--json", "--runbook", RUNBOOK]);
    assert_eq!(one["runbooks"].as_array().unwrap().len(), 1);
    assert_eq!(one["runbooks"][0]["runbook"], RUNBOOK);
}

#[test]
fn nothing_known_is_an_answer_and_no_failure() {
    let home = Home::new();
    let reply = home.run_with(&["scan", "-"], &"all is well\n".repeat(48_211));
    assert_eq!(
        (reply.status, reply.stdout.as_str()),
        (0, "nothing known in 48,211 lines\n")
    );
    let reply = home.run_with(&["scan", "--json"], "all is well\n");
    let json: Value = serde_json::from_str(&reply.stdout).unwrap();
    assert_eq!(json["runbooks"], serde_json::json!([]));
}

#[test]
fn evidence_makes_its_causes_suspected_and_is_an_act() {
    let home = Home::new();
    home.write("asa.log", KNOWN);
    home.line(&format!("start {RUNBOOK} --detach"));
    assert_eq!(standing(&home, "service-down"), "open");
    home.line("scan asa.log --incident last");
    assert_eq!(standing(&home, "service-down"), "suspected");
    let status = status(&home);
    let evidence = &status["evidence"][0];
    assert_eq!(evidence["name"], "asa.log");
    assert_eq!(
        (&evidence["bytes"], &evidence["lines"]),
        (&KNOWN.len().into(), &1.into())
    );
    assert_eq!(
        evidence["sha256"],
        runsheet::domain::digest::sha256_hex(KNOWN.as_bytes())
    );
    assert!(
        evidence["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|f| f["runbook"] == RUNBOOK)
    );
    assert!(!status["milestones"]["first_action"].is_null());
    home.line("export last -o out.json");
    home.line("verify out.json");
}

#[test]
fn that_nothing_was_found_is_evidence_too() {
    let home = Home::new();
    home.write("quiet.log", "all is well\n");
    home.line(&format!("start {RUNBOOK} --detach"));
    home.line("scan quiet.log --incident last");
    let status = status(&home);
    assert_eq!(status["evidence"][0]["lines"], 1);
    assert_eq!(status["evidence"][0]["findings"], serde_json::json!([]));
}

#[test]
fn a_log_is_kept_only_when_asked_and_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    home.write("a b;$(x).log", KNOWN);
    home.line(&format!("start {RUNBOOK} --detach"));
    home.ok(&["scan", "a b;$(x).log", "--incident", "last"]);
    let folder = home.data().join("evidence");
    assert!(!folder.exists());
    home.ok(&["scan", "a b;$(x).log", "--incident", "last", "--keep"]);
    let kept = files(&folder);
    assert_eq!(kept.len(), 1);
    let name = kept[0].file_name().unwrap().to_str().unwrap();
    let hash = runsheet::domain::digest::sha256_hex(KNOWN.as_bytes());
    assert_eq!(name, format!("{}-a_b___x_.log", &hash[..16]));
    assert_eq!(std::fs::read_to_string(&kept[0]).unwrap(), KNOWN);
    assert_eq!(
        kept[0].metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        folder.metadata().unwrap().permissions().mode() & 0o777,
        0o700
    );
}

#[test]
fn escape_sequences_are_shown_and_not_obeyed() {
    let home = Home::new();
    home.write(
        "asa.log",
        format!(
            "\u{1b}[31mred\u{1b}[0m\n{}\u{1b}]0;owned\u{7}\n",
            KNOWN.trim_end()
        ),
    );
    let told = home.line("scan asa.log");
    assert!(told.contains("[31mred") && told.contains("owned"), "{told}");
    assert!(
        !told.contains('\u{1b}') && !told.contains('\u{7}'),
        "{told}"
    );
    let json = home.line("scan asa.log --json");
    assert!(!json.contains('\u{1b}') && json.contains("\\u001b"));
}

#[test]
fn a_followed_log_adds_findings_at_the_time_of_their_lines() {
    let home = Home::new();
    let path = home.write("asa.log", "all is well\n");
    home.line(&format!("start {RUNBOOK} --detach"));
    let mut child = followed(&home, Stdio::inherit());
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let before: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(before["findings"], serde_json::json!([]));
    let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    // Lines of last year: a log without faults in its clock, read late.
    let known = KNOWN.replace("2026", "2025");
    file.write_all(known.as_bytes()).unwrap();
    let found: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(found["first"]["line"], 2);
    // The line is told, then recorded: the journal shows it when it is there.
    let is_there = || standing(&home, "service-down") == "suspected";
    while !is_there() {
        assert!(child.try_wait().unwrap().is_none(), "it goes on");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let document = exported(&home);
    home.line("verify out.json");
    let events = document["events"].as_array().unwrap().iter();
    let added = events.filter(|e| e["kind"] == "evidence.added" && e["time_source"] == "imported");
    let at: Vec<&str> = added.map(|e| e["occurred_at"].as_str().unwrap()).collect();
    assert!(
        !at.is_empty() && at.iter().all(|at| *at == "2025-11-16T08:05:58.000Z"),
        "{at:?}"
    );
}

#[test]
fn following_that_is_interrupted_records_its_last_counts() {
    for signal in ["INT", "TERM"] {
        let home = Home::new();
        let path = home.write("asa.log", "all is well\n");
        home.line(&format!("start {RUNBOOK} --detach"));
        let mut child = followed(&home, Stdio::null());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        lines.next().unwrap().unwrap();
        let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
        // The first line is recorded at once; those right behind it have to wait.
        let mut seen = 0;
        for times in [1, 100] {
            file.write_all(KNOWN.repeat(times).as_bytes()).unwrap();
            seen += times;
            let mut told = 0;
            while told < times {
                let found: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
                told += usize::try_from(found["count"].as_u64().unwrap()).unwrap();
            }
        }
        let (how, id) = (format!("-{signal}"), child.id().to_string());
        let killed = std::process::Command::new("kill").args([how, id]).status();
        assert!(killed.unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        let document = exported(&home);
        let events = document["events"].as_array().unwrap().iter();
        let added = events.filter(|e| e["kind"] == "evidence.added");
        let findings = added.flat_map(|e| e["data"]["findings"].as_array().unwrap());
        let counts = findings.map(|finding| finding["count"].as_u64().unwrap());
        let most = counts.sum::<u64>();
        assert!(most >= seen as u64, "{signal}: {most} of {seen}");
    }
}

#[test]
fn a_time_that_states_its_zone_is_read_in_it_and_what_is_assumed_is_said() {
    let home = Home::new();
    let stated = KNOWN.replace("08:05:58", "08:05:58 EST:");
    assert_ne!(stated, KNOWN);
    home.write("asa.log", KNOWN);
    home.write("east.log", &stated);
    let mut command = home.command();
    let assumed = reply(
        command.env("TZ", "Europe/London").args(["scan", "asa.log"]),
        "",
    );
    assert!(
        assumed
            .stdout
            .contains("times without a zone: read as Europe/London"),
        "{assumed:?}"
    );
    let mut command = home.command();
    let known = reply(
        command
            .env("TZ", "Europe/London")
            .args(["scan", "east.log"]),
        "",
    );
    assert!(known.stdout.contains("T13:05:58.000Z"), "{known:?}");
    assert!(!known.stdout.contains("without a zone"), "{known:?}");
    let mut command = home.command();
    let unknown = reply(
        command.env("TZ", "Mars/Olympus").args(["scan", "east.log"]),
        "",
    );
    assert!(
        unknown
            .stderr
            .contains("there is no time zone TZ=Mars/Olympus: times are UTC"),
        "{unknown:?}"
    );
    let mut command = home.command();
    let device = reply(
        command.env("TZ", "/dev/zero").args(["scan", "east.log"]),
        "",
    );
    assert!(
        device.stderr.contains("TZ=/dev/zero is no file"),
        "{device:?}"
    );
}

#[test]
fn a_log_that_a_drill_hands_over_is_scanned_into_it() {
    let home = Home::new();
    home.line("drill sales-cannot-sign-in --seed 7 --variant unreachable --detach");
    home.line("attach last anyconnect-authentication-failure");
    home.line("step last collect-client-log start");
    let reply = home.ok(&["drill", "log", "last", "vpnagent.log", "--scan"]);
    assert!(reply.contains("vpnagent.log"), "{reply}");
    let status = home.json(&["status", "last", "--json"]);
    let evidence = &status["evidence"][0];
    assert_eq!(evidence["name"], "vpnagent.log");
    assert_eq!(evidence["findings"][0]["count"], 2);
}

/// Lines of a program that no signature knows.
const UNKNOWN: &str =
    "2026-11-16T08:05:58Z gw frobd[7]: flux capacitor inverted, password=hunter2x failed\n";

#[test]
fn what_is_not_known_has_its_places_in_the_json() {
    let home = Home::new();
    let told = |text: &str| -> Value {
        let reply = home.run_with(&["scan", "--json"], text);
        serde_json::from_str(&reply.stdout).unwrap()
    };
    let quiet = told("all is well\n");
    assert_eq!(quiet["nearest"], serde_json::json!([]));
    assert_eq!(quiet["shapes"], serde_json::json!([]));
    let failing = told(&format!("all is well\n{UNKNOWN}"));
    let shape = &failing["shapes"][0];
    assert_eq!(shape["count"], 1);
    assert_eq!(shape["before"], 0);
    assert_eq!(shape["level"], "error");
    assert_eq!(shape["first"]["line"], 2);
    assert_eq!(shape["last"]["path"], "-");
    assert!(shape["shape"].as_str().unwrap().contains("flux capacitor"));
    assert!(!failing.to_string().contains("hunter2x"), "{failing}");
    // A log whose words lead somewhere, though no signature knows its lines.
    let near = told(NEAR);
    assert_eq!(near["runbooks"], serde_json::json!([]), "{near}");
    let first = &near["nearest"][0];
    assert_eq!(first["runbook"], "openvpn-tls-handshake", "{near}");
    assert!(first["score"].as_f64().unwrap() > 0.0);
    let because = &first["because"][0];
    assert_eq!(
        (&because["path"], &because["line"]),
        (&"-".into(), &1.into())
    );
    assert!(because["terms"].as_array().unwrap().len() >= 2);
    let words = home.run_with(&["scan"], NEAR).stdout;
    assert!(
        words.starts_with("nothing known in 1 line\nnot known; by its words nearest to "),
        "{words}"
    );
    // It suspects nothing and is recorded nowhere.
    home.line("start openvpn-tls-handshake --detach");
    home.run_with(&["scan", "--incident", "last"], NEAR);
    let status = status(&home);
    assert_eq!(status["evidence"][0]["findings"], serde_json::json!([]));
    let causes = status["causes"].as_array().unwrap();
    assert!(
        causes.iter().all(|cause| cause["standing"] == "open"),
        "{status}"
    );
}

const NEAR: &str = "openvpn[7]: negotiating a cipher failed: no shared cipher between tls-crypt peers, handshake aborted by CRL\n";

#[test]
fn a_good_log_tells_what_is_new() {
    let home = Home::new();
    std::fs::create_dir(home.path("good")).unwrap();
    home.write("good/a.log", "app: served 1\napp: served 2\n");
    home.write(
        "bad.log",
        format!(
            "app: served 3\n%ASA-5-111008: User 'ada' executed the 'reload' command.\n{UNKNOWN}"
        ),
    );
    let words = home.line("scan --baseline good bad.log");
    let changed = words
        .find("changed:\n   bad.log:2  by ada\n")
        .expect(&words);
    let new = words
        .find("new, gone or far more frequent:\n   1 line  bad.log:3")
        .expect(&words);
    assert!(changed < new, "{words}");
    let json = home.json(&["scan", "--baseline", "good", "bad.log", "--json"]);
    let shapes = json["shapes"].as_array().unwrap();
    assert_eq!(shapes.len(), 2, "{json}");
    assert_eq!(shapes[0]["first"]["line"], 3);
    assert_eq!(json["changed"][0]["who"], "ada");
    let reply = home.run(&["scan", "--baseline", "nowhere", "bad.log"]);
    assert_eq!(reply.status, 66);
    assert!(reply.stderr.contains("good log"), "{}", reply.stderr);
}

#[test]
fn the_time_before_the_impact_is_what_a_log_is_held_against() {
    let home = Home::new();
    let line = |minute: u32, text: &str| format!("2026-01-16T08:{minute:02}:00Z gw app: {text}\n");
    let before: String = (0..30).map(|minute| line(minute, "served")).collect();
    home.write(
        "app.log",
        before + &line(31, "served") + &line(32, "purple"),
    );
    let json = home.json(&[
        "scan",
        "app.log",
        "--since",
        "2026-01-16T08:30:00Z",
        "--json",
    ]);
    assert_eq!(json["shapes"].as_array().unwrap().len(), 1, "{json}");
    assert_eq!(json["shapes"][0]["first"]["line"], 32);
    home.line(&format!(
        "start {RUNBOOK} --detach --detected-at 2026-01-16T08:30:00Z"
    ));
    let into = home.json(&["scan", "app.log", "--incident", "last", "--json"]);
    assert_eq!(into["shapes"], json["shapes"]);
    let reply = home.run(&["scan", "app.log", "--since", "soon"]);
    assert_eq!(reply.status, 2);
    assert!(
        reply.stderr.contains("\"soon\" is no time"),
        "{}",
        reply.stderr
    );
}

#[test]
fn a_pinned_line_is_evidence_by_hand_for_its_cause() {
    let home = Home::new();
    home.write("app.log", format!("one\ntwo\n{UNKNOWN}four\n"));
    home.line(&format!("start {RUNBOOK} --detach"));
    let pin = |place: &str, cause: &str| {
        home.run(&[
            "scan",
            "--incident",
            "last",
            "--pin",
            place,
            "--cause",
            cause,
        ])
    };
    assert_eq!(pin("app.log:3", "service-down").status, 0);
    assert_eq!(standing(&home, "service-down"), "suspected");
    let pinned = status(&home);
    assert!(!pinned["milestones"]["first_action"].is_null(), "{pinned}");
    let evidence = &pinned["evidence"][0];
    assert_eq!(evidence["name"], "app.log");
    let hash = evidence["pinned"]["around_sha256"].clone();
    assert_eq!(evidence["pinned"]["line"], 3);
    assert_eq!(evidence["pinned"]["cause"], "service-down");
    let text = evidence["pinned"]["text"].as_str().unwrap();
    assert!(
        text.contains("flux") && !text.contains("hunter2x"),
        "{text}"
    );
    // Of the lines one, two and four.
    assert_eq!(
        hash,
        "3fc94420f637ec5cd6c61e469410a81a70f3b2689d876e73bd58c2c606d99829"
    );
    for (place, cause, exit, says) in [
        ("app.log", "service-down", 2, "vpn.log:120"),
        ("app.log:0", "service-down", 2, "vpn.log:120"),
        ("app.log:9", "service-down", 66, "has no line 9; it has 4"),
        ("none.log:1", "service-down", 66, "none.log"),
        (
            "app.log:3",
            "nonsense",
            66,
            "no attached runbook has the cause",
        ),
    ] {
        let reply = pin(place, cause);
        assert_eq!(reply.status, exit, "{place}: {}", reply.stderr);
        assert!(reply.stderr.contains(says), "{place}: {}", reply.stderr);
    }
    assert_eq!(status(&home)["evidence"].as_array().unwrap().len(), 1);
}
