//! How far a page can really scroll is known once it was drawn.

use super::super::drills::Talk;
use super::super::model::{Model, Overlay, Screen};

/// Keeps scroll positions inside what the last frame could show.
pub fn keep_scroll(model: &mut Model, overflow: usize) {
    match &mut model.overlay {
        Some(Overlay::Preview(preview)) => preview.scroll = preview.scroll.min(overflow),
        Some(
            Overlay::Help { scroll, .. }
            | Overlay::Zoom { scroll, .. }
            | Overlay::Brief { scroll, .. }
            | Overlay::Story { scroll }
            | Overlay::Debrief(Talk { scroll, .. }),
        ) => *scroll = (*scroll).min(overflow),
        Some(Overlay::Timeline(timeline)) => {
            timeline.whole = timeline.whole.map(|line| line.min(overflow));
        }
        None => {
            if let Some(walk) = model.walk.as_mut().filter(|_| model.screen == Screen::Walk) {
                walk.scroll = walk.scroll.min(overflow);
            }
        }
        Some(_) => {}
    }
}
