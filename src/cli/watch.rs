//! `watch [INCIDENT]`: an incident as it goes on, for whoever only looks: a lead, or a screen on
//! the wall. Nothing can be recorded from there.

use serde_json::Value;

use super::context::Program;
use super::failure::{Exit, Failure};
use super::{output, screen, status};
use crate::report::folded;

#[derive(Debug, clap::Args)]
pub struct WatchArgs {
    /// A key (INC-12, 12), an id, or last; the newest unfinished one if left out
    incident: Option<String>,
    /// Print how it stands once, and end
    #[arg(long)]
    once: bool,
    /// With --once: print JSON, the timeline document without its events
    #[arg(long, requires = "once")]
    json: bool,
}

pub fn run(program: &mut Program, args: WatchArgs) -> Result<(), Failure> {
    program.only_looks()?;
    let (stamp, now) = (program.stamp(), program.now());
    let name = match args.incident {
        Some(name) => name,
        None => {
            let newest = program.session()?.peek_unfinished()?.pop();
            let newest = newest.ok_or_else(|| {
                Failure::new(Exit::NoInput, "no incident is unfinished")
                    .hint("name one: incidents lists them")
            })?;
            newest.0.key()
        }
    };
    let (head, _) = program.incident(&name)?;
    if !args.once {
        screen::require_terminal(program)?;
        return screen::walk(program, head.id);
    }
    let incident = program.loaded(head.id)?;
    if args.json {
        let text = |sha256: &str| program.text(sha256);
        return output::print_json(&Value::Object(folded(incident, stamp, &text)));
    }
    output::print(&status::describe(&head.key(), incident.state(), now))
}
