//! Every cause, what is thought of it and why.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::model::{Model, Walk};
use crate::tui::places::Places;
use crate::tui::places::list::{self, Listed};
use crate::tui::snapshot::CauseLine;
use crate::tui::text::local_hms;

/// What is listed.
#[derive(Debug)]
struct Causes;

/// Lists them.
pub fn open(model: &mut Model) {
    list::open(model, Causes);
}

impl Listed for Causes {
    const AT: Places = Places::CAUSES;
    const HEADING: &'static str = "Causes, strongest first. A number selects one, judge judges it:";

    fn draw(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk, selected: usize) -> usize {
        draw::draw(frame, area, (model, walk), selected)
    }

    fn count(walk: &Walk) -> usize {
        walk.snapshot.causes.len()
    }

    fn rows(_: &Model, walk: &Walk) -> Vec<String> {
        let causes = walk.snapshot.causes.iter();
        causes.map(|line| cause(walk, line)).collect()
    }

    fn sought(_: &Model, walk: &Walk) -> Vec<String> {
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
