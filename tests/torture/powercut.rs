//! The power goes at a random moment.
//!
//! A preloaded library writes down what the program does to its files (`powercut.c`), a
//! model says what a cut would have left (`disk.rs`), and the program goes on from there.
//! Every act whose reply had left the program must be in the journal.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use runsheet::domain::chain::first_break;
use runsheet::domain::id::IncidentId;

use crate::crash::actor::{Actor, Told};
use crate::crash::program::{Place, RUNBOOK, replied_ids};
use crate::crash::random::Random;
use crate::disk::{Cut, Disk, Syncs};

const ROUNDS: usize = 200;
/// A disk goes through this many cuts, then a new one is begun.
const CUTS: usize = 8;

/// A place whose programs write down what they do.
struct Watched {
    place: Place,
    library: PathBuf,
}

impl Watched {
    fn new() -> Self {
        let place = Place::new();
        let library = place.root().join("powercut.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/torture/powercut.c");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
            .arg(&library)
            .args([source, "-ldl"])
            .output()
            .expect("the torture tests need a C compiler: install one that runs as cc");
        let said = String::from_utf8_lossy(&built.stderr);
        assert!(built.status.success(), "powercut.c cannot be built: {said}");
        Self { place, library }
    }

    fn log(&self) -> PathBuf {
        self.place.root().join("log")
    }

    fn environment(&self) -> [(&'static str, String); 3] {
        let text = |path: PathBuf| path.display().to_string();
        [
            ("LD_PRELOAD", text(self.library.clone())),
            ("POWERCUT_ROOT", text(self.place.disk())),
            ("POWERCUT_LOG", text(self.log())),
        ]
    }

    fn runsheet(&self, arguments: &[&str]) -> Command {
        let mut command = self.place.runsheet(arguments);
        command.envs(self.environment());
        command
    }

    /// Begins a round: what is on the disk now is durable.
    fn disk(&self) -> Disk {
        let _ = std::fs::remove_file(self.log());
        Disk::of(&self.place.disk())
    }
}

/// What was acknowledged on one disk.
#[derive(Default)]
struct Known {
    incident: Option<IncidentId>,
    events: HashSet<String>,
}

#[test]
fn a_power_cut_loses_nothing_acknowledged() {
    let (acknowledged, lost) = rounds(Syncs::All);
    println!("{ROUNDS} power cuts, {acknowledged} events acknowledged, {lost} lost");
    assert_eq!(lost, 0);
    assert!(acknowledged > ROUNDS, "{acknowledged} acts prove nothing");
}

/// The same with what `synchronous=NORMAL` syncs: if nothing were lost then, the test
/// above would prove nothing.
#[test]
fn the_same_cuts_would_lose_acts_without_full_syncs() {
    let (acknowledged, lost) = rounds(Syncs::Normal);
    println!(
        "{ROUNDS} power cuts without full syncs, {acknowledged} events acknowledged, {lost} lost"
    );
    assert!(lost > 0);
}

/// When nothing is cut the model has each file as it is on the disk, byte for byte.
#[test]
fn the_log_misses_nothing() {
    let watched = Watched::new();
    let mut disk = watched.disk();
    let output = watched
        .runsheet(&["start", RUNBOOK, "--detach", "--json"])
        .output();
    assert!(output.expect("the program runs").status.success());
    let incident = first_incident(&watched.place).expect("it was opened");
    let mut also = watched.environment().to_vec();
    also.push(("ACTS", "700".to_owned()));
    // Long enough for the WAL to be moved into the file on the way, and begun anew.
    let told = Actor::start(&watched.place, incident, "stroll", &also).end();
    assert_eq!(
        told.iter()
            .filter(|t| matches!(t, Told::Done { .. }))
            .count(),
        700
    );
    disk.replay(&watched.log(), Syncs::All);
    let model = disk.left(Cut::None, &mut Random::new());
    let real = Disk::of(&watched.place.disk()).left(Cut::None, &mut Random::new());
    let sizes = |left: &BTreeMap<PathBuf, Option<Vec<u8>>>| -> Vec<(PathBuf, usize)> {
        let size = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or(0, Vec::len);
        left.iter()
            .map(|(path, bytes)| (path.clone(), size(bytes)))
            .collect()
    };
    assert_eq!(sizes(&model), sizes(&real));
    assert!(model == real, "the model has other bytes than the disk");
}

/// The incident that a place's journal holds, read without being watched.
fn first_incident(place: &Place) -> Option<IncidentId> {
    let session = place.journal().exists().then(|| place.session())?;
    session
        .heads()
        .expect("the journal can be read")
        .first()
        .map(|head| head.id)
}

fn rounds(syncs: Syncs) -> (usize, usize) {
    let mut random = Random::new();
    let (mut acknowledged, mut lost) = (0, 0);
    for begin in (0..ROUNDS).step_by(CUTS) {
        let watched = Watched::new();
        let mut known = Known::default();
        for round in begin..begin + CUTS {
            let mut disk = watched.disk();
            let before = known.events.len();
            act(&watched, round, &mut known, &mut random);
            acknowledged += known.events.len() - before;
            disk.replay(&watched.log(), syncs);
            let cut = [Cut::Clean, Cut::Torn, Cut::Scattered][random.below(3) as usize];
            disk.restore(&disk.left(cut, &mut random));
            let missing = missing(&watched.place, &mut known);
            if syncs == Syncs::All {
                assert_eq!(
                    missing, 0,
                    "round {round}, {cut:?}: acknowledged acts are lost"
                );
            }
            lost += missing;
        }
    }
    (acknowledged, lost)
}

/// Acts until the process is killed, and takes down what was acknowledged.
fn act(watched: &Watched, round: usize, known: &mut Known, random: &mut Random) {
    let Some(incident) = known.incident.or_else(|| begin(watched, known, random)) else {
        return;
    };
    if round.is_multiple_of(3) {
        return commands(watched, incident, round, known, random);
    }
    let actor = Actor::start(&watched.place, incident, "walk", &watched.environment());
    let mut take = |told: Told| match told {
        Told::Done { events, .. } => known.events.extend(events),
        Told::Other(line) => assert!(!line.contains("panicked"), "{line}"),
        Told::Ready | Told::Saw => {}
    };
    // Now and then so long that the WAL is moved into the file on the way.
    let acts = match random.below(8) {
        0 => 100 + random.below(300),
        _ => random.below(30),
    };
    for _ in 0..acts {
        take(actor.next().expect("it walks until it is killed"));
    }
    pass(random.below(4_000));
    actor.kill().into_iter().for_each(take);
}

/// Opens the first incident of a new disk; half of the time that is cut short.
fn begin(watched: &Watched, known: &mut Known, random: &mut Random) -> Option<IncidentId> {
    let mut command = watched.runsheet(&["start", RUNBOOK, "--detach", "--json"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    if random.below(2) == 0 {
        pass(random.below(60_000));
        child.kill().expect("a signal can be sent");
    }
    let output = child.wait_with_output().expect("it ends");
    let reply: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    known.incident = reply["id"].as_str().and_then(|id| id.parse().ok());
    if output.status.success() {
        known.incident
    } else {
        None
    }
}

/// Commands one after the other, the last one killed.
fn commands(
    watched: &Watched,
    incident: IncidentId,
    round: usize,
    known: &mut Known,
    random: &mut Random,
) {
    let id = incident.to_string();
    let count = 1 + random.below(4);
    for i in 0..count {
        let note = format!("round {round}, note {i}");
        let mut command = watched.runsheet(&["note", &id, &note, "--json"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        if i + 1 == count {
            pass(random.below(30_000));
            child.kill().expect("a signal can be sent");
        }
        let output = child.wait_with_output().expect("it ends");
        known.events.extend(replied_ids(&output));
    }
}

fn pass(micros: u64) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_micros(micros) {
        std::hint::spin_loop();
    }
}

/// How many acknowledged events (or incidents) are not there after the cut. Then goes on
/// from what is there.
fn missing(place: &Place, known: &mut Known) -> usize {
    let Some(incident) = known.incident else {
        // Whatever is there of a journal that nobody heard of, it must open.
        if place.journal().exists() {
            known.incident = first_incident(place);
            let session = place.session();
            known.events = known
                .incident
                .map_or_else(HashSet::new, |i| there(session, i));
        }
        return 0;
    };
    if !place.journal().exists() {
        let lost = known.events.len() + 1;
        *known = Known::default();
        return lost;
    }
    let there = there(place.session(), incident);
    let mut lost = known.events.difference(&there).count();
    if there.is_empty() {
        lost += 1;
        known.incident = None;
    } else {
        assert!(place.offers(incident), "the incident is not offered");
    }
    known.events = there;
    lost
}

/// The events of an incident, once the file and the chain were found sound.
fn there(mut session: runsheet::session::Session, incident: IncidentId) -> HashSet<String> {
    assert_eq!(session.journal().check(), Ok(None), "the file is damaged");
    let Ok(loaded) = session.load(incident) else {
        return HashSet::new();
    };
    let log: Vec<_> = loaded.log().map(|(r, _)| r.clone()).collect();
    assert_eq!(first_break(&log), None);
    log.iter().map(|r| r.id.to_string()).collect()
}
