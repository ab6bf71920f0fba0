//! SIGKILL at a random moment.

use std::collections::HashSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use runsheet::domain::event::{Payload, Recorded};
use runsheet::domain::id::IncidentId;

use crate::crash::actor::{Actor, Told};
use crate::crash::program::{Place, notes, replied_ids, sound_log};
use crate::crash::random::Random;

const ROUNDS: usize = 300;
/// An incident is walked through this many kills, then a new one is begun.
const KILLS: usize = 20;
/// Every so many rounds the act is a command of its own.
const COMMANDS: usize = 4;

#[test]
fn nothing_acknowledged_is_lost_to_a_kill() {
    let mut random = Random::new();
    let mut acknowledged = 0;
    let (mut cut_short, mut unheard) = (0, 0);
    for begin in (0..ROUNDS).step_by(KILLS) {
        let place = Place::new();
        let incident = place.start();
        let mut known = HashSet::new();
        for round in begin..begin + KILLS {
            let before = known.len();
            let current = match round % COMMANDS {
                0 => {
                    cut_short +=
                        usize::from(commands(&place, incident, round, &mut random, &mut known));
                    None
                }
                _ => walk(&place, incident, &mut random, &mut known),
            };
            acknowledged += known.len() - before;
            unheard += check(&place, incident, &mut known, current, round);
        }
    }
    assert!(
        acknowledged > ROUNDS,
        "only {acknowledged} acts: nothing was proved"
    );
    println!(
        "{ROUNDS} rounds, {acknowledged} events acknowledged; {unheard} were durable but not yet told; \
         {cut_short} commands cut short"
    );
}

/// An actor walks until it is killed. Gives the step that it last showed as current.
fn walk(
    place: &Place,
    incident: IncidentId,
    random: &mut Random,
    known: &mut HashSet<String>,
) -> Option<String> {
    let actor = Actor::start(place, incident, "walk", &[]);
    let mut current = None;
    let mut take = |told: Told| match told {
        Told::Done {
            events,
            current: step,
        } => {
            known.extend(events);
            current = Some(step);
        }
        Told::Other(line) => assert!(!line.contains("panicked"), "{line}"),
        Told::Ready | Told::Saw => {}
    };
    for _ in 0..random.below(25) {
        take(actor.next().expect("it walks until it is killed"));
    }
    pass(Duration::from_micros(random.below(6_000)));
    actor.kill().into_iter().for_each(take);
    current
}

/// Commands one after the other, the last one killed. Says whether that one was cut short.
fn commands(
    place: &Place,
    incident: IncidentId,
    round: usize,
    random: &mut Random,
    known: &mut HashSet<String>,
) -> bool {
    let id = incident.to_string();
    let count = 1 + random.below(3);
    for i in 0..count {
        let note = format!("round {round}, note {i}");
        let mut command = place.runsheet(&["note", &id, &note, "--json"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let last = i + 1 == count;
        if last {
            pass(Duration::from_micros(random.below(25_000)));
            child.kill().expect("a signal can be sent");
        }
        let output = child.wait_with_output().expect("it ends");
        let ids = replied_ids(&output);
        let told = !ids.is_empty();
        known.extend(ids);
        if !told {
            assert!(last, "{}", String::from_utf8_lossy(&output.stderr));
            return true;
        }
    }
    false
}

/// Lets time pass without giving the processor away: the moment of the kill is to be
/// anywhere, and a sleep wakes up at the scheduler's.
fn pass(time: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// Everything that was acknowledged is there, the chain holds, and the program offers to
/// go on at the right step. Says how many events were there that nobody had heard of.
fn check(
    place: &Place,
    incident: IncidentId,
    known: &mut HashSet<String>,
    shown: Option<String>,
    round: usize,
) -> usize {
    let offered = place.offers(incident);
    assert!(offered, "round {round}: the incident is not offered");
    let current = place.current_step(incident);
    let log = sound_log(&mut place.session(), incident);
    let there: HashSet<String> = log.iter().map(|r| r.id.to_string()).collect();
    let lost: Vec<&String> = known.difference(&there).collect();
    assert!(lost.is_empty(), "round {round}: lost {lost:?}");
    for r in &log {
        if let Payload::NoteAdded { text, .. } = &r.event.payload
            && text.starts_with("round")
        {
            assert_eq!(notes(&log, text), 1, "round {round}: twice: {text}");
        }
    }
    // Acts that were durable before anybody had heard of them may have moved it on.
    let unheard: Vec<&Recorded> = log
        .iter()
        .filter(|r| !known.contains(&r.id.to_string()))
        .collect();
    let moved = |r: &&Recorded| r.event.payload.kind().starts_with("step.");
    let started = unheard.iter().rev().find_map(|r| match r.event.payload {
        Payload::StepStarted { .. } => r.event.step.as_ref().map(|at| at.to_string()),
        _ => None,
    });
    if let Some(shown) = shown
        && !unheard.iter().copied().any(|r| moved(&r))
    {
        let current = current.unwrap_or_else(|| "-".to_owned());
        assert_eq!(current, shown, "round {round}: it goes on elsewhere");
    } else if let Some(started) = started {
        assert_eq!(
            current,
            Some(started),
            "round {round}: it goes on elsewhere"
        );
    }
    let new = unheard.len();
    known.extend(there);
    new
}
