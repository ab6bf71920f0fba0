//! From an action to its row of the table, if it can be done where the operator is. Footer,
//! palette and `act` all ask here, and what is shown as possible is what is possible.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::action::{Action, ActionId, ActionKind};
use super::super::actions::{deed, row_from, rows};
use super::super::effect::Effect;
use super::super::model::{Model, Overlay, Why};
use super::super::places::Places;
use super::availability::no;
use super::ways;

/// The row of an action at a place, if it can be done there. The palette asks for the place
/// below it.
fn doable(model: &Model, at: Places, id: ActionId) -> Result<&'static Action, Why> {
    let over = match model.overlay.as_ref() {
        Some(Overlay::Palette(_)) if at != Places::PALETTE => model.under.last(),
        other => other,
    };
    let action = row_from(id, at).ok_or_else(|| elsewhere(id))?;
    if model.read_only && action.kind == ActionKind::Records {
        no("the journal is read-only: nothing can be recorded", "")?;
    }
    (deed(action).can)(model, over)?;
    Ok(action)
}

/// Whether an action can be done at a place.
pub fn availability(model: &Model, at: Places, id: ActionId) -> Result<(), Why> {
    doable(model, at, id).map(drop)
}

/// What to say of an action that belongs to other places.
fn elsewhere(id: ActionId) -> Why {
    let mut places: Vec<&str> = Vec::new();
    for place in Places::EVERY.iter().copied() {
        let is_there = rows(id).any(|row| row.at.meets(place));
        let name = match place {
            Places::SEARCH | Places::LIST => "the home screen",
            Places::WALK => "the walk",
            other => other.name(),
        };
        if is_there && !places.contains(&name) {
            places.push(name);
        }
    }
    let text = match places[..] {
        [one] => format!("only on {one}").replace("on the list", "in the list"),
        [one, two] => format!("only on {one} and {two}"),
        _ => "not here".to_owned(),
    };
    let (hint, leads_to) = (None, None);
    Why {
        text,
        hint,
        leads_to,
    }
}

/// What an action does in the place of its act, if something stands that it answers.
pub fn first(model: &mut Model, id: ActionId) -> Option<Vec<Effect>> {
    let row = row_from(id, model.place())?;
    (deed(row).first)(model)
}

/// Whether something else was done than saying why an action is refused.
fn refused(model: &mut Model, id: ActionId, why: &Why) -> bool {
    row_from(id, model.place()).is_some_and(|row| (deed(row).refused)(model, why))
}

/// Carries out an action at the present place.
pub fn act(model: &mut Model, id: ActionId, key: Option<KeyEvent>) -> Vec<Effect> {
    let action = match doable(model, model.place(), id) {
        Ok(action) => action,
        Err(why) => {
            if !refused(model, id, &why) {
                model.refuse(why);
            }
            return Vec::new();
        }
    };
    if model.overlay.is_none() && !action.keeps {
        model.status = None;
        model.under.clear();
    }
    // What was left by going back is ahead no more once something else is opened or done.
    if !action.kind.is_move() && !action.keeps {
        model.ahead.clear();
    }
    let digit = key.and_then(|key| match key.code {
        KeyCode::Char(digit) => digit.to_digit(10),
        _ => None,
    });
    let deed = deed(action);
    let effects = match (deed.numbered, digit) {
        (Some(numbered), Some(digit)) => numbered(model, digit),
        _ => (deed.act)(model),
    };
    // The place with a number is opened as its own action opens it.
    let panel = digit
        .filter(|_| id == ActionId::Panel)
        .and_then(ways::panel);
    match panel.flatten() {
        Some(place) => act(model, place, None),
        None => effects,
    }
}
