//! What a terminal answers when it is asked about itself. None of it is ever a key.

/// What is asked, once, behind the first frame: whether it knows kitty's keyboard protocol,
/// its background (if that matters), whether it marks pastes, whether it shows a frame only once
/// it is whole; and last what every terminal answers, so that nobody waits for what will not come.
pub fn questions(background: bool) -> Vec<u8> {
    let mut bytes = b"\x1b[?u".to_vec();
    if background {
        bytes.extend_from_slice(b"\x1b]11;?\x1b\\");
    }
    bytes.extend_from_slice(b"\x1b[?2004$p\x1b[?2026$p\x1b[c");
    bytes
}

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TerminalAnswer {
    /// It knows kitty's keyboard protocol.
    Keyboard,
    /// It marks where a paste begins and ends.
    Marks,
    /// It shows what lies between two marks at once: no frame is seen half drawn.
    Frames,
    /// Its background.
    Background {
        /// It is light.
        light: bool,
    },
    /// Everything has been answered that will be.
    Last,
}

/// The answer in a sequence that begins with `ESC [ ?`.
pub fn control(held: &[u8], last: u8) -> Option<TerminalAnswer> {
    let held = held.strip_prefix(b"?")?;
    match last {
        b'u' => Some(TerminalAnswer::Keyboard),
        b'c' => Some(TerminalAnswer::Last),
        b'y' if matches!(held, b"2004;1$" | b"2004;2$" | b"2004;3$") => Some(TerminalAnswer::Marks),
        b'y' if matches!(held, b"2026;1$" | b"2026;2$" | b"2026;3$") => {
            Some(TerminalAnswer::Frames)
        }
        _ => None,
    }
}

/// The answer in an operating system command.
pub fn command(held: &[u8]) -> Option<TerminalAnswer> {
    let text = std::str::from_utf8(held).ok()?.strip_prefix("11;")?;
    let parts: Vec<f64> = match text.strip_prefix('#') {
        Some(all) if all.len() % 3 == 0 && all.is_ascii() => {
            let digits = all.len() / 3;
            let parts = (0..3).map(|n| part(&all[n * digits..(n + 1) * digits]));
            parts.collect::<Option<_>>()?
        }
        _ => {
            let (_, all) = text.split_once(':')?;
            all.split('/').map(part).collect::<Option<_>>()?
        }
    };
    let [red, green, blue, ..] = parts[..] else {
        return None;
    };
    // How bright an eye finds each of the three.
    let brightness = 0.299 * red + 0.587 * green + 0.114 * blue;
    Some(TerminalAnswer::Background {
        light: brightness > 0.5,
    })
}

/// One to four hexadecimal digits as a part of the whole.
fn part(digits: &str) -> Option<f64> {
    let count = u32::try_from(digits.len()).ok()?;
    let most = 16_u32
        .checked_pow(count)
        .filter(|_| (1..=4).contains(&count))?
        - 1;
    let value = u32::from_str_radix(digits, 16).ok()?;
    Some(f64::from(value) / f64::from(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_background_is_light_or_dark() {
        let light = |text: &str| match command(text.as_bytes()) {
            Some(TerminalAnswer::Background { light }) => Some(light),
            _ => None,
        };
        assert_eq!(light("11;rgb:1c1c/1c1c/1c1c"), Some(false));
        assert_eq!(light("11;rgb:fd/f6/e3"), Some(true));
        assert_eq!(light("11;rgba:ffff/ffff/ffff/ffff"), Some(true));
        assert_eq!(light("11;#eee8d5"), Some(true));
        assert_eq!(light("11;#000"), Some(false));
        for none in [
            "10;rgb:f/f/f",
            "11;rgb:g/0/0",
            "11;rgb:0/0",
            "11;#é0",
            "11;",
        ] {
            assert_eq!(light(none), None, "{none}");
        }
    }
}
