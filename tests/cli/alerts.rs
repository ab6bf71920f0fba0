//! Alerts that open an incident, that belong to one, that are over, and that are hostile.

use serde_json::{Value, json};

use super::home::{Home, Reply};

const RUNBOOK: &str = "anyconnect-authentication-failure";

fn payload(status: &str, names: &[(&str, &str)]) -> Value {
    let alerts: Vec<Value> = names
        .iter()
        .map(|(instance, fingerprint)| {
            json!({
                "status": status,
                "labels": {"alertname": "VpnAuthFailures", "instance": instance, "severity": "critical"},
                "annotations": {"summary": "AnyConnect sign-ins are rejected", "runbook_url": "https://wiki.example.net/vpn"},
                "startsAt": "2026-01-02T03:04:05Z",
                "generatorURL": "https://prometheus.example.net/g",
                "fingerprint": fingerprint,
            })
        })
        .collect();
    json!({
        "version": "4", "status": status, "groupKey": "{}:{alertname=\"VpnAuthFailures\"}",
        "commonLabels": {"alertname": "VpnAuthFailures", "severity": "critical"},
        "commonAnnotations": {"summary": "AnyConnect sign-ins are rejected"},
        "alerts": alerts,
    })
}

fn start(home: &Home, more: &[&str], payload: &str) -> Reply {
    let arguments = [&["start", "--detach", "--alert", "-"][..], more].concat();
    home.run_with(&arguments, payload)
}

fn incidents(home: &Home) -> usize {
    home.json(&["incidents", "--json"])
        .as_array()
        .unwrap()
        .len()
}

#[test]
fn the_same_alert_goes_to_the_incident_that_is_open_for_it() {
    let home = Home::new();
    let first = payload("firing", &[("asa1", "aaa1")]).to_string();
    let opened = start(&home, &[RUNBOOK], &first);
    assert_eq!(
        (opened.status, opened.stdout.as_str()),
        (0, "INC-1\n"),
        "{opened:?}"
    );
    let events = |home: &Home| {
        home.json(&["export", "1"])["events"]
            .as_array()
            .unwrap()
            .len()
    };
    let before = events(&home);
    let again = start(&home, &[RUNBOOK], &first);
    assert_eq!(
        (again.status, again.stdout.as_str()),
        (0, "INC-1\n"),
        "{again:?}"
    );
    assert!(
        again.stderr.contains("INC-1 is open for the alert"),
        "{again:?}"
    );
    assert!(
        again.stderr.contains("no second incident was opened"),
        "{again:?}"
    );
    assert_eq!((incidents(&home), events(&home)), (1, before));
    // Another one of its group goes there, too, and is recorded.
    let grown = payload("firing", &[("asa1", "aaa1"), ("asa2", "aaa2")]).to_string();
    let json = start(&home, &["--json"], &grown);
    let said: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (&said["incident"], &said["existing"]),
        (&json!("INC-1"), &json!(true))
    );
    assert_eq!(incidents(&home), 1);
    let document = home.json(&["export", "1"]).to_string();
    assert!(
        document.contains("aaa2") && document.contains("(asa2)"),
        "{document}"
    );
    // Without the group's key the fingerprint alone says so.
    let mut alone = payload("firing", &[("asa2", "aaa2")]);
    alone.as_object_mut().unwrap().remove("groupKey");
    assert_eq!(
        start(&home, &[RUNBOOK], &alone.to_string()).stdout,
        "INC-1\n"
    );
    // Another alert opens another incident; so does this one when the first is over.
    let mut other = payload("firing", &[("asa9", "zzz9")]);
    other["groupKey"] = json!("another");
    assert_eq!(
        start(&home, &[RUNBOOK], &other.to_string()).stdout,
        "INC-2\n"
    );
    home.line("mark 1 cancelled --reason over");
    assert_eq!(start(&home, &[RUNBOOK], &first).stdout, "INC-3\n");
}

#[test]
fn a_resolved_alert_opens_nothing() {
    let home = Home::new();
    let over = payload("resolved", &[("asa1", "aaa1")]).to_string();
    let unknown = start(&home, &[RUNBOOK], &over);
    assert_eq!(
        (unknown.status, unknown.stdout.as_str()),
        (1, ""),
        "{unknown:?}"
    );
    assert!(unknown.stderr.contains("nothing was opened"), "{unknown:?}");
    assert_eq!(incidents(&home), 0);
    start(
        &home,
        &[RUNBOOK],
        &payload("firing", &[("asa1", "aaa1")]).to_string(),
    );
    let known = start(&home, &[], &over);
    assert_eq!(
        (known.status, known.stdout.as_str()),
        (0, "INC-1\n"),
        "{known:?}"
    );
    assert!(
        known.stderr.contains("INC-1 notes; it stays open"),
        "{known:?}"
    );
    // Sent twice, it is noted once.
    start(&home, &[], &over);
    let told = home.ok(&["export", "last"]);
    assert_eq!(told.matches("its alert is resolved").count(), 1, "{told}");
    assert!(known.stderr.contains("mark INC-1 mitigated"), "{known:?}");
    assert_eq!(incidents(&home), 1);
}

#[test]
fn what_an_alert_says_is_kept_and_a_group_is_one_incident() {
    let home = Home::new();
    let group = payload("firing", &[("asa1", "aaa1"), ("asa2", "aaa2")]).to_string();
    let reply = start(&home, &[], &group);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(reply.stderr.contains("runbook anyconnect-"), "{reply:?}");
    assert!(
        reply.stderr.contains("the first for \"Vpn Auth Failures"),
        "{reply:?}"
    );
    let document = home.json(&["export", "last"]);
    assert_eq!(
        document["incident"]["title"],
        "AnyConnect sign-ins are rejected (2 alerts)"
    );
    assert_eq!(document["incident"]["severity"], "sev1");
    let notes: Vec<&str> = document["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["kind"] == "note.added")
        .map(|event| event["data"]["text"].as_str().unwrap())
        .collect();
    for line in [
        "2 alerts: AnyConnect sign-ins are rejected",
        "- VpnAuthFailures (asa2)",
        "annotation runbook_url: https://wiki.example.net/vpn",
        "label severity: critical",
    ] {
        assert!(
            notes.iter().any(|note| note.contains(line)),
            "{line}: {notes:?}"
        );
    }
    let searched = document["events"].as_array().unwrap().iter();
    let mut searched = searched.filter(|event| event["kind"] == "search.chosen");
    assert_eq!(searched.next().unwrap()["data"]["rank"], 1);
}

/// The runbook's own variables, by equal names; what might run something is left out.
#[test]
fn plain_labels_set_variables_of_the_same_name() {
    let home = Home::new();
    let with = |user: &str, server: &str| {
        let mut payload = payload("firing", &[("asa1", "aaa1")]);
        payload["groupKey"] = json!(user);
        payload["alerts"][0]["fingerprint"] = json!(format!("{user}{server}"));
        payload["alerts"][0]["labels"]["user"] = json!(user);
        payload["alerts"][0]["labels"]["aaa_server"] = json!(server);
        let reply = start(&home, &[RUNBOOK], &payload.to_string());
        assert_eq!(reply.status, 0, "{reply:?}");
        let events = home.json(&["export", "last"])["events"].clone();
        let events = events.as_array().unwrap().iter();
        let set = events.filter(|event| event["kind"] == "variable.set");
        let set: Vec<(String, String)> = set
            .map(|event| {
                let text = |key: &str| event["data"][key].as_str().unwrap().to_owned();
                (text("name"), text("value"))
            })
            .collect();
        (set, reply.stderr)
    };
    let (set, _) = with("jdoe", "192.0.2.10");
    assert!(set.contains(&("user".into(), "jdoe".into())), "{set:?}");
    for hostile in [
        "$(reboot)",
        "jdoe\nreload noconfirm",
        "a\u{1b}]52;c;eA==\u{7}",
        "x; reboot #",
        "-rf",
    ] {
        let (set, said) = with(hostile, "192.0.2.10");
        assert!(
            set.iter().all(|(name, _)| name != "user"),
            "{hostile:?}: {set:?}"
        );
        assert!(said.contains("user is not set"), "{hostile:?}: {said}");
        assert!(
            !said.contains('\u{1b}') && !said.contains('\u{7}'),
            "{said:?}"
        );
    }
}

#[test]
fn hostile_payloads_are_refused_in_clear_sentences() {
    let home = Home::new();
    let deep = format!("{{\"alerts\": {}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let huge =
        json!({"alerts": [{"labels": {"alertname": "A", "x": "x".repeat(2 << 20)}}]}).to_string();
    for (payload, says) in [
        ("", "it is empty"),
        ("not JSON", "it is no JSON: line 1"),
        ("{\"alerts\": [", "it breaks off at line 1"),
        (&deep, "nested too deep"),
        (&huge, "longer than 1 MiB"),
        ("[]", "it is a list, not an object"),
        ("{\"version\": \"4\", \"alerts\": []}", "it holds no alerts"),
        ("{\"alerts\": [[]]}", "alert 1 is a list, not an object"),
        (
            "{\"alerts\": [{\"labels\": {\"alertname\": 7}}]}",
            "is a number, not a text",
        ),
        (
            "{\"alerts\": [{\"labels\": {\"alertname\": \"A\"}, \"startsAt\": \"2026-13-45\"}]}",
            "is no time",
        ),
    ] {
        let reply = start(&home, &[RUNBOOK], payload);
        let shown: String = payload.chars().take(60).collect();
        assert_eq!(reply.status, 65, "{shown}: {reply:?}");
        assert!(
            reply
                .stderr
                .contains("what came in is no Alertmanager payload"),
            "{shown}: {reply:?}"
        );
        assert!(reply.stderr.contains(says), "{shown}: {reply:?}");
    }
    assert_eq!(incidents(&home), 0);
    // What can be read is made harmless.
    let hostile = json!({"alerts": [{
        "labels": {"alertname": "A\u{1b}[2J\nreload\u{202e}", "x": "$(reboot)"},
        "annotations": {"summary": "down\r\n\u{7}now", "long": "y".repeat(5_000)},
    }]});
    let reply = start(&home, &[RUNBOOK], &hostile.to_string());
    assert_eq!(reply.status, 0, "{reply:?}");
    let document = home.json(&["export", "last"]);
    assert_eq!(document["incident"]["title"], "down \u{fffd}now");
    for event in document["events"].as_array().unwrap() {
        let text = event["data"]["text"].as_str().unwrap_or_default();
        let is_odd = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!text.contains(is_odd), "{text:?}");
        assert!(text.len() < 4_000, "{text}");
    }
}

#[test]
fn an_alert_whose_words_no_runbook_holds_is_told() {
    let home = Home::new();
    let odd = json!({"alerts": [{"labels": {"alertname": "Zqxjkv"}}]});
    let reply = start(&home, &[], &odd.to_string());
    assert_eq!(reply.status, 66, "{reply:?}");
    assert!(
        reply.stderr.contains("no runbook holds the alert's words"),
        "{reply:?}"
    );
    assert!(reply.stderr.contains("start RUNBOOK"), "{reply:?}");
    assert_eq!(home.run(&["start", "--detach"]).status, 2);
}

/// The runbook is chosen on the screen: what is opened there is the incident for the alert.
#[test]
fn an_alert_whose_runbook_is_chosen_on_the_screen_keeps_its_title_links_and_labels() {
    let home = Home::new();
    let file = home.path("alert.json");
    let mut alert = payload("firing", &[("asa1", "aaa1")]);
    alert["alerts"][0]["labels"]["user"] = json!("jdoe; reboot");
    alert["commonLabels"]["user"] = json!("jdoe; reboot");
    std::fs::write(&file, alert.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let reply = home.run_with(
        &["start", "--alert", file, "--accessible"],
        "1\nstart\nleave\ny\n",
    );
    assert_eq!(reply.status, 0, "{reply:?}");
    let refused = "user is not set: its value in the alert is not plain";
    assert!(reply.stdout.contains(refused), "{reply:?}");
    let document = home.json(&["export", "last"]);
    assert_eq!(document["incident"]["detection"]["source"], "alert");
    assert_eq!(document["incident"]["severity"], "sev1");
    assert!(!document["links"].as_array().unwrap().is_empty());
    let notes = document["events"].as_array().unwrap().iter();
    let mut notes = notes.filter(|event| event["kind"] == "note.added");
    let text = notes.next().expect("a note")["data"]["text"].to_string();
    assert!(text.contains("label severity: critical"), "{text}");
    // The same alert again is known to be the one of this incident.
    let again = home.run(&["start", "--alert", file, "--detach"]);
    assert!(
        again.stderr.contains("INC-1 is open for the alert"),
        "{again:?}"
    );
}
