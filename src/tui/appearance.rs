//! Which colours and signs are used, and why: the one place where the command line, the
//! environment and the settings are weighed against each other. It reads none of them itself.
//!
//! The first that says something counts: `--color`, `RUNSHEET_THEME`, `theme` in the settings,
//! `NO_COLOR`, the terminal's answer, `COLORFGBG`; else a dark background is assumed.

use super::theme::{ASCII, Palette, Theme, UNICODE};
use crate::config::{GlyphChoice, Settings, ThemeChoice};
use crate::paths::Surroundings;

/// What was chosen, and the reasons for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appearance {
    /// The colours.
    pub palette: Palette,
    /// The colours change with what the terminal says of its background.
    pub follows: bool,
    /// Only ASCII signs are drawn.
    pub ascii: bool,
    /// Why these colours.
    pub why: String,
    /// Why these signs.
    pub why_glyphs: &'static str,
}

/// Weighs what was said. `color` is what the command line says, if it says anything.
pub fn choose(color: Option<bool>, around: &Surroundings, settings: &Settings) -> Appearance {
    let (palette, follows, why) = colours(color, around, settings);
    let (ascii, why_glyphs) = match settings.glyphs {
        _ if around.ascii => (true, "RUNSHEET_ASCII"),
        GlyphChoice::Ascii => (true, "config.toml"),
        GlyphChoice::Unicode => (false, "config.toml"),
        GlyphChoice::Auto if around.utf8 => (false, "the locale is UTF-8"),
        GlyphChoice::Auto => (true, "the locale is not UTF-8"),
    };
    Appearance {
        palette,
        follows,
        ascii,
        why,
        why_glyphs,
    }
}

fn colours(
    color: Option<bool>,
    around: &Surroundings,
    settings: &Settings,
) -> (Palette, bool, String) {
    if color == Some(false) {
        return (Palette::Mono, false, "--color never".to_owned());
    }
    let word = around.theme.as_deref();
    let asked = match (word.and_then(ThemeChoice::of), settings.theme) {
        (Some(choice), _) => Some((choice, "RUNSHEET_THEME")),
        (None, ThemeChoice::Auto) => None,
        (None, choice) => Some((choice, "config.toml")),
    };
    match asked {
        Some((ThemeChoice::Light, by)) => return (Palette::Light, false, by.to_owned()),
        Some((ThemeChoice::Dark, by)) => return (Palette::Dark, false, by.to_owned()),
        // Whoever says --color always has the last word.
        Some((ThemeChoice::Mono, by)) if color.is_none() => {
            return (Palette::Mono, false, by.to_owned());
        }
        _ => {}
    }
    if around.no_color && color.is_none() {
        return (Palette::Mono, false, "NO_COLOR".to_owned());
    }
    let until = "until the terminal tells its background";
    match around.light {
        Some(true) => (Palette::Light, true, format!("COLORFGBG, {until}")),
        Some(false) => (Palette::Dark, true, format!("COLORFGBG, {until}")),
        None => (Palette::Dark, true, format!("assumed, {until}")),
    }
}

impl Appearance {
    /// The theme for it.
    pub fn theme(&self) -> Theme {
        let glyphs = if self.ascii { ASCII } else { UNICODE };
        let theme = Theme::new(self.palette, glyphs);
        match self.follows {
            true => theme.following(),
            false => theme,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(
        color: Option<bool>,
        word: Option<&str>,
        theme: ThemeChoice,
        no_color: bool,
        light: Option<bool>,
    ) -> (Palette, bool) {
        let around = Surroundings {
            no_color,
            theme: word.map(str::to_owned),
            light,
            ..Surroundings::default()
        };
        let settings = Settings {
            theme,
            ..Settings::default()
        };
        let found = choose(color, &around, &settings);
        (found.palette, found.follows)
    }

    #[test]
    fn the_first_that_says_something_counts() {
        use Palette::{Dark, Light, Mono};
        use ThemeChoice as T;
        for (color, word, theme, no_color, light, expected) in [
            (None, None, T::Auto, false, None, (Dark, true)),
            (None, None, T::Auto, false, Some(true), (Light, true)),
            (None, None, T::Auto, true, Some(true), (Mono, false)),
            (Some(true), None, T::Auto, true, Some(true), (Light, true)),
            (
                Some(false),
                Some("light"),
                T::Dark,
                false,
                None,
                (Mono, false),
            ),
            (None, Some("light"), T::Dark, true, None, (Light, false)),
            (None, Some("pink"), T::Dark, true, None, (Dark, false)),
            (None, Some("auto"), T::Dark, false, None, (Dark, true)),
            (None, None, T::Light, true, Some(false), (Light, false)),
            (None, None, T::Mono, false, None, (Mono, false)),
            (Some(true), None, T::Mono, true, None, (Dark, true)),
        ] {
            let found = chosen(color, word, theme, no_color, light);
            assert_eq!(found, expected, "{color:?} {word:?} {theme:?} {no_color}");
        }
    }

    #[test]
    fn signs_follow_the_locale_unless_something_is_said() {
        for (ascii, utf8, glyphs, expected) in [
            (false, true, GlyphChoice::Auto, false),
            (false, false, GlyphChoice::Auto, true),
            (false, false, GlyphChoice::Unicode, false),
            (false, true, GlyphChoice::Ascii, true),
            (true, true, GlyphChoice::Unicode, true),
        ] {
            let around = Surroundings {
                ascii,
                utf8,
                ..Surroundings::default()
            };
            let settings = Settings {
                glyphs,
                ..Settings::default()
            };
            assert_eq!(choose(None, &around, &settings).ascii, expected);
        }
    }
}
