//! A scenario from a runbook's tests, ready to edit: what a test gives becomes what is seen, and
//! each cause that a test leads to becomes a variant.

use std::fmt::Write as _;

use crate::domain::runbook::{Expectation, Given, GivenAct, Runbook, Step, StepKind, WalkTest};
use crate::domain::shown::{Proposed, shown};

/// So many variants have room in a debrief.
const MOST: usize = 6;
/// Each look may take so many minutes, counted from the opening.
const EACH_MIN: usize = 4;

/// The text of a scenario file; `None` where no test leads to a cause by its steps.
pub fn draft_from_runbook(runbook: &Runbook, tests: &[WalkTest]) -> Option<String> {
    let mut told: Vec<&WalkTest> = Vec::new();
    for test in tests {
        let is_new = told.iter().all(|known| known.cause != test.cause);
        let looks = test.given.iter().any(|given| given.step.is_some());
        if test.cause.is_some() && is_new && looks && told.len() < MOST {
            told.push(test);
        }
    }
    if told.is_empty() {
        return None;
    }
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = write(&mut out, runbook, &told);
    Some(out)
}

fn write(out: &mut String, runbook: &Runbook, tests: &[&WalkTest]) -> std::fmt::Result {
    let report = runbook.symptoms.first().map(|symptom| symptom.text());
    let report = report.unwrap_or(&runbook.title);
    writeln!(
        out,
        "# Written from the tests of {}: read all of it before it is played,",
        runbook.id
    )?;
    writeln!(out, "# and say what is seen as people and devices would.")?;
    writeln!(out, "format: runsheet.scenario/1")?;
    writeln!(out, "id: drill-{}", runbook.id)?;
    writeln!(
        out,
        "# What people say is wrong; it must not name the cause."
    )?;
    writeln!(out, "title: {}", quoted(report))?;
    writeln!(
        out,
        "runbook: {}\nrevision: 1\nlevel: usual\nminutes: 20",
        runbook.id
    )?;
    writeln!(out, "objectives:\n  - Finds the cause by what is seen")?;
    writeln!(
        out,
        "opening:\n  kind: report\n  from: Service desk\n  text: {}",
        quoted(report)
    )?;
    writeln!(
        out,
        "targets:\n  - {{first_action: 5m}}\n  - {{resolve: 20m}}"
    )?;
    let last = runbook.steps().map(|(_, step)| step);
    let last = last.filter(|step| step.kind == StepKind::Verify).last();
    if let Some(step) = last {
        writeln!(out, "observations:")?;
        writeln!(
            out,
            "  - {{step: {}, says: \"It works again.\", outcome: done}}",
            step.id
        )?;
    }
    writeln!(
        out,
        "expected:\n  - {{id: brought-to-its-end, mark: resolved}}"
    )?;
    writeln!(out, "hints:")?;
    writeln!(
        out,
        "  - Part those who are affected from those who are not."
    )?;
    writeln!(
        out,
        "  - Which of the runbook's causes would look exactly like this?"
    )?;
    writeln!(out, "  - Write here which step shows it.")?;
    writeln!(out, "variants:")?;
    for test in tests {
        variant(out, runbook, test, last)?;
    }
    writeln!(out, "questions:\n  - What told you the cause?")?;
    writeln!(out, "expert: {{first_action: 2m, resolve: 12m}}")
}

fn variant(
    out: &mut String,
    runbook: &Runbook,
    test: &WalkTest,
    last: Option<&Step>,
) -> std::fmt::Result {
    let Some(cause) = &test.cause else {
        return Ok(());
    };
    writeln!(
        out,
        "  # {}",
        test.name.replace(|c: char| c.is_control(), " ")
    )?;
    writeln!(
        out,
        "  - id: {cause}\n    cause: {cause}\n    observations:"
    )?;
    let mut expected = Vec::new();
    for given in &test.given {
        let Some((step, seen, wanted)) = observation(runbook, given) else {
            continue;
        };
        writeln!(out, "      - {{step: {}, {seen}}}", step.id)?;
        let is_last = last.is_some_and(|last| last.id == step.id);
        if !is_last
            && !expected
                .iter()
                .any(|(known, _): &(&Step, String)| known.id == step.id)
        {
            expected.push((step, wanted));
        }
    }
    writeln!(out, "    expected:")?;
    for (place, (step, wanted)) in expected.iter().enumerate() {
        let within = (place + 1) * EACH_MIN;
        writeln!(
            out,
            "      - {{id: did-{}, step: {}, {wanted}, within: {within}m}}",
            step.id, step.id
        )?;
    }
    Ok(())
}

/// What is seen of what a test gives, and what an expert makes of it.
fn observation<'r>(runbook: &'r Runbook, given: &Given) -> Option<(&'r Step, String, String)> {
    let step = match (&given.step, &given.act) {
        (Some(id), _) => runbook.step(id)?,
        // A log is handed over where the runbook collects one.
        (None, GivenAct::Log(_)) => runbook
            .steps()
            .map(|(_, step)| step)
            .find(|it| it.log.is_some())?,
        (None, _) => return None,
    };
    let (seen, wanted) = match &given.act {
        GivenAct::Is(is) => {
            let words = match is {
                Expectation::Answer(id) => {
                    step.answer(id).map(|answer| answer.words().to_owned())?
                }
                Expectation::Done => step
                    .expect
                    .clone()
                    .unwrap_or("It is as it should be.".to_owned()),
                Expectation::Failed => match &step.expect {
                    Some(expect) => format!("It is not so: {expect}"),
                    None => "It is not as it should be.".to_owned(),
                },
                Expectation::Inconclusive => "It cannot be told.".to_owned(),
            };
            let wanted = concludes(is);
            (format!("says: {}, {wanted}", quoted(&words)), wanted)
        }
        GivenAct::Output { run, text } => {
            let of = step.run.get(*run as usize - 1)?;
            let is = match shown(of, text, true).proposed {
                Some(Proposed::Failed) => Expectation::Failed,
                Some(Proposed::Inconclusive) => Expectation::Inconclusive,
                _ => Expectation::Done,
            };
            let wanted = concludes(&is);
            (
                format!("run: {run}, output: {}, {wanted}", quoted(text)),
                wanted,
            )
        }
        GivenAct::Log(text) => {
            let name = step
                .log
                .as_ref()
                .map_or("server.log", |log| log.name.as_str());
            let wanted = concludes(&Expectation::Done);
            let (name, text) = (quoted(name), quoted(&format!("{text}\n")));
            (
                format!("log: {{name: {name}, text: {text}}}, {wanted}"),
                wanted,
            )
        }
    };
    Some((step, seen, wanted))
}

fn concludes(is: &Expectation) -> String {
    match is {
        Expectation::Answer(id) => format!("answer: {}", quoted(id)),
        other => format!("outcome: {other}"),
    }
}

/// A text in double quotes. JSON's are YAML's too.
fn quoted(text: &str) -> String {
    let clean: String = text
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    serde_json::Value::from(clean).to_string()
}
