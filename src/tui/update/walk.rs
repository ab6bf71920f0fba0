//! The walk screen: moving about, and which action leads to which command or question.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::action::Id;
use super::super::effect::Effect;
use super::super::model::{Model, Overlay};
use super::acts;

/// Carries out an action of the walk screen.
pub fn act(model: &mut Model, id: Id, key: Option<KeyEvent>) -> Vec<Effect> {
    if moved(model, id) {
        return Vec::new();
    }
    match id {
        Id::Timeline => return vec![Effect::Timeline],
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
        Id::Unfollow => return vec![Effect::Unfollow],
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
