//! Styles into the shortest sequence that leads from one to the next.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::screen::on_blank;

/// The style in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    /// The style of a cell.
    pub fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }
}

/// The style nearest to the present one in which a blank looks as it should.
pub fn blank_look(now: Pen, cell: &Cell) -> Pen {
    let (has, wants) = (on_blank(now.modifier), on_blank(cell.modifier));
    let fg = if wants.is_empty() { now.fg } else { cell.fg };
    Pen {
        fg,
        bg: cell.bg,
        modifier: (now.modifier - has) | wants,
    }
}

/// Modifiers that one number ends together, that number, and what begins each.
type Group = (Modifier, &'static str, &'static [(Modifier, &'static str)]);

const MODIFIERS: [Group; 7] = [
    (
        Modifier::BOLD.union(Modifier::DIM),
        "22",
        &[(Modifier::BOLD, "1"), (Modifier::DIM, "2")],
    ),
    (Modifier::ITALIC, "23", &[(Modifier::ITALIC, "3")]),
    (Modifier::UNDERLINED, "24", &[(Modifier::UNDERLINED, "4")]),
    (
        Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK),
        "25",
        &[(Modifier::SLOW_BLINK, "5"), (Modifier::RAPID_BLINK, "6")],
    ),
    (Modifier::REVERSED, "27", &[(Modifier::REVERSED, "7")]),
    (Modifier::HIDDEN, "28", &[(Modifier::HIDDEN, "8")]),
    (Modifier::CROSSED_OUT, "29", &[(Modifier::CROSSED_OUT, "9")]),
];

/// The bytes that change the style; none if nothing changes.
pub fn change(from: Pen, to: Pen) -> Vec<u8> {
    if from == to {
        return Vec::new();
    }
    let step = sequence(from, to, "");
    let anew = match to == Pen::default() {
        true => b"\x1b[m".to_vec(),
        false => sequence(Pen::default(), to, "0"),
    };
    if anew.len() < step.len() { anew } else { step }
}

fn sequence(from: Pen, to: Pen, first: &str) -> Vec<u8> {
    let mut bytes = b"\x1b[".to_vec();
    let mut say = |number: &str| {
        if bytes.len() > 2 {
            bytes.push(b';');
        }
        bytes.extend_from_slice(number.as_bytes());
    };
    if !first.is_empty() {
        say(first);
    }
    for (all, end, each) in MODIFIERS {
        let (had, has) = (from.modifier & all, to.modifier & all);
        let ended = !(had - has).is_empty();
        if ended {
            say(end);
        }
        for (one, begin) in each {
            if has.contains(*one) && (ended || !had.contains(*one)) {
                say(begin);
            }
        }
    }
    if from.fg != to.fg {
        say(&color(to.fg, 30));
    }
    if from.bg != to.bg {
        say(&color(to.bg, 40));
    }
    bytes.push(b'm');
    bytes
}

fn color(color: Color, base: u8) -> String {
    let number = match color {
        Color::Reset => return (base + 9).to_string(),
        Color::Rgb(r, g, b) => return format!("{};2;{r};{g};{b}", base + 8),
        Color::Indexed(number) => number,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    match number {
        0..8 => (base + number).to_string(),
        8..16 => (base + 52 + number).to_string(),
        _ => format!("{};5;{number}", base + 8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(from: Pen, to: Pen) -> String {
        String::from_utf8(change(from, to))
            .unwrap()
            .replace('\u{1b}', "^")
    }

    #[test]
    fn only_what_changes_is_said() {
        let plain = Pen::default();
        let dim = Pen {
            fg: Color::Indexed(245),
            ..plain
        };
        let bold = Pen {
            modifier: Modifier::BOLD,
            ..dim
        };
        let shaded = Pen {
            bg: Color::Red,
            ..bold
        };
        assert_eq!(said(plain, plain), "");
        assert_eq!(said(plain, dim), "^[38;5;245m");
        assert_eq!(said(dim, bold), "^[1m");
        assert_eq!(said(bold, dim), "^[22m");
        assert_eq!(said(bold, shaded), "^[41m");
        assert_eq!(said(shaded, plain), "^[m");
        let faint = Pen {
            modifier: Modifier::DIM,
            ..dim
        };
        assert_eq!(said(bold, faint), "^[22;2m");
        let bright = Pen {
            fg: Color::LightRed,
            bg: Color::White,
            ..plain
        };
        assert_eq!(said(plain, bright), "^[91;107m");
    }
}
