//! Everything that a drill told, and the hints that were taken.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::state::Story;
use crate::tui::draw::told::{marked, report, wanted};
use crate::tui::draw::{cursor, inset, lines, page};
use crate::tui::model::Model;
use crate::tui::text::{counted, local_hms, shown};

/// Draws everything that was told so far. Says how many of its lines do not fit.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, of: &Story) -> usize {
    let theme = &model.theme;
    let walk = model.walk.as_ref();
    let Some((walk, drill)) = walk.and_then(|w| Some((w, w.snapshot.drill.as_deref()?))) else {
        return 0;
    };
    let came = counted(drill.play.played.len() as u64, "message");
    let body = inset(page(frame, area, "What was told so far", &came, theme));
    let columns = usize::from(body.width).min(100);
    let mut text = report(model, walk, columns, usize::MAX);
    for played in &drill.play.played {
        text.push(Line::default());
        let head = format!("{} {}: ", local_hms(played.at), shown(&played.from));
        let head = Span::styled(head, theme.title);
        text.extend(marked(head, &played.says, columns, usize::MAX, theme));
        if let Some((says, is_late)) = wanted(model, played) {
            let style = if is_late { theme.bad } else { theme.dim };
            text.push(Line::styled(format!("  {says}"), style));
        }
    }
    for (place, hint) in drill.hints().iter().enumerate() {
        text.push(Line::default());
        let head = Span::styled(format!("Hint {}: ", place + 1), theme.title);
        text.extend(marked(head, hint, columns, usize::MAX, theme));
    }
    let overflow = text.len().saturating_sub(usize::from(body.height));
    lines(frame, body, text.into_iter().skip(of.scroll.min(overflow)));
    cursor(frame, inset(area), 0);
    overflow
}
