//! Bytes from a terminal into tokens: text, control characters, sequences. Whatever comes,
//! in whatever pieces, every byte belongs to one token, and no token grows without bound.

/// The longest sequence that means something.
const LONGEST: usize = 256;

/// One thing that a terminal sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A printable character, or a control character such as Enter.
    Letter(char),
    /// A key with Alt, or Esc and a character at once.
    Alt(char),
    /// `ESC [`: what stands between, and the last byte.
    Control(Vec<u8>, u8),
    /// `ESC O` and a letter.
    Short(u8),
    /// An operating system command, such as the answer with a colour.
    Command(Vec<u8>),
    /// An answer that says nothing here.
    Skipped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Ground,
    Letter,
    Escape,
    Control,
    Short,
    /// In a string, which may be a command.
    Text {
        command: bool,
    },
    /// In a string, behind an ESC.
    TextEscape {
        command: bool,
    },
}

/// What a pause in the input may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Nothing is half read.
    Nothing,
    /// An ESC stands alone: it may be the key.
    Escape,
    /// A sequence has begun.
    Sequence,
}

/// Reads bytes one by one.
#[derive(Debug, Default)]
pub struct Tokens {
    state: State,
    held: Vec<u8>,
}

impl Tokens {
    /// Takes a byte. Some end a token.
    pub fn take(&mut self, byte: u8) -> Option<Token> {
        match self.state {
            State::Ground => self.first(byte),
            State::Letter => self.letter(byte),
            State::Escape => self.escape(byte),
            State::Control => self.control(byte),
            State::Short => {
                self.state = State::Ground;
                Some(Token::Short(byte))
            }
            State::Text { command } => self.text(byte, command),
            State::TextEscape { command } => match byte {
                b'\\' => self.text_over(command),
                _ => {
                    // It was no end: the string is broken off, and a sequence has begun.
                    self.held.clear();
                    self.escape(byte)
                }
            },
        }
    }

    /// What is half read.
    pub fn open(&self) -> Open {
        match self.state {
            State::Ground => Open::Nothing,
            State::Escape => Open::Escape,
            _ => Open::Sequence,
        }
    }

    /// Nothing came for a while: what was half read is given up. An ESC was the key.
    pub fn give_up(&mut self) -> Option<Token> {
        let was = std::mem::take(&mut self.state);
        self.held.clear();
        (was == State::Escape).then_some(Token::Letter('\u{1b}'))
    }

    fn first(&mut self, byte: u8) -> Option<Token> {
        match byte {
            0x1b => {
                self.state = State::Escape;
                None
            }
            0..0x80 => Some(Token::Letter(char::from(byte))),
            _ => {
                self.held.clear();
                self.held.push(byte);
                self.state = State::Letter;
                self.letter_over()
            }
        }
    }

    /// A character of several bytes. One that is broken off is shown as such, and the byte
    /// that broke it off is read again.
    fn letter(&mut self, byte: u8) -> Option<Token> {
        if (0x80..0xc0).contains(&byte) {
            self.held.push(byte);
            return self.letter_over();
        }
        self.state = State::Ground;
        self.held.clear();
        // What was broken off is left out; this byte counts.
        self.first(byte)
    }

    fn letter_over(&mut self) -> Option<Token> {
        let wanted = match self.held.first() {
            Some(0xc2..=0xdf) => 2,
            Some(0xe0..=0xef) => 3,
            Some(0xf0..=0xf4) => 4,
            _ => 1,
        };
        if self.held.len() < wanted {
            return None;
        }
        self.state = State::Ground;
        let text = std::str::from_utf8(&self.held).ok();
        let letter = text.and_then(|text| text.chars().next());
        self.held.clear();
        Some(Token::Letter(letter.unwrap_or('\u{fffd}')))
    }

    fn escape(&mut self, byte: u8) -> Option<Token> {
        self.held.clear();
        self.state = match byte {
            b'[' => State::Control,
            b'O' => State::Short,
            b']' => State::Text { command: true },
            b'P' | b'X' | b'^' | b'_' => State::Text { command: false },
            0x1b => {
                self.state = State::Escape;
                return Some(Token::Letter('\u{1b}'));
            }
            _ => {
                self.state = State::Ground;
                return match self.first(byte) {
                    Some(Token::Letter(letter)) => Some(Token::Alt(letter)),
                    other => other,
                };
            }
        };
        None
    }

    fn control(&mut self, byte: u8) -> Option<Token> {
        match byte {
            0x40..0x7f => {
                self.state = State::Ground;
                let held = std::mem::take(&mut self.held);
                Some(match held.len() < LONGEST {
                    true => Token::Control(held, byte),
                    false => Token::Skipped,
                })
            }
            0x20..0x40 => {
                self.hold(byte);
                None
            }
            _ => self.broken_off(byte),
        }
    }

    fn text(&mut self, byte: u8, command: bool) -> Option<Token> {
        match byte {
            0x1b => self.state = State::TextEscape { command },
            0x07 if command => return self.text_over(command),
            0x18 | 0x1a => return self.broken_off(byte),
            _ => self.hold(byte),
        }
        None
    }

    fn text_over(&mut self, command: bool) -> Option<Token> {
        self.state = State::Ground;
        let held = std::mem::take(&mut self.held);
        Some(match command && held.len() < LONGEST {
            true => Token::Command(held),
            false => Token::Skipped,
        })
    }

    fn hold(&mut self, byte: u8) {
        if self.held.len() < LONGEST {
            self.held.push(byte);
        }
    }

    /// A byte that cannot be part of the sequence ends it; an ESC begins the next.
    fn broken_off(&mut self, byte: u8) -> Option<Token> {
        self.state = if byte == 0x1b {
            State::Escape
        } else {
            State::Ground
        };
        self.held.clear();
        Some(Token::Skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Token> {
        let mut tokens = Tokens::default();
        bytes.iter().filter_map(|byte| tokens.take(*byte)).collect()
    }

    #[test]
    fn every_kind_of_token_is_told_apart() {
        let found = read(b"a\xce\xbe\x1b[1;2A\x1bOP\x1bx\x1b]11;rgb:0/0/0\x1b\\\x1bPzz\x1b\\b");
        assert_eq!(
            found,
            [
                Token::Letter('a'),
                Token::Letter('ξ'),
                Token::Control(b"1;2".to_vec(), b'A'),
                Token::Short(b'P'),
                Token::Alt('x'),
                Token::Command(b"11;rgb:0/0/0".to_vec()),
                Token::Skipped,
                Token::Letter('b'),
            ]
        );
    }

    #[test]
    fn what_is_broken_ends_and_the_rest_is_read() {
        assert_eq!(
            read(b"\xff\xcea"),
            [Token::Letter('\u{fffd}'), Token::Letter('a')]
        );
        assert_eq!(read(b"\x1b[12\x1b[B")[1], Token::Control(Vec::new(), b'B'));
        let mut endless = b"\x1b]11;".to_vec();
        endless.extend([b'x'; 100_000]);
        endless.extend(b"\x07j");
        assert_eq!(read(&endless), [Token::Skipped, Token::Letter('j')]);
    }

    #[test]
    fn an_escape_alone_is_a_key_after_a_pause() {
        let mut tokens = Tokens::default();
        assert_eq!(tokens.take(0x1b), None);
        assert_eq!(tokens.open(), Open::Escape);
        assert_eq!(tokens.give_up(), Some(Token::Letter('\u{1b}')));
        assert_eq!(tokens.open(), Open::Nothing);
    }
}
