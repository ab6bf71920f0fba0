//! Each shipped runbook from opening to closing by the command line, and three more
//! incidents: a wrong runbook set aside for another, an improvised fix later reverted, a
//! planned change backed out half-way. Every export is held against the schema and against
//! a recomputation from its events alone.

use serde_json::Value;

use super::home::Home;
use super::recompute;

const RUNBOOKS: [&str; 3] = [
    "anyconnect-authentication-failure",
    "anyconnect-token-policy",
    "anyconnect-certificate-otp",
];

/// Exports an incident and checks it in every way there is.
#[track_caller]
pub fn checked_export(home: &Home, incident: &str) -> Value {
    let file = home.path("checked.json");
    home.ok(&["export", incident, "-o", file.to_str().unwrap()]);
    let text = std::fs::read_to_string(&file).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let schema: Value = serde_json::from_str(&home.ok(&["schema", "timeline"])).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let broken: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(broken, Vec::<String>::new());
    assert_eq!(recompute::differences(&document), Vec::<String>::new());
    home.ok(&["verify", file.to_str().unwrap()]);
    document
}

/// Relative times of two commands count from two moments, which lie close together.
#[track_caller]
fn assert_about(seconds: &Value, expected: f64) {
    let seconds = seconds.as_f64().unwrap();
    assert!((expected..expected + 60.0).contains(&seconds), "{seconds}");
}

/// What an operator answers to what a step asks for.
fn act_on(home: &Home, step: &Value, runbook: &Value, turn: usize) {
    let (id, name) = (
        step["id"].as_str().unwrap(),
        step["runbook"].as_str().unwrap(),
    );
    let phases = runbook["phases"].as_array().unwrap().iter();
    let source = phases
        .flat_map(|phase| phase["steps"].as_array().unwrap())
        .find(|s| s["id"] == id)
        .unwrap();
    let at = format!("{name}/{id}");
    let mut arguments: Vec<String> = ["step", "last", &at].map(String::from).to_vec();
    let critical = step["critical"] == true;
    if turn % 7 == 3 && !critical && source["answers"].is_null() {
        home.ok(&["step", "last", &at, "start"]);
        home.ok(&[
            "step",
            "last",
            &at,
            "block",
            "--waiting-on",
            "identity team",
        ]);
        home.ok(&["step", "last", &at, "unblock"]);
        arguments.extend(["failed", "--observed", "not as it should be"].map(String::from));
        home.ok(&arguments);
        return;
    }
    if turn.is_multiple_of(2) {
        home.ok(&["step", "last", &at, "start"]);
    }
    arguments.push("done".into());
    if let Some(answers) = source["answers"].as_array() {
        let answer = &answers[turn % answers.len()];
        arguments.extend(["--answer".into(), answer["id"].as_str().unwrap().into()]);
    }
    if source["expect"].is_string() {
        arguments.extend(["--observed", "as expected"].map(String::from));
    }
    if source["approval"].is_string() {
        arguments.extend(["--approved-by", "sam"].map(String::from));
    }
    if step["risk"] == "disrupt" {
        let device = source["run"][0]["device"].as_str().unwrap_or("yes");
        arguments.extend(["--confirm".into(), device.into()]);
    }
    home.ok(&arguments);
}

/// Works through all steps that count, in order, until none is left.
fn walk(home: &Home, runbook: &str) {
    let source = home.json(&["show", runbook, "--json"]);
    for turn in 0..200 {
        let status = home.json(&["status", "last", "--json"]);
        let steps = status["steps"].as_array().unwrap();
        let pending = steps.iter().find(|s| s["state"] == "pending");
        match pending {
            Some(step) => act_on(home, step, &source, turn),
            None => return,
        }
    }
    panic!("{runbook} never ends");
}

#[test]
fn every_runbook_is_walked_to_closed() {
    for runbook in RUNBOOKS {
        let home = Home::new();
        home.ok(&["start", runbook, "--detach", "--severity", "sev2"]);
        home.ok(&["mark", "last", "acknowledged"]);
        walk(&home, runbook);
        let status = home.json(&["status", "last", "--json"]);
        let change = status["incident"]["mode"] == "change";
        let cause: &[&str] = match change {
            true => &[],
            false => &["--cause", "credentials", "--summary", "a wrong password"],
        };
        home.ok(&[&["mark", "last", "resolved"], cause].concat());
        home.ok(&["mark", "last", "closed"]);
        let document = checked_export(&home, "last");
        assert_eq!(document["incident"]["status"], "closed", "{runbook}");
        assert_eq!(document["metrics"]["ttr_s"].is_null(), change, "{runbook}");
        assert!(document["metrics"]["duration_s"].is_number(), "{runbook}");
        let left = document["steps"].as_array().unwrap().iter();
        let left: Vec<&Value> = left.filter(|s| s["state"] == "pending").collect();
        assert!(left.is_empty(), "{runbook}: {left:?}");
    }
}

#[test]
fn a_wrong_runbook_is_set_aside_for_another() {
    let home = Home::new();
    home.line(
        "start anyconnect-authentication-failure --detach --detected-at -20m --impact-at -30m",
    );
    home.line("set last --users 40 --scope 'sales in Berlin' --service vpn --severity sev2");
    home.line("step last scope done --answer group --at -15m");
    home.line("step last verify-credentials start");
    home.line("attach last anyconnect-token-policy --reason 'only users without a token'");
    home.line("set-aside last anyconnect-authentication-failure --reason 'a token works'");
    let status = home.json(&["status", "last", "--json"]);
    let steps = status["steps"].as_array().unwrap();
    let aside = steps
        .iter()
        .find(|s| s["id"] == "verify-credentials")
        .unwrap();
    assert_eq!(aside["state"], "inconclusive");
    walk_other(&home, "anyconnect-token-policy");
    home.line("mark last mitigated");
    home.line("update last 'sign-in works again' --audience users --next-due +30m");
    home.line("mark last resolved --cause token-required --contributing 'new policy'");
    home.line("mark last closed");
    let document = checked_export(&home, "last");
    assert_eq!(document["incident"]["cause"]["id"], "token-required");
    assert_eq!(
        document["incident"]["contributing"][0]["title"],
        "new policy"
    );
    assert_eq!(
        document["runbooks"][0]["set_aside"]["reason"],
        "a token works"
    );
    assert_eq!(document["runbooks"][1]["set_aside"], Value::Null);
    assert_eq!(document["metrics"]["ttd_s"], 600.0);
    assert_about(&document["metrics"]["ttfa_s"], 300.0);
    let confirmed = document["causes"].as_array().unwrap().iter();
    let confirmed: Vec<&Value> = confirmed.filter(|c| c["standing"] == "confirmed").collect();
    assert_eq!(confirmed.len(), 1);
}

/// Does only what must be done: the critical steps and what decides about them.
fn walk_other(home: &Home, runbook: &str) {
    let source = home.json(&["show", runbook, "--json"]);
    for turn in 0..200 {
        let status = home.json(&["status", "last", "--json"]);
        let steps = status["steps"].as_array().unwrap();
        let next = steps
            .iter()
            .find(|s| s["runbook"] == runbook && s["state"] == "pending");
        match next {
            Some(step) => act_on(home, step, &source, turn * 2),
            None => return,
        }
    }
    panic!("{runbook} never ends");
}

#[test]
fn an_improvised_fix_is_reverted_later() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach --detected-at -5m");
    home.line("act last 'raised the RADIUS timeout to 60 s' --device asa --risk change --rollback 'timeout 10' --at -2m");
    home.line("note last 'users report that it works'");
    let status = home.json(&["status", "last", "--json"]);
    assert_about(&status["metrics"]["ttfa_s"], 180.0);
    let change = &status["changes"][0];
    assert_eq!(change["reverted_at"], Value::Null);
    let event = change["event"].as_str().unwrap();
    home.line("step last signed-in done --observed works");
    for critical in critical_pending(&home) {
        home.line(&format!(
            "step last {critical} skip --reason 'not needed' --override {critical}"
        ));
    }
    let warned = home.run(&["mark", "last", "resolved", "--cause", "RADIUS was slow"]);
    assert_eq!(warned.status, 0, "{warned:?}");
    assert!(warned.stderr.contains("still in force"), "{warned:?}");
    home.ok(&[
        "revert",
        "last",
        &event[event.len() - 6..],
        "--reason",
        "servers are back",
    ]);
    home.line("mark last closed --reason 'fixed by hand'");
    let document = checked_export(&home, "last");
    assert_eq!(document["incident"]["cause"]["id"], Value::Null);
    assert_eq!(document["incident"]["cause"]["title"], "RADIUS was slow");
    assert!(document["changes"][0]["reverted_at"].is_string());
}

/// The critical steps that keep an incident from being resolved.
fn critical_pending(home: &Home) -> Vec<String> {
    let status = home.json(&["status", "last", "--json"]);
    let steps = status["steps"].as_array().unwrap().iter();
    steps
        .filter(|s| s["critical"] == true && s["state"] == "pending")
        .map(|s| s["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_planned_change_is_backed_out_half_way() {
    let home = Home::new();
    let runbook = "anyconnect-certificate-otp";
    home.line("start anyconnect-certificate-otp --detach --planned-end +2h --backout-by +1h");
    let source = home.json(&["show", runbook, "--json"]);
    // Straight on until two changes are made, then back.
    for turn in 0..100 {
        let status = home.json(&["status", "last", "--json"]);
        if status["changes"].as_array().unwrap().len() == 2 {
            break;
        }
        let steps = status["steps"].as_array().unwrap();
        let next = steps.iter().find(|s| s["state"] == "pending").unwrap();
        let answers = next["id"].as_str().unwrap();
        let turn = match answers {
            "asa-version" | "failover" | "which-ca" => continue_with_local_ca(&home, answers),
            _ => Some(turn * 14),
        };
        if let Some(turn) = turn {
            act_on(&home, next, &source, turn);
        }
    }
    home.line("note last 'the helpdesk cannot take the calls: back out'");
    let status = home.json(&["status", "last", "--json"]);
    let made = status["changes"].as_array().unwrap();
    assert_eq!(made.len(), 2);
    for change in made.iter().rev() {
        let step = change["step"].as_str().unwrap();
        home.ok(&["step", "last", step, "revert", "--reason", "backed out"]);
    }
    for critical in critical_pending(&home) {
        home.line(&format!(
            "step last {critical} skip --reason 'backed out' --override {critical}"
        ));
    }
    home.line("mark last resolved --summary 'backed out'");
    home.line("mark last closed --reason 'backed out'");
    let document = checked_export(&home, "last");
    assert_eq!(document["incident"]["mode"], "change");
    assert_eq!(document["incident"]["cause"], Value::Null);
    assert!(document["incident"]["planned_end"].is_string());
    assert_eq!(document["metrics"]["ttfa_s"], Value::Null);
    let changes = document["changes"].as_array().unwrap();
    assert!(changes.iter().all(|c| c["reverted_at"].is_string()));
    let left = document["steps"].as_array().unwrap().iter();
    assert!(left.filter(|s| s["state"] == "pending").count() > 3);
}

/// Answers the questions at the beginning so that the procedure goes on.
fn continue_with_local_ca(home: &Home, question: &str) -> Option<usize> {
    let source = home.json(&["show", "anyconnect-certificate-otp", "--json"]);
    let phases = source["phases"].as_array().unwrap().iter();
    let step = phases
        .flat_map(|p| p["steps"].as_array().unwrap())
        .find(|s| s["id"] == question)
        .unwrap();
    let answers = step["answers"].as_array().unwrap();
    let fits = |a: &&Value| {
        let id = a["id"].as_str().unwrap();
        matches!(id, "local" | "no") || id.contains("older") || id.contains("before")
    };
    let answer = answers.iter().find(fits).unwrap_or(&answers[0]);
    let answer = answer["id"].as_str().unwrap();
    let observed: &[&str] = match step["expect"].is_string() {
        true => &["--observed", "as expected"],
        false => &[],
    };
    let arguments = ["step", "last", question, "done", "--answer", answer];
    home.ok(&[&arguments[..], observed].concat());
    None
}

/// What the next person needs: which device, how to undo it, and times that mean the same
/// wherever they are read.
#[test]
fn a_brief_names_devices_and_undos_and_tells_one_kind_of_time() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach --detected-at=-62m");
    home.line("step last 1.2 start");
    home.line("step last 1.2 block --waiting-on 'the identity team'");
    home.line("act last 'second server.' --device asa1 --risk change --rollback 'first server'");
    home.line("update last 'we are on it' --next-due +20m");
    let brief = home.line("handoff last --to ben");
    let says = "in force: on asa1: second server; undo: first server";
    assert!(brief.lines().any(|line| line == says), "{brief}");
    for word in ["since", "next update due"] {
        let mut lines = brief.lines().filter(|line| line.contains(word));
        assert!(lines.all(|line| line.contains(" UTC")), "{brief}");
    }
    assert!(
        !brief.contains(" ago") && !brief.contains(" for "),
        "{brief}"
    );
    // Who takes over reads it when they do.
    let accepted = home.line("handoff last --accept");
    assert!(accepted.lines().any(|line| line == says), "{accepted}");
}

/// A report tells what was done; what nobody came to is one line for each runbook.
#[test]
fn steps_that_nobody_came_to_are_one_line_of_a_report() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    home.line("step last 1.1 done --answer one");
    home.line("attach last vpn-dns-resolution");
    home.line("set-aside last vpn-dns-resolution --reason 'names resolve'");
    home.line("note last 'a slip'");
    home.line("undo last");
    for format in ["markdown", "html"] {
        let report = home.ok(&["export", "last", "--format", format]);
        assert_eq!(report.matches("not reached").count(), 2, "{report}");
        assert!(!report.contains("Look up in the directory"), "{report}");
        assert!(report.contains("set aside: names resolve"), "{report}");
        assert!(report.contains("undid"), "{report}");
        for sign in ["◆", "✓", "»", "←"] {
            assert!(report.contains(sign), "{sign}: {report}");
        }
    }
}
