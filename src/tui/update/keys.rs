//! A key comes in: which action it means, and whether it was meant at all.
//!
//! A key that is held must not complete one step after another. Some terminals say that a
//! key repeats; most do not, so the time between equal keys has to tell.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::super::action::{Action, Id, Places};
use super::super::effect::Effect;
use super::super::form::Ask;
use super::super::model::{LastKey, Model, Overlay, Screen};
use super::{act, overlays};

/// Equal keys that follow each other within this time come from one that is held.
const REPEATS_MS: i64 = 150;

/// A held key begins to repeat after up to this time. Only after a key that recorded
/// something is the wait that long: nobody has looked at the next step by then.
const BEGINS_TO_REPEAT_MS: i64 = 700;

/// Takes a key.
pub fn press(model: &mut Model, key: KeyEvent, at_ms: i64) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    attend(model);
    let place = model.place();
    let action = model.keys.find(key, place);
    // Acting without seeing what one acts on would be guessing.
    if model.is_cramped() && action.is_none_or(|a| !matches!(a.id, Id::Leave | Id::Suspend)) {
        return Vec::new();
    }
    let moves = action.is_some_and(|a| moves(a.id));
    if key.kind == KeyEventKind::Repeat && action.is_some() && !moves {
        return Vec::new();
    }
    let before = model.last_key.filter(|last| last.code == key.code);
    let mut last = LastKey {
        code: key.code,
        at_ms,
        recorded: false,
    };
    if is_guarded(model, action, key, place) {
        let repeats = key.kind == KeyEventKind::Repeat;
        let since = before.map(|before| (at_ms - before.at_ms, before.recorded));
        let follows = since.is_some_and(|(ms, recorded)| match recorded {
            true => ms < BEGINS_TO_REPEAT_MS,
            false => ms < REPEATS_MS,
        });
        if repeats || follows {
            model.last_key = Some(last);
            // What was just recorded stays to be read; a second press acts.
            return Vec::new();
        }
    }
    let led = action.and_then(|action| leads_to(model, action.id));
    let effects = match (led, action) {
        (Some(effects), _) => effects,
        (None, Some(action)) => act(model, action.id, Some(key)),
        (None, None) => overlays::type_key(model, key),
    };
    last.recorded = effects.iter().any(Effect::records);
    model.last_key = Some(last);
    effects
}

fn moves(id: Id) -> bool {
    matches!(
        id,
        Id::Up | Id::Down | Id::Top | Id::Bottom | Id::PageUp | Id::PageDown
    )
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
        id if moves(id) => false,
        Id::ToList | Id::ToSearch | Id::Show | Id::Open => false,
        Id::Back | Id::Leave | Id::Suspend | Id::Help | Id::Palette | Id::Zoom | Id::Find => false,
        // An empty line that is entered twice is asked again, so text may be entered fast.
        Id::Confirm => !matches!(ask, Some(Ask::Text { .. } | Ask::Secret)),
        _ => !place.meets(Places::SEARCH),
    }
}

/// Somebody is there: nobody has to be told where they were.
pub fn attend(model: &mut Model) {
    model.idle_since_ms = model.steady_ms;
    if let Some(walk) = &mut model.walk {
        walk.bookmark = None;
    }
}

/// A refusal may name the step that stands in the way: then starting a step goes there.
pub fn leads_to(model: &mut Model, id: Id) -> Option<Vec<Effect>> {
    if id != Id::StartStep || model.overlay.is_some() || model.screen != Screen::Walk {
        return None;
    }
    let step = model.status.as_ref()?.leads_to.clone()?;
    model.status = None;
    let walk = model.walk.as_mut()?;
    walk.cursor = walk.snapshot.row_of(&step)?;
    walk.scroll = 0;
    Some(Vec::new())
}
