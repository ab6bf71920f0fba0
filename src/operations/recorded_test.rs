//! A recorded incident becomes a test of its runbook: what was answered, found and printed, the
//! cause that it led to, and the steps in their order. Names and addresses of people and machines
//! are taken out first.

use std::fmt::Write as _;

use crate::domain::checklist::StepState;
use crate::domain::event::Payload;
use crate::domain::id::StepId;
use crate::domain::incident::Incident;
use crate::domain::runbook::{Expectation, Given, GivenAct, Runbook, Step, WalkTest};
use crate::domain::state::Attachment;
use crate::drill::ScriptMask;
use crate::library::{TESTS_FORMAT, scalar};
use crate::masks::Masks;

/// The test of what was done by one of an incident's runbooks. What was taken back or came to
/// nothing is not in it.
pub fn recorded_test(
    incident: &Incident,
    attachment: &Attachment,
    runbook: &Runbook,
    secrets: Masks,
) -> WalkTest {
    let state = incident.state();
    let mask = ScriptMask::of(incident, runbook, secrets);
    let mut given: Vec<Given> = Vec::new();
    for (recorded, is_effective) in incident.log() {
        if !is_effective {
            continue;
        }
        let event = &recorded.event;
        let ours = event.runbook.as_ref() == Some(&attachment.id);
        match &event.payload {
            Payload::EvidenceAdded { findings, .. } => {
                let known = findings.iter().filter(|it| it.runbook == attachment.id);
                let lines: Vec<String> = known.map(|it| mask.text(&it.first.text)).collect();
                if !lines.is_empty() {
                    let act = GivenAct::Log(lines.join("\n"));
                    given.push(Given { step: None, act });
                }
            }
            _ if !ours => {}
            _ => {
                let step = event.step.as_ref().and_then(|id| runbook.step(id));
                let found = step.and_then(|step| ended(attachment, step, recorded.id));
                given.extend(found);
            }
        }
    }
    let reaches = given.iter().filter_map(|given| given.step.clone());
    let reaches = in_order_of(runbook, reaches.collect());
    let resolution = state.resolution.as_ref();
    let named = resolution.and_then(|resolution| resolution.cause.as_ref()?.id.clone());
    let named = named.and_then(|id| id.parse().ok());
    WalkTest {
        name: format!("as in {}", state.key()),
        given,
        cause: named.filter(|id| runbook.cause(id).is_some()),
        reaches,
        avoids: Vec::new(),
    }
}

/// How a step ended, where this event is the one that ended it.
fn ended(attachment: &Attachment, step: &Step, by: crate::domain::id::EventId) -> Option<Given> {
    let progress = attachment.steps.get(&step.id)?;
    if progress.by_event != Some(by) {
        return None;
    }
    let answer = progress
        .answer
        .clone()
        .filter(|id| step.answer(id).is_some());
    let is = match (progress.state, answer) {
        (StepState::Done, Some(answer)) => Expectation::Answer(answer),
        (StepState::Done, None) => Expectation::Done,
        (StepState::Failed, _) => Expectation::Failed,
        (StepState::Inconclusive, _) => Expectation::Inconclusive,
        _ => return None,
    };
    let act = GivenAct::Is(is);
    let step = Some(step.id.clone());
    Some(Given { step, act })
}

/// Steps that stand in the order of the runbook: what an operator did out of turn proves nothing
/// about where the runbook leads.
fn in_order_of(runbook: &Runbook, steps: Vec<StepId>) -> Vec<StepId> {
    let place = |id: &StepId| runbook.steps().position(|(_, step)| step.id == *id);
    let mut last = None;
    let mut kept = Vec::new();
    for id in steps {
        let at = place(&id);
        if at > last {
            last = at;
            kept.push(id);
        }
    }
    kept
}

/// A file of tests with this one; `remark` says what a person should know of it.
pub fn tests_file(runbook: &Runbook, test: &WalkTest, remark: &[String]) -> String {
    let mut out = String::new();
    for line in remark {
        let _ = writeln!(out, "# {line}");
    }
    let _ = writeln!(out, "format: {TESTS_FORMAT}");
    let _ = writeln!(out, "runbook: {}", runbook.id);
    let _ = writeln!(out, "tests:");
    let _ = writeln!(out, "  - name: {}", scalar(&test.name));
    let _ = writeln!(out, "    given:");
    for given in &test.given {
        let step = given.step.as_ref().map(|id| format!("step: {id}, "));
        let step = step.unwrap_or_default();
        let _ = match &given.act {
            GivenAct::Is(is) => writeln!(out, "      - {{{step}is: {}}}", scalar(&is.to_string())),
            GivenAct::Output { run, text } => {
                writeln!(
                    out,
                    "      - {{{step}run: {run}, output: {}}}",
                    scalar(text)
                )
            }
            GivenAct::Log(text) => writeln!(out, "      - {{{step}log: {}}}", scalar(text)),
        };
    }
    if let Some(cause) = &test.cause {
        let _ = writeln!(out, "    cause: {cause}");
    }
    for (key, steps) in [("reaches", &test.reaches), ("avoids", &test.avoids)] {
        if !steps.is_empty() {
            let ids: Vec<&str> = steps.iter().map(StepId::as_str).collect();
            let _ = writeln!(out, "    {key}: [{}]", ids.join(", "));
        }
    }
    out
}
