//! What the shapes of lines tell, as JSON and in words: what lines are nearest to, what changed,
//! and what is new.

use serde_json::{Value, json};

use super::tell::{line_json, time};
use crate::domain::time::Timestamp;
use crate::evidence::{Because, NearRunbook, ScanReport, Shape};
use crate::report::{counted, grouped};

/// As many failing lines that nothing explains are told in words.
const FAILING: usize = 5;

/// The runbooks that failing lines are nearest to.
pub fn nearest_json(report: &ScanReport) -> Value {
    let because = |because: &Because| {
        let line = &because.line;
        json!({"path": line.path, "line": line.line, "text": line.text, "terms": because.terms})
    };
    let near = |near: &NearRunbook| {
        json!({
            "runbook": near.runbook,
            "score": (near.score * 100.0).round() / 100.0,
            "because": near.because.iter().map(because).collect::<Vec<_>>(),
        })
    };
    report.nearest.iter().map(near).collect()
}

/// The shapes that are told.
pub fn shapes_json(report: &ScanReport, now: Timestamp) -> Value {
    let shape = |shape: &Shape| {
        json!({
            "shape": shape.shape,
            "count": shape.count,
            "before": shape.before,
            "level": shape.level.word(),
            "first": line_json(&shape.first, now),
            "last": line_json(&shape.last, now),
        })
    };
    report.shapes().iter().map(shape).collect()
}

/// What stands below what is known.
pub fn words(report: &ScanReport, now: Timestamp) -> String {
    let mut out = String::new();
    for near in &report.nearest {
        let books = format!("{}  ({})", near.title, near.runbook);
        out.push_str(&format!("not known; by its words nearest to {books}\n"));
        for because in &near.because {
            let line = &because.line;
            out.push_str(&format!(
                "     {}:{}: {}\n",
                line.path, line.line, line.text
            ));
            out.push_str(&format!("       by {}\n", because.terms.join(", ")));
        }
    }
    let shaped = &report.shaped;
    if !shaped.changed.is_empty() {
        out.push_str("changed:\n");
        for change in &shaped.changed {
            let by = change.who.as_ref().map(|who| format!("  by {who}"));
            let line = &change.line;
            let at = time(line, now).map(|at| format!("  {at}"));
            let (at, by) = (at.unwrap_or_default(), by.unwrap_or_default());
            out.push_str(&format!("   {}:{}{at}{by}\n", line.path, line.line));
            out.push_str(&format!("     {}\n", line.text));
        }
    }
    if let Some(why) = &shaped.why_not {
        out.push_str(&format!("what is new cannot be told: {why}\n"));
    }
    let shapes = report.shapes();
    match &shaped.news {
        Some(news) if news.is_empty() => {
            out.push_str("nothing is new, gone or far more frequent\n")
        }
        Some(news) => {
            out.push_str("new, gone or far more frequent:\n");
            out.extend(news.iter().map(|shape| told(shape, now)));
        }
        None if !shapes.is_empty() => {
            out.push_str("these look like failures, and no signature knows them:\n");
            out.extend(shapes.iter().take(FAILING).map(|shape| told(shape, now)));
            if shapes.len() > FAILING {
                let more = shapes.len() - FAILING;
                out.push_str(&format!("   and {more} more; --json lists up to 20\n"));
            }
        }
        None => {}
    }
    if shaped.left_out > 0 {
        let lines = counted(shaped.left_out, "line");
        out.push_str(&format!(
            "{lines} of further shapes are left out: there are too many\n"
        ));
    }
    out
}

/// A shape by its first line, and how often it was there.
fn told(shape: &Shape, now: Timestamp) -> String {
    let often = match (shape.count, shape.before) {
        (count, 0) => counted(count, "line"),
        (0, before) => format!("gone, {} before", grouped(before)),
        (count, before) => format!("{}, {} before", counted(count, "line"), grouped(before)),
    };
    let line = &shape.first;
    let at = time(line, now)
        .map(|at| format!("  {at}"))
        .unwrap_or_default();
    format!(
        "   {often}  {}:{}{at}\n     {}\n",
        line.path, line.line, line.text
    )
}
