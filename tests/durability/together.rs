//! Two processes on one journal.

use std::collections::{BTreeMap, HashSet};
use std::process::Stdio;

use runsheet::domain::command::Command;
use runsheet::domain::event::Recorded;
use runsheet::session::SubmitOptions;

use crate::crash::actor::{Actor, Told, wait_for_note};
use crate::crash::program::{Place, RUNBOOK, replied_ids, sound_log, text};

const EACH: usize = 490;
/// Acts through the command line, beside the two.
const COMMANDS: usize = 20;

/// 1,000 acts on one incident: none is lost, none has another's number, both see both.
#[test]
fn two_processes_act_on_one_incident() {
    let place = Place::new();
    let incident = place.start();
    let also = [
        ("ACTS", EACH.to_string()),
        ("ALL", (2 * EACH + COMMANDS).to_string()),
    ];
    let mut actors = [(); 2].map(|()| Actor::start(&place, incident, "crowd", &also));
    for actor in &actors {
        actor.wait_for(&Told::Ready);
    }
    for actor in &mut actors {
        actor.go();
    }
    let mut told: Vec<String> = Vec::new();
    for i in 0..COMMANDS {
        let note = format!("command {i}");
        let output = place
            .runsheet(&["note", &incident.to_string(), &note, "--json"])
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
        told.extend(replied_ids(&output));
    }
    for actor in actors {
        let mut saw = false;
        while let Some(next) = actor.next() {
            match next {
                Told::Done { events, .. } => told.extend(events),
                Told::Saw => saw = true,
                Told::Ready | Told::Other(_) => {}
            }
        }
        actor.end();
        assert!(saw, "it did not see everybody's acts");
    }
    assert_eq!(told.len(), 2 * EACH + COMMANDS);
    let log = sound_log(&mut place.session(), incident);
    let there: HashSet<String> = log.iter().map(|r| r.id.to_string()).collect();
    let lost: Vec<&String> = told.iter().filter(|id| !there.contains(*id)).collect();
    assert!(lost.is_empty(), "lost {lost:?}");
    // The opening adds its own few.
    assert_eq!(there.len(), log.len(), "an id is there twice");
    contiguous(&log);
}

/// In each chain the numbers are 1, 2, 3 and so on.
fn contiguous(log: &[Recorded]) {
    let mut chains: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    for r in log {
        let chain = chains.entry((r.incident_id, r.replica)).or_default();
        chain.push(r.seq);
    }
    for (chain, mut numbers) in chains {
        numbers.sort_unstable();
        let expected: Vec<u64> = (1..=numbers.len() as u64).collect();
        assert_eq!(numbers, expected, "{chain:?}");
    }
}

/// Each sees what the other has recorded by looking, without writing itself.
#[test]
fn each_sees_the_other() {
    let place = Place::new();
    let incident = place.start();
    let times = 20;
    let also = [("ACTS", times.to_string())];
    let actor = Actor::start(&place, incident, "echo", &also);
    actor.wait_for(&Told::Ready);
    let mut session = place.session();
    session.load(incident).expect("the incident is there");
    for i in 0..times {
        let ping = Command::AddNote {
            text: format!("ping {i}"),
            step: None,
        };
        let done = session.submit(incident, ping, SubmitOptions::default());
        done.expect("nothing forbids it");
        wait_for_note(&mut session, incident, &format!("pong {i}"));
    }
    actor.end();
}

/// Two that make the journal at the same moment both get it, and different keys.
#[test]
fn two_processes_begin_one_journal() {
    for round in 0..25 {
        let place = Place::new();
        let children = [(); 2].map(|()| {
            let mut command = place.runsheet(&["start", RUNBOOK, "--detach"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().expect("the program runs")
        });
        let mut keys = children.map(|child| {
            let output = child.wait_with_output().expect("it ends");
            let said = text(&output.stderr);
            assert!(output.status.success(), "round {round}: {said}");
            text(&output.stdout)
        });
        keys.sort();
        assert_eq!(keys, ["INC-1\n", "INC-2\n"], "round {round}");
    }
}
