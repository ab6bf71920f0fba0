//! What is talked over after a drill: the verdict and why, what went well, what to practise, and
//! the timeline beside the expert's path.
//!
//! ```text
//!  from 100 columns on                          below
//! ┌──────────────────────┬──────────────────┐  ┌──────────────────────┐
//! │ expert               │ you              │  │ the expert's path    │
//! │  2:00  scope: one    │  1:12  in time   │  │  2:00  scope: one    │
//! │                      │                  │  │ yours                │
//! └──────────────────────┴──────────────────┘  └──────────────────────┘
//! ```

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::drill::{DebriefLine as Compared, Score, TimedTarget};
use crate::tui::draw::told;
use crate::tui::draw::{cursor, cut, inset, lines, page};
use crate::tui::drills::Talk;
use crate::tui::model::{Model, Walk};
use crate::tui::text::{clock, counted, day, shown, wrap};
use crate::tui::theme::Theme;

/// From this width on both paths stand side by side.
const BESIDE: usize = 98;

/// Draws the debrief. Says how many of its lines do not fit.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, talk: &Talk) -> usize {
    let theme = &model.theme;
    let Some(walk) = &model.walk else {
        return 0;
    };
    let key = walk.snapshot.state.key();
    let score = &talk.debrief.score;
    let points = format!("{} of {} points", score.points, score.worth);
    let title = format!("Debrief of {key}");
    let body = inset(page(frame, area, &title, &points, theme));
    let columns = usize::from(body.width).min(130);
    let text = compose(model, walk, talk, columns);
    let overflow = text.len().saturating_sub(usize::from(body.height));
    let skip = talk.scroll.min(overflow);
    lines(frame, body, text.into_iter().skip(skip));
    cursor(frame, inset(area), 0);
    overflow
}

fn compose(model: &Model, walk: &Walk, talk: &Talk, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let debrief = &talk.debrief;
    let score = &debrief.score;
    let mut text = told::taught(model, walk, columns, 4);
    if let Some(verdict) = score.verdict {
        let (glyph, word, style) = theme.verdict(verdict);
        text.push(Line::styled(format!("{glyph} {word}"), style));
    }
    let mut item = |mark: &str, says: &str, style: Style| {
        let spans = [
            (Cow::Owned(format!("{mark} ")), style),
            (shown(says), theme.text),
        ];
        text.extend(wrap(&spans, columns, 2));
    };
    for gate in &score.gates {
        item(" ", gate, theme.warn);
    }
    for strength in &debrief.strengths {
        item("+", strength, theme.good);
    }
    for gap in &debrief.gaps {
        item("-", gap, theme.warn);
    }
    if let Some(unclear) = &debrief.unclear {
        item(
            "?",
            &format!("unclear in the runbook: {unclear}"),
            theme.warn,
        );
    }
    text.push(Line::default());
    text.extend(figures(walk, score, columns, theme));
    text.push(Line::default());
    text.extend(match columns {
        ..BESIDE => one_after_the_other(&debrief.lines, columns, theme),
        _ => side_by_side(&debrief.lines, columns, theme),
    });
    text.extend(said(talk, columns, theme));
    text.extend(before(walk, talk, columns, theme));
    text
}

fn time(ms: Option<i64>) -> String {
    ms.map_or("-".to_owned(), clock)
}

fn figures(walk: &Walk, score: &Score, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let title = |id: &String| {
        let mut causes = walk.snapshot.causes.iter();
        let same = causes.find(|line| line.cause.cause.as_str() == id);
        same.map_or_else(|| id.clone(), |line| line.title.clone())
    };
    let titles = |ids: &[String]| ids.iter().map(title).collect::<Vec<_>>();
    let planted = titles(&score.cause.planted).join(" and ");
    let named = match score.cause.named.is_empty() {
        true => "nothing".to_owned(),
        false => titles(&score.cause.named).join(", "),
    };
    let against = |name: &str, a: &TimedTarget| {
        let (value, target, expert) = (time(a.value), time(a.target), time(a.expert));
        format!("{name} {value}, target {target}, expert {expert}")
    };
    let found = match &score.found.search {
        Some((query, rank)) => format!("runbook found by \"{query}\", rank {rank}"),
        None => "the runbook was not found by a search".to_owned(),
    };
    let (hints, cost) = score.hints;
    let says = [
        format!("planted: {planted}; named: {named}"),
        against("first action", &score.ttfa),
        against("resolved", &score.ttr),
        found,
        format!(
            "{}, {}",
            counted(hints.into(), "hint"),
            counted(cost.into(), "point")
        ),
    ];
    let says = says.iter();
    says.flat_map(|says| wrap(&[(shown(says), theme.text)], columns, 2))
        .collect()
}

/// Whether it came as it should: in time, late, missed, or wrong.
fn style_of(remark: &str, theme: &Theme) -> (&'static str, Style) {
    let glyphs = &theme.glyphs;
    match remark {
        "in time" => (glyphs.done, theme.good),
        "late" => (glyphs.suspected, theme.warn),
        _ => (glyphs.failed, theme.bad),
    }
}

fn own(line: &Compared, columns: usize, what: bool, theme: &Theme) -> Vec<Line<'static>> {
    let (glyph, style) = style_of(&line.remark, theme);
    let mut spans = vec![
        (
            Cow::Owned(format!("{:>6} ", time(line.own_ms))),
            theme.strong,
        ),
        (Cow::Owned(format!("{glyph} ")), style),
        (shown(&line.remark), style),
    ];
    if what {
        spans.push((Cow::Owned(format!("  {}", shown(&line.what))), theme.text));
    }
    wrap(&spans, columns, 9)
}

fn expert(line: &Compared, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let head = format!("{:>6}   ", time(line.expert_ms));
    let spans = [
        (Cow::Owned(head), theme.dim),
        (shown(&line.what), theme.text),
    ];
    wrap(&spans, columns, 9)
}

fn one_after_the_other(all: &[Compared], columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut path: Vec<&Compared> = all.iter().filter(|l| l.expert_ms.is_some()).collect();
    path.sort_by_key(|line| line.expert_ms);
    let mut text = vec![Line::styled(
        "the expert's path, at the latest",
        theme.title,
    )];
    text.extend(
        path.into_iter()
            .flat_map(|line| expert(line, columns, theme)),
    );
    text.push(Line::default());
    text.push(Line::styled("yours", theme.title));
    text.extend(all.iter().flat_map(|line| own(line, columns, true, theme)));
    text
}

fn side_by_side(all: &[Compared], columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let left = columns * 3 / 5;
    let right = columns - left - 2;
    let pad = |line: Line<'static>| {
        let gap = left.saturating_sub(line.width()) + 2;
        let mut line = line;
        line.push_span(Span::raw(" ".repeat(gap)));
        line
    };
    let head = Line::styled("the expert, at the latest", theme.title);
    let mut head = pad(head);
    head.push_span(Span::styled("you", theme.title));
    let mut text = vec![head];
    for line in all {
        let mut mine = own(line, right, false, theme).into_iter();
        for part in expert(line, left, theme) {
            let mut part = pad(part);
            for span in mine.next().into_iter().flatten() {
                part.push_span(span);
            }
            text.push(part);
        }
        for rest in mine {
            let mut part = pad(Line::default());
            rest.into_iter().for_each(|span| part.push_span(span));
            text.push(part);
        }
    }
    text
}

/// What was said afterwards.
fn said(talk: &Talk, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let answers = talk.debrief.answers.iter().flatten();
    let pairs = talk.debrief.questions.iter().zip(answers);
    let mut text = Vec::new();
    for (question, answer) in pairs.filter(|(_, answer)| !answer.is_empty()) {
        text.push(Line::default());
        text.extend(wrap(&[(shown(question), theme.dim)], columns, 2));
        let answer = format!("  {answer}");
        text.extend(wrap(&[(shown(&answer), theme.text)], columns, 2));
    }
    text
}

/// How it went before, and when to train again.
fn before(walk: &Walk, talk: &Talk, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let (Some(drill), Some(history)) = (&walk.snapshot.drill, &talk.history) else {
        return Vec::new();
    };
    let scenario = &drill.script.scenario;
    let key = walk.snapshot.state.key();
    let mut text = vec![Line::default()];
    let own = history.of(&scenario.id).filter(|past| past.key != key);
    for past in own.rev().take(3) {
        let (points, worth) = past.points;
        let says = format!(
            "before, {}: {}, {points} of {worth}, first action {}, resolved {}",
            day(past.ended_at),
            past.verdict.words(),
            time(past.ttfa),
            time(past.ttr)
        );
        text.push(cut(&says, columns, theme.dim, theme).into());
    }
    let due = history.due(scenario);
    if let (Some(at), Some(days)) = (due.at, due.days) {
        let other = match scenario.variants.len() {
            1 => "",
            _ => ", on another variant",
        };
        let says = format!("train again in {days} days, {}{other}", day(at));
        text.extend(wrap(&[(Cow::Owned(says), theme.strong)], columns, 2));
    }
    text
}
