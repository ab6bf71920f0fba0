//! `scan --follow`: what a log holds, then what is added to it, until interrupted.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use super::Args;
use super::tell::{as_json, line_json, words};
use crate::cli::context::Program;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output;
use crate::clock;
use crate::evidence::follow::PAUSE;
use crate::evidence::look::followed;
use crate::evidence::read::Kind;
use crate::evidence::{Clock, Follow, Hit, Masks, News, Pace, Report, Signatures, Start};
use crate::journal::Head;

pub fn run(
    program: &mut Program,
    args: &Args,
    signatures: Arc<Signatures>,
    (masks, clock): (Masks, Clock),
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
    let mut log = log.on(clock);
    let mut pace = Pace::default();
    let mut is_first = true;
    let is_over = end_with_signals()?;
    loop {
        // Read once more behind the signal: what was written before it belongs in.
        let ends = is_over.load(Ordering::SeqCst);
        let news = log.poll();
        tell(program, args, &log, news, &mut pace, is_first, incident)?;
        is_first = false;
        if ends {
            break;
        }
        std::thread::sleep(PAUSE);
    }
    // What came since a signature was last recorded would be missing in the count.
    if let Some(head) = incident {
        for hit in pace.rest() {
            record(program, head, log.report(), &hit, log.signatures())?;
        }
    }
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
            true => output::print_data(&format!("{}\n", as_json(&report, now))),
            false => output::print(&words(&report, signatures, now)),
        };
    }
    for news in news {
        match news {
            News::About(what) => output::remark(&format!("{} {what}", args.files[0].display())),
            News::Found(hit) => {
                let line = words_of(&hit, signatures, args.json, program);
                match args.json {
                    true => output::print_data(&line)?,
                    false => output::print(&line)?,
                }
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
    format!(
        "{line}:{times} {text}\n     {}: {}{step}\n",
        runbook.id,
        causes.join(" or ")
    )
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
