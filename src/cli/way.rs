//! The way to a target, as the command line takes it: a sign-in may take the terminal.

use std::sync::Arc;

use uuid::Uuid;

use super::asked;
use super::context::Program;
use super::failure::Failure;
use crate::domain::target::kind::Reads;
use crate::domain::target::{Target, Via};
use crate::paths::{harmless_environment, home};
use crate::run::Transport;
use crate::run::local::Local;
use crate::run::lock;
use crate::run::prompt::{Device, Speech};
use crate::run::ssh::{self, Dialogue, Master, Ssh};
use crate::run::tmux::{TmuxPane, TmuxServer};

/// The way to a target, or why there is none from here.
pub fn to(
    program: &Program,
    target: &Target,
) -> Result<Result<Box<dyn Transport>, String>, Failure> {
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
            let folder = program.paths()?.runs();
            let held = match lock::session(&folder, &target.name) {
                Ok(Some(held)) => held,
                Ok(None) => {
                    let what = "a session of yours is open there already, in another process";
                    return Ok(Err(format!("{}: {what}", target.name)));
                }
                Err(error) => return Ok(Err(format!("{}: {error}", target.name))),
            };
            match Master::connect(alias, Vec::new(), dialogue()) {
                Ok(master) => {
                    let device = Device::new(speech, move || {
                        let _ = &held;
                        master.terminal()
                    });
                    let answers = asked::is_attended()
                        .then(|| Box::new(asked::ask) as Box<dyn FnMut(&str) -> _ + Send>);
                    Box::new(device.asking(answers))
                }
                Err(what) => return Ok(Err(format!("{}: {what}", target.name))),
            }
        }
        (Via::Tmux(pane), _) => match in_pane(target, pane.as_deref()) {
            Ok(device) => Box::new(device),
            Err(what) => return Ok(Err(what)),
        },
        (via, _) => {
            let (via, kind) = (via.word(), target.kind.name);
            return Ok(Err(format!("nothing is sent to {kind} over {via}")));
        }
    };
    Ok(Ok(way))
}

/// A way through the pane that was named, or the only one whose prompt shows the target's host.
fn in_pane(target: &Target, pane: Option<&str>) -> Result<Device, String> {
    let tmux = TmuxServer::default();
    let Some(speech) = Speech::in_pane(target.kind.name) else {
        return Err(format!("no prompt of {} is known here", target.kind.name));
    };
    if let Some(pane) = pane {
        return tmux.open(pane, speech, target.host());
    }
    let found = tmux.of_host(speech, target.host())?;
    let pane = match &found[..] {
        [] => {
            return Err(format!(
                "no pane of tmux shows a prompt of {}; targets --panes lists what they show",
                target.host()
            ));
        }
        [one] => one,
        several => chosen(several).ok_or_else(|| {
            let ids: Vec<&str> = several.iter().map(|pane| pane.id.as_str()).collect();
            format!(
                "several panes show a prompt of {}: --pane {}",
                target.host(),
                ids.join(" or ")
            )
        })?,
    };
    tmux.open(&pane.id, speech, target.host())
}

/// The pane that whoever sits here chooses by its number.
fn chosen(panes: &[TmuxPane]) -> Option<&TmuxPane> {
    if !asked::is_attended() {
        return None;
    }
    for (place, pane) in panes.iter().enumerate() {
        let (number, line) = (place + 1, pane.line.trim());
        super::output::remark(&format!("{number}  {}  {}  {line}", pane.id, pane.place));
    }
    let number: usize = asked::ask("Which pane?")?.trim().parse().ok()?;
    panes.get(number.checked_sub(1)?)
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
    match asked::is_attended() {
        true => Dialogue::Terminal,
        false => Dialogue::Nobody,
    }
}

/// A mark that no output holds by chance.
fn new_mark() -> String {
    Uuid::now_v7().simple().to_string()
}
