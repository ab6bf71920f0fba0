//! Message in, changed model and effects out. Absent from here: I/O of any kind, and rules:
//! whether something may be done is asked of the domain.

mod acts;
mod answers;
mod attach;
mod commands;
mod home;
mod incident;
mod keys;
mod line;
mod overlays;
mod plan;
mod resolution;
mod walk;
mod words;

use crossterm::event::{KeyCode, KeyEvent};

use super::action::{Id, Places, row};
use super::bookmark::bookmark;
use super::effect::{Effect, Msg};
use super::form::{Form, Purpose, Question};
use super::model::{Model, Overlay, Screen, Walk};
use super::notify::Notice;
use super::snapshot::Snapshot;

/// Without a key for this long, the screen says where the operator was.
const IDLE_MS: i64 = 10 * 60_000;

/// The clocks may part by this much between two ticks.
const CLOCK_TOLERANCE_MS: i64 = 2_000;

/// Takes a message.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key { key, at_ms } => keys::press(model, key, at_ms),
        Msg::Paste(text) => {
            paste(model, &text);
            Vec::new()
        }
        Msg::Act { id, digit } => {
            keys::attend(model);
            if let Some(effects) = keys::leads_to(model, id) {
                return effects;
            }
            model.status = None;
            let digit = digit.and_then(|digit| char::from_digit(digit, 10));
            let key = digit.map(|digit| KeyEvent::from(KeyCode::Char(digit)));
            act(model, id, key)
        }
        Msg::Line(text) => {
            keys::attend(model);
            line::answer(model, &text)
        }
        Msg::Query(text) => {
            keys::attend(model);
            line::query(model, &text);
            Vec::new()
        }
        Msg::Select(row) => {
            keys::attend(model);
            line::select(model, row);
            Vec::new()
        }
        Msg::Resized(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Msg::Tick { now, steady_ms } => tick(model, now, steady_ms),
        Msg::Refresh => vec![Effect::Refresh],
        Msg::Library(books) => {
            model.books = Some(books);
            home::loaded(model)
        }
        Msg::OpenIncidents(open) => {
            home::list_open(model, open);
            Vec::new()
        }
        Msg::Walk(snapshot) => {
            model.overlay = None;
            model.status = None;
            show(model, snapshot);
            remember(model);
            offer_handoff(model);
            Vec::new()
        }
        Msg::Opened(snapshot) => {
            model.overlay = None;
            model.status = None;
            show(model, snapshot);
            Vec::new()
        }
        Msg::Known(known) => {
            incident::cancel(model, known);
            Vec::new()
        }
        Msg::Edited(text) => {
            answers::edited(model, text);
            Vec::new()
        }
        Msg::Returned => {
            remember(model);
            Vec::new()
        }
        Msg::Recorded {
            snapshot,
            said,
            hint,
            follow,
        } => {
            recorded(model, snapshot, follow);
            model.say(said);
            if let Some(status) = &mut model.status {
                status.hint = hint;
            }
            Vec::new()
        }
        Msg::Changed(snapshot) => {
            let before = model.walk.as_ref().and_then(|w| w.snapshot.offered.clone());
            take_in(model, snapshot);
            let after = model
                .walk
                .as_ref()
                .and_then(|w| w.snapshot.offered.as_ref());
            if after != before.as_ref() {
                offer_handoff(model);
            }
            Vec::new()
        }
        Msg::Kept(name) => {
            if let Some(walk) = &mut model.walk
                && !walk.secrets.contains(&name)
            {
                walk.secrets.push(name);
            }
            close_finished_form(model);
            Vec::new()
        }
        Msg::Refused { text, hint } => {
            if let Some(Overlay::Form(form)) = &mut model.overlay {
                form.ask_again();
            }
            model.complain(text, hint);
            Vec::new()
        }
        Msg::Timeline(lines) => {
            let selected = lines.len().saturating_sub(1);
            model.overlay = Some(Overlay::Timeline { lines, selected });
            Vec::new()
        }
        Msg::Said(text) => {
            close_finished_form(model);
            model.say(text);
            Vec::new()
        }
        Msg::Background { light } => {
            model.theme = model.theme.on_background(light);
            Vec::new()
        }
        Msg::End => vec![Effect::Quit],
    }
}

/// Carries out an action at the present place.
pub fn act(model: &mut Model, id: Id, key: Option<KeyEvent>) -> Vec<Effect> {
    match id {
        Id::Help => overlays::help(model),
        Id::Palette => overlays::palette(model),
        Id::Leave => return leave(model),
        Id::Suspend => return vec![Effect::Suspend],
        Id::Back => return back(model),
        _ if model.overlay.is_some() => return overlays::act(model, id, key),
        _ => {
            model.status = None;
            return match model.screen {
                Screen::Home => home::act(model, id),
                Screen::Walk => walk::act(model, id, key),
            };
        }
    }
    Vec::new()
}

/// One level back. Never out of the program.
fn back(model: &mut Model) -> Vec<Effect> {
    model.status = None;
    match model.overlay.take() {
        Some(Overlay::Help { under, .. }) => model.overlay = under.map(|under| *under),
        Some(Overlay::Palette(finder)) => model.overlay = finder.under.map(|under| *under),
        Some(_) => {}
        None => match model.screen {
            Screen::Walk => {
                // A time that was given must not be lost unseen.
                if walk::act_now(model) {
                    model.say("the next act happens now");
                    return Vec::new();
                }
                model.screen = Screen::Home;
                home::go_home(model);
                return vec![Effect::ListOpen];
            }
            Screen::Home => home::back(model),
        },
    }
    Vec::new()
}

fn leave(model: &mut Model) -> Vec<Effect> {
    let unfinished = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let unfinished = unfinished.filter(|s| s.status.is_some_and(|status| status.is_unfinished()));
    let Some(state) = unfinished else {
        return vec![Effect::Quit];
    };
    let key = state.key();
    let word = state.status.map_or("open", |status| status.word());
    let notice = vec![
        format!("{key} stays {word}; every act is recorded."),
        format!("Go on later with: runsheet resume {key}"),
    ];
    let question = Question::yes("Leave the program?", notice);
    let form = Form::new(Purpose::Leave, "Leave", vec![question]);
    model.overlay = Some(Overlay::Form(form));
    Vec::new()
}

/// Says where the operator was, until the next key.
fn remember(model: &mut Model) {
    if let Some(walk) = model.walk.as_mut() {
        walk.bookmark = bookmark(&walk.snapshot, model.now);
    }
}

/// Offers a handoff to whoever has not recorded it.
fn offer_handoff(model: &mut Model) {
    let offered = model.walk.as_ref().and_then(|w| w.snapshot.offered.clone());
    if let Some(offered) = offered.filter(|offered| offered.by != model.actor) {
        let to = offered.to.map(|to| format!(" to {to}"));
        let to = to.unwrap_or_default();
        let key = model.keys.press(Id::Accept, Places::WALK);
        model.say(format!(
            "{} hands it over{to}: {key} accepts it",
            offered.by
        ));
    }
}

fn tick(model: &mut Model, now: crate::domain::time::Timestamp, steady_ms: i64) -> Vec<Effect> {
    let by_ms = now.since(model.now) - (steady_ms - model.steady_ms);
    model.now = now;
    model.steady_ms = steady_ms;
    let is_told = model.walk.as_ref().is_some_and(|w| w.bookmark.is_some());
    if is_told || steady_ms - model.idle_since_ms >= IDLE_MS {
        remember(model);
    }
    let walked = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let unfinished = walked.is_some_and(|s| s.status.is_some_and(|s| s.is_unfinished()));
    let mut effects = due(model);
    if by_ms.abs() > CLOCK_TOLERANCE_MS && unfinished {
        let command = crate::domain::command::Command::RecordClockJump { by_ms };
        let said = format!("the clock jumped by {}", super::text::clock(by_ms));
        effects.push(acts::submit(command, said));
    }
    effects
}

/// Says what has come due since the last tick.
fn due(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let come = model.watch.come(&walk.snapshot, model.now);
    if come.is_empty() {
        return Vec::new();
    }
    let incident = walk.snapshot.state.key();
    let says: Vec<String> = come.into_iter().map(|due| due.says).collect();
    let text = says.join(", ");
    model.remind(format!("{incident}: {text}"));
    vec![Effect::Notify(Notice { incident, text })]
}

fn paste(model: &mut Model, text: &str) {
    if model.is_cramped() {
        return;
    }
    match overlays::focused_input(model) {
        Some(input) => {
            input.insert(text);
            overlays::typed(model);
        }
        None => {
            let note = row(Id::Note, model.place()).map(|_| {
                let key = model.keys.press(Id::Note, model.place());
                format!("{key} writes a note, and there it can be pasted")
            });
            model.complain("pasted text is not taken as keys", note);
        }
    }
}

/// Shows an incident from its current step.
fn show(model: &mut Model, snapshot: Box<Snapshot>) {
    let secrets = match model.walk.take() {
        Some(walk) if walk.snapshot.state.id == snapshot.state.id => walk.secrets,
        _ => Vec::new(),
    };
    let mut walk = Walk {
        snapshot,
        cursor: 0,
        scroll: 0,
        happened_at: None,
        secrets,
        bookmark: None,
    };
    walk::go_to_current(&mut walk);
    model.watch.begin(&walk.snapshot, model.now);
    model.walk = Some(walk);
    model.screen = Screen::Walk;
}

fn recorded(model: &mut Model, snapshot: Box<Snapshot>, follow: bool) {
    close_finished_form(model);
    take_in(model, snapshot);
    if let Some(walk) = &mut model.walk {
        walk.happened_at = None;
        if follow {
            walk::go_to_current(walk);
        }
    }
}

/// Takes in a newer state and leaves the focus on the same step.
fn take_in(model: &mut Model, snapshot: Box<Snapshot>) {
    let Some(walk) = &mut model.walk else {
        return;
    };
    let row = walk.step().and_then(|step| snapshot.row_of(step));
    walk.cursor = row.unwrap_or(walk.cursor.min(snapshot.rows.len().saturating_sub(1)));
    walk.snapshot = snapshot;
    overlays::keep_in_range(model);
}

/// One of a form's records was made. It stays open until the last of them is, so that what
/// was typed is not lost if a later one is refused.
fn close_finished_form(model: &mut Model) {
    if let Some(Overlay::Form(form)) = &mut model.overlay
        && form.answers.len() >= form.questions.len()
    {
        form.records = form.records.saturating_sub(1);
        if form.records == 0 {
            model.overlay = None;
        }
    }
}
