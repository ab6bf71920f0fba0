//! An incident for people, as Markdown. Everything from outside is text: it is escaped.

use std::fmt::Write as _;

use super::brief::clock;
use crate::domain::event::{Payload, Recorded};
use crate::domain::incident::Incident;
use crate::domain::metrics::{metrics, targets};
use crate::domain::standing::causes;
use crate::domain::state::State;

/// Writes the report of one incident.
pub fn markdown(incident: &Incident) -> String {
    let state = incident.state();
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = head(&mut out, state)
        .and_then(|()| figures(&mut out, state))
        .and_then(|()| steps(&mut out, state))
        .and_then(|()| findings(&mut out, state))
        .and_then(|()| super::drill::part(&mut out, incident))
        .and_then(|()| timeline(&mut out, incident));
    out
}

fn head(out: &mut String, state: &State) -> std::fmt::Result {
    writeln!(out, "# {} {}\n", state.key(), escape(&state.title))?;
    let status = state.status.map_or("unopened", |s| s.word());
    writeln!(out, "- Status: {status} ({})", state.mode().word())?;
    let severity = state.severity.map_or("not set", |s| s.word());
    writeln!(out, "- Severity: {severity}")?;
    if let Some(users) = state.impact.users {
        writeln!(out, "- Users affected: {users}")?;
    }
    if let Some(scope) = &state.impact.scope {
        writeln!(out, "- Scope: {}", escape(scope))?;
    }
    for attachment in &state.runbooks {
        let title = escape(&attachment.title);
        write!(
            out,
            "- Runbook: {title} (`{}`, revision {})",
            attachment.id, attachment.revision
        )?;
        match &attachment.set_aside {
            Some((_, reason)) => writeln!(out, ", set aside: {}", escape(reason))?,
            None => writeln!(out)?,
        }
    }
    if let Some(resolution) = &state.resolution {
        if let Some(cause) = &resolution.cause {
            writeln!(out, "- Cause: {}", escape(&cause.title))?;
        }
        for cause in &resolution.contributing {
            writeln!(out, "- Contributing: {}", escape(&cause.title))?;
        }
        if let Some(summary) = &resolution.summary {
            writeln!(out, "- Summary: {}", escape(summary))?;
        }
    }
    Ok(())
}

fn figures(out: &mut String, state: &State) -> std::fmt::Result {
    let figures = metrics(state);
    let goals = targets(state, &figures);
    let shown = |ms: Option<i64>| ms.map_or("–".to_owned(), clock);
    let met = |met: Option<bool>| match met {
        Some(true) => "met",
        Some(false) => "missed",
        None => "–",
    };
    writeln!(
        out,
        "\n## Figures\n\n| metric | value | target | |\n|---|---|---|---|"
    )?;
    for (name, value, target, reached) in [
        ("time to detect", figures.ttd, None, None),
        ("time to acknowledge", figures.tta, None, None),
        (
            "time to first action",
            figures.ttfa,
            goals.first_action,
            goals.first_action_met,
        ),
        ("time to mitigate", figures.ttm, None, None),
        (
            "time to resolve",
            figures.ttr,
            goals.resolve,
            goals.resolve_met,
        ),
        ("on hold", figures.hold, None, None),
        ("blocked", figures.blocked, None, None),
        ("hands on", figures.hands_on, None, None),
        ("duration", figures.duration, None, None),
    ] {
        let (value, target) = (shown(value), shown(target));
        writeln!(out, "| {name} | {value} | {target} | {} |", met(reached))?;
    }
    if !figures.flags.is_empty() {
        let flags: Vec<&str> = figures.flags.iter().map(|f| f.word()).collect();
        writeln!(out, "\nFlags: {}", flags.join(", "))?;
    }
    Ok(())
}

fn steps(out: &mut String, state: &State) -> std::fmt::Result {
    writeln!(
        out,
        "\n## Steps\n\n| step | state | time | what was seen | by |\n|---|---|---|---|---|"
    )?;
    for attachment in &state.runbooks {
        let Some(runbook) = &attachment.runbook else {
            continue;
        };
        for (_, step) in runbook.steps() {
            let seen = attachment.state_of(step);
            let progress = attachment.steps.get(&step.id);
            let words = progress
                .and_then(|p| {
                    let answer = p.answer.as_deref().and_then(|a| step.answer(a));
                    answer
                        .map(|a| a.words())
                        .or(p.observed.as_deref())
                        .or(p.reason.as_deref())
                })
                .unwrap_or("");
            let time = progress
                .and_then(|p| p.duration_ms())
                .map_or(String::new(), clock);
            let by = progress.map(|p| p.actors.join(", ")).unwrap_or_default();
            let (number, does) = (&step.number, escape(&step.does));
            let (words, by) = (escape(words), escape(&by));
            writeln!(
                out,
                "| {number} {does} | {seen} | {time} | {words} | {by} |"
            )?;
        }
    }
    Ok(())
}

fn findings(out: &mut String, state: &State) -> std::fmt::Result {
    writeln!(out, "\n## Causes\n")?;
    for view in causes(state) {
        let title = escape(&view.cause.title);
        write!(out, "- {title}: {}", view.standing.words())?;
        let because: Vec<String> = view.because.iter().map(|(_, text)| escape(text)).collect();
        match because.is_empty() {
            true => writeln!(out)?,
            false => writeln!(out, " ({})", because.join("; "))?,
        }
    }
    if !state.changes.is_empty() {
        writeln!(out, "\n## Changes\n")?;
    }
    for change in &state.changes {
        let text = escape(&change.text);
        match change.reverted_at {
            Some(at) => writeln!(out, "- {text}: taken back at {at}")?,
            None => {
                let rollback = change.rollback.as_deref().unwrap_or("unknown");
                writeln!(out, "- {text}: **in force**; to undo: {}", escape(rollback))?;
            }
        }
    }
    if !state.follow_ups.is_empty() {
        writeln!(out, "\n## Follow-ups\n")?;
    }
    for follow_up in &state.follow_ups {
        let owner = follow_up.owner.as_deref().unwrap_or("nobody yet");
        writeln!(out, "- {} ({})", escape(&follow_up.text), escape(owner))?;
    }
    Ok(())
}

fn timeline(out: &mut String, incident: &Incident) -> std::fmt::Result {
    writeln!(
        out,
        "\n## Timeline\n\n| time (UTC) | what | who |\n|---|---|---|"
    )?;
    for (recorded, effective) in incident.log() {
        let what = escape(&describe(recorded));
        let struck = if effective {
            what
        } else {
            format!("~~{what}~~")
        };
        let at = recorded.event.occurred_at;
        writeln!(out, "| {at} | {struck} | {} |", escape(&recorded.actor))?;
    }
    Ok(())
}

/// An event in a line of plain words.
pub fn describe(recorded: &Recorded) -> String {
    let event = &recorded.event;
    let mut words = event.payload.kind().to_owned();
    if let Some(step) = &event.step {
        let _ = write!(words, " {step}");
    }
    let text = match &event.payload {
        Payload::StepCompleted {
            answer: Some(answer),
            ..
        } => Some(answer.as_str()),
        Payload::CauseJudged { cause, .. } => Some(cause.as_str()),
        Payload::Resolved {
            cause: Some(cause), ..
        } => Some(cause.as_str()),
        Payload::RunbookAttached { id, .. } => Some(id.as_str()),
        Payload::StepBlocked { waiting_on, .. } => Some(waiting_on.as_str()),
        Payload::EvidenceAdded { name, .. } => Some(name.as_str()),
        payload => payload.main_text(),
    };
    if let Some(text) = text {
        let _ = write!(words, ": {text}");
    }
    words
}

/// Text from outside as Markdown text: on one line, with nothing in it that is markup, and
/// control characters as visible signs.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '!' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            control if control.is_control() => {
                let _ = write!(out, "\\\\u{{{:x}}}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out
}
