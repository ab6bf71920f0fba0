//! How soon a line that is written to a followed log stands on the screen as a finding: the
//! program in a real pseudo-terminal, the time from before the write to the read that brings
//! the last of the words. `cargo bench --bench follow` fails if one in ten takes longer than
//! the goal.

#[expect(dead_code, reason = "other benches use all of it")]
mod common;

use runsheet_kit::timed as terminal;

use std::collections::HashSet;
use std::io::Write;
use std::num::NonZeroU16;
use std::time::{Duration, Instant};

use runsheet::evidence::{Scan, ScanOptions, Signatures};
use runsheet::library::Library;
use terminal::{Run, print};

/// The goal.
const SOON: Duration = Duration::from_millis(50);
/// How many lines are written.
const LINES: usize = 120;
const COLUMNS: NonZeroU16 = NonZeroU16::new(120).expect("it is not zero");
const ROWS: NonZeroU16 = NonZeroU16::new(40).expect("it is not zero");

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    common::open(&mut common::session(&data.join("journal.db")));
    let path = folder.path().join("vpn.log");
    std::fs::write(&path, "all is well\n").expect("room for a log");
    let own = env!("CARGO_BIN_EXE_runsheet");
    let mut run = Run::start(&[own, "resume"], &data, COLUMNS.get(), ROWS.get());
    run.emulator = Some(vt100::Parser::new(ROWS, COLUMNS, 0));
    run.until("u undo");
    // The library is loaded behind the first frame.
    run.quiet(Duration::from_millis(700));
    type_in(&mut run, b"l");
    run.until("add a log");
    // A dropped file brings its path as a paste.
    let dropped = format!("\x1b[200~{}\x1b[201~", path.display());
    type_in(&mut run, dropped.as_bytes());
    run.until("vpn.log");
    type_in(&mut run, b"\x06");
    run.until("so far");
    run.quiet(Duration::from_millis(700));

    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .expect("the log");
    let mut times = Vec::new();
    for (n, line) in lines().iter().enumerate() {
        // Not in step with the program's own timers.
        run.quiet(Duration::from_millis(60 + (n as u64 * 7) % 23));
        let start = Instant::now();
        writeln!(file, "{line}").expect("room for a line");
        let at = shows(&mut run, &format!("vpn.log line {}:", n + 2));
        times.push(at - start);
    }
    run.end();
    println!("a line in a followed log to its finding on the screen, ms");
    print(&format!("{} lines", times.len()), &mut times);
    let most = times[times.len() * 9 / 10];
    assert!(
        most < SOON,
        "one in ten takes longer than {SOON:?}: {most:?}"
    );
}

fn type_in(run: &mut Run, bytes: &[u8]) {
    run.input
        .write_all(bytes)
        .expect("the terminal takes input");
}

/// Lines of which each is found by a signature that finds none before it: the same one again
/// would be held back.
fn lines() -> Vec<String> {
    let library = Library::load(&[]);
    let runbooks = library.entries().iter();
    let runbooks: Vec<_> = runbooks.map(|e| e.book.runbook.clone()).collect();
    let signatures = Signatures::new(runbooks.clone());
    let mut told = HashSet::new();
    let examples = runbooks.iter().flat_map(|runbook| &runbook.signatures);
    let examples = examples.flat_map(|signature| &signature.examples);
    let is_new = |line: &&String| {
        let mut look = Scan::new(&signatures, ScanOptions::default());
        look.stream("line", &mut line.as_bytes());
        let found: Vec<u32> = look
            .finish()
            .answer
            .findings
            .iter()
            .map(|f| f.number)
            .collect();
        // All of them are new, so that one message tells of the line.
        let is_new = !found.is_empty() && found.iter().all(|number| !told.contains(number));
        told.extend(found);
        is_new
    };
    let lines = examples.filter(|line| !line.contains('\n'));
    lines.filter(is_new).take(LINES).cloned().collect()
}

/// When the read came that completes a text on the screen. A frame writes only what differs,
/// so it is read off an emulator, whose own time is not in the figure.
fn shows(run: &mut Run, text: &str) -> Instant {
    loop {
        let next = run.output.recv_timeout(Duration::from_secs(10));
        let (at, bytes) = next.expect("the finding is shown");
        run.emulate(&bytes);
        let emulator = run.emulator.as_ref().expect("there is one");
        if emulator.screen().contents().contains(text) {
            return at;
        }
    }
}
