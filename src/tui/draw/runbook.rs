//! A runbook told before it is started: when it is right, when another one is, what comes first,
//! where it comes from, and its steps.

use std::borrow::Cow;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::label;
use crate::domain::runbook::{Runbook, RunbookMode, Symptom, TargetMetric};
use crate::domain::time::Timestamp;
use crate::tui::model::Model;
use crate::tui::text::{clock, shown, wrap, wrap_plain};

/// Its revision, and whether it is for planned work.
pub fn revision(runbook: &Runbook) -> String {
    match runbook.mode {
        RunbookMode::Live => format!("revision {}", runbook.revision),
        RunbookMode::Change => format!("planned change, revision {}", runbook.revision),
    }
}

/// Its lines, at most so many columns wide.
pub fn compose(runbook: &Runbook, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut text = Vec::new();
    if let Some(broken) = model.broken(&runbook.id).first() {
        let what = format!("Its file cannot be read by now; this is the last version. {broken}");
        for line in what.lines() {
            text.extend(wrap_plain(line, theme.bad, columns));
        }
        text.push(Line::default());
    }
    text.extend(wrap_plain(&runbook.summary, theme.text, columns));
    // Each list is set apart by a blank line, unless it is only a line; its first line names it.
    let mut before = None;
    let mut list = |word: &str, items: Vec<String>, style: Style| {
        for (index, item) in items.iter().enumerate() {
            if index == 0 && !(items.len() == 1 && before == Some(1)) {
                text.push(Line::default());
            }
            before = Some(items.len());
            let head: Span = label(if index == 0 { word } else { "" }, theme);
            let item = shown(item);
            text.extend(wrap(
                &[(head.content, head.style), (item, style)],
                columns,
                9,
            ));
        }
    };
    let first = runbook.steps().next();
    let first = first.map(|(_, step)| format!("{} {}", step.number, step.does));
    list("first", first.into_iter().collect(), theme.text);
    list(
        "used",
        used(runbook, model).into_iter().collect(),
        theme.text,
    );
    list(
        "age",
        revised(runbook, model).into_iter().collect(),
        theme.text,
    );
    let symptoms = runbook.symptoms.iter().map(|symptom| match symptom {
        Symptom::Says(words) => format!("\"{words}\""),
        Symptom::Sees(words) => words.clone(),
    });
    list("symptoms", symptoms.collect(), theme.text);
    let see = runbook.see.iter().map(|see| {
        let name = model.short_title_of(&see.runbook);
        format!("{name}, when {}", see.when)
    });
    list("or is it", see.collect(), theme.text);
    list("targets", targets(runbook), theme.text);
    list("from", origins(runbook, model), theme.dim);
    for (index, phase) in runbook.phases.iter().enumerate() {
        text.push(Line::default());
        let steps = match phase.steps.len() {
            1 => "1 step".to_owned(),
            count => format!("{count} steps"),
        };
        text.push(Line::from(vec![
            Span::styled(format!("{} ", index + 1), theme.dim),
            Span::styled(shown(&phase.title).into_owned(), theme.title),
            Span::styled(format!("  {steps}"), theme.dim),
        ]));
        for step in &phase.steps {
            let mut spans = vec![
                (Cow::Owned(format!("  {} ", step.number)), theme.dim),
                (shown(&step.does), theme.text),
            ];
            if let Some(ms) = step.takes_ms {
                spans.push((Cow::Owned(format!("  {}", clock(ms))), theme.dim));
            }
            text.extend(wrap(&spans, columns, 6));
        }
    }
    text
}

fn targets(runbook: &Runbook) -> Vec<String> {
    let targets = runbook.targets.iter().map(|target| {
        let what = match target.metric {
            TargetMetric::FirstAction => "first action",
            TargetMetric::Resolve => "resolved",
        };
        let class = target.class.iter().map(|class| format!(" ({class})"));
        let class: String = class.collect();
        format!("{what} within {}{class}", clock(target.within_ms))
    });
    targets.collect()
}

/// Which file it comes from, and how old its sources are.
fn origins(runbook: &Runbook, model: &Model) -> Vec<String> {
    let mut from: Vec<String> = model.origin_of(&runbook.id).into_iter().collect();
    from.extend(runbook.sources.iter().map(|source| {
        let date = source.date.as_deref();
        let age = date.and_then(|date| age(date, model.now));
        match (date, age) {
            (Some(date), Some(age)) => format!("{}, {date} ({age})", source.title),
            (Some(date), None) => format!("{}, {date}", source.title),
            (None, _) => source.title.clone(),
        }
    }));
    from
}

/// How often it was used, how long that took, and when it was last; nothing until that is known.
fn used(runbook: &Runbook, model: &Model) -> Option<String> {
    let Some(used) = model.past_use.as_ref()?.get(runbook.id.as_str()) else {
        return Some("never yet".to_owned());
    };
    let times = match used.times {
        1 => "once".to_owned(),
        times => format!("{times} times"),
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "spans are far below 2^53 ms"
    )]
    let took = used.ttr.map(|ms| match used.times {
        1 => format!(", resolved in {}", clock(ms as i64)),
        _ => format!(", resolved in {} at the median", clock(ms as i64)),
    });
    let last = ago(used.last, model.now).map(|ago| format!(", last {ago}"));
    Some([Some(times), took, last].into_iter().flatten().collect())
}

/// How long ago it was last looked after, and how.
fn revised(runbook: &Runbook, model: &Model) -> Option<String> {
    let (day, what) = model.revised(&runbook.id)?;
    let date = day.to_string();
    let date = date.split('T').next().unwrap_or_default();
    let ago = ago(day, model.now).map(|ago| format!(", {ago}"));
    Some(format!("{what} on {date}{}", ago.unwrap_or_default()))
}

/// How old a day such as 2024-01-15 is.
fn age(date: &str, now: Timestamp) -> Option<String> {
    let day: Timestamp = format!("{date}T00:00:00Z").parse().ok()?;
    let ago = ago(day, now)?;
    Some(ago.replace(" ago", " old"))
}

/// How long ago a moment was; nothing of one to come.
fn ago(at: Timestamp, now: Timestamp) -> Option<String> {
    let days = now.since(at) / 86_400_000;
    Some(match days {
        _ if now < at => return None,
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        2..60 => format!("{days} days ago"),
        60..730 => format!("{} months ago", days / 30),
        _ => format!("{} years ago", days / 365),
    })
}
