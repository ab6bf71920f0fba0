//! A process that acts until it is killed: this test executable, started again.
//!
//! It tells on stderr, one line each, what its session has shown as done. The line leaves
//! after the act is durable, so whoever has read it may count on the event.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use runsheet::domain::checklist::StepState;
use runsheet::domain::command::Command as Act;
use runsheet::domain::event::Payload;
use runsheet::domain::id::{IncidentId, StepRef};
use runsheet::domain::runbook::Risk;
use runsheet::domain::state::State;
use runsheet::session::{Session, SessionError, SubmitOptions, Submitted};

use super::program::{Place, session};

/// Longer than any of this takes; only a hang lasts so long.
pub const HANG: Duration = Duration::from_secs(60);
const ROLE: &str = "RUNSHEET_TEST_ROLE";
const INCIDENT: &str = "RUNSHEET_TEST_INCIDENT";

/// What an actor told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It is ready, and waits for a line.
    Ready,
    /// An act is done: its events, and the step that is then the current one.
    Done {
        events: Vec<String>,
        current: String,
    },
    /// It has seen everything that it was to see.
    Saw,
    /// Something else, such as why it failed.
    Other(String),
}

impl Told {
    fn read(line: &str) -> Self {
        let words: Vec<&str> = line.split_whitespace().collect();
        match &words[..] {
            ["@ready"] => Told::Ready,
            ["@saw"] => Told::Saw,
            ["@done", current, events @ .., "."] => Told::Done {
                events: events.iter().map(|&id| id.to_owned()).collect(),
                current: (*current).to_owned(),
            },
            _ => Told::Other(line.to_owned()),
        }
    }
}

fn tell(line: &str) {
    // One write, so that a line is there whole or not at all.
    std::io::stderr()
        .write_all(format!("{line}\n").as_bytes())
        .expect("the parent reads");
}

/// An actor as its parent sees it.
pub struct Actor {
    child: Child,
    lines: Receiver<Told>,
}

impl Actor {
    /// Starts this executable again, in one of the roles below.
    pub fn start(place: &Place, incident: IncidentId, role: &str, also: &[(&str, String)]) -> Self {
        let exe = std::env::current_exe().expect("this executable");
        let mut command = Command::new(exe);
        place.hermetic(&mut command);
        command.args([
            "acts_when_asked",
            "--exact",
            "--nocapture",
            "--test-threads=1",
        ]);
        command.env(ROLE, role).env(INCIDENT, incident.to_string());
        command.envs(also.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the actor starts");
        let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if send.send(Told::read(&line)).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// The next thing told; `None` when the process is gone.
    pub fn next(&self) -> Option<Told> {
        use std::sync::mpsc::RecvTimeoutError::{Disconnected, Timeout};
        match self.lines.recv_timeout(HANG) {
            Ok(Told::Other(line)) if line.contains("panicked") => {
                let rest: Vec<Told> = self.lines.iter().collect();
                panic!("the actor failed: {line} {rest:?}");
            }
            Ok(told) => Some(told),
            Err(Disconnected) => None,
            Err(Timeout) => panic!("the actor hangs"),
        }
    }

    /// Waits for something.
    pub fn wait_for(&self, wanted: &Told) {
        while let Some(told) = self.next() {
            if told == *wanted {
                return;
            }
        }
        panic!("the actor ended before it told {wanted:?}");
    }

    /// Lets it go on.
    pub fn go(&mut self) {
        let stdin = self.child.stdin.as_mut().expect("a pipe");
        stdin.write_all(b"go\n").expect("the actor reads");
    }

    /// Kills it, and gives what it had told and nobody had read.
    pub fn kill(mut self) -> Vec<Told> {
        self.child.kill().expect("a signal can be sent");
        self.child.wait().expect("it ends");
        self.lines.iter().collect()
    }

    /// Waits for its end, and gives what it had told and nobody had read.
    pub fn end(mut self) -> Vec<Told> {
        let rest: Vec<Told> = self.lines.iter().collect();
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{rest:?}");
        rest
    }
}

/// The child's side: acts if a parent asked for it, else does nothing.
pub fn act_if_asked() {
    let Ok(role) = std::env::var(ROLE) else {
        return;
    };
    let number = |name: &str| -> usize {
        let value = std::env::var(name).expect("a number is given");
        value.parse().expect("a number")
    };
    let incident = std::env::var(INCIDENT).expect("an incident is given");
    let incident = incident.parse().expect("an id");
    let data = std::env::var_os("RUNSHEET_DATA_DIR").expect("a folder is given");
    let journal = std::path::Path::new(&data).join("journal.db");
    let mut session = session(&journal, &format!("actor-{}", std::process::id()));
    session.load(incident).expect("the incident is there");
    match role.as_str() {
        "walk" => walk(&mut session, incident, usize::MAX),
        "stroll" => walk(&mut session, incident, number("ACTS")),
        "crowd" => crowd(&mut session, incident, number("ACTS"), number("ALL")),
        "echo" => echo(&mut session, incident, number("ACTS")),
        "hold" => wait_for_line(),
        other => panic!("there is no role {other}"),
    }
}

fn wait_for_line() {
    tell("@ready");
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .expect("the parent writes");
}

/// Submits and tells; a refusal is no failure here.
fn submit(session: &mut Session, incident: IncidentId, act: Act) -> bool {
    let Submitted { events, .. } = match session.submit(incident, act, SubmitOptions::default()) {
        Ok(outcome) => outcome,
        Err(SessionError::Refused(_)) => return false,
        Err(error) => panic!("{error}"),
    };
    let state = session.incident(incident).expect("it is loaded").state();
    let current = state.current_step();
    let current = current.map_or("-".to_owned(), |step| step.step.to_string());
    let ids: Vec<String> = events.iter().map(|r| r.id.to_string()).collect();
    tell(&format!("@done {current} {} .", ids.join(" ")));
    true
}

/// Walks the runbook round and round, with a note in between.
fn walk(session: &mut Session, incident: IncidentId, acts: usize) {
    for i in 0..acts {
        let state = session.incident(incident).expect("it is loaded").state();
        let act = match i % 4 {
            3 => note(format!("note {i}")),
            _ => next_on(state),
        };
        if !submit(session, incident, act) {
            panic!("the walk is refused");
        }
    }
}

fn note(text: String) -> Act {
    Act::AddNote { text, step: None }
}

/// Starts the current step, or ends it; when there is none left, the first one is done again.
fn next_on(state: &State) -> Act {
    let Some(step) = state.current_step() else {
        let done = state.steps_in(StepState::Done);
        return Act::ReopenStep {
            step: done.into_iter().next().expect("a done step"),
            reason: "once more".to_owned(),
        };
    };
    match state.step_state(&step) {
        Some(StepState::Pending) => Act::StartStep { step },
        _ => complete(state, step),
    }
}

fn complete(state: &State, at: StepRef) -> Act {
    let step = state
        .steps_in_use()
        .find(|(_, step)| step.id == at.step)
        .map(|(_, step)| step)
        .expect("the step is in use");
    Act::CompleteStep {
        step: at,
        observed: Some("as expected".to_owned()),
        answer: step.answers.first().map(|answer| answer.id.clone()),
        approved_by: step.approval.map(|_| "security".to_owned()),
        confirm: Some(step.run.first().map_or("yes", |run| &run.device).to_owned()),
    }
}

/// Acts a number of times beside others, then waits until it has seen everybody's acts.
fn crowd(session: &mut Session, incident: IncidentId, acts: usize, all: usize) {
    wait_for_line();
    let own = std::process::id();
    for i in 0..acts {
        let text = format!("act {own} {i}");
        let act = match i % 3 {
            0 => Act::TakeAction {
                text,
                device: None,
                risk: Risk::Read,
                rollback: None,
                step: None,
            },
            _ => note(text),
        };
        assert!(submit(session, incident, act), "nothing forbids it");
    }
    wait_until(session, |session| {
        let incident = session.incident(incident).expect("it is loaded");
        let counts =
            |p: &Payload| matches!(p, Payload::NoteAdded { .. } | Payload::ActionTaken { .. });
        incident
            .log()
            .filter(|(r, _)| counts(&r.event.payload))
            .count()
            == all
    });
    tell("@saw");
}

/// Answers each "ping" with a "pong", having seen it by looking and not by writing.
fn echo(session: &mut Session, incident: IncidentId, times: usize) {
    tell("@ready");
    for i in 0..times {
        let ping = format!("ping {i}");
        wait_for_note(session, incident, &ping);
        assert!(submit(session, incident, note(format!("pong {i}"))));
    }
}

/// Looks as a screen does until a note is there.
pub fn wait_for_note(session: &mut Session, incident: IncidentId, wanted: &str) {
    wait_until(session, |session| {
        let incident = session.incident(incident).expect("it is loaded");
        let is = |p: &Payload| matches!(p, Payload::NoteAdded { text, .. } if text == wanted);
        incident.log().any(|(r, _)| is(&r.event.payload))
    });
}

fn wait_until(session: &mut Session, seen: impl Fn(&Session) -> bool) {
    let begun = std::time::Instant::now();
    while !seen(session) {
        assert!(begun.elapsed() < HANG, "the others' acts do not come");
        // A screen looks four times in its 250 ms; there is no event to wait for.
        std::thread::sleep(Duration::from_millis(10));
        session.refresh().expect("the journal can be read");
    }
}
