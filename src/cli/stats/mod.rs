//! `stats`: how soon, over many incidents. Modes are never pooled.

mod json;

use serde_json::json;

use super::context::Program;
use super::failure::Failure;
use super::incidents::ModeFilter;
use super::output;
use crate::clock::when;
use crate::domain::event::Mode;
use crate::domain::runbook::Claim;
use crate::domain::state::State;
use crate::domain::time::Timestamp;
use crate::report::{
    By, Figures, Group, Sample, Tally, clock, figures, grouped, percent, statistics, verdict,
};
use json::{change_json, compare_json, group_json, mode_json};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only one mode
    #[arg(long, value_enum)]
    mode: Option<ModeFilter>,
    /// Group the figures; an incident with two runbooks counts in both
    #[arg(long, value_enum)]
    by: Option<ByArg>,
    /// Only incidents opened since then: a date (2026-03-01), -30d, or another time
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    since: Option<String>,
    /// Compare what came after a date with what came before it
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    compare: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What to group by, on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum ByArg {
    Runbook,
    Cause,
    Severity,
    Actor,
}

impl From<ByArg> for By {
    fn from(arg: ByArg) -> Self {
        match arg {
            ByArg::Runbook => By::Runbook,
            ByArg::Cause => By::Cause,
            ByArg::Severity => By::Severity,
            ByArg::Actor => By::Actor,
        }
    }
}

/// The modes, in the order of every listing.
const MODES: [Mode; 3] = [Mode::Live, Mode::Drill, Mode::Change];

pub fn run(program: &mut Program, args: Args) -> Result<(), Failure> {
    let wanted = args.mode.map(Mode::from);
    let now = program.now();
    let date = |text: Option<&str>| text.map(|text| when::date_or_past(text, now)).transpose();
    let since = date(args.since.as_deref())?;
    let compare = date(args.compare.as_deref())?;
    let session = program.session()?;
    let heads = session.heads()?;
    for head in &heads {
        session.load_if_whole(*head)?;
    }
    let counts = |state: &State| {
        wanted.is_none_or(|mode| state.mode() == mode)
            && since.is_none_or(|since| state.opened_at.is_some_and(|at| at >= since))
    };
    let incidents: Vec<_> = heads
        .iter()
        .filter_map(|head| session.incident(head.id))
        .filter(|incident| counts(incident.state()))
        .collect();
    let all = statistics(incidents.iter().map(|incident| incident.state()));
    let samples: Vec<Sample> = incidents.iter().filter_map(|i| Sample::of(i)).collect();
    let by = args.by.map(By::from);
    let groups = by.map(|by| (by, grouped(&samples, by)));
    if args.json {
        let mut value = json!({
            "live": mode_json(&all.live),
            "drill": mode_json(&all.drill),
            "change": change_json(&all.change),
        });
        if let Some(since) = since {
            value["since"] = since.to_string().into();
        }
        if let Some((by, groups)) = &groups {
            value["by"] = by.word().into();
            value["groups"] = groups.iter().map(|g| group_json(*by, g)).collect();
        }
        if let Some(date) = compare {
            value["compare"] = compare_json(&samples, date);
        }
        output::print_json(&value)?;
        return program.nothing_passed_over();
    }
    let mut lines = String::from("mode    n  open  metric   n   median      p90     mean\n");
    for (name, mode) in [
        ("live", &all.live),
        ("drill", &all.drill),
        ("change", &all.change),
    ] {
        for (metric, spread) in [("ttfa", &mode.ttfa), ("ttr", &mode.ttr)] {
            lines.push_str(&format!(
                "{name:<6} {:>2} {:>5}  {metric:<6} {:>3} {:>8} {:>8} {:>8}\n",
                mode.n,
                mode.open,
                spread.n,
                shown(spread.median),
                shown(spread.p90),
                shown(spread.mean),
            ));
        }
    }
    if all.change.backed_out > 0 {
        let (resolved, backed_out) = (all.change.resolved, all.change.backed_out);
        lines.push_str(&format!(
            "change  {resolved} resolved, {backed_out} backed out\n"
        ));
    }
    if let Some((by, groups)) = groups {
        lines.push_str(&format!("\nby {}\n", by.word()));
        for group in &groups {
            lines.push_str(&group_lines(by, group));
        }
        if groups.is_empty() {
            lines.push_str(&format!("  no incident has a {}\n", by.word()));
        }
    }
    if let Some(date) = compare {
        lines.push_str(&compare_lines(&samples, date));
    }
    output::print(&lines)?;
    program.nothing_passed_over()
}

fn shown(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |ms| clock(round(ms)))
}

/// The samples before a date and those from it on, in one mode. An assumed detection is left
/// out of comparisons.
fn halves(samples: &[Sample], mode: Mode, date: Timestamp) -> (Figures, Figures) {
    let sure = || samples.iter().filter(|s| s.is_sure || mode == Mode::Change);
    let before = figures(sure().filter(|s| s.at < date), mode);
    (before, figures(sure().filter(|s| s.at >= date), mode))
}

fn compare_lines(samples: &[Sample], date: Timestamp) -> String {
    let mut lines = format!("\nbefore and after {date}, assumed detections left out\n");
    for mode in MODES {
        let (before, after) = halves(samples, mode, date);
        if before.n + after.n == 0 {
            continue;
        }
        let pairs = match mode {
            Mode::Change => vec![("duration", &before.duration, &after.duration)],
            _ => vec![
                ("ttfa", &before.ttfa, &after.ttfa),
                ("ttr", &before.ttr, &after.ttr),
            ],
        };
        for (metric, before, after) in pairs {
            let by = percent(before, after).map(|by| format!("  {by:+.0}%"));
            lines.push_str(&format!(
                "  {:<6} {metric:<9} {:>8} of {:<3} then {:>8} of {:<3}{}\n",
                mode.word(),
                shown(before.median),
                before.n,
                shown(after.median),
                after.n,
                by.unwrap_or_default(),
            ));
        }
    }
    lines
}

fn group_lines(by: By, group: &Group) -> String {
    let mut lines = format!("  {}", group.key);
    if group.title != group.key {
        lines.push_str(&format!(" ({})", group.title));
    }
    lines.push('\n');
    for mode in MODES {
        let figures = figures(group.samples.iter().copied(), mode);
        if figures.n == 0 {
            continue;
        }
        let metrics = match mode {
            Mode::Change => vec![("duration", &figures.duration, Tally::default())],
            _ => vec![
                ("ttfa", &figures.ttfa, figures.first_action),
                ("ttr", &figures.ttr, figures.resolve),
            ],
        };
        for (metric, spread, tally) in metrics {
            let all = tally.met + tally.missed;
            let target = tally.target.map(|ms| match all {
                0 => format!("  target {}", clock(ms)),
                _ => format!("  target {} met {} of {all}", clock(ms), tally.met),
            });
            lines.push_str(&format!(
                "    {:<6} n {:<3} {metric:<9} median {:>8}  p90 {:>8}{}\n",
                mode.word(),
                spread.n,
                shown(spread.median),
                shown(spread.p90),
                target.unwrap_or_default(),
            ));
        }
    }
    for claim in claims(by, group) {
        let verdict = verdict(claim, &live(group));
        let word = match verdict.holds {
            Some(true) => "holds",
            Some(false) => "does not hold",
            None => "open",
        };
        lines.push_str(&format!(
            "    claim  {}: {word}, {}\n",
            verdict.claim, verdict.measured
        ));
    }
    lines
}

fn live<'a>(group: &Group<'a>) -> Vec<&'a Sample> {
    let samples = group.samples.iter().copied();
    samples.filter(|s| s.mode == Mode::Live).collect()
}

/// The claims of the newest text of a runbook.
fn claims<'a>(by: By, group: &Group<'a>) -> &'a [Claim] {
    let mut books = group.samples.iter().rev().flat_map(|sample| &sample.books);
    let book = books.find(|book| by == By::Runbook && *book.id.as_str() == group.key);
    book.map_or(&[][..], |book| &book.claims)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "spans are far below 2^53 ms"
)]
fn round(ms: f64) -> i64 {
    ms.round() as i64
}
