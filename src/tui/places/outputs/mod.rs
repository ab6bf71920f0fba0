//! What boxes said in the incident: run from here, or pasted back.

mod draw;
pub mod rows;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::run::RunRecord;
use crate::tui::action::ActionId;
use crate::tui::model::{Model, Walk};
use crate::tui::places::Places;
use crate::tui::places::list::{self, Listed};
use rows::{ended, place, runs};

/// What is listed.
#[derive(Debug)]
struct Outputs;

/// Lists them.
pub fn open(model: &mut Model) {
    list::open(model, Outputs);
}

impl Listed for Outputs {
    const AT: Places = Places::OUTPUTS;
    const HEADING: &'static str = "Outputs, newest first. A number shows one:";
    const NOTHING: Option<&'static str> = Some("Nothing was run or pasted in this incident.");
    const ENTER: Option<ActionId> = Some(ActionId::ShowOutput);

    fn draw(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk, selected: usize) -> usize {
        draw::draw(frame, area, (model, walk), selected)
    }

    fn count(walk: &Walk) -> usize {
        walk.snapshot.state.runs.iter().count()
    }

    fn rows(_: &Model, walk: &Walk) -> Vec<String> {
        let row = |run: &RunRecord| {
            let text = run.text.as_deref().unwrap_or("a pasted output");
            let text = text.replace('\n', " / ");
            format!("{}, {}: {text}", place(walk, run), ended(run))
        };
        runs(walk).map(row).collect()
    }
}
