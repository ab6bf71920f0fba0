//! `scan --follow`: what a log holds, then what is added to it, until interrupted.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use super::ScanArgs;
use super::tell::{as_json, line_json, words};
use crate::cli::context::Program;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output;
use crate::evidence::read::ReadErrorKind;
use crate::evidence::{LogClock, LogHit, Masks, Signatures};
use crate::journal::Head;
use crate::operations::follow::{FollowNews, FollowTask, record};

pub fn run(
    program: &mut Program,
    args: &ScanArgs,
    signatures: Arc<Signatures>,
    (masks, clock): (Masks, LogClock),
    incident: Option<Head>,
) -> Result<(), Failure> {
    let [path] = &args.files[..] else {
        return Err(Failure::usage("--follow takes one file").hint("start it once for each"));
    };
    if path == Path::new("-") {
        return Err(Failure::usage("a pipe cannot be followed")
            .hint("name the file, or leave --follow out: a pipe is read to its end"));
    }
    let task = FollowTask::open(path, signatures, masks, clock).map_err(|trouble| {
        let exit = match trouble.kind {
            ReadErrorKind::Bad => Exit::BadInput,
            ReadErrorKind::Missing => Exit::NoInput,
        };
        Failure::new(exit, format!("{} {}", trouble.path, trouble.what))
    })?;
    let is_over = end_with_signals()?;
    task.run(&is_over, &mut |news, signatures| {
        tell(program, args, news, signatures, incident)
    })?;
    Err(Failure::new(
        Exit::Interrupted,
        match incident {
            Some(_) => "interrupted; all that was found until now is recorded",
            None => "interrupted",
        },
    ))
}

/// Lets a signal end the following instead of the process, so that the last counts are kept.
fn end_with_signals() -> Result<Arc<AtomicBool>, Failure> {
    let failed = |error: std::io::Error| Failure::new(Exit::Failed, error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    let (mut int, mut term, mut hangup) = {
        let _inside = runtime.enter();
        let listen = |kind| signal(kind).map_err(failed);
        (
            listen(SignalKind::interrupt())?,
            listen(SignalKind::terminate())?,
            listen(SignalKind::hangup())?,
        )
    };
    let is_over = Arc::new(AtomicBool::new(false));
    let told = is_over.clone();
    let wait = move || {
        runtime.block_on(async {
            loop {
                tokio::select! {
                    _ = int.recv() => {}
                    _ = term.recv() => {}
                    _ = hangup.recv() => {}
                }
                // Whoever asks twice does not want to wait for the journal.
                if told.swap(true, Ordering::SeqCst) {
                    std::process::exit(i32::from(Exit::Interrupted as u8));
                }
            }
        });
    };
    let thread = std::thread::Builder::new().name("signals".to_owned());
    thread.spawn(wait).map_err(failed)?;
    Ok(is_over)
}

fn tell(
    program: &mut Program,
    args: &ScanArgs,
    news: FollowNews,
    signatures: &Signatures,
    incident: Option<Head>,
) -> Result<(), Failure> {
    let now = program.now();
    match (news, incident) {
        (FollowNews::Began(report), incident) => {
            if let Some(head) = incident {
                let options = program.submit_options(args.at.as_deref())?;
                super::record(program, (head, &None), signatures, &report, options)?;
            }
            match args.json {
                true => output::print_data(&format!("{}\n", as_json(&report, now))),
                false => output::print(&words(&report, signatures, now)),
            }
        }
        (FollowNews::About(what), _) => {
            output::remark(&format!("{} {what}", args.files[0].display()));
            Ok(())
        }
        (FollowNews::Found(hit), _) => {
            let line = words_of(&hit, signatures, args.json, program);
            match args.json {
                true => output::print_data(&line),
                false => output::print(&line),
            }
        }
        (FollowNews::Due(found), Some(head)) => Ok(record(program.session()?, head.id, &found)?),
        (FollowNews::Due(_), None) | (FollowNews::Lines(_), _) => Ok(()),
    }
}

/// A finding as one line.
fn words_of(hit: &LogHit, signatures: &Signatures, json: bool, program: &Program) -> String {
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
    format!(
        "{line}:{times} {text}\n     {}: {}{step}\n",
        runbook.id,
        causes.join(" or ")
    )
}
