//! The top of a report, and its figures against their targets.

use super::inline::span;
use super::{Fact, Inline, SectionPart, Table, Tone, Words, text, toned};
use crate::domain::metrics::{metrics, targets};
use crate::domain::state::{State, Status};

/// What the incident was, in facts.
pub fn head(state: &State) -> Vec<Fact> {
    let status = state.status.map_or("unopened", |s| s.word());
    let mut of_status = text(format!("{status} ({})", state.mode().word()));
    if state.status.is_some_and(Status::is_unfinished) {
        of_status = toned(
            Tone::Doubtful,
            format!("{status} ({})", state.mode().word()),
        );
    }
    let severity = state.severity.map_or("not set", |s| s.word());
    let mut facts = vec![
        Fact::new("Status", of_status),
        Fact::new("Severity", text(severity)),
    ];
    let mut known = |name: &str, value: Option<String>| {
        facts.extend(value.map(|value| Fact::new(name, text(value))));
    };
    let impact = &state.impact;
    known("Users affected", impact.users.map(|n| n.to_string()));
    known("Scope", impact.scope.clone());
    let services = impact.services.join(", ");
    known("Services", (!services.is_empty()).then_some(services));
    facts.extend(moments(state));
    facts.extend(state.runbooks.iter().map(|attachment| {
        let mut words = text(format!("{} (", attachment.title));
        words.push(Inline::Code(attachment.id.to_string()));
        words.extend(text(format!(", revision {})", attachment.revision)));
        if let Some((_, reason)) = &attachment.set_aside {
            words.extend(text(format!(", set aside: {reason}")));
        }
        Fact::new("Runbook", words)
    }));
    let mut known = |name: &str, value: Option<&String>| {
        facts.extend(value.map(|value| Fact::new(name, text(value))));
    };
    if let Some(resolution) = &state.resolution {
        known("Cause", resolution.cause.as_ref().map(|cause| &cause.title));
        for cause in &resolution.contributing {
            known("Contributing", Some(&cause.title));
        }
        known("Summary", resolution.summary.as_ref());
        known("Finds out the cause", resolution.owner.as_ref());
    }
    facts
}

/// The milestones that say when it was.
fn moments(state: &State) -> impl Iterator<Item = Fact> {
    let marks = &state.milestones;
    let assumed = state.detection.as_ref().is_some_and(|d| d.assumed);
    let all = [
        ("Impact started", marks.impact_started, false),
        ("Detected", marks.detected, assumed),
        ("Mitigated", marks.mitigated, false),
        ("Resolved", marks.resolved, false),
        ("Closed", marks.closed, false),
    ];
    all.into_iter().filter_map(|(name, mark, assumed)| {
        let mut words: Words = vec![Inline::At(mark?.at)];
        if assumed {
            words.extend(toned(Tone::Doubtful, " (assumed)"));
        }
        Some(Fact::new(name, words))
    })
}

/// The figures, and what casts doubt on them.
pub fn figures(state: &State) -> Vec<SectionPart> {
    let figures = metrics(state);
    let goals = targets(state, &figures);
    let (first, resolve) = (goals.first_action, goals.resolve);
    let (first_met, resolve_met) = (goals.first_action_met, goals.resolve_met);
    let rows = [
        ("time to detect", figures.ttd, None, None),
        ("time to acknowledge", figures.tta, None, None),
        ("time to first action", figures.ttfa, first, first_met),
        ("time to mitigate", figures.ttm, None, None),
        ("time to resolve", figures.ttr, resolve, resolve_met),
        ("on hold", figures.hold, None, None),
        ("blocked", figures.blocked, None, None),
        ("hands on", figures.hands_on, None, None),
        ("duration", figures.duration, None, None),
    ];
    let rows = rows.map(|(name, value, target, met)| {
        let met = match met {
            Some(true) => toned(Tone::Good, "met"),
            Some(false) => toned(Tone::Bad, "missed"),
            None => toned(Tone::Faint, "–"),
        };
        vec![text(name), span(value), span(target), met]
    });
    let flags: Vec<&str> = figures.flags.iter().map(|flag| flag.word()).collect();
    let flags = (!flags.is_empty()).then(|| {
        let flags = toned(Tone::Doubtful, flags.join(", "));
        Fact::new("Flags", flags)
    });
    vec![
        SectionPart::Table(Table {
            caption: None,
            columns: &["metric", "value", "target", "result"],
            rows: rows.into(),
        }),
        SectionPart::Facts(flags.into_iter().collect()),
    ]
}
