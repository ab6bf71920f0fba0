//! The logs that were looked through, and what was found in them.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::report::counted;
use crate::tui::findings::EvidenceRow;
use crate::tui::model::{Model, Walk};
use crate::tui::places::Places;
use crate::tui::places::list::{self, Listed};

/// What is listed.
#[derive(Debug)]
struct Evidence;

/// Lists them.
pub fn open(model: &mut Model) {
    list::open(model, Evidence);
}

impl Listed for Evidence {
    const AT: Places = Places::EVIDENCE;
    const HEADING: &'static str = "Evidence. A number selects a finding, to its step goes there:";
    const NOTHING: Option<&'static str> = Some("No log has been looked through in this incident.");

    fn draw(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk, selected: usize) -> usize {
        draw::draw(frame, area, (model, walk), selected)
    }

    fn count(walk: &Walk) -> usize {
        walk.snapshot.evidence.len()
    }

    fn rows(_: &Model, walk: &Walk) -> Vec<String> {
        let rows = walk.snapshot.evidence.iter();
        rows.map(|row| in_words(walk, row)).collect()
    }

    fn sought(_: &Model, walk: &Walk) -> Vec<String> {
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
