//! The places over the walk in lines. Rows are numbered, and a number selects one.

use super::super::entry::Entry;
use super::super::event_line::EventLine;
use super::super::model::{Model, Overlay, Timeline};
use super::super::text::numbered;

/// The place that lies over the main screen, if it is one of these.
pub fn read(model: &Model) -> Option<Vec<String>> {
    Some(match model.overlay.as_ref()? {
        Overlay::Timeline(timeline) => self::timeline(timeline),
        other => other.listing()?.read(model),
    })
}

/// What tells one page of a place from another one: the event that is shown whole, the mode.
pub fn page(model: &Model) -> Option<String> {
    match model.overlay.as_ref()? {
        Overlay::Timeline(timeline) => {
            timeline.whole?;
            Some(timeline.entry()?.line.id.to_string())
        }
        other => other.listing()?.page(),
    }
}

/// The selected row in words.
pub fn selected(model: &Model) -> Option<String> {
    match model.overlay.as_ref()? {
        Overlay::Timeline(timeline) if timeline.whole.is_none() => {
            timeline.entry().map(|entry| event(&entry.line))
        }
        other => other.listing()?.row(model),
    }
}

fn timeline(timeline: &Timeline) -> Vec<String> {
    if timeline.typing {
        let says = "Words that narrow the events, a kind, a person, late, corrected, undone. An \
                    empty line shows all.";
        return vec![says.to_owned()];
    }
    if let (Some(_), Some(entry)) = (timeline.whole, timeline.entry()) {
        return whole(entry);
    }
    let (shown, all) = (timeline.shown.len(), timeline.entries.len());
    let count = match shown == all {
        true => format!("{all} events"),
        false => format!("{shown} of {all} events"),
    };
    let entries = timeline.shown.iter();
    let entries = entries.filter_map(|place| timeline.entries.get(*place));
    let mut said = vec![format!("Timeline, {count}, oldest first:")];
    said.extend(numbered(entries.map(|entry| event(&entry.line))));
    said
}

fn event(line: &EventLine) -> String {
    let given = if line.reported { " (time given)" } else { "" };
    let late = line.recorded.as_ref();
    let late = late.map(|at| format!(" (recorded {at})"));
    let stands = match (line.undone, line.effective, &line.was) {
        (true, ..) => "undone: ",
        (_, false, _) => "no effect: ",
        (_, _, Some(_)) => "corrected: ",
        _ => "",
    };
    let was = line.was.as_ref().map(|was| format!(" (was {was})"));
    format!(
        "{}{given}{} {}: {stands}{}{}",
        line.at,
        late.unwrap_or_default(),
        line.actor,
        line.text,
        was.unwrap_or_default()
    )
}

fn whole(entry: &Entry) -> Vec<String> {
    let mut said = vec![format!("Event: {}", entry.line.text)];
    let fields = entry.fields.iter();
    said.extend(fields.map(|(name, value)| format!("  {name}: {value}")));
    said
}
