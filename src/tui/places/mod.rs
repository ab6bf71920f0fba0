//! Where an operator can be: each place has its own keys. Those that list something and those that
//! show a page of text have a folder each, where what is kept of a place, how it is drawn, and what
//! is read out of it stand together behind one trait. `mod.rs` of a place is its state, or
//! `state.rs` where others look at it; `draw.rs` only reads. Absent
//! from here: what is done in a place; its actions have their rows in the table.

pub mod attach;
pub mod brief;
pub mod causes;
pub mod changes;
mod debrief;
mod drills;
pub mod evidence;
pub mod help;
mod history;
pub mod list;
mod output;
pub mod outputs;
pub mod preview;
mod reply;
pub mod revision;
mod sending;
mod statistics;
pub mod story;
pub mod timeline;
pub mod variables;
pub mod zoom;

/// A set of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places(u32);

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident = $words:literal;)*) => {
        /// Each place has a bit of its own, in the order of the list.
        #[expect(clippy::upper_case_acronyms, reason = "named as the sets are")]
        enum Bit {
            $($name),*
        }

        impl Places {
            $($(#[$doc])* pub const $name: Self = Self(1 << Bit::$name as u32);)*

            /// Every place, alone.
            pub const EVERY: &[Self] = &[$(Self::$name),*];

            /// The name of the first place in the set.
            pub fn name(self) -> &'static str {
                $(if self.meets(Self::$name) {
                    return $words;
                })*
                "nowhere"
            }
        }
    };
}

places! {
    /// The search box has the focus.
    SEARCH = "the search box";
    /// The list of incidents and runbooks has the focus.
    LIST = "the list";
    /// One runbook is shown before it is started.
    PREVIEW = "a runbook before it is started";
    /// An incident is walked.
    WALK = "walking an incident";
    /// The events of the incident are listed.
    TIMELINE = "the timeline";
    /// One event is shown whole.
    EVENT = "one event";
    /// The changes in force are listed.
    CHANGES = "changes in force";
    /// The causes and what is thought of them are listed.
    CAUSES = "the causes";
    /// The logs that were looked through are listed.
    EVIDENCE = "the evidence";
    /// Figures over many incidents are shown.
    STATISTICS = "the statistics";
    /// The handoff brief is shown.
    BRIEF = "the handoff brief";
    /// The help is open.
    HELP = "the help";
    /// A question is asked.
    FORM = "answering a question";
    /// The palette is open.
    PALETTE = "the palette";
    /// The filter of a list has the focus.
    FILTER = "filtering a list";
    /// Another runbook is looked for in an incident.
    ATTACH = "looking for another runbook";
    /// A log is named or pasted.
    LOG = "adding a log";
    /// What a log says is listed.
    REPLY = "what a log says";
    /// The drills that can be played are listed.
    DRILLS = "the drills";
    /// What was told in a drill so far.
    STORY = "what a drill told";
    /// A drill is talked over.
    DEBRIEF = "the debrief";
    /// The variables are listed, with their values.
    VARIABLES = "the variables";
    /// A command is shown before it is sent.
    SENDING = "a command before it is sent";
    /// What a box said, or says just now.
    OUTPUT = "an output";
    /// What boxes said in the incident.
    OUTPUTS = "the outputs";
    /// All incidents are listed.
    HISTORY = "the history";
    /// What was changed in a runbook's file is shown.
    REVISION = "what changed in a runbook";
}

impl Places {
    /// Where something is shown or listed, and no box takes what is typed.
    pub const PAGES: Self = Self::WALK
        .and(Self::TIMELINE)
        .and(Self::EVENT)
        .and(Self::CHANGES)
        .and(Self::CAUSES)
        .and(Self::VARIABLES)
        .and(Self::EVIDENCE)
        .and(Self::REPLY)
        .and(Self::STATISTICS)
        .and(Self::HISTORY)
        .and(Self::DRILLS)
        .and(Self::STORY)
        .and(Self::DEBRIEF)
        .and(Self::PREVIEW)
        .and(Self::SENDING)
        .and(Self::OUTPUT)
        .and(Self::OUTPUTS)
        .and(Self::BRIEF)
        .and(Self::REVISION);

    /// Where a box takes what is typed.
    pub const BOXES: Self = Self::SEARCH
        .and(Self::FORM)
        .and(Self::PALETTE)
        .and(Self::FILTER)
        .and(Self::ATTACH)
        .and(Self::LOG);

    /// Both sets together.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set without another one.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether they share a place.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
