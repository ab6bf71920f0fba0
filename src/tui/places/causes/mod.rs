//! Every cause, what is thought of it and why.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::model::{Model, Overlay, Walk};
use crate::tui::overlay::Place;
use crate::tui::places::Places;
use crate::tui::snapshot::CauseLine;
use crate::tui::text::local_hms;

/// The place.
#[derive(Debug, Default)]
pub struct Causes {
    selected: usize,
}

/// Lists them.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::At(Box::new(Causes::default())));
}

impl Place for Causes {
    fn at(&self) -> Places {
        Places::CAUSES
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
        walk.map_or(0, |walk| walk.snapshot.causes.len())
    }

    fn heading(&self) -> String {
        "Causes, strongest first. A number selects one, judge judges it:".to_owned()
    }

    fn rows(&self, model: &Model) -> Vec<String> {
        let Some(walk) = &model.walk else {
            return Vec::new();
        };
        let causes = walk.snapshot.causes.iter();
        causes.map(|line| cause(walk, line)).collect()
    }

    fn sought(&self, model: &Model) -> Vec<String> {
        let Some(walk) = &model.walk else {
            return Vec::new();
        };
        let rows = walk.snapshot.causes.iter().map(|line| {
            let because: Vec<&str> = line.because.iter().map(|(_, why)| &**why).collect();
            format!("{} {}", line.title, because.join(" "))
        });
        rows.collect()
    }
}

fn cause(walk: &Walk, line: &CauseLine) -> String {
    let mut said = format!("{}, {}", line.title, line.standing.words());
    if let Some(class) = &line.class {
        said.push_str(&format!(", class {class}"));
    }
    for (event, why) in &line.because {
        let judged = if line.judged { "judged " } else { "" };
        let by = walk.snapshot.named.get(event);
        let by = by.map(|(at, actor)| format!("{judged}{} {actor}, ", local_hms(*at)));
        said.push_str(&format!("; {}{why}", by.unwrap_or_default()));
    }
    said
}
