//! Drills never change a live figure, and their exports verify.

use runsheet::domain::id::ReplicaId;
use runsheet::domain::time::Timestamp;
use runsheet::journal::SqliteJournal;
use serde_json::Value;

use crate::home::Home;
use crate::players::{expert, in_order, nothing};
use crate::recompute;
use crate::world::{How, World, how, scenarios};

const DRILLS: usize = 50;

#[test]
fn fifty_drills_leave_the_live_figures_as_they_were() {
    let home = Home::new();
    home.ok(&["start", "asa-failover", "--detach", "--mode", "live"]);
    home.ok(&["step", "last", "1.1", "start"]);
    home.ok(&["start", "vpn-dns-resolution", "--detach"]);
    let live = |home: &Home| {
        let stats = home.json(&["stats", "--json"]);
        let live = serde_json::to_string_pretty(&stats["live"]).unwrap();
        (live, home.ok(&["incidents", "--mode", "live", "--json"]))
    };
    let before = live(&home);
    let path = home.data().join("journal.db");
    let scripts = scenarios().entries();
    for count in 0..DRILLS {
        let journal = SqliteJournal::open(&path, || ReplicaId(uuid::Uuid::from_u128(1))).unwrap();
        // Real ids of today stand in the journal already.
        let begins = Timestamp::from_ms(1_900_000_000_000 + count as i64 * 3_600_000);
        let how = How {
            seed: count as u64,
            ids: 1_000 + count as u128,
            begins,
            ..how()
        };
        let script = &scripts[count % scripts.len()];
        let mut world = World::open_on(Box::new(journal), script, &how);
        [expert as fn(&mut World), nothing, in_order][count % 3](&mut world);
    }
    assert_eq!(live(&home), before);
    let drills = home.json(&["incidents", "--mode", "drill", "--json"]);
    assert_eq!(drills.as_array().unwrap().len(), DRILLS);
}

#[test]
fn exports_of_drills_verify_and_can_be_imported() {
    let home = Home::new();
    home.ok(&["drill", "first-shift", "--detach", "--seed", "1"]);
    let runbook = "anyconnect-authentication-failure";
    home.ok(&[
        "attach",
        "last",
        runbook,
        "--found-by",
        "stuck at authenticating",
    ]);
    let seen = home.ok(&["step", "last", "scope", "start"]);
    assert!(seen.contains("Nobody but"), "{seen}");
    home.ok(&["step", "last", "scope", "done", "--answer", "one"]);
    home.ok(&["step", "last", "account-active", "start"]);
    let printed = home.ok(&["copy", "last", "account-active", "1"]);
    assert!(printed.contains("LockedOut       : True"), "{printed}");
    let reply = home.run(&["drill", "debrief", "last"]);
    assert_eq!(reply.status, 1, "{reply:?}");
    assert!(reply.stderr.contains("--end"), "{reply:?}");
    home.ok(&["drill", "debrief", "last", "--end", "--answer", "the lock"]);
    let file = home.path("drill.json");
    let file = file.to_str().unwrap();
    home.ok(&["export", "last", "-o", file]);
    home.ok(&["verify", file]);
    let document: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(recompute::differences(&document), Vec::<String>::new());
    let schema: Value = serde_json::from_str(&home.ok(&["schema", "timeline"])).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&document));
    let mut broken = document.clone();
    broken["drill"]["score"]["verdict"] = "perhaps".into();
    assert!(
        !validator.is_valid(&broken),
        "the schema knows what a drill is"
    );
    assert_eq!(document["drill"]["scenario"], "first-shift");
    assert_eq!(document["drill"]["score"]["verdict"], "not yet");
    assert_eq!(document["drill"]["debrief"]["answers"][0], "the lock");
    let markdown = home.ok(&["export", "last", "--format", "markdown"]);
    for part in [
        "## Drill",
        "**not yet**",
        "What surprised you?: the lock",
        "To practise",
    ] {
        assert!(markdown.contains(part), "{part}: {markdown}");
    }
    let other = Home::new();
    other.ok(&["import", file]);
    // `last` is what was opened here; one from elsewhere has an id.
    let id = document["incident"]["id"].as_str().unwrap();
    let again = other.json(&["drill", "debrief", id, "--json"]);
    assert_eq!(
        again["score"], document["drill"]["score"],
        "the script came along"
    );
}

#[test]
fn real_trouble_holds_a_drill_and_says_so() {
    let home = Home::new();
    home.ok(&["drill", "first-shift", "--detach"]);
    let reply = home.run(&["start", "asa-failover", "--detach", "--mode", "live"]);
    assert!(
        reply.stderr.contains("the drill INC-1 is held"),
        "{reply:?}"
    );
    let status = home.json(&["status", "1", "--json"]);
    assert_eq!(status["incident"]["status"], "held");
    let reply = home.run(&["step", "1", "scope", "start"]);
    assert_eq!(reply.status, 66, "no runbook is attached: {reply:?}");
    home.ok(&["drill", "resume", "1"]);
    assert_eq!(
        home.json(&["drill", "status", "1", "--json"])["status"],
        "open"
    );
}

#[test]
fn the_list_tells_the_last_result_and_what_is_due() {
    let home = Home::new();
    let of = |home: &Home| {
        let all = home.json(&["drill", "--list", "--json"]);
        let rows = all.as_array().unwrap().clone();
        rows.into_iter()
            .find(|row| row["scenario"] == "first-shift")
            .unwrap()
    };
    let before = of(&home);
    assert_eq!(
        (&before["last"], &before["due"]),
        (&Value::Null, &true.into())
    );
    home.ok(&["drill", "first-shift", "--detach"]);
    home.ok(&["drill", "debrief", "last", "--end"]);
    let after = of(&home);
    assert_eq!(after["last"]["verdict"], "not yet");
    assert_eq!(after["due"], false);
    let reply = home.run(&["drill", "frist-shift", "--detach"]);
    assert_eq!(reply.status, 66);
    assert!(
        reply.stderr.contains("did you mean first-shift?"),
        "{reply:?}"
    );
    let reply = home.run(&["drill", "first-shift", "--detach", "--speed", "61"]);
    assert_eq!(reply.status, 2);
    let reply = home.run(&["drill", "hint", "last"]);
    assert!(
        reply.status == 0 || reply.stderr.contains("hint"),
        "{reply:?}"
    );
}
