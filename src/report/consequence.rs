//! What an act moved beside what it says of itself: a target that counts now, an assumed time that
//! it puts earlier, steps that an answer passes over. The same words on the screen and on the
//! command line.

use crate::domain::checklist::StepState;
use crate::domain::id::StepRef;
use crate::domain::metrics::strictest;
use crate::domain::runbook::TargetMetric;
use crate::domain::state::State;
use crate::domain::time::clock;

/// What moved from one state of an incident to a later one, a sentence each without a full stop.
pub fn consequences(before: &State, after: &State) -> Vec<String> {
    let said = [
        target(before, after),
        detection(before, after),
        passed_over(before, after),
    ];
    said.into_iter().flatten().collect()
}

/// The time to resolve in, where causes that are suspected now have one of their own.
fn target(before: &State, after: &State) -> Option<String> {
    let within = |state: &State| strictest(state, TargetMetric::Resolve);
    match (within(before), within(after)) {
        (None, Some(now)) => Some(format!("the target is to resolve in {} now", clock(now))),
        (Some(was), Some(now)) if was != now => {
            let (was, now) = (clock(was), clock(now));
            Some(format!("the target is to resolve in {now} now, not {was}"))
        }
        (Some(_), None) => Some("no target to resolve in counts any more".to_owned()),
        _ => None,
    }
}

/// Nobody has said when it was noticed, and something that happened earlier moves what is assumed.
fn detection(before: &State, after: &State) -> Option<String> {
    let was = before.milestones.detected?.at;
    let now = after.milestones.detected?.at;
    let is_assumed = after.detection.as_ref()?.assumed;
    let earlier = was.since(now);
    (is_assumed && earlier > 0).then(|| {
        let earlier = clock(earlier);
        format!("so it is taken as noticed {earlier} earlier than before, until somebody says when")
    })
}

/// Steps before the one that an answer leads to, which stay open.
fn passed_over(before: &State, after: &State) -> Option<String> {
    let to = after
        .goto
        .as_ref()
        .filter(|to| before.goto.as_ref() != Some(to))?;
    let from = after.last_touched.as_ref()?;
    let attachment = after.attachment(&to.runbook)?;
    let steps = attachment.runbook.as_deref()?.steps();
    let between = steps
        .skip_while(|(_, step)| step.id != from.step)
        .take_while(|(_, step)| step.id != to.step);
    let open = between.filter(|(_, step)| attachment.state_of(step) == StepState::Pending);
    let open: Vec<String> = open
        .map(|(_, step)| {
            after.number_of(&StepRef {
                runbook: to.runbook.clone(),
                step: step.id.clone(),
            })
        })
        .collect();
    let all = match &open[..] {
        [] => return None,
        [one] => format!("{one} stays open"),
        [first, .., last] => format!("{first} to {last} stay open"),
    };
    Some(format!("on to {}, {all}", after.number_of(to)))
}
