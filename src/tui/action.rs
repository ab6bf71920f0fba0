//! What an operator can ask of the screen, and what is known of each such action. The one table
//! of them is `actions`.

use super::keymap::Chord;
pub use super::places::Places;

/// What an operator can ask of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the table says what each does")]
pub enum ActionId {
    Down,
    Up,
    Top,
    Bottom,
    PageDown,
    PageUp,
    ToList,
    ToSearch,
    Drills,
    FirstShift,
    Play,
    PlayAs,
    Hint,
    Messages,
    Debrief,
    Show,
    Open,
    Start,
    Confirm,
    StartStep,
    Done,
    Answer,
    Fail,
    Inconclusive,
    Skip,
    NotApplicable,
    Block,
    Defer,
    Reopen,
    Copy,
    CopyWhich,
    Run,
    RunTyped,
    Output,
    Outputs,
    ShowOutput,
    Send,
    SendChange,
    StopRun,
    Decide,
    Variables,
    SetVariable,
    Note,
    Undo,
    Act,
    Changes,
    Revert,
    HappenedAt,
    Acknowledge,
    ImpactStarted,
    Mitigate,
    ReturnImpact,
    Resolve,
    Close,
    ReopenIncident,
    Hold,
    Resume,
    Cancel,
    BackOut,
    Severity,
    Impact,
    Title,
    Ticket,
    Cause,
    Causes,
    Timeline,
    Filter,
    Find,
    Zoom,
    ShowEvent,
    UndoEvent,
    Amend,
    Evidence,
    GoToStep,
    AddLog,
    Complete,
    Follow,
    Unfollow,
    Keep,
    Statistics,
    SwitchMode,
    SkipSeveral,
    Panel,
    Forward,
    SearchHelp,
    History,
    OpenPast,
    SortBy,
    Reverse,
    Compare,
    Handoff,
    Differences,
    Record,
    Export,
    Learn,
    Help,
    Palette,
    Update,
    FollowUp,
    Accept,
    Attach,
    Edit,
    Back,
    Leave,
    Suspend,
}

/// What kind of thing an action does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// It moves within what is listed or shown.
    Moves,
    /// It belongs to typing, or goes from one place to another.
    Steers,
    /// It shows something. Its key may be held.
    Opens,
    /// It shows or does something and records nothing. It wants a press each time.
    Reads,
    /// It ends in the journal.
    Records,
}

impl ActionKind {
    /// Whether an action only moves about, or belongs to typing.
    pub fn is_move(self) -> bool {
        matches!(self, Self::Moves | Self::Steers)
    }

    /// Whether its key has to be pressed anew each time.
    pub fn is_guarded(self) -> bool {
        matches!(self, Self::Reads | Self::Records)
    }
}

/// What is known of an action at some places.
#[derive(Debug)]
pub struct Action {
    /// Its name in code.
    pub id: ActionId,
    /// Its keys, unless the operator bound others.
    pub keys: &'static [Chord],
    /// Its name in the footer and the palette.
    pub label: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
    /// Where it is available.
    pub at: Places,
    /// What kind of thing it does.
    pub kind: ActionKind,
    /// Its place in the footer: 1 stands first, 0 is left out.
    pub rank: u8,
    /// Other words that the palette finds it by.
    pub words: &'static str,
    /// The same on the command line.
    pub twin: Twin,
    /// Its name and what it does on a step that is a check.
    pub on_check: Option<(&'static str, &'static str)>,
    /// Why its keys cannot be bound.
    pub fixed: Option<&'static str>,
    /// It has a meaning where there are no keys.
    pub is_spoken: bool,
    /// Some steps have it and others have not: it stands last in the footer.
    pub comes_and_goes: bool,
    /// What is said stays in sight while it is done.
    pub keeps: bool,
}

/// How the same is done without a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twin {
    /// The arguments of `runsheet`, as they are typed; what stands in capitals is filled in.
    Command(&'static str),
    /// Only the screen has it, and why.
    Screen(&'static str),
}
