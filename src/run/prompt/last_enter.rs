//! A last line that is typed and not entered: its Enter is the operator's.

use std::time::Instant;

use super::{Device, GRACE, Got, Key, PromptWait, QUIET};
use crate::domain::run::RunOutcome;
use crate::run::{End, OutputSink, Stopped};

/// What became of a line whose Enter was left to the operator.
enum Left {
    Done,
    NotEntered,
    /// Entered, and then ended from here; whether it was late.
    Ended(bool),
    Gone,
}

impl Device {
    pub(super) fn left(
        &mut self,
        line: &str,
        until: Instant,
        stop: &Stopped,
        sink: &mut dyn OutputSink,
    ) -> End {
        let left = self.leave(line, until, stop, sink);
        sink.idle();
        let (outcome, trouble) = match left {
            Left::Done => (RunOutcome::Exited, None),
            Left::NotEntered => (RunOutcome::NotSent, Some("its Enter was not pressed")),
            Left::Ended(true) => (RunOutcome::TimedOut, None),
            Left::Ended(false) => (RunOutcome::Stopped, None),
            Left::Gone => (
                RunOutcome::Lost,
                Some("it is not known whether it was entered"),
            ),
        };
        End {
            outcome,
            trouble: trouble.map(str::to_owned),
            ..End::not_sent("")
        }
    }

    /// Types the last line and leaves its Enter to the operator. `None` if they pressed it and it
    /// came to its prompt.
    fn leave(
        &mut self,
        sent: &str,
        until: Instant,
        stop: &Stopped,
        sink: &mut dyn OutputSink,
    ) -> Left {
        let Some(line) = self.line.as_mut() else {
            return Left::Gone;
        };
        if line.text(sent).is_err() {
            return Left::Gone;
        }
        let mut is_entered = false;
        let mut lines = |line: &str| {
            match is_entered {
                true => sink.bytes(format!("{line}\n").as_bytes()),
                // The first line that ends is the one that was typed.
                false => is_entered = true,
            }
        };
        let waited = self.wait(until, stop, &mut lines);
        match waited {
            PromptWait::Prompt(prompt) if is_entered => {
                self.prompt = Some(prompt);
                Left::Done
            }
            PromptWait::Closed => Left::Gone,
            // The operator emptied the line.
            PromptWait::Prompt(_) => Left::NotEntered,
            _ if is_entered => match self.interrupt(sink) {
                true => Left::Ended(matches!(waited, PromptWait::Late)),
                false => Left::Gone,
            },
            _ => match self.takes_back(sink) {
                true => Left::NotEntered,
                false => Left::Gone,
            },
        }
    }

    /// Takes away what was typed and not entered. Whether the prompt stands there alone again is
    /// read from the terminal itself: the operator may have pressed Enter just then.
    fn takes_back(&mut self, sink: &mut dyn OutputSink) -> bool {
        let Ok((_never, unstopped)) = crate::run::stop::pair() else {
            return false;
        };
        let Some(line) = self
            .line
            .as_mut()
            .filter(|line| line.cursor_line().is_some())
        else {
            return self.press(Key::Erase, sink);
        };
        let until = Instant::now() + GRACE;
        let mut is_back = line.key(Key::Erase).is_ok();
        while is_back {
            match line.read(QUIET, &unstopped) {
                // A line has ended: it was entered.
                Got::Lines(lines) if !lines.is_empty() => is_back = false,
                Got::Nothing => {
                    let shown = line.cursor_line().unwrap_or_default();
                    if self.speech.prompt(&shown).is_some() {
                        line.screen().forget_open();
                        return true;
                    }
                    is_back = Instant::now() < until;
                }
                Got::Lines(_) => {}
                Got::Stopped | Got::Closed => is_back = false,
            }
        }
        self.line = None;
        false
    }
}
