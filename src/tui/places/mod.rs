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
pub mod list;
pub mod preview;
mod reply;
mod statistics;
pub mod story;
pub mod timeline;
pub mod variables;
pub mod zoom;

/// A set of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places(u32);

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident = $bit:literal, $words:literal;)*) => {
        impl Places {
            $($(#[$doc])* pub const $name: Self = Self(1 << $bit);)*

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
    SEARCH = 0, "the search box";
    /// The list of incidents and runbooks has the focus.
    LIST = 1, "the list";
    /// One runbook is shown before it is started.
    PREVIEW = 2, "a runbook before it is started";
    /// An incident is walked.
    WALK = 3, "walking an incident";
    /// The events of the incident are listed.
    TIMELINE = 4, "the timeline";
    /// One event is shown whole.
    EVENT = 5, "one event";
    /// The changes in force are listed.
    CHANGES = 6, "changes in force";
    /// The causes and what is thought of them are listed.
    CAUSES = 7, "the causes";
    /// The logs that were looked through are listed.
    EVIDENCE = 8, "the evidence";
    /// Figures over many incidents are shown.
    STATISTICS = 9, "the statistics";
    /// The handoff brief is shown.
    BRIEF = 10, "the handoff brief";
    /// The help is open.
    HELP = 11, "the help";
    /// A question is asked.
    FORM = 12, "answering a question";
    /// The palette is open.
    PALETTE = 13, "the palette";
    /// The filter of a list has the focus.
    FILTER = 14, "filtering a list";
    /// Another runbook is looked for in an incident.
    ATTACH = 15, "looking for another runbook";
    /// A log is named or pasted.
    LOG = 16, "adding a log";
    /// What a log says is listed.
    REPLY = 17, "what a log says";
    /// The drills that can be played are listed.
    DRILLS = 18, "the drills";
    /// What was told in a drill so far.
    STORY = 19, "what a drill told";
    /// A drill is talked over.
    DEBRIEF = 20, "the debrief";
    /// The variables are listed, with their values.
    VARIABLES = 21, "the variables";
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
        .and(Self::DRILLS)
        .and(Self::STORY)
        .and(Self::DEBRIEF)
        .and(Self::PREVIEW)
        .and(Self::BRIEF);

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

    /// Whether they share a place.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
