//! The incident in lines: lines in, words and journal out.

use crate::support::*;
use runsheet::domain::checklist::StepState;
use runsheet::domain::state::Status;
use runsheet::tui::accessible::conversation::Conversation;
use runsheet::tui::action::{ACTIONS, Places};

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
    talk.types(&[""]).hears("1.2 done.");
    let state = talk.state();
    let attachment = &state.runbooks[0];
    let seen = attachment.steps.values();
    let seen: Vec<_> = seen.filter_map(|step| step.observed.clone()).collect();
    assert_eq!(seen, ["as expected"]);
    talk.types(&["7.1"]).hears("Step 7.1, pending:");
    talk.types(&["done", "she sees the wiki"])
        .hears("7.1 done.");
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
fn help_tells_every_act_of_the_walk() {
    let mut talk = Talk::of(Desk::walking());
    talk.types(&["help"]);
    let unspoken = ["go on", "answer", "page down", "page up", "all", "suspend"];
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
