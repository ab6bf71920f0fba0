//! A program whose input and output are a device's terminal, over plain pipes.

use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::pipe::{PipeFlags, pipe_with};

use super::screen::Screen;
use crate::run::Stopped;

/// A session. Its program is ended with it.
#[derive(Debug)]
pub struct Console {
    child: Child,
    input: ChildStdin,
    output: OwnedFd,
    /// What it wrote, as a person would see it.
    pub screen: Screen,
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
            screen: Screen::default(),
        })
    }

    /// Types something.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.input.write_all(bytes)?;
        self.input.flush()
    }

    /// Reads what there is, or waits for it.
    pub fn read(&mut self, wait: Duration, stop: &Stopped) -> Got {
        if stop.is_set() {
            return Got::Stopped;
        }
        let timeout = Timespec {
            tv_sec: wait.as_secs() as i64,
            tv_nsec: i64::from(wait.subsec_nanos()),
        };
        let mut fds = [
            PollFd::new(&self.output, PollFlags::IN),
            PollFd::from_borrowed_fd(stop.wakes(), PollFlags::IN),
        ];
        let _ = poll(&mut fds, Some(&timeout));
        let (has_output, is_stopped) = (!fds[0].revents().is_empty(), stop.is_set());
        if is_stopped {
            return Got::Stopped;
        }
        if !has_output {
            return Got::Nothing;
        }
        let mut buffer = [0; 16 * 1024];
        match rustix::io::read(&self.output, &mut buffer) {
            Ok(0) => Got::Closed,
            Ok(count) => Got::Lines(self.screen.take(&buffer[..count])),
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => Got::Lines(Vec::new()),
            Err(_) => Got::Closed,
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
