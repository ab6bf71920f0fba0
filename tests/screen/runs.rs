//! Outputs pasted back and commands sent, by keys: what is shown before anything goes out, what
//! comes back, and what is decided with one key.

use std::fs;

use runsheet::domain::checklist::StepState;
use runsheet::domain::event::Standing;
use runsheet::domain::run::RunOutcome;
use runsheet::domain::target::kind::TargetKind;
use runsheet::domain::target::{Limit, Policy, Target};
use runsheet::library::Library;
use runsheet::tui::app::RunTools;
use runsheet::tui::effect::Msg;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::frames::golden;
use crate::support::Desk;

const BOOK: &str = r#"format: runsheet.runbook/1.1
id: gateway-test
title: The gateway answers nobody
revision: 1
category: test
summary: For tests.
symptoms: [{says: gatewayneedle}]
causes: [{id: full, title: The disk is full, class: server}]
signatures:
  - {id: no-space, text: No space left on device, causes: [full], step: look, examples: ["write failed: No space left on device"]}
variables:
  - {name: unit, ask: Which unit, example: x.service}
  - {name: pin, ask: The PIN, secret: true}
phases:
  - id: first
    title: First
    steps:
      - id: look
        do: Look whether it can write.
        kind: check
        expect: It writes.
        run:
          - device: linux
            text: "echo 'write failed: No space left on device'"
            shows:
              - {matches: 'No space left', as: failed}
              - {matches: '^written', as: done}
      - id: alter
        do: Alter it.
        kind: act
        risk: change
        rollback: Put it back.
        undo: [{device: linux, text: "echo was {{unit}}"}]
        run: [{device: linux, text: "echo altered"}]
      - id: slow
        do: Wait for it.
        kind: act
        risk: change
        rollback: Nothing to undo.
        run: [{device: linux, text: "echo begun; sleep 6107"}]
      - id: several
        do: Look at two things.
        kind: check
        run:
          - {device: linux, text: "echo one"}
          - {device: asa, text: "show version"}
      - id: pinned
        do: Use the PIN.
        kind: check
        run: [{device: linux, text: "echo pin {{pin}}"}]
"#;

struct Room {
    desk: Desk,
    folder: tempfile::TempDir,
}

fn gateway(limit: Limit) -> Target {
    Target {
        name: "gw".to_owned(),
        limit,
        kind: TargetKind::of("linux").unwrap(),
        ..Target::local()
    }
}

fn room(targets: Vec<Target>, tasks: Option<UnboundedSender<Msg>>) -> Room {
    let folder = tempfile::tempdir().unwrap();
    let books = folder.path().join("books");
    fs::create_dir(&books).unwrap();
    fs::write(books.join("gateway-test.yaml"), BOOK).unwrap();
    let library = Library::load(&[books]);
    let tools = RunTools {
        targets,
        policy: Policy {
            own: Limit::Change,
            ..Policy::default()
        },
        folder: folder.path().join("runs"),
        boxes: folder.path().join("boxes.json"),
        is_trusted: Box::new(|_, _| true),
    };
    let mut desk = Desk::with_boxes(library, tools, tasks);
    desk.keys("gatewayneedle<Enter>s").sees("INC-1");
    Room { desk, folder }
}

fn one(limit: Limit) -> Room {
    room(vec![gateway(limit)], None)
}

fn state_of(desk: &mut Desk, id: &str) -> StepState {
    let state = desk.state();
    let runbook = &state.runbooks[0];
    let steps = runbook.runbook.as_ref().unwrap().steps();
    let step = steps.map(|(_, step)| step).find(|s| s.id.as_str() == id);
    runbook.state_of(step.unwrap())
}

#[test]
fn a_pasted_output_proposes_an_outcome_and_one_key_records_it() {
    let Room { mut desk, folder } = one(Limit::Read);
    desk.keys("P")
        .sees("an output")
        .sees("what the command of 1.1 said");
    desk.paste("write failed: No space left on device\npassword hunter2-Tango\n");
    desk.sees("2 lines pasted");
    assert!(desk.state().runs.is_empty(), "nothing before Enter");
    desk.keys("<Enter>");
    golden(&desk, "output");
    desk.sees("1.1, pasted")
        .sees("by what it shows: failed")
        .sees("Space records it")
        .sees("The disk is full")
        .sees_no("hunter2");
    let suspected = desk.app.model().walk.as_ref().unwrap();
    let suspected = &suspected.snapshot.causes[0];
    assert_eq!(suspected.standing, Standing::Suspected);
    assert!(desk.state().milestones.first_action.is_some());
    assert_eq!(
        state_of(&mut desk, "look"),
        StepState::Active,
        "a person decides"
    );
    desk.keys(" ").sees("1.1 not as expected");
    assert_eq!(state_of(&mut desk, "look"), StepState::Failed);
    assert_eq!(
        desk.kinds().last(),
        Some(&"step.started"),
        "the next one began"
    );
    let observed = desk.state();
    let at = observed.steps_in(StepState::Failed).remove(0);
    let observed = observed.progress(&at).unwrap().observed.clone();
    assert_eq!(
        observed.as_deref(),
        Some("write failed: No space left on device")
    );
    // It is listed, and shown whole from the file that is kept.
    assert_eq!(fs::read_dir(folder.path().join("runs")).unwrap().count(), 1);
    desk.keys("V")
        .sees("Outputs in INC-1")
        .sees("1.1   exited, 2 lines, 1 known error");
    desk.keys("<Enter>")
        .sees("write failed")
        .sees("1.1, pasted");
    desk.keys(" ").sees("step 1.1 is failed");
}

#[test]
fn a_paste_on_a_step_that_runs_something_is_its_output() {
    let Room { mut desk, .. } = one(Limit::Read);
    desk.paste("written 3 blocks\n");
    desk.sees("an output").sees("1 line pasted");
    desk.keys("<Enter>").sees("by what it shows: done");
    desk.keys(" ").sees("1.1 as expected");
    assert_eq!(state_of(&mut desk, "look"), StepState::Done);
    desk.go_to("several");
    desk.paste("one\n");
    desk.sees("what said it");
    desk.keys("1").sees("1 line pasted");
    desk.keys("<Enter>");
    // The runbook cannot tell: how it went is asked as ever.
    desk.sees_no("by what it shows");
    desk.keys("f").sees("observed");
    assert_eq!(desk.state().runs.iter().last().unwrap().index, Some(1));
}

#[test]
fn a_file_is_an_output_too_and_one_that_is_not_there_is_told() {
    let Room { mut desk, folder } = one(Limit::Read);
    let file = folder.path().join("out.txt");
    fs::write(&file, "written\n").unwrap();
    desk.keys("P<Enter>").sees("there is no output yet");
    desk.keys(&format!("{}x<Enter>", file.display()))
        .sees("cannot be read");
    desk.keys("<C-w>");
    desk.keys(&format!("{}<Enter>", file.display()));
    desk.sees("by what it shows: done");
}

#[test]
fn what_reads_is_shown_and_goes_out_with_enter() {
    let Room { mut desk, .. } = room(vec![Target::local(), gateway(Limit::Read)], None);
    desk.keys("x").sees("which target");
    desk.keys("2");
    golden(&desk, "sending");
    desk.sees("Send to gw")
        .sees("linux via local")
        .sees("echo 'write failed")
        .sees("Enter sends it.");
    assert!(desk.state().runs.is_empty(), "nothing is sent yet");
    desk.keys("<Esc>").sees("Look whether it can write");
    assert!(desk.state().runs.is_empty());
    desk.keys("x2<Enter>");
    desk.sees("1.1 on gw")
        .sees("by what it shows: failed")
        .sees("The disk is full");
    let state = desk.state();
    let run = state.runs.iter().next().unwrap();
    assert_eq!((run.outcome, run.exit), (Some(RunOutcome::Exited), Some(0)));
    desk.keys(" ");
    assert_eq!(state_of(&mut desk, "look"), StepState::Failed);
}

#[test]
fn what_alters_something_wants_its_own_key_and_a_way_back() {
    let Room { mut desk, .. } = one(Limit::Change);
    desk.go_to("alter");
    desk.keys("x");
    // Taking it back needs a value, so it is not run before that is there.
    desk.sees("taking it back needs unit");
    desk.keys("v");
    desk.sees("unit");
    desk.keys("<Enter>a b.service<Enter><Esc>");
    desk.go_to("alter");
    desk.keys("x");
    desk.sees("risk     change")
        .sees("undo     echo was 'a b.service'")
        .sees("y sends it: it alters something.");
    desk.keys("<Enter>").sees("Enter alone does not send this");
    assert!(desk.state().runs.is_empty());
    desk.keys("y").sees("1.2 on gw").sees("altered");
    let state = desk.state();
    assert_eq!(state.changes_in_force().count(), 1);
    // Done adds no second one.
    desk.keys(" ").sees("1.2 done");
    assert_eq!(desk.state().changes_in_force().count(), 1);
}

#[test]
fn what_may_not_be_sent_is_refused_with_what_to_do_instead() {
    let Room { mut desk, .. } = one(Limit::Read);
    desk.keys("v<Enter>x<Enter><Esc>");
    desk.go_to("alter");
    desk.keys("x");
    desk.sees("gw takes only what reads").sees("y copies it");
    desk.go_to("several");
    desk.keys("x2").sees("no target serves asa");
    assert!(desk.state().runs.is_empty());
    desk.keys("<Esc>$rm -rf /nonexistent<Enter>1")
        .sees("which target");
    desk.keys("1");
    desk.sees("gw takes only what reads");
    assert!(desk.state().runs.is_empty());
}

#[test]
fn a_command_of_ones_own_is_an_action() {
    let Room { mut desk, .. } = one(Limit::Read);
    desk.keys("$echo hello there<Enter>1").sees("which target");
    desk.keys("1");
    desk.sees("Send to gw");
    desk.keys("<Enter>").sees("hello there");
    let state = desk.state();
    let run = state.runs.iter().next().unwrap();
    assert_eq!(
        (run.step.as_ref(), run.text.as_deref()),
        (None, Some("echo hello there"))
    );
    desk.keys(" ").sees("it belongs to no step");
}

#[test]
fn a_secret_is_on_no_frame() {
    let Room { mut desk, .. } = one(Limit::Read);
    desk.go_to("pinned");
    desk.keys("x");
    desk.sees("kept in memory only");
    desk.keys("hv5-Quebec<Enter>");
    desk.sees("echo pin [secret pin]");
    desk.keys("<Enter>");
    desk.sees("pin [secret pin]").sees_no("Quebec");
}

/// Hands messages on until the frame shows something.
#[track_caller]
fn until(desk: &mut Desk, tasks: &mut UnboundedReceiver<Msg>, text: &str) {
    for _ in 0..1_000 {
        if desk.frame().contains(text) {
            return;
        }
        let msg = tasks.blocking_recv().expect("a message");
        desk.app.handle(msg);
        desk.draw();
    }
    panic!("no \"{text}\" in\n{}", desk.frame());
}

#[test]
fn what_runs_is_stopped_with_a_key_and_what_now_is_asked() {
    let (sender, mut tasks) = unbounded_channel();
    let Room { mut desk, .. } = room(vec![gateway(Limit::Change)], Some(sender));
    desk.go_to("slow");
    desk.keys("x").sees("y sends it");
    desk.keys("y");
    desk.sees("running").sees("Ctrl-C stops it");
    assert_eq!(desk.state().running().count(), 1);
    // It goes on while something else is done, and one at a time.
    desk.keys("<Esc>").go_to("look");
    desk.keys("x").sees("something runs on gw already");
    desk.keys("V<Enter>").sees("running");
    desk.keys("<C-c>").sees("stopping");
    until(&mut desk, &mut tasks, "what now");
    desk.sees("roll back");
    desk.keys("2").sees("Changes in force").sees("begun");
    let state = desk.state();
    assert_eq!(
        state.runs.iter().next().unwrap().outcome,
        Some(RunOutcome::Stopped)
    );
    assert_eq!(state.running().count(), 0);
}
