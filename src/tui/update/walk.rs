//! The walk screen: moving about, and which action leads to which command or question.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::action::{Id, Places};
use super::super::effect::{Effect, IncidentEffect, LogEffect};
use super::super::hints;
use super::super::model::{Model, Overlay, Walk};
use super::acts;
use crate::domain::id::StepRef;

/// Puts the focus on the step to go on with.
pub fn go_to_current(walk: &mut Walk) {
    let snapshot = &walk.snapshot;
    let current = snapshot.state.current_step();
    let row = current.and_then(|step| snapshot.row_of(&step));
    let first = || snapshot.rows.iter().position(|row| row.step.is_some());
    let row = row.or_else(|| {
        let here = walk.cursor < snapshot.rows.len() && walk.step().is_some();
        here.then_some(walk.cursor).or_else(first)
    });
    walk.cursor = row.unwrap_or(0);
    walk.scroll = 0;
}

/// Puts the focus on a step, out of the place that lies over the walk. Those of a runbook that
/// was set aside are not listed there.
pub fn go_to(model: &mut Model, step: &StepRef) {
    model.overlay = None;
    model.status = None;
    let Some(walk) = &mut model.walk else {
        return;
    };
    match walk.snapshot.row_of(step) {
        Some(row) => (walk.cursor, walk.scroll) = (row, 0),
        None => {
            let number = walk.snapshot.state.number_of(step);
            let says = format!("{number} belongs to a runbook that was set aside");
            let key = model.keys.press(Id::Attach, Places::WALK);
            model.complain(says, Some(format!("{key} attaches it again")));
        }
    }
}

/// Carries out an action of the walk screen.
pub fn act(model: &mut Model, id: Id, key: Option<KeyEvent>) -> Vec<Effect> {
    if moved(model, id) {
        return Vec::new();
    }
    match id {
        Id::Timeline => return vec![Effect::Incident(IncidentEffect::Timeline)],
        Id::Hint => {
            super::drill::hint(model);
            return Vec::new();
        }
        Id::Messages => {
            super::drill::messages_key(model);
            return Vec::new();
        }
        Id::Debrief => return super::drill::debrief(model),
        Id::AddLog => return super::logs::open(model),
        Id::Unfollow => return vec![Effect::Log(LogEffect::Unfollow)],
        Id::Export => {
            super::export::ask(model);
            return Vec::new();
        }
        Id::Causes => {
            model.overlay = Some(Overlay::Causes { selected: 0 });
            return Vec::new();
        }
        Id::Evidence => {
            model.overlay = Some(Overlay::Evidence { selected: 0 });
            return Vec::new();
        }
        Id::Changes => {
            model.overlay = Some(Overlay::Changes { selected: 0 });
            return Vec::new();
        }
        _ => {}
    }
    let digit = key.and_then(|key| match key.code {
        KeyCode::Char(digit) => digit.to_digit(10),
        _ => None,
    });
    acts::act(model, id, digit)
}

/// Moves the focus or the text. `false` if the action is no movement.
fn moved(model: &mut Model, id: Id) -> bool {
    let Some(walk) = &mut model.walk else {
        return false;
    };
    let steps = || {
        let rows = walk.snapshot.rows.iter().enumerate();
        rows.filter(|(_, row)| row.step.is_some())
            .map(|(index, _)| index)
    };
    let cursor = walk.cursor;
    let to = match id {
        Id::Down => steps().find(|row| *row > cursor),
        Id::Up => steps().rfind(|row| *row < cursor),
        Id::Top => steps().next(),
        Id::Bottom => steps().next_back(),
        Id::PageDown => {
            walk.scroll = walk.scroll.saturating_add(6).min(400);
            return true;
        }
        Id::PageUp => {
            walk.scroll = walk.scroll.saturating_sub(6);
            return true;
        }
        _ => return false,
    };
    if let Some(to) = to {
        walk.cursor = to;
        walk.scroll = 0;
    }
    true
}

/// Forgets the time given for the next act. `false` if none was given.
pub fn act_now(model: &mut Model) -> bool {
    let walk = model.walk.as_mut();
    walk.is_some_and(|walk| walk.happened_at.take().is_some())
}

/// The step with the focus, or a word why there is none.
pub fn focused(model: &mut Model) -> Option<StepRef> {
    let step = model.walk.as_ref().and_then(|walk| walk.step().cloned());
    if step.is_none() {
        let hint = hints::moving(&model.keys);
        model.complain("no step is selected", Some(hint));
    }
    step
}
