//! Moving in a list or in a page, never past its end.

/// A step in a list or a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Down,
    Up,
    Top,
    Bottom,
    PageDown,
    PageUp,
}

/// A selection in a list of so many rows, which may have been longer before.
pub fn within(selected: usize, count: usize) -> usize {
    selected.min(count.saturating_sub(1))
}

/// Moves a selection or the first line shown, within how many there are.
pub fn scroll(at: &mut usize, count: usize, to: Move) {
    let to = match to {
        Move::Down => at.saturating_add(1),
        Move::Up => at.saturating_sub(1),
        Move::PageDown => at.saturating_add(10),
        Move::PageUp => at.saturating_sub(10),
        Move::Top => 0,
        Move::Bottom => count,
    };
    *at = within(to, count);
}
