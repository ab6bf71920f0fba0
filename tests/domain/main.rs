//! The rules of incidents and steps: past commands, a command, and the events or the
//! refusal that must follow.

mod amend;
mod automatic;
mod changes;
mod ends;
mod facts;
mod guards;
mod incident;
mod lasting;
mod late;
mod matrix;
mod metrics;
mod planned;
mod resolve;
mod runbooks;
mod standings;
mod undo;
mod values;
mod when;
mod words;

use runsheet_kit::{hostile, support};

use runsheet::domain::command::Command;
use support::World;

/// One step of every sort.
pub const PROOF: &str = include_str!("proof.yaml");
/// A second runbook.
pub const OTHER: &str = include_str!("other.yaml");
/// Planned work.
pub const PLANNED: &str = include_str!("planned.yaml");

/// What must follow.
pub enum Then {
    /// Events of these kinds, in this order.
    Events(&'static [&'static str]),
    /// A refusal that says this.
    Refused(&'static str),
}

/// Given past commands, when a command comes, then these events follow, or this refusal.
pub fn check(cases: Vec<(&str, Vec<Command>, Command, Then)>) {
    for (name, given, when, then) in cases {
        let mut world = World::new(PROOF);
        for command in given {
            world.wait(1_000);
            world.ok(command);
        }
        world.wait(1_000);
        let before = world.state();
        match then {
            Then::Events(kinds) => assert_eq!(world.ok(when), kinds, "{name}"),
            Then::Refused(says) => {
                let said = world.no(when);
                assert!(said.contains(says), "{name}: \"{said}\" lacks \"{says}\"");
                assert_eq!(world.state(), before, "{name}: a refusal changes nothing");
            }
        }
    }
}
