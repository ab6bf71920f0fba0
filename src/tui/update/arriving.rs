//! What the session sends back is taken into the model: an incident as it is now, and what
//! was made of a form.

use super::super::action::{ActionId, Places};
use super::super::drills::{PutAway, is_unfinished};
use super::super::focus;
use super::super::forms::variable;
use super::super::kept::KeptPlaces;
use super::super::model::{Model, Overlay, Screen, Walk};
use super::super::snapshot::Snapshot;
use super::staying;
use crate::domain::state::Status;

/// Offers a handoff to whoever has not recorded it.
pub fn offer_handoff(model: &mut Model) {
    let offered = model.walk.as_ref().and_then(|w| w.snapshot.offered.clone());
    if let Some(offered) = offered.filter(|offered| offered.by != model.actor) {
        let to = offered.to.map(|to| format!(" to {to}"));
        let to = to.unwrap_or_default();
        let key = model.keys.press(ActionId::Accept, Places::WALK);
        model.say(format!(
            "{} hands this over{to}: {key} accepts it",
            offered.by
        ));
        let brief: Vec<&str> = offered.text.lines().collect();
        if let Some(status) = &mut model.status {
            status.hint = Some(brief.join("; ")).filter(|brief| !brief.is_empty());
        }
    }
}

/// Shows an incident from its current step.
pub fn show(model: &mut Model, snapshot: Box<Snapshot>) {
    let (secrets, contexts, put_away) = match model.walk.take() {
        Some(walk) if walk.snapshot.state.id == snapshot.state.id => {
            (walk.secrets, walk.contexts, walk.put_away)
        }
        _ => {
            model.kept = KeptPlaces::default();
            let put_away = PutAway::before(snapshot.drill.as_deref());
            (Vec::new(), Vec::new(), put_away)
        }
    };
    let mut walk = Walk {
        snapshot,
        cursor: 0,
        scroll: 0,
        happened_at: None,
        secrets,
        bookmark: None,
        contexts,
        put_away,
    };
    focus::go_to_current(&mut walk);
    let own = walk.snapshot.now(model.now);
    model.watch.begin(&walk.snapshot, own);
    model.walk = Some(walk);
    model.screen = Screen::Walk;
}

/// Something was recorded.
pub fn recorded(model: &mut Model, snapshot: Box<Snapshot>, follow: bool) {
    close_finished_form(model);
    take_in(model, snapshot);
    if let Some(walk) = &mut model.walk {
        walk.happened_at = None;
        if follow {
            focus::go_to_current(walk);
        }
    }
}

/// How much was played in in the drill that is walked, and where it stands.
pub fn of_drill(model: &Model) -> (usize, Option<Status>) {
    let snapshot = model.walk.as_ref().map(|walk| &walk.snapshot);
    let played = snapshot.and_then(|s| Some(s.drill.as_ref()?.play.played.len()));
    (played.unwrap_or(0), snapshot.and_then(|s| s.state.status))
}

/// Whether a drill is resolved by what was recorded: then it is talked over.
pub fn resolves_drill(model: &Model, after: &Snapshot) -> bool {
    let before = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let was_unfinished = before.is_some_and(is_unfinished);
    let is_resolved = after.state.status == Some(Status::Resolved);
    after.drill.is_some() && was_unfinished && is_resolved
}

/// Takes in a newer state and leaves the focus on the same step.
pub fn take_in(model: &mut Model, snapshot: Box<Snapshot>) {
    let Some(walk) = &mut model.walk else {
        return;
    };
    let row = walk.step().and_then(|step| snapshot.row_of(step));
    walk.cursor = row.unwrap_or(walk.cursor.min(snapshot.rows.len().saturating_sub(1)));
    walk.snapshot = snapshot;
    staying::keep_in_range(model);
}

/// One of a form's records was made. It stays open until the last of them is, so that what
/// was typed is not lost if a later one is refused.
pub fn close_finished_form(model: &mut Model) {
    if let Some(Overlay::Form(form)) = &mut model.overlay
        && form.answers.len() >= form.questions.len()
    {
        form.records = form.records.saturating_sub(1);
        if form.records == 0 {
            model.leave_form();
            variable::next(model);
        }
    }
}
