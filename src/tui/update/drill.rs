//! A drill while it is played and after: finding the runbook, messages, hints, the debrief.

use super::super::action::{ActionId, Places};
use super::super::drills::{Talk, messages};
use super::super::effect::{DrillEffect, Effect, ProgramEffect};
use super::super::model::{Model, Overlay};
use super::super::notify::Notice;
use super::super::places::story::state::Story;
use super::super::text::clock;
use super::attach;
use crate::domain::scenario::Wants;
use crate::domain::state::Status;
use crate::drill::{History, Played};

/// The library is there: what waited for it goes on.
pub fn loaded(model: &mut Model) -> Vec<Effect> {
    if let Some(Overlay::Drills(_)) = &model.overlay {
        return vec![Effect::Drill(DrillEffect::Drills)];
    }
    attach::find(model);
    begin(model);
    match std::mem::take(&mut model.home.awaits_first_shift) {
        true => super::drills::first_shift(model),
        false => Vec::new(),
    }
}

/// What was drilled before is known, or why it is not.
pub fn history(model: &mut Model, read: Result<History, String>) {
    let history = match read {
        Ok(history) => history,
        Err(what) => {
            model.complain(
                format!("what was drilled before cannot be read: {what}"),
                None,
            );
            return;
        }
    };
    for place in model.places_mut() {
        match place {
            Overlay::Drills(drills) => drills.history = Some(history.clone()),
            Overlay::Debrief(talk) => talk.history = Some(history.clone()),
            _ => {}
        }
    }
}

/// A drill is shown: while it has no runbook, one is looked for.
pub fn begin(model: &mut Model) {
    if model.is_searching() && model.overlay.is_none() {
        attach::open(model);
    }
}

/// Puts the message in sight away; if there is none, tells all of them again.
pub fn messages_key(model: &mut Model) {
    let Some(walk) = &mut model.walk else {
        return;
    };
    let mut away = walk.put_away.clone();
    match messages(walk).first() {
        Some(first) => {
            away.add(*first);
            walk.put_away = away;
        }
        None => model.overlay = Some(Overlay::Story(Story { scroll: 0 })),
    }
}

/// Others, or the clock, have changed the drill: says what came.
pub fn news(model: &mut Model, before: usize, was: Option<Status>) -> Vec<Effect> {
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let snapshot = &walk.snapshot;
    let Some(drill) = &snapshot.drill else {
        return Vec::new();
    };
    let incident = snapshot.state.key();
    let status = snapshot.state.status;
    if status == Some(Status::Held) && was != status {
        let on = snapshot.state.waiting_on.as_ref();
        let on = on
            .map(|on| format!(", waiting on {on}"))
            .unwrap_or_default();
        let key = model.keys.press(ActionId::Resume, Places::WALK);
        model.remind(format!("the drill is held{on}; {key} goes on"));
        return Vec::new();
    }
    let came: Vec<&Played> = drill.play.played.iter().skip(before).collect();
    if came.is_empty() {
        return Vec::new();
    }
    let says: Vec<String> = came.into_iter().map(told).collect();
    let text = says.join("; ");
    model.remind(text);
    let text = "a message came in".to_owned();
    vec![Effect::Program(ProgramEffect::Notify(Notice {
        incident,
        text,
    }))]
}

/// Who says something, and what reply is wanted until when.
fn told(played: &Played) -> String {
    let from = &played.from;
    let within = played.due.map(|due| clock(due.since(played.at)));
    match (played.wants, within) {
        (Wants::Nothing, _) => format!("message from {from}"),
        (wants, Some(within)) => {
            format!(
                "message from {from}: wants {} within {within}",
                article(wants)
            )
        }
        (wants, None) => format!("message from {from}: wants {}", article(wants)),
    }
}

/// The reply with its article.
pub fn article(wants: Wants) -> String {
    let word = wants.word();
    let an = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{an} {word}")
}

/// What was said is recorded: the page with it.
pub fn debriefed(model: &mut Model) -> Vec<Effect> {
    let walk = model.walk.as_ref();
    let Some(talk) = walk.and_then(|walk| Talk::of(&walk.snapshot)) else {
        return Vec::new();
    };
    model.show(Overlay::Debrief(talk));
    model.status = None;
    vec![Effect::Drill(DrillEffect::History)]
}

/// After the drill changed under its debrief.
pub fn keep_in_range(model: &mut Model) {
    let walk = model.walk.as_ref();
    let Some(new) = walk.and_then(|walk| Talk::of(&walk.snapshot)) else {
        return;
    };
    if let Some(Overlay::Debrief(talk)) = &mut model.overlay {
        talk.debrief = new.debrief;
    }
}
