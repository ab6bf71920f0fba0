//! Search over the shipped library, over 10,000 and over 100,000 runbooks: a query, building
//! the index, and memory; beside `fzf --filter` where it is installed, fuzzy-matcher over the
//! whole texts and the bm25 crate's own search, with the same texts and queries in one run.
//! `cargo bench --bench search`. The queries are those of tests/retrieval; only their words
//! count here, not what they find. Linux only: memory comes from /proc.

use runsheet_kit::unrelated;
use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bm25::{Document, Language, SearchEngineBuilder};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use runsheet::domain::runbook::Runbook;
use runsheet::library::Library;
use runsheet::search::{Index, read_labelled};

/// The peers take seconds for what takes us milliseconds.
const PEER_QUERIES: usize = 12;

fn main() {
    let queries = read_labelled(include_str!("../tests/retrieval/queries.jsonl"));
    let queries: Vec<String> = queries
        .expect("every line is a query")
        .into_iter()
        .map(|query| query.query)
        .collect();
    let library = Library::load(&[]);
    let own: Vec<Runbook> = library
        .entries()
        .iter()
        .map(|entry| (*entry.book.runbook).clone())
        .collect();
    println!("{} queries, median / p99 / longest in ms", queries.len());
    measure("shipped", &own, &queries);
    // One part alone while something is tried: `cargo bench --bench search -- shipped`.
    if std::env::args().any(|arg| arg == "shipped") {
        return;
    }
    for count in [10_000, 100_000] {
        let mut all = unrelated::runbooks(count - own.len());
        all.extend(own.iter().cloned());
        measure(&format!("{count} runbooks"), &all, &queries);
        if count == 10_000 {
            peers(&all, &queries[..PEER_QUERIES.min(queries.len())]);
        }
    }
}

fn measure(name: &str, runbooks: &[Runbook], queries: &[String]) {
    let rounds = if runbooks.len() > 1_000 { 1 } else { 9 };
    let mut built = Vec::new();
    for _ in 1..rounds {
        let start = Instant::now();
        black_box(Index::new(runbooks));
        built.push(start.elapsed());
    }
    let before = resident_kib();
    let start = Instant::now();
    let index = Index::new(runbooks);
    built.push(start.elapsed());
    built.sort();
    let memory = resident_kib().saturating_sub(before);
    // Signatures compile when they are first tried.
    for query in queries {
        black_box(index.search(query));
    }
    let mut times = Vec::new();
    for _ in 0..rounds {
        for query in queries {
            let start = Instant::now();
            black_box(index.search(query));
            times.push(start.elapsed());
        }
    }
    print(name, &mut times);
    println!(
        "{:<32} index {:.1} ms, {:.1} MiB",
        "",
        ms(built[built.len() / 2]),
        memory as f64 / 1024.0
    );
}

/// The same texts, one string each.
fn texts(runbooks: &[Runbook]) -> Vec<String> {
    let text = |book: &Runbook| {
        let mut parts = vec![book.title.as_str(), &book.summary];
        parts.extend(book.symptoms.iter().map(|symptom| symptom.text()));
        parts.extend(book.causes.iter().map(|cause| cause.title.as_str()));
        for step in book.phases.iter().flat_map(|phase| &phase.steps) {
            parts.push(&step.does);
            parts.extend(step.why.as_deref());
            parts.extend(step.run.iter().map(|run| run.text.as_str()));
        }
        parts.join(" ").replace('\n', " ")
    };
    runbooks.iter().map(text).collect()
}

fn peers(runbooks: &[Runbook], queries: &[String]) {
    let texts = texts(runbooks);
    let start = Instant::now();
    let documents = texts.iter().enumerate();
    let documents = documents.map(|(id, text)| Document::new(id, text));
    let engine = SearchEngineBuilder::<usize>::with_documents(Language::English, documents).build();
    let built = start.elapsed();
    let mut times = time(queries, |query| {
        black_box(engine.search(query, 50));
    });
    print("  bm25 crate", &mut times);
    println!("{:<32} index {:.1} ms", "", ms(built));
    let matcher = SkimMatcherV2::default();
    let mut times = time(queries, |query| {
        let scores = texts
            .iter()
            .filter_map(|text| matcher.fuzzy_match(text, query));
        black_box(scores.max());
    });
    print("  fuzzy-matcher, whole texts", &mut times);
    let installed = Command::new("fzf").arg("--version").output().is_ok();
    if !installed {
        return println!("  fzf is not installed");
    }
    let lines = texts.join("\n");
    let mut times = time(queries, |query| {
        let mut fzf = Command::new("fzf")
            .args(["--filter", query])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("fzf starts");
        let mut input = fzf.stdin.take().expect("its input is a pipe");
        input.write_all(lines.as_bytes()).expect("fzf reads");
        drop(input);
        fzf.wait().expect("fzf ends");
    });
    print("  fzf --filter, start included", &mut times);
}

fn time(queries: &[String], mut ask: impl FnMut(&str)) -> Vec<Duration> {
    let times = queries.iter().map(|query| {
        let start = Instant::now();
        ask(query);
        start.elapsed()
    });
    times.collect()
}

fn print(name: &str, times: &mut [Duration]) {
    times.sort();
    let at = |part: f64| ms(times[((times.len() - 1) as f64 * part).round() as usize]);
    println!(
        "{name:<32} {:.3} / {:.3} / {:.3}",
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}
