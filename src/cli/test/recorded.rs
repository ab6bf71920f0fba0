//! `test --from-incident INCIDENT`: what was recorded becomes a test, and is walked at once.

use super::super::context::Program;
use super::super::export::{may_write_over, write as write_file};
use super::super::failure::{Exit, Failure};
use super::super::output;
use super::TestArgs;
use crate::evidence::Signatures;
use crate::operations::recorded_test::{recorded_test, tests_file};
use crate::operations::rehearse::rehearse;

pub fn write(program: &mut Program, name: &str, args: &TestArgs) -> Result<(), Failure> {
    let masks = program.masks()?;
    let (head, incident) = program.incident(name)?;
    let key = head.key();
    let state = incident.state();
    let mut attached = state.runbooks.iter().rev();
    let attachment = match &args.runbook {
        Some(id) => attached.find(|it| it.id.as_str() == id),
        None => state.in_use().last().or_else(|| attached.next()),
    };
    let Some(attachment) = attachment.cloned() else {
        let what = format!("{key} has no such runbook attached");
        return Err(Failure::new(Exit::NoInput, what).hint("status names those that it has"));
    };
    let id = attachment.id.clone();
    let Some(walked) = attachment.runbook.clone() else {
        let what = format!("the text of {id} is not in this journal");
        return Err(Failure::new(Exit::Failed, what));
    };
    let mut test = recorded_test(incident, &attachment, &walked, masks);
    // It is a test of the runbook as it stands now, not as it was walked.
    let entry = program.runbook(id.as_str())?;
    let runbook = entry.book.runbook.clone();
    let mut gone = Vec::new();
    test.given.retain(|given| {
        let step = given.step.as_ref();
        let is_there = step.is_none_or(|id| runbook.step(id).is_some());
        gone.extend(step.filter(|_| !is_there).cloned());
        is_there
    });
    test.reaches.retain(|id| runbook.step(id).is_some());
    test.cause = test.cause.filter(|id| runbook.cause(id).is_some());
    if test.given.is_empty() {
        let what = format!("nothing was found at a step of {id} in {key}");
        return Err(Failure::new(Exit::Failed, what).hint("a test needs answers or outcomes"));
    }
    let mut remarks = vec![format!(
        "Made from {key}. Look through it before it leaves: names may be left in outputs and logs."
    )];
    remarks.extend(gone.iter().map(|id| format!("The step {id} is gone.")));
    let signatures = Signatures::new([runbook.clone()]);
    let mut done = rehearse(&entry.book, &signatures, &test);
    if !done.problems.is_empty() && !test.reaches.is_empty() {
        // An operator may have gone another way than the runbook leads.
        let reaches = std::mem::take(&mut test.reaches);
        let without = rehearse(&entry.book, &signatures, &test);
        match without.problems.len() < done.problems.len() {
            true => {
                remarks.push("The order of the steps is left out: another way was gone.".into());
                done = without;
            }
            false => test.reaches = reaches,
        }
    }
    if test.cause.is_none() && test.reaches.is_empty() {
        test.reaches = test
            .given
            .iter()
            .filter_map(|it| it.step.clone())
            .take(1)
            .collect();
    }
    remarks.extend(done.problems.iter().map(|it| format!("It fails now: {it}")));
    let text = tests_file(&runbook, &test, &remarks);
    match &args.output {
        Some(path) => {
            may_write_over(std::slice::from_ref(path), args.force)?;
            write_file(path, text.as_bytes())?;
        }
        None if args.json => output::print_json(&serde_json::json!({
            "incident": key,
            "runbook": id,
            "test": text,
            "problems": done.problems,
        }))?,
        None => output::print(&text)?,
    }
    for problem in &done.problems {
        output::remark(&format!("it fails now: {problem}"));
    }
    Ok(())
}
