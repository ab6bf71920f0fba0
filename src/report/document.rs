//! The timeline document of one incident: `runsheet.timeline` 1.1.0. The same journal gives
//! the same bytes but for `exported_at` and `generator`.
//!
//! Long because it holds one function per part of the document, in the document's order.

use serde_json::{Map, Value, json};

use crate::domain::chain;
use crate::domain::checklist::Progress;
use crate::domain::event::{Mode, Payload, Recorded};
use crate::domain::incident::Incident;
use crate::domain::metrics::{metrics, targets};
use crate::domain::runbook::{Phase, Step};
use crate::domain::standing::causes;
use crate::domain::state::{Attachment, Link, Mark, State};
use crate::domain::time::{Span, Timestamp};

/// The name of the format.
pub const FORMAT: &str = "runsheet.timeline";
/// Its version. Readers take any with the same first number.
pub const FORMAT_VERSION: &str = "1.1.0";
/// What 1.1 added, as places in the document: a file of 1.0 has none of it.
pub const SINCE_1_1: &[&str] = &[
    "milestones.backed_out",
    "incident.joined_into",
    "links",
    "runs",
    "changes[].out_of_order",
    "evidence[].pinned",
    "causes[].at",
    "causes[].target",
];

/// When and by what a document is written.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// When.
    pub exported_at: Timestamp,
    /// The version of the program.
    pub version: &'static str,
}

/// Seconds with at most three decimals, from milliseconds.
pub fn seconds(ms: Option<i64>) -> Value {
    match ms {
        // 2^53 ms are 285,000 years, so every span is exact in a double.
        #[expect(clippy::cast_precision_loss, reason = "a span is far below 2^53 ms")]
        Some(ms) => json!(ms as f64 / 1000.0),
        None => Value::Null,
    }
}

/// The whole document. `text` gives the text of a runbook by its hash.
pub fn document(
    incident: &Incident,
    stamp: Stamp,
    text: &dyn Fn(&str) -> Option<String>,
) -> Map<String, Value> {
    let mut document = folded(incident, stamp, text);
    let events = incident.log().map(|(recorded, effective)| {
        let mut json = recorded.hashed_json();
        json.insert("hash".into(), json!(recorded.hash));
        json.insert("effective".into(), json!(effective));
        Value::Object(json)
    });
    document.insert("events".into(), events.collect());
    document.insert("integrity".into(), integrity(incident));
    document
}

/// The document without `events` and `integrity`: what `status` tells.
pub fn folded(
    incident: &Incident,
    stamp: Stamp,
    text: &dyn Fn(&str) -> Option<String>,
) -> Map<String, Value> {
    let state = incident.state();
    let mut document = Map::new();
    let mut put = |key: &str, value: Value| document.insert(key.to_owned(), value);
    put("format", json!(FORMAT));
    put("format_version", json!(FORMAT_VERSION));
    put("exported_at", json!(stamp.exported_at));
    put(
        "generator",
        json!({"name": "runsheet", "version": stamp.version}),
    );
    put("incident", incident_json(state));
    let runbooks = state.runbooks.iter().map(|a| runbook_json(a, text));
    put("runbooks", runbooks.collect());
    put("earlier_texts", earlier_texts(incident, text));
    put("actors", actors(incident));
    put("milestones", milestones(state));
    let figures = metrics(state);
    put("metrics", metrics_json(&figures));
    let goals = targets(state, &figures);
    put(
        "targets",
        json!({
            "first_action_s": seconds(goals.first_action),
            "resolve_s": seconds(goals.resolve),
            "first_action_met": goals.first_action_met,
            "resolve_met": goals.resolve_met,
        }),
    );
    put("steps", steps(state));
    put("causes", causes_json(state));
    put("changes", changes(state));
    put("evidence", evidence(state));
    put("links", links(state));
    put("runs", super::runs::runs(state));
    put(
        "updates",
        state
            .updates
            .iter()
            .map(|u| json!({"at": u.at, "audience": u.audience, "text": u.text}))
            .collect(),
    );
    put(
        "handoffs",
        state
            .handoffs
            .iter()
            .map(|h| json!({"at": h.at, "to": h.to, "accepted_at": h.accepted_at, "text": h.text}))
            .collect(),
    );
    put(
        "follow_ups",
        state
            .follow_ups
            .iter()
            .map(|f| json!({"text": f.text, "owner": f.owner, "due": f.due}))
            .collect(),
    );
    put(
        "drill",
        match state.mode() {
            Mode::Drill => crate::drill::as_json(incident, text),
            _ => Value::Null,
        },
    );
    document
}

fn incident_json(state: &State) -> Value {
    let resolution = state.resolution.as_ref();
    let detection = state.detection.as_ref();
    json!({
        "id": state.id,
        "key": state.exported_key(),
        "title": state.title,
        "mode": state.mode,
        "severity": state.severity,
        "status": state.status,
        "cause": resolution.and_then(|r| r.cause.as_ref()),
        "contributing": resolution.map(|r| r.contributing.clone()).unwrap_or_default(),
        "summary": resolution.and_then(|r| r.summary.as_ref()),
        "reopen_count": state.reopen_count,
        "duplicate_of": state.duplicate_of,
        "scenario": state.scenario,
        "impact": {
            "users": state.impact.users,
            "scope": state.impact.scope,
            "services": state.impact.services,
        },
        "detection": {
            "source": detection.map(|d| &d.source),
            "assumed": detection.is_some_and(|d| d.assumed),
        },
        "planned_end": state.planned_end,
        "backout_by": state.backout_by,
        "joined_into": state.joined_into,
    })
}

fn runbook_json(attachment: &Attachment, text: &dyn Fn(&str) -> Option<String>) -> Value {
    let set_aside = attachment.set_aside.as_ref();
    json!({
        "id": attachment.id,
        "title": attachment.title,
        "revision": attachment.revision,
        "sha256": attachment.sha256,
        "attached_at": attachment.attached_at,
        "set_aside": set_aside.map(|(at, reason)| json!({"at": at, "reason": reason})),
        "text": text(&attachment.sha256),
    })
}

/// The texts of attachments that are in force no more, because they were undone or the same
/// runbook was attached again with another text. The fold of the events still needs them.
fn earlier_texts(incident: &Incident, text: &dyn Fn(&str) -> Option<String>) -> Value {
    let mut listed: Vec<&str> = incident
        .state()
        .runbooks
        .iter()
        .map(|a| &*a.sha256)
        .collect();
    let mut earlier = Vec::new();
    for (recorded, _) in incident.log() {
        if let Payload::RunbookAttached { sha256, .. } = &recorded.event.payload
            && !listed.contains(&&**sha256)
        {
            listed.push(sha256);
            earlier.push(json!({"sha256": sha256, "text": text(sha256)}));
        }
    }
    earlier.into()
}

fn actors(incident: &Incident) -> Value {
    let mut actors: Vec<(&str, Vec<&str>)> = Vec::new();
    for (recorded, _) in incident.log() {
        let (name, role) = (&*recorded.actor, &*recorded.role);
        match actors.iter_mut().find(|(known, _)| *known == name) {
            Some((_, roles)) if roles.contains(&role) => {}
            Some((_, roles)) => roles.push(role),
            None => actors.push((name, vec![role])),
        }
    }
    actors
        .into_iter()
        .map(|(name, roles)| json!({"name": name, "roles": roles}))
        .collect()
}

fn milestones(state: &State) -> Value {
    let at = |mark: Option<Mark>| mark.map(|m| m.at);
    let marks = &state.milestones;
    json!({
        "impact_started": at(marks.impact_started),
        "detected": at(marks.detected),
        "acknowledged": at(marks.acknowledged),
        "first_action": at(marks.first_action),
        "mitigated": at(marks.mitigated),
        "resolved": at(marks.resolved),
        "backed_out": at(marks.backed_out),
        "closed": at(marks.closed),
    })
}

fn metrics_json(figures: &crate::domain::metrics::Metrics) -> Value {
    let flags: Vec<&str> = figures.flags.iter().map(|f| f.word()).collect();
    json!({
        "ttd_s": seconds(figures.ttd),
        "tta_s": seconds(figures.tta),
        "ttfa_s": seconds(figures.ttfa),
        "ttm_s": seconds(figures.ttm),
        "ttr_s": seconds(figures.ttr),
        "hold_s": seconds(figures.hold),
        "ttr_active_s": seconds(figures.ttr_active),
        "blocked_s": seconds(figures.blocked),
        "hands_on_s": seconds(figures.hands_on),
        "duration_s": seconds(figures.duration),
        "flags": flags,
    })
}

fn steps(state: &State) -> Value {
    let mut steps = Vec::new();
    for attachment in &state.runbooks {
        let Some(runbook) = &attachment.runbook else {
            continue;
        };
        for (phase, step) in runbook.steps() {
            steps.push(step_json(attachment, phase, step));
        }
    }
    steps.into()
}

fn step_json(attachment: &Attachment, phase: &Phase, step: &Step) -> Value {
    let untouched = Progress::default();
    let progress = attachment.steps.get(&step.id).unwrap_or(&untouched);
    let span = |s: &Span| (s.from, s.to);
    let blocked: Vec<Value> = progress
        .waits
        .iter()
        .map(|wait| {
            let (from, to) = span(&wait.span);
            json!({"from": from, "to": to, "waiting_on": wait.waiting_on, "reason": wait.reason})
        })
        .collect();
    json!({
        "runbook": attachment.id,
        "phase": phase.id,
        "id": step.id,
        "number": step.number,
        "do": step.does,
        "kind": step.kind,
        "risk": step.risk,
        "critical": step.critical,
        "state": attachment.state_of(step),
        "started_at": progress.attempts.first().map(|a| a.from),
        "ended_at": progress.ended_at,
        "started_by": progress.started_by(),
        "duration_s": seconds(progress.duration_ms()),
        "blocked_s": seconds(progress.blocked_ms()),
        "blocked": blocked,
        "attempts": progress.attempts.len(),
        "actors": progress.actors,
        "observed": progress.observed,
        "answer": progress.answer,
        "reason": progress.reason,
        "override": progress.overridden,
        "approved_by": progress.approved_by,
        "reverted": progress.reverted,
    })
}

fn causes_json(state: &State) -> Value {
    causes(state)
        .into_iter()
        .map(|view| {
            let because: Vec<Value> = view
                .because
                .iter()
                .map(|(event, text)| json!({"event": event, "text": text}))
                .collect();
            json!({
                "runbook": view.runbook,
                "id": view.cause.id,
                "title": view.cause.title,
                "standing": view.standing,
                "at": view.at,
                "target": view.target,
                "because": because,
            })
        })
        .collect()
}

fn changes(state: &State) -> Value {
    state
        .changes
        .iter()
        .map(|change| {
            json!({
                "event": change.event,
                "runbook": change.step.as_ref().map(|at| &at.runbook),
                "step": change.step.as_ref().map(|at| &at.step),
                "text": change.text,
                "device": change.device,
                "risk": change.risk,
                "rollback": change.rollback,
                "at": change.at,
                "reverted_at": change.reverted_at,
                "out_of_order": change.out_of_order,
            })
        })
        .collect()
}

fn evidence(state: &State) -> Value {
    state
        .evidence
        .iter()
        .map(|e| {
            json!({
                "id": e.id,
                "name": e.name,
                "sha256": e.sha256,
                "bytes": e.bytes,
                "lines": e.lines,
                "findings": e.findings,
                "pinned": e.pinned.as_ref().map(|pinned| json!({
                    "line": pinned.line,
                    "text": pinned.text,
                    "runbook": pinned.cause.as_ref().map(|at| &at.runbook),
                    "cause": pinned.cause.as_ref().map(|at| &at.cause),
                    "around_sha256": pinned.around_sha256,
                })),
            })
        })
        .collect()
}

fn links(state: &State) -> Value {
    let row = |link: &Link| {
        json!({
            "event": link.event,
            "system": link.system,
            "id": link.id,
            "url": link.url,
            "text": link.text,
        })
    };
    state.links.iter().map(row).collect()
}

fn integrity(incident: &Incident) -> Value {
    let log = || incident.log().map(|(recorded, _)| recorded);
    let mut replicas: Vec<_> = log().map(|r: &Recorded| r.replica).collect();
    replicas.sort_unstable();
    replicas.dedup();
    let chains: Vec<Value> = replicas
        .into_iter()
        .map(|replica| {
            let tail = chain::tail(log(), replica);
            json!({
                "replica": replica,
                "count": log().filter(|r| r.replica == replica).count(),
                "head": tail.map(|t| &t.hash),
            })
        })
        .collect();
    json!({"alg": "sha256-rfc8785", "chains": chains})
}
