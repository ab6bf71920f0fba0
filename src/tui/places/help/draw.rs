//! What the keys do at one place, from the table of actions.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::state::Help;
use crate::tui::action::{ActionId, Twin};
use crate::tui::actions::ACTIONS;
use crate::tui::draw::{cursor, inset, lines, page};
use crate::tui::keymap::action_name;
use crate::tui::labels::{help, name};
use crate::tui::model::Model;
use crate::tui::text::wrap;

/// The columns of the keys and of the name.
const KEYS: usize = 14;
const NAME: usize = 16;

/// Draws the help. Says how many of its lines do not fit.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, of: &Help) -> usize {
    let (theme, at) = (&model.theme, of.at);
    let body = inset(page(
        frame,
        area,
        &format!("Help: {}", at.name()),
        "keys",
        theme,
    ));
    let columns = usize::from(body.width).min(110);
    let mut text = Vec::new();
    for action in ACTIONS.iter().filter(|action| action.at.meets(at)) {
        let keys = match action.id {
            ActionId::Answer => "1-9".to_owned(),
            ActionId::Panel => "Alt-1 to 8".to_owned(),
            _ => {
                let names = model.keys.chords(action).iter().map(|key| key.name());
                names.collect::<Vec<_>>().join(" ")
            }
        };
        let keys = match keys.is_empty() {
            // What has no key is found in the palette.
            true => model
                .keys
                .row(ActionId::Palette, at)
                .map_or_else(String::new, |row| model.keys.name(row).into()),
            false => keys,
        };
        let name = name(model, action, at);
        let mut spans = vec![
            (Cow::Owned(format!("{keys:<KEYS$}")), theme.key),
            // A longer name keeps its distance all the same.
            (Cow::Owned(format!("{name:<0$} ", NAME - 1)), theme.strong),
            (Cow::Borrowed(help(model, action, at)), theme.text),
        ];
        if columns >= 100 {
            let name = format!("   {}", action_name(action.id));
            spans.push((Cow::Owned(name), theme.dim));
        }
        if let Twin::Command(command) = action.twin
            && columns >= 100
        {
            spans.push((Cow::Owned(format!("   runsheet {command}")), theme.dim));
        }
        text.extend(wrap(&spans, columns, KEYS + NAME));
    }
    let overflow = text.len().saturating_sub(usize::from(body.height));
    lines(frame, body, text.into_iter().skip(of.scroll.min(overflow)));
    cursor(frame, inset(area), 0);
    overflow
}
