//! Colours and glyphs. A status is always a glyph and a word too, so that the monochrome
//! theme and the ASCII glyphs lose nothing. Which of them are used is weighed in `appearance`.

use ratatui::style::{Color, Modifier, Style};

use crate::config::OwnColours;
use crate::domain::checklist::StepState;
use crate::domain::event::Standing;
use crate::drill::Verdict;
use crate::report::EventClass;

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

/// How each kind of text looks. The colours come from the fixed part of the 256, because the
/// first sixteen are whatever a scheme makes of them; good, bad and warning differ in lightness
/// too, for eyes that do not part red from green.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Theme {
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
    pub palette: Palette,
    /// The palette changes with what the terminal says of its background.
    pub follows: bool,
    /// The operator's own colours, in the order of [`crate::config::COLORED`].
    pub own: OwnColours,
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
    /// A line of a command goes on behind a space, or inside a word.
    pub wrapped: [&'static str; 2],
    pub milestone: &'static str,
    pub act: &'static str,
    pub said: &'static str,
    pub log: &'static str,
    pub undo: &'static str,
    pub message: &'static str,
    pub sev1: &'static str,
    pub sev2: &'static str,
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
    wrapped: ["↩", "¬"],
    milestone: "◆",
    act: "+",
    said: "»",
    log: "≡",
    undo: "←",
    message: "@",
    sev1: "▲▲ ",
    sev2: "▲ ",
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
    wrapped: ["\\", "~"],
    milestone: "*",
    act: "+",
    said: ">",
    log: "=",
    undo: "<",
    message: "@",
    sev1: "!! ",
    sev2: "! ",
};

impl Theme {
    /// The theme for a palette and a set of glyphs.
    pub fn new(palette: Palette, glyphs: Glyphs) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let reverse = plain.add_modifier(Modifier::REVERSED);
        let mono = Self {
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
            palette,
            follows: false,
            own: OwnColours::default(),
        };
        let [dim, rule, good, bad, warn, accent, selected] = match palette {
            Palette::Mono => return mono,
            Palette::Dark => [247, 244, 78, 209, 221, 117, 236],
            Palette::Light => [240, 244, 22, 88, 94, 25, 254],
        }
        .map(Color::Indexed);
        let selected = plain.bg(selected).add_modifier(Modifier::BOLD);
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

    /// The same theme, changing with the terminal's background from now on.
    pub fn following(self) -> Self {
        Self {
            follows: true,
            ..self
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

    /// Glyph and style of a severity, by its word: the worse, the more it stands out.
    pub fn severity(&self, word: &str) -> (&'static str, Style) {
        match word {
            "sev1" => (self.glyphs.sev1, self.bad.add_modifier(Modifier::REVERSED)),
            "sev2" => (self.glyphs.sev2, self.bad),
            "sev3" => ("", self.warn),
            _ => ("", self.dim),
        }
    }

    /// Glyph and style of a kind of event.
    pub fn kind(&self, kind: EventClass) -> (&'static str, Style) {
        let glyphs = &self.glyphs;
        match kind {
            EventClass::Milestone => (glyphs.milestone, self.strong),
            EventClass::Good => (glyphs.done, self.good),
            EventClass::Bad => (glyphs.failed, self.bad),
            EventClass::Step => (glyphs.pending, self.dim),
            EventClass::Act => (glyphs.act, self.warn),
            EventClass::Cause => (glyphs.suspected, self.warn),
            EventClass::Log => (glyphs.log, self.key),
            EventClass::Said => (glyphs.said, self.text),
            EventClass::Message => (glyphs.message, self.warn),
            EventClass::Undo => (glyphs.undo, self.dim),
        }
    }

    /// Glyph, word and style of a drill's verdict.
    pub fn verdict(&self, verdict: Verdict) -> (&'static str, &'static str, Style) {
        match verdict {
            Verdict::NotYet => (self.glyphs.suspected, verdict.words(), self.warn),
            Verdict::Pass => (self.glyphs.done, verdict.words(), self.good),
            Verdict::Strong => (self.glyphs.confirmed, verdict.words(), self.good),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Backgrounds in use: black and white, the defaults of terminals, Solarized, Nord,
    /// Dracula, One Dark, Gruvbox.
    const DARK: [u32; 7] = [
        0x000000, 0x1e1e1e, 0x300a24, 0x002b36, 0x2e3440, 0x282a36, 0x282c34,
    ];
    const LIGHT: [u32; 6] = [0xffffff, 0xfafafa, 0xf6f8fa, 0xeeeeee, 0xfdf6e3, 0xfbf1c7];

    /// The relative luminance of WCAG.
    fn luminance(rgb: u32) -> f64 {
        let part = |shift: u32| {
            let value = f64::from((rgb >> shift) & 0xff) / 255.0;
            match value {
                dark if dark <= 0.03928 => dark / 12.92,
                light => ((light + 0.055) / 1.055).powf(2.4),
            }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    fn contrast(one: f64, other: f64) -> f64 {
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The colour that every terminal of 256 gives this number.
    fn rgb(color: Option<Color>) -> u32 {
        let Some(Color::Indexed(number @ 16..)) = color else {
            panic!("{color:?} depends on the scheme");
        };
        let number = u32::from(number);
        if number >= 232 {
            return (8 + 10 * (number - 232)) * 0x010101;
        }
        let step = |value: u32| if value == 0 { 0 } else { 55 + 40 * value };
        let number = number - 16;
        step(number / 36) << 16 | step(number / 6 % 6) << 8 | step(number % 6)
    }

    fn texts(theme: &Theme) -> [(&'static str, Style); 11] {
        [
            ("dim", theme.dim),
            ("key", theme.key),
            ("mark", theme.mark),
            ("run", theme.run),
            ("filled", theme.filled),
            ("missing", theme.missing),
            ("good", theme.good),
            ("bad", theme.bad),
            ("warn", theme.warn),
            ("active", theme.active),
            ("mode", theme.mode),
        ]
    }

    #[test]
    fn text_and_rules_can_be_read_on_usual_backgrounds() {
        for (palette, backgrounds) in [(Palette::Dark, &DARK[..]), (Palette::Light, &LIGHT[..])] {
            let theme = Theme::new(palette, UNICODE);
            let selected = rgb(theme.selected.bg);
            for (name, style) in texts(&theme) {
                for background in backgrounds.iter().chain([&selected]) {
                    let ratio = contrast(luminance(rgb(style.fg)), luminance(*background));
                    assert!(
                        ratio >= 4.5,
                        "{palette:?} {name} on {background:06x}: {ratio:.2}"
                    );
                }
            }
            for background in backgrounds {
                let ratio = contrast(luminance(rgb(theme.rule.fg)), luminance(*background));
                assert!(
                    ratio >= 3.0,
                    "{palette:?} rule on {background:06x}: {ratio:.2}"
                );
            }
        }
    }

    #[test]
    fn good_bad_and_warning_differ_in_lightness() {
        for palette in [Palette::Dark, Palette::Light] {
            let theme = Theme::new(palette, UNICODE);
            let of = |style: Style| luminance(rgb(style.fg));
            let (good, bad, warn) = (of(theme.good), of(theme.bad), of(theme.warn));
            for (one, other) in [(good, bad), (bad, warn), (good, warn)] {
                assert!(contrast(one, other) >= 1.2, "{palette:?}: {one} {other}");
            }
        }
    }

    #[test]
    fn without_colours_the_selection_is_reversed() {
        let theme = Theme::new(Palette::Mono, ASCII);
        assert!(theme.selected.add_modifier.contains(Modifier::REVERSED));
        let all = texts(&theme).map(|(_, style)| style);
        let others = [
            theme.text,
            theme.strong,
            theme.title,
            theme.rule,
            theme.selected,
        ];
        for style in all.into_iter().chain(others) {
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }

    #[test]
    fn only_a_theme_that_follows_changes_with_the_background() {
        let dark = Theme::new(Palette::Dark, ASCII);
        assert_eq!(dark.on_background(true).palette, Palette::Dark);
        let light = dark.following().on_background(true);
        assert_eq!(light.palette, Palette::Light);
        assert_eq!(light.glyphs.done, ASCII.done);
        assert_eq!(light.on_background(false).palette, Palette::Dark);
    }

    #[test]
    fn glyphs_for_ascii_are_ascii_and_each_state_has_its_own() {
        assert!(format!("{ASCII:?}").is_ascii());
        for glyphs in [ASCII, UNICODE] {
            let mut states = [
                glyphs.pending,
                glyphs.active,
                glyphs.done,
                glyphs.failed,
                glyphs.inconclusive,
                glyphs.skipped,
                glyphs.na,
                glyphs.blocked,
                glyphs.deferred,
            ];
            states.sort_unstable();
            assert!(states.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }
}
