//! The handoff brief: at most twelve lines that the next person needs. All its times are times
//! of the day in UTC: who reads it may sit elsewhere, and later.

use super::draft::moment;
use super::event_words::counted;
use crate::domain::checklist::StepState;
use crate::domain::contact::{Contact, for_step};
use crate::domain::event::Standing;
use crate::domain::lasting::{Running, running};
use crate::domain::standing::causes;
use crate::domain::state::State;
use crate::domain::time::{self, Timestamp};

/// The most lines of a brief.
pub const MAX_LINES: usize = 12;
/// So many people to call stand in it.
const CALLS: usize = 2;

/// Writes the brief of an incident as it stands.
pub fn brief(state: &State, now: Timestamp) -> String {
    brief_with(state, now, &[])
}

/// The same, with whom to call where a step that is left hands it to somebody else.
pub fn brief_with(state: &State, now: Timestamp, contacts: &[Contact]) -> String {
    let mut lines = Vec::new();
    let severity = state.severity.map_or("no severity", |s| s.word());
    let status = state.status.map_or("unopened", |s| s.word());
    let title = &state.title;
    lines.push(format!("{} {severity} {status}: {title}", state.key()));
    let tickets: Vec<&str> = state.references().collect();
    if !tickets.is_empty() {
        lines.push(format!("tickets: {}", tickets.join(", ")));
    }
    lines.push(format!("impact: {}", impact(state)));
    if let Some(detected) = state.milestones.detected {
        let assumed = state.detection.as_ref().is_some_and(|d| d.assumed);
        let assumed = if assumed { " (assumed)" } else { "" };
        lines.push(format!("since: {}{assumed}", moment(detected.at, now)));
    }
    let views = causes(state);
    let named = |standing: Standing| -> Vec<&str> {
        let of = views.iter().filter(|view| view.standing == standing);
        of.map(|view| view.cause.title.as_str()).collect()
    };
    for (word, standing) in [
        ("confirmed", Standing::Confirmed),
        ("suspected", Standing::Suspected),
        ("ruled out", Standing::RuledOut),
    ] {
        let names = named(standing);
        if !names.is_empty() {
            lines.push(format!("{word}: {}", names.join("; ")));
        }
    }
    let tail = tail(state, now, contacts);
    let room = MAX_LINES.saturating_sub(lines.len() + tail.len());
    let changes: Vec<String> = state
        .changes_in_force()
        .map(|change| {
            let device = change.device.as_ref();
            let device = device.map_or(String::new(), |device| format!("on {device}: "));
            let rollback = change.rollback.as_deref();
            let rollback = rollback.unwrap_or("nobody wrote down how");
            format!(
                "in force: {device}{}; undo: {rollback}",
                change.text.trim_end_matches('.')
            )
        })
        .collect();
    match changes.len() {
        0 => lines.push("in force: nothing".to_owned()),
        n if n <= room => lines.extend(changes),
        n => {
            let shown = room.saturating_sub(1);
            lines.extend(changes.into_iter().take(shown));
            lines.push(format!(
                "in force: {} more; the list of changes has them all",
                n - shown
            ));
        }
    }
    let room = MAX_LINES.saturating_sub(lines.len() + tail.len());
    lines.extend(so_far(state).into_iter().take(room));
    lines.extend(tail);
    lines.truncate(MAX_LINES);
    let one_line = |line: String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    lines
        .into_iter()
        .map(one_line)
        .collect::<Vec<_>>()
        .join("\n")
}

/// What was found, taken back and set aside, so that nobody does it again; each in one line, and
/// only where there is room.
fn so_far(state: &State) -> Vec<String> {
    let failed = state.steps_in(StepState::Failed).into_iter().rev();
    let failed = failed.filter_map(|at| {
        let seen = state.progress(&at)?.observed.as_deref()?;
        Some(format!("{} {seen}", state.number_of(&at)))
    });
    let taken_back = state.changes.iter().rev();
    let taken_back = taken_back.filter(|change| change.reverted_at.is_some());
    let set_aside = state.runbooks.iter().filter_map(|attachment| {
        let (_, reason) = attachment.set_aside.as_ref()?;
        let title = attachment
            .runbook
            .as_deref()
            .map_or(attachment.id.as_str(), |r| &r.title);
        Some(format!("{title} ({reason})"))
    });
    let lines = [
        ("not as expected", failed.collect()),
        (
            "taken back",
            taken_back.map(|change| change.text.clone()).collect(),
        ),
        ("set aside", set_aside.collect::<Vec<String>>()),
    ];
    let lines = lines.into_iter().filter(|(_, all)| !all.is_empty());
    lines
        .map(|(word, all)| format!("{word}: {}", all.join("; ")))
        .collect()
}

fn impact(state: &State) -> String {
    let impact = &state.impact;
    let users = impact.users.map(|n| counted(n, "user"));
    let services = (!impact.services.is_empty()).then(|| impact.services.join(", "));
    let known: Vec<String> = [users, impact.scope.clone(), services]
        .into_iter()
        .flatten()
        .collect();
    match known.is_empty() {
        true => "unknown".to_owned(),
        false => known.join(", "),
    }
}

/// Waiting on whom, the next step, the next update.
fn tail(state: &State, now: Timestamp, contacts: &[Contact]) -> Vec<String> {
    let mut lines = Vec::new();
    let waits = state
        .steps_in(StepState::Blocked)
        .into_iter()
        .filter_map(|at| {
            let number = state.number_of(&at);
            let wait = state.progress(&at)?.waits.last()?;
            let since = moment(wait.span.from, now);
            Some(format!(
                "waiting: {number} on {} since {since}",
                wait.waiting_on
            ))
        });
    lines.extend(waits.take(2));
    if let Some(waiting_on) = &state.waiting_on {
        lines.push(format!("on hold for: {waiting_on}"));
    }
    lines.extend(left_running(state));
    // Whoever takes over what has ended is not sent on to a step.
    let next = state.current_step().filter(|_| state.is_unfinished());
    let is_stopped = next.is_some() && next.as_ref() == state.stopped_at();
    if let Some((at, (_, step))) =
        next.and_then(|at| Some((state.number_of(&at), state.step(&at)?)))
    {
        lines.push(match is_stopped {
            true => format!(
                "stopped at a critical check that failed: {at} {}",
                step.does
            ),
            false => format!("next: {at} {}", step.does),
        });
    }
    lines.extend(calls(state, now, contacts));
    if let Some(due) = state.updates.last().and_then(|u| u.next_due) {
        lines.push(format!("next update due: {}", moment(due, now)));
    }
    lines
}

/// Whom to call at the steps that are left, the nearest first.
fn calls(state: &State, now: Timestamp, contacts: &[Contact]) -> Vec<String> {
    let today = now.to_string();
    let today = today.get(..10).unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    for (attachment, step) in state.steps_in_use().filter(|_| state.is_unfinished()) {
        let is_left = !attachment.state_of(step).is_ended();
        let Some(runbook) = attachment.runbook.as_deref().filter(|_| is_left) else {
            continue;
        };
        for contact in for_step(contacts, runbook, step) {
            let line = format!("call: {}", contact.line(today));
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines.truncate(CALLS);
    lines
}

/// What goes on by itself on devices, in one line.
fn left_running(state: &State) -> Option<String> {
    let named = |running: Running| match running.number {
        Some(number) => format!("{} ({number})", running.text),
        None => running.text,
    };
    let all: Vec<String> = running(state).into_iter().map(named).collect();
    (!all.is_empty()).then(|| format!("left running: {}", all.join("; ")))
}

/// A span as `1:02:03` or `2:03`; one that runs backward is none.
pub fn clock(ms: i64) -> String {
    time::clock(ms.max(0))
}
