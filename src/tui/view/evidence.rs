//! The logs that were looked through, and what was found in them.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{blocks, inset, lines, page};
use crate::tui::findings::{EvidenceRow, FindingRow};
use crate::tui::model::{Model, Walk};
use crate::tui::text::{local_hms, shown, wrap, wrap_plain};
use crate::tui::theme::Theme;

/// Draws the evidence.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, selected: usize) -> usize {
    let theme = &model.theme;
    let Some(walk) = &model.walk else {
        return 0;
    };
    let rows = &walk.snapshot.evidence;
    let title = format!("Evidence in {}", walk.snapshot.state.key());
    let count = match walk.snapshot.state.evidence.len() {
        1 => "1 log".to_owned(),
        count => format!("{count} logs"),
    };
    let body = page(frame, area, &title, &count, theme);
    let columns = usize::from(inset(body).width).min(120);
    if rows.is_empty() {
        let says = "No log has been looked through in this incident. This version reads none \
                    itself: evidence comes with incidents that are imported.";
        lines(frame, inset(body), wrap_plain(says, theme.dim, columns));
        super::cursor(frame, inset(area), 0);
        return 0;
    }
    let blocks = rows.iter().map(|row| match &row.finding {
        Some(finding) => found(finding, columns, theme),
        None => log(walk, row, columns, theme),
    });
    blocks::render(frame, body, blocks.collect(), selected, theme);
    0
}

fn log(walk: &Walk, row: &EvidenceRow, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let Some(evidence) = walk.snapshot.state.evidence.get(row.log) else {
        return Vec::new();
    };
    let found = match evidence.findings.len() {
        0 => "nothing known in it".to_owned(),
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    };
    let by = match walk.snapshot.named.get(&evidence.id) {
        Some((at, actor)) => format!("   {} {actor}", local_hms(*at)),
        None => String::new(),
    };
    let size = format!("   {} lines, {} bytes", evidence.lines, evidence.bytes);
    let spans = [
        (shown(&evidence.name), theme.strong),
        (Cow::Owned(format!("   {found}")), theme.text),
        (Cow::Owned(size), theme.dim),
        (shown(&by), theme.dim),
    ];
    wrap(&spans, columns, 3)
}

fn found(finding: &FindingRow, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let count = match finding.count {
        1 => "1 line".to_owned(),
        count => format!("{count} lines"),
    };
    let causes = format!("   {}", finding.causes.join(" or "));
    let step = finding.step.as_ref();
    let step = step.map(|(_, number)| format!("   step {number}"));
    let mut lines = wrap(
        &[
            (
                Cow::Owned(format!("  {} ", theme.glyphs.suspected)),
                theme.warn,
            ),
            (shown(&finding.signature), theme.text),
            (Cow::Owned(format!("   {count}")), theme.text),
            (shown(&causes), theme.strong),
            (Cow::Owned(step.unwrap_or_default()), theme.key),
        ],
        columns,
        6,
    );
    let (number, text) = &finding.first;
    let first = format!("    line {number}: {text}");
    lines.extend(wrap(&[(shown(&first), theme.dim)], columns, 6));
    lines
}
