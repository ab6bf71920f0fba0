//! Records the first two minutes as one picture that moves: the program runs in a pseudo-terminal,
//! keys are typed into it, and every frame that it draws is kept. Frames are real; only the pauses
//! are ours, so that a person can read. `cargo build --release && cargo run --example recording`
//! writes `docs/first-two-minutes.svg`.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

mod drawn;

use drawn::{COLUMNS, ROWS, around, row_of};

/// What is typed, and for how many seconds what comes of it is read. Between the letters of a text
/// passes a moment.
const SCRIPT: &[(&str, f64)] = &[
    ("", 2.0),
    ("stuck at authenticating", 3.0),
    ("\r", 4.0),
    ("s", 3.5),
    ("1", 3.0),
    (" ", 2.0),
    ("typed it again, same answer", 0.8),
    ("\r", 2.5),
    ("l", 1.5),
    ("tests/faults/logs/radius-reject/server.log", 1.0),
    ("\r", 5.0),
    ("\r", 3.0),
    ("nthe helpdesk has three more callers", 0.8),
    ("\r", 2.0),
    ("w", 4.0),
    ("q", 1.5),
    ("t", 4.0),
    ("q", 2.0),
    ("h", 4.0),
    ("q", 3.0),
];
const LETTER: f64 = 0.06;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| root.join("target"), Into::into);
    let home = tempfile::tempdir().expect("a temporary folder");
    let size = PtySize {
        rows: ROWS,
        cols: COLUMNS,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system()
        .openpty(size)
        .expect("a pseudo-terminal");
    let program = std::env::args_os().nth(1);
    let program = program.unwrap_or_else(|| target.join("release/runsheet").into());
    let mut builder = CommandBuilder::new(program);
    builder.cwd(root);
    builder.env("TERM", "xterm-256color");
    builder.env("LANG", "C.UTF-8");
    builder.env("TZ", "UTC");
    builder.env("RUNSHEET_DATA_DIR", home.path());
    builder.env("RUNSHEET_CONFIG_DIR", home.path());
    builder.env("RUNSHEET_ACTOR", "ana");
    builder.env_remove("TMUX");
    builder.env_remove("NO_COLOR");
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let mut writer = pair.master.take_writer().expect("a writer");
    let mut child = pair.slave.spawn_command(builder).expect("it is built");
    let (sender, output) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 65_536];
        while let Ok(n @ 1..) = reader.read(&mut buffer) {
            if sender.send(buffer[..n].to_vec()).is_err() {
                return;
            }
        }
    });
    let mut parser = vt100::Parser::default();
    let mut film = Film::default();
    still(&output, &mut parser, 1_500);
    for (keys, seconds) in SCRIPT {
        let letters: Vec<char> = keys.chars().collect();
        for (at, letter) in letters.iter().enumerate() {
            let mut bytes = [0; 4];
            let bytes = letter.encode_utf8(&mut bytes).as_bytes();
            writer.write_all(bytes).expect("it runs");
            // A step that is written to disk, or a log that is read, takes a little.
            let is_last = at + 1 == letters.len();
            still(&output, &mut parser, if is_last { 700 } else { 90 });
            if !is_last {
                film.take(parser.screen(), LETTER);
            }
        }
        film.take(parser.screen(), *seconds);
    }
    let _ = writer.write_all(b"\x03y");
    let _ = child.kill();
    let _ = child.wait();
    let file = root.join("docs/first-two-minutes.svg");
    std::fs::write(file, film.svg()).expect("docs can be written");
    println!("{} frames, {:.0} s", film.frames.len(), film.seconds);
}

/// Takes in what comes until nothing came for so long.
fn still(output: &Receiver<Vec<u8>>, parser: &mut vt100::Parser, ms: u64) {
    while let Ok(bytes) = output.recv_timeout(Duration::from_millis(ms)) {
        parser.process(&bytes);
    }
}

/// Frames, each with the moment at which it is shown. A row that looks as it did before is kept
/// once.
#[derive(Default)]
struct Film {
    rows: HashMap<String, usize>,
    defined: String,
    frames: Vec<(f64, Vec<usize>)>,
    seconds: f64,
}

impl Film {
    fn take(&mut self, screen: &vt100::Screen, seconds: f64) {
        let rows = (0..ROWS).map(|row| row_of(screen, row));
        let mut frame = Vec::new();
        for row in rows.filter(|row| !row.is_empty()) {
            let next = self.rows.len();
            let at = *self.rows.entry(row.clone()).or_insert_with(|| {
                let _ = writeln!(self.defined, "<g id=\"r{next}\">{row}</g>");
                next
            });
            frame.push(at);
        }
        if self.frames.last().is_none_or(|(_, last)| *last != frame) {
            self.frames.push((self.seconds, frame));
        }
        self.seconds += seconds;
    }

    /// Each frame is in sight for its part of the whole, and the whole goes round.
    fn svg(&self) -> String {
        let mut inside = format!("<defs>\n{}</defs>\n<style>\n", self.defined);
        let _ = write!(
            inside,
            ".f {{ visibility: hidden; animation-duration: {:.2}s; animation-iteration-count: infinite; \
             animation-timing-function: step-end; }}\n\
             @media (prefers-reduced-motion: reduce) {{ .f {{ animation: none; }} .last {{ visibility: visible; }} }}\n",
            self.seconds
        );
        let part = |at: f64| at * 100.0 / self.seconds;
        for (number, (from, _)) in self.frames.iter().enumerate() {
            let to = self
                .frames
                .get(number + 1)
                .map_or(self.seconds, |next| next.0);
            let (from, to) = (part(*from), part(to));
            let before = if from > 0.0 {
                "0% { visibility: hidden; } "
            } else {
                ""
            };
            let after = if to < 100.0 {
                format!(" {to:.3}% {{ visibility: hidden; }}")
            } else {
                String::new()
            };
            let _ = write!(
                inside,
                "@keyframes k{number} {{ {before}{from:.3}% {{ visibility: visible; }}{after} }}\n\
                 #f{number} {{ animation-name: k{number}; }}\n"
            );
        }
        inside.push_str("</style>\n");
        let last = self.frames.len().saturating_sub(1);
        for (number, (_, rows)) in self.frames.iter().enumerate() {
            let class = if number == last { "f last" } else { "f" };
            let _ = write!(inside, "<g id=\"f{number}\" class=\"{class}\">");
            for row in rows {
                let _ = write!(inside, "<use href=\"#r{row}\"/>");
            }
            inside.push_str("</g>\n");
        }
        around("The first two minutes with Runsheet", &inside)
    }
}
