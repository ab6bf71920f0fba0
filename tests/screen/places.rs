//! The places over the walk and the home screen: keys in, frames and journal out.

use runsheet::domain::command::Command;
use runsheet::domain::event::{Finding, FoundLine, Standing};
use runsheet::session::SubmitOptions;
use runsheet::tui::effect::Msg;
use runsheet::tui::model::Overlay;
use runsheet::tui::theme::{ASCII, Palette, Theme, UNICODE};

use crate::frames::golden;
use crate::support::{Desk, clock, journal};
use crate::walk::pass_over_critical_steps;

const START: &str = "stuck at authenticating<Enter>s";

/// A desk that walks an incident in which something happened.
fn busy(columns: u16, rows: u16) -> Desk {
    let mut desk = Desk::sized(columns, rows);
    desk.keys(START).wait(72);
    desk.keys("1fwrong domain<Enter>").wait(30);
    desk.keys("arestarted radiusd<Enter>1aaa1<Enter>start the old one<Enter>");
    desk.wait(300);
    desk.keys("@-4m<Enter>nseen on a second laptop<Enter>");
    desk
}

#[test]
fn the_timeline_is_filtered_by_words_kinds_and_people() {
    let mut desk = busy(80, 24);
    desk.keys("t").sees("Timeline of INC-1");
    golden(&desk, "timeline");
    let all = desk.kinds().len();
    desk.keys("/step.failed<Enter>")
        .sees(&format!("1 of {all} events"))
        .sees("1.2 failed: wrong domain")
        .sees_no("radiusd");
    desk.keys("/<C-u>ADA radius").sees(&format!("1 of {all}"));
    desk.keys("<C-u>nobody")
        .sees("no event has all these words");
    desk.keys("<Esc>").sees(&format!("{all} events"));
    desk.keys("q").sees("Basic checks");
}

#[test]
fn a_late_entry_shows_both_times() {
    let mut desk = busy(80, 24);
    desk.keys("t/laptop<Enter>");
    let frame = desk.frame();
    let line = frame
        .lines()
        .find(|line| line.contains("second laptop"))
        .unwrap();
    assert!(line.contains("~ (recorded "), "{line}");
    desk.keys("/<C-u>late<Enter>").sees("1 of");
}

#[test]
fn an_event_is_shown_whole_and_its_neighbours_are_a_key_away() {
    let mut desk = busy(80, 24);
    desk.keys("t/laptop<Enter><Enter>");
    golden(&desk, "event");
    for text in [
        "kind",
        "note.added",
        "as reported, to the minute",
        "role",
        "responder",
        "ada",
    ] {
        desk.sees(text);
    }
    desk.keys("<Esc><Esc><Enter>k").sees("action.taken");
    desk.sees("start the old one");
    desk.keys("q").sees("Timeline of");
}

#[test]
fn the_selected_event_is_undone_with_a_y() {
    let mut desk = busy(80, 24);
    let before = desk.kinds().len();
    desk.keys("t/radiusd<Enter>u")
        .sees("Undo this event?")
        .sees("restarted radiusd");
    desk.keys("<Enter>").sees("Undo this event?");
    assert_eq!(desk.kinds().len(), before);
    desk.keys("n").sees("Timeline of");
    desk.keys("uy")
        .sees("undone: act on aaa1")
        .sees("Timeline of");
    assert_eq!(desk.state().changes_in_force().count(), 0);
    desk.keys("u")
        .sees("this event cannot be undone")
        .sees("it is undone already");
    assert_eq!(desk.kinds().len(), before + 1);
    desk.keys("<Esc>g u").sees("part of the opening");
}

#[test]
fn the_selected_event_is_corrected_with_a_reason() {
    let mut desk = busy(120, 24);
    desk.keys("t/laptop<Enter>E")
        .sees("Correct an event")
        .sees("at >");
    desk.keys("soonish<Enter>").sees("is no time");
    desk.keys("<C-u>-3m<Enter>grace<Enter>seen on two laptops<Enter><Enter>")
        .sees("that is empty");
    desk.keys("heard it wrong<Enter>")
        .sees("corrected")
        .sees("Timeline of");
    desk.keys("/<C-u>seen on<Enter>")
        .sees("corrected: note: seen on two laptops")
        .sees("grace");
    desk.keys("<Enter>")
        .sees("was")
        .sees("by ada")
        .sees("note: seen on a second laptop");
    let id = desk.id();
    let incident = desk.app.session().load(id).unwrap();
    let (last, _) = incident.log().next_back().unwrap();
    assert_eq!(last.data()["reason"], "heard it wrong");
    assert_eq!(last.data()["actor"], "grace");
    // A correction itself cannot be corrected.
    desk.keys("<Esc><Esc>/heard<Enter>E")
        .sees("correct that one");
}

#[test]
fn others_events_come_into_an_open_timeline() {
    let (journal, clock) = (journal(), clock());
    let mut ada = Desk::at(80, 24, &journal, &clock, "ada");
    ada.keys(START)
        .keys("t/note<Enter>")
        .sees("no event has all");
    let mut bob = Desk::at(80, 24, &journal, &clock, "bob");
    bob.keys("<Tab>g<Enter>nfrom bob<Enter>");
    ada.app.handle(runsheet::tui::effect::Msg::Refresh);
    ada.draw();
    ada.sees("note: from bob").sees("1 of");
}

#[test]
fn two_panes_where_there_is_room() {
    let mut desk = busy(200, 60);
    desk.keys("t/laptop<Enter>")
        .sees("note: seen on a second laptop");
    desk.sees("note.added").sees("as reported");
}

#[test]
fn changes_in_force_say_since_when_and_by_whom_and_are_reverted_there() {
    let mut desk = busy(80, 24);
    desk.sees("1 in force");
    desk.keys("aopened the guest net<Enter>1wlc1<Enter><Enter>")
        .sees("2 in force");
    desk.keys("B");
    golden(&desk, "changes");
    desk.sees("in force for 5:00, by ada")
        .sees("rollback: start the old one");
    desk.keys("j<Enter>put back<Enter>")
        .sees("no longer in force");
    desk.sees("Changes in force").sees_no("restarted radiusd");
    desk.keys("<Enter><Esc>").sees("Changes in force");
    desk.keys("<Enter><Enter>")
        .sees("Basic checks")
        .sees_no("1 in force");
    assert_eq!(desk.state().changes_in_force().count(), 0);
}

#[test]
fn causes_show_every_reason_and_are_judged_there() {
    let mut desk = busy(80, 24);
    desk.keys("w").sees("Causes in INC-1");
    golden(&desk, "causes");
    desk.sees("suspected").sees("1.2 failed: wrong domain");
    desk.keys("<Enter>")
        .sees("what you think of it")
        .sees("so far: suspected");
    desk.keys("3typed it myself<Enter>")
        .sees("judgement recorded");
    desk.sees("confirmed").sees("judged: typed it myself");
    assert!(
        desk.state()
            .judgements
            .values()
            .any(|j| j.standing == Standing::Confirmed)
    );
    desk.keys("q").sees("Basic checks");
}

#[test]
fn without_evidence_the_place_says_where_it_comes_from() {
    let mut desk = busy(80, 24);
    desk.keys("E").sees("Evidence in INC-1").sees("l adds one");
    desk.keys("<Enter>").sees("there is no evidence");
}

#[test]
fn a_finding_leads_to_its_causes_and_its_step() {
    let mut desk = busy(80, 24);
    let found = {
        let state = desk.state();
        let runbook = state.runbooks[0].runbook.clone().unwrap();
        let signature = runbook
            .signatures
            .iter()
            .find(|s| s.step.is_some())
            .unwrap();
        Finding {
            runbook: runbook.id.clone(),
            signature: signature.id.clone(),
            causes: signature.causes.clone(),
            count: 14,
            first: FoundLine {
                line: 120,
                text: "AAA said \u{1b}[31mno".to_owned(),
            },
        }
    };
    let (id, signature) = (desk.id(), found.signature.to_string());
    let added = Command::AddEvidence {
        name: "vpnagent.log".to_owned(),
        sha256: "0".repeat(64),
        bytes: 2_048,
        lines: 300,
        findings: vec![found],
        step: None,
    };
    desk.app
        .session()
        .submit(id, added, SubmitOptions::default())
        .unwrap();
    desk.keys("nlooked<Enter>E")
        .sees("1 log")
        .sees("vpnagent.log");
    golden(&desk, "evidence");
    desk.sees("300 lines")
        .sees("one of: Wrong user name, password or group; User account")
        .sees_no(&signature)
        .sees("14 lines");
    desk.sees("line 120: AAA said ␛[31mno");
    desk.keys("<Enter>").sees("this row is a log");
    desk.keys("j<Enter>").sees_no("Evidence in");
    let row = desk
        .app
        .model()
        .walk
        .as_ref()
        .unwrap()
        .step()
        .unwrap()
        .clone();
    let state = desk.state();
    let runbook = state.runbooks[0].runbook.clone().unwrap();
    let pointed = runbook
        .signatures
        .iter()
        .find(|s| s.id.to_string() == signature);
    assert_eq!(Some(&row.step), pointed.unwrap().step.as_ref());
}

/// Several incidents, resolved after so many minutes, each with a given detection.
fn history(desk: &mut Desk, minutes: &[i64]) {
    for minutes in minutes {
        desk.keys(START).wait(60);
        desk.keys("1");
        pass_over_critical_steps(desk);
        desk.wait((minutes - 1) * 60);
        desk.keys(&format!("R1-{minutes}m<Enter><Enter><Enter><Enter>y"));
        desk.sees("resolved in");
        desk.keys("q").sees("type what you see");
        desk.keys("/<C-u>");
    }
}

#[test]
fn statistics_hold_medians_against_targets_and_claims() {
    let mut desk = Desk::new();
    history(&mut desk, &[12, 6, 30, 8, 9]);
    desk.keys("<Tab>S").sees("Statistics by runbook");
    golden(&desk, "statistics");
    desk.sees("live only, 5 incidents")
        .sees("9:00 p90 22:48")
        .sees("met 3 of 5")
        .sees("claim")
        .sees("not enough data, median 9:00 of 2")
        .sees("last 5, newest right");
    desk.keys("<Tab>")
        .sees("change only, 0 incidents")
        .sees("no incident of this mode");
    desk.keys("m").sees("drill only");
    desk.keys("m").sees("live only, 5");
    desk.keys("q").sees("runsheet");
}

#[test]
fn statistics_are_reached_from_the_walk_and_modes_are_never_pooled() {
    let mut desk = Desk::new();
    desk.keys("Let AnyConnect users sign in with certificates<Enter>s<Enter><Enter>")
        .sees("CHANGE");
    desk.keys("S").sees("live only, 0 incidents");
    desk.keys("m")
        .sees("change only, 1 incident")
        .sees("from start to end");
    desk.keys("q").sees("CHANGE");
}

#[test]
fn figures_that_come_late_find_their_place() {
    let mut desk = Desk::new();
    history(&mut desk, &[12]);
    desk.keys("<Tab>S");
    let samples = match &desk.app.model().overlay {
        Some(Overlay::Statistics(figures)) => figures.samples.clone().unwrap(),
        other => panic!("{other:?}"),
    };
    let twice: Vec<_> = samples.iter().chain(&samples).cloned().collect();
    desk.keys("?");
    desk.app.handle(Msg::Statistics(Ok(twice.into())));
    desk.keys("q").sees("live only, 2 incidents");
    desk.app
        .handle(Msg::Statistics(Err("the disk is gone".to_owned())));
    desk.draw();
    desk.sees("the disk is gone").sees("live only, 0 incidents");
    // Whoever went on meanwhile is not called back.
    desk.keys("q");
    desk.app.handle(Msg::Statistics(Ok(samples.into())));
    desk.draw();
    desk.sees("type what you see");
}

#[test]
fn every_place_fits_every_size_and_theme() {
    let themes = [
        (Palette::Dark, UNICODE),
        (Palette::Light, UNICODE),
        (Palette::Mono, ASCII),
    ];
    for (columns, rows) in [(60, 15), (80, 24), (200, 60)] {
        for (palette, glyphs) in themes {
            let mut desk = busy(columns, rows);
            desk.set_theme(Theme::new(palette, glyphs));
            for (keys, title) in [
                ("t", "Timeline of INC-1"),
                ("t<Enter>", "Event "),
                ("B", "Changes in force"),
                ("w", "Causes in INC-1"),
                ("E", "Evidence in INC-1"),
                ("l", "add a log"),
                ("S", "Statistics by runbook"),
                (":", "  actions"),
                ("?", "Help: walking"),
                ("h", "Handoff brief"),
            ] {
                desk.keys(keys).sees(title);
                if palette == Palette::Mono {
                    let frame = desk.frame();
                    let odd = frame.chars().find(|letter| !letter.is_ascii());
                    assert_eq!(odd, None, "{keys} at {columns}x{rows}\n{frame}");
                }
                desk.keys(if keys == "t<Enter>" {
                    "<Esc><Esc>"
                } else {
                    "<Esc>"
                });
                desk.sees_no(title).sees("INC-1");
            }
        }
    }
}

#[test]
fn what_is_awaited_comes_also_where_a_question_lies_over_the_place() {
    let mut desk = Desk::walking();
    desk.keys("S").sees("Statistics by runbook");
    desk.keys("/").sees("Find in this list");
    let gone = Err("the journal is gone".to_owned());
    desk.app
        .handle(runsheet::tui::effect::Msg::Statistics(gone));
    desk.draw();
    desk.sees("the journal is gone");
    desk.keys("<Esc>").sees("Statistics by runbook");
}
