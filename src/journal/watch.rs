//! Tells at once that somebody may have written to a journal, so that nobody has to look ten
//! times a second. Linux only: elsewhere there is no watch, and whoever wants to know looks.

use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::thread::{self, JoinHandle};

/// Watches the folder of a journal until it is dropped.
#[derive(Debug)]
pub struct JournalWatch {
    thread: Option<JoinHandle<()>>,
    /// Closing it wakes the thread, which then ends.
    stop: Option<OwnedFd>,
}

impl Drop for JournalWatch {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl JournalWatch {
    /// There is none here.
    pub fn start(_: &Path, _: impl Fn() + Send + 'static) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
    use rustix::io::{Errno, read};
    use rustix::pipe::{PipeFlags, pipe_with};

    /// Of many writes in a row one is told in so long.
    const PAUSE: Timespec = Timespec {
        tv_sec: 0,
        tv_nsec: 100_000_000,
    };

    impl JournalWatch {
        /// Calls `tell` soon after anybody, this process included, wrote to a file of the
        /// folder. A commit may become visible only later: behind its sync.
        pub fn start(folder: &Path, tell: impl Fn() + Send + 'static) -> io::Result<Self> {
            let signs = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
            let kinds = WatchFlags::MODIFY | WatchFlags::CREATE | WatchFlags::MOVED_TO;
            inotify::add_watch(&signs, folder, kinds)?;
            let (stopped, stop) = pipe_with(PipeFlags::CLOEXEC)?;
            let thread = thread::Builder::new()
                .name("watch".to_owned())
                .spawn(move || while is_told(&signs, &stopped, &tell) {})?;
            Ok(Self {
                thread: Some(thread),
                stop: Some(stop),
            })
        }
    }

    /// Waits for one sign and tells it. `false` when there is nothing more to wait for.
    fn is_told(signs: &OwnedFd, stopped: &OwnedFd, tell: &impl Fn()) -> bool {
        let mut ready = [
            PollFd::new(signs, PollFlags::IN),
            PollFd::new(stopped, PollFlags::IN),
        ];
        match poll(&mut ready, None) {
            Err(Errno::INTR) => return true,
            Err(_) => return false,
            Ok(_) if !ready[1].revents().is_empty() => return false,
            Ok(_) => {}
        }
        // What it was does not matter: the journal itself says whether there is anything new.
        let mut buffer = [0; 4096];
        loop {
            match read(signs, &mut buffer) {
                Ok(1..) | Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                Ok(0) | Err(_) => return false,
            }
        }
        tell();
        let mut ready = [PollFd::new(stopped, PollFlags::IN)];
        !matches!(poll(&mut ready, Some(&PAUSE)), Ok(1..))
    }
}
