//! Message in, changed model and effects out. Absent from here: I/O of any kind, and rules:
//! whether something may be done is asked of the domain.
//!
//! Long because every message is told apart in one place.

pub mod act;
pub(super) mod answers;
mod arriving;
pub(super) mod attach;
pub mod availability;
pub(super) mod back;
pub(super) mod drill;
pub(super) mod drills;
pub mod footer;
pub(super) mod history;
pub(super) mod home;
mod keys;
mod library;
mod line;
pub(super) mod logs;
pub(super) mod marks;
mod outside;
mod overlays;
pub(super) mod pages;
pub(super) mod palette;
mod passing;
pub(super) mod reply;
pub(super) mod revision;
pub(super) mod runs;
pub(super) mod statistics;
mod staying;
pub(super) mod timeline;
mod typed;
pub(super) mod ways;

use act::{act, first};
pub use keys::settle;

use crossterm::event::{KeyCode, KeyEvent};

use super::effect::{Effect, LogEffect, Msg, ProgramEffect, RunEffect};
use super::forms;
use super::model::{Model, Overlay};

/// Takes a message.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let before = model.walk.as_ref().map(|walk| walk.snapshot.events);
    let effects = take(model, msg);
    if model.walk.as_ref().map(|walk| walk.snapshot.events) != before {
        palette::look_again(model);
    }
    effects
}

fn take(model: &mut Model, msg: Msg) -> Vec<Effect> {
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
        Msg::EnterLeftOut => {
            model.complain(
                "Enter came at once with the text, as in a paste, and was left out",
                Some("press it again".to_owned()),
            );
            Vec::new()
        }
        Msg::Act { id, digit } => {
            keys::attend(model);
            if let Some(effects) = first(model, id) {
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
            super::moved::select(model, row);
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
        Msg::Library(books) => library::arrived(model, books),
        Msg::OpenIncidents(open) => home::list_open(model, open),
        Msg::Named { query, incident } => {
            home::named(model, &query, incident.map(|one| *one));
            Vec::new()
        }
        Msg::FileExists {
            incident,
            path,
            format,
        } => {
            forms::export::exists(model, incident, path, format);
            Vec::new()
        }
        Msg::Walk { snapshot, said } => {
            model.close();
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
            model.close();
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
            forms::cancel::ask_knowing(model, known);
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
            let stopped = forms::stopped::stopped(model, &snapshot);
            arriving::recorded(model, snapshot, follow);
            model.say(said);
            if let Some(status) = &mut model.status {
                status.hint = hint;
            }
            if let Some(at) = stopped {
                forms::stopped::ask(model, at, None);
            }
            match resolves {
                true => forms::debrief::ask(model),
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
        Msg::Sending(sending) => {
            runs::sending(model, sending);
            Vec::new()
        }
        Msg::RunWants(wants) => {
            runs::wants(model, *wants);
            Vec::new()
        }
        Msg::Connected => vec![Effect::Run(RunEffect::Send)],
        Msg::RunBegun { snapshot, page } => runs::begun(model, snapshot, page),
        Msg::OutputCame => vec![Effect::Run(RunEffect::TakeOutput)],
        Msg::OutputLines { lines, before } => {
            runs::lines(model, lines, before);
            Vec::new()
        }
        Msg::BoxAsks(question) => {
            forms::run::box_asks(model, &question);
            Vec::new()
        }
        Msg::RunEnded => vec![Effect::Run(RunEffect::TakeEnd)],
        Msg::OutputSettled => vec![Effect::Run(RunEffect::TakePaste)],
        Msg::OutputTaken { snapshot, page } => runs::taken(model, snapshot, page),
        Msg::OutputShown(page) => {
            runs::shown(model, page);
            Vec::new()
        }
        Msg::Statistics(gathered) => statistics::gathered(model, gathered),
        Msg::Differences(changed) => {
            revision::show(model, changed);
            Vec::new()
        }
        Msg::Incidents(gathered) => {
            history::gathered(model, gathered);
            Vec::new()
        }
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
