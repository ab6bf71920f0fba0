//! What a log says: moving among its causes, and from one to its step.

use std::sync::Arc;

use super::super::effect::{Effect, IncidentEffect};
use super::super::logs::ScanResult;
use super::super::model::{FindingContext, Model, Overlay};
use super::super::reply::Reply;
use super::super::snapshot::Snapshot;
use super::super::text::counted;
use super::{arriving, timeline};

/// Findings whose neighbours are kept in memory.
const CONTEXTS: usize = 500;

/// What a log says is recorded, and is shown now.
pub fn arrived(model: &mut Model, snapshot: Box<Snapshot>, looked: Arc<ScanResult>) -> Vec<Effect> {
    arriving::recorded(model, snapshot, false);
    show(model, looked);
    model.say("recorded as evidence");
    timeline::read_again(model)
}

fn show(model: &mut Model, looked: Arc<ScanResult>) {
    remember(model, &looked);
    let Some(walk) = &model.walk else {
        return;
    };
    let reply = Overlay::Reply(Reply::new(looked, &walk.snapshot.state));
    match &model.overlay {
        // A question that was asked meanwhile is answered first.
        Some(Overlay::Form(_)) => {
            model.under.pop();
            model.under.push(reply);
        }
        _ => model.show(reply),
    }
}

/// Keeps the neighbours of the lines that were found, for the evidence.
fn remember(model: &mut Model, looked: &ScanResult) {
    let Some(walk) = &mut model.walk else {
        return;
    };
    for log in &looked.report.logs {
        for finding in &looked.report.answer.findings {
            let is_here = finding.first.path == log.path;
            let context = FindingContext {
                sha256: log.sha256.clone().unwrap_or_default(),
                signature: (finding.runbook.to_string(), finding.signature.to_string()),
                line: finding.first.clone(),
            };
            if is_here && !walk.contexts.contains(&context) {
                walk.contexts.push(context);
            }
        }
    }
    let surplus = walk.contexts.len().saturating_sub(CONTEXTS);
    walk.contexts.drain(..surplus);
}

/// What came of the log that is followed is recorded.
pub fn followed(
    model: &mut Model,
    snapshot: Option<Box<Snapshot>>,
    began: Option<Arc<ScanResult>>,
    says: Vec<String>,
) -> Vec<Effect> {
    let is_new = snapshot.is_some();
    if let Some(snapshot) = snapshot {
        arriving::take_in(model, snapshot);
    }
    if let Some(looked) = began {
        if matches!(model.overlay, Some(Overlay::Log(_))) {
            model.close();
        }
        let lines = counted(looked.report.lines(), "line");
        match looked.report.answer.findings.is_empty() {
            true => {
                let name = &looked.name;
                model.say(format!("following {name}: nothing known in {lines} so far"));
            }
            false => {
                model.say(format!("following {}", looked.name));
                show(model, looked);
            }
        }
    }
    if !says.is_empty() {
        model.remind(says.join("; "));
    }
    match is_new {
        true => timeline::read_again(model),
        false => Vec::new(),
    }
}

fn the(model: &Model) -> Option<&Reply> {
    match &model.overlay {
        Some(Overlay::Reply(reply)) => Some(reply),
        _ => None,
    }
}

/// Attaches the runbook that the log speaks for.
pub fn attach(model: &mut Model) -> Vec<Effect> {
    let offer = the(model).and_then(Reply::offer);
    let books = model.books.as_ref();
    let known = offer.zip(books);
    let known = known.filter(|(id, books)| books.library.place(id.as_str()).is_some());
    let runbook = known.map(|(id, _)| id.clone());
    let at = model.walk.as_ref().and_then(|walk| walk.happened_at);
    let attached = runbook.map(|runbook| {
        Effect::Incident(IncidentEffect::Attach {
            runbook,
            found: None,
            at,
        })
    });
    attached.into_iter().collect()
}

/// After the incident changed.
pub fn look_again(model: &mut Model) {
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let places = model.overlay.iter_mut().chain(&mut model.under);
    for place in places {
        if let (Overlay::Reply(reply), Some(state)) = (place, state) {
            reply.look_again(state);
        }
    }
}
