//! The operator's own colours over those of a theme, whatever the background turns out to be.

use ratatui::style::Color;

use super::theme::{Palette, Theme};
use crate::config::{Colour, OwnColours};

impl Theme {
    /// The same theme with the operator's own colours, unless there are to be none.
    pub fn colored(mut self, own: OwnColours) -> Self {
        self.own = own;
        if self.palette == Palette::Mono {
            return self;
        }
        let [
            text,
            dim,
            strong,
            title,
            key,
            mark,
            run,
            filled,
            missing,
            rule,
            good,
            bad,
            warn,
            active,
            selected,
        ] = own.map(|colour| colour.map(drawn));
        let fronts = [
            (&mut self.text, text),
            (&mut self.dim, dim),
            (&mut self.strong, strong),
            (&mut self.title, title),
            (&mut self.key, key),
            (&mut self.mark, mark),
            (&mut self.run, run),
            (&mut self.filled, filled),
            (&mut self.missing, missing),
            (&mut self.rule, rule),
            (&mut self.good, good),
            (&mut self.bad, bad),
            (&mut self.warn, warn),
            (&mut self.active, active),
        ];
        for (style, colour) in fronts {
            style.fg = colour.or(style.fg);
        }
        self.selected.bg = selected.or(self.selected.bg);
        self
    }

    /// The theme for a background that is light or dark, if it goes by the background.
    pub fn on_background(self, light: bool) -> Self {
        match (self.follows, light) {
            (false, _) => self,
            (true, light) => {
                let palette = if light { Palette::Light } else { Palette::Dark };
                let theme = Self::new(palette, self.glyphs).following();
                theme.colored(self.own)
            }
        }
    }
}

fn drawn(colour: Colour) -> Color {
    match colour {
        Colour::Indexed(number) => Color::Indexed(number),
        Colour::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}
