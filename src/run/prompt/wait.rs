//! Waiting for a prompt: what comes before it is handed on, and what is asked meanwhile answered
//! or told.

use std::time::Instant;

use super::{Asks, Device, Got, Key, Prompt, QUIET};
use crate::run::Stopped;

/// How waiting for a prompt ended.
pub(super) enum PromptWait {
    Prompt(Prompt),
    /// It asks something that nobody here answers.
    Question(String),
    Late,
    Stopped,
    Closed,
}

impl Device {
    /// Waits for a prompt, and puts what is asked meanwhile to the operator.
    pub(super) fn answering(
        &mut self,
        until: Instant,
        stop: &Stopped,
        line: &mut dyn FnMut(&str),
    ) -> PromptWait {
        loop {
            let question = match self.wait(until, stop, line) {
                PromptWait::Question(question) => question,
                other => return other,
            };
            let answer = self.answers.as_mut().and_then(|ask| ask(&question));
            let Some(answer) = answer else {
                return PromptWait::Question(question);
            };
            if question.to_lowercase().contains("pass") {
                self.answered.push(answer.clone());
            }
            if self.send(&answer).is_err() {
                return PromptWait::Closed;
            }
        }
    }

    /// Waits for a prompt, and hands on the lines that come before it.
    pub(super) fn wait(
        &mut self,
        until: Instant,
        stop: &Stopped,
        line: &mut dyn FnMut(&str),
    ) -> PromptWait {
        let Some(console) = self.line.as_mut() else {
            return PromptWait::Closed;
        };
        // An open line that is known to be neither prompt nor question: only more makes it one.
        let mut is_known = false;
        loop {
            // A line that is open and stays so for a moment may be a prompt or a question.
            let left = until.saturating_duration_since(Instant::now());
            let wait = match console.screen().has_open() && !is_known {
                true => QUIET.min(left),
                false => left,
            };
            match console.read(wait, stop) {
                Got::Lines(lines) => {
                    is_known = false;
                    for text in lines {
                        line(&self.answered.iter().fold(
                            text,
                            |text, secret| match secret.is_empty() {
                                true => text,
                                false => text.replace(secret.as_str(), "[secret answer]"),
                            },
                        ));
                    }
                    continue;
                }
                Got::Closed => return PromptWait::Closed,
                Got::Stopped => return PromptWait::Stopped,
                Got::Nothing => {}
            }
            let open = console.screen().open();
            if !is_known && let Some(prompt) = self.speech.prompt(&open) {
                let seen = self.prompt.as_ref().and_then(|seen| seen.host.as_deref());
                // A line of output may look like the prompt of another box.
                let is_own = match (seen, prompt.host.as_deref()) {
                    (Some(seen), Some(host)) => seen == host,
                    _ => true,
                };
                if is_own {
                    console.screen().forget_open();
                    return PromptWait::Prompt(prompt);
                }
            }
            let asked = match is_known {
                true => None,
                false => self.speech.asks(&open),
            };
            let answered = match asked {
                Some(Asks::Page) => Some(console.key(Key::Space)),
                // Where the operator sits they answer.
                Some(_) if self.is_theirs => {
                    console.screen().forget_open();
                    None
                }
                Some(Asks::Save) => Some(console.text("n").and_then(|()| console.key(Key::Enter))),
                Some(Asks::Else) => {
                    console.screen().forget_open();
                    return PromptWait::Question(open.trim().to_owned());
                }
                None => None,
            };
            match answered {
                Some(Ok(())) => console.screen().forget_open(),
                Some(Err(_)) => return PromptWait::Closed,
                None if Instant::now() >= until => return PromptWait::Late,
                None => is_known = true,
            }
        }
    }
}
