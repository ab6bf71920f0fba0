//! Every event of the incident, with a filter; one of them whole.

mod draw;
pub mod entry;
pub mod state;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::event_line::EventLine;
use crate::tui::model::{Model, Walk};
use crate::tui::overlay::Place;
use crate::tui::places::Places;
use crate::tui::text::numbered;
use entry::TimelineEntry;
use state::Timeline;

impl Place for Timeline {
    fn at(&self) -> Places {
        match self.whole {
            _ if self.typing => Places::FILTER,
            Some(_) => Places::EVENT,
            None => Places::TIMELINE,
        }
    }

    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize {
        draw::draw(frame, area, model, self)
    }

    fn selected(&self) -> usize {
        self.selected
    }

    fn selected_mut(&mut self) -> &mut usize {
        &mut self.selected
    }

    fn count(&self, _: Option<&Walk>) -> usize {
        self.shown.len()
    }

    fn heading(&self) -> String {
        let (shown, all) = (self.shown.len(), self.entries.len());
        let count = match shown == all {
            true => format!("{all} events"),
            false => format!("{shown} of {all} events"),
        };
        format!("Timeline, {count}, oldest first:")
    }

    fn rows(&self, _: &Model) -> Vec<String> {
        let entries = self.shown.iter();
        let entries = entries.filter_map(|place| self.entries.get(*place));
        entries.map(|entry| event(&entry.line)).collect()
    }

    fn read(&self, model: &Model) -> Vec<String> {
        if self.typing {
            let says = "Words that narrow the events, a kind, a person, late, corrected, undone. \
                        An empty line shows all.";
            return vec![says.to_owned()];
        }
        if let (Some(_), Some(entry)) = (self.whole, self.entry()) {
            return whole(entry);
        }
        let rows = numbered(self.rows(model).into_iter());
        std::iter::once(self.heading()).chain(rows).collect()
    }

    fn row(&self, _: &Model) -> Option<String> {
        let entry = self.entry().filter(|_| self.whole.is_none());
        entry.map(|entry| event(&entry.line))
    }

    /// The event that is shown whole.
    fn page(&self) -> Option<String> {
        self.whole?;
        Some(self.entry()?.line.id.to_string())
    }
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

fn whole(entry: &TimelineEntry) -> Vec<String> {
    let mut said = vec![format!("Event: {}", entry.line.text)];
    let fields = entry.fields.iter();
    said.extend(fields.map(|(name, value)| format!("  {name}: {value}")));
    said
}
