//! The palette: every action of the table by its name, with why it cannot be done now.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::super::action::{Action, ActionId};
use super::super::actions::{ACTIONS, rows};
use super::super::effect::Effect;
use super::super::input::Input;
use super::super::labels::name;
use super::super::model::{Finder, FoundAction, Model, Overlay};
use super::super::places::Places;
use super::act::{act, availability};

/// Opens the palette.
pub fn open(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Palette(_))) {
        return;
    }
    let at = model.place();
    model.cover(Overlay::Palette(Finder {
        at,
        input: Input::default(),
        found: Vec::new(),
        selected: 0,
    }));
    find(model);
}

/// From the help to the palette over the place that it explains: there its lines are searched, and
/// what is found is done.
pub fn from_help(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Help(_))) {
        model.uncover();
    }
    open(model);
}

/// Looks again, after something was typed.
pub fn find(model: &mut Model) {
    let Some(Overlay::Palette(finder)) = &model.overlay else {
        return;
    };
    let found = ranked(model, finder);
    if let Some(Overlay::Palette(finder)) = &mut model.overlay {
        finder.found = found;
        finder.selected = 0;
    }
}

/// Looks again, after the incident changed below it: the same action stays selected.
pub fn look_again(model: &mut Model) {
    let selected = match &model.overlay {
        Some(Overlay::Palette(finder)) => finder.found.get(finder.selected),
        _ => return,
    };
    let selected = selected.map(|found| found.action.id);
    find(model);
    if let Some(Overlay::Palette(finder)) = &mut model.overlay {
        let place = finder.found.iter();
        let place = place.map(|found| Some(found.action.id));
        finder.selected = place.into_iter().position(|id| id == selected).unwrap_or(0);
    }
}

/// Every action once: the best match first. Where nothing is typed, what can be done comes
/// before what cannot; moves always come last, because they have better keys.
fn ranked(model: &Model, finder: &Finder) -> Vec<FoundAction> {
    let matcher = SkimMatcherV2::default().ignore_case();
    let query = finder.input.text().trim();
    let mut found: Vec<((bool, i64, bool, usize), FoundAction)> = Vec::new();
    for (place, action) in ACTIONS.iter().enumerate() {
        if !stands_for(action, finder.at) {
            continue;
        }
        let called = name(model, action, finder.at);
        let names = [called, action.label].into_iter();
        let names = names.filter_map(|name| matcher.fuzzy_match(name, query));
        let named = names.max().map(|score| score * 2);
        let rest = format!("{} {}", action.words, action.help);
        let rest = matcher.fuzzy_match(&rest, query);
        let Some(score) = named.max(rest) else {
            continue;
        };
        let why = availability(model, finder.at, action.id).err();
        let rank = (action.kind.is_move(), -score, why.is_some(), place);
        found.push((rank, FoundAction { action, why }));
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, found)| found).collect()
}

/// Of several rows of an action, the one for this place, else the first.
fn stands_for(action: &'static Action, at: Places) -> bool {
    let here = rows(action.id).find(|row| row.at.meets(at));
    here.or_else(|| rows(action.id).next())
        .is_some_and(|row| std::ptr::eq(row, action))
}

/// Does what is selected, or says why it cannot be done.
pub fn confirm(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Palette(finder)) = &model.overlay else {
        return Vec::new();
    };
    let Some(chosen) = finder.found.get(finder.selected).cloned() else {
        return Vec::new();
    };
    if let Some(why) = chosen.why {
        model.refuse(why);
        return Vec::new();
    }
    if chosen.action.id == ActionId::Palette {
        return Vec::new();
    }
    model.uncover();
    model.status = None;
    act(model, chosen.action.id, None)
}
