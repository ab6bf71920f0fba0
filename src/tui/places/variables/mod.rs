//! What is filled into the commands: those of the step with the focus first.

mod draw;
pub mod rows;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::ActionId;
use crate::tui::model::{Model, Walk};
use crate::tui::places::Places;
use crate::tui::places::list::{self, Listed};
use rows::variable_rows;

/// What is listed.
#[derive(Debug)]
struct Variables;

/// Lists them.
pub fn open(model: &mut Model) {
    list::open(model, Variables);
}

impl Listed for Variables {
    const AT: Places = Places::VARIABLES;
    const HEADING: &'static str = "Variables, this step's first. A number sets one:";
    const ENTER: Option<ActionId> = Some(ActionId::SetVariable);

    fn draw(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk, selected: usize) -> usize {
        draw::draw(frame, area, (model, walk), selected)
    }

    fn count(walk: &Walk) -> usize {
        variable_rows(walk).len()
    }

    fn rows(_: &Model, walk: &Walk) -> Vec<String> {
        let said = variable_rows(walk).into_iter().map(|row| {
            let here = if row.here { ", used by this step" } else { "" };
            format!("{}: {}{here}. {}", row.name, row.standing(), row.ask)
        });
        said.collect()
    }
}
