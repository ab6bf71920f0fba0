//! The box for a log, and what a log says, in lines.

use super::super::model::{LogBox, Model, Overlay};
use super::super::reply::{Pointed, Reply, ReplyRow};
use super::super::text::{counted, moment, zone_name};
use super::numbered::numbered;

/// The box.
pub fn the_box(model: &Model, log: &LogBox) -> Vec<String> {
    if log.running.is_some() {
        return vec!["Looking through it.".to_owned()];
    }
    let mut said = vec![
        "Add a log: its path, or its lines, ended by an empty line or a dot alone.".to_owned(),
        "  follow PATH goes on with what is added to it. back leaves.".to_owned(),
    ];
    if let Some(newest) = log.handed.first() {
        let names: Vec<&str> = log
            .handed
            .iter()
            .map(|handed| handed.name.as_str())
            .collect();
        said.push(format!(
            "Handed over in this drill: {}. Its name looks through it; an empty line takes {}.",
            names.join(", "),
            newest.name
        ));
    }
    let walk = model.walk.as_ref();
    let step = walk.zip(log.step.as_ref());
    let step = step.and_then(|(walk, at)| {
        let state = &walk.snapshot.state;
        Some((state.number_of(at), state.step(at)?.1.log.as_ref()?))
    });
    if let Some((number, source)) = step {
        said.push(format!("Step {number} asks for: {}.", source.name));
        let how = source.how.iter();
        said.extend(how.map(|(system, how)| format!("  {system}: {how}")));
        said.extend(source.note.iter().map(|note| format!("  {note}")));
    }
    said
}

/// What a log says.
pub fn reply(model: &Model, reply: &Reply) -> Vec<String> {
    let report = &reply.looked.report;
    let lines = counted(report.lines(), "line");
    let mut said = Vec::new();
    if report.answer.findings.is_empty() {
        said.push(format!(
            "Nothing known in {lines} of {}. That is recorded, too.",
            reply.name()
        ));
    } else {
        said.push(format!(
            "What {} shows, {} of {lines} known. A number goes to the step:",
            reply.name(),
            report.known()
        ));
    }
    if report.assumes_zone() {
        said.push(format!("Times without a zone are read as {}.", zone_name()));
    }
    said.extend(numbered(
        reply.rows.iter().map(|row| in_words(model, reply, row)),
    ));
    said
}

/// A row in words.
pub fn in_words(model: &Model, reply: &Reply, row: &ReplyRow) -> String {
    match row {
        ReplyRow::Cause(cause) => {
            let step = cause.step.as_ref();
            let step = step.map(|(_, number)| format!(", step {number}"));
            let follows = cause.explained_by.as_ref();
            let follows = follows.map(|other| format!(", follows from: {other}"));
            format!(
                "{}, {}{}{}. {}",
                cause.causes,
                counted(cause.count, "line"),
                step.unwrap_or_default(),
                follows.unwrap_or_default(),
                first(model, reply, cause)
            )
        }
        ReplyRow::Offer(offer) => format!(
            "{} is not attached, attach attaches it: {}, {}. {}",
            offer.book,
            offer.causes,
            counted(offer.count, "line"),
            first(model, reply, offer)
        ),
        ReplyRow::Near(near, is_in_use) => {
            let attach = match is_in_use {
                true => "",
                false => ", attach attaches it",
            };
            let because = near.because.first();
            let because = because.map(|because| {
                let line = &because.line;
                let terms = because.terms.join(", ");
                format!(
                    " By {terms} in {} line {}: {}",
                    line.path, line.line, line.text
                )
            });
            format!(
                "Not known; by its words nearest to {}{attach}.{}",
                near.title,
                because.unwrap_or_default()
            )
        }
        ReplyRow::Trouble(says) => format!("Not read: {says}"),
    }
}

fn first(model: &Model, reply: &Reply, row: &Pointed) -> String {
    let place = row.findings.first().copied();
    let Some((place, finding)) = place.and_then(|place| Some((place, reply.finding(place)?)))
    else {
        return String::new();
    };
    let time = reply.looked.times.get(place).copied().flatten();
    let time = time.map(|at| format!(" at {}", moment(at, model.now)));
    let line = &finding.first;
    let time = time.unwrap_or_default();
    format!("{} line {}{time}: {}", line.path, line.line, line.text)
}

/// The place, if it is one of these.
pub fn read(model: &Model) -> Option<Vec<String>> {
    Some(match model.overlay.as_ref()? {
        Overlay::Log(log) => the_box(model, log),
        Overlay::Reply(shown) => reply(model, shown),
        _ => return None,
    })
}
