//! What there is to see at a step of a drill: words, what its commands print, and the logs that
//! it hands over. What was seen stays there.

use std::borrow::Cow;

use ratatui::text::Line;

use super::label;
use crate::domain::checklist::StepState;
use crate::domain::id::StepRef;
use crate::domain::runbook::Step;
use crate::drill::{Seen, SeenAs};
use crate::tui::action::{ActionId, Places};
use crate::tui::model::{Model, Walk};
use crate::tui::text::{counted, shown, wrap};

/// Where the text beside a label begins.
const INDENT: usize = 9;

/// The lines, a blank one first. Of each thing the last that was seen counts.
pub fn text(
    model: &Model,
    walk: &Walk,
    (at, step): (&StepRef, &Step),
    state: StepState,
    columns: usize,
) -> Vec<Line<'static>> {
    let Some(drill) = &walk.snapshot.drill else {
        return Vec::new();
    };
    let mut last: Vec<&Seen> = Vec::new();
    for seen in drill.seen_at(at) {
        last.retain(|known| known.form != seen.form);
        last.push(seen);
    }
    // Beside something, that there was nothing says nothing.
    if last.len() > 1 {
        last.retain(|seen| seen.form != SeenAs::Nothing);
    }
    let mut text = vec![Line::default()];
    for seen in &last {
        text.extend(one(model, step, seen, columns));
    }
    if last.is_empty() {
        let is_open = matches!(state, StepState::Pending | StepState::Active);
        if !is_open || drill_is_over(walk) {
            return Vec::new();
        }
        text.extend(how(model, step, columns));
    }
    text
}

fn drill_is_over(walk: &Walk) -> bool {
    let status = walk.snapshot.state.status;
    !status.is_some_and(|status| status.is_unfinished())
}

/// How to look, where nothing was seen yet.
fn how(model: &Model, step: &Step, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let key = |id| model.keys.press(id, Places::WALK);
    let mut says = format!("{} looks", key(ActionId::StartStep));
    if !step.run.is_empty() {
        says.push_str(&format!(", {} shows what it prints", key(ActionId::Copy)));
    }
    let head = label("you see", theme);
    let spans = [(head.content, head.style), (Cow::Owned(says), theme.dim)];
    wrap(&spans, columns, INDENT)
}

fn one(model: &Model, step: &Step, seen: &Seen, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let word = match &seen.form {
        SeenAs::Output(run) if step.run.len() > 1 => format!("{run} prints"),
        SeenAs::Output(_) => "prints".to_owned(),
        SeenAs::Log(_) => "log".to_owned(),
        SeenAs::Says | SeenAs::Nothing => "you see".to_owned(),
    };
    let whole = match &seen.form {
        SeenAs::Log(name) => {
            let count = counted(seen.text.lines().count() as u64, "line");
            let key = model.keys.press(ActionId::AddLog, Places::WALK);
            format!("{name}, {count}: {key} looks through it")
        }
        _ => seen.text.clone(),
    };
    let mut text = Vec::new();
    for (place, line) in whole.lines().enumerate() {
        let head = label(if place == 0 { &word } else { "" }, theme);
        let spans = [(head.content, head.style), (shown(line), theme.strong)];
        text.extend(wrap(&spans, columns, INDENT));
    }
    text
}
