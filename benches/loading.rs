//! 10,000 runbooks of a user's folder, YAML and Markdown: until the search can be asked, for the
//! first time and with what is kept from then on, and the memory that it takes. Each is a
//! process of its own. `cargo bench --bench loading`; Linux only: memory comes from /proc.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use runsheet::operations::catalogue::Catalogue;

const FILES: usize = 10_000;
/// Names the folder in the process that is measured.
const FOLDER: &str = "RUNSHEET_BENCH_FOLDER";

fn main() {
    if let Some(folder) = env::var_os(FOLDER) {
        return measure(&PathBuf::from(folder));
    }
    for (kind, text) in [
        ("YAML", yaml as fn(usize) -> String),
        ("Markdown", markdown),
    ] {
        let home = tempfile::tempdir().expect("a folder");
        let books = home.path().join("books");
        fs::create_dir(&books).expect("a folder");
        let ending = if kind == "YAML" { "yaml" } else { "md" };
        let mut bytes = 0;
        for number in 0..FILES {
            let text = text(number);
            bytes += text.len();
            fs::write(books.join(format!("own-{number}.{ending}")), text).expect("a file");
        }
        println!("{FILES} {kind} files of {} bytes", bytes / FILES);
        // Only what has rested is believed.
        std::thread::sleep(std::time::Duration::from_secs(3));
        for (turn, times) in [("first", 1), ("kept", 3)] {
            for _ in 0..times {
                let mut child = Command::new(env::current_exe().expect("this program"));
                let output = child.env(FOLDER, &books).output().expect("it runs");
                println!(
                    "  {turn:<6} {}",
                    String::from_utf8_lossy(&output.stdout).trim()
                );
            }
        }
    }
}

fn measure(folder: &Path) {
    let kept = folder.with_file_name("index");
    let begun = Instant::now();
    let catalogue = Catalogue::load(&[folder.to_owned()], Some(&kept));
    let read = begun.elapsed();
    let index = catalogue.index();
    let indexed = begun.elapsed();
    assert!(catalogue.rows().len() > FILES && catalogue.diagnostics.is_empty());
    assert!(!index.search("own 77").is_empty());
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    println!(
        "{:>5} ms read, {:>5} ms in all, {:>4} MB at most",
        read.as_millis(),
        indexed.as_millis(),
        peak.unwrap_or_default() / 1024
    );
}

/// Words that look like chance and are the same in each run.
fn words(seed: usize, count: usize) -> String {
    const WORDS: &[&str] = &[
        "gateway",
        "tunnel",
        "token",
        "printer",
        "lease",
        "policy",
        "router",
        "certificate",
        "session",
        "timeout",
        "probe",
        "cluster",
        "queue",
        "backup",
        "volume",
        "replica",
        "latency",
        "packet",
        "resolver",
        "mirror",
        "scheduler",
        "quota",
        "ledger",
        "badge",
    ];
    let mut at = seed.wrapping_mul(2_654_435_761) + 7;
    let mut text = String::new();
    for _ in 0..count {
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let word = WORDS[(at >> 33) % WORDS.len()];
        let _ = write!(text, "{word}{} ", (at >> 40) % 40);
    }
    text.trim_end().to_owned()
}

fn yaml(number: usize) -> String {
    let mut text = format!(
        "format: runsheet.runbook/1\nid: own-{number}\ntitle: \"{} {number}\"\nrevision: 1\nsummary: \"{}\"\nsymptoms:\n",
        words(number, 6),
        words(number + 1, 16)
    );
    for symptom in 0..4 {
        let _ = writeln!(text, "  - sees: \"{}\"", words(number + symptom, 8));
    }
    text.push_str(
        "causes:\n  - {id: c0, title: \"One\"}\n  - {id: c1, title: \"Two\"}\nsignatures:\n",
    );
    let says = words(number, 3);
    let _ = writeln!(
        text,
        "  - {{id: s0, text: \"{says} {number}\", causes: [c0], step: p0s1, examples: [\"x {says} {number}\"]}}\nphases:"
    );
    for phase in 0..3 {
        let _ = writeln!(
            text,
            "  - id: p{phase}\n    title: \"{}\"\n    steps:",
            words(phase, 3)
        );
        for step in 0..4 {
            let seed = number * 31 + phase * 7 + step;
            let _ = writeln!(
                text,
                "      - id: p{phase}s{step}\n        do: \"{}\"\n        why: \"{}\"\n        kind: check\n        expect: \"{}\"\n        suspects: [c1]\n        takes: 2m\n        run:\n          - device: linux\n            text: \"{}\"",
                words(seed, 8),
                words(seed + 1, 13),
                words(seed + 2, 5),
                words(seed + 3, 5)
            );
        }
    }
    text
}

fn markdown(number: usize) -> String {
    let mut text = format!(
        "---\ntitle: \"{} {number}\"\nowner: team\n---\n## Meaning\n\n{}.\n\n## Diagnosis\n\n",
        words(number, 6),
        words(number + 1, 40)
    );
    for step in 0..9 {
        let seed = number * 31 + step;
        let _ = writeln!(
            text,
            "- Check {}, see [{}](https://example.org/{number}/{step}).\n\n```sh\nls {} <path>\n```\n",
            words(seed, 18),
            words(seed + 1, 2),
            words(seed + 2, 4)
        );
    }
    text.push_str("## Mitigation\n\n");
    for step in 0..9 {
        let seed = number * 37 + step;
        let _ = writeln!(
            text,
            "{}. Restart {}.\n\n       systemctl restart {}\n",
            step + 1,
            words(seed, 22),
            words(seed + 1, 1)
        );
    }
    text
}
