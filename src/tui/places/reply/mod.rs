//! What a log says: causes in the order of what speaks for them.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::ActionId;
use crate::tui::model::{Model, Walk};
use crate::tui::overlay::Place;
use crate::tui::places::Places;
use crate::tui::reply::{Pointed, Reply, ReplyRow};
use crate::tui::text::{counted, moment, numbered, zone_name};

impl Place for Reply {
    fn at(&self) -> Places {
        Places::REPLY
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
        self.rows.len()
    }

    fn heading(&self) -> String {
        let report = &self.looked.report;
        let lines = counted(report.lines(), "line");
        match report.answer.findings.is_empty() {
            true => format!(
                "Nothing known in {lines} of {}. That is recorded, too.",
                self.name()
            ),
            false => format!(
                "What {} shows, {} of {lines} known. A number goes to the step:",
                self.name(),
                report.known()
            ),
        }
    }

    fn rows(&self, model: &Model) -> Vec<String> {
        let rows = self.rows.iter();
        rows.map(|row| in_words(model, self, row)).collect()
    }

    fn read(&self, model: &Model) -> Vec<String> {
        let mut said = vec![self.heading()];
        if self.looked.report.assumes_zone() {
            said.push(format!("Times without a zone are read as {}.", zone_name()));
        }
        said.extend(numbered(self.rows(model).into_iter()));
        said
    }

    fn sought(&self, _: &Model) -> Vec<String> {
        let words = self.rows.iter().map(|row| match row {
            ReplyRow::Cause(pointed) | ReplyRow::Offer(pointed) => {
                format!("{} {}", pointed.book, pointed.causes)
            }
            ReplyRow::Near(near, _) => near.title.clone(),
            ReplyRow::Trouble(says) => says.clone(),
        });
        words.collect()
    }

    fn enter(&self) -> Option<ActionId> {
        Some(ActionId::GoToStep)
    }
}

/// A row in words.
fn in_words(model: &Model, reply: &Reply, row: &ReplyRow) -> String {
    match row {
        ReplyRow::Cause(cause) => {
            let step = cause.step.as_ref();
            let step = step.map(|(_, number)| format!(", step {number}"));
            let follows = cause.explained_by.as_ref();
            let follows = follows.map(|other| format!(", follows from: {other}"));
            format!(
                "{}, {}{}{}. {}",
                cause.causes,
                counted(cause.count, "line"),
                step.unwrap_or_default(),
                follows.unwrap_or_default(),
                first(model, reply, cause)
            )
        }
        ReplyRow::Offer(offer) => format!(
            "{} is not attached, attach attaches it: {}, {}. {}",
            offer.book,
            offer.causes,
            counted(offer.count, "line"),
            first(model, reply, offer)
        ),
        ReplyRow::Near(near, is_in_use) => {
            let attach = match is_in_use {
                true => "",
                false => ", attach attaches it",
            };
            let because = near.because.first();
            let because = because.map(|because| {
                let line = &because.line;
                let terms = because.terms.join(", ");
                format!(
                    " By {terms} in {} line {}: {}",
                    line.path, line.line, line.text
                )
            });
            format!(
                "Not known; by its words nearest to {}{attach}.{}",
                near.title,
                because.unwrap_or_default()
            )
        }
        ReplyRow::Trouble(says) => format!("Not read: {says}"),
    }
}

fn first(model: &Model, reply: &Reply, row: &Pointed) -> String {
    let place = row.findings.first().copied();
    let Some((place, finding)) = place.and_then(|place| Some((place, reply.finding(place)?)))
    else {
        return String::new();
    };
    let time = reply.looked.times.get(place).copied().flatten();
    let time = time.map(|at| format!(" at {}", moment(at, model.now)));
    let line = &finding.first;
    let time = time.unwrap_or_default();
    format!("{} line {}{time}: {}", line.path, line.line, line.text)
}
