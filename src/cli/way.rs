//! The way to a target, as the command line takes it: a sign-in may take the terminal, and a pane
//! is chosen by its number.

use super::asked;
use super::context::Program;
use super::failure::Failure;
use crate::domain::target::{Target, Via};
use crate::run::prompt::Answers;
use crate::run::ssh::Dialogue;
use crate::run::tmux::TmuxPane;
use crate::run::way::{self, NoWay, Way, WayTools};

/// The way to a target, or why there is none from here.
pub fn to(program: &Program, target: &Target) -> Result<Result<Way, String>, Failure> {
    let locks = program.paths()?.runs();
    let tools = || WayTools {
        locks: &locks,
        dialogue: match asked::is_attended() {
            true => Dialogue::Terminal,
            false => Dialogue::Nobody,
        },
        answers: asked::is_attended().then(|| Box::new(asked::ask) as Answers),
    };
    let panes = match way::to(target, tools()) {
        Ok(way) => return Ok(Ok(way)),
        Err(NoWay::Failed(what)) => return Ok(Err(what)),
        Err(NoWay::Panes(panes)) => panes,
    };
    let Some(pane) = chosen(&panes) else {
        let ids: Vec<&str> = panes.iter().map(|pane| pane.id.as_str()).collect();
        return Ok(Err(format!(
            "several panes show a prompt of {}: --pane {}",
            target.host(),
            ids.join(" or ")
        )));
    };
    let through = Target {
        via: Via::Tmux(Some(pane.id.clone())),
        ..target.clone()
    };
    Ok(way::to(&through, tools()).map_err(|no| match no {
        NoWay::Failed(what) => what,
        NoWay::Panes(_) => "the pane is gone".to_owned(),
    }))
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
