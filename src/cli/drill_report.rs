//! What is told of drills: the list, where one stands, and its debrief.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::context::{Program, key_of};
use super::failure::Failure;
use super::{drill, output};
use crate::domain::state::State;
use crate::domain::time::{Timestamp, clock};
use crate::drill::{Debrief, Drill, History, Past, Played, Seen, SeenAs, TrainingDue};
use crate::journal::Head;
use crate::report::counted;

/// `drill`, `drill --list`.
pub fn list(program: &mut Program, json: bool) -> Result<(), Failure> {
    let now = program.now();
    let actor = program.session()?.who().actor.clone();
    let history = History::read(program.session()?, &actor)?;
    let scenarios = program.scenarios()?;
    let mut rows = Vec::new();
    let mut lines = String::new();
    for script in scenarios.entries() {
        let scenario = &script.scenario;
        let (last, due) = (history.last(&scenario.id), history.due(scenario));
        rows.push(json!({
            "scenario": scenario.id,
            "title": scenario.title,
            "level": scenario.level,
            "minutes": scenario.minutes,
            "guided": scenario.guided,
            "short": !scenario.short.is_empty(),
            "runbook": scenario.runbook,
            "variants": scenario.variants.iter().map(|v| &v.id).collect::<Vec<_>>(),
            "path": script.path,
            "last": last.map(past_json),
            "due_at": due.at,
            "due": due.at.is_none_or(|at| at <= now),
            "next_variant": due.variant,
        }));
        let result = match last {
            Some(past) => format!("{} {}", past.verdict.words(), day(past.ended_at)),
            None => "not played".to_owned(),
        };
        let id = scenario.id.as_str();
        let (level, minutes) = (scenario.level.word(), scenario.minutes);
        let due = due_words(&due, now);
        lines.push_str(&format!(
            "{id:<28} {level:<6} {minutes:>3} min  {result:<20} {due:<16} {}\n",
            scenario.title
        ));
    }
    match json {
        true => output::print_json(&Value::Array(rows))?,
        false => output::print(&lines)?,
    }
    program.nothing_passed_over()
}

fn past_json(past: &Past) -> Value {
    json!({
        "incident": past.key,
        "variant": past.variant,
        "short": past.short,
        "ended_at": past.ended_at,
        "verdict": past.verdict.words(),
        "points": past.points.0,
        "worth": past.points.1,
        "ttfa_s": crate::report::seconds(past.ttfa),
        "ttr_s": crate::report::seconds(past.ttr),
    })
}

fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

fn due_words(due: &TrainingDue, now: Timestamp) -> String {
    match due.at {
        Some(at) if at > now => format!("due {}", day(at)),
        _ => "due now".to_owned(),
    }
}

/// What was seen, for a reader: where, and the text.
pub fn seen_line(seen: &Seen) -> String {
    let step = seen.step.as_ref().map_or("", |s| s.step.as_str());
    let text = seen.text.trim_end();
    match &seen.form {
        SeenAs::Says | SeenAs::Nothing => format!("seen {step}: {text}\n"),
        SeenAs::Output(run) => format!("output {step} {run}:\n{}", indented(text)),
        SeenAs::Log(name) => format!(
            "log {step}: {name}, {} lines (drill log prints it)\n",
            text.lines().count()
        ),
    }
}

/// What was played in, for a reader.
pub fn played_line(played: &Played) -> String {
    let wants = match (played.wants, played.due, played.answered) {
        (crate::domain::scenario::Wants::Nothing, ..) => String::new(),
        (wants, _, Some(_)) => format!("  ({} given)", wants.word()),
        (wants, Some(due), None) => {
            let left = clock(due.since(played.at));
            format!("  (wants: {} within {left})", wants.word())
        }
        (wants, None, None) => format!("  (wants: {})", wants.word()),
    };
    format!("{}: {}{wants}\n", played.from, played.says.trim())
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// `drill status INCIDENT`.
pub fn status(program: &mut Program, incident: &str, as_json: bool) -> Result<(), Failure> {
    let wall = program.now();
    let (head, drill) = program.drill(incident)?;
    // All of it is told here.
    program.watched();
    let state = program.loaded(head.id)?.state().clone();
    let elapsed = drill.elapsed_ms(&state, wall);
    if as_json {
        let mut value = drill::value(program, head.id)?;
        value["incident"] = json!(key_of(head));
        value["status"] = json!(state.status);
        value["elapsed_s"] = crate::report::seconds(Some(elapsed));
        value["now"] = json!(state.now(wall));
        return output::print_json(&value);
    }
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = describe(&mut out, &key_of(head), &drill, &state, elapsed);
    output::print(&out)
}

fn describe(
    out: &mut String,
    key: &str,
    drill: &Drill,
    state: &State,
    elapsed: i64,
) -> std::fmt::Result {
    let scenario = &drill.script.scenario;
    let status = state.status.map_or("unopened", |s| s.word());
    let (speed, minutes) = (drill.script.reference.speed, scenario.minutes);
    let shown = clock(elapsed);
    writeln!(
        out,
        "{key}  DRILL  {status}  {}\n{shown} of {minutes} min, speed {speed}",
        scenario.title
    )?;
    writeln!(
        out,
        "{}: {}",
        scenario.opening.from,
        drill.script.opening.trim()
    )?;
    if let Some(says) = drill.teaches(state) {
        writeln!(out, "\n{}", says.trim())?;
    }
    if state.runbooks.is_empty() {
        writeln!(
            out,
            "\nno runbook yet: search for what was reported, then attach it"
        )?;
    }
    if !drill.play.seen.is_empty() {
        writeln!(out)?;
    }
    for seen in &drill.play.seen {
        out.push_str(&seen_line(seen));
    }
    for (place, played) in drill.play.played.iter().enumerate() {
        if place == 0 {
            writeln!(out)?;
        }
        out.push_str(&played_line(played));
    }
    for (place, hint) in drill.hints().iter().enumerate() {
        writeln!(out, "hint {}: {hint}", place + 1)?;
    }
    Ok(())
}

/// What is told in `drill debrief INCIDENT`.
pub fn debrief(program: &mut Program, head: Head, as_json: bool) -> Result<(), Failure> {
    let actor = program.session()?.who().actor.clone();
    let history = History::read(program.session()?, &actor)?;
    let key = key_of(head);
    let (_, drill) = program.drill(&head.id.to_string())?;
    program.watched();
    let state = program.loaded(head.id)?.state();
    let scenario = &drill.script.scenario;
    let due = history.due(scenario);
    let own: Vec<&Past> = history.of(&scenario.id).filter(|p| p.key != key).collect();
    let debrief = drill.debrief(state);
    if as_json {
        let mut value = drill::value(program, head.id)?;
        value["incident"] = json!(key);
        value["history"] = own.into_iter().map(past_json).collect();
        value["due_at"] = json!(due.at);
        value["next_variant"] = json!(due.variant);
        return output::print_json(&value);
    }
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = talk(&mut out, &key, &debrief).and_then(|()| before(&mut out, &own, &due));
    output::print(&out)
}

fn talk(out: &mut String, key: &str, debrief: &Debrief) -> std::fmt::Result {
    let score = &debrief.score;
    for (place, question) in debrief.questions.iter().enumerate() {
        writeln!(out, "{question}")?;
        let answer = debrief.answers.as_ref().and_then(|a| a.get(place));
        if let Some(answer) = answer {
            writeln!(out, "  {answer}")?;
        }
    }
    let verdict = score.verdict.map_or("still played", |v| v.words());
    let (points, worth) = (score.points, score.worth);
    writeln!(out, "\n{key}  {verdict}  {points} of {worth} points")?;
    for gate in &score.gates {
        writeln!(out, "  {gate}")?;
    }
    writeln!(out, "\n  expert      you  points")?;
    for line in &debrief.lines {
        let shown = |ms: Option<i64>| ms.map_or("-".to_owned(), clock);
        let (expert, own) = (shown(line.expert_ms), shown(line.own_ms));
        writeln!(
            out,
            "{expert:>8} {own:>8} {:>7}  {}  {}",
            line.points, line.what, line.remark
        )?;
    }
    writeln!(out)?;
    for (name, against) in [("first action", &score.ttfa), ("resolved", &score.ttr)] {
        let shown = |ms: Option<i64>| ms.map_or("-".to_owned(), clock);
        let (value, target) = (shown(against.value), shown(against.target));
        let expert = shown(against.expert);
        writeln!(out, "{name} {value}  target {target}  expert {expert}")?;
    }
    match &score.found.search {
        Some((query, rank)) => writeln!(out, "runbook found by \"{query}\" at rank {rank}")?,
        None => writeln!(out, "the runbook was not found by a search")?,
    }
    writeln!(
        out,
        "{}, {}",
        counted(score.hints.0.into(), "hint"),
        counted(score.hints.1.into(), "point")
    )?;
    for strength in &debrief.strengths {
        writeln!(out, "+ {strength}")?;
    }
    for gap in &debrief.gaps {
        writeln!(out, "- {gap}")?;
    }
    if let Some(unclear) = &debrief.unclear {
        writeln!(out, "unclear: {unclear}")?;
    }
    Ok(())
}

fn before(out: &mut String, own: &[&Past], due: &TrainingDue) -> std::fmt::Result {
    for past in own.iter().rev().take(3) {
        let shown = |ms: Option<i64>| ms.map_or("-".to_owned(), clock);
        let (points, worth) = past.points;
        writeln!(
            out,
            "before: {} {} {points} of {worth}, first action {}, resolved {}",
            day(past.ended_at),
            past.verdict.words(),
            shown(past.ttfa),
            shown(past.ttr)
        )?;
    }
    if let (Some(at), Some(days)) = (due.at, due.days) {
        let variant = due.variant.as_ref().map_or("", |v| v.as_str());
        writeln!(
            out,
            "train again in {days} days ({}), variant {variant}",
            day(at)
        )?;
    }
    Ok(())
}
