//! The rules of a drill: its clock, what it plays in, what is seen when, what it is worth,
//! and when to train again.

use std::sync::Arc;

use runsheet::domain::command::Command;
use runsheet::domain::event::Payload;
use runsheet::domain::state::Status;
use runsheet::domain::time::{Precision, Reported};
use runsheet::drill::{History, NOTHING, OPENING_QUESTION, SeenAs, Timing, Verdict, act};
use runsheet::journal::MemoryJournal;
use runsheet::library::{ScenarioEntry, read_scenario_text};
use runsheet::session::SubmitOptions;

use crate::format::example;
use crate::players::{expert, in_order, nothing};
use crate::support::{opening, replica};
use crate::world::{How, SECOND, World, how, library};

const MINUTE: i64 = 60 * SECOND;

/// The scenario of the documentation, which has every part.
fn script() -> ScenarioEntry {
    read_scenario_text("example", &example(), library()).unwrap()
}

fn world() -> World {
    let mut world = World::open(&script(), &how());
    world.find_runbook();
    world
}

fn start(world: &mut World, step: &str) {
    let step = world.step(step);
    world.ok(Command::StartStep { step });
}

fn fail(world: &mut World, step: &str) {
    let step = world.step(step);
    let observed = "not as expected".to_owned();
    world.ok(Command::FailStep { step, observed });
}

fn answer(world: &mut World, step: &str, answer: &str) {
    let step = world.step(step);
    world.ok(Command::CompleteStep {
        step,
        observed: None,
        answer: Some(answer.into()),
        approved_by: None,
        confirm: None,
    });
}

fn hold() -> Command {
    let (reason, waiting_on) = (None, None);
    Command::Hold { reason, waiting_on }
}

fn texts(world: &mut World) -> Vec<String> {
    let drill = world.drill();
    drill.play.seen.iter().map(|s| s.text.clone()).collect()
}

fn injects(world: &mut World) -> Vec<(String, i64)> {
    let opened = world.state().opened_at.unwrap();
    let played = world.drill().play.played;
    let played = played.iter();
    played
        .map(|p| (p.id.to_string(), p.at.since(opened)))
        .collect()
}

#[test]
fn a_drill_begins_without_a_runbook_and_knows_when_it_was_noticed() {
    let mut world = World::open(&script(), &how());
    let state = world.state();
    assert!(state.runbooks.is_empty());
    let (opened, detected) = (state.opened_at.unwrap(), state.milestones.detected.unwrap());
    assert_eq!(opened.since(detected.at), 3 * MINUTE);
    assert!(!detected.reported && !state.detection.unwrap().assumed);
    let reference = state.scenario.unwrap();
    assert!(
        reference
            .starts_with("signin-rejected?variant=unreachable&seed=7&speed=1&short=false&sha256=")
    );
}

#[test]
fn its_clock_runs_as_fast_as_it_is_told() {
    let mut world = World::open(&script(), &How { speed: 10, ..how() });
    let opened = world.state().opened_at.unwrap();
    world.clock.advance_ms(30 * SECOND);
    world.find_runbook();
    start(&mut world, "scope");
    let state = world.state();
    let first = state.milestones.first_action.unwrap().at;
    assert_eq!(first.since(opened), 5 * MINUTE);
    let incident = world.session.load(world.id).unwrap();
    let (last, _) = incident.log().next_back().unwrap();
    assert_eq!(
        last.recorded_at.since(opened),
        30 * SECOND,
        "the wall's clock is kept too"
    );
}

/// Times are typed by the wall's clock, and mean as much of the drill's.
#[test]
fn a_time_that_is_typed_lies_as_far_back_by_its_own_clock() {
    let mut world = World::open(&script(), &How { speed: 10, ..how() });
    world.find_runbook();
    world.clock.advance_ms(MINUTE);
    let wall = world.session.now();
    let options = SubmitOptions {
        at: Some(Reported {
            at: wall.plus_ms(-2 * MINUTE),
            precision: Precision::Minute,
        }),
        auto_start: false,
    };
    let command = Command::StartStep {
        step: world.step("scope"),
    };
    let outcome = world.session.submit(world.id, command, options).unwrap();
    let opened = world.state().opened_at.unwrap();
    let at = outcome.events[0].event.occurred_at;
    assert_eq!(at.since(opened), 8 * MINUTE, "ten minutes, less two");
    world.ok(Command::SendUpdate {
        text: "more soon".into(),
        audience: None,
        next_due: Some(wall.plus_ms(5 * MINUTE)),
    });
    let due = world.state().updates[0].next_due.unwrap();
    assert_eq!(due.since(opened), 15 * MINUTE);
}

#[test]
fn its_clock_stands_while_it_is_held_and_nothing_falls_due() {
    let mut world = world();
    world.wait(5 * MINUTE);
    world.ok(hold());
    world.wait(60 * MINUTE);
    assert_eq!(injects(&mut world), []);
    let wall = world.session.now();
    assert_eq!(world.drill().elapsed_ms(&world.state(), wall), 5 * MINUTE);
    world.ok(Command::Resume);
    assert_eq!(injects(&mut world), []);
    world.wait(2 * MINUTE);
    assert_eq!(
        injects(&mut world),
        [("status-asked".to_owned(), 6 * MINUTE)]
    );
    assert_eq!(
        world.state().holds[0].length_ms(),
        Some(0),
        "a hold takes none of its time"
    );
}

#[test]
fn what_is_due_is_played_in_once_at_its_own_time() {
    let mut world = world();
    world.wait(5 * MINUTE);
    start(&mut world, "server-test");
    fail(&mut world, "server-test");
    world.wait(9 * MINUTE);
    world.wait(9 * MINUTE);
    let expected = [
        ("service-back".to_owned(), 5 * MINUTE + 30 * SECOND),
        ("status-asked".to_owned(), 6 * MINUTE),
    ];
    assert_eq!(injects(&mut world), expected);
    // Another process looked at the same moment.
    let at = world.state().now(world.session.now());
    let inject = "status-asked".to_owned();
    world.ok(Command::Inject { inject, at });
    assert_eq!(injects(&mut world), expected);
}

#[test]
fn a_reply_answers_what_was_asked_before_it() {
    let mut world = world();
    let update = || Command::SendUpdate {
        text: "thirteen people".into(),
        audience: None,
        next_due: None,
    };
    world.ok(update());
    world.wait(7 * MINUTE);
    assert_eq!(
        world.drill().outstanding().len(),
        1,
        "the first word came before the question"
    );
    world.wait(4 * MINUTE);
    world.ok(update());
    assert!(world.drill().outstanding().is_empty());
    let told = world
        .score()
        .items
        .into_iter()
        .find(|i| i.id.as_str() == "told")
        .unwrap();
    assert_eq!(told.timing, Timing::Late);
    assert_eq!(told.by_ms, Some(10 * MINUTE));
}

#[test]
fn nothing_is_seen_before_somebody_looks() {
    let mut world = world();
    world.wait(MINUTE);
    assert_eq!(texts(&mut world), Vec::<String>::new());
    start(&mut world, "server-test");
    assert_eq!(
        texts(&mut world),
        Vec::<String>::new(),
        "the command was not run"
    );
    let step = world.step("server-test");
    world.ok(Command::CopyRun { step, index: 1 });
    assert_eq!(
        texts(&mut world),
        ["ERROR: Authentication Server not responding"]
    );
    let form = world.drill().play.seen[0].form.clone();
    assert_eq!(form, SeenAs::Output(1));
    start(&mut world, "scope");
    assert_eq!(texts(&mut world)[1], "Only the sales group. Others work.");
    start(&mut world, "collect-client-log");
    assert_eq!(world.drill().logs()[0].0, "vpnagent.log");
}

#[test]
fn a_step_that_the_screen_starts_shows_nothing_yet() {
    let mut world = World::open(&script(), &how());
    let runbook = world.drill().script.scenario.runbook.clone();
    let entry = library().get(runbook.as_str()).unwrap();
    let options = SubmitOptions {
        at: None,
        auto_start: true,
    };
    let found = ("stuck".to_owned(), 1);
    let (book, text) = (entry.book.clone(), entry.shared_text());
    world
        .session
        .attach_found(world.id, book, &text, found, options)
        .unwrap();
    assert!(world.state().current_step().is_some());
    assert_eq!(texts(&mut world), Vec::<String>::new());
}

#[test]
fn what_a_repair_changes_is_seen_by_whoever_stands_there() {
    let mut world = world();
    start(&mut world, "signed-in");
    assert!(texts(&mut world)[0].ends_with("is still refused."));
    start(&mut world, "server-test");
    fail(&mut world, "server-test");
    world.wait(MINUTE);
    let last = texts(&mut world).pop().unwrap();
    assert!(last.ends_with("is in."), "{last}");
}

#[test]
fn acts_outside_the_script_show_nothing_unusual() {
    let mut world = world();
    start(&mut world, "verify-credentials");
    fail(&mut world, "verify-credentials");
    assert_eq!(texts(&mut world), [NOTHING], "it is said once");
    world.ok(Command::TakeAction {
        text: "kicked the server".into(),
        device: None,
        risk: runsheet::domain::runbook::Risk::Change,
        rollback: None,
        step: None,
    });
    assert_eq!(texts(&mut world), [NOTHING, NOTHING]);
}

#[test]
fn an_undone_act_was_not_seen_and_counts_for_nothing() {
    let mut world = world();
    answer(&mut world, "scope", "group");
    let of = |world: &mut World| world.score().items[0].timing;
    assert_eq!(of(&mut world), Timing::InTime);
    world.ok(Command::Undo {
        event: None,
        reason: None,
    });
    assert_eq!(of(&mut world), Timing::Missed);
    assert_eq!(texts(&mut world), Vec::<String>::new());
}

#[test]
fn hints_cost_more_and_more() {
    let mut world = world();
    let id = world.id;
    assert_eq!(world.drill().next_hint(), Some(1));
    let shown: Vec<_> = (0..4)
        .map(|_| act::hint(&mut world.session, id).unwrap())
        .collect();
    assert_eq!(
        shown[0].as_deref(),
        Some("Who can sign in, and who cannot?")
    );
    assert_eq!(shown[3], None);
    assert_eq!(world.score().hints, (3, 6));
    assert_eq!(world.drill().next_hint(), None);
}

#[test]
fn a_forbidden_act_is_a_gate_and_its_until_ends_it() {
    for (first, wrong) in [("restart-client", 1), ("scope", 0)] {
        let mut world = world();
        if first == "scope" {
            answer(&mut world, "scope", "group");
        }
        fail(&mut world, "restart-client");
        let score = world.score();
        assert_eq!(score.forbidden.len(), wrong, "{first}");
        let gates = score.gates.iter().filter(|g| g.starts_with("forbidden"));
        assert_eq!(gates.count(), wrong, "{first}");
    }
}

#[test]
fn a_wrong_cause_is_not_yet_whatever_the_points_say() {
    let mut world = world();
    expert_but(&mut world, "credentials");
    let score = world.score();
    assert_eq!(score.verdict, Some(Verdict::NotYet));
    assert_eq!(score.gates, ["wrong cause: credentials"]);
    assert!(score.percent() > 80, "{score:#?}");
}

/// Plays as an expert and takes another cause in the end.
fn expert_but(world: &mut World, cause: &str) {
    *world = World::open(&script(), &how());
    expert(world);
    world.ok(Command::Reopen {
        reason: "not that".into(),
    });
    let resolve = Command::Resolve {
        cause: Some(cause.into()),
        contributing: vec![],
        summary: None,
        owner: None,
    };
    for (at, judged) in world.state().judgements {
        let standing = runsheet::domain::event::Standing::Open;
        let because = judged.because;
        world.ok(Command::JudgeCause {
            cause: at,
            standing,
            because,
        });
    }
    world.ok(resolve);
}

#[test]
fn a_disruptive_act_that_nobody_asked_for_costs_and_is_no_gate() {
    let sales = crate::world::scenarios()
        .get("sales-cannot-sign-in")
        .unwrap();
    let mut world = World::open(sales, &how());
    expert(&mut world);
    let before = world.score();
    world.ok(Command::Reopen {
        reason: "once more".into(),
    });
    world.ok(Command::TakeAction {
        text: "restarted the headend".into(),
        device: Some("asa1".into()),
        risk: runsheet::domain::runbook::Risk::Disrupt,
        rollback: None,
        step: None,
    });
    let after = world.score();
    assert_eq!(after.unneeded.len(), 1);
    assert_eq!(after.unneeded[0].what, "restarted the headend");
    assert!(after.gates.iter().all(|g| !g.contains("restarted")));
    assert!(after.points + 2 <= before.points, "{after:#?}");
}

/// Resolves an expert's drill again, with these causes.
fn cause_points(text: &str, cause: &str, contributing: &[&str]) -> (u32, Vec<String>) {
    let script = read_scenario_text("example", text, library()).unwrap();
    let mut world = World::open(&script, &how());
    expert(&mut world);
    if world.state().status == Some(Status::Resolved) {
        world.ok(Command::Reopen {
            reason: "once more".into(),
        });
    }
    for (at, judged) in world.state().judgements {
        world.ok(Command::JudgeCause {
            cause: at,
            standing: runsheet::domain::event::Standing::Open,
            because: judged.because,
        });
    }
    world.ok(Command::Resolve {
        cause: Some(cause.into()),
        contributing: contributing.iter().map(|c| (*c).to_owned()).collect(),
        summary: None,
        owner: Some("ann".into()),
    });
    let score = world.score();
    (score.cause.points, score.gates)
}

#[test]
fn two_causes_at_once_want_both_and_one_gives_a_point() {
    let both = example().replace("also: []", "also: [account]");
    let none = Vec::<String>::new();
    let points = |cause, more: &[&str]| cause_points(&both, cause, more);
    assert_eq!(points("aaa-unreachable", &["account"]), (2, none.clone()));
    assert_eq!(points("account", &["aaa-unreachable"]), (2, none.clone()));
    assert_eq!(points("account", &[]), (1, none));
    assert_eq!(points("credentials", &["account"]).0, 0);
}

#[test]
fn where_nobody_can_know_the_right_cause_is_unknown() {
    let unknown = example().replace("cause: aaa-unreachable           #", "cause: unknown #");
    assert_eq!(cause_points(&unknown, "unknown", &[]).0, 2);
    let (points, gates) = cause_points(&unknown, "account", &[]);
    assert_eq!(
        (points, gates),
        (0, vec!["wrong cause: account".to_owned()])
    );
}

#[test]
fn a_runbook_found_late_gives_one_point() {
    let mut world = World::open(&script(), &how());
    let id = world.id;
    assert_eq!(world.score().found.points, 0);
    for (runbook, points) in [("asa-failover", 0), ("aaa-server-unreachable", 1)] {
        let entry = library().get(runbook).unwrap();
        let (book, text) = (entry.book.clone(), entry.shared_text());
        world
            .session
            .attach(id, book, &text, SubmitOptions::default())
            .unwrap();
        assert_eq!(world.score().found.points, points, "{runbook}");
    }
}

#[test]
fn a_live_incident_holds_the_drill_at_once() {
    let mut world = world();
    world.wait(MINUTE);
    let entry = library().get("asa-failover").unwrap();
    let mut live = opening(&entry.book);
    live.mode = Some(runsheet::domain::event::Mode::Live);
    let live = world
        .session
        .open(live, &entry.shared_text(), SubmitOptions::default())
        .unwrap();
    let state = world.state();
    assert_eq!(state.status, Some(Status::Held));
    assert_eq!(state.waiting_on.as_deref(), Some("live incident INC-2"));
    // Planned work and a second drill hold nothing.
    world.ok(Command::Resume);
    act::open(&mut world.session, crate::world::start(&script(), &how())).unwrap();
    assert_eq!(world.state().status, Some(Status::Open));
    assert_ne!(live.incident, world.id);
}

#[test]
fn what_belongs_to_drills_is_refused_elsewhere() {
    let mut world = world();
    let entry = library().get("asa-failover").unwrap();
    let live = world
        .session
        .open(
            opening(&entry.book),
            &entry.shared_text(),
            SubmitOptions::default(),
        )
        .unwrap();
    for command in [
        Command::ShowHint { level: 1 },
        Command::Debrief { answers: vec![] },
        Command::Inject {
            inject: "status-asked".into(),
            at: world.session.now(),
        },
    ] {
        assert!(
            world
                .session
                .submit(live.incident, command, SubmitOptions::default())
                .is_err()
        );
    }
    assert!(
        act::tick(&mut world.session, live.incident)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_debrief_asks_first_what_surprised_and_ends_what_is_not_over() {
    let mut world = world();
    world.wait(MINUTE);
    let said = vec!["that others worked".to_owned(), "the test".to_owned()];
    act::debrief(&mut world.session, world.id, said.clone()).unwrap();
    let state = world.state();
    assert_eq!(state.status, Some(Status::Cancelled));
    let debrief = world.drill().debrief(&state);
    assert_eq!(debrief.questions[0], OPENING_QUESTION);
    assert_eq!(debrief.questions.len(), 2);
    assert_eq!(debrief.answers, Some(said));
    assert_eq!(debrief.gaps.len(), 2);
    assert_eq!(debrief.score.verdict, Some(Verdict::NotYet));
}

#[test]
fn its_clock_stands_once_it_is_over() {
    let mut world = World::open(&script(), &how());
    expert(&mut world);
    let state = world.state();
    let wall = world.session.now();
    let played = world.drill().elapsed_ms(&state, wall);
    world.clock.advance_ms(24 * 60 * MINUTE);
    world.ok(Command::Close { reason: None });
    act::debrief(&mut world.session, world.id, vec!["nothing".into()]).unwrap();
    let wall = world.session.now();
    assert_eq!(world.drill().elapsed_ms(&world.state(), wall), played);
    assert_eq!(world.score().verdict, Some(Verdict::Strong));
}

#[test]
fn training_again_is_due_in_7_30_and_90_days_and_on_another_variant() {
    let sales = crate::world::scenarios()
        .get("sales-cannot-sign-in")
        .unwrap();
    let journal = MemoryJournal::new(replica(1));
    let mut ids = 1;
    let mut days = |play: fn(&mut World), variant: &'static str| {
        ids += 1;
        let begins = crate::support::start_time().plus_ms(ids * 60 * MINUTE);
        let ids = u128::try_from(ids).unwrap();
        let how = How {
            begins,
            ids,
            variant: Some(variant),
            ..how()
        };
        let mut world = World::open_on(Box::new(journal.clone()), sales, &how);
        play(&mut world);
        let history = History::read(&mut world.session, "ann").unwrap();
        let due = history.due(&sales.scenario);
        let last = history.last(&sales.scenario.id).unwrap().ended_at;
        assert_eq!(
            due.at.unwrap().since(last),
            due.days.unwrap() * 24 * 60 * MINUTE
        );
        (due.days.unwrap(), due.variant.unwrap().to_string())
    };
    let locked = || "locked".to_owned();
    assert_eq!(days(nothing, "unreachable"), (7, locked()));
    assert_eq!(days(expert, "locked"), (30, "unreachable".to_owned()));
    assert_eq!(days(expert, "unreachable"), (90, locked()));
    assert_eq!(days(in_order, "unreachable").1, locked());
    assert_eq!(days(nothing, "locked").0, 7);
}

#[test]
fn a_later_edit_does_not_rewrite_a_drill() {
    let journal = MemoryJournal::new(replica(1));
    let mut world = World::open_on(Box::new(journal.clone()), &script(), &how());
    world.find_runbook();
    start(&mut world, "scope");
    let edited = example().replace("Only the sales group.", "Everybody.");
    let edited = read_scenario_text("example", &edited, library()).unwrap();
    assert_ne!(edited.sha256, script().sha256);
    // Another process, which knows nothing of the drill but its journal.
    let mut other = crate::world::connect(Box::new(journal), &world.clock, 5);
    let drill = runsheet::drill::Drill::of(other.load(world.id).unwrap()).unwrap();
    assert_eq!(
        drill.play.seen[0].text,
        "Only the sales group. Others work."
    );
    assert_eq!(drill.script.reference.sha256, script().sha256);
}

#[test]
fn an_export_says_nothing_of_the_cause_while_it_is_played() {
    let mut world = world();
    let running = world.json();
    assert_eq!(running["drill"]["score"], serde_json::Value::Null);
    assert_eq!(running["drill"]["debrief"], serde_json::Value::Null);
    assert_eq!(running["incident"]["mode"], "drill");
    act::debrief(&mut world.session, world.id, vec![]).unwrap();
    assert_eq!(world.json()["drill"]["score"]["verdict"], "not yet");
}

#[test]
fn events_of_a_drill_keep_their_contract() {
    let mut world = World::open(&script(), &how());
    expert(&mut world);
    let incident = world.session.load(world.id).unwrap();
    let kinds: Vec<&str> = incident
        .log()
        .map(|(r, _)| r.event.payload.kind())
        .collect();
    for kind in [
        "search.chosen",
        "runbook.attached",
        "drill.injected",
        "incident.resolved",
    ] {
        assert!(kinds.contains(&kind), "{kind}");
    }
    let all_effective = incident.log().all(|(_, effective)| effective);
    assert!(all_effective);
    let scenario: Option<Arc<str>> = incident.log().find_map(|(r, _)| match &r.event.payload {
        Payload::IncidentOpened { scenario, .. } => scenario.as_deref().map(Arc::from),
        _ => None,
    });
    assert!(scenario.unwrap().contains("?variant="));
}
