//! The system refuses: EIO, ENOSPC, EROFS and EMFILE on the first, second, third … call
//! that opens, writes, shortens, syncs, renames or removes a file of the journal or an
//! export, until there is no further call to fail.
//!
//! Whatever fails, the program ends by itself with a sentence that names the file and says
//! what to do; it tells of no act that is not in the journal; and the act is there once or
//! not at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use runsheet::domain::id::IncidentId;

use crate::crash::actor::{Actor, Told};
use crate::crash::program::{Place, RUNBOOK, notes, sound_log};
use crate::strace::{Ended, Fault, calls_on, run};

const ERRORS: [&str; 4] = ["EIO", "ENOSPC", "EROFS", "EMFILE"];
const CALLS: [&str; 8] = [
    "openat",
    "mkdir",
    "write",
    "pwrite64",
    "ftruncate",
    "fsync",
    "fdatasync",
    "unlink",
];
/// The statuses that a failure may end with.
const STATUSES: [i32; 4] = [1, 73, 74, 75];

/// What was seen over all runs.
#[derive(Default)]
struct Tally {
    fired: BTreeMap<(&'static str, &'static str), usize>,
    runs: usize,
    failed: usize,
    unknown: usize,
    /// What was said of which fault, paths shortened, for reading with `--nocapture`.
    sentences: BTreeMap<String, usize>,
    slowest: Option<(Duration, Fault)>,
}

impl Tally {
    fn count(&mut self, fault: Fault, ended: &Ended) {
        if ended.status != Some(0) {
            let said = ended.stderr.lines().next().unwrap_or_default();
            let short = |word: &str| match word.rsplit_once('/') {
                Some((_, name)) => name.to_owned(),
                None => word.to_owned(),
            };
            let words: Vec<String> = said.split(' ').map(short).collect();
            let sentence = format!("{} {}: {}", fault.call, fault.error, words.join(" "));
            *self.sentences.entry(sentence).or_default() += 1;
        }
        *self.fired.entry((fault.call, fault.error)).or_default() += 1;
        self.runs += 1;
        self.failed += usize::from(ended.status != Some(0));
        self.unknown += usize::from(is_unknown(ended));
        if self.slowest.is_none_or(|(slowest, _)| ended.took > slowest) {
            self.slowest = Some((ended.took, fault));
        }
    }

    fn tell(&self, name: &str) {
        println!(
            "{name}: {} faults fired, {} told as failures, of these {} of unknown outcome; slowest {:?}",
            self.runs, self.failed, self.unknown, self.slowest
        );
        for ((call, error), times) in &self.fired {
            println!("  {call} {error}: {times}");
        }
        for (sentence, times) in &self.sentences {
            println!("  {times} x {sentence}");
        }
        assert!(self.runs > 20, "{name}: hardly a fault fired");
    }
}

fn is_unknown(ended: &Ended) -> bool {
    ended.stderr.contains("not known whether")
}

/// Every fault, the N-th call after the other until none fires.
fn each_fault(mut attempt: impl FnMut(Fault) -> bool) {
    for call in CALLS {
        for error in ERRORS {
            for stays in [false, true] {
                let fault = |when| Fault {
                    call,
                    error,
                    when,
                    stays,
                };
                let mut when = 1;
                while attempt(fault(when)) {
                    when += 1;
                    assert!(when < 400, "{call} {error} never ends");
                }
                if when == 1 {
                    // There is no such call here, whatever it fails with.
                    break;
                }
            }
        }
    }
}

/// The files that the journal consists of, and the folders that hold it.
fn journal_paths(place: &Place) -> Vec<String> {
    let journal = place.journal().display().to_string();
    let beside = ["", "-wal", "-shm", "-journal"].map(|end| format!("{journal}{end}"));
    let folders = [place.disk(), place.data()].map(|folder| folder.display().to_string());
    beside.into_iter().chain(folders).collect()
}

/// What holds whatever the act was.
fn ended_well(fault: Fault, ended: &Ended, file: &Path) {
    let Ended {
        status,
        stdout,
        stderr,
        fired,
        ..
    } = ended;
    let case = format!("{fault:?}\n{status:?} {stdout}\n{stderr}\n{fired:?}");
    assert!(!stderr.contains("panicked"), "{case}");
    if *status == Some(0) {
        return;
    }
    let status = status.unwrap_or_else(|| panic!("killed: {case}"));
    assert!(STATUSES.contains(&status), "{case}");
    assert_eq!(stdout, "", "it shows what it did not do: {case}");
    let lines: Vec<&str> = stderr.lines().collect();
    let [what, hint] = lines[..] else {
        panic!("a sentence and what to do next: {case}");
    };
    assert!(what.starts_with("runsheet: "), "{case}");
    assert!(
        what.contains(&file.display().to_string()),
        "it names no file: {case}"
    );
    assert!(hint.trim().len() > 10, "it says not what to do: {case}");
    assert!(!what.contains("disk I/O error"), "no words for it: {case}");
    if fault.error != "EROFS" {
        assert!(
            !what.contains("read-only"),
            "it sends the reader the wrong way: {case}"
        );
    }
}

/// Looks whether the act is there as often as the reply says, and does it again.
fn recorded_as_told(place: &Place, incident: IncidentId, note: &str, fault: Fault, ended: &Ended) {
    let case = format!("{fault:?}\n{ended:?}");
    let times = notes(&sound_log(&mut place.session(), incident), note);
    match ended.status {
        Some(0) => {
            assert!(ended.stdout.contains("note.added"), "{case}");
            assert_eq!(times, 1, "{case}");
        }
        _ if is_unknown(ended) => assert!(times <= 1, "{case}"),
        _ => assert_eq!(times, 0, "told as failed, and there: {case}"),
    }
    place.says(&["note", &incident.to_string(), note, "--json"]);
    let now = notes(&sound_log(&mut place.session(), incident), note);
    assert_eq!(now, times + 1, "again: {case}");
}

#[test]
fn an_act_on_a_failing_disk() {
    let place = Place::new();
    let incident = place.start();
    let (paths, mut tally, mut number) = (journal_paths(&place), Tally::default(), 0);
    each_fault(|fault| {
        number += 1;
        let note = format!("note {number}");
        let ended = run(&place, fault, &paths, &["note", "last", &note, "--json"]);
        if ended.fired.is_empty() {
            return false;
        }
        tally.count(fault, &ended);
        ended_well(fault, &ended, &place.journal());
        recorded_as_told(&place, incident, &note, fault, &ended);
        true
    });
    tally.tell("an act");
}

/// Another process holds the journal open, so its WAL stays; and should the power go right
/// after the reply, with all that was written on the disk, what was told as failed must not
/// come back.
#[test]
fn an_act_beside_another_process() {
    let place = Place::new();
    let incident = place.start();
    let mut other = Actor::start(&place, incident, "hold", &[]);
    other.wait_for(&Told::Ready);
    let (paths, mut tally, mut number) = (journal_paths(&place), Tally::default(), 0);
    each_fault(|fault| {
        number += 1;
        let note = format!("note {number}");
        let ended = run(&place, fault, &paths, &["note", "last", &note, "--json"]);
        if ended.fired.is_empty() {
            return false;
        }
        tally.count(fault, &ended);
        ended_well(fault, &ended, &place.journal());
        let after_crash = Place::new();
        copy_journal(&place, &after_crash);
        let times = notes(&sound_log(&mut after_crash.session(), incident), &note);
        match ended.status {
            Some(0) => assert_eq!(times, 1, "{fault:?} {ended:?}"),
            _ if is_unknown(&ended) => assert!(times <= 1, "{fault:?} {ended:?}"),
            _ => assert_eq!(times, 0, "it came back: {fault:?} {ended:?}"),
        }
        recorded_as_told(&place, incident, &note, fault, &ended);
        true
    });
    other.go();
    other.end();
    tally.tell("an act beside another process");
}

/// Copies what a crash would leave: not the file that processes share, which is memory.
fn copy_journal(from: &Place, to: &Place) {
    fs::create_dir_all(to.data()).expect("a folder");
    for name in ["journal.db", "journal.db-wal"] {
        if from.data().join(name).exists() {
            fs::copy(from.data().join(name), to.data().join(name)).expect("a copy");
        }
    }
}

/// The first act of all makes the folder and the journal.
#[test]
fn a_first_start_on_a_failing_disk() {
    let mut tally = Tally::default();
    each_fault(|fault| {
        let place = Place::new();
        let paths = journal_paths(&place);
        let act = ["start", RUNBOOK, "--detach", "--json"];
        let ended = run(&place, fault, &paths, &act);
        if ended.fired.is_empty() {
            return false;
        }
        tally.count(fault, &ended);
        ended_well(fault, &ended, &place.data());
        let case = format!("{fault:?} {ended:?}");
        let before = heads(&place);
        match ended.status {
            Some(0) => assert_eq!(before, 1, "{case}"),
            _ if is_unknown(&ended) => assert!(before <= 1, "{case}"),
            _ => assert_eq!(before, 0, "{case}"),
        }
        let incident = place.start();
        assert_eq!(heads(&place), before + 1, "{case}");
        sound_log(&mut place.session(), incident);
        true
    });
    tally.tell("a first start");
}

fn heads(place: &Place) -> usize {
    if !place.journal().exists() {
        return 0;
    }
    place
        .session()
        .heads()
        .expect("the journal can be read")
        .len()
}

/// An export is there whole or not at all, and no temporary file stays.
#[test]
fn an_export_on_a_failing_disk() {
    let place = Place::new();
    place.start();
    let folder = place.root().join("out");
    fs::create_dir(&folder).expect("a folder");
    let target = folder.join("timeline.json");
    let name = target.display().to_string();
    let act = ["export", "last", "-o", &name, "--force"];
    let mut tally = Tally::default();
    for call in [
        "openat",
        "write",
        "fsync",
        "fdatasync",
        "rename",
        "renameat",
        "renameat2",
        "linkat",
    ] {
        let _ = fs::remove_file(&target);
        let calls = calls_on(&place, call, &folder, &act);
        for error in ERRORS {
            for (&when, old) in calls.iter().flat_map(|when| [(when, false), (when, true)]) {
                let _ = fs::remove_file(&target);
                if old {
                    fs::write(&target, "the one before").expect("room");
                }
                let fault = Fault {
                    call,
                    error,
                    when,
                    stays: false,
                };
                let ended = run(&place, fault, &[], &act);
                assert!(
                    ended
                        .fired
                        .iter()
                        .any(|line| line.contains(&folder.display().to_string())),
                    "the calls come in another order: {ended:?}"
                );
                tally.count(fault, &ended);
                ended_well(fault, &ended, &target);
                whole_or_not(&target, old, &ended);
                place.says(&act);
                whole(&fs::read_to_string(&target).expect("it is there"));
            }
        }
    }
    tally.tell("an export");
}

/// The journal fails while it is read for an export.
#[test]
fn an_export_of_a_failing_journal() {
    let place = Place::new();
    place.start();
    let folder = place.root().join("out");
    fs::create_dir(&folder).expect("a folder");
    let target = folder.join("timeline.json");
    let name = target.display().to_string();
    let act = ["export", "last", "-o", &name];
    let (paths, mut tally) = (journal_paths(&place), Tally::default());
    each_fault(|fault| {
        let _ = fs::remove_file(&target);
        let ended = run(&place, fault, &paths, &act);
        if ended.fired.is_empty() {
            return false;
        }
        tally.count(fault, &ended);
        ended_well(fault, &ended, &place.journal());
        whole_or_not(&target, false, &ended);
        assert!(ended.status == Some(0) || !target.exists(), "{ended:?}");
        true
    });
    tally.tell("an export of a failing journal");
}

fn whole_or_not(target: &Path, old: bool, ended: &Ended) {
    let folder = target.parent().expect("it stands in a folder");
    let names = fs::read_dir(folder).expect("the folder can be read");
    let left: Vec<_> = names
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| Some(name.as_os_str()) == target.file_name()),
        "{left:?} {ended:?}"
    );
    match fs::read_to_string(target) {
        Ok(text) if old && text == "the one before" => {
            assert_ne!(ended.status, Some(0), "{ended:?}")
        }
        Ok(text) => whole(&text),
        Err(_) => {
            assert_ne!(ended.status, Some(0), "{ended:?}");
            assert!(!old, "the one before is gone: {ended:?}");
        }
    }
}

fn whole(text: &str) {
    let document: serde_json::Value = serde_json::from_str(text).expect("a whole document");
    assert!(document["integrity"]["chains"].is_array());
}
