//! The two ends of one tunnel as one timeline: as JSON, in words, and as an offer.

use serde_json::{Value, json};

use super::tell::line_json;
use crate::domain::time::Timestamp;
use crate::evidence::{ScanReport, TunnelTimeline};
use crate::report::counted;

/// So many SPIs and peers are named.
const SHARED: usize = 4;

/// Every tunnel with its lines.
pub fn json(report: &ScanReport, now: Timestamp) -> Value {
    let told = report
        .tunnels
        .iter()
        .filter(|tunnel| !tunnel.lines.is_empty());
    let tunnel = |tunnel: &TunnelTimeline| {
        let sides = tunnel.sides.iter();
        let lines = tunnel.lines.iter().map(|line| {
            let mut told = line_json(&line.line, now);
            told["side"] = json!(line.mark.to_string());
            told
        });
        json!({
            "sides": sides.map(|s| json!({"side": s.mark.to_string(), "path": s.path})).collect::<Vec<_>>(),
            "shared": tunnel.shared,
            "lines": lines.collect::<Vec<_>>(),
            "left_out": tunnel.left_out,
        })
    };
    told.map(tunnel).collect()
}

/// The timelines if they were asked for, else that there are some.
pub fn words(report: &ScanReport, is_asked: bool) -> String {
    if report.tunnels.is_empty() && is_asked {
        return "nothing to interleave: no two of these logs share an SPI, or name each other's \
                address as their peer\n"
            .to_owned();
    }
    let each = report.tunnels.iter();
    each.map(|tunnel| match is_asked {
        true => timeline(tunnel),
        false => offer(tunnel),
    })
    .collect()
}

fn offer(tunnel: &TunnelTimeline) -> String {
    let paths: Vec<&str> = tunnel.sides.iter().map(|side| side.path.as_str()).collect();
    let shared = shared(tunnel);
    let paths = paths.join(" and ");
    format!("{paths} hold lines of the same tunnel ({shared}); --interleave shows them as one\n")
}

fn timeline(tunnel: &TunnelTimeline) -> String {
    let mut out = format!("interleaved by {}:\n", shared(tunnel));
    for side in &tunnel.sides {
        out.push_str(&format!("   {} is {}\n", side.mark, side.path));
    }
    for line in &tunnel.lines {
        if line.left_out > 0 {
            out.push_str(&format!(
                "   ({} left out)\n",
                counted(line.left_out, "line")
            ));
        }
        let at = line
            .at
            .map_or_else(|| "no time".to_owned(), |at| at.to_string());
        let (number, text) = (line.line.line, &line.line.text);
        out.push_str(&format!("   {at:24} {} │ {number}: {text}\n", line.mark));
    }
    if tunnel.left_out > 0 {
        let more = counted(tunnel.left_out, "line");
        out.push_str(&format!("   {more} of this tunnel in all are left out\n"));
    }
    out
}

fn shared(tunnel: &TunnelTimeline) -> String {
    let more = tunnel.shared.len().saturating_sub(SHARED);
    let named = tunnel.shared[..tunnel.shared.len() - more].join(", ");
    match more {
        0 => named,
        _ => format!("{named} and others"),
    }
}
