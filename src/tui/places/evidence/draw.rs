//! The logs that were looked through, and what was found in them.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::action::{ActionId, Places};
use crate::tui::draw::{blocks, cursor, cut, inset, lines, page};
use crate::tui::findings::{EvidenceRow, FindingRow};
use crate::tui::model::{FindingContext, Model, Walk};
use crate::tui::text::{counted, local_hms, shown, size, unbroken, wrap, wrap_plain};
use crate::tui::theme::Theme;

/// Draws the evidence.
pub fn draw(
    frame: &mut Frame,
    area: Rect,
    (model, walk): (&Model, &Walk),
    selected: usize,
) -> usize {
    let theme = &model.theme;
    let rows = &walk.snapshot.evidence;
    let title = format!("Evidence in {}", walk.snapshot.state.key());
    let count = match walk.snapshot.state.evidence.len() {
        1 => "1 log".to_owned(),
        count => format!("{count} logs"),
    };
    let body = page(frame, area, &title, &count, theme);
    let columns = usize::from(inset(body).width).min(120);
    if rows.is_empty() {
        let key = model.keys.press(ActionId::AddLog, Places::EVIDENCE);
        let says = format!(
            "No log has been looked through in this incident. {key} adds one: paste it, name its \
             path, or follow it."
        );
        lines(frame, inset(body), wrap_plain(&says, theme.dim, columns));
        cursor(frame, inset(area), 0);
        return 0;
    }
    let blocks = rows
        .iter()
        .enumerate()
        .map(|(place, row)| match &row.finding {
            Some(finding) => {
                let context = (place == selected)
                    .then(|| context(walk, row, finding))
                    .flatten();
                found(finding, context, columns, theme)
            }
            None => log(walk, row, columns, theme),
        });
    blocks::render(frame, body, blocks.collect(), selected, theme);
    0
}

fn log(walk: &Walk, row: &EvidenceRow, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let Some(evidence) = walk.snapshot.state.evidence.get(row.log) else {
        return Vec::new();
    };
    let found = match evidence.findings.is_empty() {
        true => "   nothing known in it",
        false => "",
    };
    let by = match walk.snapshot.named.get(&evidence.id) {
        Some((at, actor)) => format!("   {} {actor}", local_hms(*at)),
        None => String::new(),
    };
    let size = format!(
        "   {}, {}",
        counted(evidence.lines, "line"),
        size(evidence.bytes)
    );
    let spans = [
        (shown(&evidence.name), theme.strong),
        (Cow::Borrowed(found), theme.text),
        (Cow::Owned(size), theme.dim),
        (shown(&by), theme.dim),
    ];
    wrap(&spans, columns, 3)
}

/// The neighbours of a finding's line, if this program has seen them.
fn context<'a>(
    walk: &'a Walk,
    row: &EvidenceRow,
    finding: &FindingRow,
) -> Option<&'a FindingContext> {
    let evidence = walk.snapshot.state.evidence.get(row.log)?;
    walk.contexts.iter().find(|context| {
        Some(&context.sha256) == evidence.sha256.as_ref()
            && (&context.signature.0, &context.signature.1)
                == (&finding.runbook, &finding.signature)
            && context.line.line == finding.first.0
    })
}

fn found(
    finding: &FindingRow,
    context: Option<&FindingContext>,
    columns: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let count = unbroken(&counted(finding.count, "line"));
    let step = finding.step.as_ref();
    let step = step.map(|(_, number)| format!("   {}", unbroken(&format!("step {number}"))));
    let mut lines = wrap(
        &[
            (
                Cow::Owned(format!("  {} ", theme.glyphs.suspected)),
                theme.warn,
            ),
            (shown(&finding.says), theme.strong),
            (Cow::Owned(format!("   {count}")), theme.text),
            (Cow::Owned(step.unwrap_or_default()), theme.key),
        ],
        columns,
        6,
    );
    let (number, text) = &finding.first;
    let first = format!("    line {number}: {text}");
    let near = |text: &String| {
        let says = format!("        {text}");
        Line::from(cut(&says, columns, theme.dim, theme))
    };
    let (before, after) = match context {
        Some(context) => (&context.line.before[..], &context.line.after[..]),
        None => (&[][..], &[][..]),
    };
    lines.extend(before.iter().map(near));
    lines.extend(wrap(&[(shown(&first), theme.text)], columns, 6));
    lines.extend(after.iter().map(near));
    lines
}
