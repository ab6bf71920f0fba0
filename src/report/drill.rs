//! A drill's own part of the Markdown report: how it went, beside the expert's path, and what
//! was said afterwards. While it is played there is none: it would tell what is planted.

use std::fmt::Write as _;

use super::brief::clock;
use super::markdown::escape;
use crate::domain::incident::Incident;
use crate::drill::{Against, Debrief, Drill, Score};

/// Writes the part of a drill that is over; nothing for any other incident.
pub fn part(out: &mut String, incident: &Incident) -> std::fmt::Result {
    let state = incident.state();
    let Some(drill) = Drill::of(incident) else {
        return Ok(());
    };
    let debrief = drill.debrief(state);
    let Some(verdict) = debrief.score.verdict else {
        return Ok(());
    };
    let (script, score) = (&drill.script, &debrief.score);
    let title = escape(&script.scenario.title);
    let reference = &script.reference;
    let (id, variant, seed) = (&reference.id, &reference.variant, reference.seed);
    writeln!(out, "\n## Drill\n")?;
    writeln!(
        out,
        "- Scenario: {title} (`{id}`, variant `{variant}`, seed {seed})"
    )?;
    let (points, worth) = (score.points, score.worth);
    writeln!(
        out,
        "- Result: **{}**, {points} of {worth} points",
        verdict.words()
    )?;
    for gate in &score.gates {
        writeln!(out, "- Not yet, because {}", escape(gate))?;
    }
    figures(out, score)?;
    timeline(out, &debrief)?;
    words(out, &debrief)
}

fn figures(out: &mut String, score: &Score) -> std::fmt::Result {
    let planted = escape(&score.cause.planted.join(", "));
    let named = match score.cause.named.is_empty() {
        true => "nothing".to_owned(),
        false => escape(&score.cause.named.join(", ")),
    };
    writeln!(out, "- Planted: {planted}; named: {named}")?;
    let times: [(&str, &Against); 2] = [("First action", &score.ttfa), ("Resolved", &score.ttr)];
    for (name, against) in times {
        let shown = |ms: Option<i64>| ms.map_or("–".to_owned(), clock);
        let (value, target) = (shown(against.value), shown(against.target));
        let expert = shown(against.expert);
        writeln!(out, "- {name} in {value}; target {target}, expert {expert}")?;
    }
    if let Some((query, rank)) = &score.found.search {
        writeln!(
            out,
            "- Runbook found by \"{}\" at rank {rank}",
            escape(query)
        )?;
    }
    let (hints, cost) = score.hints;
    writeln!(out, "- Hints: {hints}, {cost} points")
}

fn timeline(out: &mut String, debrief: &Debrief) -> std::fmt::Result {
    writeln!(out, "\n| expert by | done at | what | |\n|---|---|---|---|")?;
    for line in &debrief.lines {
        let shown = |ms: Option<i64>| ms.map_or("–".to_owned(), clock);
        let (expert, own) = (shown(line.expert_ms), shown(line.own_ms));
        let (what, remark) = (escape(&line.what), escape(&line.remark));
        writeln!(out, "| {expert} | {own} | {what} | {remark} |")?;
    }
    Ok(())
}

fn words(out: &mut String, debrief: &Debrief) -> std::fmt::Result {
    writeln!(out)?;
    for strength in &debrief.strengths {
        writeln!(out, "- Strength: {}", escape(strength))?;
    }
    for gap in &debrief.gaps {
        writeln!(out, "- To practise: {}", escape(gap))?;
    }
    if let Some(unclear) = &debrief.unclear {
        writeln!(out, "- Unclear in the runbook: {}", escape(unclear))?;
    }
    let answers = debrief.answers.iter().flatten();
    for (question, answer) in debrief.questions.iter().zip(answers) {
        writeln!(out, "- {}: {}", escape(question), escape(answer))?;
    }
    Ok(())
}
