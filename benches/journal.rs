//! How long a durable act takes beside a bare write + fdatasync, and how long it takes to
//! read and fold an incident of 10,000 events. Both alternate in one run, so that a noisy
//! machine is noisy for both. `cargo bench --bench journal`.

mod common;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{note, open, session};
use runsheet::domain::command::Command;
use runsheet::domain::event::{Finding, FoundLine};
use runsheet::domain::id::{IncidentId, StepRef};
use runsheet::domain::runbook::Risk;
use runsheet::session::{Session, SubmitOptions};

const ACTS: usize = 2_000;
const EVENTS: usize = 10_000;
const FOLDS: usize = 15;
const STEPS: usize = 400;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    durable_acts(folder.path());
    acts_by_size(folder.path());
    fold(folder.path());
}

fn durable_acts(folder: &Path) {
    let mut session = session(&folder.join("acts.db"));
    let incident = open(&mut session);
    let plain = folder.join("plain");
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(plain)
        .expect("a file");
    let line = [b'x'; 300];
    for n in 0..50 {
        note(&mut session, incident, n);
    }
    let (mut acts, mut bare) = (Vec::new(), Vec::new());
    for n in 0..ACTS {
        let start = Instant::now();
        note(&mut session, incident, n);
        acts.push(start.elapsed());
        let start = Instant::now();
        file.write_all(&line).expect("room on the disk");
        file.sync_data().expect("a working disk");
        bare.push(start.elapsed());
    }
    print("durable act", &mut acts);
    print("bare write + fdatasync, 300 bytes", &mut bare);
    let ratio = middle(&acts).as_secs_f64() / middle(&bare).as_secs_f64();
    println!(
        "{:<44} {ratio:.2} (goal: at most 1.5)",
        "ratio of the medians"
    );
}

/// A step done and started again, in an incident of 10 events and in one of 10,000: notes, looks
/// at logs and changes. Both alternate, so that the disk is the same for both.
fn acts_by_size(folder: &Path) {
    let mut small = session(&folder.join("small.db"));
    let mut large = session(&folder.join("large.db"));
    let (few, many) = (open(&mut small), open(&mut large));
    for n in 0..EVENTS {
        match n % 3 {
            0 => note(&mut large, many, n),
            1 => look(&mut large, many, n),
            _ => change(&mut large, many, n),
        }
    }
    let (mut in_small, mut in_large) = (Vec::new(), Vec::new());
    for _ in 0..STEPS {
        in_small.push(step_done(&mut small, few));
        in_large.push(step_done(&mut large, many));
    }
    print("step done, incident of 10 events", &mut in_small);
    print("step done, incident of 10,000 events", &mut in_large);
    let ratio = middle(&in_large).as_secs_f64() / middle(&in_small).as_secs_f64();
    println!(
        "{:<44} {ratio:.2} (goal: at most 1.3)",
        "ratio of the medians"
    );
}

/// How long it takes to say that a step is done, which starts the next one: two events. Then it
/// is taken up again, so that both incidents stand as before.
fn step_done(session: &mut Session, incident: IncidentId) -> Duration {
    let step = StepRef {
        runbook: "anyconnect-authentication-failure".parse().expect("an id"),
        step: "account-active".parse().expect("an id"),
    };
    let done = Command::CompleteStep {
        step: step.clone(),
        observed: Some("enabled, no lock".to_owned()),
        answer: None,
        approved_by: None,
        confirm: None,
    };
    let options = SubmitOptions {
        at: None,
        auto_start: true,
    };
    let start = Instant::now();
    let outcome = session.submit(incident, done, options);
    let taken = start.elapsed();
    assert_eq!(outcome.expect("it can be done").events.len(), 2);
    let reason = "to measure it again".to_owned();
    let again = Command::ReopenStep { step, reason };
    for command in [Command::Release, again] {
        let outcome = session.submit(incident, command, SubmitOptions::default());
        outcome.expect("it can be taken up again");
    }
    taken
}

fn look(session: &mut Session, incident: IncidentId, n: usize) {
    let line = "%ASA-6-113015: AAA user authentication Rejected : reason = Invalid password";
    let command = Command::AddEvidence {
        name: format!("vpn-{n}.log"),
        sha256: format!("{n:064x}"),
        bytes: 4_096,
        lines: 32,
        findings: vec![Finding {
            runbook: "anyconnect-authentication-failure".parse().expect("an id"),
            signature: "rejected".parse().expect("an id"),
            causes: Vec::new(),
            count: 3,
            first: FoundLine {
                line: 12,
                text: line.to_owned(),
            },
        }],
        step: None,
    };
    let done = session.submit(incident, command, SubmitOptions::default());
    done.expect("evidence is always legal");
}

fn change(session: &mut Session, incident: IncidentId, n: usize) {
    let command = Command::TakeAction {
        text: format!("cleared the session of user {n}"),
        device: Some("asa".to_owned()),
        risk: Risk::Change,
        rollback: None,
        step: None,
    };
    let done = session.submit(incident, command, SubmitOptions::default());
    done.expect("an act is legal while it is open");
}

fn fold(folder: &Path) {
    let path = folder.join("fold.db");
    let incident = {
        let mut session = session(&path);
        let incident = open(&mut session);
        let have = session.incident(incident).map_or(0, |i| i.log().len());
        for n in have..EVENTS {
            note(&mut session, incident, n);
        }
        incident
    };
    let mut times = Vec::new();
    for _ in 0..FOLDS {
        let start = Instant::now();
        let mut session = session(&path);
        let loaded = session.load(incident).expect("it was just written");
        assert_eq!(loaded.log().len(), EVENTS);
        times.push(start.elapsed());
    }
    print("open, read and fold 10,000 events (goal 60 ms)", &mut times);
}

fn middle(sorted: &[Duration]) -> Duration {
    sorted[sorted.len() / 2]
}

fn print(name: &str, times: &mut [Duration]) {
    times.sort();
    let ms = |d: Duration| d.as_secs_f64() * 1_000.0;
    let at = |part: f64| ms(times[((times.len() - 1) as f64 * part) as usize]);
    println!(
        "{name:<44} median {:.3} ms  p90 {:.3}  p99 {:.3}  min {:.3}",
        ms(middle(times)),
        at(0.9),
        at(0.99),
        at(0.0)
    );
}
