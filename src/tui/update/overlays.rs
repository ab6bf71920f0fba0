//! What lies over the main screens: keys and text for it.

use crossterm::event::{KeyCode, KeyEvent};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::super::action::{ACTIONS, Action, Id};
use super::super::effect::Effect;
use super::super::form::{Ask, Form, Purpose, Question};
use super::super::input::Input;
use super::super::model::{Finder, Focus, Model, Overlay, Screen};
use super::{answers, attach, home, plan};

/// Shows what the keys do here.
pub fn help(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Help { .. })) {
        return;
    }
    let at = model.place();
    let under = model.overlay.take().map(Box::new);
    let scroll = 0;
    model.overlay = Some(Overlay::Help { at, scroll, under });
}

/// Opens the palette.
pub fn palette(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Palette(_))) {
        return;
    }
    let at = model.place();
    let under = model.overlay.take().map(Box::new);
    let mut finder = Finder {
        at,
        input: Input::default(),
        found: Vec::new(),
        selected: 0,
        under,
    };
    find(&mut finder);
    model.overlay = Some(Overlay::Palette(finder));
}

fn find(finder: &mut Finder) {
    let matcher = SkimMatcherV2::default().ignore_case();
    let query = finder.input.text().trim();
    let mut found: Vec<(i64, usize)> = Vec::new();
    let is_offered = |action: &Action| {
        let moves = matches!(
            action.id,
            Id::Up | Id::Down | Id::Top | Id::Bottom | Id::PageUp | Id::PageDown
        );
        let itself = matches!(action.id, Id::Palette | Id::Confirm | Id::Answer);
        action.at.meets(finder.at) && !moves && !itself
    };
    for (index, action) in ACTIONS.iter().enumerate().filter(|(_, a)| is_offered(a)) {
        let name = matcher
            .fuzzy_match(action.label, query)
            .map(|score| score * 2);
        let rest = format!("{} {}", action.words, action.help);
        let rest = matcher.fuzzy_match(&rest, query);
        if let Some(score) = name.max(rest) {
            found.push((score, index));
        }
    }
    found.sort_by_key(|(score, index)| (-score, *index));
    finder.found = found.into_iter().map(|(_, index)| index).collect();
    finder.selected = 0;
}

/// The text box with the focus, if one has it.
pub fn focused_input(model: &mut Model) -> Option<&mut Input> {
    match &mut model.overlay {
        Some(Overlay::Form(form)) => {
            let takes_text = form.question().is_some_and(|question| {
                matches!(question.ask, Ask::Text { .. } | Ask::Secret | Ask::Typed(_))
            });
            takes_text.then_some(&mut form.input)
        }
        Some(Overlay::Palette(finder)) => Some(&mut finder.input),
        Some(Overlay::Attach(finding)) => Some(&mut finding.input),
        Some(_) => None,
        None if model.screen == Screen::Home && model.home.focus == Focus::Search => {
            Some(&mut model.home.input)
        }
        None => None,
    }
}

/// After text came into the focused box.
pub fn typed(model: &mut Model) {
    match &mut model.overlay {
        Some(Overlay::Palette(finder)) => find(finder),
        Some(Overlay::Attach(_)) => attach::find(model),
        Some(_) => {}
        None => {
            model.status = None;
            home::search(model);
        }
    }
}

/// A key that is no action here: text for the focused box, or an answer to a question.
pub fn type_key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if let Some(Overlay::Form(form)) = &mut model.overlay {
        match form.question_mut().map(|question| &mut question.ask) {
            Some(Ask::Choice { .. }) => return choose(model, key),
            Some(Ask::Yes) => {
                let first = key.kind == crossterm::event::KeyEventKind::Press;
                return match key.code {
                    KeyCode::Char('y') if first => answers::answer(model, "yes".to_owned()),
                    KeyCode::Char('n') => {
                        model.overlay = None;
                        model.say("cancelled; nothing was recorded");
                        Vec::new()
                    }
                    _ => Vec::new(),
                };
            }
            _ => {}
        }
    }
    if let Some(Overlay::Palette(finder)) = &mut model.overlay {
        let last = finder.found.len().saturating_sub(1);
        match key.code {
            KeyCode::Down => finder.selected = (finder.selected + 1).min(last),
            KeyCode::Up => finder.selected = finder.selected.saturating_sub(1),
            _ => {
                if finder.input.key(key) {
                    find(finder);
                }
            }
        }
        return Vec::new();
    }
    if let Some(Overlay::Attach(_)) = &model.overlay {
        attach::key(model, key);
        return Vec::new();
    }
    let in_search = model.overlay.is_none();
    if let Some(input) = focused_input(model) {
        let before = input.text().len();
        if input.key(key) && (in_search && input.text().len() != before) {
            typed(model);
        }
    }
    Vec::new()
}

fn choose(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return Vec::new();
    };
    let Some(Ask::Choice { options, selected }) = form.question_mut().map(|q| &mut q.ask) else {
        return Vec::new();
    };
    let last = options.len().saturating_sub(1);
    match key.code {
        KeyCode::Down | KeyCode::Char('j') => *selected = (*selected + 1).min(last),
        KeyCode::Up | KeyCode::Char('k') => *selected = selected.saturating_sub(1),
        KeyCode::Char(digit @ '1'..='9') => {
            let index = digit as usize - '1' as usize;
            if let Some((id, _)) = options.get(index) {
                *selected = index;
                let id = id.clone();
                return answers::answer(model, id);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Carries out an action of what lies over the main screen.
pub fn act(model: &mut Model, id: Id, _key: Option<KeyEvent>) -> Vec<Effect> {
    if id == Id::Confirm {
        return match &model.overlay {
            Some(Overlay::Palette(_)) => run_found(model),
            Some(Overlay::Attach(_)) => attach::choose(model),
            _ => answers::confirm(model),
        };
    }
    if id == Id::Edit {
        return answers::edit(model);
    }
    let changes = model.walk.as_ref();
    let changes = changes.map_or(0, |w| w.snapshot.state.changes_in_force().count());
    match &mut model.overlay {
        Some(Overlay::Preview(preview)) => {
            if id == Id::Start {
                let (entry, chosen) = (preview.entry, preview.chosen.clone());
                return plan::start(model, entry, chosen);
            }
            scroll(&mut preview.scroll, 1_000, id);
        }
        Some(Overlay::Help { scroll: line, .. }) => scroll(line, 1_000, id),
        Some(Overlay::Brief { text, .. }) if id == Id::Record => {
            let purpose = Purpose::Handoff(std::mem::take(text));
            let question = Question::or("to", "who takes over; Enter alone: not said", "");
            let form = Form::new(purpose, "Handoff", vec![question]);
            model.overlay = Some(Overlay::Form(form));
        }
        Some(Overlay::Brief { scroll: line, .. }) => scroll(line, 1_000, id),
        Some(Overlay::Timeline { lines, selected }) => scroll(selected, lines.len(), id),
        Some(Overlay::Changes { selected }) => {
            if id == Id::Revert {
                let selected = *selected;
                revert(model, selected);
            } else {
                scroll(selected, changes, id);
            }
        }
        _ => {}
    }
    Vec::new()
}

fn scroll(at: &mut usize, count: usize, id: Id) {
    let last = count.saturating_sub(1);
    *at = match id {
        Id::Down => at.saturating_add(1),
        Id::Up => at.saturating_sub(1),
        Id::PageDown => at.saturating_add(10),
        Id::PageUp => at.saturating_sub(10),
        Id::Top => 0,
        Id::Bottom => last,
        _ => *at,
    }
    .min(last);
}

fn run_found(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Palette(finder)) = model.overlay.take() else {
        return Vec::new();
    };
    let chosen = finder
        .found
        .get(finder.selected)
        .map(|index| ACTIONS[*index].id);
    model.overlay = finder.under.map(|under| *under);
    match chosen {
        Some(id) => super::act(model, id, None),
        None => Vec::new(),
    }
}

fn revert(model: &mut Model, selected: usize) {
    let Some(walk) = &model.walk else {
        return;
    };
    let Some(change) = walk.snapshot.state.changes_in_force().nth(selected) else {
        return;
    };
    let purpose = match &change.step {
        Some(step) => Purpose::RevertStep(step.clone()),
        None => Purpose::RevertAction(change.event),
    };
    let mut question = Question::or("note", "how it was taken back; Enter alone: no note", "");
    question.notice = vec![change.text.clone()];
    let rollback = change
        .rollback
        .iter()
        .map(|text| format!("rollback: {text}"));
    question.notice.extend(rollback);
    let form = Form::new(purpose, "The change is no longer in force", vec![question]);
    model.overlay = Some(Overlay::Form(form));
}

/// After the incident changed under what is open.
pub fn keep_in_range(model: &mut Model) {
    let changes = model.walk.as_ref();
    let changes = changes.map_or(0, |w| w.snapshot.state.changes_in_force().count());
    match &mut model.overlay {
        Some(Overlay::Changes { .. }) if changes == 0 => model.overlay = None,
        Some(Overlay::Changes { selected }) => *selected = (*selected).min(changes - 1),
        _ => {}
    }
}
