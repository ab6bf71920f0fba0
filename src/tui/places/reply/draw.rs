//! What a log says: causes in the order of what speaks for them, each with the line that shows
//! it. The selected one has the line's neighbours.
//!
//! ```text
//! ┌──────────────────────────────────────────────┐
//! │ What vpnagent.log says           1,204 lines │
//! ├──────────────────────────────────────────────┤
//! │ Wrong user name or password  14 lines  step 1.2
//! │   vpnagent.log:120  08:00:12                 │
//! │     the line before                          │
//! │   > %ASA-6-113015: AAA user … Rejected       │
//! │     the line after                           │
//! └──────────────────────────────────────────────┘
//! ```

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::action::{ActionId, Places};
use crate::tui::draw::{blocks, cut, inset, page};
use crate::tui::model::Model;
use crate::tui::reply::{NearRunbook, Pointed, Reply, ReplyRow};
use crate::tui::text::{counted, moment, shown, unbroken, wrap, wrap_plain, zone_name};
use crate::tui::theme::Theme;

/// As many further lines of a cause are shown.
const FURTHER: usize = 3;

/// Draws what a log says.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, reply: &Reply) -> usize {
    let theme = &model.theme;
    let report = &reply.looked.report;
    let all = counted(report.lines(), "line");
    let title = format!("What {} shows", reply.name());
    let right = match report.known() {
        0 => all.clone(),
        known => format!("{known} of {all} known"),
    };
    let right = match report.assumes_zone() {
        true => format!("{right}, times without a zone: {}", zone_name()),
        false => right,
    };
    let body = page(frame, area, &title, &right, theme);
    let columns = usize::from(inset(body).width).min(120);
    let mut text: Vec<Vec<Line<'static>>> = Vec::new();
    let mut selected = reply.selected;
    if report.answer.findings.is_empty() {
        let says = format!("Nothing known in {all}. That is recorded, too.");
        text.push(wrap_plain(&says, theme.strong, columns));
        selected = match reply.rows.is_empty() {
            true => 0,
            false => selected + 1,
        };
    }
    text.extend(reply.rows.iter().enumerate().map(|(place, row)| {
        let is_selected = place == reply.selected;
        match row {
            ReplyRow::Cause(cause) => {
                let mut text = cause_head(cause, columns, theme);
                text.extend(proof(model, reply, cause, is_selected, columns));
                text
            }
            ReplyRow::Offer(offer) => {
                let key = model.keys.press(ActionId::Attach, Places::REPLY);
                let mut text = offer_head(offer, &key, columns, theme);
                text.extend(proof(model, reply, offer, is_selected, columns));
                text
            }
            ReplyRow::Near(near, is_in_use) => {
                let key = model.keys.press(ActionId::Attach, Places::REPLY);
                let key = (!is_in_use).then_some(key);
                nearest(near, key.as_deref(), is_selected, columns, theme)
            }
            ReplyRow::Trouble(says) => {
                let spans = [
                    (Cow::Borrowed("not read: "), theme.bad),
                    (shown(says), theme.text),
                ];
                wrap(&spans, columns, 2)
            }
        }
    }));
    blocks::render(frame, body, text, selected, theme);
    0
}

fn cause_head(cause: &Pointed, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut spans = vec![
        (
            Cow::Owned(format!("{} ", theme.glyphs.suspected)),
            theme.warn,
        ),
        (shown(&cause.causes), theme.strong),
        (
            Cow::Owned(format!("   {}", unbroken(&counted(cause.count, "line")))),
            theme.text,
        ),
    ];
    if let Some((_, number)) = &cause.step {
        let step = unbroken(&format!("step {number}"));
        spans.push((Cow::Owned(format!("   {step}")), theme.key));
    }
    let mut text = wrap(&spans, columns, 4);
    if let Some(other) = &cause.explained_by {
        let says = format!("    follows from: {other}");
        text.extend(wrap(&[(shown(&says), theme.dim)], columns, 6));
    }
    text
}

fn offer_head(offer: &Pointed, key: &str, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let spans = [
        (Cow::Owned(format!("{} ", theme.glyphs.more)), theme.key),
        (shown(&offer.book), theme.title),
        (
            Cow::Owned(format!("   not attached, {key} attaches it")),
            theme.key,
        ),
    ];
    let mut text = wrap(&spans, columns, 4);
    let says = [
        (
            shown(&format!("    {}", offer.causes)).into_owned(),
            theme.text,
        ),
        (
            format!("   {}", unbroken(&counted(offer.count, "line"))),
            theme.text,
        ),
    ];
    text.extend(wrap(
        &says.map(|(text, style)| (Cow::Owned(text), style)),
        columns,
        6,
    ));
    text
}

/// A runbook that is near by its words, and the lines that led to it.
fn nearest(
    near: &NearRunbook,
    key: Option<&str>,
    is_selected: bool,
    columns: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let mut spans = vec![
        (Cow::Borrowed("not known; nearest to "), theme.dim),
        (shown(&near.title), theme.strong),
    ];
    if let Some(key) = key {
        let says = format!("   not attached, {key} attaches it");
        spans.push((Cow::Owned(says), theme.key));
    }
    let mut text = wrap(&spans, columns, 4);
    let most = if is_selected { near.because.len() } else { 1 };
    for because in near.because.iter().take(most) {
        let line = &because.line;
        let head = format!(
            "    {}:{}  by {}",
            line.path,
            line.line,
            because.terms.join(", ")
        );
        text.push(cut(&head, columns, theme.dim, theme).into());
        let says = format!("      {} {}", theme.glyphs.cursor, line.text);
        match is_selected {
            true => text.extend(wrap(&[(shown(&says), theme.text)], columns, 8)),
            false => text.push(cut(&says, columns, theme.text, theme).into()),
        }
    }
    text
}

/// The line that shows it. Of the selected one also its neighbours and further signatures.
fn proof(
    model: &Model,
    reply: &Reply,
    row: &Pointed,
    is_selected: bool,
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut text = Vec::new();
    let most = if is_selected { 1 + FURTHER } else { 1 };
    // A line that several signatures know is shown once.
    let mut shown_before: Vec<(&str, u64)> = Vec::new();
    for place in &row.findings {
        let Some(finding) = reply.finding(*place) else {
            continue;
        };
        let line = &finding.first;
        let here = (line.path.as_str(), line.line);
        let count = shown_before.len();
        if count == most || shown_before.contains(&here) {
            continue;
        }
        shown_before.push(here);
        let time = reply.looked.times.get(*place).copied().flatten();
        let time = time.map(|at| format!("  {}", moment(at, model.now)));
        let head = format!(
            "    {}:{}{}",
            line.path,
            line.line,
            time.unwrap_or_default()
        );
        text.push(cut(&head, columns, theme.dim, theme).into());
        let around = is_selected && count == 0;
        let near = |text: &String| {
            let says = format!("        {text}");
            Line::from(cut(&says, columns, theme.dim, theme))
        };
        if around {
            text.extend(line.before.iter().map(near));
        }
        let says = format!("      {} {}", theme.glyphs.cursor, line.text);
        match is_selected {
            true => text.extend(wrap(&[(shown(&says), theme.text)], columns, 8)),
            false => text.push(cut(&says, columns, theme.text, theme).into()),
        }
        if around {
            text.extend(line.after.iter().map(near));
        }
    }
    text
}
