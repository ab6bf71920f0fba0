//! Moving in a list or in a page, never past its end.

use super::action::Id;

/// A selection in a list of so many rows, which may have been longer before.
pub fn within(selected: usize, count: usize) -> usize {
    selected.min(count.saturating_sub(1))
}

/// Moves a selection or the first line shown, within how many there are.
pub fn scroll(at: &mut usize, count: usize, id: Id) {
    let to = match id {
        Id::Down => at.saturating_add(1),
        Id::Up => at.saturating_sub(1),
        Id::PageDown => at.saturating_add(10),
        Id::PageUp => at.saturating_sub(10),
        Id::Top => 0,
        Id::Bottom => count,
        _ => *at,
    };
    *at = within(to, count);
}
