//! Where a line is a search unless it is something else: at home, and among the runbooks
//! that an incident could take.

use super::super::action::{ActionId, Places};
use super::super::effect::Msg;
use super::super::model::Overlay;
use super::conversation::{Conversation, unknown};
use super::{reading, words};

impl Conversation {
    /// At home every text is a search, unless it is a number, a command, or one key.
    pub(super) fn at_home(&mut self, line: &str, is_command: bool) -> Vec<String> {
        if let Ok(number @ 1..) = line.parse::<usize>() {
            let rows = self.app().model().home_rows();
            if number > rows {
                return vec![format!("There are {rows} rows.")];
            }
            self.app().handle(Msg::Select(number - 1));
            self.app().handle(Msg::Act {
                id: ActionId::Open,
                digit: None,
            });
            return Vec::new();
        }
        let asked = words::find(line, Places::LIST, &self.app().model().keys);
        let is_word = is_command || line.chars().count() == 1 || !line.contains(' ');
        match asked.filter(|_| is_word) {
            Some(asked) => self.act(asked),
            None if is_command => unknown(line, Places::LIST),
            None => {
                self.app().handle(Msg::Query(line.to_owned()));
                reading::place(self.app().model())
            }
        }
    }

    /// Among the runbooks of an incident a number chooses, and any other text is a search.
    pub(super) fn attach(&mut self, line: &str) -> Vec<String> {
        let Some(Overlay::Attach(finder)) = &self.app().model().overlay else {
            return Vec::new();
        };
        let count = finder.found.len();
        if matches!(line, "back" | "cancel" | "help") {
            return self.command(line);
        }
        match line.parse::<usize>() {
            Ok(number) if (1..=count).contains(&number) => {
                self.app().handle(Msg::Select(number - 1));
                let (id, digit) = (ActionId::Confirm, None);
                self.app().handle(Msg::Act { id, digit });
                Vec::new()
            }
            Ok(_) => vec![format!("There are {count} runbooks.")],
            Err(_) => {
                self.app().handle(Msg::Query(line.to_owned()));
                reading::place(self.app().model())
            }
        }
    }
}
