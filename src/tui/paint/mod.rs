//! Frames into bytes, few of them: a line far away may carry only some hundred a second.
//!
//! The [`Painter`] remembers what the terminal shows. It writes the columns that look
//! different, in one write a frame: short gaps are written over rather than jumped, moves
//! are relative where that is shorter, blanks are erased, and of a style only what changes
//! is said. Absent from here: what is drawn. No text steers the terminal from here: a
//! symbol that holds a control character is drawn as a replacement.
//!
//! Long because how a row is painted is one walk through it.

mod links;
mod motion;
mod screen;
mod sgr;

use std::io::{self, Write};
use std::sync::Arc;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

pub use links::{Links, ScreenLink};
pub use screen::mark_cut;

use motion::{Cursor, push};
use screen::{CellGrid, is_blank, is_plain, is_sure, looks_same};
use sgr::{Pen, blank_look, change};

/// How far a gap of unchanged columns is looked at: a move is never dearer than this.
const LONGEST_GAP: usize = 16;
/// From how many blanks on erasing and moving is shorter than writing them.
const ERASE_FROM: usize = 10;

/// Where a frame begins and ends, for terminals that show it only once it is whole (mode 2026).
pub const FRAME_BEGINS: &[u8] = b"\x1b[?2026h";
/// Its end.
pub const FRAME_ENDS: &[u8] = b"\x1b[?2026l";
/// A write this short is shown at once anyway: a tick of the clock wants no marks.
const MARKED_FROM: usize = 128;

/// Asks how many columns and rows there are.
pub type AskSize = Box<dyn Fn() -> io::Result<Size> + Send>;

/// A backend for frames that writes as few bytes as it can.
pub struct Painter<W: Write> {
    out: W,
    size: AskSize,
    /// What the terminal shows.
    shown: CellGrid,
    /// What it is to show.
    next: CellGrid,
    cursor: Cursor,
    look: Pen,
    visible: Option<bool>,
    /// Whether the ends of frames are marked.
    marks: fn() -> bool,
    links: Links,
    /// The links of the row that is painted.
    linked: Vec<(u16, u16, Arc<str>)>,
    /// The link in force.
    link: Option<Arc<str>>,
    bytes: Vec<u8>,
}

impl<W: Write> Painter<W> {
    /// A painter on an empty screen.
    pub fn new(out: W, size: AskSize) -> io::Result<Self> {
        let now = size()?;
        Ok(Self {
            out,
            size,
            shown: CellGrid::blank(now),
            next: CellGrid::blank(now),
            cursor: Cursor::default(),
            look: Pen::default(),
            visible: None,
            marks: || false,
            links: Links::default(),
            linked: Vec::new(),
            link: None,
            bytes: Vec::new(),
        })
    }

    /// The same, marking the ends of frames while the terminal is known to know the marks.
    pub fn marking_frames(mut self, marks: fn() -> bool) -> Self {
        self.marks = marks;
        self
    }

    /// The same, telling the terminal where references lead.
    pub fn linking(mut self, links: Links) -> Self {
        self.links = links;
        self
    }

    /// What the bytes go to.
    pub fn get_ref(&self) -> &W {
        &self.out
    }

    fn paint_row(&mut self, y: u16) {
        let columns = self.next.columns();
        self.linked = self.links.in_row(&self.next, y);
        let mut x = 0;
        while x < columns {
            if self.is_shown(x, y) {
                x += 1;
                continue;
            }
            let blank_to = self.plain_until(x, y);
            if blank_to == columns {
                self.move_to(x, y);
                self.set_link(None);
                self.set_look(blank_look(self.look, &Cell::EMPTY));
                self.bytes.extend_from_slice(b"\x1b[K");
                self.took_over(x, columns, y);
                return;
            }
            x = self.paint_some(x, blank_to, y);
            x = self.over_gap(x, y);
        }
        self.set_link(None);
    }

    /// Says where what follows leads.
    fn set_link(&mut self, link: Option<Arc<str>>) {
        if link != self.link {
            self.bytes.extend_from_slice(b"\x1b]8;;");
            self.bytes
                .extend_from_slice(link.as_deref().unwrap_or("").as_bytes());
            self.bytes.extend_from_slice(b"\x1b\\");
            self.link = link;
        }
    }

    fn link_at(&self, x: u16) -> Option<Arc<str>> {
        let mut linked = self.linked.iter();
        let found = linked.find(|(from, to, _)| (*from..*to).contains(&x));
        found.map(|(.., address)| address.clone())
    }

    /// Paints a stretch of blanks, or one symbol; says where it ends.
    fn paint_some(&mut self, x: u16, blank_to: u16, y: u16) -> u16 {
        self.move_to(x, y);
        let changed = (x..blank_to).rev().find(|at| !self.is_shown(*at, y));
        if let Some(last) = changed
            && usize::from(last + 1 - x) >= ERASE_FROM
        {
            self.set_link(None);
            self.set_look(blank_look(self.look, &Cell::EMPTY));
            push(&mut self.bytes, last + 1 - x, b'X');
            self.took_over(x, last + 1, y);
            return last + 1;
        }
        self.set_link(self.link_at(x));
        let end = x + self.next.width_at(x, y);
        let cell = self.next.at(x, y).clone();
        self.set_look_for(&cell, end, y);
        let symbol = cell.symbol();
        if is_sure(symbol) {
            self.bytes.extend_from_slice(symbol.as_bytes());
            self.cursor.advance(end - x, self.next.columns());
            self.took_over(x, end, y);
            return end;
        }
        // Terminals do not agree on the width of such a symbol: nothing may be left under
        // it, and nothing behind it is where it was.
        push(&mut self.bytes, end - x, b'X');
        match symbol.chars().any(char::is_control) {
            true => self.bytes.extend_from_slice("\u{fffd}".as_bytes()),
            false => self.bytes.extend_from_slice(symbol.as_bytes()),
        }
        self.cursor = Cursor::default();
        self.took_over(x, end, y);
        self.shown.forget(end, 2 * (end - x), y);
        end
    }

    /// Writes over a short gap of unchanged columns when that is shorter than a move.
    fn over_gap(&mut self, from: u16, y: u16) -> u16 {
        let columns = self.next.columns();
        let Some(to) = (from..columns).find(|x| !self.is_shown(*x, y)) else {
            return columns;
        };
        let gap = usize::from(to - from);
        if gap == 0 || gap > LONGEST_GAP || self.cursor.at() != Some((from, y)) {
            return to;
        }
        let target = self.look_of(self.look, to, y);
        let jump = 2 + motion::digits_of_step(to - from) + change(self.look, target).len();
        let (mut cost, mut look) = (0, self.look);
        for x in from..to {
            let cell = self.next.at(x, y);
            if !is_sure(cell.symbol()) {
                return to;
            }
            let wanted = self.look_of(look, x, y);
            cost += change(look, wanted).len() + cell.symbol().len();
            look = wanted;
        }
        cost += change(look, self.look_of(look, to, y)).len();
        if cost > jump {
            return to;
        }
        for x in from..to {
            self.set_link(self.link_at(x));
            let cell = self.next.at(x, y).clone();
            self.set_look_for(&cell, x + 1, y);
            self.bytes.extend_from_slice(cell.symbol().as_bytes());
        }
        self.cursor.advance(to - from, columns);
        to
    }

    fn look_of(&self, now: Pen, x: u16, y: u16) -> Pen {
        let cell = self.next.at(x, y);
        match is_blank(cell) {
            true => blank_look(now, cell),
            false => Pen::of(cell),
        }
    }

    /// A blank takes the style of what follows if that looks the same on it: one change of
    /// style instead of two.
    fn set_look_for(&mut self, cell: &Cell, behind: u16, y: u16) {
        if !is_blank(cell) {
            self.set_look(Pen::of(cell));
            return;
        }
        let wanted = blank_look(self.look, cell);
        if wanted == self.look {
            return;
        }
        let follows = (behind..self.next.columns())
            .map(|x| self.next.at(x, y))
            .find(|cell| !is_blank(cell))
            .map(Pen::of)
            .filter(|look| blank_look(*look, cell) == *look);
        self.set_look(follows.unwrap_or(wanted));
    }

    fn set_look(&mut self, look: Pen) {
        if look != self.look {
            self.bytes.extend_from_slice(&change(self.look, look));
            self.look = look;
        }
    }

    fn move_to(&mut self, x: u16, y: u16) {
        self.cursor.go(&mut self.bytes, x, y);
    }

    fn is_shown(&self, x: u16, y: u16) -> bool {
        looks_same(self.shown.at(x, y), self.next.at(x, y))
    }

    /// Where the stretch of blanks without colour ends that begins here.
    fn plain_until(&self, x: u16, y: u16) -> u16 {
        let columns = self.next.columns();
        let end = (x..columns).find(|at| !is_plain(self.next.at(*at, y)));
        end.unwrap_or(columns)
    }

    fn took_over(&mut self, from: u16, to: u16, y: u16) {
        for x in from..to {
            self.shown.copy(&self.next, x, y);
        }
    }
}

impl<W: Write> Backend for Painter<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut rows: Vec<u16> = Vec::new();
        for (x, y, cell) in content {
            if self.next.place(x, y, cell, &mut self.shown) && rows.last() != Some(&y) {
                rows.push(y);
            }
        }
        for y in rows {
            self.paint_row(y);
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.visible != Some(false) {
            self.bytes.extend_from_slice(b"\x1b[?25l");
            self.visible = Some(false);
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.visible != Some(true) {
            self.bytes.extend_from_slice(b"\x1b[?25h");
            self.visible = Some(true);
        }
        Ok(())
    }

    /// Where it was put: the terminal is not asked, because its answer would lie among keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        let (x, y) = self.cursor.at().unwrap_or_default();
        Ok(Position { x, y })
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        // Below the last row a line break would scroll.
        let last = |count: u16| count.saturating_sub(1);
        let (columns, rows) = (self.next.columns(), self.next.rows());
        self.move_to(x.min(last(columns)), y.min(last(rows)));
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        let now = (self.size)()?;
        self.look = Pen::default();
        self.bytes.extend_from_slice(b"\x1b[m\x1b[2J");
        self.cursor = Cursor::default();
        self.shown = CellGrid::blank(now);
        self.next = CellGrid::blank(now);
        Ok(())
    }

    /// A frame fills the whole screen, so that every part that is to be cleared is all of it.
    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        (self.size)()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: (self.size)()?,
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.bytes.is_empty() {
            if self.bytes.len() >= MARKED_FROM && (self.marks)() {
                self.bytes.splice(..0, FRAME_BEGINS.iter().copied());
                self.bytes.extend_from_slice(FRAME_ENDS);
            }
            let written = self.out.write_all(&self.bytes);
            self.bytes.clear();
            written?;
        }
        self.out.flush()
    }
}
