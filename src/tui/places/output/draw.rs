//! What a box said, or says: how it ended, what that says of the step, which errors are known, and
//! the lines themselves. While it comes its end is in sight.
//!
//! ```text
//! ┌──────────────────────────────────────────────┐
//! │ 4.2 on asa1                  exited, 3 lines │
//! ├──────────────────────────────────────────────┤
//! │ $ test aaa-server authentication …           │
//! │ by what it shows: failed, Space records it   │
//! │   ERROR: Authentication Server not respond…  │
//! │ ! Authentication server unreachable  line 2  │
//! │                                              │
//! │ INFO: Attempting Authentication test …       │
//! └──────────────────────────────────────────────┘
//! ```

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::run::RunOutcome;
use crate::domain::shown::Proposed;
use crate::tui::action::{ActionId, Places};
use crate::tui::draw::{cursor, inset, lines, page};
use crate::tui::model::Model;
use crate::tui::runs::{OutputEnd, OutputPage, OutputState};
use crate::tui::text::{clock, counted, shown, wrap};

/// Draws it. Says how many of its lines lie before what fits at its end.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, output: &OutputPage) -> usize {
    let theme = &model.theme;
    let body = inset(page(
        frame,
        area,
        &title(output),
        &how(model, output),
        theme,
    ));
    let columns = usize::from(body.width);
    let room = usize::from(body.height);
    let head = head(model, output, columns.min(110));
    let row = |place: usize| match head.get(place) {
        Some(line) => vec![line.clone()],
        None => match output.lines.get(place - head.len()) {
            Some(line) => wrap(&[(shown(line), theme.text)], columns, 2),
            None => Vec::new(),
        },
    };
    let count = head.len() + output.lines.len();
    // What fits at the end, counted from there: a line may take several rows.
    let (mut last, mut taken) = (count, 0);
    while last > 0 {
        taken += row(last - 1).len().max(1);
        if taken > room {
            break;
        }
        last -= 1;
    }
    let first = match output.comes() {
        true => last,
        false => output.scroll.min(last),
    };
    lines(frame, body, (first..count).flat_map(row).take(room));
    cursor(frame, inset(area), 0);
    last
}

fn title(output: &OutputPage) -> String {
    let number = output.step.as_ref().map(|(_, number)| number.as_str());
    let what = number.unwrap_or("A command");
    match &output.target {
        Some(target) => format!("{what} on {target}"),
        None => format!("{what}, pasted"),
    }
}

/// How it ended, or how far it is.
fn how(model: &Model, output: &OutputPage) -> String {
    let count = output.before + output.lines.len() as u64;
    let count = counted(count, "line");
    match &output.state {
        OutputState::Comes { since, is_stopping } => {
            let word = if *is_stopping { "stopping" } else { "running" };
            let since = clock(model.now.since(*since).max(0));
            format!("{word} {since}, {count}")
        }
        OutputState::Whole(end) => {
            let exit = end.exit.filter(|exit| *exit != 0);
            let exit = exit.map(|exit| format!(", status {exit}"));
            let word = end.outcome.word().replace('_', " ");
            let cut = if end.is_cut { ", cut" } else { "" };
            format!("{word}{}, {count}{cut}", exit.unwrap_or_default())
        }
    }
}

/// What is said of it above its lines.
fn head(model: &Model, output: &OutputPage, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut text = Vec::new();
    for line in output.text.iter().flat_map(|text| text.lines()) {
        let says = format!("$ {line}");
        text.extend(wrap(&[(shown(&says), theme.run)], columns, 4));
    }
    let Some(end) = output.end() else {
        let key = model.keys.press(ActionId::StopRun, Places::OUTPUT);
        text.push(Line::styled(format!("{key} stops it."), theme.dim));
        text.push(Line::default());
        return text;
    };
    if let Some(trouble) = trouble(end) {
        text.extend(wrap(&[(shown(&trouble), theme.bad)], columns, 2));
    }
    if let Some(why) = &end.not_kept {
        text.extend(wrap(&[(shown(why), theme.warn)], columns, 2));
    }
    text.extend(proposal(model, end, columns));
    for found in &end.found {
        let says = format!("{} {}", theme.glyphs.suspected, found.says);
        let step = found
            .step
            .as_ref()
            .map(|(_, number)| format!("   step {number}"));
        let line = format!("   line {}", found.first.0);
        let spans = [
            (shown(&says), theme.warn),
            (Cow::Owned(line), theme.dim),
            (Cow::Owned(step.unwrap_or_default()), theme.key),
        ];
        text.extend(wrap(&spans, columns, 2));
        let line = format!("    {}", found.first.1.trim());
        text.extend(wrap(&[(shown(&line), theme.text)], columns, 6));
    }
    for (name, value) in &end.shown.captured {
        let says = format!("{name} = {value}");
        text.extend(wrap(&[(shown(&says), theme.strong)], columns, 2));
    }
    text.push(Line::default());
    text
}

/// The outcome that is proposed, with the lines that led to it, and the key that records it.
fn proposal(model: &Model, end: &OutputEnd, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let Some(proposed) = end.shown.proposed else {
        return Vec::new();
    };
    let style = match proposed {
        Proposed::Done => theme.good,
        Proposed::Failed => theme.bad,
        Proposed::Inconclusive => theme.warn,
    };
    let key = model.keys.press(ActionId::Decide, Places::OUTPUT);
    let spans = [
        (Cow::Borrowed("by what it shows: "), theme.dim),
        (Cow::Borrowed(proposed.word()), style),
        (Cow::Owned(format!("   {key} records it")), theme.key),
    ];
    let mut text = wrap(&spans, columns, 2);
    for line in &end.shown.because {
        let says = format!("  {line}");
        text.extend(wrap(&[(shown(&says), theme.text)], columns, 4));
    }
    text
}

/// What is wrong with how it ended.
fn trouble(end: &OutputEnd) -> Option<String> {
    if let Some(trouble) = &end.trouble {
        return Some(trouble.clone());
    }
    Some(
        match end.outcome {
            RunOutcome::Exited => return None,
            RunOutcome::TimedOut => "it took too long and was stopped",
            RunOutcome::Stopped => "it was stopped",
            RunOutcome::Lost => "the link is lost; it may have run",
            RunOutcome::NotSent => "nothing was sent",
        }
        .to_owned(),
    )
}
