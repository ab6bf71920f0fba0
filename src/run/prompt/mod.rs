//! A command line at a prompt: one session that is kept, line by line.
//!
//! Nothing is answered by default. A pager is told to go on, "save?" is told no; any other question
//! is put to the operator, if one sits there; else, and at an unknown prompt and at the first line
//! that is refused, nothing more is sent.

mod console;
mod echo;
mod kinds;
mod last_enter;
mod order;
mod screen;
mod wait;

use std::io;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{OutputSink, Stopped};
pub use console::{Console, Got, Key, Line, has_more};
pub use kinds::{Asks, Prompt, Speech, is_same_host};
pub use screen::DeviceScreen;
use wait::PromptWait;

/// How long a sign-in may take until its prompt comes.
const SIGN_IN: Duration = Duration::from_secs(30);
/// How long the prompt may take after an interrupt.
const GRACE: Duration = Duration::from_secs(3);
/// So long nothing comes behind a prompt: then it is one.
const QUIET: Duration = Duration::from_millis(60);

/// Puts a question of a device to the operator; `None` if nobody answers.
pub type Answers = Box<dyn FnMut(&str) -> Option<String> + Send>;

/// A session at a prompt.
pub struct Device {
    speech: &'static Speech,
    /// Leads there.
    open: Box<dyn FnMut() -> io::Result<Box<dyn Line>> + Send>,
    line: Option<Box<dyn Line>>,
    /// The prompt that was seen last.
    prompt: Option<Prompt>,
    answers: Option<Answers>,
    /// What was answered: no output shows it.
    answered: Vec<String>,
    /// The operator signed in, and answers there whatever is asked.
    is_theirs: bool,
}

impl Device {
    /// A device that speaks so, reached by a program that is started when it is first needed.
    pub fn new(
        speech: &'static Speech,
        mut open: impl FnMut() -> Command + Send + 'static,
    ) -> Self {
        let open = move || Ok(Box::new(Console::start(open())?) as Box<dyn Line>);
        Self {
            speech,
            open: Box::new(open),
            line: None,
            prompt: None,
            answers: None,
            answered: Vec::new(),
            is_theirs: false,
        }
    }

    /// A terminal at which the operator is signed in, with this prompt. It is never opened anew.
    pub fn signed_in(speech: &'static Speech, line: impl Line + 'static, prompt: Prompt) -> Self {
        Self {
            speech,
            open: Box::new(|| Err(io::Error::other("the pane is gone"))),
            line: Some(Box::new(line)),
            prompt: Some(prompt),
            answers: None,
            answered: Vec::new(),
            is_theirs: true,
        }
    }

    /// One whose questions are put to the operator.
    pub fn asking(mut self, answers: Option<Answers>) -> Self {
        self.answers = answers;
        self
    }

    /// The prompt that was seen last: it tells host and role.
    pub fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    /// Signs in, if that has not been done.
    fn sign_in(&mut self, stop: &Stopped) -> Result<(), String> {
        if self.line.is_some() {
            return Ok(());
        }
        self.prompt = None;
        let line = (self.open)().map_err(|error| format!("it could not be started: {error}"))?;
        self.line = Some(line);
        let until = Instant::now() + SIGN_IN;
        let mut done = self.arrive(until, stop);
        if done.is_ok() {
            done = self.enable(until, stop);
        }
        for line in self.speech.quiet {
            if done.is_ok() {
                done = self.send(line).and_then(|()| self.arrive(until, stop));
            }
        }
        if done.is_err() {
            self.line = None;
        }
        done
    }

    /// Becomes privileged where that takes a password and the operator gives it.
    fn enable(&mut self, until: Instant, stop: &Stopped) -> Result<(), String> {
        let is_below = self.prompt.as_ref().is_some_and(|p| p.text.ends_with('>'));
        let (Some(enable), Some(answers)) = (self.speech.enable, self.answers.as_mut()) else {
            return Ok(());
        };
        if !is_below {
            return Ok(());
        }
        let host = self.prompt.as_ref().and_then(|p| p.host.as_deref());
        let asked = format!(
            "enable password of {}, empty for none",
            host.unwrap_or("it")
        );
        let password = answers(&asked).filter(|password| !password.is_empty());
        let Some(password) = password else {
            return Ok(());
        };
        self.send(enable)?;
        match self.wait(until, stop, &mut |_| {}) {
            // It wants none.
            PromptWait::Prompt(prompt) => {
                self.prompt = Some(prompt);
                return Ok(());
            }
            PromptWait::Question(question) if question.to_lowercase().ends_with("password:") => {}
            _ => return Err("it did not ask for the enable password".to_owned()),
        }
        self.answered.push(password.clone());
        self.send(&password)?;
        match self.wait(until, stop, &mut |_| {}) {
            PromptWait::Prompt(prompt) if !prompt.text.ends_with('>') => {
                self.prompt = Some(prompt);
                Ok(())
            }
            _ => Err("the enable password was refused".to_owned()),
        }
    }

    fn arrive(&mut self, until: Instant, stop: &Stopped) -> Result<(), String> {
        let mut said = String::new();
        let mut keep = |line: &str| {
            if !line.trim().is_empty() {
                said = line.trim().to_owned();
            }
        };
        match self.answering(until, stop, &mut keep) {
            PromptWait::Prompt(prompt) => {
                self.prompt = Some(prompt);
                Ok(())
            }
            PromptWait::Question(question) => {
                Err(format!("it asked \"{question}\", and nothing was answered"))
            }
            PromptWait::Stopped => Err("it was stopped before it began".to_owned()),
            PromptWait::Late => {
                let open = self.line.as_mut().map(|line| line.screen().open());
                let open = open.unwrap_or_default();
                Err(format!(
                    "no prompt of {} came within {} s; last came \"{}\"",
                    self.speech.kind,
                    SIGN_IN.as_secs(),
                    open.trim()
                ))
            }
            PromptWait::Closed if said.is_empty() => {
                Err("the session ended before a prompt came".to_owned())
            }
            PromptWait::Closed => Err(said),
        }
    }

    fn send(&mut self, text: &str) -> Result<(), String> {
        let gone = || "the session is gone".to_owned();
        let line = self.line.as_mut().ok_or_else(gone)?;
        let sent = line.text(text).and_then(|()| line.key(Key::Enter));
        sent.map_err(|_| gone())
    }

    /// Interrupts what runs; the session is kept if the prompt comes back.
    fn interrupt(&mut self, sink: &mut dyn OutputSink) -> bool {
        self.press(Key::Interrupt, sink)
    }

    fn press(&mut self, key: Key, sink: &mut dyn OutputSink) -> bool {
        let sent = self.line.as_mut().is_some_and(|line| line.key(key).is_ok());
        let mut hand_on = |line: &str| sink.bytes(format!("{line}\n").as_bytes());
        let is_back = sent
            && match super::stop::pair() {
                Ok((_never, unstopped)) => {
                    let until = Instant::now() + GRACE;
                    let waited = self.wait(until, &unstopped, &mut hand_on);
                    matches!(waited, PromptWait::Prompt(_))
                }
                Err(_) => false,
            };
        if !is_back {
            self.line = None;
        }
        is_back
    }
}
