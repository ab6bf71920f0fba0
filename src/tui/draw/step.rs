//! The step with the focus: what to do, why, what to run, what to expect.
//!
//! ```text
//! ┌─────────────────────────────────────────────┐
//! │ 1.2  Is the account active and not locked?  │
//! │                                             │
//! │ A locked account looks like a wrong …       │
//! │                                             │
//! │ asa   show aaa-server {{aaa_group}}         │
//! │                                             │
//! │ expect   LockedOut = False                  │
//! └─────────────────────────────────────────────┘
//! ```
//!
//! Long because everything that a step can have stands in one order.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{label, lines, put, seen, told};
use crate::domain::checklist::{Applies, Progress, StepState};
use crate::domain::fill::{Filling, Segment};
use crate::domain::id::StepRef;
use crate::domain::runbook::{Risk, Run, Step, Variable};
use crate::domain::state::Attachment;
use crate::tui::action::{ActionId, Places};
use crate::tui::model::{Model, Walk};
use crate::tui::text::{clock, shown, wrap, wrap_plain, wrap_run};
use crate::tui::theme::Theme;

/// Where the text beside a label begins.
const INDENT: usize = 9;

/// Draws the step. Says how many of its lines do not fit.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk) -> usize {
    let theme = &model.theme;
    let columns = usize::from(area.width);
    let step = text(model, walk, columns);
    if step.is_empty() {
        return nothing(frame, area, model, walk);
    }
    let bookmark = walk.bookmark.iter();
    let bookmark = bookmark.flat_map(|line| wrap_plain(line, theme.warn, columns));
    let text: Vec<_> = bookmark.chain(step).collect();
    let height = usize::from(area.height);
    let next = match model.hurried {
        false => next(model, walk, columns, (height, text.len())),
        true => Vec::new(),
    };
    let text: Vec<_> = text.into_iter().chain(next).collect();
    let overflow = text.len().saturating_sub(height);
    let scroll = walk.scroll.min(overflow);
    let below = text.len() - scroll > height;
    lines(frame, area, text.into_iter().skip(scroll));
    if below && area.height > 0 {
        let last = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        let key = model.keys.press(ActionId::PageDown, Places::WALK);
        let more = format!("{} more: {key}{}", theme.glyphs.more, " ".repeat(columns));
        put(frame, last, Line::styled(more, theme.dim));
    }
    overflow
}

/// From this height on the step that follows is shown too, if so much more stays free.
const HIGH: usize = 40;
const SPARE: usize = 8;

/// What follows the step with the focus, where there is room for all of it.
fn next(
    model: &Model,
    walk: &Walk,
    columns: usize,
    (area, taken): (usize, usize),
) -> Vec<Line<'static>> {
    let room = area.saturating_sub(taken);
    let theme = &model.theme;
    let rows = walk.snapshot.rows.iter().skip(walk.cursor + 1);
    let mut steps = rows.filter(|row| !row.aside && !row.state.is_ended());
    let at = steps.find_map(|row| row.step.as_ref());
    let found = at.and_then(|at| walk.snapshot.state.step(at));
    let (Some((attachment, step)), true) = (found, area >= HIGH && room > SPARE) else {
        return Vec::new();
    };
    let rule = theme.glyphs.rule.repeat(columns);
    let mut text = vec![
        Line::default(),
        Line::styled(rule, theme.rule),
        Line::styled("then", theme.dim),
    ];
    text.extend(heading(walk, step, attachment, columns, theme));
    let runbook = attachment.runbook.as_deref();
    let variables = runbook.map_or(&[][..], |runbook| &runbook.variables);
    for run in &step.run {
        text.extend(command(walk, (variables, run), None, columns, theme));
    }
    if let Some(expect) = &step.expect {
        text.extend(beside("expect", expect, theme.text, columns, theme));
    }
    match text.len() + SPARE <= room {
        true => text,
        false => Vec::new(),
    }
}

/// Number, what to do, and what sets it apart.
fn heading(
    walk: &Walk,
    step: &Step,
    attachment: &Attachment,
    columns: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let at = StepRef {
        runbook: attachment.id.clone(),
        step: step.id.clone(),
    };
    let number = walk.snapshot.state.number_of(&at);
    let number = (Cow::Owned(format!("{number}  ")), theme.dim);
    let mut text = wrap(&[number, (shown(&step.does), theme.title)], columns, 5);
    let traits = traits(walk, step, attachment, theme);
    text.extend(traits.iter().flat_map(|spans| wrap(spans, columns, 5)));
    text
}

/// Where there is no step: in a drill that begins, what was reported.
fn nothing(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk) -> usize {
    let theme = &model.theme;
    let mut text = told::report(model, walk, usize::from(area.width), usize::MAX);
    if text.is_empty() {
        put(frame, area, Line::styled("no step here", theme.dim));
        return 0;
    }
    let key = model.keys.press(ActionId::Attach, Places::WALK);
    text.push(Line::default());
    let says = format!("No runbook yet: {key} searches for it.");
    text.extend(wrap_plain(&says, theme.strong, usize::from(area.width)));
    lines(frame, area, text);
    0
}

/// The step with the focus in lines of at most so many columns.
pub fn text(model: &Model, walk: &Walk, columns: usize) -> Vec<Line<'static>> {
    let found = walk.step().and_then(|at| walk.snapshot.state.step(at));
    found.map_or(Vec::new(), |found| compose(model, walk, found, columns))
}

fn compose(
    model: &Model,
    walk: &Walk,
    (attachment, step): (&Attachment, &Step),
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let state = attachment.state_of(step);
    let progress = attachment.steps.get(&step.id);
    let mut text = heading(walk, step, attachment, columns, theme);
    // While a key is held nobody reads more.
    if model.hurried {
        return text;
    }
    text.extend(so_far(state, progress, step, columns, theme));
    if let Some(at) = walk.step() {
        text.extend(seen::text(model, walk, (at, step), state, columns));
    }
    if !step.answers.is_empty() {
        text.push(Line::default());
        for (index, answer) in step.answers.iter().enumerate() {
            let given = progress.and_then(|p| p.answer.as_deref()) == Some(&*answer.id);
            let style = if given { theme.good } else { theme.text };
            let key = (Cow::Owned(format!("  {}  ", index + 1)), theme.key);
            text.extend(wrap(&[key, (shown(answer.words()), style)], columns, 5));
        }
    }
    if !step.run.is_empty() {
        text.push(Line::default());
        let several = step.run.len() > 1;
        let runbook = attachment.runbook.as_deref();
        let variables = runbook.map_or(&[][..], |runbook| &runbook.variables);
        for (index, run) in step.run.iter().enumerate() {
            text.extend(command(
                walk,
                (variables, run),
                several.then_some(index + 1),
                columns,
                theme,
            ));
        }
    }
    let mut facts: Vec<Line> = Vec::new();
    let mut fact = |word: &str, value: &str, style: Style| {
        facts.extend(beside(word, value, style, columns, theme));
    };
    if let Some(menu) = &step.menu {
        fact("menu", menu, theme.run);
    }
    if let Some(log) = &step.log {
        fact("log", &log.name, theme.text);
        for (system, how) in &log.how {
            fact(&format!(" {system}"), how, theme.text);
        }
        if let Some(note) = &log.note {
            fact("", note, theme.dim);
        }
    }
    if let Some(expect) = &step.expect {
        fact("expect", expect, theme.text);
    }
    if let Some(breaks) = &step.breaks {
        fact("breaks", breaks, theme.bad);
    }
    if let Some(rollback) = step.rollback.as_ref().filter(|_| step.risk != Risk::Read) {
        fact("rollback", rollback, theme.text);
    }
    if let Some(note) = &step.note {
        fact("note", note, theme.text);
    }
    if !facts.is_empty() {
        text.push(Line::default());
        text.extend(facts);
    }
    // The reason stands last: what to do must not be pushed out of sight by it.
    if let Some(why) = &step.why {
        text.push(Line::default());
        text.extend(wrap_plain(why, theme.dim, columns));
    }
    text
}

/// What sets a step apart: who does it, its risk, that it is critical, its time-box.
fn traits<'a>(
    walk: &Walk,
    step: &Step,
    attachment: &Attachment,
    theme: &Theme,
) -> Option<Vec<(Cow<'a, str>, Style)>> {
    let mut words: Vec<(String, Style)> = Vec::new();
    if step.critical {
        words.push(("critical".to_owned(), theme.warn));
    }
    match step.risk {
        Risk::Read => {}
        Risk::Change => words.push(("risk: change".to_owned(), theme.warn)),
        Risk::Disrupt => words.push(("risk: disrupt".to_owned(), theme.bad)),
    }
    if let Some(doer) = step.approval {
        words.push((format!("approval: {doer}"), theme.warn));
    }
    if step.temporary {
        words.push(("temporary".to_owned(), theme.warn));
    }
    if let Some(doer) = step.by {
        words.push((format!("by {doer}"), theme.dim));
    }
    if let Some(ms) = step.takes_ms {
        words.push((format!("takes {}", clock(ms)), theme.dim));
    }
    match attachment.applies(step) {
        Applies::Yes => {}
        Applies::No => words.push(("does not apply".to_owned(), theme.dim)),
        Applies::Unknown => {
            let on = step.when.first().and_then(|c| {
                attachment.runbook.as_ref()?.step(&c.step)?;
                Some(walk.snapshot.state.number_of(&StepRef {
                    runbook: attachment.id.clone(),
                    step: c.step.clone(),
                }))
            });
            let on = on.unwrap_or_else(|| "an answer".to_owned());
            words.push((format!("depends on {on}"), theme.warn));
        }
    }
    let dot = format!(" {} ", theme.glyphs.bullet);
    let mut spans = vec![(Cow::Borrowed("     "), theme.dim)];
    for (index, (word, style)) in words.into_iter().enumerate() {
        if index > 0 {
            spans.push((Cow::Owned(dot.clone()), theme.dim));
        }
        spans.push((Cow::Owned(word), style));
    }
    (spans.len() > 1).then_some(spans)
}

/// What has become of the step, once it has been worked on.
fn so_far(
    state: StepState,
    progress: Option<&Progress>,
    step: &Step,
    columns: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let Some(progress) =
        progress.filter(|_| !matches!(state, StepState::Pending | StepState::Active))
    else {
        return Vec::new();
    };
    let (glyph, style) = theme.step(state);
    let answer = progress.answer.as_deref();
    let answer = answer.map(|id| step.answer(id).map_or(id, |answer| answer.words()));
    let wait = progress.waits.last().filter(|wait| wait.span.to.is_none());
    let details = [
        answer.map(str::to_owned),
        progress.observed.clone(),
        progress.reason.clone(),
        wait.map(|wait| format!("waiting on {}", wait.waiting_on)),
        progress
            .owner
            .as_ref()
            .map(|owner| format!("{owner} does it")),
        progress
            .approved_by
            .as_ref()
            .map(|by| format!("approved by {by}")),
        progress.reverted.then(|| "reverted".to_owned()),
        (!progress.actors.is_empty()).then(|| format!("by {}", progress.actors.join(", "))),
    ];
    let details: Vec<String> = details.into_iter().flatten().collect();
    let mut spans = vec![(Cow::Owned(format!("{glyph} {}", state.word())), style)];
    if !details.is_empty() {
        let details = format!("  {}", details.join(", "));
        spans.push((Cow::Owned(shown(&details).into_owned()), theme.text));
    }
    let mut lines = vec![Line::default()];
    lines.extend(wrap(&spans, columns, 2));
    lines
}

/// One thing to run. It wraps and is never cut.
fn command(
    walk: &Walk,
    (variables, run): (&[Variable], &Run),
    number: Option<usize>,
    columns: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let kept = |name: &str| walk.secrets.iter().any(|secret| secret == name);
    let filling = Filling {
        variables,
        values: &walk.snapshot.state.variables,
        examples: walk.snapshot.drill.is_some(),
        // That it has a value is all that the screen knows of a secret.
        secret: |name: &str| kept(name).then_some("x"),
    };
    let device = match number {
        Some(number) => format!("{number} {}", run.device),
        None => run.device.clone(),
    };
    let mut head = Some(device);
    let mut out = Vec::new();
    for line in lines_of(filling.pieces(run)) {
        let head = head.take().unwrap_or_default();
        let mut spans = vec![(Cow::Owned(format!("{:<8} ", shown(&head))), theme.dim)];
        for piece in line {
            spans.push(match piece {
                Segment::Plain(text) => (shown(text), theme.run),
                Segment::Value(text) => (Cow::Owned(shown(&text).into_owned()), theme.filled),
                Segment::Secret(name) => {
                    let dots = theme.glyphs.secret.repeat(6);
                    (Cow::Owned(format!("{dots}({name})")), theme.filled)
                }
                Segment::Missing(text) => (shown(text), theme.missing),
            });
        }
        let [at_space, in_word] = theme.glyphs.wrapped;
        let marks = (
            Span::styled(at_space, theme.dim),
            Span::styled(in_word, theme.dim),
        );
        out.extend(wrap_run(&spans, columns, INDENT + 2, marks));
    }
    if let Some(note) = &run.note {
        out.extend(beside("", note, theme.dim, columns, theme));
    }
    out
}

/// The parts of a command, line by line. Only the runbook's own text has line ends.
fn lines_of(pieces: Vec<Segment<'_>>) -> Vec<Vec<Segment<'_>>> {
    let mut lines = vec![Vec::new()];
    for piece in pieces {
        let Segment::Plain(text) = piece else {
            lines
                .last_mut()
                .into_iter()
                .for_each(|line| line.push(piece.clone()));
            continue;
        };
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                line.push(Segment::Plain(part));
            }
        }
    }
    lines
}

fn beside(
    word: &str,
    value: &str,
    style: Style,
    columns: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let head: Span = label(word, theme);
    wrap(
        &[(head.content, head.style), (shown(value), style)],
        columns,
        INDENT,
    )
}
