//! The box that a log is added in: a paste, a path with completion, or a file to follow.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::effect::{Effect, LogEffect, RunEffect};
use super::super::input::Input;
use super::super::logs::{
    BoxOf, HandedLog, LogBox, Paste, RunningScan, ScanRequest, ScanResult, ScanSource, dropped,
};
use super::super::model::{Model, Overlay, Walk};
use super::super::text::counted;
use crate::domain::id::StepRef;
use crate::drill::Drill;

/// Opens the box.
pub fn open(model: &mut Model) {
    let step = model.walk.as_ref().and_then(collecting);
    let logs = model.drill().map(Drill::logs).unwrap_or_default();
    let handed = logs.into_iter().map(|(name, text)| {
        let mut paste = Paste::default();
        paste.add(text.to_owned());
        let name = name.to_owned();
        HandedLog { name, text: paste }
    });
    model.overlay = Some(Overlay::Log(LogBox {
        handed: handed.collect(),
        step,
        ..LogBox::default()
    }));
}

/// The step with the focus, if it asks for a log.
pub fn collecting(walk: &Walk) -> Option<StepRef> {
    let at = walk.step()?;
    let (_, step) = walk.snapshot.state.step(at)?;
    step.log.is_some().then(|| at.clone())
}

/// Takes a paste whole. A dropped file brings its path.
pub fn paste(model: &mut Model, text: String) -> Vec<Effect> {
    model.status = None;
    if !matches!(model.overlay, Some(Overlay::Log(_))) {
        open(model);
    }
    let Some(Overlay::Log(log)) = &mut model.overlay else {
        return Vec::new();
    };
    if log.running.is_some() || text.trim().is_empty() {
        return Vec::new();
    }
    if let Some(path) = dropped(&text).filter(|_| log.paste.is_empty()) {
        log.input = Input::of(&path);
        return list(log, false);
    }
    if !log.paste.add(text) {
        let hint = Some("save it as a file and name that".to_owned());
        model.complain(
            "together that is more than 64 MiB; the last paste was not taken",
            hint,
        );
    }
    Vec::new()
}

/// Takes a key that is no action. A paste is kept or taken back whole.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(Overlay::Log(log)) = &mut model.overlay else {
        return Vec::new();
    };
    if log.running.is_some() {
        return Vec::new();
    }
    if !log.paste.is_empty() {
        let clears = match key.code {
            KeyCode::Backspace | KeyCode::Delete => true,
            KeyCode::Char('u') => key.modifiers.contains(KeyModifiers::CONTROL),
            _ => false,
        };
        if clears {
            log.paste = Default::default();
            model.status = None;
        }
        return Vec::new();
    }
    // While nothing is typed the keys move among the logs of a drill.
    let last = log.handed.len().saturating_sub(1);
    match key.code {
        KeyCode::Down if log.input.text().is_empty() => {
            log.selected = (log.selected + 1).min(last);
        }
        KeyCode::Up if log.input.text().is_empty() => {
            log.selected = log.selected.saturating_sub(1);
        }
        _ => {}
    }
    let before = log.input.text().len();
    if log.input.key(key) && log.input.text().len() != before {
        let effects = list(log, false);
        model.status = None;
        return effects;
    }
    Vec::new()
}

/// Asks what the path may go on as.
fn list(log: &mut LogBox, complete: bool) -> Vec<Effect> {
    let typed = log.input.text().to_owned();
    if typed.is_empty() && !complete {
        log.found.clear();
        return Vec::new();
    }
    vec![Effect::Log(LogEffect::Paths { typed, complete })]
}

/// Lists what a path may go on as, unless it was changed meanwhile.
pub fn listed(
    model: &mut Model,
    typed: &str,
    found: Vec<String>,
    common: Option<String>,
) -> Vec<Effect> {
    let Some(Overlay::Log(log)) = &mut model.overlay else {
        return Vec::new();
    };
    if log.input.text() != typed {
        return Vec::new();
    }
    log.found = found;
    match common {
        Some(common) if common.len() > typed.len() => {
            log.input = Input::of(&common);
            // Inside a folder that is now whole there is more to list.
            list(log, false)
        }
        _ => Vec::new(),
    }
}

/// Writes the path on as far as it is clear.
pub fn complete(model: &mut Model) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Log(log)) => list(log, true),
        _ => Vec::new(),
    }
}

/// Looks through what was pasted, handed over or named; or takes it in as an output.
pub fn look(model: &mut Model) -> Vec<Effect> {
    if let Some(effects) = take_output(model) {
        return effects;
    }
    begin(model, LogEffect::Look, |log| {
        if !log.paste.is_empty() {
            return ScanSource::Paste(log.paste.clone());
        }
        match log.chosen() {
            Some(handed) => ScanSource::Handed(handed.clone()),
            None => named(log),
        }
    })
}

/// Takes in what the box holds as what a command said, if the box is for that.
fn take_output(model: &mut Model) -> Option<Vec<Effect>> {
    let Some(Overlay::Log(log)) = &mut model.overlay else {
        return None;
    };
    let (BoxOf::Output(index), Some(step)) = (log.of, log.step.clone()) else {
        return None;
    };
    let source = match log.paste.is_empty() {
        false => ScanSource::Paste(log.paste.clone()),
        true => named(log),
    };
    log.running = Some(RunningScan {
        watch: Arc::default(),
        bytes: None,
    });
    model.status = None;
    Some(vec![Effect::Run(RunEffect::Paste {
        step,
        index,
        source,
    })])
}

/// Follows the log that is named.
pub fn follow(model: &mut Model) -> Vec<Effect> {
    begin(model, LogEffect::Follow, named)
}

/// Follows it no longer.
pub fn unfollow(_: &mut Model) -> Vec<Effect> {
    vec![Effect::Log(LogEffect::Unfollow)]
}

fn named(log: &LogBox) -> ScanSource {
    ScanSource::Path(log.input.text().trim().to_owned())
}

fn begin(
    model: &mut Model,
    effect: fn(ScanRequest) -> LogEffect,
    source: impl FnOnce(&LogBox) -> ScanSource,
) -> Vec<Effect> {
    let Some(Overlay::Log(log)) = &mut model.overlay else {
        return Vec::new();
    };
    let wanted = ScanRequest {
        source: source(log),
        step: log.step.clone(),
        watch: Arc::default(),
    };
    log.running = Some(RunningScan {
        watch: wanted.watch.clone(),
        bytes: None,
    });
    model.status = None;
    vec![Effect::Log(effect(wanted))]
}

/// The box, whatever lies over it.
fn the_box(model: &mut Model) -> Option<&mut LogBox> {
    model.places_mut().find_map(|place| match place {
        Overlay::Log(log) => Some(log),
        _ => None,
    })
}

/// The look has come so far.
pub fn progress(model: &mut Model, bytes: u64) {
    let running = the_box(model).and_then(|log| log.running.as_mut());
    if let Some(running) = running {
        running.bytes = Some(bytes);
    }
}

/// A look has ended: what it found is recorded, if it found anything to look at.
pub fn looked(model: &mut Model, looked: Arc<ScanResult>) -> Vec<Effect> {
    if looked.is_stopped {
        failed(model);
        model.say("stopped; nothing was recorded");
        return Vec::new();
    }
    if looked.evidence.is_empty() {
        failed(model);
        let troubles = &looked.report.troubles;
        let text = match troubles.first() {
            Some(trouble) => format!("{} {}", trouble.path, trouble.what),
            None => format!("there is no log in {}", looked.name),
        };
        let more = troubles.len().saturating_sub(1) as u64;
        let hint = (more > 0).then(|| format!("and {} more", counted(more, "file")));
        model.complain(text, hint);
        return Vec::new();
    }
    vec![Effect::Log(LogEffect::Record(looked))]
}

/// Nothing came of a look: the box is as it was before.
pub fn failed(model: &mut Model) {
    if let Some(log) = the_box(model) {
        log.running = None;
    }
}

/// Stops a look that is under way. `false` if there is none.
pub fn back(model: &mut Model) -> bool {
    let running = match &mut model.overlay {
        Some(Overlay::Log(log)) => log.running.as_ref(),
        _ => None,
    };
    let Some(running) = running else {
        return false;
    };
    // A second time does not wait until it has stopped.
    let is_second = running.watch.stop.swap(true, Ordering::Relaxed);
    if !is_second {
        model.say("stopping");
    }
    !is_second
}
