//! Incidents as traces: OTLP/JSON, a `TracesData` a line, as OpenTelemetry's file exporter writes
//! it. An incident is a trace and its root span; attempts at steps, waits, holds and runs are
//! spans below it, milestones its events. What is still going on ends at the export and says so.
//! Format: opentelemetry-proto 1, `trace.proto` with ids in hex and 64-bit numbers as strings.

use serde_json::{Value, json};

use super::audience::Leaving;
use super::document::Stamp;
use crate::domain::checklist::StepState;
use crate::domain::digest::sha256_hex;
use crate::domain::incident::Incident;
use crate::domain::metrics::metrics;
use crate::domain::state::{Mark, State};
use crate::domain::time::{Span, Timestamp};

/// `SPAN_KIND_INTERNAL`.
const INTERNAL: u32 = 1;
/// `STATUS_CODE_OK` and `STATUS_CODE_ERROR`.
const OK: u32 = 1;
const ERROR: u32 = 2;

/// A trace a line.
pub fn otlp(incidents: &[&Incident], stamp: Stamp, leaving: &Leaving) -> String {
    let lines = incidents
        .iter()
        .map(|i| format!("{}\n", trace(i, stamp, leaving)));
    lines.collect()
}

fn trace(incident: &Incident, stamp: Stamp, leaving: &Leaving) -> Value {
    let trace = Trace::of(incident.state(), stamp, leaving);
    let scope = json!({"name": "runsheet", "version": stamp.version});
    json!({"resourceSpans": [{
        "resource": {"attributes": attributes(vec![
            ("service.name", json!("runsheet")),
            ("service.version", json!(stamp.version)),
        ], leaving)},
        "scopeSpans": [{"scope": scope, "spans": trace.spans()}],
    }]})
}

/// An incident with what all of its spans share.
struct Trace<'a> {
    state: &'a State,
    id: String,
    root: String,
    now: Timestamp,
    leaving: &'a Leaving<'a>,
}

impl<'a> Trace<'a> {
    fn of(state: &'a State, stamp: Stamp, leaving: &'a Leaving<'a>) -> Self {
        let id = state.id.map(|id| id.to_string().replace('-', ""));
        let id = id.unwrap_or_default();
        let root = span_id(&id);
        let now = stamp.exported_at;
        Self {
            state,
            id,
            root,
            now,
            leaving,
        }
    }

    fn spans(&self) -> Vec<Value> {
        let mut spans = vec![self.whole()];
        for attachment in &self.state.runbooks {
            let Some(runbook) = &attachment.runbook else {
                continue;
            };
            for (phase, step) in runbook.steps() {
                let Some(progress) = attachment.steps.get(&step.id) else {
                    continue;
                };
                let state = attachment.state_of(step);
                let about = || {
                    vec![
                        ("runsheet.runbook", json!(attachment.id)),
                        ("runsheet.phase", json!(phase.id)),
                        ("runsheet.step", json!(step.id)),
                        ("runsheet.step.state", json!(state)),
                        ("runsheet.step.risk", json!(step.risk)),
                    ]
                };
                let name = format!("{} {}", step.number, step.does);
                let status = match state {
                    StepState::Done => Some(OK),
                    StepState::Failed => Some(ERROR),
                    _ => None,
                };
                // One that was never started has a moment and no length.
                let moment = progress.ended_at.filter(|_| progress.attempts.is_empty());
                let untimed = moment.map(|at| Span {
                    from: at,
                    to: Some(at),
                });
                let spans_of = progress.attempts.iter().copied().chain(untimed);
                let place = format!("{}/{}", attachment.id, step.id);
                for (number, span) in spans_of.enumerate() {
                    let id = span_id(&format!("{}/{place}/{number}", self.id));
                    spans.push(self.span(&id, &name, span, about(), status));
                }
                for (number, wait) in progress.waits.iter().enumerate() {
                    let id = span_id(&format!("{}/{place}/wait/{number}", self.id));
                    let name = format!("blocked: {}", step.number);
                    spans.push(self.span(&id, &name, wait.span, about(), None));
                }
            }
        }
        for (number, hold) in self.state.holds.iter().enumerate() {
            let id = span_id(&format!("{}/hold/{number}", self.id));
            spans.push(self.span(&id, "held", *hold, Vec::new(), None));
        }
        for run in self.state.runs.iter() {
            let id = span_id(&format!("{}/run/{}", self.id, run.event));
            let about = vec![
                ("runsheet.target", json!(run.target)),
                ("runsheet.run.outcome", json!(run.outcome)),
                ("runsheet.run.exit", json!(run.exit)),
            ];
            let span = Span {
                from: run.started_at,
                to: run.ended_at,
            };
            spans.push(self.span(&id, "run", span, about, None));
        }
        spans
    }

    /// The incident itself.
    fn whole(&self) -> Value {
        let state = self.state;
        let marks = &state.milestones;
        let at = |mark: Option<Mark>| mark.map(|mark| mark.at);
        let milestones = [
            ("impact_started", at(marks.impact_started)),
            ("detected", at(marks.detected)),
            ("acknowledged", at(marks.acknowledged)),
            ("first_action", at(marks.first_action)),
            ("mitigated", at(marks.mitigated)),
            ("resolved", at(marks.resolved)),
            ("backed_out", at(marks.backed_out)),
            ("closed", at(marks.closed)),
        ];
        let begins = [
            state.opened_at,
            at(marks.impact_started),
            at(marks.detected),
        ];
        let from = begins.into_iter().flatten().min().unwrap_or(self.now);
        let ends = [marks.closed, marks.resolved, marks.backed_out];
        let to = ends.into_iter().flatten().map(|mark| mark.at).max();
        let cause = state.resolution.as_ref().and_then(|r| r.cause.as_ref());
        let figures = metrics(state);
        let about = vec![
            ("runsheet.incident", json!(state.key())),
            ("runsheet.mode", json!(state.mode)),
            ("runsheet.severity", json!(state.severity)),
            ("runsheet.status", json!(state.status)),
            (
                "runsheet.cause",
                cause.map_or(Value::Null, |cause| json!(cause.title)),
            ),
            ("runsheet.ttfa_ms", json!(figures.ttfa)),
            ("runsheet.ttr_ms", json!(figures.ttr)),
        ];
        let mut span = self.span(&self.root, &state.title, Span { from, to }, about, None);
        if let Some(fields) = span.as_object_mut() {
            fields.remove("parentSpanId");
        }
        let reached = milestones
            .iter()
            .filter_map(|(name, at)| at.map(|at| (name, at)));
        span["events"] = reached
            .map(|(name, at)| json!({"timeUnixNano": nanos(at), "name": name}))
            .collect();
        span
    }

    fn span(
        &self,
        id: &str,
        name: &str,
        span: Span,
        mut about: Vec<(&'static str, Value)>,
        status: Option<u32>,
    ) -> Value {
        if span.to.is_none() {
            about.push(("runsheet.unfinished", json!(true)));
        }
        let to = span.to.unwrap_or(self.now).max(span.from);
        let mut json = json!({
            "traceId": self.id,
            "spanId": id,
            "parentSpanId": self.root,
            "name": super::clean(&self.leaving.says(name)),
            "kind": INTERNAL,
            "startTimeUnixNano": nanos(span.from),
            "endTimeUnixNano": nanos(to),
            "attributes": attributes(about, self.leaving),
        });
        if let Some(code) = status {
            json["status"] = json!({"code": code});
        }
        json
    }
}

/// Eight bytes in hex that are the same in every export.
fn span_id(of: &str) -> String {
    sha256_hex(of.as_bytes())[..16].to_owned()
}

fn nanos(at: Timestamp) -> String {
    (i128::from(at.ms()) * 1_000_000).to_string()
}

/// What is known of the attributes given; those that are unknown are left out.
fn attributes(about: Vec<(&'static str, Value)>, leaving: &Leaving) -> Value {
    let known = about.into_iter().filter_map(|(key, value)| {
        let value = match value {
            Value::Null => return None,
            Value::Bool(is) => json!({"boolValue": is}),
            Value::Number(number) => json!({"intValue": number.to_string()}),
            Value::String(text) => json!({"stringValue": super::clean(&leaving.says(&text))}),
            other => json!({"stringValue": other.to_string()}),
        };
        Some(json!({"key": key, "value": value}))
    });
    known.collect()
}
