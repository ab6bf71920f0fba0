//! The one table of actions: a row for each, with everything that is known of it and the function
//! that carries it out. Footer, help and palette are made from it, and `keymap` finds an action by
//! its key in it. To add one, add its row and its function.
//!
//! Long because it is one table.

use super::action::{Action, ActionId, ActionKind, Places, Twin};
use super::effect::Effect;
use super::forms::{
    accept, act_outside, amend, back_out, block, cancel, close, complete, copy, debrief, defer,
    export, fail, find, follow_up, handoff, happened_at, hint, hold, impact, impact_started,
    inconclusive, judge, keep_log, leave, narrow, not_applicable, note, output, play, reopen,
    reopen_incident, resolve, return_impact, revert, run, severity, skip, skip_several, ticket,
    title, undo_event, unresolved, update, variable,
};
use super::keymap::{
    ALT_LEFT, ALT_RIGHT, Chord as C, DOWN, END, ENTER, ESC, HOME, Keymap, PAGE_DOWN, PAGE_UP,
    SPACE, TAB, UP,
};
use super::labels;
use super::model::{Model, Why};
use super::moved::{go_to_step, moved};
use super::moving::Move;
use super::places::{causes, changes, evidence, outputs, variables};
use super::update::availability::{Over, incident, places, runs, step};
use super::update::{
    answers, attach, back, drill, drills, footer, history, home, logs, marks, pages, palette,
    reply, revision, runs as run_places, statistics, timeline, ways,
};

/// What an action does: a row's functions.
pub struct Deed {
    /// Whether it can be done now, or why not.
    pub can: fn(&Model, Over) -> Result<(), Why>,
    /// Does it.
    pub act: fn(&mut Model) -> Vec<Effect>,
    /// What it does in the place of its act, where something stands that it answers.
    pub first: fn(&mut Model) -> Option<Vec<Effect>>,
    /// What is done where it is refused, if more than saying why; `false`: nothing.
    pub refused: fn(&mut Model, &Why) -> bool,
    /// Does it with a number that was pressed.
    pub numbered: Option<fn(&mut Model, u32) -> Vec<Effect>>,
    /// What the footer calls it at a place, if not by its name.
    pub called: fn(&Model, Places) -> Option<&'static str>,
    /// Whether the footer leaves it out although it works.
    pub left_out: fn(&Model) -> bool,
}

/// What comes of an action: nothing beyond the model, or effects.
trait Yields {
    fn effects(self) -> Vec<Effect>;
}

impl Yields for () {
    fn effects(self) -> Vec<Effect> {
        Vec::new()
    }
}

impl Yields for Vec<Effect> {
    fn effects(self) -> Vec<Effect> {
        self
    }
}

macro_rules! fact {
    ($row:ident, check($name:literal, $help:literal)) => {
        $row.on_check = Some(($name, $help));
    };
    ($row:ident, fixed($why:literal)) => {
        $row.fixed = Some($why);
    };
    ($row:ident, unspoken) => {
        $row.is_spoken = false;
    };
    ($row:ident, comes_and_goes) => {
        $row.comes_and_goes = true;
    };
    ($row:ident, keeps) => {
        $row.keeps = true;
    };
    ($row:ident, $deed:ident($function:expr)) => {};
}

macro_rules! deed {
    ($row:ident, can($function:expr)) => {
        $row.can = $function;
    };
    ($row:ident, first($function:expr)) => {
        $row.first = $function;
    };
    ($row:ident, refused($function:expr)) => {
        $row.refused = $function;
    };
    ($row:ident, numbered($function:expr)) => {
        $row.numbered = Some($function);
    };
    ($row:ident, called($function:expr)) => {
        $row.called = $function;
    };
    ($row:ident, left_out($function:expr)) => {
        $row.left_out = $function;
    };
    ($row:ident, $fact:ident $(($($value:literal),*))?) => {};
}

macro_rules! table {
    ($($id:ident [$($key:expr),*] $at:expr, $kind:ident $rank:literal, $label:literal, $help:literal,
       $words:literal, $twin:expr => $act:expr $(, $part:ident $(($($value:expr),*))?)*;)*) => {
        /// Every action.
        pub static ACTIONS: &[Action] = &[$({
            #[allow(unused_mut, reason = "most rows have no further parts")]
            let mut row = Action {
                id: ActionId::$id, keys: &[$($key),*], at: $at, kind: ActionKind::$kind, rank: $rank,
                label: $label, help: $help, words: $words, twin: $twin,
                on_check: None, fixed: None, is_spoken: true, comes_and_goes: false, keeps: false,
            };
            $(fact!(row, $part $(($($value),*))?);)*
            row
        }),*];

        /// What each of them does, in the same order.
        static DEEDS: &[Deed] = &[$({
            #[allow(unused_mut, reason = "most rows have no further parts")]
            let mut row = Deed {
                can: |_, _| Ok(()),
                act: |model| Yields::effects(($act)(model)),
                first: |_| None,
                refused: |_, _| false,
                numbered: None,
                called: |_, _| None,
                left_out: |_| false,
            };
            $(deed!(row, $part $(($($value),*))?);)*
            row
        }),*];
    };
}

const LISTS: Places = Places::PAGES.and(Places::HELP).and(Places::LIST);
const PAGES: Places = Places::PAGES.and(Places::HELP);
const BOXES: Places = Places::BOXES;
const ANYWHERE: Places = LISTS.and(BOXES);
/// The search box shows its way out in the footer, and has a row of its own for that.
const NOT_HOME: Places = LISTS
    .and(Places::FORM)
    .and(Places::PALETTE)
    .and(Places::FILTER)
    .and(Places::ATTACH)
    .and(Places::LOG);
const WALK: Places = Places::WALK;
const HOME_LIST: Places = Places::LIST;
const SHOWN: Places = Places::PREVIEW;

/// Moving about is for eyes.
const MOVES: &str = "it only moves about the screen";

use Twin::{Command, Screen};

table! {
    Confirm [ENTER] Places::FORM, Steers 1, "go on", "take the answer", "", Screen("options are the answers there") => answers::confirm, can(places::confirm), unspoken, fixed("questions speak of Enter");
    Confirm [ENTER] Places::PALETTE, Steers 1, "go on", "take the answer", "", Screen("options are the answers there") => palette::confirm, unspoken, fixed("questions speak of Enter");
    Confirm [ENTER] Places::FILTER, Steers 1, "go on", "take the answer", "", Screen("options are the answers there") => timeline::leave_filter, unspoken, fixed("questions speak of Enter");
    Confirm [ENTER] Places::ATTACH, Steers 1, "go on", "take the answer", "", Screen("options are the answers there") => attach::choose, called(labels::confirm_attach), unspoken, fixed("questions speak of Enter");
    Confirm [ENTER] Places::LOG, Steers 1, "go on", "take the answer", "", Screen("options are the answers there") => logs::look, can(places::look), called(labels::look), unspoken, fixed("questions speak of Enter");
    Edit [C::ctrl('o')] Places::FORM, Records 2, "editor", "write the answer in your editor", "vi long lines", Screen("options and stdin take texts of any length") => answers::edit, can(places::edit), unspoken;
    Done [SPACE] WALK, Records 1, "done", "the step is done; asks what was observed where the runbook expects something", "finish complete tick", Command("step INCIDENT STEP done") => complete::ask, can(step::done), check("as expected", "the check is as expected, which may rule out causes; says which"), left_out(footer::done);
    Show [ENTER] Places::SEARCH, Opens 1, "show", "show the selected runbook, or go on with the incident", "open look", Command("show RUNBOOK") => home::open, called(labels::open);
    ToList [TAB, DOWN] Places::SEARCH, Steers 2, "list", "go to the list", "", Screen(MOVES) => home::to_list, unspoken;
    ToList [TAB, DOWN] Places::FILTER, Steers 2, "list", "go to the list", "", Screen(MOVES) => timeline::leave_filter, unspoken;
    Open [ENTER, C::key('r')] HOME_LIST, Opens 1, "open", "show the runbook, or go on with the incident", "resume", Command("resume INCIDENT") => home::open, called(labels::open), unspoken;
    Drills [C::key('D'), C::f(3)] HOME_LIST, Reads 4, "drills", "training: what can be played, the last results, when to train again", "practise exercise scenario", Command("drill") => drills::list;
    Drills [C::f(3)] Places::SEARCH, Reads 0, "drills", "training: what can be played, the last results, when to train again", "practise exercise scenario", Command("drill") => drills::list;
    FirstShift [C::f(2)] Places::SEARCH.and(HOME_LIST), Records 0, "first shift", "a drill of five minutes that teaches the keys", "tutorial learn new guided drill", Command("drill first-shift") => drills::first_shift;
    Play [ENTER] Places::DRILLS, Records 1, "play", "play the selected drill, or go on with it", "start begin resume", Command("drill SCENARIO") => drills::play_selected, called(labels::play);
    PlayAs [C::key('o')] Places::DRILLS, Records 2, "options", "play it anew: the ten-minute version, a variant, a seed, a faster clock", "short variant seed speed anew", Command("drill SCENARIO --short --variant NAME --seed NUMBER --speed NUMBER") => play::ask;
    Start [C::key('s'), ENTER] SHOWN, Records 1, "start", "start an incident with this runbook", "begin", Command("start RUNBOOK") => pages::start, called(labels::start);
    Start [C::key('s')] HOME_LIST, Records 2, "start", "start an incident with this runbook", "begin", Command("start RUNBOOK") => home::start;
    StartStep [ENTER] WALK, Records 9, "start", "start the step by hand", "begin", Command("step INCIDENT STEP start") => marks::start, can(step::start), first(marks::to_what_stands_in_the_way), called(labels::start_step), left_out(footer::start_step), comes_and_goes;
    Answer [C::key('1'), C::key('2'), C::key('3'), C::key('4'), C::key('5'), C::key('6'), C::key('7'), C::key('8'), C::key('9')] WALK, Records 0, "answer", "answer the step's question by number", "", Command("step INCIDENT STEP done --answer ANSWER") => complete::ask, can(step::answer), numbered(complete::answer), unspoken, fixed("answers are known by their numbers");
    Fail [C::key('f')] WALK, Records 2, "failed", "the step is not as expected, or did not work", "wrong broken", Command("step INCIDENT STEP failed --observed TEXT") => fail::ask, can(step::fail), check("not as expected", "the check is not as expected, which may make causes suspected");
    Inconclusive [C::key('i')] WALK, Records 3, "unsure", "the step could not be checked", "inconclusive unknown", Command("step INCIDENT STEP inconclusive --reason TEXT") => inconclusive::ask, can(step::inconclusive);
    Copy [C::key('y')] WALK, Records 4, "copy", "copy the step's command, variables filled in", "yank clipboard", Command("copy INCIDENT STEP") => copy::ask, can(step::copy), comes_and_goes;
    CopyWhich [C::key('Y')] WALK, Records 0, "copy which", "choose what to copy", "yank clipboard", Command("copy INCIDENT STEP INDEX") => copy::which, can(step::copy);
    Run [C::key('x')] WALK, Records 5, "run", "run the step's command: it is shown first, then sent to a box", "send execute ssh", Command("run INCIDENT STEP") => run::ask, can(runs::run), comes_and_goes;
    Output [C::key('P')] WALK, Records 6, "output", "give back what the step's command said elsewhere: paste it, or name a file", "paste result said", Command("output INCIDENT STEP -") => output::ask, can(runs::output), comes_and_goes;
    RunTyped [C::key('$')] WALK, Records 0, "command", "run a command that is in no runbook; it is recorded as an action", "type improvise ssh", Command("run INCIDENT --target local -- TEXT") => run::typed, can(runs::typed);
    Outputs [C::key('V')] WALK, Reads 0, "outputs", "what boxes said: run from here, or pasted back", "results said runs", Command("export INCIDENT --with-output") => outputs::open;
    ShowOutput [ENTER] Places::OUTPUTS, Reads 1, "show", "show the selected output, and what it says of its step", "whole open", Command("export INCIDENT --with-output") => run_places::show, can(runs::show);
    Send [ENTER] Places::SENDING, Records 1, "send", "send what is shown; what alters something wants another key", "go run", Command("run INCIDENT STEP") => run_places::send, can(runs::send), left_out(footer::send);
    SendChange [C::key('y')] Places::SENDING, Records 2, "send a change", "send what is shown, though it alters something or holds values from elsewhere", "yes confirm", Command("run INCIDENT STEP --yes") => run_places::send, left_out(footer::send_change);
    StopRun [C::ctrl('c')] Places::OUTPUT, Reads 2, "stop", "stop what runs there; where nothing runs, leave the program", "interrupt end kill", Screen("Ctrl-C stops a run") => run_places::stop, left_out(footer::stop_run);
    Decide [SPACE] Places::OUTPUT, Records 1, "decide", "record what the output says of its step; where it says nothing, how the step went is asked", "done finish proposed", Command("step INCIDENT STEP done") => run_places::decide, can(runs::decide), called(labels::decide);
    Fail [C::key('f')] Places::OUTPUT, Records 3, "failed", "the step is not as expected, or did not work", "wrong broken", Command("step INCIDENT STEP failed --observed TEXT") => run_places::fail, can(runs::of_step);
    Inconclusive [C::key('i')] Places::OUTPUT, Records 4, "unsure", "the step could not be checked", "inconclusive unknown", Command("step INCIDENT STEP inconclusive --reason TEXT") => run_places::inconclusive, can(runs::of_step);
    Act [C::key('a')] WALK, Records 5, "act", "record something done that is in no runbook", "action improvise fix", Command("act INCIDENT TEXT") => act_outside::ask, can(step::act_outside);
    Hint [C::key('!')] WALK, Records 6, "hint", "the drill's next hint, at its price", "help clue", Command("drill hint INCIDENT") => hint::ask, can(incident::hint);
    Messages [C::key('z')] WALK, Reads 0, "messages", "put the drill's message away; if there is none, show all messages so far", "inject report opening put away read", Command("drill status INCIDENT") => drill::messages_key, can(incident::drill);
    Debrief [C::key('D')] WALK, Reads 8, "debrief", "talk the drill over: what went well, what to practise", "score verdict points end", Command("drill debrief INCIDENT") => debrief::ask, can(incident::debrief), left_out(footer::debrief);
    Note [C::key('n')] WALK, Records 6, "note", "write a note", "remark comment", Command("note INCIDENT TEXT") => note::ask, can(step::note);
    Update [C::key('c')] WALK, Records 0, "update", "tell stakeholders where it stands, from a draft", "communicate inform", Command("update INCIDENT TEXT") => update::ask, can(incident::update);
    FollowUp [C::key('F')] WALK, Records 0, "follow-up", "what is left to do afterwards", "todo later task", Command("follow-up INCIDENT TEXT") => follow_up::ask, can(incident::follow_up);
    Attach [C::key('A')] WALK, Records 0, "attach", "attach another runbook, or set one aside", "runbook wrong", Command("attach INCIDENT RUNBOOK") => attach::open;
    Attach [C::key('A')] Places::REPLY, Records 0, "attach", "attach another runbook, or set one aside", "runbook wrong", Command("attach INCIDENT RUNBOOK") => reply::attach, can(places::attach);
    Undo [C::key('u')] WALK, Records 7, "undo", "take back your latest act", "retract", Command("undo INCIDENT") => marks::undo;
    Skip [C::key('s')] WALK, Records 0, "skip", "pass over the step, with a reason", "", Command("step INCIDENT STEP skip --reason TEXT") => skip::ask, can(step::skip);
    SkipSeveral [C::alt('s')] WALK, Records 0, "skip several", "pass over the rest of the phase or of the runbook, with one reason for all", "many rest phase bulk", Command("step INCIDENT STEP skip --through STEP --reason TEXT") => skip_several::ask, can(step::skip);
    NotApplicable [C::key('N')] WALK, Records 0, "not applicable", "the step does not apply here, with a reason", "na n/a", Command("step INCIDENT STEP na --reason TEXT") => not_applicable::ask, can(step::not_applicable);
    Block [C::key('b')] WALK, Records 0, "blocked", "the step is waiting on somebody; press again when the wait is over", "unblock wait", Command("step INCIDENT STEP block --waiting-on TEXT") => block::ask, can(step::block);
    Defer [C::key('d')] WALK, Records 0, "defer", "somebody does the step later", "later owner", Command("step INCIDENT STEP defer --owner NAME") => defer::ask, can(step::defer);
    Reopen [C::key('o')] WALK, Records 0, "reopen", "the step has to be done again", "again redo", Command("step INCIDENT STEP reopen --reason TEXT") => reopen::ask, can(step::reopen);
    Variables [C::key('v')] WALK, Records 0, "variables", "what is filled into the commands: the list, to set one at a time", "values secret", Command("set INCIDENT --var NAME=VALUE") => variables::open, can(incident::variables);
    SetVariable [ENTER] Places::VARIABLES, Records 1, "set", "give the selected variable a value; it is kept at once", "edit value", Command("set INCIDENT --var NAME=VALUE") => variable::ask;
    Changes [C::key('B')] WALK, Reads 0, "changes", "changes in force, with their rollbacks", "rollback revert back out", Command("status INCIDENT") => changes::open, can(incident::changes);
    Revert [ENTER, C::key('r')] Places::CHANGES, Records 1, "reverted", "the selected change was taken back", "rollback", Command("revert INCIDENT EVENT") => revert::ask;
    HappenedAt [C::key('@')] WALK, Records 0, "happened at", "say when the next act happened", "time earlier late", Command("note INCIDENT TEXT --at TIME") => happened_at::ask;
    Acknowledge [C::key('J')] WALK, Records 0, "acknowledged", "somebody looks after it; opening an incident here marks it by itself", "ack seen", Command("mark INCIDENT acknowledged") => marks::acknowledge, can(incident::acknowledge);
    ImpactStarted [C::key('W')] WALK, Records 0, "impact started", "when the trouble began to hurt users", "began start of impact", Command("mark INCIDENT impact-started --at TIME") => impact_started::ask, can(incident::impact_started);
    Mitigate [C::key('m')] WALK, Records 0, "mitigated", "users are no longer affected; press again if the impact returns", "workaround", Command("mark INCIDENT mitigated") => marks::mitigate, can(incident::mitigate);
    ReturnImpact [C::key('M')] WALK, Records 0, "impact returned", "the mitigation does not hold", "worse", Command("mark INCIDENT impact-returned") => return_impact::ask, can(incident::return_impact);
    Resolve [C::key('R')] WALK, Records 8, "resolve", "service is back: name the cause", "finish fixed end", Command("mark INCIDENT resolved --cause CAUSE") => resolve::ask, can(incident::resolve), refused(unresolved::instead_of_resolving), left_out(footer::resolve);
    Close [C::key('C')] WALK, Records 10, "close", "nothing is left to do", "finish end", Command("mark INCIDENT closed") => close::ask, can(incident::close);
    ReopenIncident [C::key('O')] WALK, Records 0, "reopen the incident", "it was not over", "again", Command("mark INCIDENT reopened --reason TEXT") => reopen_incident::ask, can(incident::reopen);
    Hold [C::key('H')] WALK, Records 0, "hold", "nobody can work on it now", "pause wait", Command("mark INCIDENT held") => hold::ask, can(incident::hold);
    Resume [C::key('r')] WALK, Records 1, "resume work", "the hold is over", "continue unpause", Command("mark INCIDENT resumed") => marks::resume, can(incident::resume);
    Cancel [C::key('X')] WALK, Records 0, "cancel the incident", "a false alarm or a duplicate", "false alarm abort", Command("mark INCIDENT cancelled") => cancel::ask, can(incident::cancel);
    BackOut [C::key('U')] WALK, Records 9, "back out", "planned work that was turned back: ends it, with a reason", "rollback abort revert backed", Command("mark INCIDENT backed-out --reason TEXT") => back_out::ask, can(incident::back_out), left_out(footer::back_out);
    Severity [C::key('p')] WALK, Records 0, "severity", "set how bad it is", "sev", Command("set INCIDENT --severity SEVERITY") => severity::ask, can(incident::severity);
    Impact [C::key('I')] WALK, Records 0, "users affected", "set how many users are affected", "impact", Command("set INCIDENT --users NUMBER") => impact::ask, can(incident::impact);
    Title [C::key('T')] WALK, Records 0, "title", "give the incident another title", "rename", Command("set INCIDENT --title TEXT") => title::ask, can(incident::title);
    Ticket [C::key('#')] WALK, Records 0, "ticket", "link a ticket: the search at home and the list of incidents find it", "reference external link jira servicenow", Command("set INCIDENT --ref TICKET") => ticket::ask, can(incident::ticket);
    Causes [C::key('w')] WALK, Reads 0, "causes", "every cause, what is thought of it and why; judge one there", "suspect rule out confirm standing why", Command("status INCIDENT") => causes::open, can(incident::causes);
    Cause [ENTER] Places::CAUSES, Records 1, "judge", "say what you think of the selected cause, and why", "suspect rule out confirm", Command("cause INCIDENT CAUSE STANDING") => judge::ask, can(places::judge);
    Timeline [C::key('t')] WALK, Reads 0, "timeline", "every event of the incident", "events log history", Command("export INCIDENT --format ndjson") => timeline::open;
    Find [C::key('/')] WALK.and(Places::CHANGES).and(Places::CAUSES).and(Places::EVIDENCE).and(Places::REPLY).and(Places::STATISTICS).and(Places::DRILLS), Opens 0, "find", "go to the next row that has certain words", "search jump next", Screen(MOVES) => find::ask, keeps;
    Zoom [C::key('Z'), C::f(4)] Places::PAGES.and(Places::LIST), Opens 0, "in full", "read what is cut: the message, the step, the causes, the selected row", "zoom whole more read", Screen("a command cuts nothing") => pages::zoom, keeps;
    Zoom [C::f(4)] BOXES, Opens 0, "in full", "read what is cut: the message, the question, the selected row", "zoom whole more read", Screen("a command cuts nothing") => pages::zoom, keeps;
    Filter [C::key('/')] Places::TIMELINE, Reads 2, "filter", "narrow the events: words of theirs, kinds, people, late, corrected, undone", "find search grep", Screen("grep and jq filter an export") => timeline::filter;
    ShowEvent [ENTER] Places::TIMELINE, Reads 1, "whole", "show everything that is known of the selected event", "details fields", Command("export INCIDENT --format ndjson") => timeline::whole, can(places::show_event);
    UndoEvent [C::key('u')] Places::TIMELINE.and(Places::EVENT), Records 3, "undo", "take back the selected event", "retract", Command("undo INCIDENT EVENT") => undo_event::ask, can(places::undo_event);
    Amend [C::key('E')] Places::TIMELINE.and(Places::EVENT), Records 4, "correct", "correct the event's time, person or words, with a reason", "amend edit", Command("amend INCIDENT EVENT --reason TEXT") => amend::ask, can(places::amend);
    Evidence [C::key('E')] WALK, Reads 0, "evidence", "the logs that were looked through, and what was found in them", "logs findings signatures", Command("status INCIDENT --json") => evidence::open;
    AddLog [C::key('l')] WALK.and(Places::EVIDENCE), Records 0, "log", "add a log: paste it, name its path, or follow it", "logs evidence scan read paste file", Command("scan FILE --incident INCIDENT") => logs::open, can(incident::add_log);
    Complete [TAB] Places::LOG, Reads 2, "complete", "write the path on as far as it is clear", "", Screen("a shell does it") => logs::complete, can(places::complete), unspoken;
    Follow [C::ctrl('f')] Places::LOG, Records 3, "follow", "go on with what is added to the log", "tail", Command("scan FILE --incident INCIDENT --follow") => logs::follow, can(places::follow);
    Unfollow [C::key('L')] WALK, Reads 0, "end following", "no longer follow the log", "stop tail", Screen("Ctrl-C ends a scan that follows") => logs::unfollow, can(incident::unfollow);
    Keep [C::key('c')] Places::REPLY, Reads 4, "keep a copy", "copy the log into the data folder as it is, secrets included", "save", Command("scan FILE --incident INCIDENT --keep") => keep_log::ask, can(places::keep);
    GoToStep [ENTER] Places::EVIDENCE.and(Places::REPLY), Reads 1, "to its step", "go to the step that the finding points at", "jump", Screen(MOVES) => go_to_step, can(places::go_to_step);
    Statistics [C::key('S')] HOME_LIST.and(WALK), Reads 0, "statistics", "times over many incidents, against the targets", "stats medians trends figures", Command("stats --by runbook") => statistics::open;
    SwitchMode [TAB, C::key('m')] Places::STATISTICS, Reads 1, "mode", "live incidents, planned changes or drills: never together", "live drill change", Command("stats --mode live") => statistics::switch_mode;
    History [C::key('H')] HOME_LIST, Reads 0, "history", "all incidents: narrow them, sort them, open one, two side by side", "past closed incidents list archive", Command("history") => history::open;
    OpenPast [ENTER] Places::HISTORY, Opens 1, "open", "open the selected incident as it stands", "show look", Command("status INCIDENT") => history::open_selected, can(places::of_history);
    Filter [C::key('/')] Places::HISTORY, Reads 2, "filter", "narrow the incidents: words, status, mode, runbook, ticket, time", "find search grep", Command("history WORDS --status resolved") => narrow::ask;
    SortBy [C::key('o')] Places::HISTORY, Reads 3, "sort", "sort by the next column", "order", Command("history --sort severity") => history::sort;
    Reverse [C::key('O')] Places::HISTORY, Reads 0, "reverse", "the other way round", "order", Command("history --reverse") => history::reverse;
    Compare [SPACE] Places::HISTORY, Reads 4, "compare", "mark the selected incident; the next one is shown beside it", "two side by side", Command("history --compare INCIDENT INCIDENT") => history::compare, can(places::of_history);
    Export [C::key('e')] Places::HISTORY, Reads 5, "export", "write the selected incident to a file: timeline or report", "save json markdown html write", Command("export INCIDENT -o FILE") => export::ask, can(places::of_history);
    Handoff [C::key('h')] WALK, Reads 0, "handoff", "the brief for whoever takes over", "brief shift", Command("handoff INCIDENT") => handoff::show;
    Differences [C::key('=')] WALK, Reads 0, "what changed", "what was changed in a runbook's file since it was attached", "differences revision version reload", Command("show RUNBOOK --since INCIDENT") => revision::ask;
    Accept [C::key('K')] WALK, Records 0, "accept handoff", "take over what was handed over", "mine", Command("handoff INCIDENT --accept") => accept::ask, can(incident::accept);
    Record [C::key('y')] Places::BRIEF, Records 1, "record", "record that it was handed over", "yes", Command("handoff INCIDENT --to NAME") => handoff::ask;
    Export [C::key('e')] WALK.and(Places::DEBRIEF), Reads 9, "export", "write the incident to a file: timeline or report", "save json markdown html write", Command("export INCIDENT -o FILE") => export::ask, left_out(footer::export);
    Learn [C::key('+')] WALK, Reads 8, "learn", "write what the incident teaches its runbooks, as patches for review", "lesson patch improve git runbook signature", Command("learn INCIDENT -o FILE") => marks::learn, can(incident::learn), left_out(footer::export);
    Panel [C::alt('1'), C::alt('2'), C::alt('3'), C::alt('4'), C::alt('5'), C::alt('6'), C::alt('7'), C::alt('8')] LISTS, Steers 0, "panel", "straight to a place: steps, causes, changes, timeline, evidence, variables, handoff, statistics", "jump number tab go", Screen(MOVES) => ways::panels, numbered(ways::jump), unspoken, fixed("places are known by their numbers");
    Down [C::key('j'), DOWN] LISTS, Moves 0, "down", "move down", "", Screen(MOVES) => |m: &mut Model| moved(m, Move::Down);
    Up [C::key('k'), UP] LISTS, Moves 0, "up", "move up", "", Screen(MOVES) => |m: &mut Model| moved(m, Move::Up);
    Top [C::key('g'), HOME] LISTS, Moves 0, "top", "go to the first", "", Screen(MOVES) => |m: &mut Model| moved(m, Move::Top);
    Bottom [C::key('G'), END] LISTS, Moves 0, "bottom", "go to the last", "", Screen(MOVES) => |m: &mut Model| moved(m, Move::Bottom);
    PageDown [PAGE_DOWN] LISTS, Moves 0, "page down", "a page down; in a step, more of its text", "scroll", Screen(MOVES) => |m: &mut Model| moved(m, Move::PageDown), unspoken;
    PageUp [PAGE_UP] LISTS, Moves 0, "page up", "a page up; in a step, back in its text", "scroll", Screen(MOVES) => |m: &mut Model| moved(m, Move::PageUp), unspoken;
    ToSearch [C::key('/')] HOME_LIST, Steers 3, "search", "go to the search box", "find filter", Command("search QUERY") => home::to_search, unspoken;
    Palette [C::key(':'), C::ctrl('p')] LISTS, Steers 20, "all", "find an action by its name", "command palette", Screen("`runsheet help` lists the commands") => palette::open, keeps, unspoken;
    Palette [C::ctrl('p')] Places::SEARCH.and(Places::FORM).and(Places::FILTER).and(Places::ATTACH).and(Places::LOG), Steers 20, "all", "find an action by its name", "command palette", Screen("`runsheet help` lists the commands") => palette::open, keeps, unspoken;
    Help [C::key('?'), C::f(1)] LISTS, Opens 21, "help", "what the keys do here", "keys", Command("man") => pages::help, keeps;
    Help [C::f(1)] BOXES, Opens 21, "help", "what the keys do here", "keys", Command("man") => pages::help, keeps;
    SearchHelp [C::key('/'), ENTER] Places::HELP, Opens 0, "search", "find an action by what it does, and do it", "find help run", Screen("`runsheet help` lists the commands") => palette::from_help, keeps, unspoken;
    Forward [ALT_RIGHT] PAGES.and(HOME_LIST), Steers 0, "forward", "again to the place that was left by going back", "redo next place", Screen(MOVES) => ways::forward, can(places::forward);
    Back [ESC, C::key('q'), ALT_LEFT] PAGES, Steers 22, "back", "back one level", "home close", Screen(MOVES) => back::back, called(labels::back), left_out(footer::back), keeps;
    Back [ESC] BOXES.and(HOME_LIST), Steers 22, "back", "back one level; never out of the program", "", Screen(MOVES) => back::back, called(labels::back), left_out(footer::back), keeps;
    Leave [C::key('q')] HOME_LIST, Opens 23, "leave", "leave the program", "quit exit", Screen("a command ends by itself") => leave::ask, keeps;
    Leave [C::ctrl('c')] Places::SEARCH, Opens 23, "leave", "leave the program", "quit exit", Screen("a command ends by itself") => leave::ask, keeps;
    Leave [C::ctrl('c')] NOT_HOME.without(Places::OUTPUT), Opens 0, "leave", "leave the program", "quit exit", Screen("a command ends by itself") => leave::ask, keeps;
    Suspend [C::ctrl('z')] ANYWHERE, Opens 0, "suspend", "back to the shell for a while; fg returns", "stop background", Screen("a shell does it") => back::suspend, keeps, unspoken;
}

impl Default for Keymap {
    fn default() -> Self {
        let own = ACTIONS.iter().map(|action| action.keys.to_vec());
        Self::of(ACTIONS, own.collect())
    }
}

/// What an action of the table does.
pub fn deed(action: &'static Action) -> &'static Deed {
    let row = ACTIONS.iter().position(|row| std::ptr::eq(row, action));
    &DEEDS[row.unwrap_or(0)]
}

/// The rows of an action.
pub fn rows(id: ActionId) -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter().filter(move |action| action.id == id)
}

/// The row of an action at a place, if it is available there. The palette leads from the search
/// box into the list, which is on the same screen.
pub fn row_from(id: ActionId, place: Places) -> Option<&'static Action> {
    let home = Places::SEARCH.and(Places::LIST);
    let reach = if place.meets(home) { home } else { place };
    let here = rows(id).find(|row| row.at.meets(place));
    here.or_else(|| rows(id).find(|row| row.at.meets(reach)))
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
