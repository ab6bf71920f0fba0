//! The way to a target, as the command line takes it.

use super::context::Program;
use super::failure::Failure;
use crate::domain::target::kind::Reads;
use crate::domain::target::{Target, Via};
use crate::paths::{harmless_environment, home};
use crate::run::Transport;
use crate::run::local::Local;

/// The way to a target, or why there is none from here.
pub fn to(_: &Program, target: &Target) -> Result<Result<Box<dyn Transport>, String>, Failure> {
    let way: Box<dyn Transport> = match (&target.via, target.kind.reads) {
        (Via::Local, Reads::Shell) => Box::new(Local {
            environment: harmless_environment(),
            folder: home().unwrap_or_else(|| "/".into()),
        }),
        (via, _) => {
            let via = via.word();
            return Ok(Err(format!("nothing is sent over {via} by this version")));
        }
    };
    Ok(Ok(way))
}
