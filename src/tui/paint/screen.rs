//! The columns and rows of a screen, and when two of them look the same.

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Size;
use ratatui::style::Modifier;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Modifiers that are seen on a blank, too.
const ON_BLANKS: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// The second column of a wide symbol.
const COVERED: Cell = Cell::new("");
/// A column of which nobody knows what it shows.
const UNKNOWN: Cell = Cell::new("\u{0}");

/// What a screen shows, column by column.
pub struct CellGrid {
    columns: u16,
    rows: u16,
    cells: Vec<Cell>,
}

impl CellGrid {
    /// An empty screen.
    pub fn blank(size: Size) -> Self {
        let count = usize::from(size.width) * usize::from(size.height);
        Self {
            columns: size.width,
            rows: size.height,
            cells: vec![Cell::EMPTY; count],
        }
    }

    /// How many columns there are.
    pub fn columns(&self) -> u16 {
        self.columns
    }

    /// How many rows there are.
    pub fn rows(&self) -> u16 {
        self.rows
    }

    fn index(&self, x: u16, y: u16) -> usize {
        usize::from(y) * usize::from(self.columns) + usize::from(x)
    }

    /// What a column shows.
    pub fn at(&self, x: u16, y: u16) -> &Cell {
        &self.cells[self.index(x, y)]
    }

    /// How many columns the symbol takes that begins here.
    pub fn width_at(&self, x: u16, y: u16) -> u16 {
        let covered = (x + 1..self.columns).take_while(|at| *self.at(*at, y) == COVERED);
        1 + u16::try_from(covered.count()).unwrap_or(0)
    }

    /// Takes over a column from another screen of the same size.
    pub fn copy(&mut self, other: &Self, x: u16, y: u16) {
        let index = self.index(x, y);
        self.cells[index].clone_from(&other.cells[index]);
    }

    /// Some columns may show anything.
    pub fn forget(&mut self, from: u16, count: u16, y: u16) {
        for x in from..from.saturating_add(count).min(self.columns) {
            let index = self.index(x, y);
            self.cells[index] = UNKNOWN;
        }
    }

    /// Puts a cell into its column. What is left of a wide symbol that it cuts is blank, and
    /// nobody knows how a terminal shows it: `shown` forgets that. `false` if there is no
    /// such column, or a wide symbol covers it.
    pub fn place(&mut self, x: u16, y: u16, cell: &Cell, shown: &mut Self) -> bool {
        let index = self.index(x, y);
        if x >= self.columns || index >= self.cells.len() || self.cells[index] == COVERED {
            return false;
        }
        let width = u16::try_from(cell.symbol().width()).unwrap_or(1).max(1);
        let end = x.saturating_add(width).min(self.columns);
        // Behind the end only covered columns of a symbol that is cut are left over.
        for at in end..self.columns {
            let index = self.index(at, y);
            if self.cells[index] != COVERED {
                break;
            }
            self.cells[index] = Cell::EMPTY;
            shown.forget(at, 1, y);
        }
        for at in x + 1..end {
            let index = self.index(at, y);
            self.cells[index] = COVERED;
        }
        // A wide symbol does not fit into the last column.
        let fits = end - x == width;
        self.cells[index] = if fits { cell.clone() } else { Cell::EMPTY };
        true
    }
}

/// Has the column behind each wide symbol of a frame drawn again. Where such a symbol moves
/// by one column it cuts the one that was there, and the half that is left over looks to
/// ratatui as it did before. What lies under the symbol is not seen, so it is blank: whatever
/// comes to light there later is another cell, and is drawn.
pub fn mark_cut(frame: &mut Buffer) {
    let columns = usize::from(frame.area.width);
    for at in 0..frame.content.len() {
        let symbol = frame.content[at].symbol();
        if symbol.len() > 1 && symbol.width() > 1 {
            let behind = at + symbol.width();
            let row_end = (at / columns + 1) * columns;
            for covered in &mut frame.content[at + 1..behind.min(row_end)] {
                covered.reset();
            }
            if behind / columns == at / columns && behind < frame.content.len() {
                frame.content[behind].set_diff_option(CellDiffOption::AlwaysUpdate);
            }
        }
    }
}

/// Whether a cell shows no symbol.
pub fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " "
}

/// Whether a cell is what erasing leaves.
pub fn is_plain(cell: &Cell) -> bool {
    looks_same(cell, &Cell::EMPTY)
}

/// What of a style is seen on a blank.
pub fn on_blank(modifier: Modifier) -> Modifier {
    modifier & ON_BLANKS
}

/// Whether an eye sees no difference.
pub fn looks_same(one: &Cell, other: &Cell) -> bool {
    if one.symbol() != other.symbol() || one.bg != other.bg {
        return false;
    }
    if !is_blank(one) {
        return one.fg == other.fg && one.modifier == other.modifier;
    }
    let seen = on_blank(one.modifier);
    seen == on_blank(other.modifier) && (seen.is_empty() || one.fg == other.fg)
}

/// Whether every terminal draws a symbol in as many columns as it is taken to need. Of
/// several characters in one, and of signs newer than a terminal, not all do.
pub fn is_sure(symbol: &str) -> bool {
    let mut letters = symbol.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return symbol.is_empty();
    };
    letter < '\u{1f000}' && letter.width().is_some_and(|width| width > 0)
}
