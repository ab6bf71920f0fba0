//! First useful frame, key to frame, idle cost and bytes of a clock tick, in a real
//! pseudo-terminal, beside `fzf` and `less` where they are installed; all in one run, in
//! turn. `cargo bench --bench screen`. Reads are stamped raw, so no emulator's time is in
//! the figures. Linux only: idle cost is what
//! the scheduler counted for all threads (`/proc/PID/task/*/schedstat`).

mod common;

use runsheet_kit::timed as terminal;

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use terminal::{Run, print};

const STARTS: usize = 25;
const KEYS: usize = 200;
const IDLE: Duration = Duration::from_secs(15);
const SETTLED: Duration = Duration::from_secs(4);

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    incident(&data.join("journal.db"), 500);
    let lines: String = (0..1_000)
        .map(|n| format!("line {n} of the list\n"))
        .collect();
    let list = folder.path().join("list");
    std::fs::write(&list, lines).expect("a file");
    let own = env!("CARGO_BIN_EXE_runsheet");
    let fzf = format!("fzf < {}", list.display());
    let list = list.display().to_string();
    let peers: Vec<(&str, Vec<&str>, &str)> = vec![
        ("runsheet", vec![own], "runbooks"),
        ("fzf, 1,000 lines", vec!["sh", "-c", &fzf], "1000/1000"),
        ("less", vec!["less", &list], "line 3 of"),
    ];
    let installed = |command: &[&str]| {
        let name = if command[0] == "sh" {
            "fzf"
        } else {
            command[0]
        };
        name.contains('/')
            || std::env::var("PATH")
                .unwrap_or_default()
                .split(':')
                .any(|folder| Path::new(folder).join(name).exists())
    };
    let peers: Vec<_> = peers.into_iter().filter(|p| installed(&p.1)).collect();

    println!("first useful frame, 120x40, ms");
    let mut times = vec![Vec::new(); peers.len()];
    for round in 0..=STARTS {
        for (place, (_, command, until)) in peers.iter().enumerate() {
            let mut run = Run::start(command, &data, 120, 40);
            let took = run.until(until);
            run.end();
            if round > 0 {
                times[place].push(took);
            }
        }
    }
    for ((name, ..), times) in peers.iter().zip(&mut times) {
        print(name, times);
    }

    println!("\nkey to frame (write to the first byte of the answer), ms");
    for (columns, rows) in [(120, 40), (250, 80)] {
        let name = format!("runsheet walk, 500 events, {columns}x{rows}");
        let mut run = Run::start(&[own, "resume"], &data, columns, rows);
        run.until("u undo");
        keys(&name, run, [b"j", b"k"]);
        if peers.len() > 1 && peers[1].0.starts_with("fzf") {
            let mut run = Run::start(&peers[1].1, &data, columns, rows);
            run.until(peers[1].2);
            keys(
                &format!("fzf, {columns}x{rows}"),
                run,
                [b"\x1b[A", b"\x1b[B"],
            );
        }
        let mut run = Run::start(&["less", &list], &data, columns, rows);
        run.until("line 3 of");
        keys(&format!("less, {columns}x{rows}"), run, [b"j", b"k"]);
    }

    println!("\nidle for {} s, 120x40", IDLE.as_secs());
    for (place, command, until, keys) in [
        ("home", vec![own], "runbooks", ""),
        ("walk", vec![own, "resume"], "u undo", ""),
        ("question", vec![own, "resume"], "u undo", "n"),
    ] {
        let mut run = Run::start(&command, &data, 120, 40);
        run.until(until);
        let typed = run.input.write_all(keys.as_bytes());
        typed.expect("the terminal takes input");
        idle(place, run);
    }
}

/// What a screen takes that nobody touches.
fn idle(place: &str, mut run: Run) {
    // The runbooks are read and the first figures gathered.
    run.quiet(Duration::from_millis(700));
    std::thread::sleep(SETTLED);
    let (cpu, start) = (run.cpu_ns(), Instant::now());
    let mut ticks = Vec::new();
    while start.elapsed() < IDLE {
        let bytes = run.quiet(Duration::from_millis(500));
        if bytes > 0 {
            ticks.push(bytes);
        }
    }
    ticks.sort_unstable();
    let share = (run.cpu_ns() - cpu) as f64 / start.elapsed().as_nanos() as f64;
    let tick = ticks.get(ticks.len() / 2).copied().unwrap_or(0);
    println!(
        "{place:<44} {:.2} % of a core, {tick} bytes a tick, peak memory {:.1} MiB",
        share * 100.0,
        run.peak_kib() as f64 / 1024.0
    );
    run.end();
}

/// A journal with one open incident of so many events.
fn incident(path: &Path, events: usize) {
    let mut session = common::session(path);
    let opened = common::open(&mut session);
    for n in 0..events {
        common::note(&mut session, opened, n);
    }
}

fn keys(name: &str, mut run: Run, pair: [&[u8]; 2]) {
    run.quiet(Duration::from_millis(300));
    let (mut times, mut bytes) = (Vec::new(), Vec::new());
    for n in 0..KEYS {
        let start = Instant::now();
        // Half way down and half way up again, so that every key moves something.
        run.input
            .write_all(pair[(n / 10) % 2])
            .expect("the terminal takes input");
        let Ok((at, first)) = run.output.recv_timeout(Duration::from_millis(500)) else {
            continue;
        };
        times.push(at - start);
        bytes.push(first.len() + run.quiet(Duration::from_millis(5)));
        // Not in step with the program's own timers.
        run.quiet(Duration::from_millis(11 + (n as u64 * 7) % 23));
    }
    bytes.sort_unstable();
    print(name, &mut times);
    println!(
        "{:<44} {} bytes a key at the median",
        "",
        bytes.get(bytes.len() / 2).unwrap_or(&0)
    );
    run.end();
}
