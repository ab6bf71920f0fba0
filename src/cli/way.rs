//! The way to a target, as the command line takes it: a sign-in may take the terminal.

use std::io::IsTerminal;
use std::sync::Arc;

use uuid::Uuid;

use super::context::Program;
use super::failure::Failure;
use crate::domain::target::kind::Reads;
use crate::domain::target::{Target, Via};
use crate::paths::{harmless_environment, home};
use crate::run::Transport;
use crate::run::local::Local;
use crate::run::prompt::{Device, Speech};
use crate::run::ssh::{self, Dialogue, Master, Ssh};

/// The way to a target, or why there is none from here.
pub fn to(_: &Program, target: &Target) -> Result<Result<Box<dyn Transport>, String>, Failure> {
    let way: Box<dyn Transport> = match (&target.via, target.kind.reads) {
        (Via::Local, Reads::Shell) => Box::new(Local {
            environment: harmless_environment(),
            folder: home().unwrap_or_else(|| "/".into()),
        }),
        (Via::Ssh(alias), Reads::Shell) => match Master::connect(alias, Vec::new(), dialogue()) {
            Ok(master) => Box::new(Ssh::new(Arc::new(master), new_mark)),
            Err(what) => return Ok(Err(format!("{}: {what}", target.name))),
        },
        (Via::Ssh(alias), Reads::Prompt) => {
            let Some(speech) = Speech::of(target.kind.name) else {
                return Ok(Err(format!("nobody here speaks {}", target.kind.name)));
            };
            match Master::connect(alias, Vec::new(), dialogue()) {
                Ok(master) => Box::new(Device::new(speech, move || master.terminal())),
                Err(what) => return Ok(Err(format!("{}: {what}", target.name))),
            }
        }
        (via, _) => {
            let via = via.word();
            return Ok(Err(format!("nothing is sent over {via} by this version")));
        }
    };
    Ok(Ok(way))
}

/// Where a target is, as its way tells; a name alone says little in a year.
pub fn address(target: &Target) -> Option<String> {
    match &target.via {
        Via::Ssh(alias) => ssh::address(alias, &[]),
        Via::Local | Via::Tmux(_) => None,
    }
}

/// Whether ssh may ask: only where somebody sits.
fn dialogue() -> Dialogue {
    match std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        true => Dialogue::Terminal,
        false => Dialogue::Nobody,
    }
}

/// A mark that no output holds by chance.
fn new_mark() -> String {
    Uuid::now_v7().simple().to_string()
}
