//! What `update` asks for: everything that reads or writes outside the model. `app` carries
//! it out and answers with a message.
//!
//! Long because it is the one list of what comes in and of what is asked for.

use crossterm::event::KeyEvent;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::action::ActionId;
use super::drills::Playing;
use super::loaded_library::LoadedLibrary;
use super::logs::{Followed, ScanRequest, ScanResult, ScanSource};
use super::notice::Notice;
use super::open_incident::OpenIncident;
use super::places::timeline::entry::TimelineEntry;
use super::runs::{OutputPage, RunAsk, RunWant, Sending};
use super::snapshot::Snapshot;
use super::theme::Theme;
use crate::domain::command::Command;
use crate::domain::id::{EventId, IncidentId, RunbookId, StepRef};
use crate::domain::scenario::Scenario;
use crate::domain::time::{Reported, Timestamp};
use crate::drill::History;
use crate::operations::GatheredSamples;
use crate::operations::history::GatheredHistory;
use crate::operations::remembered::OfferedValue;
use crate::operations::revised::Revised;
use crate::report::ExportFormat;

/// What comes in: from the terminal, the clock, other tasks, and effects that were done.
#[derive(Debug)]
pub enum Msg {
    /// A key.
    Key {
        /// Which.
        key: KeyEvent,
        /// When it came, by the steady clock.
        at_ms: i64,
    },
    /// A key of a keyboard whose letters are not those of the table.
    KeyInPlace {
        /// The key.
        key: KeyEvent,
        /// What the key in its place says on an English keyboard.
        base: char,
        /// When it came, by the steady clock.
        at_ms: i64,
    },
    /// It is known by now whether a key that came again is held.
    Settle {
        /// The time, by the steady clock.
        at_ms: i64,
    },
    /// Text pasted in one piece.
    Paste(String),
    /// More text was pasted than is taken in.
    PasteTooLong,
    /// Enter came in one piece with the text before it, and was left out.
    EnterLeftOut,
    /// An action, by its name; with the number of the answer where it takes one.
    Act {
        /// Which.
        id: ActionId,
        /// The number.
        digit: Option<u32>,
    },
    /// A line as the answer to the present question.
    Line(String),
    /// A text to search for.
    Query(String),
    /// A row of what is listed, from 0.
    Select(usize),
    /// The terminal has another size.
    Resized(u16, u16),
    /// A second has passed.
    Tick {
        /// The wall clock.
        now: Timestamp,
        /// The clock that never jumps.
        steady_ms: i64,
    },
    /// Somebody may be writing to the journal.
    Stirred,
    /// It is time to look what others have recorded.
    Refresh,
    /// The runbooks are there.
    Library(Arc<LoadedLibrary>),
    /// The unfinished incidents, newest first, and after them those that wait to be closed.
    OpenIncidents(Vec<OpenIncident>),
    /// The incident whose key stands in the search box, if there is one.
    Named {
        /// What stood there when it was looked for.
        query: String,
        /// The incident.
        incident: Option<Box<OpenIncident>>,
    },
    /// An incident is to be walked.
    Walk {
        /// The incident.
        snapshot: Box<Snapshot>,
        /// What was done as it was opened, or what could not be.
        said: Option<Result<String, String>>,
    },
    /// What is to be written has a file in its place.
    FileExists {
        /// The incident, if it is not the one that is walked.
        incident: Option<IncidentId>,
        /// The file.
        path: PathBuf,
        /// As what it is to be written.
        format: ExportFormat,
    },
    /// Something was recorded.
    Recorded {
        /// The incident after it.
        snapshot: Box<Snapshot>,
        /// What to say.
        said: String,
        /// What to do next, if it needs saying.
        hint: Option<String>,
        /// The focus goes to the step to go on with.
        follow: bool,
    },
    /// A new incident is to be walked.
    Opened {
        /// The incident.
        snapshot: Box<Snapshot>,
        /// What has to be said of it.
        said: Option<String>,
    },
    /// The drills that can be played, the easiest first; `None` while they cannot be read yet.
    Drills(Option<Vec<Arc<Scenario>>>),
    /// What was drilled before, or why it cannot be read.
    History(Result<History, String>),
    /// A drill was talked over.
    Debriefed(Box<Snapshot>),
    /// All incidents, by their keys.
    Known(Vec<(String, IncidentId)>),
    /// The text comes back from the editor, or what went wrong.
    Edited(Result<String, String>),
    /// The program is in front again after it was in the background.
    Returned,
    /// Others have recorded something.
    Changed(Box<Snapshot>),
    /// A secret has a value now.
    Kept(String),
    /// It could not be done; nothing was recorded.
    Refused {
        /// What is wrong.
        text: String,
        /// What to do.
        hint: Option<String>,
    },
    /// Every event of the incident.
    Timeline(Vec<TimelineEntry>),
    /// How much of a log was looked through, in bytes.
    Progress(u64),
    /// A log was looked through; nothing of it is recorded yet.
    Looked(Arc<ScanResult>),
    /// What a log says, once it is recorded.
    Replied {
        /// The incident after it.
        snapshot: Box<Snapshot>,
        /// What was found.
        looked: Arc<ScanResult>,
    },
    /// What a path may go on as.
    Paths {
        /// The path, as it was typed.
        typed: String,
        /// The whole paths, the first of them.
        found: Vec<String>,
        /// What all of them share, if it is to be typed.
        common: Option<String>,
    },
    /// There is news of the log that is followed.
    FollowNews,
    /// What came of the log that is followed is recorded.
    Followed {
        /// The incident after it, if anything was recorded.
        snapshot: Option<Box<Snapshot>>,
        /// What it held when following began.
        began: Option<Arc<ScanResult>>,
        /// What to say.
        says: Vec<String>,
    },
    /// The figures over all incidents, or why there are none.
    Statistics(Result<GatheredSamples, String>),
    /// A command is ready to be sent, and is shown first.
    Sending(Box<Sending>),
    /// Something has to be said before it can be.
    RunWants(Box<(RunAsk, RunWant)>),
    /// Its way is made: it can be sent now.
    Connected,
    /// It is sent; what comes back is shown.
    RunBegun {
        /// The incident after it.
        snapshot: Box<Snapshot>,
        /// What comes.
        page: Box<OutputPage>,
    },
    /// More of an output is there.
    OutputCame,
    /// The last lines of it, and how many came before those.
    OutputLines {
        /// The lines.
        lines: Vec<String>,
        /// How many before.
        before: u64,
    },
    /// A box asks something.
    BoxAsks(String),
    /// What was sent has ended, and is to be recorded.
    RunEnded,
    /// An output is recorded.
    OutputTaken {
        /// The incident after it, if that is the one that is walked.
        snapshot: Option<Box<Snapshot>>,
        /// What it says.
        page: Box<OutputPage>,
    },
    /// A pasted output was looked through, and is to be recorded.
    OutputSettled,
    /// An output that was asked for.
    OutputShown(Box<OutputPage>),
    /// All incidents, or the newest of them, or why there are none.
    Incidents(Result<GatheredHistory, String>),
    /// Something was done that changes no incident.
    Said(String),
    /// What was changed in the files of the runbooks in use.
    Differences(Vec<Revised>),
    /// The terminal told what stands behind its text.
    Background {
        /// It is light.
        light: bool,
    },
    /// Something happened around the model.
    Outside(Outside),
    /// The program is to end: a signal, or the end of the terminal.
    End,
}

/// What happened around the model, and changes what it shows. Nothing follows from it.
#[derive(Debug)]
pub enum Outside {
    /// Something is wrong that no act has led to, and what to do.
    Warned {
        /// What is wrong.
        text: String,
        /// What to do.
        hint: Option<String>,
    },
    /// Something was done.
    Told(String),
    /// A frame was drawn, and so many lines stand beyond its end.
    Framed {
        /// The lines.
        overflow: usize,
    },
    /// A key that moves the focus is held, or no longer.
    Hurried(bool),
    /// Everything is shown in this theme.
    Themed(Box<Theme>),
    /// The log that is followed now.
    Following(Option<Followed>),
    /// How many lines of it were read.
    Lines(u64),
    /// Whether somebody is here who has no incident at all.
    Newcomer(bool),
    /// For how many seconds an act has waited for another process; `None` when it waits no more.
    Awaiting(Option<i64>),
    /// The incident that is walked, as it is behind the place that is shown.
    Refolded(Box<Snapshot>),
    /// Values of an earlier incident with the same target, by the names of variables.
    Offered(BTreeMap<String, OfferedValue>),
    /// Leaving asks nothing.
    LeavesAtOnce,
    /// The program ends.
    Over,
}

/// What is to be done, by what it is about. Each area carries out its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// At home.
    Home(HomeEffect),
    /// In the incident that is walked.
    Incident(IncidentEffect),
    /// With logs.
    Log(LogEffect),
    /// With boxes.
    Run(RunEffect),
    /// In drills alone.
    Drill(DrillEffect),
    /// With the program as a whole.
    Program(ProgramEffect),
}

/// What is to be done at home.
#[derive(Debug, Clone, PartialEq)]
pub enum HomeEffect {
    /// List the unfinished incidents without their steps: for the first frame.
    PeekOpen,
    /// List the incidents that are not closed.
    ListOpen,
    /// Find the incident whose key stands in the search box.
    FindIncident(String),
    /// Open an incident with this runbook of the library.
    Open {
        /// The runbook.
        runbook: RunbookId,
        /// The query that found it, and its rank.
        chosen: Option<(String, u32)>,
        /// Planned work: its end.
        planned_end: Option<Timestamp>,
        /// Planned work: the last moment to turn back.
        backout_by: Option<Timestamp>,
    },
    /// Go on with an incident.
    Load(IncidentId),
}

/// What is to be done in the incident that is walked.
#[derive(Debug, Clone, PartialEq)]
pub enum IncidentEffect {
    /// Ask why an incident is cancelled: all incidents that it may repeat have to be known.
    AskCancel,
    /// Attach this runbook of the library.
    Attach {
        /// The runbook.
        runbook: RunbookId,
        /// In a drill: the query that found it, and its rank.
        found: Option<(String, u32)>,
        /// When it happened, if not now.
        at: Option<Reported>,
    },
    /// Tell what was changed in the files of the runbooks in use.
    Differences,
    /// Record something.
    Submit {
        /// What.
        command: Command,
        /// When it happened, if not now.
        at: Option<Reported>,
        /// What to say then.
        said: String,
        /// The focus goes to the step to go on with.
        follow: bool,
    },
    /// Keep the value of a secret variable in memory.
    KeepSecret {
        /// Its name.
        name: String,
        /// Its value.
        value: Redacted,
    },
    /// Copy what a step runs.
    Copy {
        /// The step.
        step: StepRef,
        /// Which, from 1.
        index: u32,
    },
    /// Write the incident to a file.
    Export {
        /// Which; the one that is walked if not said.
        incident: Option<IncidentId>,
        /// The file or the folder, as it was typed.
        path: String,
        /// As what.
        format: ExportFormat,
        /// A file that is there is written over.
        over: bool,
    },
    /// Write what it teaches to a file, as patches.
    Learn,
    /// List every event.
    Timeline,
}

/// What is to be done with logs.
#[derive(Debug, Clone, PartialEq)]
pub enum LogEffect {
    /// Look through a log.
    Look(ScanRequest),
    /// Record what was found in one.
    Record(Arc<ScanResult>),
    /// Copy the logs that were looked through into the data folder.
    Keep(Arc<ScanResult>),
    /// List what a path may go on as.
    Paths {
        /// The path, as it was typed.
        typed: String,
        /// What all of them share is to be typed.
        complete: bool,
    },
    /// Follow a log.
    Follow(ScanRequest),
    /// Record what came of the log that is followed.
    TakeNews,
    /// Follow it no longer.
    Unfollow,
}

/// What is to be done with boxes, and with what they say.
#[derive(Debug, Clone, PartialEq)]
pub enum RunEffect {
    /// Make a command ready to be sent.
    Prepare(RunAsk),
    /// Send the one that is shown.
    Send,
    /// Take what came of an output so far.
    TakeOutput,
    /// Record how it ended.
    TakeEnd,
    /// Stop it.
    Stop,
    /// Answer what a box asks; nothing where nobody answers.
    Answer(Option<Redacted>),
    /// Take in an output that was pasted, or that lies in a file.
    Paste {
        /// The step.
        step: StepRef,
        /// Which of its commands said it, from 1.
        index: Option<u32>,
        /// The text or the file.
        source: ScanSource,
    },
    /// Record a pasted output.
    TakePaste,
    /// Read an output of the incident.
    Show(EventId),
}

/// What is to be done in drills alone.
#[derive(Debug, Clone, PartialEq)]
pub enum DrillEffect {
    /// List the drills that can be played.
    Drills,
    /// Read what was drilled before.
    History,
    /// Open a drill.
    Play(Playing),
    /// Play in what is due in the drill that is walked.
    PlayIn,
    /// Show the next hint.
    Hint,
    /// Stop the clock of the drill that is walked, if it runs.
    StopDrill,
    /// Record what was said after a drill; one that is not over ends with it.
    Debrief(Vec<String>),
}

/// What is to be done with the program as a whole.
#[derive(Debug, Clone, PartialEq)]
pub enum ProgramEffect {
    /// Open a text in the operator's editor.
    Edit(String),
    /// Gather the figures over all incidents.
    Statistics,
    /// List all incidents.
    History,
    /// Read what others have recorded.
    Refresh,
    /// Tell beyond the frame that something is due.
    Notify(Notice),
    /// Back to the shell for a while.
    Suspend,
    /// Give back untouched steps and end.
    Quit,
}

impl Effect {
    /// Whether it records something.
    pub fn records(&self) -> bool {
        matches!(
            self,
            Effect::Home(HomeEffect::Open { .. })
                | Effect::Incident(
                    IncidentEffect::Attach { .. }
                        | IncidentEffect::Submit { .. }
                        | IncidentEffect::Copy { .. }
                )
                | Effect::Run(RunEffect::Send | RunEffect::TakePaste)
                | Effect::Drill(DrillEffect::Play(_) | DrillEffect::Hint | DrillEffect::Debrief(_))
        )
    }
}

/// A value that no debug output shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted(pub String);

impl std::fmt::Debug for Redacted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}
