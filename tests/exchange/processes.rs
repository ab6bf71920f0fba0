//! Real processes on journals of their own, through a folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::home::Home;

fn sync(home: &Home) {
    let reply = home.run(&["team", "sync"]);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(!reply.stderr.contains("refused"), "{reply:?}");
}

/// The events of the one incident that a journal has.
fn events(home: &Home) -> serde_json::Value {
    home.json(&["export", "--all"])["events"].clone()
}

fn chains(root: &Path) -> Vec<PathBuf> {
    let incidents = fs::read_dir(root.join("chains")).unwrap();
    let files = incidents.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn three_people_act_while_the_way_is_cut_doubled_and_late() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("shared");
    let place = format!("dir:{}", root.display());
    let homes = [Home::new(), Home::new(), Home::new()];
    homes[0].line(&format!("team init {place}"));
    for home in &homes[1..] {
        home.line(&format!("team join {place}"));
    }
    homes[0].line("start anyconnect-authentication-failure --detach");
    homes.iter().for_each(sync);
    // A small generator of its own: the same acts and faults on each run.
    let mut state = 20_261_201_u64;
    let mut below = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % limit
    };
    for round in 0..24 {
        let who = below(3);
        homes[who].line(&format!("note 1 'act {round} of {who}'"));
        match below(5) {
            0 => {
                // A copy that was cut short came over; the next writing mends it.
                let files = chains(&root);
                let file = &files[below(files.len())];
                let bytes = fs::read(file).unwrap();
                fs::write(file, &bytes[..bytes.len() - below(bytes.len().min(90))]).unwrap();
            }
            1 => {
                let files = chains(&root);
                let file = &files[below(files.len())];
                let name = file.file_stem().unwrap().to_str().unwrap();
                let copy = format!("{}.conflict-{round}.ndjson", &name[..36]);
                fs::copy(file, file.with_file_name(copy)).unwrap();
            }
            _ => sync(&homes[below(3)]),
        }
    }
    for _ in 0..2 {
        homes.iter().for_each(sync);
    }
    let [first, second, third] = &homes;
    let all = events(first);
    // Each note stands there once.
    for round in 0..24 {
        let text = format!("\"act {round} of ");
        assert_eq!(all.to_string().matches(&text).count(), 1, "{text}");
    }
    assert_eq!(all, events(second));
    assert_eq!(all, events(third));
    for home in &homes {
        let status = home.json(&["team", "status", "--json"]);
        assert_eq!(status["pending"], 0, "{status:#}");
        assert_eq!(status["peers"].as_array().unwrap().len(), 3, "{status:#}");
        home.line("doctor");
    }
}

#[test]
fn a_place_that_is_gone_keeps_nothing_from_being_recorded() {
    let home = Home::new();
    let reply = home.run(&["team", "sync"]);
    assert_eq!(reply.status, 1, "{reply:?}");
    home.line("team init dir:away");
    home.line("start anyconnect-authentication-failure --detach");
    fs::rename(home.path("away"), home.path("elsewhere")).unwrap();
    home.line("note last 'nobody hears this yet'");
    let reply = home.run(&["team", "sync"]);
    assert_eq!(reply.status, 66, "{reply:?}");
    assert!(reply.stderr.contains("cannot be reached"), "{reply:?}");
    assert!(reply.stderr.contains("handed on at the next"), "{reply:?}");
    let status = home.json(&["team", "status", "--json"]);
    assert!(
        status["unreached"]
            .as_str()
            .unwrap()
            .contains("cannot be reached")
    );
    fs::rename(home.path("elsewhere"), home.path("away")).unwrap();
    home.line("team sync");
    assert_eq!(home.json(&["team", "status", "--json"])["pending"], 0);
    // A newer place is not touched.
    home.write(
        "newer/runsheet.json",
        "{\"format\": \"runsheet.exchange/9\"}",
    );
    let reply = home.run(&["team", "join", "dir:newer"]);
    assert!(reply.stderr.contains("runsheet.exchange/9"), "{reply:?}");
    assert!(!home.path("newer/people").exists());
    for bad in ["postgres://x/y", "dir:", "here"] {
        assert_eq!(home.run(&["team", "join", bad]).status, 2, "{bad}");
    }
}

#[test]
fn keys_are_for_the_user_alone_and_no_drill_leaves_by_itself() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    home.line("team init dir:place");
    for file in ["replica.key", "team.json"] {
        let mode = fs::metadata(home.data().join(file)).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600, "{file}");
    }
    home.run(&["drill", "first-shift", "--detach"]);
    home.line("team sync");
    assert!(!home.path("place/chains").exists(), "a drill was shared");
    home.line("team leave dir:place");
    assert_eq!(home.run(&["team", "sync"]).status, 1);
}
