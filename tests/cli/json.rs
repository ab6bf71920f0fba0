//! The JSON that other programs rely on, and the files that the program makes.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::home::{Home, files};

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn start_status_incidents_stats_and_search_keep_their_keys() {
    let home = Home::new();
    let started = home.json(&["start", "anyconnect-token-policy", "--detach", "--json"]);
    assert_eq!(keys(&started), ["incident", "id", "runbook"]);
    assert_eq!(started["incident"], "INC-1");
    let status = home.json(&["status", "INC-1", "--json"]);
    let document = home.json(&["export", "INC-1"]);
    let mut expected = keys(&document);
    expected.retain(|key| !["events", "integrity"].contains(key));
    assert_eq!(keys(&status), expected);
    let incidents = home.json(&["incidents", "--json"]);
    assert_eq!(
        keys(&incidents[0]),
        [
            "incident",
            "id",
            "title",
            "mode",
            "status",
            "runbooks",
            "opened_at",
            "ttr_s"
        ]
    );
    let stats = home.json(&["stats", "--json"]);
    assert_eq!(keys(&stats), ["live", "drill", "change"]);
    let none = json!({
        "n": 0, "median": null, "p25": null, "p75": null, "p90": null, "mean": null,
        "km_median": null,
    });
    let no_share = json!({"n": 0, "met": 0, "share": null, "low": null, "high": null});
    let live = &stats["live"];
    assert_eq!((&live["n"], &live["open"]), (&json!(1), &json!(1)));
    for metric in ["ttd", "tta", "ttfa", "ttm", "ttr", "ttr_active", "duration"] {
        assert_eq!(live[format!("{metric}_s")], none, "{metric}");
    }
    assert_eq!(live["still_open"]["ttr_s"], 1, "never dropped");
    assert_eq!(
        live["within_target"],
        json!({"first_action": no_share, "resolve": no_share})
    );
    assert_eq!(live["search"]["chosen"], 0);
    assert_eq!(live["search"]["in_first_five"], 0);
    let found = home.json(&["search", "hardware", "token", "--json"]);
    assert_eq!(keys(&found), ["query", "results"]);
    assert_eq!(
        keys(&found["results"][0]),
        ["rank", "runbook", "title", "score", "matches"]
    );
    assert_eq!(
        keys(&found["results"][0]["matches"][0]),
        ["field", "text", "terms"]
    );
    let shown = home.json(&["show", "anyconnect-token-policy", "--json"]);
    assert_eq!(shown["format"], "runsheet.runbook/1.1");
    assert!(shown["phases"][0]["steps"][0]["do"].is_string());
}

#[test]
fn incidents_are_named_by_key_number_id_and_last() {
    let home = Home::new();
    home.line("start anyconnect-token-policy --detach");
    let id = home.json(&["start", "anyconnect-token-policy", "--detach", "--json"]);
    let id = id["id"].as_str().unwrap().to_owned();
    for name in ["INC-2", "inc-2", "2", "last", &id] {
        let status = home.json(&["status", name, "--json"]);
        assert_eq!(status["incident"]["id"], id.as_str(), "{name}");
    }
}

#[test]
fn an_alert_gives_detection_title_and_severity() {
    let home = Home::new();
    let alert = json!({
        "version": "4", "status": "firing",
        "commonLabels": {"alertname": "VpnAuthFailures", "severity": "warning", "service": "vpn"},
        "alerts": [{"status": "firing", "labels": {}, "startsAt": "2026-01-02T03:04:05.678Z"}],
    });
    let arguments = [
        "start",
        "anyconnect-authentication-failure",
        "--detach",
        "--alert",
        "-",
    ];
    let reply = home.run_with(&arguments, &alert.to_string());
    assert_eq!(reply.status, 0, "{reply:?}");
    let status = home.json(&["status", "last", "--json"]);
    assert_eq!(status["incident"]["title"], "VpnAuthFailures (vpn)");
    assert_eq!(status["incident"]["severity"], "sev3");
    assert_eq!(
        status["incident"]["detection"],
        json!({"source": "alert", "assumed": false})
    );
    assert_eq!(status["milestones"]["detected"], "2026-01-02T03:04:05.678Z");
    assert_eq!(status["milestones"]["acknowledged"], Value::Null);
}

#[test]
fn statistics_are_medians_per_mode_and_cancelled_incidents_count_nowhere() {
    let home = Home::new();
    for minutes in [1, 2, 6] {
        home.line("start anyconnect-authentication-failure --detach --detected-at -20m");
        home.line(&format!(
            "act last looked --risk read --at -{}m",
            20 - minutes
        ));
    }
    home.line("start anyconnect-authentication-failure --detach --detected-at -20m");
    home.line("act last looked --risk read");
    home.line("mark last cancelled --reason 'false alarm'");
    home.line("start anyconnect-certificate-otp --detach");
    let stats = home.json(&["stats", "--json"]);
    let live = &stats["live"];
    assert_eq!((&live["n"], &live["open"]), (&json!(3), &json!(3)));
    let seconds = |key: &str| live["ttfa_s"][key].as_f64().unwrap();
    // Relative times of two commands count from two moments, which lie close together.
    for (key, expected) in [("median", 120.0), ("p90", 312.0), ("mean", 180.0)] {
        assert!(
            (expected..expected + 60.0).contains(&seconds(key)),
            "{key}: {live}"
        );
    }
    assert_eq!(stats["change"]["n"], 1);
    assert_eq!(stats["change"]["ttfa_s"]["n"], 0);
}

#[test]
fn copy_fills_variables_and_is_the_first_action() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach --set aaa_group=RADIUS");
    home.line("set last --var aaa_server=10.0.0.9");
    let refused = home.run(&["copy", "last", "server-test"]);
    assert_eq!((refused.status, &*refused.stdout), (1, ""), "{refused:?}");
    assert!(
        refused.stderr.contains("test_user has no value")
            && refused.stderr.contains("set INC-1 --var test_user=VALUE"),
        "{refused:?}"
    );
    let status = home.json(&["status", "last", "--json"]);
    assert!(
        status["milestones"]["first_action"].is_null(),
        "nothing was copied"
    );
    let copied = home.run(&["copy", "last", "server-test", "--set", "test_user=vpn-test"]);
    assert_eq!(copied.status, 0, "{copied:?}");
    let line = "test aaa-server authentication RADIUS host 10.0.0.9 username vpn-test\n";
    assert_eq!(copied.stdout, line);
    let status = home.json(&["status", "last", "--json"]);
    assert!(status["milestones"]["first_action"].is_string());
}

#[test]
fn what_may_not_be_recorded_as_copied_is_not_copied() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    let set = ["--set", "user=jdoe"];
    let copied = home.run(&[&["copy", "last", "account-active"][..], &set].concat());
    assert_eq!(copied.status, 0, "{copied:?}");
    home.line("mark last held");
    // Held, it takes no acts; its commands can still be read.
    let copied = home.run(&[&["copy", "last", "account-active"][..], &set].concat());
    assert_eq!(copied.status, 0, "{copied:?}");
    assert!(copied.stdout.contains("jdoe"), "{copied:?}");
    assert!(
        copied.stderr.contains("not recorded: INC-1 is held"),
        "{copied:?}"
    );
    home.line("mark last resumed");
    // The answer excludes the step: it was copied before it was refused, once.
    home.line("step last account-active done --observed enabled");
    let refused = home.run(&[&["copy", "last", "unlock-account"][..], &set].concat());
    assert_eq!((refused.status, &*refused.stdout), (1, ""), "{refused:?}");
    let document = home.json(&["export", "last"]);
    let events = document["events"].as_array().unwrap().iter();
    assert_eq!(events.filter(|e| e["kind"] == "run.copied").count(), 1);
}

#[test]
fn a_hostile_value_comes_in_nowhere() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    for value in ["jdoe\nreload noconfirm", "jdoe; reboot", "\u{1b}[31m", "-x"] {
        let set = format!("user={value}");
        for arguments in [
            &["set", "last", "--var", &set][..],
            &["copy", "last", "server-test", "--set", &set],
            &[
                "start",
                "anyconnect-authentication-failure",
                "--detach",
                "--set",
                &set,
            ],
        ] {
            let refused = home.run(arguments);
            assert_eq!((refused.status, &*refused.stdout), (1, ""), "{refused:?}");
            let says = ["user must be o", "user holds an invisible character"];
            let is_told = says.iter().any(|says| refused.stderr.contains(says));
            assert!(is_told, "{refused:?}");
        }
    }
    assert_eq!(
        home.json(&["incidents", "--json"])
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn what_is_not_drawn_reaches_no_pipe_but_in_json() {
    let home = Home::new();
    let hostile = "\u{1b}]0;x\u{7}\u{9b}31m\u{61c}\u{2060}\u{ad}\u{feff}\u{e0041}\u{202e}end";
    home.line("start anyconnect-token-policy --detach");
    home.ok(&["set", "last", "--title", hostile]);
    for line in ["status last", "incidents", "export last --format markdown"] {
        let said = home.line(line);
        assert!(said.contains("end"), "{line}");
        let hidden = |c: &char| *c != '\n' && runsheet::domain::hidden::hidden(*c).is_some();
        assert_eq!(said.chars().find(hidden), None, "{line}: {said:?}");
    }
    let exact = home.json(&["status", "last", "--json"]);
    assert_eq!(exact["incident"]["title"], hostile);
}

#[test]
fn files_are_for_the_user_alone() {
    let home = Home::new();
    home.line("start anyconnect-token-policy --detach");
    home.line("export last -o out.json");
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.data()), 0o700);
    for file in files(&home.data()) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert_eq!(mode(&home.path("out.json")), 0o600);
}

#[test]
fn help_completions_manual_and_schemas_are_printed() {
    let home = Home::new();
    for (arguments, holds) in [
        (&["--help"][..], "Usage"),
        (&["step", "--help"], "--waiting-on"),
        (&["completions", "bash"], "_runsheet"),
        (&["completions", "zsh"], "#compdef runsheet"),
        (&["completions", "fish"], "--command runsheet"),
        (&["man"], ".TH"),
        (&["schema", "timeline"], "runsheet.timeline"),
        (&["schema", "runbook"], "runsheet.runbook/1"),
        (&["doctor"], "not there"),
    ] {
        assert!(home.ok(arguments).contains(holds), "{arguments:?}");
    }
    // Looking makes nothing.
    assert!(!home.data().exists());
    home.line("start anyconnect-token-policy --detach");
    assert_eq!(
        home.json(&["doctor", "--json"])["journal"]["state"],
        "sound"
    );
}

#[test]
fn tickets_are_linked_found_and_told() {
    let home = Home::new();
    home.line("start anyconnect-token-policy --detach");
    home.line("start anyconnect-token-policy --detach");
    home.line("set 1 --ref CHG0012345 --ref https://tickets.example.net/browse/NET-7");
    for query in ["chg0012345", "NET-7", "INC-1", "token NET-7"] {
        let found = home.line(&format!("incidents {query}"));
        assert!(
            found.contains("INC-1") && !found.contains("INC-2"),
            "{query}: {found}"
        );
    }
    assert_eq!(home.line("incidents NET-8"), "");
    assert!(home.line("status 1").contains("tickets CHG0012345, NET-7"));
    let document: serde_json::Value = serde_json::from_str(&home.line("export 1")).unwrap();
    let links = document["links"].as_array().unwrap();
    assert_eq!(links[1]["system"], "ticket");
    assert_eq!(links[1]["id"], "NET-7");
    assert_eq!(links[1]["url"], "https://tickets.example.net/browse/NET-7");
    assert!(
        home.line("handoff 1")
            .contains("tickets: CHG0012345, NET-7")
    );
}
