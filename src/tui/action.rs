//! The one table of actions. Footer, help and palette are made from it, and `keymap` finds
//! an action by its key in it.

use super::keymap::Chord;
use super::keymap::{Chord as C, DOWN, END, ENTER, ESC, HOME, PAGE_DOWN, PAGE_UP, SPACE, TAB, UP};

/// What an operator can ask of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the table says what each does")]
pub enum Id {
    Down,
    Up,
    Top,
    Bottom,
    PageDown,
    PageUp,
    ToList,
    ToSearch,
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
    Variables,
    Note,
    Undo,
    Act,
    Changes,
    Revert,
    HappenedAt,
    Mitigate,
    ReturnImpact,
    Resolve,
    Close,
    ReopenIncident,
    Hold,
    Resume,
    Cancel,
    Severity,
    Impact,
    Title,
    Cause,
    Timeline,
    Handoff,
    Record,
    Export,
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

/// Where an action is available: a set of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places(u32);

impl Places {
    /// The search box has the focus.
    pub const SEARCH: Self = Self(1);
    /// The list of incidents and runbooks has the focus.
    pub const LIST: Self = Self(2);
    /// One runbook is shown before it is started.
    pub const PREVIEW: Self = Self(4);
    /// An incident is walked.
    pub const WALK: Self = Self(8);
    /// The events of the incident are listed.
    pub const TIMELINE: Self = Self(16);
    /// The changes in force are listed.
    pub const CHANGES: Self = Self(32);
    /// The help is open.
    pub const HELP: Self = Self(64);
    /// A question is asked.
    pub const FORM: Self = Self(128);
    /// The palette is open.
    pub const PALETTE: Self = Self(256);
    /// The handoff brief is shown.
    pub const BRIEF: Self = Self(512);

    /// Another runbook is looked for in an incident.
    pub const ATTACH: Self = Self(1 << 16);

    /// Both sets together.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether they share a place.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

const LISTS: Places = Places::LIST
    .and(Places::WALK)
    .and(Places::TIMELINE)
    .and(Places::CHANGES)
    .and(Places::PREVIEW)
    .and(Places::BRIEF)
    .and(Places::HELP);
const BOXES: Places = Places::SEARCH
    .and(Places::FORM)
    .and(Places::PALETTE)
    .and(Places::ATTACH);
const ANYWHERE: Places = LISTS.and(BOXES);
const WALK: Places = Places::WALK;

/// One row of the table.
#[derive(Debug)]
pub struct Action {
    /// Its name in code.
    pub id: Id,
    /// Its keys, unless the operator bound others.
    pub keys: &'static [Chord],
    /// Its name in the footer and the palette.
    pub label: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
    /// Where it is available.
    pub at: Places,
    /// Its place in the footer: 1 stands first, 0 is left out.
    pub rank: u8,
    /// Other words that the palette finds it by.
    pub words: &'static str,
    /// The same on the command line; empty if there is none.
    pub cli: &'static str,
}

macro_rules! table {
    ($($id:ident [$($key:expr),*] $at:expr, $rank:literal, $label:literal, $help:literal, $words:literal, $cli:literal;)*) => {
        /// Every action.
        pub static ACTIONS: &[Action] = &[$(Action {
            id: Id::$id, keys: &[$($key),*], at: $at, rank: $rank, label: $label,
            help: $help, words: $words, cli: $cli,
        }),*];
    };
}

const HOME_LIST: Places = Places::LIST;
const SHOWN: Places = Places::PREVIEW;

table! {
    Confirm [ENTER] Places::FORM.and(Places::PALETTE).and(Places::ATTACH), 1, "go on", "take the answer", "", "";
    Edit [C::ctrl('o')] Places::FORM, 2, "editor", "write the answer in your editor", "vi long lines", "";
    Done [SPACE] WALK, 1, "done", "the step is done; asks what was observed where the runbook expects something", "finish complete tick", "step done";
    Show [ENTER] Places::SEARCH, 1, "show", "show the selected runbook, or go on with the incident", "open look", "show";
    ToList [TAB, DOWN] Places::SEARCH, 2, "list", "go to the list", "", "";
    Open [ENTER, C::key('r')] HOME_LIST, 1, "open", "show the runbook, or go on with the incident", "resume", "resume";
    Start [C::key('s'), ENTER] SHOWN, 1, "start", "start an incident with this runbook", "begin", "start";
    Start [C::key('s')] HOME_LIST, 2, "start", "start an incident with this runbook", "begin", "start";
    StartStep [ENTER] WALK, 9, "start", "start the step by hand", "begin", "step start";
    Answer [C::key('1'), C::key('2'), C::key('3'), C::key('4'), C::key('5'), C::key('6'), C::key('7'), C::key('8'), C::key('9')] WALK, 0, "answer", "answer the step's question by number", "", "step done --answer";
    Fail [C::key('f')] WALK, 2, "failed", "the step is not as expected, or did not work", "wrong broken", "step failed";
    Inconclusive [C::key('i')] WALK, 3, "unsure", "the step could not be checked", "inconclusive unknown", "step inconclusive";
    Copy [C::key('y')] WALK, 4, "copy", "copy what the step runs, variables filled", "yank clipboard", "copy";
    CopyWhich [C::key('Y')] WALK, 0, "copy which", "choose what to copy", "yank clipboard", "copy";
    Act [C::key('a')] WALK, 5, "act", "record something done that is in no runbook", "action improvise fix", "act";
    Note [C::key('n')] WALK, 6, "note", "write a note", "remark comment", "note";
    Update [C::key('c')] WALK, 0, "update", "tell stakeholders where it stands, from a draft", "communicate inform status", "update";
    FollowUp [C::key('F')] WALK, 0, "follow-up", "what is left to do afterwards", "todo later task", "follow-up";
    Attach [C::key('A')] WALK, 0, "attach", "attach another runbook, or set one aside", "runbook wrong", "attach, set-aside";
    Undo [C::key('u')] WALK, 7, "undo", "take back your latest act", "retract", "undo";
    Skip [C::key('s')] WALK, 0, "skip", "pass over the step, with a reason", "", "step skip";
    NotApplicable [C::key('N')] WALK, 0, "not applicable", "the step does not apply here, with a reason", "na n/a", "step na";
    Block [C::key('b')] WALK, 0, "blocked", "the step waits for somebody; again when the wait is over", "unblock wait", "step block";
    Defer [C::key('d')] WALK, 0, "defer", "somebody does the step later", "later owner", "step defer";
    Reopen [C::key('o')] WALK, 0, "reopen", "the step has to be done again", "again redo", "step reopen";
    Variables [C::key('v')] WALK, 0, "variables", "set what is filled into the commands", "values secret", "set --var";
    Changes [C::key('B')] WALK, 0, "changes", "changes in force, with their rollbacks", "rollback revert back out", "status";
    Revert [ENTER, C::key('r')] Places::CHANGES, 1, "reverted", "the selected change was taken back", "rollback", "revert";
    HappenedAt [C::key('@')] WALK, 0, "happened at", "give the time of the next act", "time earlier late", "--at";
    Mitigate [C::key('m')] WALK, 0, "mitigated", "users are no longer hurt; again when the impact returns", "workaround", "mark mitigated";
    ReturnImpact [C::key('M')] WALK, 0, "impact returned", "the mitigation does not hold", "worse", "mark impact-returned";
    Resolve [C::key('R')] WALK, 8, "resolve", "service is back: name the cause", "finish fixed end", "mark resolved";
    Close [C::key('C')] WALK, 10, "close", "nothing is left to do", "finish end", "mark closed";
    ReopenIncident [C::key('O')] WALK, 0, "reopen the incident", "it was not over", "again", "mark reopened";
    Hold [C::key('H')] WALK, 0, "hold", "nobody can work on it now", "pause wait", "mark held";
    Resume [C::key('r')] WALK, 0, "resume work", "the hold is over", "continue unpause", "mark resumed";
    Cancel [C::key('X')] WALK, 0, "cancel the incident", "a false alarm or a duplicate", "false alarm abort", "mark cancelled";
    Severity [C::key('p')] WALK, 0, "severity", "set how bad it is", "sev", "set --severity";
    Impact [C::key('I')] WALK, 0, "users affected", "set how many users are affected", "impact", "set --users";
    Title [C::key('T')] WALK, 0, "title", "give the incident another title", "rename", "set --title";
    Cause [C::key('w')] WALK, 0, "judge a cause", "say what you think of a cause, and why", "suspect rule out confirm", "cause";
    Timeline [C::key('t')] WALK, 0, "timeline", "every event of the incident", "events log history", "export --format ndjson";
    Handoff [C::key('h')] WALK, 0, "handoff", "the brief for whoever takes over", "brief shift", "handoff";
    Accept [C::key('K')] WALK, 0, "accept handoff", "take over what was handed over", "mine", "handoff --accept";
    Record [C::key('y')] Places::BRIEF, 1, "record", "record that it was handed over", "yes", "handoff";
    Export [C::key('e')] WALK, 9, "export", "write the timeline as JSON", "save json", "export";
    Down [C::key('j'), DOWN] LISTS, 0, "down", "move down", "", "";
    Up [C::key('k'), UP] LISTS, 0, "up", "move up", "", "";
    Top [C::key('g'), HOME] LISTS, 0, "top", "go to the first", "", "";
    Bottom [C::key('G'), END] LISTS, 0, "bottom", "go to the last", "", "";
    PageDown [PAGE_DOWN] LISTS, 0, "page down", "a page down; in a step, more of its text", "scroll", "";
    PageUp [PAGE_UP] LISTS, 0, "page up", "a page up; in a step, back in its text", "scroll", "";
    ToSearch [C::key('/')] HOME_LIST, 3, "search", "go to the search box", "find filter", "search";
    Palette [C::key(':'), C::ctrl('p')] LISTS, 20, "all", "find an action by its name", "command palette", "";
    Palette [C::ctrl('p')] Places::SEARCH.and(Places::FORM), 20, "all", "find an action by its name", "command palette", "";
    Help [C::key('?'), C::f(1)] LISTS, 21, "help", "what the keys do here", "keys", "man";
    Help [C::f(1)] BOXES, 21, "help", "what the keys do here", "keys", "man";
    Back [ESC, C::key('q')] SHOWN.and(WALK).and(Places::TIMELINE).and(Places::CHANGES).and(Places::BRIEF).and(Places::HELP), 22, "back", "back one level", "home close", "";
    Back [ESC] BOXES.and(HOME_LIST), 22, "back", "back one level; never out of the program", "", "";
    Leave [C::key('q'), C::ctrl('c')] HOME_LIST, 23, "leave", "leave the program", "quit exit", "";
    Leave [C::ctrl('c')] ANYWHERE, 0, "leave", "leave the program", "quit exit", "";
    Suspend [C::ctrl('z')] ANYWHERE, 0, "suspend", "back to the shell for a while; fg returns", "stop background", "";
}

/// The row of an action at a place, if it is available there.
pub fn row(id: Id, place: Places) -> Option<&'static Action> {
    ACTIONS
        .iter()
        .find(|action| action.id == id && action.at.meets(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: [Places; 11] = [
        Places::ATTACH,
        Places::SEARCH,
        Places::LIST,
        Places::PREVIEW,
        Places::WALK,
        Places::TIMELINE,
        Places::CHANGES,
        Places::BRIEF,
        Places::HELP,
        Places::FORM,
        Places::PALETTE,
    ];

    #[test]
    fn a_key_means_one_thing_in_a_place() {
        for place in EVERY {
            let mut seen: Vec<(Chord, Id)> = Vec::new();
            for action in ACTIONS.iter().filter(|a| a.at.meets(place)) {
                for key in action.keys {
                    let other = seen.iter().find(|(k, id)| k == key && *id != action.id);
                    assert_eq!(other, None, "{key:?} is also {:?}", action.id);
                    seen.push((*key, action.id));
                }
            }
        }
    }

    #[test]
    fn every_row_can_be_reached_and_explained() {
        for action in ACTIONS {
            assert!(!action.label.is_empty() && !action.help.is_empty());
            let in_palette = action.at.meets(Places::WALK);
            assert!(!action.keys.is_empty() || in_palette, "{:?}", action.id);
            assert!(action.rank == 0 || !action.keys.is_empty());
        }
    }

    #[test]
    fn no_printable_key_is_taken_from_a_text_box() {
        for action in ACTIONS.iter().filter(|a| a.at.meets(BOXES)) {
            assert!(
                action.keys.iter().all(|key| !key.is_text()),
                "{:?}",
                action.id
            );
        }
    }
}
