//! A drill while it is played and after: finding the runbook, messages, hints, the debrief.

use super::super::action::{Id, Places};
use super::super::drills::{Talk, is_unfinished, messages};
use super::super::effect::{DrillEffect, Effect, ProgramEffect};
use super::super::form::{Form, Purpose, Question};
use super::super::model::{Model, Overlay, Screen};
use super::super::notify::Notice;
use super::super::snapshot::Snapshot;
use super::super::text::{clock, width};
use super::attach;
use super::overlays::scroll;
use crate::domain::scenario::Wants;
use crate::domain::state::Status;
use crate::drill::{History, Played};

/// The widest question that stands beside its answer.
const LABEL: usize = 48;

/// No page has more lines; how far it can really scroll is known once it is drawn.
const LONGEST: usize = 1_000;

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
    match &mut model.overlay {
        Some(Overlay::Drills(drills)) => drills.history = Some(history),
        Some(Overlay::Debrief(talk)) => talk.history = Some(history),
        _ => match model.under_form.as_deref_mut() {
            Some(Overlay::Debrief(talk)) => talk.history = Some(history),
            Some(Overlay::Drills(drills)) => drills.history = Some(history),
            _ => {}
        },
    }
}

/// A drill is shown: while it has no runbook, one is looked for.
pub fn begin(model: &mut Model) {
    if is_searching(model) && model.overlay.is_none() {
        attach::open(model);
    }
}

/// Whether a drill is walked whose runbook still has to be found.
pub fn is_searching(model: &Model) -> bool {
    let walk = model.walk.as_ref().filter(|_| model.screen == Screen::Walk);
    walk.is_some_and(|walk| {
        let state = &walk.snapshot.state;
        walk.snapshot.drill.is_some() && state.runbooks.is_empty() && is_unfinished(state)
    })
}

/// Carries out an action of the story or the debrief.
pub fn act(model: &mut Model, id: Id) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Debrief(_)) if id == Id::Export => super::export::ask(model),
        Some(Overlay::Debrief(talk)) => scroll(&mut talk.scroll, LONGEST, id),
        Some(Overlay::Story { scroll: line }) => scroll(line, LONGEST, id),
        _ => {}
    }
    Vec::new()
}

/// The effects of an answered form.
pub fn commands(model: &mut Model, form: &Form) -> Vec<Effect> {
    match &form.purpose {
        Purpose::Hint => vec![Effect::Drill(DrillEffect::Hint)],
        Purpose::EndDrill => {
            let answers = form.answers.iter().skip(1);
            vec![Effect::Drill(DrillEffect::Debrief(
                answers.cloned().collect(),
            ))]
        }
        Purpose::Debrief if form.answers.iter().all(String::is_empty) => {
            model.leave_form();
            Vec::new()
        }
        Purpose::Debrief => vec![Effect::Drill(DrillEffect::Debrief(form.answers.clone()))],
        _ => Vec::new(),
    }
}

/// Offers the next hint, at its price. Those that were shown stand above.
pub fn hint(model: &mut Model) {
    let Some(drill) = model.drill() else {
        return;
    };
    let Some(level) = drill.next_hint() else {
        let story = model.keys.press(Id::Messages, Places::WALK);
        model.say(format!(
            "all three hints were shown; {story} tells them again"
        ));
        return;
    };
    let shown = drill.hints().iter().enumerate();
    let mut notice: Vec<String> = shown
        .map(|(place, says)| format!("hint {}: {says}", place + 1))
        .collect();
    let points = if level == 1 { "point" } else { "points" };
    notice.push(format!(
        "The next one is hint {level} of 3. It costs {level} {points}."
    ));
    let question = Question::yes("Show it?", notice);
    model.ask(Form::new(Purpose::Hint, "A hint", vec![question]));
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
        None => model.overlay = Some(Overlay::Story { scroll: 0 }),
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
        let key = model.keys.press(Id::Resume, Places::WALK);
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

/// Opens the debrief. What surprised is asked first, and can be skipped.
pub fn debrief(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let snapshot = &walk.snapshot;
    let (Some(talk), Some(drill)) = (talk(snapshot), &snapshot.drill) else {
        return Vec::new();
    };
    let optional = "in your words; Enter alone skips it";
    let asked = talk.debrief.questions.iter();
    let mut questions: Vec<Question> = asked
        .map(|question| match width(question) {
            ..=LABEL => Question::or(question, optional, ""),
            // A long one would leave no room for the answer beside it.
            _ => Question::or("answer", optional, "").noticing(vec![question.clone()]),
        })
        .collect();
    let title = format!("{} debrief", snapshot.state.key());
    if is_unfinished(&snapshot.state) {
        let notice = match drill.script.reference.short {
            true => "The ten-minute version ends here.".to_owned(),
            false => "It is not resolved: ended here it counts as \"not yet\".".to_owned(),
        };
        questions.insert(0, Question::yes("End the drill?", vec![notice]));
        model.ask(Form::new(Purpose::EndDrill, title, questions));
        return Vec::new();
    }
    let is_asked = drill.play.answers.is_none() && !model.read_only;
    model.overlay = Some(Overlay::Debrief(talk));
    if is_asked {
        model.ask(Form::new(Purpose::Debrief, title, questions));
    }
    vec![Effect::Drill(DrillEffect::History)]
}

/// What was said is recorded: the page with it.
pub fn debriefed(model: &mut Model) -> Vec<Effect> {
    let walk = model.walk.as_ref();
    let Some(talk) = walk.and_then(|walk| talk(&walk.snapshot)) else {
        return Vec::new();
    };
    model.under_form = None;
    model.overlay = Some(Overlay::Debrief(talk));
    model.status = None;
    vec![Effect::Drill(DrillEffect::History)]
}

fn talk(snapshot: &Snapshot) -> Option<Talk> {
    let drill = snapshot.drill.as_ref()?;
    Some(Talk {
        debrief: Box::new(drill.debrief(&snapshot.state)),
        history: None,
        scroll: 0,
    })
}

/// After the drill changed under its debrief.
pub fn keep_in_range(model: &mut Model) {
    let walk = model.walk.as_ref();
    let Some(new) = walk.and_then(|walk| talk(&walk.snapshot)) else {
        return;
    };
    if let Some(Overlay::Debrief(talk)) = &mut model.overlay {
        talk.debrief = new.debrief;
    }
}
