//! The home screen: search, open incidents, preview.

use super::super::action::{ActionId, Places};
use super::super::effect::{Effect, HomeEffect, ProgramEffect};
use super::super::forms::plan;
use super::super::model::{Focus, Model, OpenIncident, Overlay, Preview};
use crate::domain::id::RunbookId;
use crate::search::Hit;

/// Ranks the runbooks for what stands in the search box. Where nothing does, those that were
/// used last come first. If it is a key, its incident is looked for, too.
pub fn search(model: &mut Model) -> Vec<Effect> {
    if let Some(books) = &model.books {
        model.home.hits = books.index.search(model.home.input.text());
    }
    let query = model.home.input.text().trim().to_owned();
    if let (true, Some(used)) = (query.is_empty(), &model.past_use) {
        let last = |hit: &Hit| used.get(hit.runbook.as_str()).map(|used| used.last);
        let hits = &mut model.home.hits;
        hits.sort_by_key(|hit| std::cmp::Reverse(last(hit)));
    }
    if !is_key(&query) {
        model.home.named = None;
    }
    arrange(model);
    // Whoever types a key wants its incident, whoever types words the best runbook; whoever types
    // nothing, the work left open.
    let is_nothing_found = model.home.hits.is_empty();
    let first = match query.is_empty() || model.home.named.is_some() || is_nothing_found {
        true => 0,
        false => model.home.open.len(),
    };
    let mut open = model.home.open.iter();
    let ticket = open.position(|open| open.has_ticket(&query));
    let wanted = ticket.unwrap_or(first);
    model.home.selected = wanted.min(model.home_rows().saturating_sub(1));
    match is_key(&query) {
        true => vec![Effect::Home(HomeEffect::FindIncident(query))],
        false => Vec::new(),
    }
}

/// Whether a text is an incident's key, whole or its number alone.
fn is_key(text: &str) -> bool {
    let begins = |with: &&str| {
        let start = text.get(..with.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    // One that was read from a list of past incidents has a key of its own kind.
    let prefix = ["INC-", "H-"].into_iter().find(begins);
    let rest = prefix.map_or(text, |prefix| &text[prefix.len()..]);
    // One from elsewhere has the end of its id behind its number.
    let (number, end) = match prefix {
        Some(_) => rest.split_once('-').unwrap_or((rest, "0")),
        None => (rest, "0"),
    };
    let is_number = number.len() < 19 && number.bytes().all(|b| b.is_ascii_digit());
    let is_end = end.bytes().all(|b| b.is_ascii_hexdigit());
    !number.is_empty() && is_number && !end.is_empty() && is_end
}

/// The incident that was looked for is found, or there is none.
pub fn named(model: &mut Model, query: &str, incident: Option<OpenIncident>) {
    if model.home.input.text().trim() != query {
        return;
    }
    let is_found = incident.is_some();
    model.home.named = incident;
    arrange(model);
    model.home.selected = match is_found {
        true => 0,
        false => model.home.open.len(),
    }
    .min(model.home_rows().saturating_sub(1));
}

/// The named incident stands first, then those that are listed.
fn arrange(model: &mut Model) {
    let home = &mut model.home;
    let named = home.named.iter();
    let others = home.listed.iter();
    let others = others.filter(|one| home.named.as_ref().is_none_or(|named| named.id != one.id));
    home.open = named.chain(others).cloned().collect();
}

/// The library is there: ranks it, and shows the runbook that was asked for too early.
pub fn loaded(model: &mut Model) -> Vec<Effect> {
    let mut effects = search(model);
    effects.extend([
        Effect::Home(HomeEffect::ListOpen),
        Effect::Program(ProgramEffect::Statistics),
    ]);
    if std::mem::take(&mut model.home.is_awaited) {
        model.status = None;
        effects.extend(open(model));
    }
    effects
}

/// How runbooks were used before is known. What is selected stays so.
pub fn used(model: &mut Model) -> Vec<Effect> {
    let home = &model.home;
    let row = home.selected.checked_sub(home.open.len());
    let chosen = row.and_then(|row| home.hits.get(row));
    let chosen = chosen.map(|hit| hit.runbook.clone());
    let (at, is_first) = (home.selected, row == Some(0) && home.focus == Focus::Search);
    let effects = search(model);
    let home = &mut model.home;
    let place = home
        .hits
        .iter()
        .position(|hit| Some(&hit.runbook) == chosen.as_ref());
    home.selected = match place {
        // Whoever has not moved yet is shown what was used last.
        Some(place) if !is_first => home.open.len() + place,
        _ => at,
    };
    effects
}

/// Takes in the list of incidents that are not closed and leaves the selection on the same row.
pub fn list_open(model: &mut Model, open: Vec<OpenIncident>) -> Vec<Effect> {
    let below = model.home.selected.checked_sub(model.home.open.len());
    let below = below.filter(|_| !model.home.hits.is_empty());
    model.home.listed = open;
    arrange(model);
    if let Some(below) = below {
        model.home.selected = model.home.open.len() + below;
    }
    let effects = match model.home.focus {
        Focus::Search => search(model),
        Focus::List => Vec::new(),
    };
    model.home.selected = model.home.selected.min(model.home_rows().saturating_sub(1));
    effects
}

/// Comes back from an incident: an empty search box with the focus, so that no word that is
/// typed there is taken for actions, and the open incidents.
pub fn go_home(model: &mut Model) -> Vec<Effect> {
    model.home.input.clear();
    model.home.focus = Focus::Search;
    model.home.selected = 0;
    search(model)
}

/// Esc: from the list to the search box, and there it empties the box. It never leads to the
/// list, where letters act.
pub fn back(model: &mut Model) -> Vec<Effect> {
    match model.home.focus {
        Focus::Search if !model.home.input.text().is_empty() => {
            model.home.input.clear();
            return search(model);
        }
        Focus::Search => {
            let key = |id| model.keys.press(id, Places::SEARCH);
            let says = format!(
                "{} leaves, {} goes to the list",
                key(ActionId::Leave),
                key(ActionId::ToList)
            );
            model.say(says);
        }
        Focus::List => model.home.focus = Focus::Search,
    }
    Vec::new()
}

/// Goes to the list.
pub fn to_list(model: &mut Model) {
    model.home.focus = Focus::List;
}

/// Goes to the search box.
pub fn to_search(model: &mut Model) {
    model.home.focus = Focus::Search;
}

/// Starts the selected runbook, or goes on with the selected incident.
pub fn start(model: &mut Model) -> Vec<Effect> {
    match chosen(model) {
        Some((runbook, chosen)) => plan::start(model, runbook, chosen),
        None => open(model),
    }
}

/// Goes on with the selected incident, or shows the selected runbook.
pub fn open(model: &mut Model) -> Vec<Effect> {
    if let Some(incident) = model.home.open.get(model.home.selected) {
        return vec![Effect::Home(HomeEffect::Load(incident.id))];
    }
    match chosen(model) {
        Some((runbook, chosen)) => {
            let scroll = 0;
            model.overlay = Some(Overlay::Preview(Preview {
                runbook,
                chosen,
                scroll,
            }));
        }
        None if model.books.is_none() => {
            model.home.is_awaited = true;
            model.say("the runbooks are still being loaded");
        }
        None => model.complain(
            "no runbook fits these words",
            Some("try fewer words, or words from the error message".to_owned()),
        ),
    }
    Vec::new()
}

/// The selected runbook, and how it was found.
fn chosen(model: &Model) -> Option<(RunbookId, Option<(String, u32)>)> {
    let row = model.home.selected.checked_sub(model.home.open.len())?;
    let hit = model.home.hits.get(row)?;
    model.books.as_ref()?.library.place(hit.runbook.as_str())?;
    let query = model.home.input.text().trim();
    let chosen = (!query.is_empty()).then(|| (query.to_owned(), hit.rank));
    Some((hit.runbook.clone(), chosen))
}
