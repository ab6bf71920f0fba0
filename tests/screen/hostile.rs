//! Ten thousand texts made to steer a terminal, through everything that takes text: the
//! bytes that reach the terminal hold our own sequences and nothing of theirs.

use std::sync::{Arc, Mutex};

use ratatui::Terminal;
use ratatui::layout::Size;
use runsheet::tui::model::Overlay;
use runsheet::tui::paint::Painter;
use runsheet::tui::reader::TerminalInput;
use runsheet::tui::reader::decoder::Decoder;

use crate::painter::{Written, painted};
use crate::sizes::{desk_with, runbook, scenario};
use crate::support::Desk;

/// What steers, hides or reorders.
const PIECES: [&str; 40] = [
    "\u{1b}",
    "\u{1b}[2J",
    "\u{1b}[31;1m",
    "\u{1b}[?1049l",
    "\u{1b}[?25l",
    "\u{1b}[6n",
    "\u{1b}[201~",
    "\u{1b}[200~",
    "\u{1b}[>31u",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;aGk=\u{1b}\\",
    "\u{1b}]8;;http://x\u{1b}\\link",
    "\u{1b}P$q\"p\u{1b}\\",
    "\u{1b}_apc\u{1b}\\",
    "\u{1b}^pm\u{1b}\\",
    "\u{1b}Xsos\u{1b}\\",
    "\u{1b}c",
    "\u{1b}(0",
    "\u{1b}#8",
    "\u{9b}31m",
    "\u{9d}0;x\u{9c}",
    "\u{90}q\u{9c}",
    "\u{85}",
    "\u{7}",
    "\u{8}\u{8}",
    "\u{b}\u{c}",
    "\u{e}\u{f}",
    "\r",
    "\n",
    "\t",
    "\u{7f}",
    "\0",
    "\u{202e}gnp.exe\u{202c}",
    "\u{2066}x\u{2069}\u{200f}",
    "\u{200b}\u{200d}\u{2060}\u{feff}",
    "👩\u{200d}💻\u{fe0f}",
    "\u{e0001}\u{e0061}\u{e007f}",
    "\u{fff9}a\u{fffa}b\u{fffb}",
    "\u{2028}\u{2029}",
    "e\u{301}字ש",
];

/// How many texts are tried at least.
const TEXTS: usize = 10_000;

/// Mixes texts, the same ones each time.
struct Mixer {
    state: u64,
    made: usize,
}

impl Mixer {
    fn number(&mut self, below: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below as u64).unwrap()
    }

    fn text(&mut self) -> String {
        self.made += 1;
        let mut text = "x".to_owned();
        for _ in 0..=self.number(4) {
            text.push_str(PIECES[self.number(PIECES.len())]);
            text.push_str(["", "word", " two words ", "y"][self.number(4)]);
        }
        text
    }

    /// The same as bytes, sometimes none of UTF-8.
    fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = self.text().into_bytes();
        if self.number(3) == 0 {
            let at = self.number(bytes.len());
            bytes.insert(at, [0x80, 0x9b, 0xc0, 0xff][self.number(4)]);
        }
        bytes
    }
}

/// What in these bytes is none of our own sequences.
fn leak(bytes: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some("no UTF-8".to_owned());
    };
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => {
                let sequence: String = letters.by_ref().take(1).collect();
                let mut inside = String::new();
                let last = letters.by_ref().find(|letter| {
                    let is_number = letter.is_ascii_digit() || matches!(letter, ';' | '?');
                    if is_number {
                        inside.push(*letter);
                    }
                    !is_number
                });
                let is_ours = match last {
                    Some('H' | 'm' | 'K' | 'X' | 'C' | 'D' | 'G') => !inside.contains('?'),
                    Some('J') => inside == "2",
                    Some('h' | 'l') => inside == "?25",
                    _ => false,
                };
                if sequence != "[" || !is_ours {
                    return Some(format!("ESC {sequence}{inside}{last:?}"));
                }
            }
            // How the painter moves the cursor.
            '\r' | '\n' | '\u{8}' => {}
            '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}' => return Some(format!("{letter:?}")),
            _ if letter.is_control() => return Some(format!("{letter:?}")),
            _ => {}
        }
    }
    None
}

/// A desk before a terminal that remembers what is written to it.
struct Watched {
    desk: Desk,
    terminal: Terminal<Painter<Written>>,
    written: Written,
    /// Questions that were answered with a text.
    answered: usize,
}

impl Watched {
    fn new(texts: &[String], actor: &str) -> Self {
        let written = Written::default();
        let size = Arc::new(Mutex::new(Size::new(80, 24)));
        Self {
            desk: desk_with(&runbook(texts), &scenario(texts), actor),
            terminal: painted(&written, &size),
            written,
            answered: 0,
        }
    }

    fn look(&mut self, after: &str) {
        self.desk.app.draw(&mut self.terminal).unwrap();
        let bytes = self.written.take();
        if let Some(leak) = leak(&bytes) {
            panic!("{leak} was written after {after:?}:\n{}", self.desk.frame());
        }
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        self.desk.keys(keys);
        self.look(keys);
        self
    }

    /// Pastes through the reader of the terminal's bytes.
    fn paste(&mut self, mixer: &mut Mixer) {
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b[200~", 0);
        decoder.feed(&mixer.bytes(), 1);
        decoder.feed(b"\x1b[201~", 2);
        decoder.pause(1_000);
        let came = decoder.take();
        let [TerminalInput::Paste(text)] = &came[..] else {
            panic!("a paste is a paste, not {came:?}");
        };
        self.desk.paste(text);
        self.look("a paste");
    }

    /// Names a log by its path; its name and its lines are such texts. Whether it was read.
    fn name_a_log(&mut self, mixer: &mut Mixer) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let name: String = mixer.text().replace(['/', '\0'], "_");
        let lines: Vec<Vec<u8>> = (0..6).map(|_| mixer.bytes()).collect();
        let log = lines.join(&b"\nAAA denied for user "[..]);
        std::fs::write(folder.path().join(name), log).unwrap();
        self.keys("l")
            .keys(&format!("{}/", folder.path().display()));
        self.keys("<Tab>").keys("<Enter>");
        // A name that would steer cannot be typed either; its folder can.
        let folder = format!("<C-u>{}", folder.path().display());
        self.keys(&folder).keys("<Enter>");
        let was_read = matches!(self.desk.app.model().overlay, Some(Overlay::Reply(_)));
        self.keys("j").keys("<Esc>").keys("<Esc>");
        was_read
    }

    /// Opens a form and answers everything that it asks with texts.
    fn answer(&mut self, opener: &str, mixer: &mut Mixer) {
        self.keys(opener);
        for _ in 0..6 {
            if !matches!(self.desk.app.model().overlay, Some(Overlay::Form(_))) {
                return;
            }
            self.paste(mixer);
            self.keys("<Enter>");
            self.answered += 1;
        }
        self.keys("<Esc>");
    }
}

#[test]
fn no_text_steers_the_terminal() {
    let mut mixer = Mixer { state: 1, made: 0 };
    let (mut answered, mut named) = (0, 0);
    while mixer.made < TEXTS {
        let texts: Vec<String> = (0..90).map(|_| mixer.text()).collect();
        let actor = mixer.text();
        let mut watched = Watched::new(&texts, &actor);
        watched.paste(&mut mixer);
        watched
            .keys("<C-u>odd")
            .keys("<Enter>")
            .keys("<PgDn>")
            .keys("s");
        watched.keys("1");
        for opener in [
            "n", "j ", "jf", "js", "jb", "jd", "a", "T", "c", "w1", "@", "R",
        ] {
            watched.answer(opener, &mut mixer);
        }
        watched.keys("v").answer("<Enter>", &mut mixer);
        watched.keys("<Esc>");
        watched.keys("y").keys("Y").keys("<Esc>");
        // Where the step runs something, that is what a box said, and the question is what said it.
        watched.paste(&mut mixer);
        watched.keys("<Esc>");
        // A log with known lines among the rest, and then its neighbours in the evidence.
        let known: Vec<String> = (0..4).map(|_| mixer.text()).collect();
        let known = known.join("\nAAA denied for user ");
        watched.keys("l").desk.paste(&known);
        watched.look("a pasted log");
        watched.keys("<Enter>").keys("j").keys("q");
        watched.keys("l").paste(&mut mixer);
        watched.keys("<Enter>").keys("q").keys("q");
        named += usize::from(watched.name_a_log(&mut mixer));
        watched.keys("E").keys("j").keys("<Esc>");
        for place in ["t", "B", "h", "?", ":"] {
            watched.keys(place);
            watched.paste(&mut mixer);
            watched.keys("<Esc>");
        }
        watched.keys("<Esc>");
        // A drill whose every text is one of them.
        watched.keys("<F3>").keys("Gk").keys("o").keys("<Esc>");
        watched
            .keys("<Enter>")
            .keys("odd")
            .keys("<Enter>")
            .keys("s");
        watched
            .keys("<Enter>")
            .keys("1")
            .keys("z")
            .keys("z")
            .keys("<Esc>");
        watched
            .keys("!")
            .keys("y")
            .keys("l")
            .keys("<Enter>")
            .keys("<Esc>");
        watched.keys("gj").keys("y").keys("1");
        watched.keys("D").keys("y").answer("", &mut mixer);
        let over = &watched.desk.app.model().overlay;
        assert!(
            matches!(over, Some(Overlay::Debrief(_))),
            "{}",
            watched.desk.frame()
        );
        watched.keys("<PgDn>").keys("G").keys("<Esc>");
        answered += watched.answered;
    }
    assert!(mixer.made >= TEXTS);
    assert!(answered >= 1_000, "only {answered} questions were answered");
    assert!(named >= 10, "only {named} logs were read from a file");
}

#[test]
fn a_leak_would_be_seen() {
    for planted in [
        "\u{1b}]0;x\u{7}",
        "\u{1b}P$q\u{1b}\\",
        "\u{1b}[?1049l",
        "\u{1b}[6n",
        "\u{1b}c",
        "\u{9b}31m",
        "\u{7}",
        "\u{202e}",
        "\u{e0041}",
    ] {
        assert!(leak(planted.as_bytes()).is_some(), "{planted:?}");
    }
    assert_eq!(
        leak("\u{1b}[2;3H\u{1b}[1;38;5;24mtext\u{1b}[m".as_bytes()),
        None
    );
}
