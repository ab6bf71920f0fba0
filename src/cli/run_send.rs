//! A command goes to its target, and what came back is recorded and told.

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use super::pasted::{self, PasteNotes};
use super::run::ReadyRun;
use super::run_identity::IdentityQuestion;
use super::run_refused::{COPY, refused};
use crate::domain::run::RunOutcome;
use crate::operations::outputs;
use crate::operations::run::{Begun, NotThatBox, begin, duty, finish};
use crate::run::{Intake, stop};

/// Sends it.
pub fn send(program: &mut Program, sending: ReadyRun) -> Result<(), Failure> {
    let ReadyRun {
        head,
        mut prepared,
        identity,
        step,
        other_box,
        json,
    } = sending;
    let failed = |error: std::io::Error| Failure::new(Exit::Failed, error.to_string());
    let folder = program.paths()?.runs();
    let mut way = super::way::to(program, &prepared.target)?
        .map_err(|what| Failure::new(Exit::Failed, what).hint(COPY))?;
    prepared.start.address = crate::run::way::address(&prepared.target);
    let (stopper, stopped) = stop::pair().map_err(failed)?;
    super::interrupt::on_signal(move || stopper.stop())?;
    let context = pasted::PasteContext::new(program)?;
    if let Some(mut asked) = identity {
        asked.start.address.clone_from(&prepared.start.address);
        let of = IdentityQuestion {
            head,
            asked: &asked,
            only_on: prepared.only_on,
            other_box,
        };
        of.check(program, way.as_mut(), &stopped, &context)?;
    } else if let Some(only) = prepared.only_on {
        let what = NotThatBox::NeverTells(duty(only)).to_string();
        return Err(Failure::new(Exit::Failed, what).hint(COPY));
    }
    let session = program.session()?;
    let stream = outputs::stream(session)?;
    let begun: Begun = begin(session, head.id, &prepared, &folder).map_err(refused)?;
    // JSON alone goes to stdout; whoever watches sees the output beside it.
    let show: Box<dyn FnMut(&str)> = match json {
        true => Box::new(|_| {}),
        // A reader who has gone does not end what was sent.
        false => Box::new(|text| drop(output::print(text))),
    };
    let mut intake = Intake::new(stream, show);
    let end = way.run(&prepared.order, &stopped, &mut intake);
    if let Some(trouble) = &end.trouble {
        output::remark(&format!("runsheet: {trouble}"));
    }
    let index = prepared.start.index;
    let finished = finish(
        program.session()?,
        begun,
        &end,
        intake.finish(),
        &context.outputs(),
    )?;
    let told = PasteNotes {
        step: step.as_ref(),
        index,
        target: Some(&prepared.target.name),
        exit: end.exit,
        took: Some(end.took),
    };
    pasted::tell(program, head, &finished, &told, json)?;
    match end.outcome {
        RunOutcome::Exited => Ok(()),
        outcome => Err(Failure::new(
            Exit::Failed,
            unfinished(outcome, &prepared.target.name),
        )),
    }
}

fn unfinished(outcome: RunOutcome, target: &str) -> String {
    match outcome {
        RunOutcome::TimedOut => format!("it took too long on {target} and was stopped"),
        RunOutcome::Stopped => format!("it was stopped on {target}"),
        RunOutcome::Lost => format!("the link to {target} is lost; it may have run"),
        _ => format!("nothing was sent to {target}"),
    }
}
