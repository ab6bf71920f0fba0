//! The incident in lines: lines in, words and journal out.

use crate::support::*;
use runsheet::domain::checklist::StepState;
use runsheet::domain::state::Status;
use runsheet::tui::accessible::conversation::Conversation;
use runsheet::tui::action::Places;
use runsheet::tui::actions::ACTIONS;

/// A conversation at home, and the desk whose journal it writes to.
struct Talk {
    talk: Conversation,
    last: String,
}

impl Talk {
    fn new() -> Self {
        Self::of(Desk::new())
    }

    fn of(desk: Desk) -> Self {
        let mut talk = Conversation::new(desk.app);
        let last = talk.greeting().join("\n");
        Self { talk, last }
    }

    /// Types lines, one after another.
    fn types(&mut self, lines: &[&str]) -> &mut Self {
        for line in lines {
            self.last = self.talk.hear(line).join("\n");
        }
        self
    }

    #[track_caller]
    fn hears(&self, text: &str) -> &Self {
        assert!(self.last.contains(text), "no \"{text}\" in\n{}", self.last);
        self
    }

    fn state(&mut self) -> runsheet::domain::state::State {
        let session = self.talk.app().session();
        let id = session.find("last").unwrap().id;
        session.load(id).unwrap().state().clone()
    }
}

#[test]
fn a_symptom_leads_to_a_running_clock_in_three_lines() {
    let mut talk = Talk::new();
    talk.hears("Runbooks:").hears("  1  ");
    talk.types(&["stuck at authenticating"])
        .hears("best first:")
        .hears("  1  AnyConnect rejects the sign-in");
    talk.types(&["1", "start"])
        .hears("INC-1, live, open")
        .hears("Step 1.1, active:")
        .hears("  1  One user");
    assert_eq!(talk.state().status, Some(Status::Open));
}

#[test]
fn the_whole_walk_is_answered_by_lines() {
    let mut talk = Talk::new();
    talk.types(&["stuck at authenticating", "1", "start", "1"])
        .hears("1.1 done.")
        .hears("Step 1.2, active:");
    talk.types(&["done"]).hears("expected:");
    assert_eq!(talk.talk.prompt(), "observed> ");
    talk.types(&[""]).hears("1.2 as expected: rules out");
    let state = talk.state();
    let attachment = &state.runbooks[0];
    let seen = attachment.steps.values();
    let seen: Vec<_> = seen.filter_map(|step| step.observed.clone()).collect();
    assert_eq!(seen, ["as expected"]);
    talk.types(&["7.1"]).hears("Step 7.1, pending:");
    talk.types(&["done", "she sees the wiki"])
        .hears("is that as expected?");
    talk.types(&["1"]).hears("7.1 as expected.");
    talk.types(&["resolve", "1"]);
    for _ in 0..8 {
        if talk.talk.prompt().contains("(y or n)") {
            break;
        }
        assert!(talk.talk.prompt().ends_with("> "), "{}", talk.talk.prompt());
        talk.types(&[""]);
    }
    talk.types(&["y"]).hears("resolved in");
    talk.types(&["close", "", "y"]);
    assert_eq!(talk.state().status, Some(Status::Closed));
}

#[test]
fn enter_alone_confirms_nothing_that_costs_a_yes() {
    let mut talk = Talk::of(Desk::walking());
    talk.types(&["leave"]).hears("Leave.");
    talk.types(&[""]).hears("nothing was recorded");
    assert!(!talk.talk.app().is_over());
    talk.types(&["leave", "y"]);
    assert!(talk.talk.app().is_over());
}

#[test]
fn a_step_is_told_by_its_number_and_the_list_by_a_word() {
    let mut talk = Talk::of(Desk::walking());
    talk.types(&["steps"])
        .hears("  1.1 Who is affected")
        .hears("  7.1 Signed in (critical)");
    talk.types(&["step 2.1"]).hears("Step 2.1, pending:");
    talk.types(&["skip", "not now"]).hears("2.1 skipped.");
    let state = talk.state();
    let runbook = state.runbooks[0].runbook.clone().unwrap();
    let steps = runbook.phases.iter().flat_map(|phase| &phase.steps);
    let step = steps.into_iter().find(|step| step.number == "2.1").unwrap();
    assert_eq!(state.runbooks[0].state_of(step), StepState::Skipped);
}

#[test]
fn pasted_lines_are_never_commands() {
    let mut talk = Talk::of(Desk::walking());
    let lines = ["done".to_owned(), "q".to_owned(), "y".to_owned()];
    let before = talk.state();
    talk.last = talk.talk.paste(&lines).join("\n");
    talk.hears("3 lines came at once");
    assert_eq!(talk.state(), before);
    talk.types(&["note"]);
    talk.last = talk.talk.paste(&lines).join("\n");
    talk.hears("noted");
    let id = talk.talk.app().session().find("last").unwrap().id;
    let incident = talk.talk.app().session().load(id).unwrap();
    let (last, _) = incident.log().next_back().unwrap();
    assert!(format!("{:?}", last.event.payload).contains("done q y"));
}

#[test]
fn a_word_that_is_no_command_is_met_with_the_nearest() {
    let mut talk = Talk::of(Desk::walking());
    talk.types(&["dnoe"]).hears("Did you mean done?");
    talk.types(&["frobnicate"]).hears("help lists them");
    talk.types(&["note", ":back"]).hears("Step 1.1");
    talk.types(&["t"]).hears("Timeline, 6 events");
    talk.types(&["2", "back"]).hears("Step 1.1");
}

#[test]
fn the_timeline_is_filtered_shown_whole_and_undone_in_lines() {
    let mut talk = Talk::of(Desk::walking());
    talk.types(&["1", "note", "the carrier called", "timeline", "filter"])
        .hears("Words that narrow the events");
    assert_eq!(talk.talk.prompt(), "filter> ");
    talk.types(&["carrier"])
        .hears("Timeline, 1 of ")
        .hears("  1  ");
    talk.types(&["whole"])
        .hears("Event: note: the carrier called")
        .hears("  kind: note.added");
    talk.types(&["back", "filter", ""]).hears("oldest first");
    talk.types(&["1"]).hears("opened").hears("1 is selected");
    talk.types(&["undo"]).hears("part of the opening");
    talk.types(&["filter", "carrier", "undo"])
        .hears("Undo an event");
    talk.types(&["n"]).hears("nothing was recorded");
    talk.types(&["undo", "y"])
        .hears("undone: note: the carrier");
}

#[test]
fn changes_and_causes_are_chosen_by_number_and_answered_in_lines() {
    let mut talk = Talk::of(Desk::walking());
    talk.types(&[
        "1",
        "act",
        "restarted radiusd",
        "1",
        "aaa1",
        "start it again",
    ]);
    talk.types(&["act", "opened the guest net", "1", "wlc1", ""]);
    talk.types(&["changes"])
        .hears("  1  wlc1: opened the guest net")
        .hears("  2  aaa1: restarted radiusd")
        .hears("To undo: start it again");
    talk.types(&["2"])
        .hears("aaa1: restarted")
        .hears("2 is selected");
    talk.types(&["reverted", "it runs again"])
        .hears("no longer in force")
        .hears("  1  wlc1");
    talk.types(&["back", "causes"])
        .hears("  1  ")
        .hears(", open");
    talk.types(&["2", "judge"]).hears("what you think of it");
    talk.types(&["2", "it answers a ping"])
        .hears("judgement recorded")
        .hears("ruled out")
        .hears("it answers a ping");
    assert_eq!(talk.state().changes_in_force().count(), 1);
    assert_eq!(talk.state().judgements.len(), 1);
}

#[test]
fn evidence_and_statistics_are_read_out() {
    let mut talk = Talk::of(Desk::walking());
    talk.types(&["evidence"]).hears("No log has been looked");
    talk.types(&["back", "statistics"])
        .hears("live only, incidents: 1")
        .hears("  1  AnyConnect rejects")
        .hears("target");
    talk.types(&["mode"]).hears("change only, incidents: 0");
    talk.types(&["back"]).hears("Step 1.1");
}

#[test]
fn help_tells_every_act_of_the_walk() {
    let mut talk = Talk::of(Desk::walking());
    talk.types(&["help"]);
    let unspoken = [
        "go on",
        "answer",
        "page down",
        "page up",
        "all",
        "panel",
        "suspend",
    ];
    for action in ACTIONS.iter().filter(|a| a.at.meets(Places::WALK)) {
        if !unspoken.contains(&action.label) {
            talk.hears(&format!("  {} (", action.label));
        }
    }
    // Help is no place to be stuck in.
    talk.types(&["1"]).hears("1.1 done.");
}

#[test]
fn what_others_record_is_told_before_it_is_asked_for() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.keys("stuck at authenticating<Enter>s");
    let mut other = Desk::at(80, 24, &journal, &clock, "bob");
    other.keys("<Enter>nthe carrier called<Enter>");
    let mut talk = Talk::of(desk);
    let said = talk
        .talk
        .wake(runsheet::tui::effect::Msg::Refresh)
        .join("\n");
    assert!(said.contains("bob: note: the carrier called"), "{said}");
}

#[test]
fn control_characters_are_shown_in_every_line() {
    let mut talk = Talk::of(Desk::walking());
    talk.types(&["note", "a\u{1b}]0;owned\u{7}b", "timeline"]);
    assert!(!talk.last.contains('\u{1b}'), "{}", talk.last);
    talk.hears("owned");
}

#[test]
fn another_runbook_is_attached_and_set_aside_by_number() {
    let mut talk = Talk::new();
    talk.types(&["stuck at authenticating", "1", "start", "1", "attach"])
        .hears("Attach a runbook. A number chooses one")
        .hears("  1  AnyConnect refuses the sign-in without a hardware token (when ")
        .hears("(attached; choosing it sets it aside)");
    talk.types(&["sign in with certificates that"])
        .hears("  1  Let AnyConnect users sign in with certificates");
    talk.types(&["99"]).hears("There are ");
    talk.types(&["hardware token", "1"])
        .hears("attached: Token required");
    assert_eq!(talk.state().in_use().count(), 2);
    talk.types(&["attach", "hardware token", "1"])
        .hears("Set aside: ");
    assert_eq!(talk.talk.prompt(), "why> ");
    talk.types(&["not a token"]).hears("set aside.");
    assert_eq!(talk.state().in_use().count(), 1);
    talk.types(&["attach", "back"])
        .hears("Step A1.2 Name, password, group, active.");
}

#[test]
fn the_draft_of_an_update_and_the_promise_are_told() {
    let mut talk = Talk::new();
    talk.types(&["stuck at authenticating", "1", "start", "1", "update"])
        .hears("question 1 of 3");
    talk.types(&["15m", "all staff"]);
    assert!(
        talk.talk
            .prompt()
            .contains("follows in 15:00, at 08:15 UTC")
    );
    talk.types(&[""])
        .hears("update recorded; pass it on yourself, next in 15:00");
    let sent = talk.state().updates[0].clone();
    assert_eq!(sent.audience.as_deref(), Some("all staff"));
    assert!(sent.text.contains("at 08:15 UTC"), "{}", sent.text);
    talk.types(&["where"]).hears("update in 15:00");
}

#[test]
fn a_refusal_leads_to_its_step_in_lines_too() {
    for goes in ["", "start"] {
        let mut talk = Talk::new();
        talk.types(&["stuck at authenticating", "1", "start", "1", "resolve"])
            .hears("Not done: it cannot be resolved yet")
            .hears("Enter goes to 7.1");
        let acts = talk.state().last_touched;
        talk.types(&[goes]).hears("Step 7.1, pending:");
        assert_eq!(talk.state().last_touched, acts);
    }
}

#[test]
fn whoever_comes_back_is_told_where_they_were_and_what_waits_for_them() {
    let (journal, clock) = (journal(), clock());
    let mut ada = Talk::of(Desk::at(80, 24, &journal, &clock, "ada"));
    ada.types(&[
        "stuck at authenticating",
        "1",
        "start",
        "1",
        "blocked",
        "identity",
    ])
    .types(&["handoff", "record", "grace"])
    .hears("handoff to grace recorded");
    clock.advance_ms(4 * 60_000);
    let mut grace = Talk::of(Desk::at(80, 24, &journal, &clock, "grace"));
    grace.hears("waiting on identity");
    grace
        .types(&["1"])
        .hears("ada hands this over to grace: K accepts it.")
        .hears("you were at 1.2, blocked 4 min on identity.");
    grace
        .types(&["accept handoff"])
        .hears("Handed over by ada")
        .hears("in force: nothing");
    grace.types(&["y"]).hears("handoff accepted");
    assert!(grace.state().handoffs[0].accepted_at.is_some());
}

#[test]
fn a_log_is_pasted_in_lines_and_a_number_goes_to_the_step() {
    let mut talk = Talk::of(Desk::walking());
    talk.types(&["log"])
        .hears("Add a log: its path, or its lines");
    assert_eq!(talk.talk.prompt(), "log> ");
    talk.types(&["state 1", "AAA denied for user jdoe"]);
    assert!(talk.state().evidence.is_empty());
    talk.types(&["."])
        .hears("What the pasted text shows, 1 of 2 lines known")
        .hears("1 line, step 1.2. paste line 2");
    assert_eq!(talk.state().evidence.len(), 1);
    talk.types(&["1"]).hears("Step 1.2, pending:");
    talk.types(&["log", "/no/such.log"]).hears("/no/such.log");
    talk.types(&["back", "log"]);
    let lines = ["all".to_owned(), String::new(), "well".to_owned()];
    talk.last = talk.talk.paste(&lines).join("\n");
    talk.hears("Nothing known in 3 lines");
}

#[test]
fn a_drill_is_played_in_lines() {
    let mut talk = Talk::new();
    talk.types(&["drills"])
        .hears("Drills, the easiest first. A number plays one:")
        .hears("  1  One user cannot sign in, first, 5 minutes, not played");
    talk.types(&["options 1"])
        .hears("a number: the same one plays the same drill");
    talk.types(&["7", ""])
        .hears("INC-1, drill, open")
        .hears("Report from Service desk: asmith is at home")
        .hears("This is a drill: nothing real is touched")
        .hears("Attach a runbook.");
    talk.types(&["stuck at authenticating"])
        .hears("  1  AnyConnect rejects the sign-in");
    talk.types(&["1"]).hears("start takes this runbook");
    talk.types(&["start"])
        .hears("attached:")
        .hears("The steps stand on the left")
        .hears("Step 1.1, active:");
    talk.types(&["start"])
        .hears("You see: Nobody but asmith has called.");
    talk.types(&["1"]).hears("The step is stamped");
    talk.types(&["start", "done", ""]).hears("Step 1.3");
    talk.types(&["copy", "1"])
        .hears("Command 1 prints:")
        .hears("  LockedOut       : True");
    talk.types(&["hint", "y"])
        .hears("Hint 1: The password was typed");
    talk.types(&["failed", "it is locked"])
        .hears("What failed points at a cause");
    talk.types(&["done"])
        .hears("no output: the account is unlocked");
    talk.types(&["7.1", "start"]).hears("asmith is in");
    talk.types(&["done", ""]).hears("R resolves");
    talk.types(&["resolve", "1", "", "", "", "y"])
        .hears("What surprised you?");
    assert_eq!(talk.state().status, Some(Status::Resolved));
    talk.types(&["the lock", ""])
        .hears("Debrief of INC-1")
        .hears("pass")
        .hears("1 hint, 1 point")
        .hears("the expert's path");
}

#[test]
fn messages_and_logs_of_a_drill_are_read_out() {
    let clock = clock();
    let desk = Desk::at(80, 24, &journal(), &clock, "ada");
    let mut talk = Talk::of(desk);
    talk.types(&["drills"]);
    let place = talk
        .last
        .lines()
        .find(|line| line.contains("Nobody in sales"));
    let number = place.unwrap().trim().split(' ').next().unwrap().to_owned();
    talk.types(&[&format!("options {number}"), "1", "2", "7", ""])
        .hears("Nobody in sales can sign in");
    talk.types(&["stuck at authenticating", "1", "start", "3.2", "start"])
        .hears("A log is handed over: vpnagent.log, 4 lines.");
    talk.types(&["log"])
        .hears("Handed over in this drill: vpnagent.log");
    talk.types(&[""]).hears("What vpnagent.log shows");
    talk.types(&["back"]);
    clock.advance_ms(7 * 60_000);
    let tick = talk.talk.app().tick();
    let said = talk.talk.wake(tick).join("\n");
    assert!(
        said.contains("Duty manager says: Sales has a quarter to close."),
        "{said}"
    );
    assert!(said.contains("wants: update within 4:00 (c)"), "{said}");
    talk.types(&["messages", "messages"])
        .hears("What was told so far");
}

#[test]
fn status_is_read_out_and_what_records_says_so() {
    let mut talk = Talk::new();
    talk.types(&["stuck at authenticating", "1", "start", "1"]);
    let told = talk.state().updates.len();
    talk.types(&["status"]).hears("INC-1, live, open");
    assert_eq!(talk.talk.prompt(), "> ");
    talk.types(&["2"]);
    assert_eq!(talk.state().updates.len(), told);
    talk.types(&["help"])
        .hears("status: where it stands")
        .hears("stakeholders where it stands, from a draft; this is recorded")
        .hears("write a note; this is recorded");
    assert!(
        !talk
            .last
            .contains("every event of the incident; this is recorded")
    );
    talk.types(&["update"])
        .hears("What is answered here is recorded; :back leaves it.");
    talk.types(&[":back", "note"])
        .hears("What is answered here is recorded");
}

#[test]
fn incidents_are_found_by_key_in_lines() {
    let mut talk = Talk::new();
    talk.types(&["stuck at authenticating", "1", "start", "1", "leave"]);
    talk.types(&["no", "back", "inc-1"])
        .hears("The incident of this key:\n  1  INC-1, open");
    talk.types(&["1"]).hears("Step");
}
