//! A drill in lines: the report that it begins with, what is taught, what is seen, and what is
//! told while it is played.

use super::super::action::ActionId;
use super::super::app::App;
use super::super::draw::told::wanted;
use super::super::effect::Msg;
use super::super::model::{Model, Walk};
use super::super::text::counted;
use crate::domain::scenario::ReportKind;
use crate::drill::{Drill, Played, Seen, SeenAs};

/// What an operator was told of the drill that is walked.
#[derive(Debug, Default, PartialEq, Clone)]
pub struct DrillHeard {
    seen: usize,
    played: usize,
    hints: usize,
    taught: Option<String>,
}

impl DrillHeard {
    /// What is to be told as it is.
    pub fn of(model: &Model) -> Self {
        let Some((walk, drill)) = of(model) else {
            return Self::default();
        };
        Self {
            seen: drill.play.seen.len(),
            played: drill.play.played.len(),
            hints: drill.hints().len(),
            taught: drill.teaches(&walk.snapshot.state).map(str::to_owned),
        }
    }
}

fn of(model: &Model) -> Option<(&Walk, &Drill)> {
    let drill = model.drill()?;
    Some((model.walk.as_ref()?, drill))
}

/// What is new in the drill since.
pub fn news(model: &Model, before: &DrillHeard, now: &DrillHeard) -> Vec<String> {
    let Some((_, drill)) = of(model) else {
        return Vec::new();
    };
    let mut said = Vec::new();
    for seen in drill.play.seen.iter().skip(before.seen) {
        said.extend(seen_in_words(seen));
    }
    let played = drill.play.played.iter().skip(before.played);
    said.extend(played.map(|played| played_in_words(model, played)));
    for (place, hint) in drill.hints().iter().enumerate().skip(before.hints) {
        said.push(format!("Hint {}: {hint}", place + 1));
    }
    if now.taught != before.taught {
        said.extend(now.taught.clone());
    }
    said
}

fn seen_in_words(seen: &Seen) -> Vec<String> {
    match &seen.form {
        SeenAs::Says | SeenAs::Nothing => vec![format!("You see: {}", seen.text)],
        SeenAs::Log(name) => {
            let lines = counted(seen.text.lines().count() as u64, "line");
            vec![format!(
                "A log is handed over: {name}, {lines}. log looks through it."
            )]
        }
        SeenAs::Output(run) => {
            let head = format!("Command {run} prints:");
            let lines = seen.text.lines().map(|line| format!("  {line}"));
            std::iter::once(head).chain(lines).collect()
        }
    }
}

fn played_in_words(model: &Model, played: &Played) -> String {
    let wants = wanted(model, played).map(|(says, _)| format!(" It {says}."));
    let says = played.says.trim();
    format!("{} says: {says}{}", played.from, wants.unwrap_or_default())
}

/// That it is a drill, what was reported, and what is taught.
pub fn opening(model: &Model) -> Vec<String> {
    let Some((walk, drill)) = of(model) else {
        return Vec::new();
    };
    let opening = &drill.script.scenario.opening;
    let kind = match opening.kind {
        ReportKind::Alert => "Alert",
        ReportKind::Report => "Report",
    };
    let mut said = vec![
        super::standing::header(model, walk),
        format!(
            "{kind} from {}: {}",
            opening.from,
            drill.script.opening.trim()
        ),
    ];
    said.extend(taught(model));
    said
}

/// What a guided drill says now.
pub fn taught(model: &Model) -> Option<String> {
    let (walk, drill) = of(model)?;
    drill.teaches(&walk.snapshot.state).map(str::to_owned)
}

/// Asks how a drill is to be played that is named by its number. `false` if none is.
pub fn options(app: &mut App, line: &str) -> bool {
    let number = line.strip_prefix("options ");
    let Some(Ok(number @ 1..)) = number.map(|number| number.trim().parse::<usize>()) else {
        return false;
    };
    app.handle(Msg::Select(number - 1));
    let (id, digit) = (ActionId::PlayAs, None);
    app.handle(Msg::Act { id, digit });
    true
}
