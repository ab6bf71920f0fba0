//! Adding a log in lines: a path, or pasted lines up to an empty one or a dot alone.

use super::super::action::{ActionId, Places};
use super::super::effect::Msg;
use super::super::logs::MOST_PASTED;
use super::super::model::Overlay;
use super::conversation::Conversation;

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
                self.do_at_log(ActionId::Follow);
                return Vec::new();
            }
            if trimmed.is_empty() && self.chosen().is_some() {
                self.do_at_log(ActionId::Confirm);
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
        self.do_at_log(ActionId::Confirm);
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

    fn do_at_log(&mut self, id: ActionId) {
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
