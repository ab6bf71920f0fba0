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

use super::home::after;
use super::{cursor, cut, highlight, inset, put, put_both, rule, split_top, window};
use crate::tui::form::{Ask, Form, Question};
use crate::tui::model::Model;
use crate::tui::text::{width, wrap_plain};

/// The lines that the sheet wants, within what there is.
pub fn height(form: &Form, model: &Model, area: Rect) -> u16 {
    let Some(question) = form.question() else {
        return 0;
    };
    let columns = usize::from(inset(area).width);
    let notice: usize = notice(question, model, columns).len();
    let body = match &question.ask {
        Ask::Choice { options, .. } => options.len() + 1,
        Ask::Yes => 1,
        _ => 2,
    };
    let wanted = u16::try_from(2 + notice + body).unwrap_or(u16::MAX);
    wanted.min((area.height * 2 / 3).max(5))
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
        _ => 2,
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

fn field(frame: &mut Frame, area: Rect, model: &Model, question: &Question, form: &Form) {
    let theme = &model.theme;
    let (row, below) = split_top(area, 1);
    let head = format!("{} {} ", question.label, theme.glyphs.cursor);
    let room = usize::from(row.width).saturating_sub(width(&head) + 1);
    let hidden = form.input.column().saturating_sub(room);
    let typed = match question.ask {
        Ask::Secret => theme
            .glyphs
            .secret
            .repeat(form.input.text().chars().count()),
        _ => form.input.text().to_owned(),
    };
    let line = Line::from(vec![
        Span::styled(head.clone(), theme.key),
        Span::styled(after(&typed, hidden), theme.strong),
    ]);
    put(frame, row, line);
    let columns = usize::from(below.width);
    put(frame, below, cut(&question.hint, columns, theme.dim, theme));
    let column = match question.ask {
        // Each letter is one dot, however wide it is.
        Ask::Secret => width(&typed),
        _ => form.input.column(),
    };
    cursor(frame, row, width(&head) + column.saturating_sub(hidden));
}

fn choice(
    frame: &mut Frame,
    area: Rect,
    model: &Model,
    question: &Question,
    options: &[(String, String)],
    selected: usize,
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
    let first = window(selected, options.len(), height);
    let shown = options.iter().enumerate().skip(first).take(height);
    for (y, (index, (_, words))) in (rest.y..).zip(shown) {
        let row = Rect {
            y,
            height: 1,
            ..rest
        };
        let number = match index {
            0..9 => (index + 1).to_string(),
            _ => " ".to_owned(),
        };
        let room = columns.saturating_sub(5);
        let line = Line::from(vec![
            Span::styled(format!("  {number}  "), theme.key),
            cut(words, room, theme.text, theme),
        ]);
        put(frame, row, line);
        if index == selected {
            highlight(frame, row, theme.selected);
            let mark = Rect { width: 1, ..row };
            put(frame, mark, Line::styled(theme.glyphs.cursor, theme.key));
            cursor(frame, row, 2);
        }
    }
}
