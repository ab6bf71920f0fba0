//! The list of all incidents: narrowing and sorting it, opening one, two side by side.

use super::super::effect::{Effect, HomeEffect, ProgramEffect};
use super::super::history::HistoryList;
use super::super::model::{Model, Overlay};
use crate::operations::history::GatheredHistory;

/// Opens the list; the incidents follow when they are read.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.status = None;
    model.overlay = Some(Overlay::History(HistoryList::default()));
    vec![Effect::Program(ProgramEffect::History)]
}

/// The incidents are there, or some of them; whoever left meanwhile does not want them any more.
pub fn gathered(model: &mut Model, gathered: Result<GatheredHistory, String>) {
    let wanted = model.places_mut().find_map(|place| match place {
        Overlay::History(list) => Some(list),
        _ => None,
    });
    let Some(list) = wanted else {
        return;
    };
    match gathered {
        Ok(found) => {
            list.take(found.rows, found.is_part);
            if !found.damaged.is_empty() {
                let what = format!("left out, because damaged: {}", found.damaged.join(", "));
                model.complain(what, Some("runsheet doctor tells more".to_owned()));
            }
        }
        Err(what) => {
            list.take(Vec::new(), false);
            model.complain(what, Some("the journal is as it was".to_owned()));
        }
    }
}

fn list(model: &mut Model) -> Option<&mut HistoryList> {
    match &mut model.overlay {
        Some(Overlay::History(list)) => Some(list),
        _ => None,
    }
}

/// Opens the selected incident, as it stands.
pub fn open_selected(model: &mut Model) -> Vec<Effect> {
    let selected = list(model).filter(|list| list.beside.is_none());
    let selected = selected.and_then(|list| Some(list.row()?.id));
    let load = selected.map(|id| Effect::Home(HomeEffect::Load(id)));
    load.into_iter().collect()
}

/// Sorts by the next column.
pub fn sort(model: &mut Model) {
    if let Some(list) = list(model) {
        list.order(list.sort.next(), false);
    }
}

/// Turns the order round.
pub fn reverse(model: &mut Model) {
    if let Some(list) = list(model) {
        list.order(list.sort, !list.reversed);
    }
}

/// Marks the selected incident, or shows it beside the one that was marked.
pub fn compare(model: &mut Model) {
    if let Some(key) = list(model).and_then(HistoryList::compare) {
        model.say(format!(
            "{key} is marked: go to another one, and compare again"
        ));
    }
}

/// From two side by side back to the list.
pub fn back(model: &mut Model) -> bool {
    list(model).is_some_and(|list| list.beside.take().is_some())
}
