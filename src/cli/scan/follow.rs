//! `scan --follow`: what a log holds, then what is added to it, until interrupted.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::Args;
use super::tell::{as_json, line_json, words};
use crate::cli::context::Program;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output;
use crate::clock;
use crate::evidence::look::followed;
use crate::evidence::read::Kind;
use crate::evidence::{Follow, Hit, Masks, News, Pace, Report, Signatures, Start};
use crate::journal::Head;

pub fn run(
    program: &mut Program,
    args: &Args,
    signatures: Arc<Signatures>,
    masks: Masks,
    incident: Option<Head>,
) -> Result<(), Failure> {
    let [path] = &args.files[..] else {
        return Err(Failure::usage("--follow takes one file").hint("start it once for each"));
    };
    if path == Path::new("-") {
        return Err(Failure::usage("a pipe cannot be followed")
            .hint("name the file, or leave --follow out: a pipe is read to its end"));
    }
    let log = Follow::new(path, signatures, masks, Start::Beginning).map_err(|trouble| {
        let exit = match trouble.kind {
            Kind::Bad => Exit::BadInput,
            Kind::Missing => Exit::NoInput,
        };
        Failure::new(exit, format!("{} {}", trouble.path, trouble.what))
    })?;
    let mut pace = Pace::default();
    let mut is_first = true;
    let mut result = Ok(());
    log.run(&AtomicBool::new(false), |log, news| {
        let told = tell(program, args, log, news, &mut pace, is_first, incident);
        is_first = false;
        let goes_on = told.is_ok();
        result = told;
        goes_on
    });
    result
}

fn tell(
    program: &mut Program,
    args: &Args,
    log: &Follow,
    news: Vec<News>,
    pace: &mut Pace,
    is_first: bool,
    incident: Option<Head>,
) -> Result<(), Failure> {
    let now = program.now();
    let signatures = log.signatures();
    if is_first {
        // What it held before is looked through as any log is.
        let report = log.report();
        if let Some(head) = incident {
            let manner = program.manner(args.at.as_deref())?;
            super::record(program, (head, &None), signatures, &report, manner)?;
        }
        return match args.json {
            true => output::print(&format!("{}\n", as_json(&report, now))),
            false => output::print(&output::visible(&words(&report, signatures, now))),
        };
    }
    for news in news {
        match news {
            News::About(what) => output::remark(&format!("{} {what}", args.files[0].display())),
            News::Found(hit) => {
                let line = words_of(&hit, signatures, args.json, program);
                output::print(&line)?;
                pace.add(&hit);
            }
        }
    }
    let Some(head) = incident else { return Ok(()) };
    for hit in pace.due(program.steady_ms()) {
        record(program, head, log.report(), &hit, signatures)?;
    }
    Ok(())
}

/// A finding as one line.
fn words_of(hit: &Hit, signatures: &Signatures, json: bool, program: &Program) -> String {
    let (runbook, signature) = signatures.get(hit.signature);
    let first = &hit.first;
    let now = program.now();
    if json {
        let finding = json!({
            "runbook": runbook.id,
            "signature": signature.id,
            "causes": signature.causes,
            "step": signature.step,
            "count": hit.count,
            "first": line_json(first, now),
            "last": line_json(&hit.last, now),
        });
        return format!("{finding}\n");
    }
    let causes = signature.causes.iter().filter_map(|id| runbook.cause(id));
    let causes: Vec<&str> = causes.map(|cause| cause.title.as_str()).collect();
    let step = signature.step.as_ref().and_then(|id| runbook.step(id));
    let step = step
        .map(|step| format!("; go to {} {}", step.number, step.does))
        .unwrap_or_default();
    let times = if hit.count > 1 {
        format!(" {}×", hit.count)
    } else {
        String::new()
    };
    let (line, text) = (first.line, &first.text);
    output::visible(&format!(
        "{line}:{times} {text}\n     {}: {}{step}\n",
        runbook.id,
        causes.join(" or ")
    ))
}

fn record(
    program: &mut Program,
    head: Head,
    report: Report,
    hit: &Hit,
    signatures: &Signatures,
) -> Result<(), Failure> {
    let now = program.now();
    let Some(command) = followed(&report, hit, signatures, now, &clock::zone()) else {
        return Ok(());
    };
    let manner = program.manner(None)?;
    program.session()?.submit(head.id, command, manner)?;
    Ok(())
}
