//! Message in, changed model and effects out. Absent from here: I/O of any kind, and rules:
//! whether something may be done is asked of the domain.

mod acts;
mod answers;
pub mod availability;
mod causes;
mod changes;
mod commands;
mod evidence;
mod home;
mod incident;
mod line;
mod overlays;
mod pages;
mod palette;
mod resolution;
mod statistics;
mod tick;
mod timeline;
mod walk;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::action::{Id, row};
use super::effect::{Effect, Msg};
use super::form::{Form, Purpose, Question};
use super::model::{Model, Overlay, Screen, Walk};
use super::snapshot::Snapshot;

/// Takes a message.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => press(model, key),
        Msg::Paste(text) => {
            paste(model, &text);
            Vec::new()
        }
        Msg::Act { id, digit } => {
            model.status = None;
            let digit = digit.and_then(|digit| char::from_digit(digit, 10));
            let key = digit.map(|digit| KeyEvent::from(KeyCode::Char(digit)));
            act(model, id, key)
        }
        Msg::Line(text) => line::answer(model, &text),
        Msg::Query(text) => {
            line::query(model, &text);
            Vec::new()
        }
        Msg::Select(row) => {
            line::select(model, row);
            Vec::new()
        }
        Msg::Resized(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Msg::Tick { now, steady_ms } => tick::tick(model, now, steady_ms),
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
            timeline::read_again(model)
        }
        Msg::Changed(snapshot) => {
            take_in(model, snapshot);
            timeline::read_again(model)
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
        Msg::Timeline(entries) => {
            timeline::show(model, entries);
            Vec::new()
        }
        Msg::Statistics(gathered) => {
            statistics::gathered(model, gathered);
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

fn press(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let place = model.place();
    let action = model.keys.find(key, place);
    // Acting without seeing what one acts on would be guessing.
    if model.is_cramped() && action.is_none_or(|a| !matches!(a.id, Id::Leave | Id::Suspend)) {
        return Vec::new();
    }
    let moves =
        action.is_some_and(|a| matches!(a.id, Id::Up | Id::Down | Id::PageUp | Id::PageDown));
    if key.kind == KeyEventKind::Repeat && action.is_some() && !moves {
        return Vec::new();
    }
    match action {
        Some(action) => act(model, action.id, Some(key)),
        None => overlays::type_key(model, key),
    }
}

/// Carries out an action at the present place.
pub fn act(model: &mut Model, id: Id, key: Option<KeyEvent>) -> Vec<Effect> {
    if let Err(why) = availability::availability(model, model.place(), id) {
        model.complain(why.text, why.hint);
        return Vec::new();
    }
    match id {
        Id::Help => pages::help(model),
        Id::Palette => palette::open(model),
        Id::Leave => return leave(model),
        Id::Suspend => return vec![Effect::Suspend],
        Id::Back => return back(model),
        Id::Statistics => return statistics::open(model),
        _ if model.overlay.is_some() => return overlays::act(model, id, key),
        _ => {
            model.status = None;
            model.under_form = None;
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
    if timeline::back(model) {
        return Vec::new();
    }
    match model.overlay.take() {
        Some(Overlay::Help { under, .. }) => model.overlay = under.map(|under| *under),
        Some(Overlay::Palette(finder)) => model.overlay = finder.under.map(|under| *under),
        Some(Overlay::Form(_)) => model.leave_form(),
        Some(_) => {}
        None => match model.screen {
            Screen::Walk => {
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
    model.ask(Form::new(Purpose::Leave, "Leave", vec![question]));
    Vec::new()
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
            model.leave_form();
        }
    }
}
