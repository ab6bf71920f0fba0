//! The one table of actions. Footer, help and palette are made from it, and `keymap` finds
//! an action by its key in it.

use super::keymap::Chord;
use super::keymap::{Chord as C, DOWN, END, ENTER, ESC, HOME, PAGE_DOWN, PAGE_UP, SPACE, TAB, UP};
pub use super::place::Places;

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

const PAGES: Places = Places::PAGES.and(Places::HELP);
const BOXES: Places = Places::SEARCH
    .and(Places::FORM)
    .and(Places::PALETTE)
    .and(Places::FILTER)
    .and(Places::ATTACH)
    .and(Places::LOG);
const LISTS: Places = PAGES.and(Places::LIST);
const ANYWHERE: Places = LISTS.and(BOXES);
/// The search box shows its way out in the footer, and has a row of its own for that.
const NOT_HOME: Places = LISTS
    .and(Places::FORM)
    .and(Places::PALETTE)
    .and(Places::FILTER)
    .and(Places::ATTACH)
    .and(Places::LOG);
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
    /// The same on the command line.
    pub twin: Twin,
}

/// How the same is done without a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twin {
    /// The arguments of `runsheet`, as they are typed; what stands in capitals is filled in.
    Command(&'static str),
    /// Only the screen has it, and why.
    Screen(&'static str),
}

macro_rules! table {
    ($($id:ident [$($key:expr),*] $at:expr, $rank:literal, $label:literal, $help:literal, $words:literal, $twin:expr;)*) => {
        /// Every action.
        pub static ACTIONS: &[Action] = &[$(Action {
            id: Id::$id, keys: &[$($key),*], at: $at, rank: $rank, label: $label,
            help: $help, words: $words, twin: $twin,
        }),*];
    };
}

use Twin::{Command, Screen};

/// Moving about is for eyes.
const MOVES: &str = "it only moves about the screen";
const HOME_LIST: Places = Places::LIST;
const SHOWN: Places = Places::PREVIEW;

table! {
    Confirm [ENTER] Places::FORM.and(Places::PALETTE).and(Places::FILTER).and(Places::ATTACH).and(Places::LOG), 1, "go on", "take the answer", "", Screen("options are the answers there");
    Edit [C::ctrl('o')] Places::FORM, 2, "editor", "write the answer in your editor", "vi long lines", Screen("options and stdin take texts of any length");
    Done [SPACE] WALK, 1, "done", "the step is done; asks what was observed where the runbook expects something", "finish complete tick", Command("step INCIDENT STEP done");
    Show [ENTER] Places::SEARCH, 1, "show", "show the selected runbook, or go on with the incident", "open look", Command("show RUNBOOK");
    ToList [TAB, DOWN] Places::SEARCH.and(Places::FILTER), 2, "list", "go to the list", "", Screen(MOVES);
    Open [ENTER, C::key('r')] HOME_LIST, 1, "open", "show the runbook, or go on with the incident", "resume", Command("resume INCIDENT");
    Drills [C::key('D'), C::f(3)] HOME_LIST, 4, "drills", "training: what can be played, the last results, when to train again", "practise exercise scenario", Command("drill");
    Drills [C::f(3)] Places::SEARCH, 0, "drills", "training: what can be played, the last results, when to train again", "practise exercise scenario", Command("drill");
    FirstShift [C::f(2)] Places::SEARCH.and(HOME_LIST), 0, "first shift", "a drill of five minutes that teaches the keys", "tutorial learn new guided drill", Command("drill first-shift");
    Play [ENTER] Places::DRILLS, 1, "play", "play the selected drill, or go on with it", "start begin resume", Command("drill SCENARIO");
    PlayAs [C::key('o')] Places::DRILLS, 2, "options", "play it anew: the ten-minute version, a variant, a seed, a faster clock", "short variant seed speed anew", Command("drill SCENARIO --short --variant NAME --seed NUMBER --speed NUMBER");
    Start [C::key('s'), ENTER] SHOWN, 1, "start", "start an incident with this runbook", "begin", Command("start RUNBOOK");
    Start [C::key('s')] HOME_LIST, 2, "start", "start an incident with this runbook", "begin", Command("start RUNBOOK");
    StartStep [ENTER] WALK, 9, "start", "start the step by hand", "begin", Command("step INCIDENT STEP start");
    Answer [C::key('1'), C::key('2'), C::key('3'), C::key('4'), C::key('5'), C::key('6'), C::key('7'), C::key('8'), C::key('9')] WALK, 0, "answer", "answer the step's question by number", "", Command("step INCIDENT STEP done --answer ANSWER");
    Fail [C::key('f')] WALK, 2, "failed", "the step is not as expected, or did not work", "wrong broken", Command("step INCIDENT STEP failed --observed TEXT");
    Inconclusive [C::key('i')] WALK, 3, "unsure", "the step could not be checked", "inconclusive unknown", Command("step INCIDENT STEP inconclusive --reason TEXT");
    Copy [C::key('y')] WALK, 4, "copy", "copy the step's command, variables filled in", "yank clipboard", Command("copy INCIDENT STEP");
    CopyWhich [C::key('Y')] WALK, 0, "copy which", "choose what to copy", "yank clipboard", Command("copy INCIDENT STEP INDEX");
    Act [C::key('a')] WALK, 5, "act", "record something done that is in no runbook", "action improvise fix", Command("act INCIDENT TEXT");
    Hint [C::key('!')] WALK, 6, "hint", "the drill's next hint, at its price", "help clue", Command("drill hint INCIDENT");
    Messages [C::key('z')] WALK, 0, "messages", "put the drill's message away; if there is none, show all messages so far", "inject report opening put away read", Command("drill status INCIDENT");
    Debrief [C::key('D')] WALK, 8, "debrief", "talk the drill over: what went well, what to practise", "score verdict points end", Command("drill debrief INCIDENT");
    Note [C::key('n')] WALK, 6, "note", "write a note", "remark comment", Command("note INCIDENT TEXT");
    Update [C::key('c')] WALK, 0, "update", "tell stakeholders where it stands, from a draft", "communicate inform", Command("update INCIDENT TEXT");
    FollowUp [C::key('F')] WALK, 0, "follow-up", "what is left to do afterwards", "todo later task", Command("follow-up INCIDENT TEXT");
    Attach [C::key('A')] WALK.and(Places::REPLY), 0, "attach", "attach another runbook, or set one aside", "runbook wrong", Command("attach INCIDENT RUNBOOK");
    Undo [C::key('u')] WALK, 7, "undo", "take back your latest act", "retract", Command("undo INCIDENT");
    Skip [C::key('s')] WALK, 0, "skip", "pass over the step, with a reason", "", Command("step INCIDENT STEP skip --reason TEXT");
    NotApplicable [C::key('N')] WALK, 0, "not applicable", "the step does not apply here, with a reason", "na n/a", Command("step INCIDENT STEP na --reason TEXT");
    Block [C::key('b')] WALK, 0, "blocked", "the step is waiting on somebody; press again when the wait is over", "unblock wait", Command("step INCIDENT STEP block --waiting-on TEXT");
    Defer [C::key('d')] WALK, 0, "defer", "somebody does the step later", "later owner", Command("step INCIDENT STEP defer --owner NAME");
    Reopen [C::key('o')] WALK, 0, "reopen", "the step has to be done again", "again redo", Command("step INCIDENT STEP reopen --reason TEXT");
    Variables [C::key('v')] WALK, 0, "variables", "what is filled into the commands: the list, to set one at a time", "values secret", Command("set INCIDENT --var NAME=VALUE");
    SetVariable [ENTER] Places::VARIABLES, 1, "set", "give the selected variable a value; it is kept at once", "edit value", Command("set INCIDENT --var NAME=VALUE");
    Changes [C::key('B')] WALK, 0, "changes", "changes in force, with their rollbacks", "rollback revert back out", Command("status INCIDENT");
    Revert [ENTER, C::key('r')] Places::CHANGES, 1, "reverted", "the selected change was taken back", "rollback", Command("revert INCIDENT EVENT");
    HappenedAt [C::key('@')] WALK, 0, "happened at", "say when the next act happened", "time earlier late", Command("note INCIDENT TEXT --at TIME");
    Acknowledge [C::key('J')] WALK, 0, "acknowledged", "somebody looks after it; opening an incident here marks it by itself", "ack seen", Command("mark INCIDENT acknowledged");
    ImpactStarted [C::key('W')] WALK, 0, "impact started", "when the trouble began to hurt users", "began start of impact", Command("mark INCIDENT impact-started --at TIME");
    Mitigate [C::key('m')] WALK, 0, "mitigated", "users are no longer affected; press again if the impact returns", "workaround", Command("mark INCIDENT mitigated");
    ReturnImpact [C::key('M')] WALK, 0, "impact returned", "the mitigation does not hold", "worse", Command("mark INCIDENT impact-returned");
    Resolve [C::key('R')] WALK, 8, "resolve", "service is back: name the cause", "finish fixed end", Command("mark INCIDENT resolved --cause CAUSE");
    Close [C::key('C')] WALK, 10, "close", "nothing is left to do", "finish end", Command("mark INCIDENT closed");
    ReopenIncident [C::key('O')] WALK, 0, "reopen the incident", "it was not over", "again", Command("mark INCIDENT reopened --reason TEXT");
    Hold [C::key('H')] WALK, 0, "hold", "nobody can work on it now", "pause wait", Command("mark INCIDENT held");
    Resume [C::key('r')] WALK, 1, "resume work", "the hold is over", "continue unpause", Command("mark INCIDENT resumed");
    Cancel [C::key('X')] WALK, 0, "cancel the incident", "a false alarm or a duplicate", "false alarm abort", Command("mark INCIDENT cancelled");
    BackOut [C::key('U')] WALK, 9, "back out", "planned work that was turned back: ends it, with a reason", "rollback abort revert backed", Command("mark INCIDENT backed-out --reason TEXT");
    Severity [C::key('p')] WALK, 0, "severity", "set how bad it is", "sev", Command("set INCIDENT --severity SEVERITY");
    Impact [C::key('I')] WALK, 0, "users affected", "set how many users are affected", "impact", Command("set INCIDENT --users NUMBER");
    Title [C::key('T')] WALK, 0, "title", "give the incident another title", "rename", Command("set INCIDENT --title TEXT");
    Ticket [C::key('#')] WALK, 0, "ticket", "link a ticket: the search at home and the list of incidents find it", "reference external link jira servicenow", Command("set INCIDENT --ref TICKET");
    Causes [C::key('w')] WALK, 0, "causes", "every cause, what is thought of it and why; judge one there", "suspect rule out confirm standing why", Command("status INCIDENT");
    Cause [ENTER] Places::CAUSES, 1, "judge", "say what you think of the selected cause, and why", "suspect rule out confirm", Command("cause INCIDENT CAUSE STANDING");
    Timeline [C::key('t')] WALK, 0, "timeline", "every event of the incident", "events log history", Command("export INCIDENT --format ndjson");
    Find [C::key('/')] WALK.and(Places::CHANGES).and(Places::CAUSES).and(Places::EVIDENCE).and(Places::REPLY).and(Places::STATISTICS).and(Places::DRILLS), 0, "find", "go to the next row that has certain words", "search jump next", Screen(MOVES);
    Zoom [C::key('Z'), C::f(4)] Places::PAGES.and(Places::LIST), 0, "in full", "read what is cut: the message, the step, the causes, the selected row", "zoom whole more read", Screen("a command cuts nothing");
    Zoom [C::f(4)] BOXES, 0, "in full", "read what is cut: the message, the question, the selected row", "zoom whole more read", Screen("a command cuts nothing");
    Filter [C::key('/')] Places::TIMELINE, 2, "filter", "narrow the events: words of theirs, kinds, people, late, corrected, undone", "find search grep", Screen("grep and jq filter an export");
    ShowEvent [ENTER] Places::TIMELINE, 1, "whole", "show everything that is known of the selected event", "details fields", Command("export INCIDENT --format ndjson");
    UndoEvent [C::key('u')] Places::TIMELINE.and(Places::EVENT), 3, "undo", "take back the selected event", "retract", Command("undo INCIDENT EVENT");
    Amend [C::key('E')] Places::TIMELINE.and(Places::EVENT), 4, "correct", "correct the event's time, person or words, with a reason", "amend edit", Command("amend INCIDENT EVENT --reason TEXT");
    Evidence [C::key('E')] WALK, 0, "evidence", "the logs that were looked through, and what was found in them", "logs findings signatures", Command("status INCIDENT --json");
    AddLog [C::key('l')] WALK.and(Places::EVIDENCE), 0, "log", "add a log: paste it, name its path, or follow it", "logs evidence scan read paste file", Command("scan FILE --incident INCIDENT");
    Complete [TAB] Places::LOG, 2, "complete", "write the path on as far as it is clear", "", Screen("a shell does it");
    Follow [C::ctrl('f')] Places::LOG, 3, "follow", "go on with what is added to the log", "tail", Command("scan FILE --incident INCIDENT --follow");
    Unfollow [C::key('L')] WALK, 0, "end following", "no longer follow the log", "stop tail", Screen("Ctrl-C ends a scan that follows");
    Keep [C::key('c')] Places::REPLY, 4, "keep a copy", "copy the log into the data folder as it is, secrets included", "save", Command("scan FILE --incident INCIDENT --keep");
    GoToStep [ENTER] Places::EVIDENCE.and(Places::REPLY), 1, "to its step", "go to the step that the finding points at", "jump", Screen(MOVES);
    Statistics [C::key('S')] HOME_LIST.and(WALK), 0, "statistics", "times over many incidents, against the targets", "stats medians trends figures", Command("stats --by runbook");
    SwitchMode [TAB, C::key('m')] Places::STATISTICS, 1, "mode", "live incidents, planned changes or drills: never together", "live drill change", Command("stats --mode live");
    Handoff [C::key('h')] WALK, 0, "handoff", "the brief for whoever takes over", "brief shift", Command("handoff INCIDENT");
    Accept [C::key('K')] WALK, 0, "accept handoff", "take over what was handed over", "mine", Command("handoff INCIDENT --accept");
    Record [C::key('y')] Places::BRIEF, 1, "record", "record that it was handed over", "yes", Command("handoff INCIDENT --to NAME");
    Export [C::key('e')] WALK.and(Places::DEBRIEF), 9, "export", "write the incident to a file: timeline or report", "save json markdown html write", Command("export INCIDENT -o FILE");
    Down [C::key('j'), DOWN] LISTS, 0, "down", "move down", "", Screen(MOVES);
    Up [C::key('k'), UP] LISTS, 0, "up", "move up", "", Screen(MOVES);
    Top [C::key('g'), HOME] LISTS, 0, "top", "go to the first", "", Screen(MOVES);
    Bottom [C::key('G'), END] LISTS, 0, "bottom", "go to the last", "", Screen(MOVES);
    PageDown [PAGE_DOWN] LISTS, 0, "page down", "a page down; in a step, more of its text", "scroll", Screen(MOVES);
    PageUp [PAGE_UP] LISTS, 0, "page up", "a page up; in a step, back in its text", "scroll", Screen(MOVES);
    ToSearch [C::key('/')] HOME_LIST, 3, "search", "go to the search box", "find filter", Command("search QUERY");
    Palette [C::key(':'), C::ctrl('p')] LISTS, 20, "all", "find an action by its name", "command palette", Screen("`runsheet help` lists the commands");
    Palette [C::ctrl('p')] Places::SEARCH.and(Places::FORM).and(Places::FILTER).and(Places::ATTACH).and(Places::LOG), 20, "all", "find an action by its name", "command palette", Screen("`runsheet help` lists the commands");
    Help [C::key('?'), C::f(1)] LISTS, 21, "help", "what the keys do here", "keys", Command("man");
    Help [C::f(1)] BOXES, 21, "help", "what the keys do here", "keys", Command("man");
    Back [ESC, C::key('q')] PAGES, 22, "back", "back one level", "home close", Screen(MOVES);
    Back [ESC] BOXES.and(HOME_LIST), 22, "back", "back one level; never out of the program", "", Screen(MOVES);
    Leave [C::key('q')] HOME_LIST, 23, "leave", "leave the program", "quit exit", Screen("a command ends by itself");
    Leave [C::ctrl('c')] Places::SEARCH, 23, "leave", "leave the program", "quit exit", Screen("a command ends by itself");
    Leave [C::ctrl('c')] NOT_HOME, 0, "leave", "leave the program", "quit exit", Screen("a command ends by itself");
    Suspend [C::ctrl('z')] ANYWHERE, 0, "suspend", "back to the shell for a while; fg returns", "stop background", Screen("a shell does it");
}

/// The row of an action at a place, if it is available there.
pub fn row(id: Id, place: Places) -> Option<&'static Action> {
    rows(id).find(|action| action.at.meets(place))
}

/// The rows of an action.
pub fn rows(id: Id) -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter().filter(move |action| action.id == id)
}

/// Whether an action only moves about, or belongs to typing.
pub fn is_move(id: Id) -> bool {
    matches!(
        id,
        Id::Down
            | Id::Up
            | Id::Top
            | Id::Bottom
            | Id::PageDown
            | Id::PageUp
            | Id::ToList
            | Id::ToSearch
            | Id::Confirm
            | Id::Palette
            | Id::Back
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
