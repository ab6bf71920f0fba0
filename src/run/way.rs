//! The way to a target: made when something is first sent there, and kept for what follows. A
//! sign-in may take the terminal, which whoever calls has lent to it.

use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;

use super::local::Local;
use super::lock;
use super::prompt::{Answers, Device, Speech};
use super::ssh::{self, Dialogue, Master, Ssh};
use super::tmux::{TmuxPane, TmuxServer};
use super::{End, Order, OutputSink, Stopped, Transport};
use crate::domain::target::kind::Reads;
use crate::domain::target::{Target, Via};
use crate::paths::{harmless_environment, home};

/// A way to a box, which any thread may take.
pub type Way = Box<dyn Transport + Send>;

/// What a way is made with.
pub struct WayTools<'a> {
    /// The folder of locks.
    pub locks: &'a Path,
    /// Whether ssh may ask.
    pub dialogue: Dialogue,
    /// Puts what a box asks to whoever sits here; `None` where nobody does.
    pub answers: Option<Answers>,
}

/// Why there is no way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoWay {
    /// In words.
    Failed(String),
    /// Several panes of tmux show the target's prompt: one has to be chosen.
    Panes(Vec<TmuxPane>),
}

/// Whether making the way may take the terminal.
pub fn takes_terminal(target: &Target) -> bool {
    matches!(target.via, Via::Ssh(_))
}

/// The way to a target, or why there is none from here.
pub fn to(target: &Target, tools: WayTools<'_>) -> Result<Way, NoWay> {
    let named = |what: String| NoWay::Failed(format!("{}: {what}", target.name));
    Ok(match (&target.via, target.kind.reads) {
        (Via::Local, Reads::Shell) => Box::new(Local {
            environment: harmless_environment(),
            folder: home().unwrap_or_else(|| "/".into()),
        }),
        (Via::Ssh(alias), Reads::Shell) => {
            let master = Master::connect(alias, Vec::new(), tools.dialogue).map_err(named)?;
            Box::new(Ssh::new(Arc::new(master), new_mark))
        }
        (Via::Ssh(alias), Reads::Prompt) => {
            let Some(speech) = Speech::of(target.kind.name) else {
                let what = format!("nobody here speaks {}", target.kind.name);
                return Err(NoWay::Failed(what));
            };
            let held = match lock::session(tools.locks, &target.name) {
                Ok(Some(held)) => held,
                Ok(None) => {
                    let what = "a session of yours is open there already, in another process";
                    return Err(named(what.to_owned()));
                }
                Err(error) => return Err(named(error.to_string())),
            };
            let master = Master::connect(alias, Vec::new(), tools.dialogue).map_err(named)?;
            let device = Device::new(speech, move || {
                let _ = &held;
                master.terminal()
            });
            Box::new(device.asking(tools.answers))
        }
        (Via::Tmux(pane), _) => Box::new(in_pane(target, pane.as_deref())?),
        (via, _) => {
            let (via, kind) = (via.word(), target.kind.name);
            return Err(NoWay::Failed(format!(
                "nothing is sent to {kind} over {via}"
            )));
        }
    })
}

/// A way through the pane that was named, or the only one whose prompt shows the target's host.
fn in_pane(target: &Target, pane: Option<&str>) -> Result<Device, NoWay> {
    let tmux = TmuxServer::default();
    let Some(speech) = Speech::in_pane(target.kind.name) else {
        let what = format!("no prompt of {} is known here", target.kind.name);
        return Err(NoWay::Failed(what));
    };
    let open = |pane: &str| tmux.open(pane, speech, target.host());
    if let Some(pane) = pane {
        return open(pane).map_err(NoWay::Failed);
    }
    let found = tmux.of_host(speech, target.host()).map_err(NoWay::Failed)?;
    match &found[..] {
        [] => Err(NoWay::Failed(format!(
            "no pane of tmux shows a prompt of {}; targets --panes lists what they show",
            target.host()
        ))),
        [one] => open(&one.id).map_err(NoWay::Failed),
        _ => Err(NoWay::Panes(found)),
    }
}

/// Where a target is, as its way tells; a name alone says little in a year.
pub fn address(target: &Target) -> Option<String> {
    match &target.via {
        Via::Ssh(alias) => ssh::address(alias, &[]),
        Via::Local | Via::Tmux(_) => None,
    }
}

/// A mark that no output holds by chance.
fn new_mark() -> String {
    Uuid::now_v7().simple().to_string()
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn run(&mut self, order: &Order, stop: &Stopped, sink: &mut dyn OutputSink) -> End {
        (**self).run(order, stop, sink)
    }

    fn host(&self) -> Option<String> {
        (**self).host()
    }
}
