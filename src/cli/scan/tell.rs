//! What a scan found: as JSON, and in words.

use serde_json::{Value, json};

use super::clocks::shift_text;
use super::{interleave, told_shapes};
use crate::clock;
use crate::domain::time::Timestamp;
use crate::evidence::{LogHit, LogLine, RankedCause, ScanReport, Signatures};
use crate::report::{counted, grouped};

pub fn time(line: &LogLine, now: Timestamp) -> Option<Timestamp> {
    let time = line.time.as_ref()?.resolve(now, &clock::zone())?;
    Some(time.at)
}

pub fn line_json(line: &LogLine, now: Timestamp) -> Value {
    json!({"path": line.path, "line": line.line, "time": time(line, now), "text": line.text})
}

pub fn as_json(report: &ScanReport, now: Timestamp) -> Value {
    let line = |line: &LogLine| line_json(line, now);
    let files = report
        .logs
        .iter()
        .map(|log| json!({"path": log.path, "bytes": log.bytes, "lines": log.lines}));
    let round = |score: f64| (score * 100.0).round() / 100.0;
    let runbooks = report.answer.runbooks.iter().map(|runbook| {
        let causes = runbook.causes.iter().map(|cause| {
            json!({
                "cause": cause.cause,
                "count": cause.count,
                "score": round(cause.score),
                "step": cause.step,
                "explained_by": cause.explained_by,
            })
        });
        json!({
            "runbook": runbook.runbook,
            "score": round(runbook.score),
            "causes": causes.collect::<Vec<_>>(),
        })
    });
    let findings = report.answer.findings.iter().map(|finding| {
        json!({
            "runbook": finding.runbook,
            "signature": finding.signature,
            "causes": finding.causes,
            "step": finding.step,
            "count": finding.count,
            "first": line(&finding.first),
            "last": line(&finding.last),
        })
    });
    let troubles = report.troubles.iter();
    let changed = report.shaped.changed.iter();
    json!({
        "files": files.collect::<Vec<_>>(),
        "runbooks": runbooks.collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
        "came_right": came_right_json(report, now),
        "nearest": told_shapes::nearest_json(report),
        "changed": changed.map(|c| json!({"line": line(&c.line), "who": c.who})).collect::<Vec<_>>(),
        "shapes": told_shapes::shapes_json(report, now),
        "interleaved": interleave::json(report, now),
        "times": times_json(report),
        "troubles": troubles.map(|t| json!({"path": t.path, "what": t.what})).collect::<Vec<_>>(),
    })
}

/// At most so many runbooks are told in words.
const RUNBOOKS: usize = 5;

/// The runbooks and causes, each with the line that speaks most for it and the step to go
/// to. A line is shown once, the most telling one with its neighbours.
pub fn words(report: &ScanReport, signatures: &Signatures, now: Timestamp) -> String {
    let lines = counted(report.lines(), "line");
    let runbooks = &report.answer.runbooks;
    if runbooks.is_empty() {
        let rest = told_shapes::words(report, now);
        let right = came_right_words(report);
        return format!(
            "nothing known in {lines}\n{right}{rest}{}",
            times_words(report)
        );
    }
    let mut out = String::new();
    let mut shown = Vec::new();
    for (place, ranked) in runbooks.iter().take(RUNBOOKS).enumerate() {
        let number = place + 1;
        out.push_str(&format!(
            "{number}. {}  ({})\n",
            ranked.title, ranked.runbook
        ));
        for cause in &ranked.causes {
            out.push_str(&format!(
                "   {}: {}",
                cause.title,
                counted(cause.count, "line")
            ));
            if let Some(id) = &cause.explained_by {
                let other = ranked.causes.iter().find(|other| other.cause == *id);
                let other = other.map_or(id.as_str(), |other| other.title.as_str());
                out.push_str(&format!("; it follows from {other}"));
            }
            out.push('\n');
            let best = cause.findings.first().filter(|best| !shown.contains(*best));
            if let Some(best) = best {
                out.push_str(&proof(report, *best, shown.is_empty(), now));
                shown.push(*best);
            }
            out.push_str(&step(report, cause, signatures));
        }
    }
    if runbooks.len() > RUNBOOKS {
        let more = runbooks.len() - RUNBOOKS;
        out.push_str(&format!("and {more} more; --json lists all\n"));
    }
    out.push_str(&came_right_words(report));
    out.push_str(&told_shapes::words(report, now));
    let logs = counted(report.logs.len() as u64, "log");
    let known = match report.known() {
        1 => "1 of them is known".to_owned(),
        known => format!("{} of them are known", grouped(known)),
    };
    out.push_str(&format!("looked through {lines} in {logs}; {known}\n"));
    out + &times_words(report)
}

/// What came right again. Several signatures may know a line, which is told once.
fn came_right(report: &ScanReport) -> Vec<&LogHit> {
    let mut told: Vec<&LogHit> = Vec::new();
    for hit in &report.came_right {
        let place = |hit: &LogHit| (hit.first.path.clone(), hit.first.line);
        if !told.iter().any(|known| place(known) == place(hit)) {
            told.push(hit);
        }
    }
    told
}

fn came_right_json(report: &ScanReport, now: Timestamp) -> Vec<Value> {
    let told = came_right(report).into_iter();
    told.map(|hit| {
        json!({
            "count": hit.count,
            "first": line_json(&hit.first, now),
            "last": line_json(&hit.last, now),
        })
    })
    .collect()
}

fn came_right_words(report: &ScanReport) -> String {
    let told = came_right(report).into_iter();
    told.map(|hit| {
        let (line, lines) = (&hit.first, counted(hit.count, "line"));
        format!(
            "came right again, {lines}: {}:{}: {}\n",
            line.path, line.line, line.text
        )
    })
    .collect()
}

/// How times were read: by which zone where a line states none, and whose clock was moved.
fn times_json(report: &ScanReport) -> Value {
    let files = report.clocks.iter().map(|(path, clock)| {
        let zone = clock.zone.as_ref().map(clock::zone::name_of);
        json!({"path": path, "shift_ms": clock.shift_ms, "zone": zone})
    });
    json!({
        "zone": clock::zone::name(),
        "assumed": report.assumes_zone(),
        "files": files.collect::<Vec<_>>(),
    })
}

fn times_words(report: &ScanReport) -> String {
    let mut out = String::new();
    for (path, clock) in &report.clocks {
        if clock.shift_ms != 0 {
            let shift = shift_text(clock.shift_ms);
            out.push_str(&format!("{path}: its times are moved by {shift}\n"));
        }
        if let Some(zone) = &clock.zone {
            let zone = clock::zone::name_of(zone);
            out.push_str(&format!("{path}: times without a zone: read as {zone}\n"));
        }
    }
    if report.assumes_zone() {
        let zone = clock::zone::name();
        out.push_str(&format!("times without a zone: read as {zone}\n"));
    }
    out
}

/// The line that speaks for a cause.
fn proof(report: &ScanReport, finding: usize, with_neighbours: bool, now: Timestamp) -> String {
    let first = &report.answer.findings[finding].first;
    let at = time(first, now).map(|at| format!("  {at}"));
    let mut out = format!(
        "     {}:{}{}\n",
        first.path,
        first.line,
        at.unwrap_or_default()
    );
    let around = |lines: &[String]| -> String {
        let lines = lines.iter().filter(|_| with_neighbours);
        lines.map(|line| format!("     | {line}\n")).collect()
    };
    out.push_str(&around(&first.before));
    out.push_str(&format!("     > {}\n", first.text));
    out.push_str(&around(&first.after));
    out
}

fn step(report: &ScanReport, cause: &RankedCause, signatures: &Signatures) -> String {
    let finding = cause
        .findings
        .first()
        .map(|best| &report.answer.findings[*best]);
    let runbook = finding.map(|finding| signatures.get(finding.number).0);
    let step = runbook
        .zip(cause.step.as_ref())
        .and_then(|(runbook, id)| runbook.step(id));
    match step {
        Some(step) => format!("     go to {} {}\n", step.number, step.does),
        None => String::new(),
    }
}
