//! Moving in whatever is listed or shown, and selecting a row by its number.

use super::focus;
use super::model::{Focus, Model, Overlay, Screen};
use super::moving::{Move, scroll, within};
use super::places::Places;
use super::reply::ReplyRow;

/// No page has more lines; how far it can really scroll is known once it is drawn. Of an output that
/// is as much as is kept.
const LONGEST: usize = 10 << 20;

/// No event has more lines than this.
const LONGEST_EVENT: usize = 200;

/// The selected row of a list over the main screen, and how many rows it has.
fn list(model: &mut Model) -> Option<(&mut usize, usize)> {
    let walk = model.walk.as_ref();
    let place = model.overlay.as_mut()?.listing_mut()?;
    let count = place.count(walk);
    Some((place.selected_mut(), count))
}

/// Moves the selection or the first line shown.
pub fn moved(model: &mut Model, to: Move) {
    if model.overlay.is_none() {
        match model.screen {
            Screen::Home => at_home(model, to),
            Screen::Walk => focus::moved(model, to),
        }
        return;
    }
    if let Some(Overlay::Timeline(timeline)) = &mut model.overlay
        && let Some(line) = &mut timeline.whole
    {
        // Beside the whole event its neighbours are a key away, and its text scrolls.
        if matches!(to, Move::PageDown | Move::PageUp) {
            return scroll(line, LONGEST_EVENT, to);
        }
        *line = 0;
    }
    if let Some((selected, count)) = list(model) {
        scroll(selected, count, to);
    } else if let Some(page) = model.overlay.as_mut().and_then(Overlay::page_mut) {
        scroll(page.scroll_mut(), LONGEST, to);
    }
}

/// Up from the first row goes back to where the text is.
fn at_home(model: &mut Model, to: Move) {
    let rows = model.home_rows();
    let home = &mut model.home;
    match to {
        Move::Up if home.selected == 0 => home.focus = Focus::Search,
        _ => scroll(&mut home.selected, rows, to),
    }
}

/// Selects a row, from 0, of whatever is listed.
pub fn select(model: &mut Model, row: usize) {
    model.status = None;
    if let Some((selected, count)) = list(model) {
        *selected = within(row, count);
    } else if model.overlay.is_some() {
    } else if model.screen == Screen::Walk {
        if let Some(walk) = &mut model.walk {
            walk.cursor = within(row, walk.snapshot.rows.len());
            walk.scroll = 0;
        }
    } else {
        model.home.focus = Focus::List;
        model.home.selected = within(row, model.home_rows());
    }
}

/// After the incident changed under a list: the selection stays in it.
pub fn keep_in_range(model: &mut Model) {
    let Some((selected, count)) = list(model) else {
        return;
    };
    *selected = within(*selected, count);
    let leaves = matches!(&model.overlay, Some(Overlay::At(it)) if it.leaves_when_empty());
    if count == 0 && leaves {
        model.close();
    }
}

/// The next row of the list is selected.
pub fn next(model: &mut Model) {
    if let Some((selected, count)) = list(model) {
        *selected = within(*selected + 1, count);
    }
}

/// Keeps scroll positions inside what the last frame could show.
pub fn keep_scroll(model: &mut Model, overflow: usize) {
    let line = match &mut model.overlay {
        Some(Overlay::Timeline(timeline)) => timeline.whole.as_mut(),
        Some(overlay) => overlay.page_mut().map(|page| page.scroll_mut()),
        None => {
            let walk = model.walk.as_mut().filter(|_| model.screen == Screen::Walk);
            walk.map(|walk| &mut walk.scroll)
        }
    };
    if let Some(line) = line {
        *line = overflow.min(*line);
    }
}

/// From a finding or a cause to the step that it points at.
pub fn go_to_step(model: &mut Model) {
    let step = match (&model.overlay, &model.walk) {
        (Some(Overlay::Reply(reply)), _) => match reply.row() {
            Some(ReplyRow::Cause(cause)) => cause.step.clone(),
            _ => None,
        },
        (Some(over), Some(walk)) => {
            let selected = over.selected_at(Places::EVIDENCE);
            let row = selected.and_then(|selected| walk.snapshot.evidence.get(selected));
            row.and_then(|row| row.finding.as_ref()?.step.clone())
        }
        _ => None,
    };
    if let Some((step, _)) = step {
        focus::go_to(model, &step);
    }
}
