//! An order at a prompt: line by line, until one is refused.

use std::time::{Duration, Instant};

use super::echo::is_echo;
use super::{Device, Got, PromptWait};
use crate::domain::run::RunOutcome;
use crate::run::{End, Order, OutputSink, Stopped, Transport};

impl Transport for Device {
    fn run(&mut self, order: &Order, stop: &Stopped, sink: &mut dyn OutputSink) -> End {
        let lines = order.text.lines().filter(|line| !line.trim().is_empty());
        let lines: Vec<&str> = lines.collect();
        if lines.iter().any(|line| line.chars().any(char::is_control)) {
            return End::not_sent(
                "it holds a tab or another control character, which is a key there",
            );
        }
        if order.leaves_enter && (lines.len() != 1 || !self.is_theirs) {
            return End::not_sent(
                "only one line can be left without its Enter, in a pane: copy it",
            );
        }
        if let Err(what) = self.sign_in(stop) {
            return End::not_sent(what);
        }
        self.forget_what_came(stop);
        let begun = Instant::now();
        let until = begun + order.timeout;
        let mut end = match order.leaves_enter {
            true => self.left(lines[0], until, stop, sink),
            false => self.typed(&lines, until, stop, sink),
        };
        end.took = begun.elapsed();
        end
    }

    fn host(&self) -> Option<String> {
        self.prompt.as_ref()?.host.clone()
    }
}

impl Device {
    /// What came before anything was typed belongs to something else.
    fn forget_what_came(&mut self, stop: &Stopped) {
        let Some(line) = self.line.as_mut() else {
            return;
        };
        for _ in 0..256 {
            if !matches!(line.read(Duration::ZERO, stop), Got::Lines(_)) {
                break;
            }
        }
        line.screen().forget_open();
    }

    fn typed(
        &mut self,
        lines: &[&str],
        until: Instant,
        stop: &Stopped,
        sink: &mut dyn OutputSink,
    ) -> End {
        let mut end = End {
            outcome: RunOutcome::Exited,
            trouble: None,
            ..End::not_sent("")
        };
        let speech = self.speech;
        for (place, sent) in lines.iter().enumerate() {
            let of = || format!("line {} of {}", place + 1, lines.len());
            if self.send(sent).is_err() {
                end.outcome = match place {
                    0 => RunOutcome::NotSent,
                    _ => RunOutcome::Lost,
                };
                end.trouble = Some(format!("the session was gone at {}", of()));
                self.line = None;
                break;
            }
            let mut is_first = true;
            let mut refused = None;
            let waited = self.answering(until, stop, &mut |line| {
                // What was typed comes back first.
                if std::mem::take(&mut is_first) && is_echo(line, sent) {
                    return;
                }
                if refused.is_none() && speech.refuses(line) {
                    refused = Some(line.trim().to_owned());
                }
                sink.bytes(format!("{line}\n").as_bytes());
            });
            sink.idle();
            match waited {
                PromptWait::Prompt(prompt) => self.prompt = Some(prompt),
                PromptWait::Question(question) => {
                    end.is_answered = self.interrupt(sink);
                    end.outcome = RunOutcome::Stopped;
                    let what = format!("at {} it asked \"{question}\"; nothing was answered", of());
                    end.trouble = Some(what);
                }
                PromptWait::Late | PromptWait::Stopped => {
                    end.outcome = match waited {
                        PromptWait::Late => RunOutcome::TimedOut,
                        _ => RunOutcome::Stopped,
                    };
                    end.is_answered = self.interrupt(sink);
                }
                PromptWait::Closed => {
                    end.outcome = RunOutcome::Lost;
                    end.trouble = Some(format!("the session ended at {}", of()));
                    self.line = None;
                }
            }
            if let Some(refused) = refused {
                let took = match place {
                    0 => "none took".to_owned(),
                    1 => "the one before took".to_owned(),
                    many => format!("the {many} before took"),
                };
                end.trouble
                    .get_or_insert(format!("{} was refused, {took}: {refused}", of()));
            }
            if end.outcome != RunOutcome::Exited || end.trouble.is_some() {
                break;
            }
        }
        end
    }
}
