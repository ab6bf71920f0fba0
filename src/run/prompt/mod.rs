//! The command line of a network device: one session that is kept, line by line at a prompt.
//!
//! Nothing is answered by default. A pager is told to go on, "save?" is told no; at any other
//! question, at an unknown prompt and at the first line that is refused nothing more is sent.

mod console;
mod kinds;
mod screen;

use std::process::Command;
use std::time::{Duration, Instant};

use super::{End, Order, Sink, Stopped, Transport};
use crate::domain::run::RunOutcome;
use console::{Console, Got};
pub use kinds::{Asks, Prompt, Speech};

/// How long a sign-in may take until its prompt comes.
const SIGN_IN: Duration = Duration::from_secs(30);
/// How long the prompt may take after an interrupt.
const GRACE: Duration = Duration::from_secs(3);
/// So long nothing comes behind a prompt: then it is one.
const QUIET: Duration = Duration::from_millis(60);

/// A session on a device.
pub struct Device {
    speech: &'static Speech,
    /// Starts the program that leads there.
    open: Box<dyn FnMut() -> Command + Send>,
    console: Option<Console>,
    /// The prompt that was seen last.
    prompt: Option<Prompt>,
}

/// How waiting for a prompt ended.
enum Waited {
    Prompt(Prompt),
    /// It asks something that nobody here answers.
    Question(String),
    Late,
    Stopped,
    Closed,
}

impl Device {
    /// A device that speaks so, reached by a program that is started when it is first needed.
    pub fn new(speech: &'static Speech, open: impl FnMut() -> Command + Send + 'static) -> Self {
        Self {
            speech,
            open: Box::new(open),
            console: None,
            prompt: None,
        }
    }

    /// The prompt that was seen last: it tells host and role.
    pub fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    /// Signs in, if that has not been done.
    fn sign_in(&mut self, stop: &Stopped) -> Result<(), String> {
        if self.console.is_some() {
            return Ok(());
        }
        let console = Console::start((self.open)());
        self.console = Some(console.map_err(|error| format!("it could not be started: {error}"))?);
        let until = Instant::now() + SIGN_IN;
        let mut said = Vec::new();
        let mut failed = self.arrive(until, stop, &mut said);
        for line in self.speech.quiet {
            if failed.is_ok() {
                failed = self
                    .send(line)
                    .and_then(|()| self.arrive(until, stop, &mut said));
            }
        }
        if failed.is_err() {
            self.console = None;
        }
        failed
    }

    fn arrive(
        &mut self,
        until: Instant,
        stop: &Stopped,
        said: &mut Vec<String>,
    ) -> Result<(), String> {
        match self.wait(until, stop, &mut |line| said.push(line.to_owned())) {
            Waited::Prompt(prompt) => {
                self.prompt = Some(prompt);
                Ok(())
            }
            Waited::Question(question) => {
                Err(format!("it asked \"{question}\", and nothing was answered"))
            }
            Waited::Stopped => Err("it was stopped before it began".to_owned()),
            Waited::Late => {
                let open = self.console.as_ref().map(|console| console.screen.open());
                let open = open.unwrap_or_default();
                Err(format!(
                    "no prompt of {} came within {} s; last came \"{}\"",
                    self.speech.kind,
                    SIGN_IN.as_secs(),
                    open.trim()
                ))
            }
            Waited::Closed => {
                let last = said.iter().rev().find(|line| !line.trim().is_empty());
                Err(last.map_or(
                    "the session ended before a prompt came".to_owned(),
                    |line| line.trim().to_owned(),
                ))
            }
        }
    }

    fn send(&mut self, line: &str) -> Result<(), String> {
        let gone = || "the session is gone".to_owned();
        let console = self.console.as_mut().ok_or_else(gone)?;
        console
            .send(format!("{line}\n").as_bytes())
            .map_err(|_| gone())
    }

    /// Waits for a prompt, and hands on the lines that come before it.
    fn wait(&mut self, until: Instant, stop: &Stopped, line: &mut dyn FnMut(&str)) -> Waited {
        let Some(console) = self.console.as_mut() else {
            return Waited::Closed;
        };
        loop {
            // A line that is open and stays so for a moment may be a prompt or a question.
            let left = until.saturating_duration_since(Instant::now());
            let wait = match console.screen.has_open() {
                true => QUIET.min(left),
                false => left,
            };
            match console.read(wait, stop) {
                Got::Lines(lines) => lines.iter().for_each(|text| line(text)),
                Got::Closed => return Waited::Closed,
                Got::Stopped => return Waited::Stopped,
                Got::Nothing => {
                    let open = console.screen.open();
                    if let Some(prompt) = self.speech.prompt(&open) {
                        console.screen.forget_open();
                        return Waited::Prompt(prompt);
                    }
                    let answer = match self.speech.asks(&open) {
                        Some(Asks::Page) => Some(&b" "[..]),
                        Some(Asks::Save) => Some(&b"n\n"[..]),
                        Some(Asks::Else) => return Waited::Question(open.trim().to_owned()),
                        None => None,
                    };
                    if let Some(answer) = answer {
                        console.screen.forget_open();
                        if console.send(answer).is_err() {
                            return Waited::Closed;
                        }
                        continue;
                    }
                    let now = Instant::now();
                    if now >= until {
                        return Waited::Late;
                    }
                    // It is no prompt: only something new can make it one.
                    match console.read(until - now, stop) {
                        Got::Lines(lines) => lines.iter().for_each(|text| line(text)),
                        Got::Closed => return Waited::Closed,
                        Got::Stopped => return Waited::Stopped,
                        Got::Nothing => return Waited::Late,
                    }
                }
            }
        }
    }

    /// Interrupts what runs; the session is kept if the prompt comes back.
    fn interrupt(&mut self, sink: &mut dyn Sink) -> bool {
        let sent = self
            .console
            .as_mut()
            .is_some_and(|console| console.send(b"\x03").is_ok());
        let Ok((_never, unstopped)) = super::stop::pair() else {
            self.console = None;
            return false;
        };
        let until = Instant::now() + GRACE;
        let mut hand_on = |line: &str| sink.bytes(format!("{line}\n").as_bytes());
        let is_back = sent
            && matches!(
                self.wait(until, &unstopped, &mut hand_on),
                Waited::Prompt(_)
            );
        if !is_back {
            self.console = None;
        }
        is_back
    }
}

impl Transport for Device {
    fn run(&mut self, order: &Order, stop: &Stopped, sink: &mut dyn Sink) -> End {
        if let Err(what) = self.sign_in(stop) {
            return End::not_sent(what);
        }
        let begun = Instant::now();
        let until = begun + order.timeout;
        let mut end = End {
            outcome: RunOutcome::Exited,
            ..End::not_sent("")
        };
        end.trouble = None;
        let speech = self.speech;
        let lines: Vec<&str> = order
            .text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        for (place, sent) in lines.iter().enumerate() {
            let of = || format!("line {} of {}", place + 1, lines.len());
            if self.send(sent).is_err() {
                end.outcome = if place == 0 {
                    RunOutcome::NotSent
                } else {
                    RunOutcome::Lost
                };
                end.trouble = Some(format!("the session was gone at {}", of()));
                self.console = None;
                break;
            }
            let mut is_first = true;
            let mut refused = None;
            let waited = self.wait(until, stop, &mut |line| {
                // What was typed comes back first.
                let is_echo =
                    std::mem::take(&mut is_first) && line.trim_end().ends_with(sent.trim());
                if is_echo {
                    return;
                }
                if refused.is_none() && speech.refuses(line) {
                    refused = Some(line.trim().to_owned());
                }
                sink.bytes(format!("{line}\n").as_bytes());
            });
            sink.idle();
            match waited {
                Waited::Prompt(prompt) => self.prompt = Some(prompt),
                Waited::Question(question) => {
                    let is_back = self.interrupt(sink);
                    end.is_answered = is_back;
                    end.outcome = RunOutcome::Stopped;
                    end.trouble = Some(format!(
                        "at {} it asked \"{question}\"; nothing was answered",
                        of()
                    ));
                }
                Waited::Late | Waited::Stopped => {
                    end.outcome = match waited {
                        Waited::Late => RunOutcome::TimedOut,
                        _ => RunOutcome::Stopped,
                    };
                    end.is_answered = self.interrupt(sink);
                }
                Waited::Closed => {
                    end.outcome = RunOutcome::Lost;
                    end.trouble = Some(format!("the session ended at {}", of()));
                    self.console = None;
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
        end.took = begun.elapsed();
        end
    }
}
