//! A terminal at the other end of which a prompt stands: what can be typed there and read from it.
//! One is a program whose input and output are a device's terminal, over plain pipes.

use std::io::{self, Write};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::pipe::{PipeFlags, pipe_with};

use super::screen::DeviceScreen;
use crate::run::Stopped;

/// A terminal that somebody, or we, are signed in at.
pub trait Line: Send {
    /// Types a text, which has no end of line in it.
    fn text(&mut self, text: &str) -> io::Result<()>;
    /// Presses a key.
    fn key(&mut self, key: Key) -> io::Result<()>;
    /// Reads what there is, or waits for it so long at most.
    fn read(&mut self, wait: Duration, stop: &Stopped) -> Got;
    /// What it wrote, as a person would see it.
    fn screen(&mut self) -> &mut DeviceScreen;
    /// The whole line on which its cursor stands, where that can be told.
    fn cursor_line(&self) -> Option<String> {
        None
    }
}

/// A key that is no letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Ends a line.
    Enter,
    /// The next page.
    Space,
    /// Ends what runs.
    Interrupt,
    /// Takes away what was typed on this line.
    Erase,
}

impl Key {
    /// As a terminal sends it.
    fn byte(self) -> u8 {
        match self {
            Key::Enter => b'\n',
            Key::Space => b' ',
            Key::Interrupt => 3,
            Key::Erase => 21,
        }
    }
}

/// What came.
#[derive(Debug)]
pub enum Got {
    /// Bytes, and the lines that ended with them.
    Lines(Vec<String>),
    /// Nothing for so long.
    Nothing,
    /// It was stopped from here.
    Stopped,
    /// The other end is gone.
    Closed,
}

/// A program. It is ended with this.
#[derive(Debug)]
pub struct Console {
    child: Child,
    input: ChildStdin,
    output: OwnedFd,
    screen: DeviceScreen,
}

impl Console {
    /// Starts the program, its errors in one stream with its output.
    pub fn start(mut command: Command) -> io::Result<Self> {
        let (output, write) = pipe_with(PipeFlags::CLOEXEC)?;
        fcntl_setfl(&output, OFlags::NONBLOCK)?;
        command
            .stdin(Stdio::piped())
            .stdout(write.try_clone()?)
            .stderr(write);
        let mut child = command.process_group(0).spawn()?;
        let Some(input) = child.stdin.take() else {
            return Err(io::Error::other("it takes no input"));
        };
        Ok(Self {
            child,
            input,
            output,
            screen: DeviceScreen::default(),
        })
    }
}

impl Line for Console {
    fn text(&mut self, text: &str) -> io::Result<()> {
        self.input.write_all(text.as_bytes())
    }

    fn key(&mut self, key: Key) -> io::Result<()> {
        self.input.write_all(&[key.byte()])?;
        self.input.flush()
    }

    fn read(&mut self, wait: Duration, stop: &Stopped) -> Got {
        if !has_more(&self.output, wait, stop) {
            return match stop.is_set() {
                true => Got::Stopped,
                false => Got::Nothing,
            };
        }
        let mut buffer = [0; 16 * 1024];
        match rustix::io::read(&self.output, &mut buffer) {
            Ok(0) => Got::Closed,
            Ok(count) => Got::Lines(self.screen.take(&buffer[..count])),
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => Got::Lines(Vec::new()),
            Err(_) => Got::Closed,
        }
    }

    fn screen(&mut self) -> &mut DeviceScreen {
        &mut self.screen
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something can be read there; no longer if it is stopped.
pub fn has_more(output: &OwnedFd, wait: Duration, stop: &Stopped) -> bool {
    if stop.is_set() {
        return false;
    }
    let timeout = Timespec {
        tv_sec: wait.as_secs() as i64,
        tv_nsec: i64::from(wait.subsec_nanos()),
    };
    let stopped: BorrowedFd<'_> = stop.wakes();
    let mut fds = [
        PollFd::new(output, PollFlags::IN),
        PollFd::from_borrowed_fd(stopped, PollFlags::IN),
    ];
    let _ = poll(&mut fds, Some(&timeout));
    !fds[0].revents().is_empty() && !stop.is_set()
}
