//! `status INCIDENT`: where it stands.

use std::fmt::Write as _;

use serde_json::Value;

use super::context::{Program, key_of};
use super::failure::Failure;
use super::output;
use crate::clock::{local_minute, zone};
use crate::domain::checklist::StepState;
use crate::domain::event::{Mode, Standing};
use crate::domain::id::StepRef;
use crate::domain::metrics::{metrics, targets};
use crate::domain::standing::causes;
use crate::domain::state::State;
use crate::domain::time::Timestamp;
use crate::report::{clock, folded};

#[derive(Debug, clap::Args)]
pub struct StatusArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// Print JSON: the timeline document without its events
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: StatusArgs) -> Result<(), Failure> {
    let (stamp, now) = (program.stamp(), program.now());
    let (head, _) = program.incident(&args.incident)?;
    let incident = program.loaded(head.id)?;
    if args.json {
        let text = |sha256: &str| program.text(sha256);
        return output::print_json(&Value::Object(folded(incident, stamp, &text)));
    }
    output::print(&describe(&key_of(head), incident.state(), now))
}

/// How it stands, in lines.
pub fn describe(key: &str, state: &State, now: Timestamp) -> String {
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = head(&mut out, key, state, now).and_then(|()| body(&mut out, state));
    out
}

fn head(out: &mut String, key: &str, state: &State, now: Timestamp) -> std::fmt::Result {
    let status = state.status.map_or("unopened", |s| s.word());
    let severity = state.severity.map_or("-", |s| s.word());
    writeln!(
        out,
        "{key}  {status}  {}  {severity}  {}",
        state.mode().word(),
        state.title
    )?;
    let tickets: Vec<&str> = state.references().collect();
    if !tickets.is_empty() {
        writeln!(out, "tickets {}", tickets.join(", "))?;
    }
    let figures = metrics(state);
    let goals = targets(state, &figures);
    let running = |value: Option<i64>| match (value, state.milestones.detected) {
        (Some(ms), _) => clock(ms),
        (None, Some(detected)) => format!("{} so far", clock(now.since(detected.at))),
        (None, None) => "-".to_owned(),
    };
    if state.mode() == Mode::Change {
        let ends = state.planned_end.map_or("-".to_owned(), local_minute);
        let back = state.backout_by.map_or("-".to_owned(), local_minute);
        let zone = zone::name();
        writeln!(out, "planned end {ends}  back out by {back}  ({zone})")?;
        let Some(at) = state.stopped_at() else {
            return Ok(());
        };
        let (number, id) = (state.number_of(at), &at.step);
        return writeln!(
            out,
            "stopped at {number} {id}, which is critical and failed: try it again, back out, \
             or start another step to go on all the same"
        );
    }
    let target = |ms: Option<i64>| ms.map(|ms| format!(" (target {})", clock(ms)));
    writeln!(
        out,
        "first action {}{}  resolve {}{}",
        running(figures.ttfa),
        target(goals.first_action).unwrap_or_default(),
        running(figures.ttr),
        target(goals.resolve).unwrap_or_default(),
    )?;
    if !figures.flags.is_empty() {
        let flags: Vec<&str> = figures.flags.iter().map(|f| f.word()).collect();
        writeln!(out, "flags: {}", flags.join(", "))?;
    }
    Ok(())
}

fn body(out: &mut String, state: &State) -> std::fmt::Result {
    let current = state.current_step();
    for attachment in &state.runbooks {
        let aside = attachment.set_aside.as_ref();
        let aside = aside.map(|(_, reason)| format!("  set aside: {reason}"));
        let letter = state.letter(&attachment.id).map(|letter| letter + " ");
        let (letter, id) = (letter.unwrap_or_default(), &attachment.id);
        let is_aside = aside.is_some();
        writeln!(out, "\n{letter}{id}{}", aside.unwrap_or_default())?;
        // Nothing is to be done in it.
        if is_aside {
            continue;
        }
        let Some(runbook) = &attachment.runbook else {
            writeln!(out, "  its text cannot be read")?;
            continue;
        };
        for (_, step) in runbook.steps() {
            let is_current = current
                .as_ref()
                .is_some_and(|c| c.runbook == attachment.id && c.step == step.id);
            let arrow = if is_current { '>' } else { ' ' };
            let seen = attachment.state_of(step);
            let progress = attachment.steps.get(&step.id);
            let time = progress
                .and_then(|p| p.duration_ms())
                .map(clock)
                .unwrap_or_default();
            let waits = match seen {
                StepState::Blocked => progress
                    .and_then(|p| p.waits.last())
                    .map(|wait| format!("  waiting on {}", wait.waiting_on)),
                _ => None,
            };
            let (id, waits) = (&step.id, waits.unwrap_or_default());
            let number = state.number_of(&StepRef {
                runbook: attachment.id.clone(),
                step: id.clone(),
            });
            writeln!(out, "{arrow} {number:<4} {seen:<12} {time:>7}  {id}{waits}")?;
        }
    }
    let views = causes(state);
    let known = views.iter().filter(|view| view.standing != Standing::Open);
    for (i, view) in known.enumerate() {
        if i == 0 {
            writeln!(out, "\ncauses")?;
        }
        let because: Vec<&str> = view.because.iter().map(|(_, text)| text.as_str()).collect();
        let standing = view.standing.words();
        writeln!(
            out,
            "  {standing:<10} {} ({})",
            view.cause.id,
            because.join("; ")
        )?;
    }
    for (i, change) in state.changes_in_force().enumerate() {
        if i == 0 {
            writeln!(out, "\nin force")?;
        }
        let rollback = change.rollback.as_deref().unwrap_or("unknown");
        writeln!(
            out,
            "  {}  {}  undo: {rollback}",
            change.event.short(),
            change.text
        )?;
    }
    Ok(())
}
