//! Exports: round trips, formats, and files that were damaged or edited.

use serde_json::{Value, json};

use super::home::Home;

fn with_incident() -> Home {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach --title 'VPN | *down*'");
    home.line("step last scope done --answer one");
    home.line("act last 'restarted the client' --risk read");
    home.line("undo last");
    home
}

/// The document without what names the moment and the program.
fn lasting(mut document: Value) -> String {
    let keys = document.as_object_mut().unwrap();
    keys.remove("exported_at").unwrap();
    keys.remove("generator").unwrap();
    document.to_string()
}

#[test]
fn an_export_imported_elsewhere_exports_the_same_bytes() {
    let here = with_incident();
    here.line("start anyconnect-token-policy --detach");
    for format in ["json", "ndjson"] {
        let there = Home::new();
        there.line("start anyconnect-token-policy --detach");
        let file = here.path(&format!("all.{format}"));
        let file = file.to_str().unwrap();
        here.ok(&["export", "1", "2", "--format", format, "-o", file]);
        let first = there.json(&["import", file, "--json"]);
        // INC-1 is another one there: those from elsewhere end in a part of their id.
        for (place, key) in ["INC-1", "INC-2"].into_iter().enumerate() {
            let id = first[place]["id"].as_str().unwrap();
            let named = format!("{key}-{}", &id[id.len() - 3..]);
            assert_eq!(first[place]["incident"], named, "{format}: {first}");
            assert!(there.line("incidents").contains(&named));
            assert!(there.line(&format!("status {named}")).contains(&named));
        }
        let id = first[0]["id"].as_str().unwrap();
        let (ours, theirs) = (here.json(&["export", "1"]), there.json(&["export", id]));
        assert_eq!(ours["incident"]["key"], "INC-1");
        assert_eq!(lasting(ours), lasting(theirs), "{format}");
        let again = there.json(&["import", file, "--json"]);
        assert_eq!(
            again[0]["events"], 0,
            "{format}: importing twice adds nothing"
        );
        assert_eq!(here.run(&["verify", file]).status, 0, "{format}");
    }
}

#[test]
fn a_folder_gets_a_file_for_each_incident() {
    let home = with_incident();
    home.line("start anyconnect-token-policy --detach");
    std::fs::create_dir(home.path("out")).unwrap();
    home.line("export 1 2 -o out");
    home.line("export 1 -o out --format markdown");
    for name in ["out/INC-1.json", "out/INC-2.json", "out/INC-1.md"] {
        assert!(home.path(name).is_file(), "{name}");
    }
    let report = std::fs::read_to_string(home.path("out/INC-1.md")).unwrap();
    assert!(report.starts_with("# INC-1 VPN \\| \\*down\\*"), "{report}");
    assert!(report.contains("~~act: restarted the client~~"), "{report}");
}

#[test]
fn edits_are_found_and_named() {
    let home = with_incident();
    let good = home.json(&["export", "last"]);
    type Edit = fn(&mut Value);
    let edits: [(&str, Edit); 9] = [
        ("hash does not fit", |d| {
            d["events"][3]["actor"] = json!("bob")
        }),
        ("hash does not fit", |d| {
            d["events"][3]["data"]["answer"] = json!("group");
        }),
        ("is missing", |d| {
            d["events"].as_array_mut().unwrap().remove(2);
        }),
        ("metrics.ttfa_s", |d| d["metrics"]["ttfa_s"] = json!(1.5)),
        ("incident.status", |d| {
            d["incident"]["status"] = json!("held")
        }),
        ("steps[scope].state", |d| {
            d["steps"][0]["state"] = json!("failed")
        }),
        ("events", |d| d["events"][3]["effective"] = json!(false)),
        ("sha256", |d| {
            d["runbooks"][0]["text"] = json!("format: other")
        }),
        ("milestones.detected", |d| {
            d["milestones"]["detected"] = json!("2026-01-01T00:00:00Z");
        }),
    ];
    for (named, edit) in edits {
        let mut edited = good.clone();
        edit(&mut edited);
        let file = home.write("edited.json", edited.to_string());
        let reply = home.run(&["verify", file.to_str().unwrap()]);
        assert_eq!(reply.status, 65, "{named}: {reply:?}");
        assert!(reply.stderr.contains(named), "{named}: {reply:?}");
        assert!(reply.stderr.contains("INC-1"), "{named}: {reply:?}");
    }
}

#[test]
fn a_missing_tail_shows_against_the_head() {
    let home = with_incident();
    let mut cut = home.json(&["export", "last"]);
    cut["events"].as_array_mut().unwrap().pop();
    let file = home.write("cut.json", cut.to_string());
    let reply = home.run(&["verify", file.to_str().unwrap()]);
    assert_eq!(reply.status, 65, "{reply:?}");
}

#[test]
fn readers_ignore_keys_that_they_do_not_know_outside_events() {
    let home = with_incident();
    let mut document = home.json(&["export", "last"]);
    document["metrics"]["new_s"] = json!(1);
    document["later"] = json!({"a": 1});
    let file = home.write("later.json", document.to_string());
    assert_eq!(home.run(&["verify", file.to_str().unwrap()]).status, 0);
    // Recording an event would lose a key that is not known, and with it the hash.
    let last = document["events"]
        .as_array_mut()
        .unwrap()
        .last_mut()
        .unwrap();
    let event = last.as_object_mut().unwrap();
    event.insert("later".into(), json!(1));
    let (_, effective) = (event.shift_remove("hash"), event.shift_remove("effective"));
    let hash = runsheet::domain::chain::hash_of(event);
    event.insert("hash".into(), json!(hash));
    event.insert("effective".into(), effective.unwrap());
    let file = home.write("later.json", document.to_string());
    let reply = home.run(&["import", file.to_str().unwrap()]);
    assert_eq!(reply.status, 65, "{reply:?}");
    assert!(reply.stderr.contains("keys or values"), "{reply:?}");
}

/// An incident with people, hosts and a formula in it.
fn with_names() -> Home {
    let home = Home::new();
    home.line("start aaa-server-unreachable --detach --title '=HYPERLINK(1)' --detected-at=-10m");
    home.line("set last --var aaa_server=rad1.corp.example --var test_user=jdoe");
    home.line("act last 'asked Grace Hopper about rad1.corp.example and 10.1.2.3 for jdoe'");
    home.line("follow-up last 'renew; the certificate, now' --owner 'Grace Hopper' --due 2026-12-24T10:00:00Z");
    home.line("handoff last 'over to her' --to 'Grace Hopper'");
    home
}

#[test]
fn rows_are_read_by_any_reader_of_csv_and_hold_no_formula() {
    let home = with_names();
    let rows = home.ok(&["export", "--all", "--format", "csv"]);
    let mut table = csv::Reader::from_reader(rows.as_bytes());
    let headings = table.headers().unwrap().clone();
    let row = table.records().next().unwrap().unwrap();
    let cell = |name: &str| &row[headings.iter().position(|h| h == name).unwrap()];
    assert_eq!(cell("incident"), "INC-1");
    assert_eq!(cell("title"), "'=HYPERLINK(1)");
    let document = home.json(&["export", "last"]);
    assert_eq!(cell("detected"), document["milestones"]["detected"]);
    assert_eq!(cell("ttfa_s"), document["metrics"]["ttfa_s"].to_string());
    assert_eq!(cell("runbooks"), "aaa-server-unreachable");
    let steps = home.ok(&["export", "last", "--format", "csv", "--steps"]);
    let steps = csv::Reader::from_reader(steps.as_bytes())
        .into_records()
        .count();
    assert_eq!(steps, document["steps"].as_array().unwrap().len());
    let refused = home.run(&["export", "last", "--steps"]);
    assert_eq!(refused.status, 2, "{refused:?}");
}

#[test]
fn follow_ups_become_to_dos_that_keep_their_ids() {
    let home = with_names();
    let calendar = home.ok(&["export", "last", "--format", "ics"]);
    let unfolded = calendar.replace("\r\n ", "");
    let document = home.json(&["export", "last"]);
    let mut events = document["events"].as_array().unwrap().iter();
    let event = events.find(|e| e["kind"] == "follow_up.added").unwrap();
    let uid = format!("UID:{}\r\n", event["id"].as_str().unwrap());
    for line in [
        &uid,
        "SUMMARY:renew\\; the certificate\\, now\r\n",
        "DUE:20261224T100000Z\r\n",
    ] {
        assert!(unfolded.contains(line), "{line} is not in {unfolded}");
    }
    assert!(calendar.lines().all(|line| line.len() <= 75), "{calendar}");
    home.line("undo last"); // the handoff
    home.line("undo last");
    let none = home.ok(&["export", "last", "--format", "ics"]);
    assert!(
        !none.contains("VTODO"),
        "what was taken back is gone: {none}"
    );
}

#[test]
fn an_incident_is_a_trace_of_its_steps() {
    let home = with_incident();
    let trace: Value =
        serde_json::from_str(&home.ok(&["export", "last", "--format", "otlp"])).unwrap();
    let spans = trace["resourceSpans"][0]["scopeSpans"][0]["spans"]
        .as_array()
        .unwrap();
    let document = home.json(&["export", "last"]);
    let id = document["incident"]["id"]
        .as_str()
        .unwrap()
        .replace('-', "");
    let (root, rest) = spans.split_first().unwrap();
    assert!(root.get("parentSpanId").is_none());
    assert!(spans.iter().all(|span| span["traceId"] == id));
    assert!(
        rest.iter()
            .all(|span| span["parentSpanId"] == root["spanId"])
    );
    let named = rest
        .iter()
        .filter(|span| span["name"].as_str().unwrap().starts_with("1.1 "));
    assert_eq!(named.count(), 1, "{trace}");
    for span in spans {
        let nanos = |key: &str| span[key].as_str().unwrap().parse::<u64>().unwrap();
        assert!(
            nanos("startTimeUnixNano") <= nanos("endTimeUnixNano"),
            "{span}"
        );
        assert_eq!(span["spanId"].as_str().unwrap().len(), 16);
    }
}

#[test]
fn what_leaves_for_others_names_nobody() {
    let home = with_names();
    let names = ["Grace", "Hopper", "rad1", "10.1.2.3", "jdoe"];
    let mut seen = Vec::new();
    for audience in ["vendor", "management"] {
        for format in ["markdown", "html", "csv", "otlp", "ics"] {
            let out = home.ok(&["export", "last", "--format", format, "--for", audience]);
            for name in names {
                assert!(
                    !out.contains(name),
                    "{name} in {format} for {audience}: {out}"
                );
            }
            if format == "markdown" {
                seen.push(out);
            }
        }
    }
    // A pseudonym stays the same; management gets no account of what was done.
    let again = home.ok(&["export", "last", "--format", "markdown", "--for", "vendor"]);
    assert_eq!(again, seen[0]);
    assert!(
        seen[0].contains("user-") && seen[0].contains("host-"),
        "{}",
        seen[0]
    );
    assert!(
        !seen[1].contains("Timeline") && seen[1].contains("Figures"),
        "{}",
        seen[1]
    );
    let whole = home.ok(&["export", "last", "--format", "markdown"]);
    assert!(names.iter().all(|name| whole.contains(name)), "{whole}");
    let refused = home.run(&["export", "last", "--for", "vendor"]);
    assert_eq!(refused.status, 2, "{refused:?}");
}

#[test]
fn all_incidents_go_to_a_folder_that_is_made_for_them() {
    let home = with_incident();
    home.line("start anyconnect-token-policy --detach");
    let folder = home.path("everything");
    home.ok(&["export", "--all", "-o", folder.to_str().unwrap()]);
    for name in ["INC-1.json", "INC-2.json"] {
        assert!(folder.join(name).is_file(), "{name}");
    }
}
