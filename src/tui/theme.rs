//! Colours and glyphs. A status is always a glyph and a word too, so that the monochrome
//! theme and the ASCII glyphs lose nothing.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::checklist::StepState;
use crate::domain::event::Standing;

/// Which colours to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// None at all: bold, underline and reverse only.
    Mono,
}

/// How each kind of text looks. The colours are the terminal's own sixteen, so that they
/// fit whatever scheme the operator has chosen.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Theme {
    pub palette: Palette,
    pub text: Style,
    pub dim: Style,
    pub strong: Style,
    pub title: Style,
    pub key: Style,
    pub mark: Style,
    pub run: Style,
    pub filled: Style,
    pub missing: Style,
    pub rule: Style,
    pub good: Style,
    pub bad: Style,
    pub warn: Style,
    pub active: Style,
    pub selected: Style,
    pub mode: Style,
    pub glyphs: Glyphs,
}

/// The signs in use.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Glyphs {
    pub pending: &'static str,
    pub active: &'static str,
    pub done: &'static str,
    pub failed: &'static str,
    pub inconclusive: &'static str,
    pub skipped: &'static str,
    pub na: &'static str,
    pub blocked: &'static str,
    pub deferred: &'static str,
    pub suspected: &'static str,
    pub confirmed: &'static str,
    pub ruled_out: &'static str,
    pub rule: &'static str,
    pub wall: &'static str,
    pub tee_down: &'static str,
    pub tee_up: &'static str,
    pub full: &'static str,
    pub empty: &'static str,
    pub ellipsis: &'static str,
    pub cursor: &'static str,
    pub bullet: &'static str,
    pub secret: &'static str,
    pub more: &'static str,
    pub times: &'static str,
}

/// Glyphs for a terminal that draws Unicode.
pub const UNICODE: Glyphs = Glyphs {
    pending: "·",
    active: "▶",
    done: "✓",
    failed: "✗",
    inconclusive: "?",
    skipped: "»",
    na: "–",
    blocked: "◼",
    deferred: "◷",
    suspected: "!",
    confirmed: "●",
    ruled_out: "x",
    rule: "─",
    wall: "│",
    tee_down: "┬",
    tee_up: "┴",
    full: "█",
    empty: "▒",
    ellipsis: "…",
    cursor: ">",
    bullet: "·",
    secret: "•",
    more: "▼",
    times: "×",
};

/// Glyphs for one that does not.
pub const ASCII: Glyphs = Glyphs {
    pending: ".",
    active: ">",
    done: "+",
    failed: "X",
    inconclusive: "?",
    skipped: "s",
    na: "-",
    blocked: "#",
    deferred: "d",
    suspected: "!",
    confirmed: "*",
    ruled_out: "x",
    rule: "-",
    wall: "|",
    tee_down: "+",
    tee_up: "+",
    full: "#",
    empty: ".",
    ellipsis: "...",
    cursor: ">",
    bullet: "-",
    secret: "*",
    more: "v",
    times: "x",
};

impl Theme {
    /// The theme for a palette and a set of glyphs.
    pub fn new(palette: Palette, glyphs: Glyphs) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let reverse = plain.add_modifier(Modifier::REVERSED);
        let mono = Self {
            palette,
            text: plain,
            dim: plain.add_modifier(Modifier::DIM),
            strong: bold,
            title: bold,
            key: bold,
            mark: bold.add_modifier(Modifier::UNDERLINED),
            run: bold,
            filled: bold.add_modifier(Modifier::UNDERLINED),
            missing: reverse,
            rule: plain.add_modifier(Modifier::DIM),
            good: bold,
            bad: bold,
            warn: bold,
            active: bold,
            selected: reverse,
            mode: reverse.add_modifier(Modifier::BOLD),
            glyphs,
        };
        let (dim, good, bad, warn, accent) = match palette {
            Palette::Mono => return mono,
            Palette::Dark => (
                Color::Indexed(245),
                Color::Green,
                Color::LightRed,
                Color::Yellow,
                Color::Cyan,
            ),
            Palette::Light => (
                Color::Indexed(242),
                Color::Indexed(28),
                Color::Red,
                Color::Indexed(130),
                Color::Indexed(25),
            ),
        };
        let rule = match palette {
            Palette::Light => Color::Indexed(250),
            _ => Color::Indexed(239),
        };
        let selected = match palette {
            Palette::Light => plain.bg(Color::Indexed(254)).add_modifier(Modifier::BOLD),
            _ => plain.bg(Color::Indexed(236)).add_modifier(Modifier::BOLD),
        };
        Self {
            dim: plain.fg(dim),
            key: bold.fg(accent),
            mark: bold.fg(accent).add_modifier(Modifier::UNDERLINED),
            run: plain.fg(accent),
            filled: bold.fg(accent),
            missing: plain.fg(warn).add_modifier(Modifier::REVERSED),
            rule: plain.fg(rule),
            good: plain.fg(good),
            bad: bold.fg(bad),
            warn: plain.fg(warn),
            active: bold.fg(accent),
            selected,
            mode: bold.fg(warn).add_modifier(Modifier::REVERSED),
            ..mono
        }
    }

    /// The same for another background, if it has colours that depend on it.
    pub fn on(&self, light: bool) -> Self {
        match (self.palette, light) {
            (Palette::Mono, _) => *self,
            (_, true) => Self::new(Palette::Light, self.glyphs),
            (_, false) => Self::new(Palette::Dark, self.glyphs),
        }
    }

    /// Glyph and style of a step's state.
    pub fn step(&self, state: StepState) -> (&'static str, Style) {
        let glyphs = &self.glyphs;
        match state {
            StepState::Pending => (glyphs.pending, self.dim),
            StepState::Active => (glyphs.active, self.active),
            StepState::Done => (glyphs.done, self.good),
            StepState::Failed => (glyphs.failed, self.bad),
            StepState::Inconclusive => (glyphs.inconclusive, self.warn),
            StepState::Skipped => (glyphs.skipped, self.dim),
            StepState::Na => (glyphs.na, self.dim),
            StepState::Blocked => (glyphs.blocked, self.warn),
            StepState::Deferred => (glyphs.deferred, self.warn),
        }
    }

    /// Glyph and style of a cause's standing.
    pub fn standing(&self, standing: Standing) -> (&'static str, Style) {
        match standing {
            Standing::Open => (self.glyphs.pending, self.dim),
            Standing::Suspected => (self.glyphs.suspected, self.warn),
            Standing::RuledOut => (self.glyphs.ruled_out, self.dim),
            Standing::Confirmed => (self.glyphs.confirmed, self.good),
        }
    }
}
