//! A runbook before it is started: when it is right, when another one is, and its steps.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{cursor, inset, label, lines, page};
use crate::domain::runbook::{Runbook, RunbookMode, Symptom};
use crate::tui::model::{Model, Preview};
use crate::tui::text::{clock, shown, wrap, wrap_plain};
use crate::tui::theme::Theme;

/// Draws the preview. Says how many of its lines do not fit.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, preview: &Preview) -> usize {
    let theme = &model.theme;
    let Some(runbook) = model.runbook(preview.entry) else {
        return 0;
    };
    let right = match runbook.mode {
        RunbookMode::Live => format!("revision {}", runbook.revision),
        RunbookMode::Change => format!("planned change, revision {}", runbook.revision),
    };
    let body = inset(page(frame, area, &runbook.title, &right, theme));
    let columns = usize::from(body.width).min(100);
    let text = compose(runbook, columns, theme);
    let overflow = text.len().saturating_sub(usize::from(body.height));
    let skip = preview.scroll.min(overflow);
    lines(frame, body, text.into_iter().skip(skip));
    cursor(frame, inset(area), 0);
    overflow
}

fn compose(runbook: &Runbook, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut text = wrap_plain(&runbook.summary, theme.text, columns);
    let mut list = |word: &str, items: Vec<(String, ratatui::style::Style)>| {
        for (index, (item, style)) in items.iter().enumerate() {
            if index == 0 {
                text.push(Line::default());
            }
            let head: Span = label(if index == 0 { word } else { "" }, theme);
            let item = shown(item);
            text.extend(wrap(
                &[(head.content, head.style), (item, *style)],
                columns,
                9,
            ));
        }
    };
    let symptoms = runbook.symptoms.iter().map(|symptom| match symptom {
        Symptom::Says(words) => (format!("\"{words}\""), theme.text),
        Symptom::Sees(words) => (words.clone(), theme.text),
    });
    list("symptoms", symptoms.collect());
    let see = runbook.see.iter();
    let see = see.map(|see| (format!("{}: {}", see.runbook, see.when), theme.dim));
    list("rather", see.collect());
    for (index, phase) in runbook.phases.iter().enumerate() {
        text.push(Line::default());
        text.push(Line::from(vec![
            Span::styled(format!("{} ", index + 1), theme.dim),
            Span::styled(shown(&phase.title).into_owned(), theme.title),
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
