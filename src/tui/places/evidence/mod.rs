//! The logs that were looked through, and what was found in them.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::report::counted;
use crate::tui::findings::EvidenceRow;
use crate::tui::model::{Model, Overlay, Walk};
use crate::tui::overlay::Place;
use crate::tui::places::Places;

/// The place.
#[derive(Debug, Default)]
pub struct Evidence {
    selected: usize,
}

/// Lists them.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::At(Box::new(Evidence::default())));
}

impl Place for Evidence {
    fn at(&self) -> Places {
        Places::EVIDENCE
    }

    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize {
        draw::draw(frame, area, model, self.selected)
    }

    fn selected(&self) -> usize {
        self.selected
    }

    fn selected_mut(&mut self) -> &mut usize {
        &mut self.selected
    }

    fn count(&self, walk: Option<&Walk>) -> usize {
        walk.map_or(0, |walk| walk.snapshot.evidence.len())
    }

    fn heading(&self) -> String {
        "Evidence. A number selects a finding, to its step goes there:".to_owned()
    }

    fn nothing(&self) -> Option<&str> {
        Some("No log has been looked through in this incident.")
    }

    fn rows(&self, model: &Model) -> Vec<String> {
        let Some(walk) = &model.walk else {
            return Vec::new();
        };
        let rows = walk.snapshot.evidence.iter();
        rows.map(|row| in_words(walk, row)).collect()
    }

    fn sought(&self, model: &Model) -> Vec<String> {
        let Some(walk) = &model.walk else {
            return Vec::new();
        };
        let rows = walk.snapshot.evidence.iter().map(|row| match &row.finding {
            Some(found) => format!("{} {}", found.first.1, found.says),
            None => {
                let log = walk.snapshot.state.evidence.get(row.log);
                log.map_or(String::new(), |log| log.name.clone())
            }
        });
        rows.collect()
    }
}

fn in_words(walk: &Walk, row: &EvidenceRow) -> String {
    if let Some(found) = &row.finding {
        let step = found.step.as_ref();
        let step = step.map(|(_, number)| format!(", step {number}"));
        return format!(
            "{}, {}{}; line {}: {}",
            found.says,
            counted(found.count, "line"),
            step.unwrap_or_default(),
            found.first.0,
            found.first.1
        );
    }
    match walk.snapshot.state.evidence.get(row.log) {
        Some(log) => format!("log {}, {} lines", log.name, log.lines),
        None => "log".to_owned(),
    }
}
