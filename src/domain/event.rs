//! What happened: events in the past tense, never changed once recorded.
//!
//! [`Payload`] is the one list of event kinds; its field names are the keys of the
//! exported `data`. An [`Event`] is what the rules yield, a [`Recorded`] one is numbered,
//! hashed and kept in a journal.
//!
//! Long because it is the one list of all event kinds with their data and their JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::id::{CauseId, EventId, IncidentId, ReplicaId, RunbookId, SignatureId, StepId};
use super::run::{RunOutcome, RunWhat};
use super::runbook::Risk;
use super::time::{Precision, TimeSource, Timestamp};

macro_rules! payloads {
    ($($(#[$doc:meta])* $kind:literal => $name:ident { $($field:ident : $type:ty),* $(,)? })*) => {
        /// What happened, with its data. Every key is always present; unknown is null.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "data")]
        #[expect(missing_docs, reason = "the fields are the documented keys of the timeline schema")]
        pub enum Payload {
            $($(#[$doc])* #[serde(rename = $kind)] $name { $($field: $type),* },)*
            /// A kind that this version does not know: kept as it is, without effect.
            #[serde(skip)]
            Newer(Newer),
        }

        impl Payload {
            /// Every kind of event that this version knows, in the order of the contract.
            pub const KINDS: &[&str] = &[$($kind),*];

            /// Whether this version knows a kind. Asked for every event that is read.
            pub fn is_known(kind: &str) -> bool {
                matches!(kind, $($kind)|*)
            }

            /// The kind, such as `step.completed`.
            pub fn kind(&self) -> &str {
                match self {
                    $(Payload::$name { .. } => $kind,)*
                    Payload::Newer(newer) => &newer.kind,
                }
            }
        }
    };
}

payloads! {
    /// The incident exists from here on.
    "incident.opened" => IncidentOpened {
        number: u64, title: String, mode: Mode, severity: Option<Severity>,
        source: Option<String>, scenario: Option<String>,
        planned_end: Option<Timestamp>, backout_by: Option<Timestamp>,
    }
    /// Who and what is affected; the whole new value.
    "incident.impact_set" => ImpactSet { users: Option<u64>, scope: Option<String>, services: Vec<String> }
    /// The trouble began.
    "incident.impact_started" => ImpactStarted {}
    /// Somebody or something noticed; `assumed` when nobody said when.
    "incident.detected" => Detected { source: String, assumed: bool }
    /// Somebody takes care of it.
    "incident.acknowledged" => Acknowledged {}
    /// A new severity.
    "incident.severity_set" => SeveritySet { severity: Option<Severity> }
    /// A new title.
    "incident.title_set" => TitleSet { title: String }
    /// The users can work again, the cause is still there.
    "incident.mitigated" => Mitigated {}
    /// The mitigation did not hold.
    "incident.impact_returned" => ImpactReturned { reason: Option<String> }
    /// Nothing can be done for now.
    "incident.held" => Held { reason: Option<String>, waiting_on: Option<String> }
    /// Work goes on.
    "incident.resumed" => Resumed {}
    /// It is over.
    "incident.resolved" => Resolved {
        cause: Option<String>, contributing: Vec<String>, summary: Option<String>, owner: Option<String>,
    }
    /// Planned work was taken back.
    "incident.backed_out" => BackedOut { reason: String }
    /// It is the same outage as another one, which goes on with what is here.
    "incident.joined" => Joined { into: IncidentId, reason: Option<String> }
    /// Nothing is left to do.
    "incident.closed" => Closed { reason: Option<String> }
    /// It was not over.
    "incident.reopened" => Reopened { reason: String }
    /// It was none.
    "incident.cancelled" => Cancelled { reason: Option<String>, duplicate_of: Option<IncidentId> }
    /// A runbook is walked from here on.
    "runbook.attached" => RunbookAttached { id: RunbookId, title: String, revision: u32, sha256: Arc<str> }
    /// It proved to be the wrong one.
    "runbook.set_aside" => RunbookSetAside { reason: String }
    /// A variable that is no secret has a value.
    "variable.set" => VariableSet { name: String, value: String }
    /// Work on a step began; `auto` when the screen began it.
    "step.started" => StepStarted { auto: bool }
    /// An automatic start came to nothing.
    "step.released" => StepReleased {}
    /// As expected.
    "step.completed" => StepCompleted {
        observed: Option<String>, answer: Option<String>, approved_by: Option<String>, confirm: Option<String>,
    }
    /// Not as expected, or it did not work.
    "step.failed" => StepFailed { observed: String }
    /// It could not be checked.
    "step.inconclusive" => StepInconclusive { reason: String }
    /// Passed over on purpose.
    "step.skipped" => StepSkipped { reason: String, r#override: bool }
    /// It does not apply.
    "step.marked_na" => StepMarkedNa { reason: String }
    /// It waits for somebody.
    "step.blocked" => StepBlocked { waiting_on: String, reason: Option<String> }
    /// The wait is over.
    "step.unblocked" => StepUnblocked {}
    /// Somebody does it later.
    "step.deferred" => StepDeferred { owner: String, due: Option<Timestamp>, reason: Option<String> }
    /// It has to be done again.
    "step.reopened" => StepReopened { reason: String }
    /// What it changed is no longer in force.
    "step.reverted" => StepReverted { note: Option<String> }
    /// What the step runs went to the clipboard; `index` counts from 1.
    "run.copied" => RunCopied { index: u32 }
    /// Something was sent to a box. Durable before it is sent.
    "run.started" => RunStarted {
        what: RunWhat, index: Option<u32>, of: Option<EventId>, target: String,
        address: Option<String>, kind: Option<String>, via: String, text: String,
        text_sha256: String, risk: Risk, approved_by: Option<String>,
    }
    /// It came to an end, or nobody can tell.
    "run.ended" => RunEnded {
        run: EventId, outcome: RunOutcome, exit: Option<i32>, duration_ms: Option<u64>,
        bytes: Option<u64>, lines: Option<u64>, sha256: Option<String>,
        head: Option<String>, tail: Option<String>, truncated: bool, findings: Vec<Finding>,
        captured: BTreeMap<String, String>, polls: Option<u32>,
    }
    /// The output of something that was run elsewhere; `text_sha256` is over the masked output.
    "output.pasted" => OutputPasted {
        index: Option<u32>, text_sha256: String, bytes: u64, lines: u64, head: String,
        tail: String, findings: Vec<Finding>, captured: BTreeMap<String, String>,
    }
    /// A kind of device, or a role of one, is this box from here on.
    "target.bound" => TargetBound {
        kind: String, at: Option<String>, target: String, address: Option<String>,
    }
    /// The incident is known elsewhere under this id: a ticket, an alert's fingerprint.
    "external.linked" => ExternalLinked {
        system: String, id: String, url: Option<String>, text: Option<String>,
    }
    /// A line that a person points at, for a cause of the runbook that the event names.
    "evidence.pinned" => EvidencePinned {
        name: String, line: u64, text: String, cause: Option<CauseId>,
        around_sha256: Option<String>,
    }
    /// Something was done that is in no runbook.
    "action.taken" => ActionTaken { text: String, device: Option<String>, risk: Risk, rollback: Option<String> }
    /// What an action changed is no longer in force.
    "action.reverted" => ActionReverted { event: EventId, note: Option<String> }
    /// What a person thinks of a cause.
    "cause.judged" => CauseJudged { cause: CauseId, standing: Standing, because: Option<String> }
    /// A log or another file was looked through.
    "evidence.added" => EvidenceAdded {
        name: String, sha256: String, bytes: u64, lines: u64, findings: Vec<Finding>,
    }
    /// The runbook was chosen from a search.
    "search.chosen" => SearchChosen { query: String, rank: u32 }
    /// A remark.
    "note.added" => NoteAdded { text: String }
    /// Others were told.
    "update.sent" => UpdateSent { text: String, audience: Option<String>, next_due: Option<Timestamp> }
    /// The incident is offered to the next person.
    "handoff.recorded" => HandoffRecorded { to: Option<String>, text: String }
    /// The next person has it.
    "handoff.accepted" => HandoffAccepted { event: EventId }
    /// Something is left to do after the incident.
    "follow_up.added" => FollowUpAdded { text: String, owner: Option<String>, due: Option<Timestamp> }
    /// A drill played something in.
    "drill.injected" => DrillInjected { inject: String }
    /// A drill gave a hint.
    "drill.hint_shown" => DrillHintShown { level: u32 }
    /// A drill was talked over.
    "drill.debriefed" => DrillDebriefed { answers: Vec<String> }
    /// Earlier events did not happen.
    "entry.retracted" => EntryRetracted { events: Vec<EventId>, reason: Option<String> }
    /// An earlier event happened at another time, by another person, or in other words.
    "entry.amended" => EntryAmended {
        event: EventId, occurred_at: Option<Timestamp>, precision: Option<Precision>,
        actor: Option<String>, text: Option<String>, reason: String,
    }
    /// The wall clock and the steady clock parted.
    "clock.jumped" => ClockJumped { by_ms: i64 }
}

/// An event of a kind that a later version of the program writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Newer {
    /// The kind.
    pub kind: Arc<str>,
    /// Its data as it came, `with` included.
    pub data: Value,
}

/// What an incident is for. Modes are never pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Real trouble.
    Live,
    /// Training.
    Drill,
    /// Planned work.
    Change,
}

impl Mode {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Live => "live",
            Mode::Drill => "drill",
            Mode::Change => "change",
        }
    }
}

/// How bad it is; `sev1` is the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say all")]
pub enum Severity {
    Sev1,
    Sev2,
    Sev3,
    Sev4,
}

impl Severity {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Sev1 => "sev1",
            Severity::Sev2 => "sev2",
            Severity::Sev3 => "sev3",
            Severity::Sev4 => "sev4",
        }
    }
}

/// What is thought of a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing is known.
    Open,
    /// Something points at it.
    Suspected,
    /// It is not it.
    RuledOut,
    /// It is it.
    Confirmed,
}

impl Standing {
    /// The words for it on a screen.
    pub fn words(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Suspected => "suspected",
            Standing::RuledOut => "ruled out",
            Standing::Confirmed => "confirmed",
        }
    }
}

/// A known signature found in a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The runbook that knows the signature.
    pub runbook: RunbookId,
    /// The signature.
    pub signature: SignatureId,
    /// The causes that it points at.
    pub causes: Vec<CauseId>,
    /// How many lines hold it.
    pub count: u64,
    /// The first of them.
    pub first: FoundLine,
}

/// A line of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundLine {
    /// Its number, from 1.
    pub line: u64,
    /// Its text, secrets masked.
    pub text: String,
}

/// Something that happened, as the rules yield it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Who says so.
    pub time_source: TimeSource,
    /// How exactly.
    pub precision: Precision,
    /// The runbook that it is about.
    pub runbook: Option<RunbookId>,
    /// The step that it is about.
    pub step: Option<StepId>,
    /// What it was.
    pub payload: Payload,
}

/// An event as a journal keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its global id.
    pub id: EventId,
    /// The incident that it belongs to.
    pub incident_id: IncidentId,
    /// The journal that recorded it.
    pub replica: ReplicaId,
    /// Its place in that journal's chain for this incident, from 1.
    pub seq: u64,
    /// When it was recorded; never before the incident's last event.
    pub recorded_at: Timestamp,
    /// Who did it.
    pub actor: Arc<str>,
    /// In what role.
    pub role: Arc<str>,
    /// The first event of the group that one command yielded; `None` in the first itself.
    pub with: Option<EventId>,
    /// What happened.
    pub event: Event,
    /// The hash of the event before it in its chain, in hex.
    pub prev_hash: Option<Arc<str>>,
    /// SHA-256 in hex over the canonical JSON of all the other fields.
    pub hash: Arc<str>,
}

/// An event in a file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEvent {
    /// A key is missing or holds something else.
    #[error("event {id}: {what}")]
    Shape {
        /// The event's id, or its place if that is what is wrong.
        id: String,
        /// What is wrong.
        what: String,
    },
    /// It holds something that would be lost.
    #[error(
        "event {0}: it holds keys or values that this version does not keep, so its hash would be lost"
    )]
    Unknown(String),
}

impl Recorded {
    /// The sort key of a merged incident: the same order on every machine.
    pub fn order(&self) -> (Timestamp, ReplicaId, u64) {
        (self.recorded_at, self.replica, self.seq)
    }

    /// The data with `with`, as exported.
    pub fn data(&self) -> Value {
        if let Payload::Newer(newer) = &self.event.payload {
            return newer.data.clone();
        }
        let mut tagged = match serde_json::to_value(&self.event.payload) {
            Ok(Value::Object(tagged)) => tagged,
            other => unreachable!("a payload is an object: {other:?}"),
        };
        let mut data = tagged.remove("data").unwrap_or_default();
        if let Value::Object(keys) = &mut data {
            let with = self.with.map_or(Value::Null, |id| id.to_string().into());
            keys.insert("with".into(), with);
        }
        data
    }

    /// The event as exported, without `hash` and `effective`: what the hash covers.
    pub fn hashed_json(&self) -> Map<String, Value> {
        let event = &self.event;
        let text = |text: &str| Value::from(text.to_owned());
        let mut json = Map::with_capacity(16);
        json.insert("id".into(), self.id.to_string().into());
        json.insert("incident_id".into(), self.incident_id.to_string().into());
        json.insert("replica".into(), self.replica.to_string().into());
        json.insert("seq".into(), self.seq.into());
        json.insert("kind".into(), event.payload.kind().into());
        json.insert("occurred_at".into(), event.occurred_at.to_string().into());
        json.insert("recorded_at".into(), self.recorded_at.to_string().into());
        json.insert("time_source".into(), serde_json::json!(event.time_source));
        json.insert("precision".into(), serde_json::json!(event.precision));
        json.insert("actor".into(), text(&self.actor));
        json.insert("role".into(), text(&self.role));
        let runbook = event.runbook.as_ref().map(|id| text(id.as_str()));
        json.insert("runbook".into(), runbook.unwrap_or_default());
        let step = event.step.as_ref().map(|id| text(id.as_str()));
        json.insert("step".into(), step.unwrap_or_default());
        json.insert("data".into(), self.data());
        let prev_hash = self.prev_hash.as_deref().map(text);
        json.insert("prev_hash".into(), prev_hash.unwrap_or_default());
        json
    }

    /// Reads an exported event. Its hash is taken as it stands; keys that this version
    /// does not know are refused, because recording the event would lose them.
    pub fn from_json(json: &Value) -> Result<Self, BadEvent> {
        let wire = Wire::deserialize(json).map_err(|error| BadEvent::Shape {
            id: json["id"].as_str().unwrap_or("without an id").to_owned(),
            what: error.to_string(),
        })?;
        let shape = |what: String| BadEvent::Shape {
            id: wire.id.to_string(),
            what,
        };
        let payload = match Payload::is_known(&wire.kind) {
            true => {
                let tagged = serde_json::json!({"kind": wire.kind, "data": wire.data});
                Payload::deserialize(&tagged).map_err(|error| shape(error.to_string()))?
            }
            false => Payload::newer(&wire.kind, wire.data.clone()).map_err(shape)?,
        };
        let with = Option::<EventId>::deserialize(&wire.data["with"])
            .map_err(|error| shape(format!("data.with: {error}")))?;
        let recorded = Recorded {
            id: wire.id,
            incident_id: wire.incident_id,
            replica: wire.replica,
            seq: wire.seq,
            recorded_at: wire.recorded_at,
            actor: wire.actor.into(),
            role: wire.role.into(),
            with,
            event: Event {
                occurred_at: wire.occurred_at,
                time_source: wire.time_source,
                precision: wire.precision,
                runbook: wire.runbook,
                step: wire.step,
                payload,
            },
            prev_hash: wire.prev_hash.map(Into::into),
            hash: wire.hash.into(),
        };
        let mut given = json.as_object().cloned().unwrap_or_default();
        given.remove("hash");
        given.remove("effective");
        if recorded.hashed_json() == given {
            Ok(recorded)
        } else {
            Err(BadEvent::Unknown(recorded.id.to_string()))
        }
    }
}

/// The envelope of an exported event.
#[derive(Deserialize)]
struct Wire {
    id: EventId,
    incident_id: IncidentId,
    replica: ReplicaId,
    seq: u64,
    kind: String,
    occurred_at: Timestamp,
    recorded_at: Timestamp,
    time_source: TimeSource,
    precision: Precision,
    actor: String,
    role: String,
    runbook: Option<RunbookId>,
    step: Option<StepId>,
    data: Value,
    prev_hash: Option<String>,
    hash: String,
}

impl Payload {
    /// The text that `entry.amended` corrects: the main text, what was observed, or the reason.
    pub fn main_text(&self) -> Option<&str> {
        match self {
            Payload::NoteAdded { text }
            | Payload::UpdateSent { text, .. }
            | Payload::HandoffRecorded { text, .. }
            | Payload::FollowUpAdded { text, .. }
            | Payload::ActionTaken { text, .. } => Some(text),
            Payload::StepFailed { observed } => Some(observed),
            Payload::StepCompleted { observed, .. } => observed.as_deref(),
            Payload::StepInconclusive { reason }
            | Payload::StepSkipped { reason, .. }
            | Payload::StepMarkedNa { reason }
            | Payload::StepReopened { reason }
            | Payload::Reopened { reason }
            | Payload::BackedOut { reason }
            | Payload::RunbookSetAside { reason } => Some(reason),
            Payload::StepBlocked { reason, .. }
            | Payload::StepDeferred { reason, .. }
            | Payload::ImpactReturned { reason }
            | Payload::Held { reason, .. }
            | Payload::Closed { reason }
            | Payload::Joined { reason, .. }
            | Payload::Cancelled { reason, .. } => reason.as_deref(),
            Payload::CauseJudged { because, .. } => because.as_deref(),
            Payload::StepReverted { note } | Payload::ActionReverted { note, .. } => {
                note.as_deref()
            }
            Payload::Resolved { summary, .. } => summary.as_deref(),
            _ => None,
        }
    }

    /// Replaces [`Payload::main_text`]; `false` if this kind has none.
    pub fn set_main_text(&mut self, new: &str) -> bool {
        match self {
            Payload::NoteAdded { text }
            | Payload::UpdateSent { text, .. }
            | Payload::HandoffRecorded { text, .. }
            | Payload::FollowUpAdded { text, .. }
            | Payload::ActionTaken { text, .. }
            | Payload::StepFailed { observed: text }
            | Payload::StepInconclusive { reason: text }
            | Payload::StepSkipped { reason: text, .. }
            | Payload::StepMarkedNa { reason: text }
            | Payload::StepReopened { reason: text }
            | Payload::Reopened { reason: text }
            | Payload::BackedOut { reason: text }
            | Payload::RunbookSetAside { reason: text } => new.clone_into(text),
            Payload::StepCompleted { observed: text, .. }
            | Payload::StepBlocked { reason: text, .. }
            | Payload::StepDeferred { reason: text, .. }
            | Payload::ImpactReturned { reason: text }
            | Payload::Held { reason: text, .. }
            | Payload::Closed { reason: text }
            | Payload::Joined { reason: text, .. }
            | Payload::Cancelled { reason: text, .. }
            | Payload::CauseJudged { because: text, .. }
            | Payload::StepReverted { note: text }
            | Payload::ActionReverted { note: text, .. }
            | Payload::Resolved { summary: text, .. } => *text = Some(new.to_owned()),
            _ => return false,
        }
        true
    }
}

impl Payload {
    /// A payload of a kind that this version does not know, or what is wrong with it.
    fn newer(kind: &str, data: Value) -> Result<Self, String> {
        if !data.is_object() {
            return Err(format!("the data of {kind} is no object"));
        }
        let kind = kind.into();
        Ok(Payload::Newer(Newer { kind, data }))
    }

    /// Whether it is a fact about a device or its output, which no order of a merged log and
    /// no undo takes away.
    pub fn is_fact(&self) -> bool {
        matches!(
            self,
            Payload::RunStarted { .. } | Payload::RunEnded { .. } | Payload::OutputPasted { .. }
        )
    }

    /// Reads a payload and its `with` from a kind and the JSON text of its data.
    pub fn from_text(kind: &str, data: &str) -> Result<(Self, Option<EventId>), serde_json::Error> {
        #[derive(Deserialize)]
        struct Group {
            with: Option<EventId>,
        }
        if !Self::is_known(kind) {
            let data: Value = serde_json::from_str(data)?;
            let with = Option::<EventId>::deserialize(&data["with"])?;
            let payload = Self::newer(kind, data).map_err(serde::de::Error::custom)?;
            return Ok((payload, with));
        }
        let kind = serde_json::to_string(kind)?;
        let payload = serde_json::from_str(&format!("{{\"kind\":{kind},\"data\":{data}}}"))?;
        // `with` is written last, and most events are the head of their group: reading the
        // data a second time is only needed for the others.
        if data.ends_with("\"with\":null}") {
            return Ok((payload, None));
        }
        let group: Group = serde_json::from_str(data)?;
        Ok((payload, group.with))
    }
}
