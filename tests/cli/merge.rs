//! `merge` makes one export of several, and `watch` only looks.

use serde_json::Value;

use crate::home::Home;

/// Two people on two journals: one opened it, the other has a copy, and both went on.
fn two_sides() -> (Home, Home) {
    let (ana, bo) = (Home::new(), Home::new());
    ana.line("start anyconnect-authentication-failure --detach");
    ana.line("step last 1.1 done --answer one");
    ana.line("export last -o begun.json");
    bo.line(&format!("import {}", ana.path("begun.json").display()));
    bo.line("step 1 1.2 failed --observed 'wrong domain'");
    bo.line("export 1 -o bo.json");
    ana.line("note last 'from ana'");
    ana.line("export last -o ana.json");
    (ana, bo)
}

#[test]
fn exports_become_one_in_any_order_and_it_verifies() {
    let (ana, bo) = two_sides();
    let own = ana.path("ana.json").display().to_string();
    let other = bo.path("bo.json").display().to_string();
    let begun = ana.path("begun.json").display().to_string();
    let merged = |files: &[&str]| {
        let reply = ana.run(&[&["merge"], files].concat());
        assert_eq!(reply.status, 0, "{reply:?}");
        reply
    };
    let both = merged(&[&own, &other]);
    assert!(both.stderr.contains("1 of 5 events new"), "{both:?}");
    assert_eq!(both.stdout, merged(&[&other, &own]).stdout);
    assert_eq!(both.stdout, merged(&[&begun, &other, &own, &other]).stdout);
    ana.line(&format!("merge {own} {other} -o both.json"));
    ana.line("verify both.json");
    // Merging what was merged is the same again, and both journals take it.
    assert_eq!(both.stdout, merged(&["both.json", &own]).stdout);
    let document: Value = serde_json::from_str(&both.stdout).unwrap();
    assert_eq!(document["events"].as_array().unwrap().len(), 6);
    for home in [&ana, &bo] {
        let file = ana.path("both.json").display().to_string();
        home.line(&format!("import {file}"));
        assert_eq!(home.json(&["export", "1"])["events"], document["events"]);
    }
}

#[test]
fn what_disagrees_is_left_out_and_named() {
    let (ana, bo) = two_sides();
    let altered = std::fs::read_to_string(bo.path("bo.json")).unwrap();
    ana.write(
        "altered.json",
        altered.replace("wrong domain", "right domain"),
    );
    let reply = ana.run(&["merge", "ana.json", "altered.json", "-o", "both.json"]);
    assert_eq!(reply.status, 65, "{reply:?}");
    assert!(
        reply.stderr.contains("altered.json, document 1: left out"),
        "{reply:?}"
    );
    let whole = ana.json(&["merge", "ana.json"]);
    let both: Value =
        serde_json::from_str(&std::fs::read_to_string(ana.path("both.json")).unwrap()).unwrap();
    assert_eq!(both["events"], whole["events"]);
    let nothing = ana.run(&["merge", "altered.json"]);
    assert_eq!((nothing.status, &*nothing.stdout), (65, ""), "{nothing:?}");
}

#[test]
fn whoever_watches_records_nothing() {
    let home = Home::new();
    let reply = home.run(&["watch", "--once"]);
    assert_eq!(reply.status, 66, "{reply:?}");
    assert!(!home.data().exists(), "nothing is made");
    home.line("start anyconnect-authentication-failure --detach");
    let events = |home: &Home| home.json(&["export", "last"])["events"].clone();
    let before = events(&home);
    assert!(home.line("watch --once").starts_with("INC-1  open"));
    let told = home.json(&["watch", "last", "--once", "--json"]);
    assert_eq!(told["incident"]["key"], "INC-1");
    assert!(told.get("events").is_none(), "{told:#}");
    assert_eq!(events(&home), before);
    // Without a terminal there is nothing to look at.
    assert_eq!(home.run(&["watch", "last"]).status, 2);
    home.line("mark last cancelled --reason over");
    assert_eq!(home.run(&["watch", "--once"]).status, 66);
}
