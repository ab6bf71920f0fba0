//! What is typed into prompts: kept when a write fails, never obeyed, secret where it must
//! be; and the acts on a step that ask first.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use runsheet::domain::checklist::StepState;
use runsheet::domain::event::Recorded;
use runsheet::domain::id::{EventId, IncidentId, ReplicaId};
use runsheet::domain::state::Status;
use runsheet::drill::History;
use runsheet::journal::{
    Fault, Head, Journal, JournalError, JournalReader, MemoryJournal, Position, Transaction,
};
use runsheet::masks::Masks;
use runsheet::report::{self, ExportFormat};

use crate::support::{Desk, clock, journal, shipped};
use crate::walk::pass_over_critical_steps;

/// A journal whose disk is full after as many writes as said.
struct Full {
    inner: MemoryJournal,
    room: Arc<AtomicUsize>,
}

impl JournalReader for Full {
    fn read(
        &self,
        incident: IncidentId,
        after: Position,
    ) -> Result<(Vec<Recorded>, Position), JournalError> {
        self.inner.read(incident, after)
    }

    fn since(&self, after: Position) -> Result<(Vec<Recorded>, Position), JournalError> {
        self.inner.since(after)
    }

    fn heads(&self) -> Result<Vec<Head>, JournalError> {
        self.inner.heads()
    }

    fn head(&self, incident: IncidentId) -> Result<Option<Head>, JournalError> {
        self.inner.head(incident)
    }

    fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, JournalError> {
        self.inner.text(sha256)
    }

    fn hash_of(&self, event: EventId) -> Result<Option<Arc<str>>, JournalError> {
        self.inner.hash_of(event)
    }
}

impl Journal for Full {
    fn replica(&self) -> ReplicaId {
        self.inner.replica()
    }

    fn maybe_unfinished(&self) -> Result<Vec<Head>, JournalError> {
        self.inner.maybe_unfinished()
    }

    fn version(&self) -> Result<u64, JournalError> {
        self.inner.version()
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, JournalError> {
        let room = self.room.load(Ordering::SeqCst);
        if room == 0 {
            return Err(Fault::Full.of(Path::new("/journal/runsheet.db")));
        }
        self.room.store(room - 1, Ordering::SeqCst);
        self.inner.begin()
    }

    fn reopen(&mut self) -> Result<(), JournalError> {
        self.inner.reopen()
    }

    fn is_read_only(&self) -> bool {
        false
    }

    fn check(&self) -> Result<Option<String>, JournalError> {
        self.inner.check()
    }
}

const PLENTY: usize = 1_000_000;

/// A desk that walks an incident, and how many writes its journal still has room for.
fn desk_with_room() -> (Desk, Arc<AtomicUsize>) {
    let room = Arc::new(AtomicUsize::new(PLENTY));
    let full = Full {
        inner: journal(),
        room: room.clone(),
    };
    let library = shipped();
    let mut desk = Desk::on(80, 24, Box::new(full), &clock(), "ada", library);
    desk.keys("stuck at authenticating<Enter>s1");
    (desk, room)
}

#[test]
fn a_failed_write_keeps_what_was_typed_and_says_what_to_do() {
    for (keys, label, done) in [
        ("n", "note >", "noted"),
        ("f", "observed >", "not as expected"),
        ("i", "why >", "inconclusive"),
        ("s", "why >", "skipped"),
        ("b", "waiting on >", "is waiting on"),
        ("dday shift<Enter>", "due >", "deferred"),
        (" ", "observed >", "as expected: rules out"),
        (":title<Enter><C-u>", "title >", "title set"),
        (":hold<Enter>the carrier<Enter>", "reason >", "held"),
    ] {
        let typed = match label {
            "due >" => "2h",
            // Another text would be asked about.
            _ if keys == " " => "as expected",
            _ => "forty words that took a while",
        };
        let (mut desk, room) = desk_with_room();
        let before = desk.kinds().len();
        room.store(0, Ordering::SeqCst);
        desk.keys(keys).keys(typed).keys("<Enter>");
        desk.sees("there is no room left to write /journal/runsheet.db")
            .sees("make room on that disk, then do it again")
            .sees(label)
            .sees(typed);
        assert_eq!(desk.kinds().len(), before, "{keys}");
        room.store(PLENTY, Ordering::SeqCst);
        desk.keys("<Enter>").sees(done).sees_no(label);
        assert!(desk.kinds().len() > before, "{keys}");
    }
}

#[test]
fn a_failed_write_without_a_prompt_is_not_shown_as_done() {
    let (mut desk, room) = desk_with_room();
    let before = desk.kinds().len();
    room.store(0, Ordering::SeqCst);
    desk.keys("m").sees("there is no room left").sees("open ");
    desk.keys("u").sees("there is no room left");
    assert_eq!(desk.kinds().len(), before);
    room.store(PLENTY, Ordering::SeqCst);
    desk.keys("m").sees("mitigated");
}

#[test]
fn resolving_that_fails_half_way_records_each_half_once() {
    let (mut desk, room) = desk_with_room();
    pass_over_critical_steps(&mut desk);
    desk.wait(60);
    desk.keys("R1-10m<Enter><Enter><Enter>typo<Enter>")
        .sees("Resolve INC-1?");
    room.store(1, Ordering::SeqCst);
    desk.keys("y")
        .sees("there is no room left")
        .sees("Resolve INC-1?");
    assert_eq!(desk.state().status, Some(Status::Open));
    room.store(PLENTY, Ordering::SeqCst);
    desk.keys("y").sees("resolved in 10:00");
    let given = desk.kinds().into_iter();
    let given = given.filter(|kind| *kind == "incident.detected").count();
    assert_eq!(given, 2, "the assumed one of the opening and the given one");
    assert_eq!(
        desk.state().resolution.unwrap().summary.as_deref(),
        Some("typo")
    );
}

#[test]
fn the_detection_is_asked_for_and_enter_leaves_it_assumed() {
    let mut desk = Desk::walking();
    desk.keys("1");
    pass_over_critical_steps(&mut desk);
    desk.wait(60);
    desk.keys("R1")
        .sees("Nobody has said when it was noticed.")
        .sees("detected at >");
    desk.keys("<Enter><Enter><Enter><Enter>y")
        .sees("resolved in 1:00");
    assert!(desk.state().detection.unwrap().assumed);
}

#[test]
fn a_detection_after_the_first_act_is_told_at_its_question() {
    let mut desk = Desk::walking();
    desk.wait(60);
    desk.keys("1");
    pass_over_critical_steps(&mut desk);
    desk.wait(600);
    desk.keys("R1-5m<Enter>")
        .sees("would lie before the detection")
        .sees("detected at >");
    desk.keys("<C-u>-20m<Enter>").sees("service back at >");
    desk.keys("-30m<Enter>")
        .sees("the resolution")
        .sees("service back at >");
    desk.keys("<C-u>-1m<Enter>").sees("contributing >");
    let title = "user account inactive or locked";
    desk.keys(&format!("{title}, a long night<Enter><Enter>y"));
    desk.sees("resolved in 19:00");
    let state = desk.state();
    assert!(!state.detection.as_ref().unwrap().assumed);
    let contributing = &state.resolution.as_ref().unwrap().contributing;
    let titles: Vec<&str> = contributing.iter().map(|c| c.title.as_str()).collect();
    assert_eq!(titles, ["User account inactive or locked", "a long night"]);
    assert!(contributing[0].id.is_some());
    // Opened again, it is not asked for once more.
    desk.keys(":reopen the<Enter>not over<Enter>")
        .sees("open again");
    desk.keys("R1")
        .sees("service back at >")
        .sees("1/")
        .sees_no("detected at");
}

#[test]
fn a_secret_is_dots_on_the_screen_and_only_in_the_clipboard() {
    const SECRET: &str = "Tr0ub4dor-and-3";
    let mut desk = Desk::new();
    desk.keys("Let AnyConnect users sign in with certificates<Enter>s<Enter><Enter>")
        .sees("CHANGE");
    desk.keys("v").opens_a_secret();
    let mut frames = String::new();
    for letter in SECRET.chars() {
        desk.keys(&letter.to_string());
        frames.push_str(&desk.frame());
    }
    desk.sees(&"•".repeat(SECRET.len()));
    desk.keys("<Enter>").sees("set, in memory only");
    frames.push_str(&desk.frame());
    desk.keys("<Esc>").go_to("enable-ca").keys("Y");
    frames.push_str(&desk.frame());
    let runs = {
        let state = desk.state();
        let steps = state.steps_in_use();
        let mut steps = steps
            .map(|(_, step)| step)
            .filter(|s| s.id.as_str() == "enable-ca");
        steps.next().unwrap().run.clone()
    };
    let which = runs
        .iter()
        .position(|run| run.text.contains("{{ca_passphrase}}"));
    desk.keys(&(which.unwrap() + 1).to_string());
    frames.push_str(&desk.frame());
    // The others have no value yet, and are asked for.
    for value in ["3650", "365", "2048", "2048", "my CA"] {
        desk.keys(&format!("{value}<Enter>"));
        frames.push_str(&desk.frame());
    }
    let copied = desk.copied.0.borrow().clone().unwrap();
    assert!(
        copied.contains(&format!("no shutdown passphrase {SECRET}")),
        "{copied}"
    );
    assert!(!frames.contains(SECRET));
    assert_eq!(*desk.copied.1.borrow(), None, "no file holds it");
    // Typed where it does not belong, it is masked before it is recorded.
    desk.keys(&format!("nit is {SECRET} now<Enter>"))
        .sees("note: it is [secret ca_passphrase")
        .sees_no(SECRET);
    desk.keys("t").sees_no(SECRET);
    desk.keys("q");
    let id = desk.id();
    let session = desk.app.session();
    let stamp = report::Stamp {
        exported_at: session.now(),
        version: "0.0.0",
    };
    session.load(id).unwrap();
    let incident = session.incident(id).unwrap();
    for format in [
        ExportFormat::Json,
        ExportFormat::Ndjson,
        ExportFormat::Markdown,
        ExportFormat::Html,
    ] {
        let export = report::bytes(
            &[incident],
            format,
            stamp,
            &|_| None,
            &History::default(),
            &report::Leaving::WHOLE,
        );
        let export = String::from_utf8(export).unwrap();
        assert!(!export.contains(SECRET), "{format:?}");
    }
    assert!(!format!("{:?}", desk.app.model()).contains(SECRET));
}

#[test]
fn approval_wants_a_name_and_esc_records_nothing() {
    let mut desk = Desk::new();
    desk.keys("hardware token is mandatory<Enter>s")
        .sees("Token required");
    desk.go_to("relax-policy")
        .keys(" ")
        .sees("approved by >")
        .sees("security");
    let before = desk.kinds().len();
    desk.keys("<Enter>")
        .sees("without a name it is not approved")
        .sees("approved by >");
    desk.keys("<Esc>").sees_no("approved by >");
    assert_eq!(desk.kinds().len(), before);
    desk.keys(" grace<Enter>").sees("done");
    let state = desk.state();
    let steps = &state.runbooks[0].steps;
    let approved = steps.values().filter_map(|p| p.approved_by.as_deref());
    assert_eq!(approved.collect::<Vec<_>>(), ["grace"]);
}

#[test]
fn a_disruptive_step_wants_its_device_typed_and_enter_alone_cancels() {
    let mut desk = Desk::new();
    desk.keys("hardware token is mandatory<Enter>s");
    desk.go_to("debug-on").keys(" ");
    desk.sees("this disrupts: ")
        .sees("type asa to confirm; Enter alone cancels");
    let before = desk.kinds().len();
    desk.keys("<Enter>")
        .sees("cancelled; nothing was recorded")
        .sees_no("confirm >");
    desk.keys(" asa1<Enter>").sees("\"asa1\" is not asa");
    desk.keys("<C-u><Enter>").sees("cancelled");
    assert_eq!(desk.kinds().len(), before);
    desk.keys(" asa<Enter>").sees("done");
    assert_eq!(desk.state().changes_in_force().count(), 1);
}

#[test]
fn a_step_waits_is_put_off_and_is_taken_up_again() {
    let mut desk = Desk::walking();
    desk.keys("1");
    let at = |desk: &mut Desk, id: &str| {
        let state = desk.state();
        let (attachment, step) = state
            .steps_in_use()
            .find(|(_, s)| s.id.as_str() == id)
            .unwrap();
        attachment.state_of(step)
    };
    let id = "verify-credentials";
    desk.keys("bidentity team<Enter>")
        .sees("1.2 is waiting on identity team");
    assert_eq!(at(&mut desk, id), StepState::Blocked);
    desk.go_to(id)
        .keys(" ")
        .sees("b ends the wait")
        .sees_no("--");
    desk.keys("b").sees("1.2 is no longer waiting");
    assert_eq!(at(&mut desk, id), StepState::Active);
    desk.keys("dday shift<Enter><Enter>")
        .sees("1.2 deferred to day shift");
    assert_eq!(at(&mut desk, id), StepState::Deferred);
    desk.go_to(id)
        .keys("ocalled back<Enter>")
        .sees("1.2 reopened");
    assert_eq!(at(&mut desk, id), StepState::Pending);
    desk.keys("<Enter>").sees("1.2 started");
    desk.keys(" <Enter>").sees("1.2 done");
    assert_eq!(at(&mut desk, id), StepState::Done);
    desk.go_to(id).keys("f").sees("o reopens it, with a reason");
}

#[test]
fn what_a_closed_incident_refuses_is_explained_in_keys() {
    let mut desk = Desk::walking();
    desk.keys("1");
    pass_over_critical_steps(&mut desk);
    desk.keys("R1<Enter><Enter><Enter><Enter>yC<Enter>y")
        .sees("closed");
    desk.go_to("verify-credentials");
    for keys in [" ", "f", "b", "<Enter>", "m", "R", "C"] {
        desk.keys(keys)
            .sees_no("--")
            .sees_no("mark …")
            .sees_no(" >_");
        assert!(desk.app.model().status.is_some(), "{keys}");
        assert!(desk.app.model().overlay.is_none(), "{keys}");
    }
    desk.keys("f").sees("reopen it first (O)");
}

#[test]
fn the_brief_is_shown_before_it_is_recorded() {
    let mut desk = Desk::walking();
    desk.keys("1arestarted radiusd<Enter>1aaa1<Enter>start the old one<Enter>");
    let before = desk.kinds().len();
    desk.keys("h")
        .sees("Handoff brief of INC-1")
        .sees("in force: on aaa1: restarted radiusd")
        .sees("next: 1.2")
        .sees("y record");
    desk.keys("q").sees_no("Handoff brief");
    assert_eq!(desk.kinds().len(), before);
    desk.keys("hy").sees("to >");
    desk.keys("grace<Enter>").sees("handoff to grace recorded");
    let handoffs = desk.state().handoffs;
    assert_eq!(handoffs.len(), 1);
    assert_eq!(handoffs[0].to.as_deref(), Some("grace"));
    assert!(handoffs[0].text.lines().count() <= 12);
}

#[test]
fn hostile_text_typed_or_pasted_is_never_obeyed() {
    const HOSTILE: &str =
        "a\u{1b}[2Jb\u{9b}31m\u{202e}c\u{200b}\u{7}\rd\u{feff}\u{1b}]52;c;AA\u{7}";
    let prompts = [
        ("n", 1),
        ("f", 1),
        ("i", 1),
        ("s", 1),
        ("b", 1),
        ("d", 1),
        (" ", 1),
        (":title<Enter>", 1),
        (":hold<Enter>", 1),
        (":cancel the<Enter>", 1),
        (":users<Enter>", 1),
        ("@", 1),
        ("a", 1),
        ("v", 7),
        ("hy", 1),
        (":", 1),
        ("/", 0),
    ];
    for (keys, boxes) in prompts {
        let mut desk = Desk::walking();
        desk.keys("1").keys(keys);
        for _ in 0..boxes {
            desk.paste(HOSTILE);
            is_harmless(&desk, keys);
            desk.keys("\u{1b}\u{9b}\u{202e}<Enter>");
            is_harmless(&desk, keys);
        }
        desk.keys("<Esc>t");
        is_harmless(&desk, keys);
    }
    let mut desk = Desk::new();
    desk.paste(HOSTILE);
    is_harmless(&desk, "search");
}

#[track_caller]
fn is_harmless(desk: &Desk, keys: &str) {
    for letter in desk.frame().chars().filter(|letter| *letter != '\n') {
        let hidden = matches!(letter,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}');
        assert!(!letter.is_control() && !hidden, "{letter:?} after {keys}");
    }
}

#[test]
fn a_secret_in_a_note_is_masked_and_that_is_said() {
    let mut desk = Desk::walking();
    desk.keys("nhis password=hunter2 fails<Enter>")
        .sees("masked: a password in the note")
        .sees_no("hunter2");
    desk.keys("t").sees("[masked password]").sees_no("hunter2");
}

#[test]
fn without_the_operators_own_masks_nothing_is_recorded_and_that_is_said() {
    let mut desk = Desk::walking();
    let wrong = "config.toml line 2: no pattern".to_owned();
    desk.app.session().mask_with(Err(wrong));
    desk.keys("nbadge 123456<Enter>")
        .sees("your own masks cannot be read");
    desk.keys("<Esc>");
    desk.app.session().mask_with(Ok(Masks::default()));
    desk.keys("t").sees_no("badge 123456");
}
