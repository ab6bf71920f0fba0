//! The painter's bytes through an emulator: whatever frames follow one another, the
//! emulator shows what the frame holds.

use std::io::{self, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier, Style};
use runsheet::tui::paint::{Links, Painter, ScreenLink, mark_cut};

/// Bytes that a painter wrote.
#[derive(Clone, Default)]
pub struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    /// Takes them out.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A terminal behind a painter, whose size can be changed.
pub fn painted(written: &Written, size: &Arc<Mutex<Size>>) -> Terminal<Painter<Written>> {
    let size = size.clone();
    let ask = move || Ok(*size.lock().unwrap());
    Terminal::new(Painter::new(written.clone(), Box::new(ask)).unwrap()).unwrap()
}

/// Text, style and place of one thing in a frame.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    style: Style,
    x: u16,
    y: u16,
}

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-e]{1,9}",
        3 => Just(" ".to_owned()),
        1 => " {2,40}",
        1 => Just("─".repeat(12)),
        1 => Just("字".to_owned()),
        1 => Just("字字─".to_owned()),
        1 => Just("e\u{301}".to_owned()),
        1 => Just("│".to_owned()),
        1 => Just("ก็".to_owned()),
        1 => Just("🙂".to_owned()),
    ];
    prop::collection::vec(word, 0..8).prop_map(|words| words.concat())
}

/// Bold and faint are never mixed: the emulator takes the later of the two alone.
fn style() -> impl Strategy<Value = Style> {
    let colors = vec![
        Color::Reset,
        Color::Cyan,
        Color::LightRed,
        Color::Indexed(245),
        Color::Rgb(1, 2, 3),
    ];
    let modifiers = vec![
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::BOLD | Modifier::UNDERLINED,
        Modifier::REVERSED,
        Modifier::ITALIC,
    ];
    (
        prop::sample::select(colors.clone()),
        prop::sample::select(colors),
        prop::sample::select(modifiers),
    )
        .prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier))
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let piece = (text(), style(), 0_u16..60, 0_u16..12).prop_map(|(text, style, x, y)| Piece {
        text,
        style,
        x,
        y,
    });
    prop::collection::vec(piece, 0..14)
}

fn draw(buffer: &mut Buffer, pieces: &[Piece]) {
    for piece in pieces {
        if piece.x < buffer.area.width && piece.y < buffer.area.height {
            buffer.set_string(piece.x, piece.y, &piece.text, piece.style);
        }
        if piece.text.len() % 5 == 0 {
            let row = Rect::new(0, piece.y, buffer.area.width, 1).intersection(buffer.area);
            buffer.set_style(row, piece.style);
        }
    }
}

fn color(color: Color) -> vt100::Color {
    match color {
        Color::Reset => vt100::Color::Default,
        Color::Cyan => vt100::Color::Idx(6),
        Color::LightRed => vt100::Color::Idx(9),
        Color::Indexed(number) => vt100::Color::Idx(number),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        other => panic!("{other} is not among the colours drawn with"),
    }
}

/// What an eye sees of a cell: of a blank only what is behind it.
type Seen = (String, vt100::Color, vt100::Color, [bool; 5]);

fn wanted(cell: &Cell) -> Seen {
    let modifier = |one| cell.modifier.contains(one);
    let all = [
        modifier(Modifier::BOLD),
        modifier(Modifier::DIM),
        modifier(Modifier::ITALIC),
        modifier(Modifier::UNDERLINED),
        modifier(Modifier::REVERSED),
    ];
    let symbol = cell.symbol().trim_end().to_owned();
    seen(symbol, color(cell.fg), color(cell.bg), all)
}

fn shown(cell: &vt100::Cell) -> Seen {
    let all = [
        cell.bold(),
        cell.dim(),
        cell.italic(),
        cell.underline(),
        cell.inverse(),
    ];
    let symbol = cell.contents().trim_end().to_owned();
    seen(symbol, cell.fgcolor(), cell.bgcolor(), all)
}

fn seen(symbol: String, fg: vt100::Color, bg: vt100::Color, mut all: [bool; 5]) -> Seen {
    let is_blank = symbol.is_empty();
    if is_blank {
        all[..3].fill(false);
    }
    let fg = match is_blank && !all[3] && !all[4] {
        true => vt100::Color::Default,
        false => fg,
    };
    (symbol, fg, bg, all)
}

/// A number that is not 0.
pub fn some(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn compare(buffer: &Buffer, screen: &vt100::Screen) {
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            let there = screen.cell(y, x).unwrap();
            assert_eq!(shown(there), wanted(cell), "column {x}, row {y}");
            x += if there.is_wide() { 2 } else { 1 };
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_emulator_shows_what_the_frames_hold(
        frames in prop::collection::vec((pieces(), any::<bool>(), 0_u16..50, 0_u16..10), 1..7),
        other in (20_u16..70, 1_u16..12),
    ) {
        let written = Written::default();
        let size = Arc::new(Mutex::new(Size::new(60, 12)));
        let mut emulator = vt100::Parser::new(some(12), some(60), 0);
        let mut screen = painted(&written, &size);
        let mut kept: Vec<Piece> = Vec::new();
        for (turn, (pieces, anew, x, y)) in frames.into_iter().enumerate() {
            // Some frames change a little of the one before, others everything.
            if anew {
                kept.clear();
            }
            kept.extend(pieces);
            if turn == 3 {
                *size.lock().unwrap() = Size::new(other.0, other.1);
                emulator.screen_mut().set_size(some(other.1), some(other.0));
            }
            let mut wanted = Buffer::empty(Rect::default());
            screen.draw(|frame| {
                draw(frame.buffer_mut(), &kept);
                frame.set_cursor_position(Position { x, y });
                mark_cut(frame.buffer_mut());
                wanted = frame.buffer_mut().clone();
            }).unwrap();
            emulator.process(&written.take());
            compare(&wanted, emulator.screen());
            if x < wanted.area.width && y < wanted.area.height {
                prop_assert_eq!(emulator.screen().cursor_position(), (y, x));
            }
        }
    }
}

/// A wide symbol that moves by one column cuts the one that was there.
#[test]
fn what_is_left_of_a_wide_symbol_has_the_style_of_its_column() {
    let written = Written::default();
    let size = Arc::new(Mutex::new(Size::new(12, 1)));
    let mut emulator = vt100::Parser::new(some(1), some(12), 0);
    let mut screen = painted(&written, &size);
    for (x, text) in [(2, "字字字"), (1, "字字字"), (3, "字"), (4, "字a字")] {
        let mut wanted = Buffer::empty(Rect::default());
        screen
            .draw(|frame| {
                let buffer = frame.buffer_mut();
                buffer.set_string(x, 0, text, Style::new());
                buffer.set_style(buffer.area, Style::new().bg(Color::Cyan));
                mark_cut(buffer);
                wanted = buffer.clone();
            })
            .unwrap();
        emulator.process(&written.take());
        compare(&wanted, emulator.screen());
    }
}

/// What was written under a wide symbol comes to light once the symbol is gone.
#[test]
fn what_lay_under_a_wide_symbol_is_drawn_when_it_is_seen() {
    let written = Written::default();
    let size = Arc::new(Mutex::new(Size::new(12, 1)));
    let mut emulator = vt100::Parser::new(some(1), some(12), 0);
    let mut screen = painted(&written, &size);
    for text in ["字", "─"] {
        let mut wanted = Buffer::empty(Rect::default());
        screen
            .draw(|frame| {
                let buffer = frame.buffer_mut();
                buffer.set_string(4, 0, text, Style::new());
                buffer.set_string(5, 0, " ", Style::new().add_modifier(Modifier::UNDERLINED));
                mark_cut(buffer);
                wanted = buffer.clone();
            })
            .unwrap();
        emulator.process(&written.take());
        compare(&wanted, emulator.screen());
    }
}

#[test]
fn a_frame_that_looks_the_same_writes_nothing() {
    let written = Written::default();
    let size = Arc::new(Mutex::new(Size::new(40, 4)));
    let mut screen = painted(&written, &size);
    let mut bytes = Vec::new();
    for (blank, text) in [
        (Color::Red, "same"),
        (Color::Cyan, "same"),
        (Color::Cyan, "sane"),
    ] {
        screen
            .draw(|frame| {
                let buffer = frame.buffer_mut();
                buffer.set_string(3, 1, text, Style::new());
                buffer.set_string(9, 1, "   ", Style::new().fg(blank));
                frame.set_cursor_position(Position { x: 3, y: 1 });
            })
            .unwrap();
        bytes.push(String::from_utf8(written.take()).unwrap());
    }
    assert_eq!(bytes[1..], ["", "\u{1b}[2Cn\u{8}\u{8}\u{8}"]);
}

/// What is written for one row of text.
fn bytes_of(row: &str, links: &Links, marks: fn() -> bool) -> String {
    let written = Written::default();
    let size = || {
        Ok(Size {
            width: 120,
            height: 4,
        })
    };
    let painter = Painter::new(written.clone(), Box::new(size)).unwrap();
    let painter = painter.linking(links.clone()).marking_frames(marks);
    let mut terminal = Terminal::new(painter).unwrap();
    terminal
        .draw(|frame| frame.buffer_mut().set_string(0, 1, row, Style::default()))
        .map(drop)
        .unwrap();
    String::from_utf8(written.take()).unwrap()
}

#[test]
fn a_reference_leads_to_its_address_and_nothing_else_does() {
    let links = Links::default();
    let address = "https://tickets.example.net/browse/NET-7";
    links.set(ScreenLink::new("NET-7", address).into_iter().collect());
    let bytes = bytes_of("see NET-7 and NET-71", &links, || false);
    let link = format!("\u{1b}]8;;{address}\u{1b}\\NET-7\u{1b}]8;;\u{1b}\\");
    assert!(bytes.contains(&link), "{bytes:?}");
    assert_eq!(bytes.matches(address).count(), 1, "{bytes:?}");
    for hostile in [
        "javascript:alert(1)",
        "https://example.net/\u{1b}]0;x\u{7}",
        "https://example.net/a b",
        "file:///etc/passwd",
    ] {
        assert_eq!(ScreenLink::new("NET-7", hostile), None, "{hostile}");
    }
}

#[test]
fn a_frame_has_marks_where_the_terminal_knows_them() {
    let (none, long) = (Links::default(), "x".repeat(140));
    let marked = bytes_of(&long[..59], &none, || true);
    // A short write is shown at once anyway.
    assert!(!marked.contains("2026"), "{marked:?}");
    let spread: String = (0..79)
        .map(|at| if at % 2 == 0 { "é" } else { "字" })
        .collect();
    let marked = bytes_of(&spread, &none, || true);
    assert!(marked.starts_with("\u{1b}[?2026h"), "{marked:?}");
    assert!(marked.ends_with("\u{1b}[?2026l"), "{marked:?}");
    assert!(!bytes_of(&spread, &none, || false).contains("2026"));
}
