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
