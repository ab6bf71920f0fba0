//! What an act on a step says of the causes: what it rules out, what it suspects. The same
//! words before it is recorded, after it, and on the command line.

use uuid::Uuid;

use crate::domain::checklist::StepState;
use crate::domain::event::Standing;
use crate::domain::id::{EventId, StepRef};
use crate::domain::standing::{CauseView, causes};
use crate::domain::state::State;
use crate::domain::time::Timestamp;

/// How a step may end that says something of causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepEnd<'a> {
    /// As expected, with this answer if it asks for one.
    Done(Option<&'a str>),
    /// Not as expected.
    Failed,
}

/// What a step that ends so now would say of the causes; `None` if nothing.
pub fn would(state: &State, at: &StepRef, end: StepEnd<'_>, now: Timestamp) -> Option<String> {
    let mut ahead = state.clone();
    let attachment = ahead.runbooks.iter_mut().find(|a| a.id == at.runbook)?;
    let progress = attachment.steps.entry(at.step.clone()).or_default();
    progress.by_event.get_or_insert(EventId(Uuid::nil()));
    progress.ended_at = Some(now);
    match end {
        StepEnd::Done(answer) => {
            progress.state = StepState::Done;
            progress.answer = answer.map(str::to_owned);
        }
        StepEnd::Failed => progress.state = StepState::Failed,
    }
    bearing(state, &ahead)
}

/// What an act said of the causes, by the incident before and after it; `None` if nothing.
pub fn bearing(before: &State, after: &State) -> Option<String> {
    let known = causes(before);
    let moved = causes(after).into_iter().filter(|view| {
        let same = |other: &&_| same_cause(other, view);
        let was = known.iter().find(same).map(|was| was.standing);
        was.unwrap_or(Standing::Open) != view.standing
    });
    let moved: Vec<_> = moved
        .map(|view| (view.standing, &*view.cause.title))
        .collect();
    let said = [
        (Standing::Confirmed, "confirms", ""),
        (Standing::Suspected, "suspects", ""),
        (Standing::RuledOut, "rules out", ""),
        (Standing::Open, "leaves", " open again"),
    ]
    .into_iter()
    .filter_map(|(standing, before, after)| {
        let of = moved.iter().filter(|(now, _)| *now == standing);
        let titles: Vec<&str> = of.map(|(_, title)| *title).collect();
        (!titles.is_empty()).then(|| format!("{before} {}{after}", titles.join("; ")))
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn same_cause(a: &CauseView<'_>, b: &CauseView<'_>) -> bool {
    a.runbook == b.runbook && a.cause.id == b.cause.id
}
