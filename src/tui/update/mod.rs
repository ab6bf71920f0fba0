//! Message in, changed model and effects out. Absent from here: I/O of any kind, and rules:
//! whether something may be done is asked of the domain.
//!
//! Long because every message is told apart in one place.

mod acts;
mod answers;
mod arriving;
mod attach;
pub mod availability;
mod causes;
mod changes;
mod commands;
mod copying;
pub mod drill;
mod drills;
mod evidence;
mod export;
mod find;
mod home;
mod incident;
mod keys;
mod line;
mod logs;
mod observed;
mod outside;
mod overlays;
mod pages;
mod palette;
mod passing;
mod plan;
mod reply;
mod resolution;
mod statistics;
mod timeline;
mod times;
mod turning_back;
mod typed;
mod variables;
mod walk;
mod words;

pub use keys::settle;

use crossterm::event::{KeyCode, KeyEvent};

use super::action::Id;
use super::effect::{Effect, HomeEffect, LogEffect, Msg, ProgramEffect};
use super::form::{Form, Purpose, Question};
use super::model::{Model, Overlay, Screen};

/// Takes a message.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key { key, at_ms } => keys::press(model, key, at_ms),
        Msg::KeyInPlace { key, base, at_ms } => {
            let key = typed::in_place(model, key, base);
            keys::press(model, key, at_ms)
        }
        // What waited was carried out by `settle`.
        Msg::Settle { .. } => Vec::new(),
        Msg::Paste(text) => typed::paste(model, text),
        Msg::PasteTooLong => {
            typed::too_long(model);
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
            line::query(model, &text)
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
        Msg::Tick { now, steady_ms } => passing::tick(model, now, steady_ms),
        // The loop looks more often meanwhile.
        Msg::Stirred => Vec::new(),
        Msg::Refresh => vec![Effect::Program(ProgramEffect::Refresh)],
        Msg::Library(books) => {
            model.books = Some(books);
            let mut effects = home::loaded(model);
            effects.extend(drill::loaded(model));
            effects
        }
        Msg::OpenIncidents(open) => home::list_open(model, open),
        Msg::Named { query, incident } => {
            home::named(model, &query, incident.map(|one| *one));
            Vec::new()
        }
        Msg::FileExists { path, format } => {
            export::exists(model, path, format);
            Vec::new()
        }
        Msg::Walk { snapshot, said } => {
            model.overlay = None;
            model.status = None;
            arriving::show(model, snapshot);
            match said {
                Some(Ok(said)) => model.say(said),
                Some(Err(failed)) => model.complain(failed, None),
                None => {}
            }
            passing::remember(model);
            arriving::offer_handoff(model);
            drill::begin(model);
            Vec::new()
        }
        Msg::Opened { snapshot, said } => {
            model.overlay = None;
            model.under_form = None;
            model.status = None;
            arriving::show(model, snapshot);
            said.into_iter().for_each(|said| model.remind(said));
            drill::begin(model);
            Vec::new()
        }
        Msg::Drills(scenarios) => drills::listed(model, scenarios),
        Msg::History(read) => {
            drill::history(model, read);
            Vec::new()
        }
        Msg::Debriefed(snapshot) => {
            arriving::take_in(model, snapshot);
            drill::debriefed(model)
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
            passing::remember(model);
            Vec::new()
        }
        Msg::Recorded {
            snapshot,
            said,
            hint,
            follow,
        } => {
            let resolves = arriving::resolves_drill(model, &snapshot);
            let stopped = turning_back::stopped(model, &snapshot);
            arriving::recorded(model, snapshot, follow);
            model.say(said);
            if let Some(status) = &mut model.status {
                status.hint = hint;
            }
            if let Some(at) = stopped {
                turning_back::ask(model, at, None);
            }
            match resolves {
                true => drill::debrief(model),
                false => timeline::read_again(model),
            }
        }
        Msg::Changed(snapshot) => {
            let before = model.walk.as_ref().and_then(|w| w.snapshot.offered.clone());
            let (played, status) = arriving::of_drill(model);
            arriving::take_in(model, snapshot);
            let after = model
                .walk
                .as_ref()
                .and_then(|w| w.snapshot.offered.as_ref());
            if after != before.as_ref() {
                arriving::offer_handoff(model);
            }
            let mut effects = drill::news(model, played, status);
            effects.extend(timeline::read_again(model));
            effects
        }
        Msg::Kept(name) => {
            if let Some(walk) = &mut model.walk
                && !walk.secrets.contains(&name)
            {
                walk.secrets.push(name.clone());
            }
            model.say(format!("{name} is kept in memory only"));
            arriving::close_finished_form(model);
            Vec::new()
        }
        Msg::Refused { text, hint } => {
            if let Some(Overlay::Form(form)) = &mut model.overlay {
                form.ask_again();
            }
            logs::failed(model);
            model.complain(text, hint);
            Vec::new()
        }
        Msg::Timeline(entries) => {
            timeline::show(model, entries);
            Vec::new()
        }
        Msg::Progress(bytes) => {
            logs::progress(model, bytes);
            Vec::new()
        }
        Msg::Looked(looked) => logs::looked(model, looked),
        Msg::Replied { snapshot, looked } => reply::arrived(model, snapshot, looked),
        Msg::Paths {
            typed,
            found,
            common,
        } => logs::listed(model, &typed, found, common),
        Msg::FollowNews => vec![Effect::Log(LogEffect::TakeNews)],
        Msg::Followed {
            snapshot,
            began,
            says,
        } => reply::followed(model, snapshot, began, says),
        Msg::Statistics(gathered) => statistics::gathered(model, gathered),
        Msg::Said(text) => {
            arriving::close_finished_form(model);
            model.say(text);
            Vec::new()
        }
        Msg::Background { light } => {
            model.theme = model.theme.on_background(light);
            Vec::new()
        }
        Msg::Outside(what) => {
            outside::take(model, what);
            Vec::new()
        }
        Msg::End => vec![Effect::Program(ProgramEffect::Quit)],
    }
}

/// Carries out an action at the present place.
pub fn act(model: &mut Model, id: Id, key: Option<KeyEvent>) -> Vec<Effect> {
    if let Err(why) = availability::availability(model, model.place(), id) {
        if id != Id::Resolve || !turning_back::instead_of_resolving(model, &why) {
            model.refuse(why);
        }
        return Vec::new();
    }
    match id {
        Id::Help => pages::help(model),
        Id::Palette => palette::open(model),
        Id::Zoom => pages::zoom(model),
        Id::Find => find::ask(model),
        Id::Leave => return leave(model),
        Id::Suspend => return vec![Effect::Program(ProgramEffect::Suspend)],
        Id::Back => return back(model),
        Id::Statistics => return statistics::open(model),
        Id::Drills => return drills::list(model),
        Id::FirstShift => return drills::first_shift(model),
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
    if timeline::back(model) || logs::back(model) {
        return Vec::new();
    }
    match model.overlay.take() {
        Some(Overlay::Help { under, .. } | Overlay::Zoom { under, .. }) => {
            model.overlay = under.map(|under| *under)
        }
        Some(Overlay::Palette(finder)) => model.overlay = finder.under.map(|under| *under),
        Some(Overlay::Form(_)) => model.leave_form(),
        // A runbook that was looked at is left for the search that found it.
        Some(Overlay::Preview(preview)) => model.overlay = preview.finder.map(Overlay::Attach),
        Some(_) => {}
        None => match model.screen {
            Screen::Walk => {
                // A time that was given must not be lost unseen.
                if walk::act_now(model) {
                    model.say("the next act happens now");
                    return Vec::new();
                }
                model.screen = Screen::Home;
                let mut effects = home::go_home(model);
                effects.extend([
                    Effect::Home(HomeEffect::ListOpen),
                    Effect::Program(ProgramEffect::Statistics),
                ]);
                return effects;
            }
            Screen::Home => return home::back(model),
        },
    }
    Vec::new()
}

fn leave(model: &mut Model) -> Vec<Effect> {
    let unfinished = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let unfinished = unfinished.filter(|s| s.status.is_some_and(|status| status.is_unfinished()));
    let Some(state) = unfinished else {
        return vec![Effect::Program(ProgramEffect::Quit)];
    };
    let key = state.key();
    let word = state.status.map_or("open", |status| status.word());
    let stays = match model.drill_runs() {
        true => format!("The drill {key} is held meanwhile: its clock stands."),
        false => format!("{key} stays {word}; every act is recorded."),
    };
    let notice = vec![stays, format!("Go on later with: runsheet resume {key}")];
    let question = Question::yes("Leave the program?", notice);
    model.ask(Form::new(Purpose::Leave, "Leave", vec![question]));
    Vec::new()
}
