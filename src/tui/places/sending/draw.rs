//! A command before it is sent: where it goes, by which way, what it can do, and how it is taken
//! back.
//!
//! ```text
//! ┌──────────────────────────────────────────────┐
//! │ Send to asa1                    4.2, change  │
//! ├──────────────────────────────────────────────┤
//! │ to       asa1, asa via ssh, ana@192.0.2.7    │
//! │ sends    clear vpn-sessiondb …               │
//! │ values   user = jdoe, from the alert         │
//! │ undo     …                                   │
//! │ y sends it: it alters something              │
//! └──────────────────────────────────────────────┘
//! ```

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::domain::runbook::Risk;
use crate::domain::target::policy::Asked;
use crate::tui::action::{ActionId, Places};
use crate::tui::draw::{cursor, inset, label, lines, page};
use crate::tui::model::Model;
use crate::tui::runs::Sending;
use crate::tui::text::{clock, shown, wrap, wrap_plain};
use crate::tui::theme::Theme;

/// Where the text beside a label begins.
const INDENT: usize = 9;

/// Draws it. Says how many of its lines do not fit.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, sending: &Sending) -> usize {
    let theme = &model.theme;
    let number = sending.number.as_ref().map(|number| format!("{number}, "));
    let right = format!("{}{}", number.unwrap_or_default(), sending.risk);
    let title = format!("Send to {}", sending.target);
    let body = inset(page(frame, area, &title, &right, theme));
    let text = compose(model, sending, usize::from(body.width).min(110));
    let overflow = text.len().saturating_sub(usize::from(body.height));
    let skip = sending.scroll.min(overflow);
    lines(frame, body, text.into_iter().skip(skip));
    cursor(frame, inset(area), 0);
    overflow
}

fn compose(model: &Model, sending: &Sending, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut text = Vec::new();
    let mut fact = |word: &str, value: &str, style: Style| {
        text.extend(beside(word, value, style, columns, theme));
    };
    let at = sending.address.as_ref().map(|at| format!(", {at}"));
    fact(
        "to",
        &format!(
            "{}, {} via {}{}",
            sending.target,
            sending.kind,
            sending.via,
            at.unwrap_or_default()
        ),
        theme.strong,
    );
    for (place, line) in sending.text.lines().enumerate() {
        fact(if place == 0 { "sends" } else { "" }, line, theme.run);
    }
    let raised = sending.raised.as_ref();
    let raised = raised.map(|words| format!(", for its \"{words}\""));
    let style = match sending.risk {
        Risk::Read => theme.text,
        Risk::Change => theme.warn,
        Risk::Disrupt => theme.bad,
    };
    let risk = format!("{}{}", sending.risk, raised.unwrap_or_default());
    fact("risk", &risk, style);
    for value in &sending.foreign {
        let says = format!("{} = {}, from {}", value.name, value.value, value.from);
        fact("value", &says, theme.warn);
    }
    for (place, line) in sending.undo.iter().enumerate() {
        fact(if place == 0 { "undo" } else { "" }, line, theme.text);
    }
    if sending.undo.is_empty() && sending.risk != Risk::Read {
        fact("undo", "none is written down", theme.warn);
    }
    fact("limit", &clock(sending.limit_ms), theme.dim);
    if sending.identifies {
        fact("first", "it is asked which box it is", theme.dim);
    }
    text.push(Line::default());
    text.extend(wrap_plain(&how(model, sending), theme.strong, columns));
    text
}

/// Which key sends it, and why that one.
fn how(model: &Model, sending: &Sending) -> String {
    let key = |id| model.keys.press(id, Places::SENDING);
    let (send, change) = (key(ActionId::Send), key(ActionId::SendChange));
    match sending.asked {
        Asked::LastEnter => {
            format!("{change} types it into the pane, without its Enter: that one is yours.")
        }
        Asked::Yes => format!("{change} sends it: it alters something."),
        Asked::Enter if !sending.foreign.is_empty() => {
            format!("{change} sends it: it holds values that nobody has typed here.")
        }
        Asked::Enter => format!("{send} sends it."),
    }
}

fn beside(
    word: &str,
    value: &str,
    style: Style,
    columns: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let word = label(word, theme);
    let value = (Cow::Owned(shown(value).into_owned()), style);
    wrap(&[(word.content, word.style), value], columns, INDENT)
}
