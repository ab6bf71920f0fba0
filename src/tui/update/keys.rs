//! A key comes in: which action it means, and whether it was meant at all.
//!
//! A key that is held must not complete one step after another: `tui/taps.rs` tells it from one
//! that is pressed again, and what is dropped is said.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::super::action::{Action, ActionId, ActionKind, Places};
use super::super::effect::{Effect, Msg};
use super::super::form::Ask;
use super::super::keymap::Chord;
use super::super::model::{Model, Overlay};
use super::super::taps::Tap;
use super::act::{act, first};
use super::overlays;

/// Takes a key.
pub fn press(model: &mut Model, key: KeyEvent, at_ms: i64) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        model.taps.told();
        return Vec::new();
    }
    attend(model);
    let place = model.place();
    let action = model.keys.find(key, place);
    // Acting without seeing what one acts on would be guessing.
    if model.is_cramped()
        && action.is_none_or(|a| !matches!(a.id, ActionId::Leave | ActionId::Suspend))
    {
        return Vec::new();
    }
    let guarded = is_guarded(model, action, key, place);
    let moves = action.is_some_and(|action| action.kind == ActionKind::Moves);
    let tap = match key.kind {
        KeyEventKind::Repeat if guarded || action.is_some() && !moves => {
            model.taps.repeat(key, at_ms)
        }
        _ => model.taps.press(key, at_ms, guarded),
    };
    match tap {
        Tap::Acts => mean(model, key),
        Tap::IsHeld => {
            say_held(model, key);
            Vec::new()
        }
        Tap::Waits | Tap::Repeats => Vec::new(),
    }
}

/// What comes of the first key that waited to be told from one that is held, if it is known
/// now: before a message is taken in. `None` if nothing waits any more.
pub fn settle(model: &mut Model, before: &Msg) -> Option<Vec<Effect>> {
    let (key, tap) = match before {
        Msg::Key { key, at_ms } | Msg::KeyInPlace { key, at_ms, .. } => {
            // A key that is let go says nothing of one that came since.
            let other = (key.kind != KeyEventKind::Release).then_some(key.code);
            model.taps.settle(other, *at_ms)?
        }
        Msg::Settle { at_ms } => model.taps.settle(None, *at_ms)?,
        _ => return None,
    };
    Some(match tap {
        Tap::Acts => mean(model, key),
        _ => {
            say_held(model, key);
            Vec::new()
        }
    })
}

/// Does what a key means at the present place.
fn mean(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let action = model.keys.find(key, model.place());
    let led = action.and_then(|action| first(model, action.id));
    match (led, action) {
        (Some(effects), _) => effects,
        (None, Some(action)) => act(model, action.id, Some(key)),
        (None, None) => overlays::type_key(model, key),
    }
}

/// Says that a key was held and acted once, beside what it did.
fn say_held(model: &mut Model, key: KeyEvent) {
    let says = format!("{} held: counted once", Chord::from(key).name());
    model.mention(says);
}

/// Whether a key must be pressed anew each time: it may record something, or answers a
/// question. Text, movements and ways back may be held.
fn is_guarded(model: &Model, action: Option<&Action>, key: KeyEvent, place: Places) -> bool {
    let ask = match &model.overlay {
        Some(Overlay::Form(form)) => form.question().map(|question| &question.ask),
        _ => None,
    };
    let Some(action) = action else {
        return match ask {
            Some(Ask::Yes) => true,
            Some(Ask::Choice { .. }) => {
                matches!(key.code, KeyCode::Char(letter) if letter.is_ascii_digit())
            }
            _ => false,
        };
    };
    match action.id {
        // An empty line that is entered twice is asked again, so text may be entered fast.
        ActionId::Confirm => !matches!(ask, Some(Ask::Text { .. } | Ask::Secret)),
        _ => action.kind.is_guarded() && !place.meets(Places::SEARCH),
    }
}

/// Somebody is there: nobody has to be told where they were.
pub fn attend(model: &mut Model) {
    model.idle_since_ms = model.steady_ms;
    if let Some(walk) = &mut model.walk {
        walk.bookmark = None;
    }
}
