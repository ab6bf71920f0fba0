//! The places over the walk in lines: timeline, changes, causes, evidence and statistics. Rows
//! are numbered, and a number selects one.

use super::super::entry::Entry;
use super::super::event_line::EventLine;
use super::super::figures::{Figures, RunbookFigures};
use super::super::findings::EvidenceRow;
use super::super::model::{Model, Overlay, Timeline, Walk};
use super::super::snapshot::CauseLine;
use super::super::text::{clock, local_hms};
use super::super::variables::variable_rows;
use super::logs;
use super::reading::numbered;
use crate::domain::event::Mode;
use crate::domain::state::Change;
use crate::report::statistics::against;
use crate::report::{Metric, Spread, Tally, counted};

/// The place that lies over the main screen, if it is one of these.
pub fn read(model: &Model) -> Option<Vec<String>> {
    let walk = model.walk.as_ref();
    Some(match model.overlay.as_ref()? {
        Overlay::Timeline(timeline) => self::timeline(timeline),
        Overlay::Changes { .. } => {
            let heading = "Changes in force, newest first. A number selects one:";
            listed(heading, walk.map(|walk| changes(model, walk)))
        }
        Overlay::Causes { .. } => {
            let heading = "Causes, strongest first. A number selects one, judge judges it:";
            let causes = walk.map(|w| w.snapshot.causes.iter().map(|line| cause(w, line)));
            listed(heading, causes.map(Iterator::collect))
        }
        Overlay::Variables { .. } => {
            let heading = "Variables, this step's first. A number sets one:";
            listed(heading, walk.map(variables))
        }
        Overlay::Evidence { .. } => evidence(walk?),
        Overlay::Statistics(figures) => statistics(figures),
        _ => return None,
    })
}

/// What tells one page of a place from another one: the event that is shown whole, the mode.
pub fn page(model: &Model) -> Option<String> {
    match model.overlay.as_ref()? {
        Overlay::Timeline(timeline) => {
            timeline.whole?;
            Some(timeline.entry()?.line.id.to_string())
        }
        Overlay::Statistics(figures) => Some(figures.mode.word().to_owned()),
        _ => None,
    }
}

/// The selected row in words.
pub fn selected(model: &Model) -> Option<String> {
    let walk = model.walk.as_ref();
    match model.overlay.as_ref()? {
        Overlay::Timeline(timeline) if timeline.whole.is_none() => {
            timeline.entry().map(|entry| event(&entry.line))
        }
        Overlay::Changes { selected } => changes(model, walk?).into_iter().nth(*selected),
        Overlay::Causes { selected } => {
            let line = walk?.snapshot.causes.get(*selected)?;
            Some(cause(walk?, line))
        }
        Overlay::Variables { selected } => variables(walk?).into_iter().nth(*selected),
        Overlay::Evidence { selected } => {
            let row = walk?.snapshot.evidence.get(*selected)?;
            Some(evidence_row(walk?, row))
        }
        Overlay::Reply(reply) => Some(logs::in_words(model, reply, reply.row()?)),
        Overlay::Statistics(figures) => {
            let row = figures.runbooks.get(figures.selected)?;
            Some(runbook(row, figures.mode))
        }
        _ => None,
    }
}

fn variables(walk: &Walk) -> Vec<String> {
    let rows = variable_rows(walk).into_iter();
    let said = rows.map(|row| {
        let here = if row.here { ", used by this step" } else { "" };
        format!("{}: {}{here}. {}", row.name, row.standing(), row.ask)
    });
    said.collect()
}

fn listed(heading: &str, rows: Option<Vec<String>>) -> Vec<String> {
    let mut said = vec![heading.to_owned()];
    said.extend(numbered(rows.unwrap_or_default().into_iter()));
    said
}

fn timeline(timeline: &Timeline) -> Vec<String> {
    if timeline.typing {
        let says = "Words that narrow the events, a kind, a person, late, corrected, undone. An \
                    empty line shows all.";
        return vec![says.to_owned()];
    }
    if let (Some(_), Some(entry)) = (timeline.whole, timeline.entry()) {
        return whole(entry);
    }
    let (shown, all) = (timeline.shown.len(), timeline.entries.len());
    let count = match shown == all {
        true => format!("{all} events"),
        false => format!("{shown} of {all} events"),
    };
    let entries = timeline.shown.iter();
    let entries = entries.filter_map(|place| timeline.entries.get(*place));
    let mut said = vec![format!("Timeline, {count}, oldest first:")];
    said.extend(numbered(entries.map(|entry| event(&entry.line))));
    said
}

fn event(line: &EventLine) -> String {
    let given = if line.reported { " (time given)" } else { "" };
    let late = line.recorded.as_ref();
    let late = late.map(|at| format!(" (recorded {at})"));
    let stands = match (line.undone, line.effective, &line.was) {
        (true, ..) => "undone: ",
        (_, false, _) => "no effect: ",
        (_, _, Some(_)) => "corrected: ",
        _ => "",
    };
    let was = line.was.as_ref().map(|was| format!(" (was {was})"));
    format!(
        "{}{given}{} {}: {stands}{}{}",
        line.at,
        late.unwrap_or_default(),
        line.actor,
        line.text,
        was.unwrap_or_default()
    )
}

fn whole(entry: &Entry) -> Vec<String> {
    let mut said = vec![format!("Event: {}", entry.line.text)];
    let fields = entry.fields.iter();
    said.extend(fields.map(|(name, value)| format!("  {name}: {value}")));
    said
}

fn changes(model: &Model, walk: &Walk) -> Vec<String> {
    let named = &walk.snapshot.named;
    let row = |change: &Change| {
        let device = change.device.as_ref().map(|device| format!("{device}: "));
        let by = named.get(&change.event);
        let by = by.map(|(_, actor)| format!(", by {actor}"));
        let since = clock(model.own_now().since(change.at).max(0));
        let back = match &change.rollback {
            Some(text) => format!("To undo: {text}"),
            None => "No rollback was written down.".to_owned(),
        };
        format!(
            "{}{}, in force for {since}{}. {back}",
            device.unwrap_or_default(),
            change.text,
            by.unwrap_or_default()
        )
    };
    walk.snapshot.state.changes_in_force().map(row).collect()
}

fn cause(walk: &Walk, line: &CauseLine) -> String {
    let mut said = format!("{}, {}", line.title, line.standing.words());
    if let Some(class) = &line.class {
        said.push_str(&format!(", class {class}"));
    }
    for (event, why) in &line.because {
        let judged = if line.judged { "judged " } else { "" };
        let by = walk.snapshot.named.get(event);
        let by = by.map(|(at, actor)| format!("{judged}{} {actor}, ", local_hms(*at)));
        said.push_str(&format!("; {}{why}", by.unwrap_or_default()));
    }
    said
}

fn evidence(walk: &Walk) -> Vec<String> {
    let rows = &walk.snapshot.evidence;
    if rows.is_empty() {
        return vec!["No log has been looked through in this incident.".to_owned()];
    }
    let rows = rows.iter().map(|row| evidence_row(walk, row));
    listed(
        "Evidence. A number selects a finding, to its step goes there:",
        Some(rows.collect()),
    )
}

fn evidence_row(walk: &Walk, row: &EvidenceRow) -> String {
    if let Some(found) = &row.finding {
        let step = found.step.as_ref();
        let step = step.map(|(_, number)| format!(", step {number}"));
        return format!(
            "{}, {}{}; line {}: {}",
            found.says,
            counted(found.count, "line"),
            step.unwrap_or_default(),
            found.first.0,
            found.first.1
        );
    }
    match walk.snapshot.state.evidence.get(row.log) {
        Some(log) => format!("log {}, {} lines", log.name, log.lines),
        None => "log".to_owned(),
    }
}

fn statistics(figures: &Figures) -> Vec<String> {
    let mode = figures.mode.word();
    let Some(samples) = &figures.samples else {
        return vec!["The figures are being gathered.".to_owned()];
    };
    let count = samples.iter().filter(|s| s.mode == figures.mode).count();
    let heading =
        format!("Statistics by runbook, {mode} only, incidents: {count}. mode changes it:");
    let rows = figures.runbooks.iter();
    let rows = rows.map(|row| runbook(row, figures.mode));
    listed(&heading, Some(rows.collect()))
}

fn runbook(row: &RunbookFigures, mode: Mode) -> String {
    let numbers = &row.numbers;
    let mut said = format!("{}, {} of them", row.title, numbers.n);
    let metrics = match mode {
        Mode::Change => vec![("from start to end", Metric::Duration, Tally::default())],
        _ => vec![
            ("first action", Metric::Ttfa, numbers.first_action),
            ("resolve", Metric::Ttr, numbers.resolve),
        ],
    };
    for (name, metric, tally) in metrics {
        let spread = &numbers.metric(metric).spread;
        said.push_str(&format!("; {name} {}", middle(spread)));
        if let Some(target) = against(&tally) {
            said.push_str(&format!(", target {target}"));
        }
    }
    for verdict in row.claims.iter().filter(|_| mode == Mode::Live) {
        let (claim, word, measured) = (&verdict.claim, verdict.word(), &verdict.measured);
        said.push_str(&format!("; the claim {claim}: {word}, {measured}"));
    }
    said
}

fn middle(spread: &Spread) -> String {
    match (spread.median, spread.p90) {
        (Some(median), Some(p90)) => format!("median {}, p90 {}", whole_ms(median), whole_ms(p90)),
        _ => "not measured yet".to_owned(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "spans are far below 2^53 ms"
)]
fn whole_ms(ms: f64) -> String {
    clock(ms.round() as i64)
}
