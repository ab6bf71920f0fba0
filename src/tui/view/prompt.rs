//! A question, on a sheet at the foot of the screen, so that the step stays in sight.
//!
//! ```text
//! ├─────────────────────────────────────────────┤
//! │ 1.3 Account active                     1/2  │
//! │ expected: LockedOut = False                 │
//! │ observed > _                                │
//! │ Enter alone: as expected                    │
//! └─────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use crate::tui::draw::{
    cursor, cut, highlight, inset, put, put_both, rule, split_bottom, split_top, window,
};
use crate::tui::form::{Ask, Form, Question};
use crate::tui::model::Model;
use crate::tui::text::{counted, shown, width, wrap_plain};
use crate::tui::theme::Theme;

/// The most lines of a text that is being typed.
const LINES: usize = 8;

/// The columns before an answer's words.
const ANSWER: usize = 5;

/// The lines that the sheet wants, within what there is.
pub fn height(form: &Form, model: &Model, area: Rect) -> u16 {
    let Some(question) = form.question() else {
        return 0;
    };
    let columns = usize::from(inset(area).width);
    let notice: usize = notice(question, model, columns).len();
    let body = match &question.ask {
        Ask::Choice { options, .. } => {
            let told = answers(options, model, columns);
            told.iter().map(Vec::len).sum::<usize>() + 1
        }
        Ask::Yes => 1,
        _ => typed(form, question, model, columns).0.len().min(LINES) + 1,
    };
    let wanted = u16::try_from(2 + notice + body).unwrap_or(u16::MAX);
    // What has to be read before the answer matters more than the step above it.
    let most = match notice {
        0 => area.height * 2 / 3,
        _ => area.height.saturating_sub(2),
    };
    wanted.min(most.max(5))
}

fn notice(question: &Question, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let lines = question.notice.iter();
    lines
        .flat_map(|line| wrap_plain(line, model.theme.text, columns))
        .collect()
}

/// Draws the question.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, form: &Form) {
    let theme = &model.theme;
    let Some(question) = form.question() else {
        return;
    };
    let (line, rest) = split_top(area, 1);
    rule(frame, line, theme);
    let (head, rest) = split_top(inset(rest), 1);
    let count = match form.questions.len() {
        1 => String::new(),
        all => format!("{}/{all}", (form.answers.len() + 1).min(all)),
    };
    let columns = usize::from(head.width);
    let title = cut(&form.title, columns.saturating_sub(8), theme.title, theme);
    put_both(frame, head, title.into(), Line::styled(count, theme.dim));
    let mut rest = rest;
    let below: u16 = match &question.ask {
        Ask::Choice { .. } => 2,
        Ask::Yes => 1,
        _ => {
            let lines = typed(form, question, model, columns).0.len().min(LINES);
            u16::try_from(lines + 1).unwrap_or(2)
        }
    };
    for line in notice(question, model, columns) {
        if rest.height <= below {
            break;
        }
        let (row, more) = split_top(rest, 1);
        put(frame, row, line);
        rest = more;
    }
    match &question.ask {
        Ask::Choice { options, selected } => {
            choice(frame, rest, model, question, options, *selected);
        }
        Ask::Yes => {
            let line = Line::from(vec![
                Span::styled(format!("{} ", question.label), theme.strong),
                Span::styled("y", theme.key),
                Span::styled(" yes   ", theme.dim),
                Span::styled("n", theme.key),
                Span::styled(" no", theme.dim),
            ]);
            let at = width(&question.label) + 1;
            put(frame, rest, line);
            cursor(frame, rest, at);
        }
        _ => field(frame, rest, model, question, form),
    }
}

/// What is typed, in lines behind the label, and the cursor's row and column in it.
fn typed(
    form: &Form,
    question: &Question,
    model: &Model,
    columns: usize,
) -> (Vec<String>, usize, usize) {
    let room = columns.saturating_sub(width(&head(question, model)) + 1);
    let text = form.input.text();
    match question.ask {
        // Each letter is one dot, however wide it is.
        Ask::Secret => {
            let dots = model.theme.glyphs.secret.repeat(text.chars().count());
            laid_out(&dots, dots.len(), room)
        }
        _ => laid_out(text, form.input.cursor(), room),
    }
}

fn head(question: &Question, model: &Model) -> String {
    // The questions of a debrief come from a file.
    format!("{} {} ", shown(&question.label), model.theme.glyphs.cursor)
}

fn field(frame: &mut Frame, area: Rect, model: &Model, question: &Question, form: &Form) {
    let theme = &model.theme;
    let head = head(question, model);
    let columns = usize::from(area.width);
    let (typed, row, column) = typed(form, question, model, columns);
    let (rest, below) = split_bottom(area, 1);
    let height = usize::from(rest.height).max(1);
    let first = (row + 1).saturating_sub(height);
    let indent = " ".repeat(width(&head));
    for (y, (index, line)) in (rest.y..).zip(typed.iter().enumerate().skip(first).take(height)) {
        let at = Rect {
            y,
            height: 1,
            ..rest
        };
        let head = if index == first { &head } else { &indent };
        let line = Line::from(vec![
            Span::styled(head.clone(), theme.key),
            Span::styled(shown(line).into_owned(), theme.strong),
        ]);
        put(frame, at, line);
        if index == row {
            cursor(frame, at, width(head) + column);
        }
    }
    let hint = match form.input.near_limit() {
        Some((count, limit)) => {
            let all = counted(limit as u64, "character");
            cut(&format!("{count} of {all}"), columns, theme.warn, theme)
        }
        None => cut(&question.hint, columns, theme.dim, theme),
    };
    put(frame, below, hint);
}

/// Breaks a text into lines of so many columns, at spaces where it can, and finds the
/// cursor in it.
fn laid_out(text: &str, cursor: usize, columns: usize) -> (Vec<String>, usize, usize) {
    let columns = columns.max(2);
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let (mut start, mut used, mut space) = (0, 0, None);
    for (at, letter) in text.grapheme_indices(true) {
        if letter == "\n" {
            lines.push((start, at));
            (start, used, space) = (at + 1, 0, None);
            continue;
        }
        let more = width(letter);
        if used + more > columns {
            let end = space.take().unwrap_or(at);
            lines.push((start, end));
            (start, used) = (end, width(&text[end..at]));
        }
        used += more;
        if letter == " " {
            space = Some(at + 1);
        }
    }
    lines.push((start, text.len()));
    let row = lines.iter().rposition(|(from, _)| *from <= cursor);
    let row = row.unwrap_or(0);
    let column = width(&text[lines[row].0..cursor.max(lines[row].0)]);
    let lines = lines.iter().map(|(from, to)| text[*from..*to].to_owned());
    (lines.collect(), row, column)
}

fn choice(
    frame: &mut Frame,
    area: Rect,
    model: &Model,
    question: &Question,
    options: &[(String, String)],
    selected: Option<usize>,
) {
    let theme = &model.theme;
    let (head, rest) = split_top(area, 1);
    let columns = usize::from(head.width);
    put(
        frame,
        head,
        cut(&question.label, columns, theme.text, theme),
    );
    let height = usize::from(rest.height);
    // Answers may differ in their last words only: each is told in full where there is room,
    // else the selected one is.
    let told = answers(options, model, columns);
    let all: usize = told.iter().map(Vec::len).sum();
    let rows: Vec<(usize, Line<'static>)> = (told.into_iter().enumerate())
        .flat_map(|(index, mut lines)| {
            if all > height && Some(index) != selected {
                lines = vec![answer(&options[index].1, index, columns, model)];
            }
            lines.into_iter().map(move |line| (index, line))
        })
        .collect();
    let at = rows.iter().position(|(index, _)| Some(*index) == selected);
    let first = window(at.unwrap_or(0), rows.len(), height);
    let shown = rows.into_iter().enumerate().skip(first).take(height);
    for (y, (at_row, (index, line))) in (rest.y..).zip(shown) {
        let row = Rect {
            y,
            height: 1,
            ..rest
        };
        put(frame, row, line);
        if Some(index) == selected {
            highlight(frame, row, theme.selected);
        }
        if Some(at_row) == at {
            let mark = Rect { width: 1, ..row };
            put(frame, mark, Line::styled(theme.glyphs.cursor, theme.key));
            cursor(frame, row, 2);
        }
    }
}

/// The number of an answer, in columns of its own.
fn numbered(index: usize, theme: &Theme) -> Span<'static> {
    let number = match index {
        0..9 => (index + 1).to_string(),
        _ => " ".to_owned(),
    };
    Span::styled(format!("  {number}  "), theme.key)
}

/// An answer in one line.
fn answer(words: &str, index: usize, columns: usize, model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let words = cut(words, columns.saturating_sub(ANSWER), theme.text, theme);
    Line::from(vec![numbered(index, theme), words])
}

/// Each answer in full, in as many lines as it takes.
fn answers(options: &[(String, String)], model: &Model, columns: usize) -> Vec<Vec<Line<'static>>> {
    let theme = &model.theme;
    let full = |(index, (_, words)): (usize, &(String, String))| {
        let mut lines = wrap_plain(words, theme.text, columns.saturating_sub(ANSWER));
        for (i, line) in lines.iter_mut().enumerate() {
            let before = match i {
                0 => numbered(index, theme),
                _ => Span::raw(" ".repeat(ANSWER)),
            };
            line.spans.insert(0, before);
        }
        lines
    };
    options.iter().enumerate().map(full).collect()
}
