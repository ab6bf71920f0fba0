//! Adding a log in lines: a path, or pasted lines up to an empty one or a dot alone; and what
//! the log says, numbered.

use super::super::action::{Id, Places};
use super::super::effect::Msg;
use super::super::logs::MOST_PASTED;
use super::super::model::{LogBox, Model, Overlay};
use super::super::reply::{Pointed, Reply, ReplyRow};
use super::super::text::{counted, moment, zone_name};
use super::conversation::Conversation;
use super::reading::numbered;

impl Conversation {
    /// Takes a line for the box: a command, a path, or a line of a paste.
    pub(super) fn at_log(&mut self, line: &str) -> Vec<String> {
        let trimmed = line.trim();
        if self.pasted.is_empty() {
            let command = trimmed.strip_prefix(':');
            let is_word = matches!(trimmed, "back" | "cancel" | "help" | "?" | "again");
            if command.is_some() || is_word {
                let command = command.unwrap_or(trimmed).trim();
                return self.command(if command == "cancel" { "back" } else { command });
            }
            if let Some(path) = trimmed.strip_prefix("follow ") {
                self.app().handle(Msg::Query(path.trim().to_owned()));
                self.do_at_log(Id::Follow);
                return Vec::new();
            }
            if trimmed.is_empty() && self.chosen().is_some() {
                self.do_at_log(Id::Confirm);
                return Vec::new();
            }
            if is_path(trimmed) || self.is_handed(trimmed) {
                self.app().handle(Msg::Line(trimmed.to_owned()));
                return Vec::new();
            }
            if trimmed.is_empty() {
                return Vec::new();
            }
        } else if matches!(trimmed, "" | ".") {
            self.end_paste();
            return Vec::new();
        }
        if self.pasted.len() + line.len() < MOST_PASTED {
            self.pasted.push_str(line);
            self.pasted.push('\n');
            return Vec::new();
        }
        vec!["That is more than 64 MiB; the rest is left out. Name the file instead.".to_owned()]
    }

    /// Looks through what was pasted.
    pub(super) fn end_paste(&mut self) {
        let text = std::mem::take(&mut self.pasted);
        self.app().handle(Msg::Paste(text));
        self.do_at_log(Id::Confirm);
    }

    /// The log of a drill that an empty line takes.
    fn chosen(&mut self) -> Option<String> {
        match &self.app().model().overlay {
            Some(Overlay::Log(log)) => Some(log.chosen()?.name.clone()),
            _ => None,
        }
    }

    /// Whether a line is the name of a log that a drill has handed over.
    fn is_handed(&mut self, line: &str) -> bool {
        match &self.app().model().overlay {
            Some(Overlay::Log(log)) => log.handed.iter().any(|handed| handed.name == line),
            _ => false,
        }
    }

    fn do_at_log(&mut self, id: Id) {
        // A dropped path is no text: then it is in the box, and is looked through as well.
        if self.app().model().place() == Places::LOG {
            self.app().handle(Msg::Act { id, digit: None });
        }
    }

    /// Whether a paste has begun that has not ended.
    pub fn is_pasting(&self) -> bool {
        !self.pasted.is_empty()
    }
}

/// Whether a line is a path and none of a log: it looks like one, or something lies there.
fn is_path(line: &str) -> bool {
    let begins = ["/", "~/", "./", "../"];
    begins.iter().any(|begin| line.starts_with(begin)) || std::path::Path::new(line).exists()
}

/// The box.
pub fn the_box(model: &Model, log: &LogBox) -> Vec<String> {
    if log.running.is_some() {
        return vec!["Looking through it.".to_owned()];
    }
    let mut said = vec![
        "Add a log: its path, or its lines, ended by an empty line or a dot alone.".to_owned(),
        "  follow PATH goes on with what is added to it. back leaves.".to_owned(),
    ];
    if let Some(newest) = log.handed.first() {
        let names: Vec<&str> = log
            .handed
            .iter()
            .map(|handed| handed.name.as_str())
            .collect();
        said.push(format!(
            "Handed over in this drill: {}. Its name looks through it; an empty line takes {}.",
            names.join(", "),
            newest.name
        ));
    }
    let walk = model.walk.as_ref();
    let step = walk.zip(log.step.as_ref());
    let step = step.and_then(|(walk, at)| {
        let state = &walk.snapshot.state;
        Some((state.number_of(at), state.step(at)?.1.log.as_ref()?))
    });
    if let Some((number, source)) = step {
        said.push(format!("Step {number} asks for: {}.", source.name));
        let how = source.how.iter();
        said.extend(how.map(|(system, how)| format!("  {system}: {how}")));
        said.extend(source.note.iter().map(|note| format!("  {note}")));
    }
    said
}

/// What a log says.
pub fn reply(model: &Model, reply: &Reply) -> Vec<String> {
    let report = &reply.looked.report;
    let lines = counted(report.lines(), "line");
    let mut said = Vec::new();
    if report.answer.findings.is_empty() {
        said.push(format!(
            "Nothing known in {lines} of {}. That is recorded, too.",
            reply.name()
        ));
    } else {
        said.push(format!(
            "What {} shows, {} of {lines} known. A number goes to the step:",
            reply.name(),
            report.known()
        ));
    }
    if report.assumes_zone() {
        said.push(format!("Times without a zone are read as {}.", zone_name()));
    }
    said.extend(numbered(
        reply.rows.iter().map(|row| in_words(model, reply, row)),
    ));
    said
}

/// A row in words.
pub fn in_words(model: &Model, reply: &Reply, row: &ReplyRow) -> String {
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

/// The place, if it is one of these.
pub fn read(model: &Model) -> Option<Vec<String>> {
    Some(match model.overlay.as_ref()? {
        Overlay::Log(log) => the_box(model, log),
        Overlay::Reply(shown) => reply(model, shown),
        _ => return None,
    })
}
