//! `runsheet scan` beside `rg -c -f` with the same patterns on the same file in the same
//! run, as it is and with as much room for its automata as it may want: time, memory, and how
//! soon a small log is answered. `RUNSHEET_BENCH_MB` sets the size; 1024 is that of the
//! goals. Without ripgrep its figures are left out.

use runsheet_kit::ordinary;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use runsheet::domain::runbook::Pattern;
use runsheet::library::Library;

/// What a run took.
struct Run {
    time: Duration,
    peak_kib: u64,
}

fn main() {
    let megabytes: usize = std::env::var("RUNSHEET_BENCH_MB")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1024);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = Library::load(&[]);
    let signatures: Vec<_> = library
        .entries()
        .iter()
        .flat_map(|e| &e.book.runbook.signatures)
        .collect();
    let patterns: String = signatures
        .iter()
        .map(|signature| match &signature.pattern {
            Pattern::Text(text) => format!("(?i:{})\n", regex::escape(text)),
            Pattern::Regex(regex) => format!("{}\n", regex),
        })
        .collect();
    let patterns_file = folder.path().join("patterns");
    std::fs::write(&patterns_file, patterns).expect("room for the patterns");
    let examples: Vec<&str> = signatures
        .iter()
        .flat_map(|s| &s.examples)
        .map(String::as_str)
        .collect();
    let big = folder.path().join("big.log");
    write_log(&big, megabytes << 20, &examples);
    let small = folder.path().join("small.log");
    write_log(&small, 1 << 20, &examples);
    let gigabytes = std::fs::metadata(&big).expect("the log").len() as f64 / 1e9;
    println!(
        "{} signatures, {gigabytes:.2} GB, best of 3",
        signatures.len()
    );

    let scan = |threads: &str| {
        best(3, || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_runsheet"));
            command
                .args(["scan", "--json", "--threads", threads])
                .arg(&big);
            command
        })
    };
    let mut told = Vec::new();
    for threads in ["1", "2"] {
        let run = scan(threads);
        tell(
            &format!("runsheet scan --threads {threads}"),
            &run,
            gigabytes,
        );
        told.push(run.time);
    }
    let has_rg = Command::new("rg")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok();
    if has_rg {
        // Without room for its automata rg falls back to slower ways, and digits of all scripts
        // take much of it: all are told, and the fastest one is the peer.
        let mut peers = Vec::new();
        let room = ["--dfa-size-limit", "1G", "--regex-size-limit", "1G"];
        let ascii = [&["--no-unicode"], &room[..]].concat();
        for limits in [&[][..], &room, &ascii] {
            // Once is enough: the file was read before, and at 1 GiB it takes minutes.
            let run = best(1, || {
                let mut command = Command::new("rg");
                command.args(["-c", "-f"]).arg(&patterns_file);
                command.args(limits).arg(&big);
                command
            });
            let name = ["rg -c -f", &limits.join(" ")].join(" ");
            tell(name.trim_end(), &run, gigabytes);
            peers.push(run.time);
        }
        let peer = peers.into_iter().min().unwrap_or_default();
        for (time, threads) in told.iter().zip([1, 2]) {
            let times = peer.as_secs_f64() / time.as_secs_f64();
            println!("  {threads} thread(s): {times:.1} times as fast as the fastest rg");
        }
    } else {
        println!("rg is not installed");
    }
    let run = best(10, || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runsheet"));
        command.args(["scan", "--json"]).arg(&small);
        command
    });
    println!(
        "a log of 1 MB, from start to answer: {:.1} ms",
        run.time.as_secs_f64() * 1e3
    );
}

/// Ordinary lines, and now and then one that is known.
fn write_log(path: &Path, bytes: usize, examples: &[&str]) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).expect("room for the log"));
    let mut source = ordinary::Ordinary::new(11);
    let mut written = 0;
    // Drawing each line anew would take longer than the bench itself.
    let chunks: Vec<String> = (0..8).map(|_| source.text(1 << 20)).collect();
    while written < bytes {
        let chunk = &chunks[source.number() as usize % chunks.len()];
        let example = examples[source.number() as usize % examples.len()];
        file.write_all(chunk.as_bytes()).expect("room for the log");
        writeln!(file, "{example}").expect("room for the log");
        written += chunk.len() + example.len() + 1;
    }
    file.flush().expect("room for the log");
}

fn best(count: usize, command: impl Fn() -> Command) -> Run {
    let runs = (0..count).map(|_| measure(command()));
    runs.min_by_key(|run| run.time).expect("one run at least")
}

/// Runs a command and watches how much memory it takes.
fn measure(mut command: Command) -> Run {
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    loop {
        if let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let value = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
            peak_kib = value.unwrap_or(0).max(peak_kib);
        }
        if child.try_wait().expect("it ends").is_some() {
            break;
        }
        std::thread::sleep(Duration::from_micros(500));
    }
    Run {
        time: start.elapsed(),
        peak_kib,
    }
}

fn tell(name: &str, run: &Run, gigabytes: f64) {
    let seconds = run.time.as_secs_f64();
    println!(
        "{name}: {seconds:.2} s, {:.2} GB/s, {:.0} MB of memory",
        gigabytes / seconds,
        run.peak_kib as f64 / 1024.0
    );
}
