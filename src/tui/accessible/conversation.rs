//! A line in, what follows from it and what to say. It drives the same model, the same
//! questions and the same effects as the screen, so that no act is missing here.
//!
//! Long because what a line means at each place is told in one place.

use super::super::action::{ActionId, Places};
use super::super::app::App;
use super::super::effect::Msg;
use super::super::form::Ask;
use super::super::model::Overlay;
use super::super::text::shown;
use super::announced::Announced;
use super::words::{self, LineCommand, OwnId};
use super::{drill, reading, standing};
use crate::domain::id::StepRef;

/// An operator who types lines, and the program that answers in lines.
pub struct Conversation {
    app: App,
    told: Announced,
    /// The step that was read out last: it is not read again each time a page closes.
    read: Option<StepRef>,
    /// The lines of a log that are being pasted.
    pub(super) pasted: String,
}

impl Conversation {
    /// Begins where the app is.
    pub fn new(app: App) -> Self {
        Self {
            app,
            told: Announced::default(),
            read: None,
            pasted: String::new(),
        }
    }

    /// The program behind it.
    pub fn app(&mut self) -> &mut App {
        &mut self.app
    }

    /// The first lines.
    pub fn greeting(&mut self) -> Vec<String> {
        self.told = Announced::of(self.app.model());
        self.read = self.told.step.clone();
        clean(reading::place(self.app.model()))
    }

    /// What to ask before the next line.
    pub fn prompt(&self) -> String {
        if self.is_pasting() {
            return String::new();
        }
        shown(&reading::prompt(self.app.model())).into_owned()
    }

    /// Whether the next line must not be seen.
    pub fn wants_secret(&self) -> bool {
        self.ask().is_some_and(|ask| *ask == Ask::Secret)
    }

    /// Whether the next line is free text, into which several lines may be pasted.
    pub fn wants_text(&self) -> bool {
        self.ask()
            .is_some_and(|ask| matches!(ask, Ask::Text { .. }))
    }

    fn ask(&self) -> Option<&Ask> {
        match &self.app.model().overlay {
            Some(Overlay::Form(form)) => form.question().map(|question| &question.ask),
            _ => None,
        }
    }

    /// Takes a message that came by itself. Says what is new because of it.
    pub fn wake(&mut self, msg: Msg) -> Vec<String> {
        self.app.handle(msg);
        let model = self.app.model();
        let now = Announced::of(model);
        let mut said = Vec::new();
        if now.status != self.told.status
            && let Some(status) = &now.status
        {
            said.push(reading::status(status));
        }
        // Somebody else has recorded something.
        if now.events > self.told.events
            && now.place == self.told.place
            && let Some(walk) = &model.walk
        {
            let fresh = now.events - self.told.events;
            let recent = walk.snapshot.recent.iter().take(fresh);
            said.extend(recent.map(|e| format!("{} {}: {}", e.at, e.actor, e.text)));
        }
        said.extend(drill::news(model, &self.told.drill, &now.drill));
        let began = self.told.place.is_some() && now.place != self.told.place;
        if began || now.question != self.told.question {
            said.extend(reading::place(model));
        }
        self.told = now;
        clean(said)
    }

    /// Takes several lines that came at once: pasted text, which is never a command.
    pub fn paste(&mut self, lines: &[String]) -> Vec<String> {
        if self.app.model().place() == Places::LOG {
            let before = self.told.clone();
            let text = lines.iter().flat_map(|line| [line.as_str(), "\n"]);
            self.pasted.extend(text);
            self.end_paste();
            return clean(self.news(&before));
        }
        match self.wants_text() {
            true => self.hear(&lines.join(" ")),
            false => vec![format!(
                "{} lines came at once and were not taken as commands. Pasted text goes into a question, such as a note, or with log into a log.",
                lines.len()
            )],
        }
    }

    /// Takes a line and says what came of it.
    pub fn hear(&mut self, line: &str) -> Vec<String> {
        let before = self.told.clone();
        if before.place == Some(Places::LOG) {
            let mut said = self.at_log(line);
            said.splice(0..0, self.news(&before));
            return clean(said);
        }
        let line = line.trim();
        let answers = before.question.is_some() || before.place == Some(Places::FILTER);
        if line.is_empty() && !answers {
            let leads = self.app.model().status.as_ref();
            let leads = leads.is_some_and(|status| status.leads_to.is_some());
            if !leads {
                return Vec::new();
            }
            // The refusal said that Enter goes to the step in the way.
            let (id, digit) = (ActionId::StartStep, None);
            self.app.handle(Msg::Act { id, digit });
            return clean(self.news(&before));
        }
        let (command, is_command) = match line.strip_prefix(':') {
            Some(command) => (command.trim(), true),
            None => (line, false),
        };
        let mut said = match self.app.model().place() {
            Places::FORM | Places::FILTER if !is_command => self.answer(line),
            Places::ATTACH => self.attach(command),
            _ if reading::is_home(self.app.model()) => self.at_home(command, is_command),
            _ => self.command(command),
        };
        said.splice(0..0, self.news(&before));
        clean(said)
    }

    /// What is new after a sign-in that had the terminal.
    pub fn after_connecting(&mut self) -> Vec<String> {
        let before = self.told.clone();
        clean(self.news(&before))
    }

    /// What changed for the operator since.
    fn news(&mut self, before: &Announced) -> Vec<String> {
        let model = self.app.model();
        let now = Announced::of(model);
        let mut said: Vec<String> = now.status.iter().map(reading::status).collect();
        if model.over {
            return said;
        }
        said.extend(drill::news(model, &before.drill, &now.drill));
        let is_walk = now.place == Some(Places::WALK);
        let returns = is_walk && before.place != Some(Places::LIST) && now.step == self.read;
        if let (true, Some(Overlay::Help(help))) = (now.place != before.place, &model.overlay) {
            said.extend(reading::help(model, help.at));
        } else if returns {
            let came = now.place != before.place && now.status.is_none();
            let row = model.walk.as_ref();
            let row = row.and_then(|walk| walk.snapshot.rows.get(walk.cursor));
            if let (true, Some(row)) = (came, row) {
                said.push(format!(
                    "Step {} {}, {}.",
                    row.number,
                    row.title,
                    row.state.word()
                ));
            }
        } else if now.place != before.place
            || now.question != before.question
            || now.page != before.page
        {
            said.extend(reading::place(model));
        } else if now.row != before.row {
            said.extend(now.row.clone());
        } else if now.step != before.step
            && let Some(walk) = &model.walk
        {
            said.extend(reading::step(model, walk));
        }
        if is_walk {
            self.read.clone_from(&now.step);
        }
        self.told = now;
        // Help is a page that nothing has to close.
        if matches!(self.app.model().overlay, Some(Overlay::Help(_))) {
            self.app.handle(Msg::Act {
                id: ActionId::Back,
                digit: None,
            });
            self.told = Announced::of(self.app.model());
        }
        said
    }

    fn answer(&mut self, line: &str) -> Vec<String> {
        let is_choice = matches!(self.ask(), Some(Ask::Choice { .. } | Ask::Yes));
        if is_choice && matches!(line, "back" | "cancel") {
            return self.command("back");
        }
        self.app.handle(Msg::Line(line.to_owned()));
        Vec::new()
    }

    pub(super) fn command(&mut self, line: &str) -> Vec<String> {
        let model = self.app.model();
        let place = model.place();
        if line.is_empty() {
            return Vec::new();
        }
        if let Ok(number @ 1..) = line.parse::<u32>() {
            return self.number(number, place);
        }
        if let (Places::WALK, Some(row)) = (place, self.row(line)) {
            self.app.handle(Msg::Select(row));
            return Vec::new();
        }
        // Of a list of drills a number alone plays one.
        if place == Places::DRILLS && drill::options(&mut self.app, line) {
            return Vec::new();
        }
        let model = self.app.model();
        match words::find(line, place, &model.keys) {
            Some(asked) => self.act(asked),
            None => unknown(line, place),
        }
    }

    /// The row of the checklist that a step's number names.
    fn row(&self, line: &str) -> Option<usize> {
        let walk = self.app.model().walk.as_ref()?;
        let number = line.strip_prefix("step ").unwrap_or(line).trim();
        let mut rows = walk.snapshot.rows.iter();
        rows.position(|row| row.step.is_some() && row.number == number)
    }

    /// A number answers the step's question, or selects a row of a list.
    fn number(&mut self, number: u32, place: Places) -> Vec<String> {
        if place == Places::WALK {
            self.app.handle(Msg::Act {
                id: ActionId::Answer,
                digit: Some(number),
            });
            return Vec::new();
        }
        self.app.handle(Msg::Select(number as usize - 1));
        let listing = self.app.model().overlay.as_ref().and_then(Overlay::listing);
        let opens = listing.and_then(|place| place.enter());
        if let Some(id) = opens {
            let digit = None;
            self.app.handle(Msg::Act { id, digit });
            return Vec::new();
        }
        vec![format!("{number} is selected.")]
    }

    pub(super) fn act(&mut self, asked: LineCommand) -> Vec<String> {
        match asked {
            LineCommand::Action(action) => {
                self.app.handle(Msg::Act {
                    id: action.id,
                    digit: None,
                });
                Vec::new()
            }
            LineCommand::Own(own) => {
                let model = self.app.model();
                match (own, &model.walk) {
                    (OwnId::Steps, Some(walk)) => reading::checklist(walk),
                    (OwnId::Where, Some(walk)) => {
                        let mut said = vec![standing::header(model, walk)];
                        said.extend(standing::standing(walk));
                        said
                    }
                    _ => reading::place(model),
                }
            }
        }
    }
}

pub(super) fn unknown(line: &str, place: Places) -> Vec<String> {
    vec![match words::nearest(line, place) {
        Some(near) => format!("\"{line}\" is no command here. Did you mean {near}?"),
        None => format!("\"{line}\" is no command here. help lists them."),
    }]
}

/// Text from outside may stand in any line, so all of them are made harmless here.
fn clean(lines: Vec<String>) -> Vec<String> {
    let lines = lines.into_iter();
    lines
        .map(|line| shown(line.trim_end()).into_owned())
        .collect()
}
