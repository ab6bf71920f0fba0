//! Attaching another runbook, or setting one aside: a finder over the library.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::effect::{Effect, IncidentEffect};
use super::super::forms::set_aside;
use super::super::input::Input;
use super::super::model::{Model, Offer, Overlay, Preview, RunbookFinder};
use crate::domain::id::RunbookId;
use crate::domain::state::State;
use crate::search::Hit;

/// Opens the finder.
pub fn open(model: &mut Model) {
    // What is typed before they are there is a search already, where one is asked for.
    if model.books.is_none() && !model.is_searching() {
        model.say("the runbooks are still being loaded");
        return;
    }
    model.overlay = Some(Overlay::Attach(RunbookFinder {
        input: Input::default(),
        found: Vec::new(),
        selected: 0,
    }));
    find(model);
}

/// Lists what fits what is typed. Without words, the runbooks that those in use refer to
/// come first, then those in use.
pub fn find(model: &mut Model) {
    let Some(Overlay::Attach(finder)) = &model.overlay else {
        return;
    };
    let (Some(books), Some(walk)) = (&model.books, &model.walk) else {
        return;
    };
    let state = &walk.snapshot.state;
    let query = finder.input.text().trim();
    let hits = books.index.search(query).into_iter();
    let mut found: Vec<Offer> = hits.map(|hit| offer(state, &hit)).collect();
    if query.is_empty() {
        found.extend(unlisted(state, &found));
        found.sort_by_key(|offer| (!offer.is_referred, !offer.is_in_use));
    }
    if let Some(Overlay::Attach(finder)) = &mut model.overlay {
        finder.found = found;
        finder.selected = 0;
    }
}

fn offer(state: &State, hit: &Hit) -> Offer {
    let in_use = state.in_use().any(|a| a.id == hit.runbook);
    let aside = state.attachment(&hit.runbook).filter(|_| !in_use);
    let references = state.in_use().filter_map(|a| a.runbook.as_deref());
    let see = references
        .flat_map(|runbook| &runbook.see)
        .find(|see| see.runbook == hit.runbook);
    let why = match (in_use, aside.and_then(|a| a.set_aside.as_ref()), see) {
        (true, ..) => "attached; Enter sets it aside".to_owned(),
        (_, Some((_, reason)), _) => format!("set aside: {reason}"),
        (_, _, Some(see)) => format!("when {}", see.when),
        _ => {
            let matched = hit.matches.first();
            matched.map_or_else(String::new, |found| found.text.clone())
        }
    };
    Offer {
        runbook: hit.runbook.clone(),
        title: hit.title.clone(),
        rank: hit.rank,
        why,
        is_in_use: in_use,
        is_referred: see.is_some() && !in_use,
    }
}

/// Runbooks in use whose file is gone can still be set aside.
fn unlisted(state: &State, found: &[Offer]) -> Vec<Offer> {
    let gone = state
        .in_use()
        .filter(|a| found.iter().all(|offer| offer.runbook != a.id));
    gone.map(|attachment| Offer {
        runbook: attachment.id.clone(),
        title: attachment.title.clone(),
        rank: 0,
        why: "attached; Enter sets it aside".to_owned(),
        is_in_use: true,
        is_referred: false,
    })
    .collect()
}

/// Takes a key that is no action.
pub fn key(model: &mut Model, key: KeyEvent) {
    let Some(Overlay::Attach(finder)) = &mut model.overlay else {
        return;
    };
    let last = finder.found.len().saturating_sub(1);
    match key.code {
        KeyCode::Down => finder.selected = (finder.selected + 1).min(last),
        KeyCode::Up => finder.selected = finder.selected.saturating_sub(1),
        _ => {
            if finder.input.key(key) {
                find(model);
            }
        }
    }
}

/// Attaches a runbook at the time given for the next act. In a drill the search that found it
/// is recorded with it.
pub fn take(model: &Model, runbook: RunbookId, chosen: Option<(String, u32)>) -> Vec<Effect> {
    let at = model.walk.as_ref().and_then(|walk| walk.happened_at);
    let found = chosen.filter(|_| model.drill().is_some());
    vec![Effect::Incident(IncidentEffect::Attach {
        runbook,
        found,
        at,
    })]
}

/// Attaches the selected runbook, or asks why it is set aside.
pub fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Attach(finder)) = &model.overlay else {
        return Vec::new();
    };
    let Some(offer) = finder.found.get(finder.selected).cloned() else {
        model.complain("no runbook fits these words", None);
        return Vec::new();
    };
    if offer.is_in_use {
        set_aside::ask(model, offer);
        return Vec::new();
    }
    let books = model.books.as_ref();
    let place = books.and_then(|books| books.library.place(offer.runbook.as_str()));
    if place.is_none() {
        return Vec::new();
    }
    let runbook = offer.runbook.clone();
    let query = finder.input.text().trim();
    let chosen = (!query.is_empty()).then(|| (query.to_owned(), offer.rank));
    if model.is_searching() {
        model.cover(Overlay::Preview(Preview {
            runbook,
            chosen,
            scroll: 0,
        }));
        return Vec::new();
    }
    model.close();
    take(model, runbook, chosen)
}
