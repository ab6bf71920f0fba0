//! A command line at a prompt: one session that is kept, line by line.
//!
//! Nothing is answered by default. A pager is told to go on, "save?" is told no; any other question
//! is put to the operator, if one sits there; else, and at an unknown prompt and at the first line
//! that is refused, nothing more is sent.

mod console;
mod echo;
mod kinds;
mod screen;

use std::io;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{End, Order, OutputSink, Stopped, Transport};
use crate::domain::run::RunOutcome;
pub use console::{Console, Got, Key, Line, has_more};
use echo::is_echo;
pub use kinds::{Asks, Prompt, Speech, is_same_host};
pub use screen::Screen;

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
            Waited::Prompt(prompt) => {
                self.prompt = Some(prompt);
                return Ok(());
            }
            Waited::Question(question) if question.to_lowercase().ends_with("password:") => {}
            _ => return Err("it did not ask for the enable password".to_owned()),
        }
        self.answered.push(password.clone());
        self.send(&password)?;
        match self.wait(until, stop, &mut |_| {}) {
            Waited::Prompt(prompt) if !prompt.text.ends_with('>') => {
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
            Waited::Prompt(prompt) => {
                self.prompt = Some(prompt);
                Ok(())
            }
            Waited::Question(question) => {
                Err(format!("it asked \"{question}\", and nothing was answered"))
            }
            Waited::Stopped => Err("it was stopped before it began".to_owned()),
            Waited::Late => {
                let open = self.line.as_mut().map(|line| line.screen().open());
                let open = open.unwrap_or_default();
                Err(format!(
                    "no prompt of {} came within {} s; last came \"{}\"",
                    self.speech.kind,
                    SIGN_IN.as_secs(),
                    open.trim()
                ))
            }
            Waited::Closed if said.is_empty() => {
                Err("the session ended before a prompt came".to_owned())
            }
            Waited::Closed => Err(said),
        }
    }

    fn send(&mut self, text: &str) -> Result<(), String> {
        let gone = || "the session is gone".to_owned();
        let line = self.line.as_mut().ok_or_else(gone)?;
        let sent = line.text(text).and_then(|()| line.key(Key::Enter));
        sent.map_err(|_| gone())
    }

    /// Waits for a prompt, and puts what is asked meanwhile to the operator.
    fn answering(&mut self, until: Instant, stop: &Stopped, line: &mut dyn FnMut(&str)) -> Waited {
        loop {
            let question = match self.wait(until, stop, line) {
                Waited::Question(question) => question,
                other => return other,
            };
            let answer = self.answers.as_mut().and_then(|ask| ask(&question));
            let Some(answer) = answer else {
                return Waited::Question(question);
            };
            if question.to_lowercase().contains("pass") {
                self.answered.push(answer.clone());
            }
            if self.send(&answer).is_err() {
                return Waited::Closed;
            }
        }
    }

    /// Waits for a prompt, and hands on the lines that come before it.
    fn wait(&mut self, until: Instant, stop: &Stopped, line: &mut dyn FnMut(&str)) -> Waited {
        let Some(console) = self.line.as_mut() else {
            return Waited::Closed;
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
                Got::Closed => return Waited::Closed,
                Got::Stopped => return Waited::Stopped,
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
                    return Waited::Prompt(prompt);
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
                    return Waited::Question(open.trim().to_owned());
                }
                None => None,
            };
            match answered {
                Some(Ok(())) => console.screen().forget_open(),
                Some(Err(_)) => return Waited::Closed,
                None if Instant::now() >= until => return Waited::Late,
                None => is_known = true,
            }
        }
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
                    matches!(waited, Waited::Prompt(_))
                }
                Err(_) => false,
            };
        if !is_back {
            self.line = None;
        }
        is_back
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
            Waited::Prompt(prompt) if is_entered => {
                self.prompt = Some(prompt);
                Left::Done
            }
            Waited::Closed => Left::Gone,
            // The operator emptied the line.
            Waited::Prompt(_) => Left::NotEntered,
            _ if is_entered => match self.interrupt(sink) {
                true => Left::Ended(matches!(waited, Waited::Late)),
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
        let Ok((_never, unstopped)) = super::stop::pair() else {
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

/// What became of a line whose Enter was left to the operator.
enum Left {
    Done,
    NotEntered,
    /// Entered, and then ended from here; whether it was late.
    Ended(bool),
    Gone,
}

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

    fn left(
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
                Waited::Prompt(prompt) => self.prompt = Some(prompt),
                Waited::Question(question) => {
                    end.is_answered = self.interrupt(sink);
                    end.outcome = RunOutcome::Stopped;
                    let what = format!("at {} it asked \"{question}\"; nothing was answered", of());
                    end.trouble = Some(what);
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
