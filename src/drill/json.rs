//! A drill as JSON: the `drill` of the timeline document. The same events give the same value.

use serde_json::{Value, json};

use super::score::{TimedTarget, WrongAct};
use super::{Drill, Score, SeenAs};
use crate::domain::incident::Incident;

/// The `drill` of a document; `scenario` alone where the script is not at hand. `text` gives
/// the script's text by its hash, so that the document can be read on another machine.
pub fn as_json(incident: &Incident, text: &dyn Fn(&str) -> Option<String>) -> Value {
    let state = incident.state();
    let reference = state.scenario_ref();
    let text = reference.as_ref().and_then(|r| text(&r.sha256));
    let Some(drill) = Drill::of(incident) else {
        return json!({
            "scenario": reference.as_ref().map(|r| &r.id),
            "sha256": reference.as_ref().map(|r| &r.sha256),
            "text": text,
        });
    };
    let script = &drill.script;
    let scenario = &script.scenario;
    let reference = &script.reference;
    let debrief = drill.debrief(state);
    // What is planted is nobody's to read while it is played.
    let is_over = debrief.score.verdict.is_some();
    let seen: Vec<Value> = drill
        .play
        .seen
        .iter()
        .map(|seen| {
            let (form, name) = match &seen.form {
                SeenAs::Says => ("says", Value::Null),
                SeenAs::Output(run) => ("output", json!(run)),
                SeenAs::Log(name) => ("log", json!(name)),
                SeenAs::Nothing => ("nothing", Value::Null),
            };
            json!({
                "at": seen.at,
                "event": seen.event,
                "runbook": seen.step.as_ref().map(|s| &s.runbook),
                "step": seen.step.as_ref().map(|s| &s.step),
                "form": form,
                "name": name,
                "text": seen.text,
            })
        })
        .collect();
    let injects: Vec<Value> = drill
        .play
        .played
        .iter()
        .map(|p| {
            json!({
                "id": p.id,
                "at": p.at,
                "from": p.from,
                "says": p.says,
                "wants": p.wants,
                "due": p.due,
                "answered_at": p.answered,
            })
        })
        .collect();
    json!({
        "scenario": scenario.id,
        "title": scenario.title,
        "revision": scenario.revision,
        "level": scenario.level,
        "variant": reference.variant,
        "seed": reference.seed,
        "speed": reference.speed,
        "short": reference.short,
        "sha256": reference.sha256,
        "text": text,
        "objectives": scenario.objectives,
        "opening": script.opening,
        "seen": seen,
        "injects": injects,
        "hints": drill.hints(),
        "score": is_over.then(|| score_json(&debrief.score)),
        "debrief": is_over.then(|| json!({
            "questions": debrief.questions,
            "answers": debrief.answers,
            "timeline": debrief.lines.iter().map(|line| json!({
                "expert_s": seconds(line.expert_ms),
                "own_s": seconds(line.own_ms),
                "what": line.what,
                "remark": line.remark,
            })).collect::<Vec<_>>(),
            "strengths": debrief.strengths,
            "gaps": debrief.gaps,
            "unclear": debrief.unclear,
        })),
    })
}

fn score_json(score: &Score) -> Value {
    let against = |a: &TimedTarget| {
        json!({
            "value_s": seconds(a.value),
            "target_s": seconds(a.target),
            "expert_s": seconds(a.expert),
            "met": a.met(),
        })
    };
    let wrong = |wrong: &WrongAct| {
        json!({
            "event": wrong.event,
            "at_s": seconds(Some(wrong.at_ms)),
            "what": wrong.what,
            "because": wrong.because,
        })
    };
    let items: Vec<Value> = score
        .items
        .iter()
        .map(|item| {
            json!({
                "id": item.id,
                "what": item.what,
                "critical": item.critical,
                "at_s": seconds(item.at_ms),
                "by_s": seconds(item.by_ms),
                "result": item.timing.words(),
            })
        })
        .collect();
    json!({
        "verdict": score.verdict.map(|v| v.words()),
        "gates": score.gates,
        "points": score.points,
        "worth": score.worth,
        "expected": items,
        "runbook": {
            "found": score.found.runbook,
            "query": score.found.search.as_ref().map(|(query, _)| query),
            "rank": score.found.search.as_ref().map(|(_, rank)| rank),
            "points": score.found.points,
        },
        "cause": {
            "named": score.cause.named,
            "planted": score.cause.planted,
            "points": score.cause.points,
        },
        "ttfa": against(&score.ttfa),
        "ttr": against(&score.ttr),
        "hints": {"shown": score.hints.0, "cost": score.hints.1},
        "forbidden": score.forbidden.iter().map(wrong).collect::<Vec<_>>(),
        "unneeded": score.unneeded.iter().map(wrong).collect::<Vec<_>>(),
    })
}

/// Seconds, as everywhere in the document.
#[expect(clippy::cast_precision_loss, reason = "a span is far below 2^53 ms")]
fn seconds(ms: Option<i64>) -> Value {
    ms.map_or(Value::Null, |ms| json!(ms as f64 / 1000.0))
}
