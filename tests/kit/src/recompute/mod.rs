//! A second reading of the contract, held against the program's own fold.
//!
//! It takes an exported timeline as plain JSON, reads nothing but `events` and the
//! text of the attached runbooks, works out what the folded part of the document
//! must say, and names every place where the document says something else. It
//! shares no type and no function with the program, so that one mistake cannot
//! hide in both.
//!
//! Longer than other files on purpose: it is meant to be read from top to bottom
//! beside the contract, as one piece. The order is: reading the events, which of
//! them count, the fold, the figures, the comparison.
//!
//! Taken from the document because the events cannot give it: the text of each
//! runbook (held by its hash), the standing of causes where a target depends on
//! one, and the risk of an `act` whose runbook does not say it.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// Every difference between the document and what its events give.
///
/// Each entry names the JSON path, what the file says and what the events give.
pub fn differences(doc: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let Some(events) = read_events(doc, &mut found) else {
        return found;
    };
    check_order(doc, &events, &mut found);
    check_chains(doc, &events, &mut found);

    let mut fold = Fold::new(doc, &mut found);
    for event in &events {
        // What one command yielded counts with its first event, but for facts about devices.
        let of_void = event.group != event.id && fold.void.contains(event.group);
        let counts = match event.kind {
            _ if event.retracted => false,
            _ if of_void && !is_fact(event.kind) => false,
            "entry.retracted" => event.retracts,
            _ => fold.take(event),
        };
        if !event.retracted {
            fold.note_device(event, counts);
        }
        if !counts {
            fold.void.insert(event.id);
        }
        fold.effective.push(counts);
    }
    for (event, counts) in events.iter().zip(&fold.effective) {
        let path = format!("events[{}].effective", event.index);
        compare(
            &path,
            event.raw.get("effective"),
            &json!(counts),
            &mut found,
        );
    }
    let counted: Vec<&Event> = events
        .iter()
        .zip(&fold.effective)
        .filter_map(|(event, counts)| counts.then_some(event))
        .collect();

    let mut expected = fold.document(&counted, doc);
    if doc["format_version"]
        .as_str()
        .is_some_and(|v| v.starts_with("1.0."))
    {
        // Version 1.1 added these; a file of 1.0 has none of them.
        for key in ["links", "runs"] {
            expected.as_object_mut().unwrap().remove(key);
        }
        for (part, key) in [("milestones", "backed_out"), ("incident", "joined_into")] {
            expected[part].as_object_mut().unwrap().remove(key);
        }
        for row in expected["evidence"].as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove("pinned");
        }
    }
    for (key, value) in expected.as_object().into_iter().flatten() {
        compare(key, doc.get(key), value, &mut found);
    }
    fold.check_changes(doc, &mut found);
    if expected["incident"]["mode"] != "drill" {
        compare("drill", doc.get("drill"), &Value::Null, &mut found);
    }
    found
}

// ---------------------------------------------------------------------------
// The events as they were recorded, with their amendments.
// ---------------------------------------------------------------------------

/// One event. `at`, `reported`, `actor` and `text` have amendments applied.
struct Event<'a> {
    raw: &'a Value,
    /// Its place in the document, for paths.
    index: usize,
    id: &'a str,
    kind: &'a str,
    replica: &'a str,
    seq: u64,
    recorded: i64,
    at: i64,
    /// The time was reported, not read from a clock.
    reported: bool,
    actor: String,
    /// An amended main text, if there is one.
    text: Option<String>,
    runbook: Option<&'a str>,
    step: Option<&'a str>,
    data: &'a Value,
    /// Id of the first event of its group; its own id in the first itself.
    group: &'a str,
    /// The group sets a runbook aside.
    sets_aside: bool,
    /// The group backs planned work out.
    backs_out: bool,
    retracted: bool,
    /// For an `entry.retracted`: it names only events that may be retracted.
    retracts: bool,
}

impl<'a> Event<'a> {
    /// A value of the event's data; null when it is missing.
    fn datum(&self, key: &str) -> Value {
        self.data.get(key).cloned().unwrap_or(Value::Null)
    }

    /// A text of the event's data; empty when it is missing.
    fn word(&self, key: &str) -> &'a str {
        self.data.get(key).and_then(Value::as_str).unwrap_or("")
    }

    fn truth(&self, key: &str) -> bool {
        self.data.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The event's main text, which an amendment can replace.
    fn main_text(&self, key: &str) -> Value {
        match &self.text {
            Some(text) => json!(text),
            None => self.datum(key),
        }
    }
}

/// The events in the order of a merged incident, or nothing if they cannot be read.
fn read_events<'a>(doc: &'a Value, found: &mut Vec<String>) -> Option<Vec<Event<'a>>> {
    let Some(list) = doc.get("events").and_then(Value::as_array) else {
        found.push("events: the file has no list of events".into());
        return None;
    };
    let mut events = Vec::new();
    for (index, raw) in list.iter().enumerate() {
        match read_event(raw, index) {
            Ok(event) => events.push(event),
            Err(reason) => found.push(format!("events[{index}].{reason}")),
        }
    }
    if !found.is_empty() {
        return None;
    }
    events.sort_by(|a, b| (a.recorded, a.replica, a.seq).cmp(&(b.recorded, b.replica, b.seq)));
    settle_retractions(&mut events);
    apply_amendments(&mut events);
    let groups_of = |events: &[Event<'a>], kind: &str| -> HashSet<&'a str> {
        let of_kind = events.iter().filter(|event| event.kind == kind);
        of_kind.map(|event| event.group).collect()
    };
    let asides = groups_of(&events, "runbook.set_aside");
    let ends = groups_of(&events, "incident.backed_out");
    for event in &mut events {
        event.sets_aside = asides.contains(event.group);
        event.backs_out = ends.contains(event.group);
    }
    Some(events)
}

fn read_event(raw: &Value, index: usize) -> Result<Event<'_>, String> {
    let word = |key: &str| {
        raw.get(key)
            .and_then(Value::as_str)
            .ok_or_else(|| format!("{key}: the file has no text here"))
    };
    let time = |key: &str| {
        let text = word(key)?;
        millis(text).ok_or_else(|| {
            format!("{key}: the file says {text:?}, which is no time with three decimals and Z")
        })
    };
    let id = word("id")?;
    let data = raw
        .get("data")
        .filter(|data| data.is_object())
        .ok_or("data: the file has no object here")?;
    Ok(Event {
        raw,
        index,
        id,
        kind: word("kind")?,
        replica: word("replica")?,
        seq: raw
            .get("seq")
            .and_then(Value::as_u64)
            .ok_or("seq: the file has no whole number here")?,
        recorded: time("recorded_at")?,
        at: time("occurred_at")?,
        reported: word("time_source")? == "reported",
        actor: word("actor")?.to_owned(),
        text: None,
        runbook: raw.get("runbook").and_then(Value::as_str),
        step: raw.get("step").and_then(Value::as_str),
        data,
        group: data.get("with").and_then(Value::as_str).unwrap_or(id),
        sets_aside: false,
        backs_out: false,
        retracted: false,
        retracts: false,
    })
}

/// What no order of a merged log and no undo takes away: it went to a device, or came from one.
fn is_fact(kind: &str) -> bool {
    matches!(kind, "run.started" | "run.ended" | "output.pasted")
}

/// A retraction counts when all it names came earlier, is not yet retracted, and is
/// neither a retraction nor the opening nor of the opening's group.
fn settle_retractions(events: &mut [Event]) {
    let place: HashMap<&str, usize> = events
        .iter()
        .enumerate()
        .map(|(i, event)| (event.id, i))
        .collect();
    let openings: HashSet<&str> = events
        .iter()
        .filter(|event| event.kind == "incident.opened")
        .map(|event| event.id)
        .collect();
    for i in 0..events.len() {
        if events[i].kind != "entry.retracted" {
            continue;
        }
        let named: Option<Vec<usize>> = list(events[i].data, "events")
            .iter()
            .map(|id| id.as_str().and_then(|id| place.get(id)).copied())
            .collect();
        let Some(named) = named else { continue };
        let allowed = named.iter().all(|&j| {
            let target = &events[j];
            j < i
                && !target.retracted
                && target.kind != "entry.retracted"
                && !is_fact(target.kind)
                && !openings.contains(target.id)
                && !openings.contains(target.group)
        });
        if allowed {
            events[i].retracts = true;
            for j in named {
                events[j].retracted = true;
            }
        }
    }
}

/// Amendments that are not retracted; for each field the last recorded one stands.
fn apply_amendments(events: &mut [Event]) {
    let place: HashMap<&str, usize> = events
        .iter()
        .enumerate()
        .map(|(i, event)| (event.id, i))
        .collect();
    for i in 0..events.len() {
        if events[i].kind != "entry.amended" || events[i].retracted {
            continue;
        }
        let data = events[i].data;
        let word = |key: &str| data.get(key).and_then(Value::as_str);
        let Some(&target) = word("event").and_then(|id| place.get(id)) else {
            continue;
        };
        if is_fact(events[target].kind) {
            continue;
        }
        if let Some(at) = word("occurred_at").and_then(millis) {
            events[target].at = at;
            events[target].reported = true;
        }
        if let Some(actor) = word("actor") {
            events[target].actor = actor.to_owned();
        }
        if let Some(text) = word("text") {
            events[target].text = Some(text.to_owned());
        }
    }
}

/// The document lists events by recorded_at, replica, seq, all of one incident.
fn check_order(doc: &Value, events: &[Event], found: &mut Vec<String>) {
    let mut seen = HashSet::new();
    for (place, event) in events.iter().enumerate() {
        if event.index != place {
            found.push(format!(
                "events[{}]: by recorded_at, replica and seq its place is {place}",
                event.index
            ));
        }
        if !seen.insert(event.id) {
            found.push(format!(
                "events[{}].id: {} stands there twice",
                event.index, event.id
            ));
        }
        let incident = &doc["incident"]["id"];
        compare(
            &format!("events[{}].incident_id", event.index),
            event.raw.get("incident_id"),
            incident,
            found,
        );
    }
}

/// Per replica: seq counts 1, 2, 3; each hash covers its event; each prev_hash is the
/// hash before it; `integrity` names the count and the last hash.
fn check_chains(doc: &Value, events: &[Event], found: &mut Vec<String>) {
    let mut chains: BTreeMap<&str, (u64, String)> = BTreeMap::new();
    for event in events {
        let path = |key: &str| format!("events[{}].{key}", event.index);
        let before = chains.get(event.replica);
        let seq = before.map_or(1, |(count, _)| count + 1);
        let prev = before.map_or(Value::Null, |(_, hash)| json!(hash));
        compare(&path("seq"), event.raw.get("seq"), &json!(seq), found);
        compare(&path("prev_hash"), event.raw.get("prev_hash"), &prev, found);
        let hash = hash_of(event.raw);
        compare(&path("hash"), event.raw.get("hash"), &json!(hash), found);
        chains.insert(event.replica, (seq, hash));
    }
    compare(
        "integrity.alg",
        doc["integrity"].get("alg"),
        &json!("sha256-rfc8785"),
        found,
    );
    let mut said: Vec<&Value> = list(&doc["integrity"], "chains").iter().collect();
    said.sort_by_key(|chain| chain["replica"].as_str());
    let given: Vec<Value> = chains
        .into_iter()
        .map(|(replica, (count, head))| json!({"replica": replica, "count": count, "head": head}))
        .collect();
    compare("integrity.chains", Some(&json!(said)), &json!(given), found);
}

/// SHA-256, in hex, of the event's canonical JSON without `hash` and `effective`.
fn hash_of(event: &Value) -> String {
    let covered: Map<String, Value> = event
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| *key != "hash" && *key != "effective")
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let bytes = serde_json_canonicalizer::to_vec(&covered).unwrap_or_default();
    hex(&bytes)
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

// ---------------------------------------------------------------------------
// The fold, in recorded order.
// ---------------------------------------------------------------------------

/// A span between two events; the end is open until it is recorded. Milliseconds.
#[derive(Clone, Copy)]
struct Span {
    from: i64,
    to: Option<i64>,
}

/// One timed attempt at a step.
struct Attempt {
    span: Span,
    /// Begun by hand, or taken over by an act of the operator.
    by_hand: bool,
}

struct Blocked {
    span: Span,
    waiting_on: Value,
    reason: Value,
}

/// A mark in force: its time, and whether that time was reported.
#[derive(Clone, Copy)]
struct Mark {
    at: i64,
    reported: bool,
}

struct Step {
    runbook: String,
    phase: String,
    id: String,
    number: String,
    /// The step as its runbook describes it.
    text: Value,
    risk: String,
    /// The recorded state; `when` can only make a pending one n/a.
    state: &'static str,
    ended_at: Option<i64>,
    attempts: Vec<Attempt>,
    blocked: Vec<Blocked>,
    actors: Vec<String>,
    observed: Value,
    answer: Value,
    reason: Value,
    approved_by: Value,
    overridden: bool,
    reverted: bool,
}

/// Something that was altered on a device.
struct Change {
    /// The event of the act.
    event: String,
    /// Runbook and step, if it was one.
    step: Option<(String, String)>,
    text: Value,
    device: Value,
    risk: String,
    at: i64,
    reverted_at: Option<i64>,
    out_of_order: bool,
}

impl Step {
    /// Whether the running attempt began by itself and nobody has acted on it since.
    fn untouched(&self) -> bool {
        self.attempts
            .last()
            .is_some_and(|last| last.span.to.is_none() && !last.by_hand)
    }

    fn begin(&mut self, at: i64, by_hand: bool) {
        match self.attempts.last_mut() {
            Some(last) if last.span.to.is_none() => last.by_hand |= by_hand,
            _ => self.attempts.push(Attempt {
                span: Span { from: at, to: None },
                by_hand,
            }),
        }
    }

    /// Who acted on it, once.
    fn add_actor(&mut self, actor: &str) {
        if self.actors.iter().all(|known| known != actor) {
            self.actors.push(actor.to_owned());
        }
    }

    /// An act on the step makes its last attempt the operator's.
    fn touch(&mut self) {
        if let Some(last) = self.attempts.last_mut() {
            last.by_hand = true;
        }
    }

    /// Enters a state and forgets what the one before it said.
    fn enter(&mut self, state: &'static str, at: i64) {
        self.state = state;
        for open in self
            .blocked
            .iter_mut()
            .filter(|blocked| blocked.span.to.is_none())
        {
            open.span.to = Some(at);
        }
        if !matches!(state, "active" | "blocked")
            && let Some(last) = self.attempts.last_mut()
            && last.span.to.is_none()
        {
            last.span.to = Some(at);
        }
        let ended = matches!(
            state,
            "done" | "failed" | "inconclusive" | "skipped" | "na" | "deferred"
        );
        self.ended_at = ended.then_some(at);
        self.observed = Value::Null;
        self.answer = Value::Null;
        self.reason = Value::Null;
        self.approved_by = Value::Null;
        self.overridden = false;
    }
}

struct Runbook {
    id: String,
    text: Value,
    attached_at: i64,
    set_aside: Option<(i64, Value)>,
    title: Value,
    revision: Value,
    sha256: Value,
}

/// Everything that the events leave behind.
struct Fold<'a> {
    doc: &'a Value,
    /// The runbooks' texts, parsed, by id.
    texts: HashMap<&'a str, Value>,
    effective: Vec<bool>,
    /// Empty before the opening.
    status: &'static str,
    held_from: &'static str,
    opened: Option<&'a Event<'a>>,
    title: Value,
    severity: Value,
    impact: Value,
    detection: (Value, bool),
    marks: BTreeMap<&'static str, Mark>,
    holds: Vec<Span>,
    resolved: Option<&'a Event<'a>>,
    duplicate_of: Value,
    reopen_count: u64,
    clock_jumped: bool,
    runbooks: Vec<Runbook>,
    steps: Vec<Step>,
    joined_into: Value,
    /// Events without effect.
    void: HashSet<&'a str>,
    changes: Vec<Change>,
    /// Beginnings of runs with their ends, and pasted outputs without.
    runs: Vec<(&'a Event<'a>, Option<&'a Event<'a>>)>,
    /// The last link of each system and id, in the order in which they were made.
    links: Vec<&'a Event<'a>>,
}

impl<'a> Fold<'a> {
    fn new(doc: &'a Value, found: &mut Vec<String>) -> Self {
        let mut texts = HashMap::new();
        for (i, runbook) in list(doc, "runbooks").iter().enumerate() {
            let text = runbook["text"].as_str().unwrap_or("");
            let sha = json!(hex(text.as_bytes()));
            compare(
                &format!("runbooks[{i}].sha256"),
                runbook.get("sha256"),
                &sha,
                found,
            );
            match serde_saphyr::from_str::<Value>(text) {
                Ok(parsed) => {
                    texts.insert(runbook["id"].as_str().unwrap_or(""), parsed);
                }
                Err(error) => found.push(format!("runbooks[{i}].text: is no YAML: {error}")),
            }
        }
        Fold {
            doc,
            texts,
            effective: Vec::new(),
            status: "",
            held_from: "",
            opened: None,
            title: Value::Null,
            severity: Value::Null,
            impact: json!({"users": null, "scope": null, "services": []}),
            detection: (Value::Null, false),
            marks: BTreeMap::new(),
            holds: Vec::new(),
            resolved: None,
            duplicate_of: Value::Null,
            reopen_count: 0,
            clock_jumped: false,
            runbooks: Vec::new(),
            steps: Vec::new(),
            joined_into: Value::Null,
            void: HashSet::new(),
            changes: Vec::new(),
            runs: Vec::new(),
            links: Vec::new(),
        }
    }

    fn mark(&mut self, name: &'static str, event: &Event) {
        self.marks.insert(
            name,
            Mark {
                at: event.at,
                reported: event.reported,
            },
        );
    }

    /// Applies one event; false if it is not legal where it stands.
    fn take(&mut self, event: &'a Event<'a>) -> bool {
        if !legal_in(self.status, event) {
            return false;
        }
        let outlives_joining = is_fact(event.kind)
            || matches!(
                event.kind,
                "note.added"
                    | "follow_up.added"
                    | "step.released"
                    | "step.reverted"
                    | "action.reverted"
                    | "external.linked"
                    | "entry.amended"
                    | "clock.jumped"
            );
        if !self.joined_into.is_null() && !outlives_joining {
            return false;
        }
        if event.kind == "incident.backed_out"
            && self
                .opened
                .is_none_or(|opened| opened.word("mode") != "change")
        {
            return false;
        }
        if event.kind.starts_with("step.") || event.kind == "run.copied" {
            return self.take_step(event);
        }
        match event.kind {
            "incident.opened" => {
                self.status = "open";
                self.opened = Some(event);
                self.title = event.datum("title");
                self.severity = event.datum("severity");
            }
            "incident.impact_set" => {
                self.impact = json!({"users": event.datum("users"), "scope": event.datum("scope"), "services": event.datum("services")});
            }
            "incident.impact_started" => self.mark("impact_started", event),
            "incident.detected" => {
                self.mark("detected", event);
                self.detection = (event.datum("source"), event.truth("assumed"));
            }
            // The first acknowledgement counts, of all other marks the last.
            "incident.acknowledged" => {
                let mark = Mark {
                    at: event.at,
                    reported: event.reported,
                };
                self.marks.entry("acknowledged").or_insert(mark);
            }
            "incident.severity_set" => self.severity = event.datum("severity"),
            "incident.title_set" => self.title = event.datum("title"),
            "incident.mitigated" => {
                self.status = "mitigated";
                self.mark("mitigated", event);
            }
            "incident.impact_returned" => {
                self.status = "open";
                self.marks.remove("mitigated");
            }
            "incident.held" => {
                self.held_from = self.status;
                self.status = "held";
                self.holds.push(Span {
                    from: event.at,
                    to: None,
                });
            }
            "incident.resumed" => {
                self.status = self.held_from;
                if let Some(hold) = self.holds.last_mut() {
                    hold.to = Some(event.at);
                }
            }
            "incident.resolved" => {
                self.status = "resolved";
                self.resolved = Some(event);
                self.mark("resolved", event);
            }
            "incident.backed_out" => {
                self.status = "backed_out";
                self.mark("backed_out", event);
                for hold in self.holds.iter_mut().filter(|hold| hold.to.is_none()) {
                    hold.to = Some(event.at);
                }
            }
            "incident.joined" => self.joined_into = event.datum("into"),
            "incident.closed" => {
                self.status = "closed";
                self.mark("closed", event);
            }
            "incident.reopened" => {
                self.status = "open";
                self.reopen_count += 1;
                self.resolved = None;
                for name in ["mitigated", "resolved", "backed_out", "closed"] {
                    self.marks.remove(name);
                }
            }
            "incident.cancelled" => {
                self.status = "cancelled";
                self.duplicate_of = event.datum("duplicate_of");
            }
            "runbook.attached" => return self.attach(event),
            "runbook.set_aside" => {
                let id = event.runbook.unwrap_or("");
                let in_use = self
                    .runbooks
                    .iter_mut()
                    .find(|r| r.id == id && r.set_aside.is_none());
                let Some(runbook) = in_use else { return false };
                runbook.set_aside = Some((event.at, event.main_text("reason")));
            }
            "action.taken" | "run.started" | "output.pasted" => self.touch_named(event),
            "action.reverted" => {
                let id = event.word("event");
                let in_force = |change: &&mut Change| {
                    change.event == id && change.step.is_none() && change.reverted_at.is_none()
                };
                let Some(change) = self.changes.iter_mut().find(in_force) else {
                    return false;
                };
                change.reverted_at = Some(event.at);
            }
            "external.linked" => {
                let name = |link: &Event| (link.datum("system"), link.datum("id"));
                self.links.retain(|link| name(link) != name(event));
                self.links.push(event);
            }
            "evidence.pinned" => {
                if let Some(cause) = event.datum("cause").as_str()
                    && self.cause(event.runbook.unwrap_or(""), cause).is_none()
                {
                    return false;
                }
                self.touch_named(event);
            }
            "evidence.added" if event.raw["time_source"] != "imported" => self.touch_named(event),
            "clock.jumped" => self.clock_jumped = true,
            // The rest changes no state; what it says is read from the events themselves.
            _ => {}
        }
        true
    }

    fn attach(&mut self, event: &Event) -> bool {
        let id = event.word("id");
        if let Some(again) = self.runbooks.iter_mut().find(|runbook| runbook.id == id) {
            // One in use cannot be attached twice; one set aside comes back with its steps as they were.
            return again.set_aside.take().is_some();
        }
        let text = self.texts.get(id).cloned().unwrap_or(Value::Null);
        for (p, phase) in list(&text, "phases").iter().enumerate() {
            for (s, step) in list(phase, "steps").iter().enumerate() {
                let step_id = word(step, "id");
                self.steps.push(Step {
                    runbook: id.to_owned(),
                    phase: word(phase, "id"),
                    number: format!("{}.{}", p + 1, s + 1),
                    risk: self.risk_of(id, &step_id, step),
                    id: step_id,
                    text: step.clone(),
                    state: "pending",
                    ended_at: None,
                    attempts: Vec::new(),
                    blocked: Vec::new(),
                    actors: Vec::new(),
                    observed: Value::Null,
                    answer: Value::Null,
                    reason: Value::Null,
                    approved_by: Value::Null,
                    overridden: false,
                    reverted: false,
                });
            }
        }
        self.runbooks.push(Runbook {
            id: id.to_owned(),
            text,
            attached_at: event.at,
            set_aside: None,
            title: event.datum("title"),
            revision: event.datum("revision"),
            sha256: event.datum("sha256"),
        });
        true
    }

    /// The risk that the runbook says. The contract gives a default to check and
    /// collect only; what an `act` without one is, the document decides.
    fn risk_of(&self, runbook: &str, id: &str, step: &Value) -> String {
        if let Some(risk) = step.get("risk").and_then(Value::as_str) {
            return risk.to_owned();
        }
        let said = list(self.doc, "steps")
            .iter()
            .find(|said| said["runbook"] == runbook && said["id"] == id);
        match (
            step["kind"].as_str(),
            said.and_then(|said| said["risk"].as_str()),
        ) {
            (Some("act"), Some(risk)) => risk.to_owned(),
            _ => "read".to_owned(),
        }
    }

    fn step_place(&self, runbook: &str, id: &str) -> Option<usize> {
        self.steps
            .iter()
            .position(|step| step.runbook == runbook && step.id == id)
    }

    /// An act that names a step makes an automatic start the operator's own.
    fn touch_named(&mut self, event: &Event) {
        if let (Some(runbook), Some(id)) = (event.runbook, event.step)
            && let Some(place) = self.step_place(runbook, id)
        {
            let step = &mut self.steps[place];
            step.touch();
            step.add_actor(&event.actor);
        }
    }

    /// The step table.
    fn take_step(&mut self, event: &Event) -> bool {
        let (Some(runbook), Some(id)) = (event.runbook, event.step) else {
            return false;
        };
        let Some(place) = self.step_place(runbook, id) else {
            return false;
        };
        let when = self.when(place);
        let from = self.state(place);
        let of_step = |change: &Change| {
            let is_it = |(r, s): &(String, String)| r == runbook && s == id;
            change.step.as_ref().is_some_and(is_it) && change.reverted_at.is_none()
        };
        let is_changed = self.changes.iter().any(of_step);
        // Of a runbook that was set aside only what was being worked on ends; what it changed
        // can be taken back.
        let is_aside = |book: &Runbook| book.id == runbook && book.set_aside.is_some();
        let ends = matches!(event.kind, "step.inconclusive" | "step.released")
            && matches!(from, "active" | "blocked");
        let is_act = event.kind.starts_with("step.") && event.kind != "step.reverted";
        if is_act && !ends && self.runbooks.iter().any(is_aside) {
            return false;
        }
        if event.kind == "step.inconclusive"
            && self.status == "backed_out"
            && !matches!(from, "active" | "blocked")
        {
            return false;
        }
        if event.kind == "step.reverted" {
            for change in self.changes.iter_mut().filter(|change| of_step(change)) {
                change.reverted_at = Some(event.at);
            }
        }
        let step = &mut self.steps[place];
        let legal = match event.kind {
            "step.started" => {
                when != Some(false)
                    && (matches!(from, "pending" | "deferred" | "failed" | "inconclusive")
                        || from == "active" && step.untouched() && !event.truth("auto"))
            }
            "step.released" => from == "active" && step.untouched(),
            "step.completed" => matches!(from, "pending" | "active" | "done"),
            "step.failed" | "step.inconclusive" => matches!(from, "pending" | "active" | "blocked"),
            "step.skipped" => !matches!(from, "done" | "na"),
            "step.marked_na" | "step.blocked" => matches!(from, "pending" | "active"),
            "step.unblocked" => from == "blocked",
            "step.deferred" => matches!(from, "pending" | "active" | "blocked"),
            "step.reopened" => matches!(
                from,
                "done" | "failed" | "inconclusive" | "skipped" | "na" | "deferred"
            ),
            "step.reverted" => is_changed,
            "run.copied" => true,
            _ => false,
        };
        if !legal {
            return false;
        }
        let at = event.at;
        match event.kind {
            "step.started" => {
                if from != "active" {
                    step.enter("active", at);
                }
                step.begin(at, !event.truth("auto"));
            }
            "step.released" => {
                step.attempts.pop();
                step.enter("pending", at);
            }
            "step.completed" => {
                // On a done step it only adds the actor.
                if from != "done" {
                    step.enter("done", at);
                    step.observed = event.main_text("observed");
                    step.answer = event.datum("answer");
                    step.approved_by = event.datum("approved_by");
                }
                step.reverted = false;
            }
            "step.failed" => {
                step.enter("failed", at);
                step.observed = event.main_text("observed");
            }
            "step.inconclusive" => {
                step.enter("inconclusive", at);
                step.reason = event.main_text("reason");
            }
            "step.skipped" => {
                step.enter("skipped", at);
                step.reason = event.main_text("reason");
                step.overridden = event.truth("override");
            }
            "step.marked_na" => {
                step.enter("na", at);
                step.reason = event.main_text("reason");
            }
            "step.blocked" => {
                step.touch();
                step.enter("blocked", at);
                step.reason = event.main_text("reason");
                let span = Span { from: at, to: None };
                let waiting_on = event.datum("waiting_on");
                step.blocked.push(Blocked {
                    span,
                    waiting_on,
                    reason: step.reason.clone(),
                });
            }
            "step.unblocked" => {
                step.enter("active", at);
                step.begin(at, true);
            }
            "step.deferred" => {
                step.enter("deferred", at);
                step.reason = event.main_text("reason");
            }
            "step.reopened" => step.enter("pending", at),
            "step.reverted" => step.reverted = true,
            _ => step.touch(),
        }
        if event.kind != "step.released" && !event.truth("auto") {
            step.add_actor(&event.actor);
        }
        true
    }

    /// What an event says of a device, whether the order of the log lets it count or not.
    fn note_device(&mut self, event: &'a Event<'a>, counts: bool) {
        let risky = |risk: &str| matches!(risk, "change" | "disrupt");
        let place = event
            .runbook
            .map(str::to_owned)
            .zip(event.step.map(str::to_owned));
        let mut change = Change {
            event: event.id.to_owned(),
            step: None,
            text: event.main_text("text"),
            device: event.datum("device"),
            risk: event.word("risk").to_owned(),
            at: event.at,
            reverted_at: None,
            out_of_order: !counts,
        };
        match event.kind {
            "action.taken" if risky(&change.risk) => self.changes.push(change),
            "run.started" => {
                self.runs.push((event, None));
                if matches!(event.word("what"), "step" | "action") && risky(&change.risk) {
                    change.step = place;
                    change.device = event.datum("target");
                    self.changes.push(change);
                }
            }
            "run.ended" => {
                let run = event.word("run");
                let going_on = |(begun, end): &&mut (&Event, Option<&Event>)| {
                    begun.id == run && begun.kind == "run.started" && end.is_none()
                };
                if let Some(row) = self.runs.iter_mut().find(going_on) {
                    row.1 = Some(event);
                    if event.word("outcome") == "not_sent" {
                        self.changes.retain(|change| change.event != run);
                    }
                }
            }
            "output.pasted" => self.runs.push((event, None)),
            "step.completed" => {
                let Some((runbook, id)) = place else { return };
                let known = self.step_place(&runbook, &id).map(|at| {
                    let step = &self.steps[at];
                    (step.text.clone(), step.risk.clone())
                });
                let Some((text, risk)) = known.or_else(|| self.shelved(&runbook, &id)) else {
                    return;
                };
                let is_in_force = |change: &Change| {
                    let of = change.step.as_ref();
                    of.is_some_and(|(r, s)| *r == runbook && *s == id)
                        && change.reverted_at.is_none()
                };
                if risky(&risk) && !self.changes.iter().any(is_in_force) {
                    change.text = text["do"].clone();
                    change.device = text["run"][0]["device"].clone();
                    change.risk = risk;
                    change.step = Some((runbook, id));
                    self.changes.push(change);
                }
            }
            _ => {}
        }
    }

    /// A step of a runbook whose attachment does not count, and its risk.
    fn shelved(&self, runbook: &str, id: &str) -> Option<(Value, String)> {
        let earlier = list(self.doc, "earlier_texts").iter();
        let texts =
            earlier.filter_map(|row| serde_saphyr::from_str::<Value>(row["text"].as_str()?).ok());
        let text = texts.into_iter().find(|text| word(text, "id") == runbook)?;
        let phases = list(&text, "phases").iter();
        let step = phases
            .flat_map(|phase| list(phase, "steps"))
            .find(|step| word(step, "id") == id)?;
        let risk = step.get("risk").and_then(Value::as_str).unwrap_or("read");
        Some((step.clone(), risk.to_owned()))
    }

    /// The state to show: a pending step whose `when` is false is n/a by itself.
    fn state(&self, place: usize) -> &'static str {
        match self.steps[place].state {
            "pending" if self.when(place) == Some(false) => "na",
            state => state,
        }
    }

    /// `when` of a step: all conditions together, `None` while one is open.
    fn when(&self, place: usize) -> Option<bool> {
        let step = &self.steps[place];
        let mut all = Some(true);
        for (named, value) in step
            .text
            .get("when")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            match self.condition(&step.runbook, named, &scalar(value)) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }

    fn condition(&self, runbook: &str, named: &str, value: &str) -> Option<bool> {
        let place = self.step_place(runbook, named)?;
        let step = &self.steps[place];
        let state = self.state(place);
        if state == "na" {
            return Some(false);
        }
        if list(&step.text, "answers")
            .iter()
            .any(|answer| word(answer, "id") == value)
        {
            let answer = step.answer.as_str().filter(|_| state == "done")?;
            return Some(answer == value);
        }
        matches!(state, "done" | "failed" | "inconclusive").then_some(state == value)
    }
}

/// In which states of the incident an event is legal.
fn legal_in(status: &str, event: &Event) -> bool {
    let any = |states: &[&str]| states.contains(&status);
    match event.kind {
        "incident.opened" => status.is_empty(),
        _ if status.is_empty() => false,
        "incident.mitigated" => any(&["open"]),
        "incident.impact_returned" => any(&["mitigated"]),
        "incident.held" | "incident.resolved" => any(&["open", "mitigated"]),
        "incident.resumed" => any(&["held"]),
        "incident.closed" => any(&["resolved", "backed_out"]),
        "incident.reopened" => any(&["resolved", "closed", "backed_out"]),
        "incident.joined" => !any(&["cancelled"]),
        kind if is_fact(kind) => true,
        "external.linked" => true,
        "incident.cancelled" | "incident.backed_out" | "runbook.attached" | "runbook.set_aside" => {
            any(&["open", "mitigated", "held"])
        }
        "incident.impact_started"
        | "incident.detected"
        | "incident.acknowledged"
        | "incident.severity_set"
        | "incident.title_set"
        | "incident.impact_set"
        | "target.bound"
        | "variable.set" => !any(&["cancelled"]),
        "action.taken" | "evidence.added" | "evidence.pinned" | "update.sent"
        | "handoff.recorded" | "handoff.accepted" | "cause.judged" | "search.chosen" => {
            !any(&["closed", "cancelled"])
        }
        "note.added" | "follow_up.added" | "entry.amended" | "clock.jumped" | "action.reverted"
        | "step.reverted" | "drill.injected" | "drill.hint_shown" | "drill.debriefed" => true,
        "step.released" => any(&["open", "mitigated", "held", "resolved", "backed_out"]),
        "step.skipped" | "step.marked_na" => any(&["open", "mitigated", "resolved"]),
        // A runbook can be set aside while the incident is held, and its steps end with it.
        "step.inconclusive" if event.sets_aside => any(&["open", "mitigated", "held"]),
        "step.inconclusive" | "run.copied" => any(&["open", "mitigated", "backed_out"]),
        kind if kind.starts_with("step.") => any(&["open", "mitigated"]),
        // A kind that is not listed above is from a newer version: it changes nothing.
        _ => false,
    }
}

// ---------------------------------------------------------------------------
// What the document must say.
// ---------------------------------------------------------------------------

impl Fold<'_> {
    fn document(&self, counted: &[&Event], doc: &Value) -> Value {
        let first_action = first_action(counted);
        let mut milestones = self.marks.clone();
        if let Some(mark) = first_action {
            milestones.insert("first_action", mark);
        }
        let (metrics, targets) = self.figures(&milestones, doc);
        let moments: Map<String, Value> = [
            "impact_started",
            "detected",
            "acknowledged",
            "first_action",
            "mitigated",
            "resolved",
            "backed_out",
            "closed",
        ]
        .into_iter()
        .map(|name| {
            (
                name.to_owned(),
                moment(milestones.get(name).map(|mark| mark.at)),
            )
        })
        .collect();
        let of_kind = |kind: &'static str| counted.iter().filter(move |event| event.kind == kind);
        json!({
            "incident": self.incident(),
            "runbooks": self.runbooks.iter().map(runbook_row).collect::<Vec<_>>(),
            "milestones": moments,
            "metrics": metrics,
            "targets": targets,
            "steps": (0..self.steps.len()).map(|place| self.step_row(place)).collect::<Vec<_>>(),
            "evidence": counted.iter().filter_map(|e| evidence_row(e)).collect::<Vec<_>>(),
            "links": self.links.iter()
                .map(|e| json!({"event": e.id, "system": e.datum("system"), "id": e.datum("id"),
                    "url": e.datum("url"), "text": e.datum("text")}))
                .collect::<Vec<_>>(),
            "runs": self.runs.iter().map(run_row).collect::<Vec<_>>(),
            "updates": of_kind("update.sent")
                .map(|e| json!({"at": moment(Some(e.at)), "audience": e.datum("audience"), "text": e.main_text("text")}))
                .collect::<Vec<_>>(),
            "handoffs": of_kind("handoff.recorded")
                .map(|e| json!({"at": moment(Some(e.at)), "to": e.datum("to"), "text": e.main_text("text")}))
                .collect::<Vec<_>>(),
            "follow_ups": of_kind("follow_up.added")
                .map(|e| json!({"text": e.main_text("text"), "owner": e.datum("owner"), "due": e.datum("due")}))
                .collect::<Vec<_>>(),
        })
    }

    fn incident(&self) -> Value {
        let opened = |key: &str| self.opened.map_or(Value::Null, |event| event.datum(key));
        let resolved = |key: &str| self.resolved.map_or(Value::Null, |event| event.datum(key));
        let contributing: Vec<Value> = resolved("contributing")
            .as_array()
            .into_iter()
            .flatten()
            .map(|named| {
                let named = scalar(named);
                let parts = named.split_once('/');
                parts
                    .and_then(|(runbook, cause)| self.cause(runbook, cause))
                    .unwrap_or_else(|| cause_by_name(&named))
            })
            .collect();
        let cause = match (self.resolved, resolved("cause").as_str()) {
            (Some(event), Some(cause)) => event
                .runbook
                .and_then(|runbook| self.cause(runbook, cause))
                .unwrap_or_else(|| cause_by_name(cause)),
            _ => Value::Null,
        };
        json!({
            "key": self.opened.map(|event| {
                // An opening whose time was imported is a row of a list of past incidents.
                let is_past = event.raw["time_source"] == "imported";
                let prefix = if is_past { "H" } else { "INC" };
                format!("{prefix}-{}", event.datum("number"))
            }),
            "title": self.title,
            "mode": opened("mode"),
            "severity": self.severity,
            "status": self.status,
            "cause": cause,
            "contributing": contributing,
            "summary": resolved("summary"),
            "reopen_count": self.reopen_count,
            "duplicate_of": self.duplicate_of,
            "scenario": opened("scenario"),
            "impact": self.impact,
            "detection": {"source": self.detection.0, "assumed": self.detection.1},
            "planned_end": opened("planned_end"),
            "backout_by": opened("backout_by"),
            "joined_into": self.joined_into,
        })
    }

    fn cause(&self, runbook: &str, id: &str) -> Option<Value> {
        let runbook = self.runbooks.iter().find(|r| r.id == runbook)?;
        let cause = list(&runbook.text, "causes")
            .iter()
            .find(|cause| word(cause, "id") == id)?;
        Some(json!({"id": id, "title": cause["title"], "class": cause.get("class")}))
    }

    fn step_row(&self, place: usize) -> Value {
        let step = &self.steps[place];
        let spans: Vec<Span> = step.attempts.iter().map(|attempt| attempt.span).collect();
        let blocked: Vec<Span> = step.blocked.iter().map(|blocked| blocked.span).collect();
        let duration = if spans.is_empty() { None } else { sum(&spans) };
        let started_by = step
            .attempts
            .last()
            .map(|last| if last.by_hand { "operator" } else { "auto" });
        let blocks: Vec<Value> = step
            .blocked
            .iter()
            .map(|b| {
                json!({"from": moment(Some(b.span.from)), "to": moment(b.span.to),
                    "waiting_on": b.waiting_on, "reason": b.reason})
            })
            .collect();
        json!({
            "runbook": step.runbook,
            "phase": step.phase,
            "id": step.id,
            "number": step.number,
            "kind": step.text["kind"],
            "risk": step.risk,
            "critical": step.text.get("critical").and_then(Value::as_bool).unwrap_or(false),
            "state": self.state(place),
            "started_at": moment(spans.first().map(|span| span.from)),
            "ended_at": moment(step.ended_at),
            "started_by": started_by,
            "duration_s": seconds(duration),
            "blocked_s": seconds(sum(&blocked)),
            "blocked": blocks,
            "attempts": spans.len(),
            "actors": step.actors,
            "observed": step.observed,
            "answer": step.answer,
            "reason": step.reason,
            "override": step.overridden,
            "approved_by": step.approved_by,
            "reverted": step.reverted,
        })
    }

    /// Metrics with their flags, and the targets held against them.
    fn figures(&self, milestones: &BTreeMap<&str, Mark>, doc: &Value) -> (Value, Value) {
        let at = |name: &str| milestones.get(name).map(|mark| mark.at);
        let planned = self
            .opened
            .is_some_and(|event| event.word("mode") == "change");
        let assumed = self.marks.contains_key("detected") && self.detection.1;
        let mut negative = false;
        // A difference needs both ends; a negative one gives null and the flag.
        let mut between = |from: Option<i64>, to: Option<i64>| {
            let span = to? - from?;
            negative |= span < 0;
            (span >= 0).then_some(span)
        };
        let duration = between(
            self.opened.map(|event| event.at),
            at("closed").or(at("resolved")).or(at("backed_out")),
        );
        let (mut ttd, mut tta, mut ttfa, mut ttm, mut ttr) = (None, None, None, None, None);
        let (mut hold, mut blocked, mut hands_on) = (None, None, None);
        if !planned {
            ttd = between(at("impact_started"), at("detected"));
            tta = between(at("detected"), at("acknowledged"));
            ttfa = between(at("detected"), at("first_action"));
            ttm = between(at("detected"), at("mitigated"));
            ttr = between(at("detected"), at("resolved"));
            if let (Some(_), Some(from), Some(to)) = (ttr, at("detected"), at("resolved")) {
                let blocks: Vec<Span> = self
                    .steps
                    .iter()
                    .flat_map(|s| s.blocked.iter().map(|b| b.span))
                    .collect();
                let attempts: Vec<Span> = self
                    .steps
                    .iter()
                    .flat_map(|s| s.attempts.iter().map(|a| a.span))
                    .collect();
                let known = |spans: &[Span], negative: &mut bool| {
                    *negative |= spans
                        .iter()
                        .any(|span| span.to.is_some_and(|to| to < span.from));
                    sum(spans).is_some()
                };
                if known(&self.holds, &mut negative) {
                    hold = Some(length(&clip(&ended(&self.holds), from, to)));
                }
                if known(&blocks, &mut negative) {
                    blocked = Some(length(&clip(&ended(&blocks), from, to)));
                }
                // An open block ends no attempt that has ended, so only a backward one spoils this.
                let forward = blocks
                    .iter()
                    .all(|block| block.to.is_none_or(|to| to >= block.from));
                if known(&attempts, &mut negative) && forward && hold.is_some() {
                    let mut worked = Vec::new();
                    for step in &self.steps {
                        let attempts: Vec<Span> =
                            step.attempts.iter().map(|attempt| attempt.span).collect();
                        let blocks: Vec<Span> =
                            step.blocked.iter().map(|block| block.span).collect();
                        worked.extend(without(&ended(&attempts), &ended(&blocks)));
                    }
                    hands_on = Some(length(&clip(
                        &without(&worked, &ended(&self.holds)),
                        from,
                        to,
                    )));
                }
            }
        }
        let mut flags = Vec::new();
        let reported = milestones.values().any(|mark| mark.reported);
        for (name, holds) in [
            ("detected_assumed", assumed),
            ("reported_time", reported),
            ("clock_jumped", self.clock_jumped),
            ("negative_span", negative),
        ] {
            if holds {
                flags.push(name);
            }
        }
        let metrics = json!({
            "ttd_s": seconds(ttd), "tta_s": seconds(tta), "ttfa_s": seconds(ttfa), "ttm_s": seconds(ttm),
            "ttr_s": seconds(ttr), "hold_s": seconds(hold),
            "ttr_active_s": seconds(ttr.zip(hold).map(|(ttr, hold)| ttr - hold)),
            "blocked_s": seconds(blocked), "hands_on_s": seconds(hands_on), "duration_s": seconds(duration),
            "flags": flags,
        });
        let met = |target: Option<i64>, metric: Option<i64>| match (target, metric) {
            (Some(target), Some(metric)) if !assumed && !planned => json!(metric <= target),
            _ => Value::Null,
        };
        let (first_action, resolve) = (
            self.target("first_action", doc),
            self.target("resolve", doc),
        );
        let targets = json!({
            "first_action_s": seconds(first_action), "resolve_s": seconds(resolve),
            "first_action_met": met(first_action, ttfa), "resolve_met": met(resolve, ttr),
        });
        (metrics, targets)
    }

    /// The smallest target that counts, in milliseconds.
    fn target(&self, name: &str, doc: &Value) -> Option<i64> {
        let mut smallest = None;
        for runbook in self
            .runbooks
            .iter()
            .filter(|runbook| runbook.set_aside.is_none())
        {
            for target in list(&runbook.text, "targets") {
                let Some(limit) = target.get(name).and_then(|text| duration(&scalar(text))) else {
                    continue;
                };
                let counts = target
                    .get("for")
                    .and_then(Value::as_str)
                    .is_none_or(|class| {
                        list(&runbook.text, "causes")
                            .iter()
                            .filter(|cause| word(cause, "class") == class)
                            .any(|cause| {
                                list(doc, "causes").iter().any(|said| {
                                    said["runbook"] == json!(runbook.id)
                                        && said["id"] == cause["id"]
                                        && matches!(
                                            said["standing"].as_str(),
                                            Some("suspected" | "confirmed")
                                        )
                                })
                            })
                    });
                if counts {
                    smallest = Some(smallest.map_or(limit, |least: i64| least.min(limit)));
                }
            }
        }
        smallest
    }

    /// The list of changes, each with the act that it rests on.
    fn check_changes(&self, doc: &Value, found: &mut Vec<String>) {
        let old = doc["format_version"]
            .as_str()
            .is_some_and(|v| v.starts_with("1.0."));
        let rows: Vec<Value> = self
            .changes
            .iter()
            .map(|change| {
                let mut row = json!({
                    "event": change.event,
                    "step": change.step.as_ref().map(|(_, step)| step),
                    "text": change.text,
                    "device": change.device,
                    "risk": change.risk,
                    "at": moment(Some(change.at)),
                    "reverted_at": moment(change.reverted_at),
                    "out_of_order": change.out_of_order,
                });
                if old {
                    row.as_object_mut().unwrap().remove("out_of_order");
                }
                row
            })
            .collect();
        compare("changes", doc.get("changes"), &json!(rows), found);
    }
}

/// A log that was looked through, or a line that was pinned.
fn evidence_row(event: &Event) -> Option<Value> {
    let row = |sha256: Value, bytes: Value, lines: Value, findings: Value, pinned: Value| {
        json!({"id": event.id, "name": event.datum("name"), "sha256": sha256, "bytes": bytes,
            "lines": lines, "findings": findings, "pinned": pinned})
    };
    match event.kind {
        "evidence.added" => Some(row(
            event.datum("sha256"),
            event.datum("bytes"),
            event.datum("lines"),
            event.datum("findings"),
            Value::Null,
        )),
        "evidence.pinned" => {
            let cause = event.datum("cause");
            let runbook = match cause.is_null() {
                true => Value::Null,
                false => json!(event.runbook),
            };
            let pinned = json!({"line": event.datum("line"), "text": event.datum("text"),
                "runbook": runbook, "cause": cause, "around_sha256": event.datum("around_sha256")});
            let bytes = event.word("text").len();
            Some(row(Value::Null, json!(bytes), json!(1), json!([]), pinned))
        }
        _ => None,
    }
}

/// A run, or an output that was pasted.
fn run_row((begun, end): &(&Event, Option<&Event>)) -> Value {
    let pasted = begun.kind == "output.pasted";
    let told = match pasted {
        true => Some(*begun),
        false => *end,
    };
    let of = |key: &str| told.map_or(Value::Null, |event| event.datum(key));
    let or = |value: Value, empty: Value| if value.is_null() { empty } else { value };
    json!({
        "event": begun.id, "runbook": begun.runbook, "step": begun.step,
        "what": begun.datum("what"), "index": begun.datum("index"),
        "target": begun.datum("target"), "address": begun.datum("address"),
        "kind": begun.datum("kind"),
        "via": if pasted { json!("paste") } else { begun.datum("via") },
        "text": begun.datum("text"), "risk": begun.datum("risk"),
        "started_at": moment(Some(begun.at)), "ended_at": moment(told.map(|event| event.at)),
        "outcome": if pasted { json!("exited") } else { of("outcome") },
        "exit": of("exit"),
        "duration_s": seconds(of("duration_ms").as_i64()),
        "bytes": of("bytes"), "lines": of("lines"),
        "sha256": if pasted { of("text_sha256") } else { of("sha256") },
        "head": of("head"), "tail": of("tail"),
        "truncated": or(of("truncated"), json!(false)),
        "findings": or(of("findings"), json!([])),
        "captured": or(of("captured"), json!({})),
    })
}

/// The earliest act of an operator; of several at one moment, the first recorded.
fn first_action(counted: &[&Event]) -> Option<Mark> {
    let mut earliest: Option<Mark> = None;
    for event in counted {
        let acts = match event.kind {
            "step.started" => !event.truth("auto"),
            "step.completed" | "step.failed" | "run.copied" | "run.started" | "output.pasted"
            | "evidence.pinned" | "action.taken" => true,
            "step.inconclusive" => !event.sets_aside && !event.backs_out,
            "evidence.added" => event.raw["time_source"] != "imported",
            _ => false,
        };
        if acts && earliest.is_none_or(|mark| event.at < mark.at) {
            earliest = Some(Mark {
                at: event.at,
                reported: event.reported,
            });
        }
    }
    earliest
}

fn runbook_row(runbook: &Runbook) -> Value {
    let set_aside = runbook
        .set_aside
        .as_ref()
        .map(|(at, reason)| json!({"at": moment(Some(*at)), "reason": reason}));
    json!({
        "id": runbook.id,
        "title": runbook.title,
        "revision": runbook.revision,
        "sha256": runbook.sha256,
        "attached_at": moment(Some(runbook.attached_at)),
        "set_aside": set_aside,
    })
}

/// A cause that is in no runbook: the word `unknown`, or a written one.
fn cause_by_name(name: &str) -> Value {
    match name {
        "unknown" => json!({"id": "unknown", "title": "Unknown", "class": null}),
        written => json!({"id": null, "title": written, "class": null}),
    }
}

// ---------------------------------------------------------------------------
// Spans, times and values.
// ---------------------------------------------------------------------------

/// The sum of the spans; nothing while one is open or runs backwards.
fn sum(spans: &[Span]) -> Option<i64> {
    spans.iter().try_fold(0, |total, span| {
        let length = span.to? - span.from;
        (length >= 0).then_some(total + length)
    })
}

fn ended(spans: &[Span]) -> Vec<(i64, i64)> {
    spans
        .iter()
        .filter_map(|span| Some((span.from, span.to?)))
        .collect()
}

/// The spans joined, so that no moment is counted twice.
fn union(spans: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (from, to) in sorted {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// What of the first spans lies in none of the second.
fn without(spans: &[(i64, i64)], taken: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut left = union(spans);
    for &(from, to) in taken {
        left = left
            .into_iter()
            .flat_map(|(start, end)| [(start, end.min(from)), (start.max(to), end)])
            .filter(|(start, end)| start < end)
            .collect();
    }
    left
}

fn clip(spans: &[(i64, i64)], from: i64, to: i64) -> Vec<(i64, i64)> {
    let cut = spans
        .iter()
        .map(|&(start, end)| (start.max(from), end.min(to)));
    cut.filter(|(start, end)| start < end).collect()
}

fn length(spans: &[(i64, i64)]) -> i64 {
    union(spans).iter().map(|(from, to)| to - from).sum()
}

/// Milliseconds of a time in the document's one format.
fn millis(text: &str) -> Option<i64> {
    let at = text.parse::<jiff::Timestamp>().ok()?.as_millisecond();
    (stamp(at) == text).then_some(at)
}

fn stamp(at: i64) -> String {
    match jiff::Timestamp::from_millisecond(at) {
        Ok(time) => time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
        Err(_) => format!("{at} ms"),
    }
}

fn moment(at: Option<i64>) -> Value {
    at.map_or(Value::Null, |at| json!(stamp(at)))
}

/// Milliseconds as the document writes them: seconds, as a number.
fn seconds(millis: Option<i64>) -> Value {
    millis.map_or(Value::Null, |millis| json!(millis as f64 / 1000.0))
}

/// Milliseconds of `1h30m`, `5m`, `30s`.
fn duration(text: &str) -> Option<i64> {
    let (mut total, mut digits) = (0, String::new());
    for letter in text.chars() {
        let unit = match letter {
            '0'..='9' => {
                digits.push(letter);
                continue;
            }
            'd' => 86_400_000,
            'h' => 3_600_000,
            'm' => 60_000,
            's' => 1_000,
            _ => return None,
        };
        total += digits.parse::<i64>().ok()? * unit;
        digits.clear();
    }
    digits.is_empty().then_some(total)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn word(value: &Value, key: &str) -> String {
    value.get(key).map(scalar).unwrap_or_default()
}

/// A scalar as text, however YAML read it.
fn scalar(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Names every place where the file differs; keys that are only in the file are left alone.
fn compare(path: &str, file: Option<&Value>, events: &Value, found: &mut Vec<String>) {
    let Some(file) = file else {
        found.push(format!(
            "{path}: the file says nothing, the events give {events}"
        ));
        return;
    };
    match (file, events) {
        (Value::Object(_), Value::Object(wanted)) => {
            for (key, value) in wanted {
                compare(&format!("{path}.{key}"), file.get(key), value, found);
            }
        }
        (Value::Array(said), Value::Array(given)) => {
            if said.len() != given.len() {
                found.push(format!(
                    "{path}: the file has {} entries, the events give {}",
                    said.len(),
                    given.len()
                ));
            }
            for (i, (said, given)) in said.iter().zip(given).enumerate() {
                let name = match (given.get("runbook"), given.get("id")) {
                    (Some(Value::String(runbook)), Some(Value::String(id))) => {
                        format!(" ({runbook}/{id})")
                    }
                    _ => String::new(),
                };
                compare(&format!("{path}[{i}]{name}"), Some(said), given, found);
            }
        }
        (Value::Number(said), Value::Number(given)) if said.as_f64() == given.as_f64() => {}
        (said, given) if said == given => {}
        (said, given) => found.push(format!(
            "{path}: the file says {said}, the events give {given}"
        )),
    }
}
