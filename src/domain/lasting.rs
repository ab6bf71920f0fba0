//! What goes on by itself on a device after somebody started it: debugs, captures, timers. One
//! table of the words that start and end it. Whoever takes over has to know what still runs.

use super::checklist::StepState;
use super::state::State;
use super::time::Timestamp;

/// What kind of thing goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// More messages than usual, which cost a device its time.
    Debug,
    /// Packets are recorded.
    Capture,
    /// Something will happen by itself.
    Timer,
}

impl Lasting {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Lasting::Debug => "debug",
            Lasting::Capture => "capture",
            Lasting::Timer => "timer",
        }
    }
}

/// How a line begins that starts something, in small letters.
const STARTS: &[(&str, Lasting)] = &[
    ("debug ", Lasting::Debug),
    ("diagnose debug enable", Lasting::Debug),
    ("diag debug enable", Lasting::Debug),
    ("set traceoptions", Lasting::Debug),
    ("capture ", Lasting::Capture),
    ("monitor capture ", Lasting::Capture),
    ("netsh trace start", Lasting::Capture),
    ("pktmon start", Lasting::Capture),
    ("reload in ", Lasting::Timer),
    ("reload at ", Lasting::Timer),
    ("commit confirmed", Lasting::Timer),
    ("shutdown -r +", Lasting::Timer),
    ("shutdown -h +", Lasting::Timer),
];

/// How a line begins that ends what is of a kind. Looked at first: some begin like a start.
const ENDS: &[(&str, Lasting)] = &[
    ("undebug ", Lasting::Debug),
    ("no debug", Lasting::Debug),
    ("debug condition reset", Lasting::Debug),
    ("diagnose debug disable", Lasting::Debug),
    ("diagnose debug reset", Lasting::Debug),
    ("diag debug disable", Lasting::Debug),
    ("diag debug reset", Lasting::Debug),
    ("delete traceoptions", Lasting::Debug),
    ("no capture", Lasting::Capture),
    ("clear configure capture", Lasting::Capture),
    ("netsh trace stop", Lasting::Capture),
    ("pktmon stop", Lasting::Capture),
    ("reload cancel", Lasting::Timer),
    ("shutdown -c", Lasting::Timer),
];

/// Something that was started and, as far as is known, not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// What kind.
    pub kind: Lasting,
    /// The line that started it, as it stands in the runbook.
    pub text: String,
    /// The number of the step; `None` for an act outside the runbook.
    pub number: Option<String>,
    /// Since when.
    pub since: Timestamp,
}

/// What still runs: started by a step that was worked on or by an act in force, and ended by
/// neither. In the order in which it began.
pub fn running(state: &State) -> Vec<Running> {
    let mut acts: Vec<(Timestamp, Option<String>, Vec<&str>)> = Vec::new();
    for attachment in &state.runbooks {
        let steps = attachment
            .runbook
            .iter()
            .flat_map(|runbook| runbook.steps());
        for step in steps.map(|(_, step)| step) {
            let Some(progress) = attachment.steps.get(&step.id).filter(|p| !p.reverted) else {
                continue;
            };
            let worked_on = matches!(
                progress.state,
                StepState::Done | StepState::Failed | StepState::Inconclusive
            );
            if let Some(at) = progress.ended_at.filter(|_| worked_on) {
                let lines = step.run.iter().flat_map(|run| run.text.lines());
                acts.push((at, Some(step.number.clone()), lines.collect()));
            }
        }
    }
    for change in state.changes_in_force().filter(|c| c.step.is_none()) {
        acts.push((change.at, None, change.text.lines().collect()));
    }
    acts.sort_by_key(|(at, ..)| *at);
    let mut running: Vec<Running> = Vec::new();
    for (since, number, lines) in acts {
        for line in lines.into_iter().map(str::trim) {
            let small = line.to_lowercase();
            if let Some(ended) = ends(&small) {
                running.retain(|known| !is_ended(known, &small, ended));
            } else if let Some(kind) = kind_of(&small, STARTS)
                && running.iter().all(|known| known.text != line)
            {
                running.push(Running {
                    kind,
                    text: line.to_owned(),
                    number: number.clone(),
                    since,
                });
            }
        }
    }
    running
}

fn kind_of(line: &str, table: &[(&str, Lasting)]) -> Option<Lasting> {
    let found = table.iter().find(|(begins, _)| line.starts_with(begins));
    found.map(|(_, kind)| *kind)
}

fn ends(line: &str) -> Option<Lasting> {
    if line.starts_with("monitor capture ") && line.ends_with(" stop") {
        return Some(Lasting::Capture);
    }
    if line.starts_with("debug ") && line.ends_with(" off") {
        return Some(Lasting::Debug);
    }
    if line == "commit" {
        return Some(Lasting::Timer);
    }
    kind_of(line, ENDS)
}

/// Of several captures the one that is named ends.
fn is_ended(known: &Running, line: &str, kind: Lasting) -> bool {
    let named = line.strip_prefix("no capture ").map(str::trim);
    let own = known.text.split_whitespace().nth(1).map(str::to_lowercase);
    known.kind == kind && named.is_none_or(|name| own.as_deref() == name.split_whitespace().next())
}
