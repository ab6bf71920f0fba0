//! The model in lines, to be read from top to bottom or by a screen reader: no columns, no
//! colours, and nothing that depends on where it stands. Lists are numbered, and the numbers
//! are what can be typed.

use super::super::action::{Action, ActionKind, Places};
use super::super::actions::ACTIONS;
use super::super::draw::step as drawn_step;
use super::super::form::{Ask, Form};
use super::super::labels as label;
use super::super::model::{Focus, Model, Overlay, Walk};
use super::super::snapshot::Row;
use super::super::status::{self, StatusTone};
use super::super::text::{clock, numbered, width};
use super::log_lines as logs;
use super::page;
use super::{drill, places, standing, words};
use crate::domain::checklist::StepState;

/// No text of a step is as wide.
const UNWRAPPED: usize = 100_000;

/// The runbooks that are read out for a query.
const HITS: usize = 9;

/// The place where the operator is.
pub fn place(model: &Model) -> Vec<String> {
    match &model.overlay {
        Some(Overlay::Form(form)) => question(form),
        Some(Overlay::Attach(_)) => {
            let mut said = match model.is_searching() {
                true => drill::opening(model),
                false => Vec::new(),
            };
            said.extend(places::read(model).unwrap_or_default());
            said
        }
        Some(Overlay::Preview(_)) if model.is_searching() => {
            let mut said = page::read(model);
            said.push("start takes this runbook, back goes on searching.".to_owned());
            said
        }
        Some(Overlay::Help(of)) => help(model, of.at),
        Some(Overlay::Log(log)) => logs::the_box(model, log),
        Some(_) => places::read(model).unwrap_or_else(|| page::read(model)),
        None => match &model.walk {
            Some(walk) if model.place() == Places::WALK => {
                let mut said = match walk.snapshot.rows.is_empty() {
                    true => drill::opening(model),
                    false => vec![standing::header(model, walk)],
                };
                if said.is_empty() {
                    said.push(standing::header(model, walk));
                }
                said.extend(walk.bookmark.iter().map(|line| format!("{line}.")));
                said.extend(step(model, walk));
                said
            }
            _ => home(model),
        },
    }
}

/// What is asked before the next line is typed.
pub fn prompt(model: &Model) -> String {
    let asked = match &model.overlay {
        Some(Overlay::Log(_)) => return "log> ".to_owned(),
        Some(Overlay::Form(form)) => form.question(),
        Some(Overlay::Timeline(timeline)) if timeline.typing => return "filter> ".to_owned(),
        _ => None,
    };
    let Some(question) = asked else {
        return "> ".to_owned();
    };
    match &question.ask {
        Ask::Yes => format!("{} (y or n)> ", question.label),
        Ask::Choice { .. } => "number> ".to_owned(),
        _ if question.prefill.is_empty() => format!("{}> ", question.label),
        _ => format!("{} [{}]> ", question.label, question.prefill),
    }
}

/// What just happened.
pub fn status(status: &status::StatusLine) -> String {
    let mark = match status.tone {
        StatusTone::Done => "",
        StatusTone::Wrong => "Not done: ",
        StatusTone::Due => "Due: ",
    };
    match &status.hint {
        Some(hint) => format!("{mark}{}. {hint}.", status.text),
        None => format!("{mark}{}.", status.text),
    }
}

/// Open incidents, then ranked runbooks, numbered through.
fn home(model: &Model) -> Vec<String> {
    let home = &model.home;
    let mut said = Vec::new();
    if model.read_only {
        said.push("The journal is read-only: nothing can be recorded.".to_owned());
    }
    let mut number = 0;
    let mut row = |text: String| {
        number += 1;
        format!("  {number}  {text}")
    };
    let searched = home.input.text().trim();
    // The heading of the row before.
    let mut heading = "";
    for (place, open) in home.open.iter().enumerate() {
        let is_named = place == 0 && home.named.is_some();
        let over = match (is_named, open.is_over) {
            (true, _) => "The incident of this key:",
            (_, true) => "Resolved, not closed:",
            (_, false) => "Open incidents:",
        };
        if over != heading {
            said.push(over.to_owned());
            heading = over;
        }
        let since = open.elapsed_ms(model.now).map(clock);
        let parts = [
            Some(open.key.clone()),
            Some(open.status.to_owned()),
            (open.mode != "live").then(|| open.mode.to_owned()),
            open.severity.map(str::to_owned),
            Some(open.title.clone()),
            since.map(|since| format!("for {since}")),
            open.step.as_ref().map(|step| format!("at step {step}")),
            open.waiting_on
                .as_ref()
                .map(|on| format!("waiting on {on}")),
        ];
        said.push(row(parts
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")));
    }
    match (home.hits.len(), searched.is_empty()) {
        (0, false) => said.push(format!("No runbook fits \"{searched}\".")),
        (1, false) => said.push(format!("One runbook fits \"{searched}\":")),
        (count, false) => said.push(format!("{count} runbooks fit \"{searched}\", best first:")),
        (_, true) => said.push("Runbooks:".to_owned()),
    }
    for hit in home.hits.iter().take(HITS) {
        said.push(row(hit.title.clone()));
        let why = hit.matches.iter().find(|found| found.text != hit.title);
        if let Some(why) = why {
            said.push(format!("       {}", why.text));
        }
    }
    if home.hits.len() > HITS {
        let more = home.hits.len() - HITS;
        said.push(format!("and {more} more: say what is seen to rank them."));
    }
    said.push("Type what is seen, or a number to open it. help lists the commands.".to_owned());
    said
}

/// The step with the focus, as the screen shows it.
pub fn step(model: &Model, walk: &Walk) -> Vec<String> {
    let Some(row) = walk.snapshot.rows.get(walk.cursor) else {
        let says = match model.is_searching() {
            true => "There is no runbook yet: attach searches for it.",
            false => "There is no step here.",
        };
        return vec![says.to_owned()];
    };
    let state = row.state.word();
    let mut said = vec![format!("Step {}, {state}:", row.number)];
    // A terminal wraps lines by itself, and a command must stay one.
    let text = drawn_step::text(model, walk, UNWRAPPED);
    said.extend(
        text.iter()
            .map(ToString::to_string)
            .filter(|line| !is_blank(line)),
    );
    said
}

/// Every step with its state.
pub fn checklist(walk: &Walk) -> Vec<String> {
    let line = |row: &Row| match row.step {
        None => format!("{} {}", row.number, row.title).trim().to_owned(),
        Some(_) => {
            let spent = row.spent_ms.map(|ms| format!(", {}", clock(ms)));
            let state = match row.state {
                StepState::Pending => String::new(),
                other => format!(": {}", other.word()),
            };
            let critical = if row.critical { " (critical)" } else { "" };
            let spent = spent.unwrap_or_default();
            format!("  {} {}{critical}{state}{spent}", row.number, row.title)
        }
    };
    walk.snapshot.rows.iter().map(line).collect()
}

fn question(form: &Form) -> Vec<String> {
    let Some(question) = form.question() else {
        return Vec::new();
    };
    let count = match form.questions.len() {
        1 => String::new(),
        all => format!(", question {} of {all}", (form.answers.len() + 1).min(all)),
    };
    let mut said = vec![format!("{}{count}.", form.title)];
    if form.answers.is_empty() && form.act.records() {
        said.push("  What is answered here is recorded; :back leaves it.".to_owned());
    }
    said.extend(question.notice.iter().map(|line| format!("  {line}")));
    if let Ask::Choice { options, .. } = &question.ask {
        said.push(format!("{}:", question.label));
        said.extend(numbered(options.iter().map(|(_, words)| words.clone())));
    }
    // A whole question is read out; a word stands in the prompt alone.
    if question.label.ends_with('?') && matches!(question.ask, Ask::Text { .. }) {
        said.push(question.label.clone());
    }
    if !question.hint.is_empty() {
        said.push(format!("  {}", question.hint));
    }
    said
}

/// The commands of a place: each is the word, or the key, of an action.
pub fn help(model: &Model, at: Places) -> Vec<String> {
    let mut said = vec!["Commands: type the word or the key.".to_owned()];
    let entry = |word: &str, key: &str, help: &str| match key {
        "" => format!("  {word}: {help}"),
        key => format!("  {word} ({key}): {help}"),
    };
    let recorded = |action: &Action| match action.kind == ActionKind::Records {
        true => "; this is recorded",
        false => "",
    };
    said.extend(
        words::OWN
            .iter()
            .filter(|own| own.at.meets(at))
            .map(|own| entry(own.word, "", own.help)),
    );
    let offered = |action: &&'static Action| action.at.meets(at) && action.is_spoken;
    let rows = ACTIONS.iter().filter(offered);
    said.extend(rows.map(|action| {
        let says = label::help(model, action, at);
        let help = format!("{says}{}", recorded(action));
        let name = label::name(model, action, at);
        entry(name, &model.keys.name(action), &help)
    }));
    said.push(
        "In an answer a line that begins with a colon is a command: :back leaves it.".to_owned(),
    );
    said
}

fn is_blank(line: &str) -> bool {
    width(line.trim()) == 0
}

/// Whether the search box has the focus or its results do: both are one place in lines.
pub fn is_home(model: &Model) -> bool {
    model.overlay.is_none()
        && matches!(model.home.focus, Focus::Search | Focus::List)
        && model.place() != Places::WALK
}
