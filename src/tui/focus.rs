//! Which step of the walk has the focus.

use super::action::{ActionId, Places};
use super::hints;
use super::model::{Model, Walk};
use super::moving::Move;
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
            let key = model.keys.press(ActionId::Attach, Places::WALK);
            model.complain(says, Some(format!("{key} attaches it again")));
        }
    }
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

/// Moves the focus or the text.
pub fn moved(model: &mut Model, to: Move) {
    let Some(walk) = &mut model.walk else {
        return;
    };
    let steps = || {
        let rows = walk.snapshot.rows.iter().enumerate();
        rows.filter(|(_, row)| row.step.is_some())
            .map(|(index, _)| index)
    };
    let cursor = walk.cursor;
    let row = match to {
        Move::Down => steps().find(|row| *row > cursor),
        Move::Up => steps().rfind(|row| *row < cursor),
        Move::Top => steps().next(),
        Move::Bottom => steps().next_back(),
        Move::PageDown => {
            walk.scroll = walk.scroll.saturating_add(6).min(400);
            return;
        }
        Move::PageUp => {
            walk.scroll = walk.scroll.saturating_sub(6);
            return;
        }
    };
    if let Some(row) = row {
        walk.cursor = row;
        walk.scroll = 0;
    }
}

/// Forgets the time given for the next act. `false` if none was given.
pub fn act_now(model: &mut Model) -> bool {
    let walk = model.walk.as_mut();
    walk.is_some_and(|walk| walk.happened_at.take().is_some())
}
