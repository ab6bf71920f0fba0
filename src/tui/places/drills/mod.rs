//! The drills that can be played: how hard, how long, how it went last and when to train again.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::ActionId;
use crate::tui::drills::{Drills, unfinished};
use crate::tui::model::{Model, Walk};
use crate::tui::overlay::Place;
use crate::tui::places::Places;
use crate::tui::text::{clock, day, numbered};

impl Place for Drills {
    fn at(&self) -> Places {
        Places::DRILLS
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
        Drills::count(self)
    }

    fn heading(&self) -> String {
        "Drills, the easiest first. A number plays one:".to_owned()
    }

    fn rows(&self, model: &Model) -> Vec<String> {
        let scenarios = self.scenarios.iter().flatten();
        let rows = scenarios.map(|scenario| {
            let history = self.history.as_ref();
            let last = history.and_then(|history| history.last(&scenario.id));
            let result = match last {
                Some(past) => {
                    let took = past.ttr.map(|ms| format!(" in {}", clock(ms)));
                    format!("last {}{}", past.verdict.words(), took.unwrap_or_default())
                }
                None => "not played".to_owned(),
            };
            let due = history.and_then(|history| history.due(scenario).at);
            let due = due.map(|at| match at > model.now {
                true => {
                    let day = day(at);
                    format!(", train again {day}")
                }
                false => ", train now".to_owned(),
            });
            let open = unfinished(&model.home.open, &scenario.id);
            let open = open.map(|open| format!(", {} is {}", open.key, open.status));
            format!(
                "{}, {}, {} minutes, {result}{}{}",
                scenario.title,
                scenario.level.word(),
                scenario.minutes,
                due.unwrap_or_default(),
                open.unwrap_or_default()
            )
        });
        rows.collect()
    }

    fn read(&self, model: &Model) -> Vec<String> {
        if self.scenarios.is_none() {
            return vec!["The scenarios are being read.".to_owned()];
        }
        let mut said = vec![self.heading()];
        said.extend(numbered(self.rows(model).into_iter()));
        let key = model.keys.press(ActionId::PlayAs, Places::DRILLS);
        said.push(format!(
            "options NUMBER ({key}) asks for a variant, a seed and a speed."
        ));
        said
    }

    /// A number plays it: then more is told than its row.
    fn row(&self, _: &Model) -> Option<String> {
        None
    }

    fn sought(&self, _: &Model) -> Vec<String> {
        let scenarios = self.scenarios.iter().flatten();
        scenarios.map(|scenario| scenario.title.clone()).collect()
    }

    fn enter(&self) -> Option<ActionId> {
        Some(ActionId::Play)
    }
}
