//! The terminal's input: a thread reads it and sends what came. The thread sleeps until
//! bytes come or a pause is over, and ends when the terminal has gone.
//!
//! `tokens` parts bytes, `keys` and `answers` say what they mean, `burst` and `decoder` tell
//! typing from pasting. Absent from here: what a key does.

mod answers;
mod burst;
pub mod decoder;
mod keys;
mod tokens;

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::sync::mpsc::UnboundedSender;

pub use answers::{TerminalAnswer, questions};
pub use decoder::TerminalInput;
pub use keys::Pressed;

use decoder::Decoder;

/// Reads the terminal until it is dropped.
#[derive(Debug)]
pub struct TerminalReader {
    thread: Option<JoinHandle<()>>,
    /// Closing it wakes the thread, which then ends.
    stop: Option<OwnedFd>,
    asked: Arc<AtomicBool>,
}

impl TerminalReader {
    /// Starts to read.
    pub fn start(came: UnboundedSender<TerminalInput>) -> io::Result<Self> {
        // The screen is shown on a terminal alone. That it has gone tells the first read.
        let terminal = File::from(io::stdin().as_fd().try_clone_to_owned()?);
        let (stopped, stop) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
        let asked = Arc::new(AtomicBool::new(false));
        let thread = thread::Builder::new().name("input".to_owned()).spawn({
            let asked = asked.clone();
            move || read(terminal, &stopped, &asked, &came)
        })?;
        Ok(Self {
            thread: Some(thread),
            stop: Some(stop),
            asked,
        })
    }

    /// The terminal is about to be asked about itself.
    pub fn expect_answers(&self) {
        self.asked.store(true, Ordering::SeqCst);
    }
}

impl Drop for TerminalReader {
    /// Whoever has the terminal next must not share its input with this thread.
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read(
    mut terminal: File,
    stopped: &OwnedFd,
    asked: &AtomicBool,
    came: &UnboundedSender<TerminalInput>,
) {
    let start = Instant::now();
    let now = || u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut decoder = Decoder::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let wait = decoder.deadline().map(|at| {
            let left = Duration::from_millis(at.saturating_sub(now()));
            Timespec {
                tv_sec: left.as_secs().cast_signed(),
                tv_nsec: left.subsec_nanos().into(),
            }
        });
        let mut ready = [
            PollFd::new(&terminal, PollFlags::IN),
            PollFd::new(stopped, PollFlags::IN),
        ];
        match poll(&mut ready, wait.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => break,
        }
        let [input, stop] = ready.map(|fd| fd.revents());
        if !stop.is_empty() {
            return;
        }
        if asked.swap(false, Ordering::SeqCst) {
            decoder.asked(now());
        }
        if input.is_empty() {
            decoder.pause(now());
        } else {
            match terminal.read(&mut buffer) {
                Ok(count @ 1..) => decoder.feed(&buffer[..count], now()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => break,
            }
        }
        for one in decoder.take() {
            if came.send(one).is_err() {
                return;
            }
        }
    }
    // Nobody may listen any more.
    let _ = came.send(TerminalInput::Gone);
}
