//! A program in a pseudo-terminal, its output stamped as it comes, and times in print.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// A program in a pseudo-terminal, its output stamped as it comes.
pub struct Run {
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    /// What is written here is typed.
    pub input: Box<dyn Write + Send>,
    /// What comes out, and when it was read.
    pub output: Receiver<(Instant, Vec<u8>)>,
    /// An emulator behind it, where what stands on the screen matters.
    pub emulator: Option<vt100::Parser>,
    started: Instant,
    seen: String,
}

impl Run {
    /// Starts a command, and the clock.
    pub fn start(command: &[&str], data: &Path, columns: u16, rows: u16) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let mut builder = CommandBuilder::new(command[0]);
        builder.args(&command[1..]);
        builder.env("TERM", "xterm-256color");
        builder.env("LANG", "C.UTF-8");
        builder.env("RUNSHEET_DATA_DIR", data);
        builder.env_remove("TMUX");
        builder.env_remove("NO_COLOR");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if sender.send((Instant::now(), buffer[..n].to_vec())).is_err() {
                    return;
                }
            }
        });
        let input = pair.master.take_writer().expect("a writer");
        let started = Instant::now();
        let child = pair
            .slave
            .spawn_command(builder)
            .expect("the program is installed");
        Self {
            child,
            _master: pair.master,
            input,
            output,
            emulator: None,
            started,
            seen: String::new(),
        }
    }

    /// The time from the start to the read that completes `text` on the screen.
    pub fn until(&mut self, text: &str) -> Duration {
        loop {
            assert!(
                self.started.elapsed() < Duration::from_secs(20),
                "{text} is never shown: {}",
                self.seen
            );
            let next = self.output.recv_timeout(Duration::from_secs(10));
            let (at, bytes) = next.expect("the program shows what it should");
            self.answer(&bytes);
            self.emulate(&bytes);
            self.seen.push_str(&plain(&bytes));
            if self.seen.contains(text) {
                return at - self.started;
            }
        }
    }

    /// Shows these bytes to the emulator, if there is one.
    pub fn emulate(&mut self, bytes: &[u8]) {
        if let Some(emulator) = &mut self.emulator {
            emulator.process(bytes);
        }
    }

    /// Some programs ask where the cursor is before they draw.
    fn answer(&mut self, bytes: &[u8]) {
        if bytes.windows(4).any(|part| part == b"\x1b[6n") {
            self.input
                .write_all(b"\x1b[1;1R")
                .expect("the terminal takes input");
        }
    }

    /// The bytes written until nothing comes for so long.
    pub fn quiet(&mut self, pause: Duration) -> usize {
        let mut bytes = 0;
        loop {
            match self.output.recv_timeout(pause) {
                Ok((_, more)) => {
                    self.emulate(&more);
                    bytes += more.len();
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return bytes,
            }
        }
    }

    fn status(&self, file: &str) -> String {
        let id = self.child.process_id().unwrap_or_default();
        std::fs::read_to_string(format!("/proc/{id}/{file}")).unwrap_or_default()
    }

    /// The time that its threads have used a processor, in nanoseconds. The scheduler counts it
    /// exactly; `utime` and `stime` are sampled by the clock's interrupt, which hardly ever meets
    /// a program that wakes for a moment by that same clock.
    pub fn cpu_ns(&self) -> u64 {
        let id = self.child.process_id().unwrap_or_default();
        let threads = std::fs::read_dir(format!("/proc/{id}/task"));
        let threads = threads.into_iter().flatten().flatten();
        let of = |path: std::path::PathBuf| -> Option<u64> {
            let told = std::fs::read_to_string(path.join("schedstat")).ok()?;
            told.split_whitespace().next()?.parse().ok()
        };
        threads.filter_map(|thread| of(thread.path())).sum()
    }

    /// The most memory that it has held.
    pub fn peak_kib(&self) -> u64 {
        let status = self.status("status");
        let line = status.lines().find(|line| line.starts_with("VmHWM"));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        number.unwrap_or(0)
    }

    /// Ends it.
    pub fn end(mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Text without escape sequences, as far as a search for words needs it.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\x1b' {
            plain.push(letter);
        } else if letters.next() == Some('[') {
            letters.by_ref().find(|c| ('@'..='~').contains(c));
        }
    }
    plain
}

/// Prints how times are spread.
pub fn print(name: &str, times: &mut [Duration]) {
    times.sort();
    let at = |part: f64| {
        let place = (times.len().saturating_sub(1) as f64 * part).round() as usize;
        times
            .get(place)
            .map_or(f64::NAN, |d| d.as_secs_f64() * 1_000.0)
    };
    println!(
        "{name:<44} median {:>7.2}  p90 {:>7.2}  p99 {:>7.2}  min {:>7.2}",
        at(0.5),
        at(0.9),
        at(0.99),
        at(0.0)
    );
}
