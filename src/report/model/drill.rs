//! A drill's own part of a report: how it went, beside the expert's path, and what was said
//! afterwards. While it is played there is none: it would tell what is planted.

use super::super::event_words::counted;
use super::inline::{day, span};
use super::{Fact, Inline, SectionPart, Table, Tone, Words, text, toned};
use crate::domain::incident::Incident;
use crate::drill::{Debrief, Drill, History, Past, Score, TrainingDue, Verdict};

/// The part of a drill that is over; nothing for any other incident.
pub fn parts(incident: &Incident, history: &History) -> Vec<SectionPart> {
    let Some(drill) = Drill::of(incident) else {
        return Vec::new();
    };
    let debrief = drill.debrief(incident.state());
    let Some(verdict) = debrief.score.verdict else {
        return Vec::new();
    };
    let reference = &drill.script.reference;
    let mut scenario = text(format!("{} (", drill.script.scenario.title));
    scenario.push(Inline::Code(reference.id.to_string()));
    scenario.extend(text(", variant "));
    scenario.push(Inline::Code(reference.variant.to_string()));
    scenario.extend(text(format!(", seed {})", reference.seed)));
    let mut facts = vec![
        Fact::new("Scenario", scenario),
        Fact::new("Result", result(verdict, &debrief.score)),
    ];
    facts.extend(scored(&debrief.score));
    let mut said = said(&debrief);
    if let Some(due) = due(incident, history, &drill) {
        said.push(due);
    }
    vec![
        SectionPart::Facts(facts),
        times(&debrief.score),
        path(&debrief),
        SectionPart::Facts(said),
    ]
}

fn result(verdict: Verdict, score: &Score) -> Words {
    let tone = match verdict {
        Verdict::NotYet => Tone::Bad,
        Verdict::Pass | Verdict::Strong => Tone::Good,
    };
    let (points, worth) = (score.points, score.worth);
    vec![
        Inline::Strong(tone, verdict.words().to_owned()),
        Inline::Text(format!(", {points} of {worth} points")),
    ]
}

fn scored(score: &Score) -> Vec<Fact> {
    let gates = score.gates.iter();
    let mut facts: Vec<Fact> = gates
        .map(|gate| Fact::new("Not yet, because", text(gate)))
        .collect();
    let named = match score.cause.named.is_empty() {
        true => "nothing".to_owned(),
        false => score.cause.named.join(", "),
    };
    facts.push(Fact::new("Planted", text(score.cause.planted.join(", "))));
    facts.push(Fact::new("Named", text(named)));
    if let Some((query, rank)) = &score.found.search {
        let found = format!("by \"{query}\" at rank {rank}");
        facts.push(Fact::new("Runbook found", text(found)));
    }
    let (hints, cost) = score.hints;
    facts.push(Fact::new(
        "Hints",
        text(format!("{hints}, {}", counted(cost.into(), "point"))),
    ));
    facts
}

/// Both times against the target and the expert.
fn times(score: &Score) -> SectionPart {
    let rows = [("first action", &score.ttfa), ("resolved", &score.ttr)];
    let rows = rows.map(|(name, against)| {
        let (target, expert) = (span(against.target), span(against.expert));
        vec![text(name), span(against.value), target, expert]
    });
    SectionPart::Table(Table {
        caption: Some("Times".to_owned()),
        columns: &["time to", "value", "target", "expert"],
        rows: rows.into(),
    })
}

fn path(debrief: &Debrief) -> SectionPart {
    let rows = debrief.lines.iter().map(|line| {
        let remark = match &*line.remark {
            "in time" => toned(Tone::Good, &line.remark),
            "late" => toned(Tone::Doubtful, &line.remark),
            "not asked for" => toned(Tone::Faint, &line.remark),
            _ => toned(Tone::Bad, &line.remark),
        };
        vec![
            span(line.expert_ms),
            span(line.own_ms),
            text(&line.what),
            remark,
        ]
    });
    SectionPart::Table(Table {
        caption: Some("Beside the expert's path".to_owned()),
        columns: &["expert by", "done at", "what", "remark"],
        rows: rows.collect(),
    })
}

fn said(debrief: &Debrief) -> Vec<Fact> {
    let strengths = debrief.strengths.iter().map(|said| ("Strength", said));
    let gaps = debrief.gaps.iter().map(|said| ("To practise", said));
    let unclear = debrief.unclear.iter();
    let unclear = unclear.map(|said| ("Unclear in the runbook", said));
    let all = strengths.chain(gaps).chain(unclear);
    let mut facts: Vec<Fact> = all
        .map(|(name, said)| Fact::new(name, text(said)))
        .collect();
    let answers = debrief.answers.iter().flatten();
    for (question, answer) in debrief.questions.iter().zip(answers) {
        facts.push(Fact::new(question, text(answer)));
    }
    facts
}

/// When to train it again: what follows from this drill and from those that its operator ended
/// before it.
fn due(incident: &Incident, history: &History, drill: &Drill) -> Option<Fact> {
    let this = Past::of(incident)?;
    let earlier = history.0.iter().filter(|past| {
        past.actor == this.actor && past.key != this.key && past.ended_at <= this.ended_at
    });
    let mut all: Vec<Past> = earlier.cloned().collect();
    all.push(this);
    let TrainingDue { at, variant, .. } = History(all).due(&drill.script.scenario);
    let mut words = text(format!("from {}", day(at?)));
    if let Some(variant) = variant {
        words.extend(text(", variant "));
        words.push(Inline::Code(variant.to_string()));
    }
    Some(Fact::new("Train again", words))
}
