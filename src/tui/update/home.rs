//! The home screen: search, open incidents, preview.

use super::super::action::Id;
use super::super::effect::Effect;
use super::super::model::{Focus, Model, OpenIncident, Overlay, Preview};
use super::plan;

/// Ranks the runbooks for what stands in the search box.
pub fn search(model: &mut Model) {
    if let Some(books) = &model.books {
        model.home.hits = books.index.search(model.home.input.text());
    }
    let open = match model.home.input.text().trim().is_empty() {
        true => 0,
        false => model.home.open.len(),
    };
    let query = model.home.input.text();
    let ticket = model
        .home
        .open
        .iter()
        .position(|open| open.has_ticket(query));
    // Whoever types wants the best runbook, or what is named; whoever does not, the work left
    // open.
    let wanted = ticket.unwrap_or(open);
    model.home.selected = wanted.min(model.home_rows().saturating_sub(1));
}

/// The library is there: ranks it, and shows the runbook that was asked for too early.
pub fn loaded(model: &mut Model) -> Vec<Effect> {
    search(model);
    let mut effects = vec![Effect::ListOpen, Effect::Statistics];
    if std::mem::take(&mut model.home.is_awaited) {
        model.status = None;
        effects.extend(open(model));
    }
    effects
}

/// Takes in the list of unfinished incidents and leaves the selection on the same row.
pub fn list_open(model: &mut Model, open: Vec<OpenIncident>) {
    let home = &mut model.home;
    if home.selected >= home.open.len() && !home.hits.is_empty() {
        home.selected = home.selected - home.open.len() + open.len();
    }
    home.open = open;
    if home.focus == Focus::Search {
        search(model);
    }
    model.home.selected = model.home.selected.min(model.home_rows().saturating_sub(1));
}

/// Comes back from an incident: an empty search box and the open incidents.
pub fn go_home(model: &mut Model) {
    model.home.input.clear();
    model.home.focus = Focus::List;
    model.home.selected = 0;
    search(model);
}

/// Esc: first empties the search box, then leaves it.
pub fn back(model: &mut Model) {
    match model.home.focus {
        Focus::Search if !model.home.input.text().is_empty() => {
            model.home.input.clear();
            search(model);
        }
        Focus::Search => to_list(model),
        Focus::List => model.home.focus = Focus::Search,
    }
}

fn to_list(model: &mut Model) {
    model.home.focus = Focus::List;
}

/// Carries out an action of the home screen.
pub fn act(model: &mut Model, id: Id) -> Vec<Effect> {
    let rows = model.home_rows();
    let last = rows.saturating_sub(1);
    let home = &mut model.home;
    match id {
        Id::Down => home.selected = (home.selected + 1).min(last),
        // Up from the first row goes back to where the text is.
        Id::Up if home.selected == 0 => home.focus = Focus::Search,
        Id::Up => home.selected -= 1,
        Id::Top => home.selected = 0,
        Id::Bottom => home.selected = last,
        Id::PageDown => home.selected = (home.selected + 10).min(last),
        Id::PageUp => home.selected = home.selected.saturating_sub(10),
        Id::ToSearch => home.focus = Focus::Search,
        Id::ToList => to_list(model),
        Id::Show | Id::Open => return open(model),
        Id::Start => {
            if let Some((entry, chosen)) = chosen(model) {
                return plan::start(model, entry, chosen);
            }
            return open(model);
        }
        _ => {}
    }
    Vec::new()
}

/// Goes on with the selected incident, or shows the selected runbook.
fn open(model: &mut Model) -> Vec<Effect> {
    if let Some(incident) = model.home.open.get(model.home.selected) {
        return vec![Effect::Load(incident.id)];
    }
    match chosen(model) {
        Some((entry, chosen)) => {
            let scroll = 0;
            model.overlay = Some(Overlay::Preview(Preview {
                entry,
                chosen,
                scroll,
                finder: None,
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

/// The selected runbook's place in the library, and how it was found.
fn chosen(model: &Model) -> Option<(usize, Option<(String, u32)>)> {
    let row = model.home.selected.checked_sub(model.home.open.len())?;
    let hit = model.home.hits.get(row)?;
    let entries = model.books.as_ref()?.library.entries();
    let entry = entries
        .iter()
        .position(|entry| entry.book.runbook.id == hit.runbook)?;
    let query = model.home.input.text().trim();
    let chosen = (!query.is_empty()).then(|| (query.to_owned(), hit.rank));
    Some((entry, chosen))
}
