//! The way to stop a run from elsewhere: a thread, a signal, a key.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::pipe::{PipeFlags, pipe_with};

/// Stops a run. May be held by several.
#[derive(Debug, Clone)]
pub struct Stop(Arc<Shared>);

/// What a run asks whether it was stopped.
#[derive(Debug)]
pub struct Stopped {
    shared: Arc<Shared>,
    read: OwnedFd,
}

#[derive(Debug)]
struct Shared {
    is_set: AtomicBool,
    write: OwnedFd,
}

/// Both ends.
pub fn pair() -> io::Result<(Stop, Stopped)> {
    let (read, write) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
    let is_set = AtomicBool::new(false);
    let shared = Arc::new(Shared { is_set, write });
    let stop = Stop(shared.clone());
    Ok((stop, Stopped { shared, read }))
}

impl Stop {
    /// Stops the run, or the next one if none goes on.
    pub fn stop(&self) {
        self.0.is_set.store(true, Ordering::SeqCst);
        // A full pipe wakes its reader as well.
        let _ = rustix::io::write(&self.0.write, b"s");
    }

    /// Whether it was stopped.
    pub fn is_set(&self) -> bool {
        self.0.is_set.load(Ordering::SeqCst)
    }
}

impl Stopped {
    /// Whether it was stopped.
    pub fn is_set(&self) -> bool {
        self.shared.is_set.load(Ordering::SeqCst)
    }

    /// What becomes readable when it is.
    pub fn wakes(&self) -> BorrowedFd<'_> {
        self.read.as_fd()
    }
}
