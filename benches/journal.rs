//! How long a durable act takes beside a bare write + fdatasync, and how long it takes to
//! read and fold an incident of 10,000 events. Both alternate in one run, so that a noisy
//! machine is noisy for both. `cargo bench --bench journal`.

mod common;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{note, open, session};

const ACTS: usize = 2_000;
const EVENTS: usize = 10_000;
const FOLDS: usize = 15;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    durable_acts(folder.path());
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
