//! The evidence: moving among logs and findings, and from a finding to its step.

use super::super::action::Id;
use super::super::effect::Effect;
use super::super::model::{Model, Overlay};
use super::super::moving::scroll;

/// How many rows the evidence has.
pub fn count(model: &Model) -> usize {
    let walk = model.walk.as_ref();
    walk.map_or(0, |walk| walk.snapshot.evidence.len())
}

/// Carries out an action of the place.
pub fn act(model: &mut Model, id: Id) -> Vec<Effect> {
    let count = count(model);
    let rows = model.walk.as_ref().map(|walk| &walk.snapshot.evidence);
    let Some(Overlay::Evidence { selected }) = &mut model.overlay else {
        return Vec::new();
    };
    match id {
        Id::AddLog => return super::logs::open(model),
        Id::GoToStep => {
            let finding = rows.and_then(|rows| rows.get(*selected)?.finding.as_ref());
            let step = finding.and_then(|finding| finding.step.as_ref());
            let step = step.map(|(step, _)| step.clone());
            if let Some(step) = step {
                super::focus::go_to(model, &step);
            }
        }
        _ => scroll(selected, count, id),
    }
    Vec::new()
}
