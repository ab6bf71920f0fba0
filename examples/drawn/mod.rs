//! Frames of a terminal as SVG.

use std::fmt::Write as _;

/// The columns of the emulator.
pub const COLUMNS: u16 = 80;
/// Its rows.
pub const ROWS: u16 = 24;
/// The size of a cell in pixels.
const CELL: (f64, f64) = (8.4, 18.0);
const BACKGROUND: &str = "#16181d";
const FOREGROUND: &str = "#d7dae0";

/// A row of a frame, at its place.
pub fn row_of(screen: &vt100::Screen, row: u16) -> String {
    let mut out = String::new();
    let mut column = 0;
    while column < COLUMNS {
        let (text, cells, style) = run_of_cells(screen, row, column);
        draw(&mut out, row, column, cells, &text, &style);
        column += cells;
    }
    out
}

/// The picture with what is in it.
pub fn around(label: &str, inside: &str) -> String {
    let (width, height) = (
        f64::from(COLUMNS) * CELL.0 + 24.0,
        f64::from(ROWS) * CELL.1 + 24.0,
    );
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{label}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n\
         <g font-family=\"ui-monospace, SFMono-Regular, Menlo, DejaVu Sans Mono, monospace\" \
         font-size=\"14\" xml:space=\"preserve\">\n"
    );
    out.push_str(inside);
    out.push_str("</g>\n</svg>\n");
    out
}

#[derive(PartialEq, Clone)]
struct Style {
    color: String,
    behind: Option<String>,
    bold: bool,
    dim: bool,
}

/// The cells from a column on that look alike.
fn run_of_cells(screen: &vt100::Screen, row: u16, from: u16) -> (String, u16, Style) {
    let style = style_at(screen, row, from);
    let mut text = String::new();
    let mut column = from;
    while column < COLUMNS && style_at(screen, row, column) == style {
        let contents = screen.cell(row, column).map_or("", |cell| cell.contents());
        text.push_str(if contents.is_empty() { " " } else { contents });
        column += 1;
    }
    (text, column - from, style)
}

fn style_at(screen: &vt100::Screen, row: u16, column: u16) -> Style {
    let Some(cell) = screen.cell(row, column) else {
        return Style {
            color: FOREGROUND.to_owned(),
            behind: None,
            bold: false,
            dim: false,
        };
    };
    let (mut color, mut behind) = (color(cell.fgcolor()), color(cell.bgcolor()));
    if cell.inverse() {
        (color, behind) = (
            Some(behind.unwrap_or_else(|| BACKGROUND.to_owned())),
            Some(color.unwrap_or_else(|| FOREGROUND.to_owned())),
        );
    }
    Style {
        color: color.unwrap_or_else(|| FOREGROUND.to_owned()),
        behind,
        bold: cell.bold(),
        dim: cell.dim(),
    }
}

fn draw(out: &mut String, row: u16, column: u16, cells: u16, text: &str, style: &Style) {
    let (x, y) = (
        12.0 + f64::from(column) * CELL.0,
        12.0 + f64::from(row) * CELL.1,
    );
    let width = f64::from(cells) * CELL.0;
    // Writing into a string cannot fail.
    if let Some(behind) = &style.behind {
        let height = CELL.1;
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height}\" fill=\"{behind}\"/>"
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let weight = if style.bold {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let opacity = if style.dim { " opacity=\"0.6\"" } else { "" };
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let (baseline, color) = (y + 13.5, &style.color);
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{baseline:.1}\" textLength=\"{width:.1}\" fill=\"{color}\"{weight}{opacity}>{escaped}</text>"
    );
}

/// The usual sixteen colours, softened; the cube of 216; grey.
fn color(color: vt100::Color) -> Option<String> {
    const BASE: [&str; 16] = [
        "#3b4048", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d7dae0",
        "#7f848e", "#f07a83", "#a9d68b", "#f0cf8e", "#74bdf7", "#d38be8", "#66c6d2", "#ffffff",
    ];
    match color {
        vt100::Color::Default => None,
        vt100::Color::Idx(n @ 0..=15) => Some(BASE[usize::from(n)].to_owned()),
        vt100::Color::Idx(n @ 16..=231) => {
            let part = |v: u8| if v == 0 { 0 } else { 55 + v * 40 };
            let n = n - 16;
            let (r, g, b) = (part(n / 36), part(n / 6 % 6), part(n % 6));
            Some(format!("#{r:02x}{g:02x}{b:02x}"))
        }
        vt100::Color::Idx(n) => {
            let grey = 8 + (n - 232) * 10;
            Some(format!("#{grey:02x}{grey:02x}{grey:02x}"))
        }
        vt100::Color::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
    }
}
