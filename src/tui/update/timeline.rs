//! The timeline: filtering, looking at one event, taking back and correcting the selected
//! one.

use super::super::effect::{Effect, IncidentEffect};
use super::super::input::Input;
use super::super::model::{Model, Overlay, Timeline};
use super::super::places::timeline::entry::TimelineEntry;

/// The events have come: the newest is selected, or what was selected before.
pub fn show(model: &mut Model, entries: Vec<TimelineEntry>) {
    let before = match model.overlay.take() {
        Some(Overlay::Timeline(timeline)) => Some(timeline),
        _ => None,
    };
    let selected = before.as_ref().and_then(Timeline::entry);
    let selected = selected.map(|entry| entry.line.id);
    // One that was left narrowed is narrowed still.
    let opened = || Timeline {
        filter: Input::of(&model.kept.filter),
        ..Timeline::default()
    };
    let mut timeline = Timeline {
        entries,
        ..before.unwrap_or_else(opened)
    };
    narrow(&mut timeline);
    if let Some(id) = selected {
        let shown = timeline.shown.iter();
        let mut shown = shown.map(|place| timeline.entries[*place].line.id);
        timeline.selected = shown
            .position(|shown| shown == id)
            .unwrap_or(timeline.selected);
    }
    model.overlay = Some(Overlay::Timeline(timeline));
}

/// After the incident changed, an open timeline is read again.
pub fn read_again(model: &Model) -> Vec<Effect> {
    match &model.overlay {
        Some(Overlay::Timeline(_)) => vec![Effect::Incident(IncidentEffect::Timeline)],
        _ => Vec::new(),
    }
}

/// Lets through the events that hold every word of the filter, and selects the newest.
pub fn narrow(timeline: &mut Timeline) {
    let filter = timeline.filter.text().to_lowercase();
    let words: Vec<&str> = filter.split_whitespace().collect();
    let fits = |entry: &TimelineEntry| words.iter().all(|word| entry.words.contains(word));
    let entries = timeline.entries.iter().enumerate();
    let shown = entries.filter(|(_, entry)| fits(entry));
    timeline.shown = shown.map(|(place, _)| place).collect();
    timeline.selected = timeline.shown.len().saturating_sub(1);
}

/// One level back inside the timeline: out of the event, out of the filter.
pub fn back(model: &mut Model) -> bool {
    let Some(Overlay::Timeline(timeline)) = &mut model.overlay else {
        return false;
    };
    if timeline.whole.take().is_some() {
        return true;
    }
    if timeline.typing || !timeline.filter.text().is_empty() {
        timeline.typing = false;
        timeline.filter.clear();
        narrow(timeline);
        return true;
    }
    false
}

/// Lists the events.
pub fn open(_: &mut Model) -> Vec<Effect> {
    vec![Effect::Incident(IncidentEffect::Timeline)]
}

fn the(model: &mut Model) -> Option<&mut Timeline> {
    match &mut model.overlay {
        Some(Overlay::Timeline(timeline)) => Some(timeline),
        _ => None,
    }
}

/// The filter takes what is typed.
pub fn filter(model: &mut Model) {
    the(model).into_iter().for_each(|it| it.typing = true);
}

/// From the filter to the list.
pub fn leave_filter(model: &mut Model) {
    the(model).into_iter().for_each(|it| it.typing = false);
}

/// Shows everything that is known of the selected event.
pub fn whole(model: &mut Model) {
    the(model).into_iter().for_each(|it| it.whole = Some(0));
}
