//! What is sent to boxes, and what comes back: the ways there, the stream of output, and the
//! files in which outputs are kept.
//!
//! Absent from here: what may be sent at all (`domain::target`), and what is recorded of it. A
//! way only sends what it is given, once, and tells how that ended; it never tries again.

pub mod identities;
pub mod intake;
pub mod inventory;
pub mod kept;
#[cfg(feature = "transports")]
pub mod local;
pub mod lock;
#[cfg(feature = "transports")]
mod process;
#[cfg(feature = "transports")]
pub mod prompt;
#[cfg(feature = "transports")]
pub mod ssh;
pub mod stop;
#[cfg(feature = "transports")]
pub mod tmux;
pub mod trust;
#[cfg(feature = "transports")]
mod warden;
#[cfg(feature = "transports")]
pub mod way;

use std::time::Duration;

use crate::domain::run::RunOutcome;

pub use intake::{Intake, TakenOutput};
pub use stop::{Stop, Stopped};

/// How long a run has before it is stopped, if nothing else is said.
pub const TIMEOUT: Duration = Duration::from_secs(120);

/// What is to be run.
#[derive(Clone)]
pub struct Order {
    /// The text as it goes out, secrets included.
    pub text: String,
    /// It holds a secret, so no list of processes may show it.
    pub is_secret: bool,
    /// It is stopped after that.
    pub timeout: Duration,
    /// It is typed, and its last Enter is left to the operator.
    pub leaves_enter: bool,
}

impl std::fmt::Debug for Order {
    /// Without the text, which may hold a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let timeout = self.timeout;
        f.debug_struct("Order")
            .field("timeout", &timeout)
            .finish_non_exhaustive()
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// By itself, or not.
    pub outcome: RunOutcome,
    /// Its exit status, where the way tells one.
    pub exit: Option<i32>,
    /// How long it took.
    pub took: Duration,
    /// Where it was ended: the other end answered that.
    pub is_answered: bool,
    /// What went wrong on the way, in words.
    pub trouble: Option<String>,
}

impl End {
    /// Nothing was sent, and why.
    pub fn not_sent(why: impl Into<String>) -> Self {
        Self {
            outcome: RunOutcome::NotSent,
            exit: None,
            took: Duration::ZERO,
            is_answered: false,
            trouble: Some(why.into()),
        }
    }
}

/// Takes what a run prints, as it comes.
pub trait OutputSink {
    /// Bytes of its output.
    fn bytes(&mut self, bytes: &[u8]);
    /// Nothing more came for a moment.
    fn idle(&mut self) {}
    /// All has come, whatever still holds the stream open.
    fn is_over(&self) -> bool {
        false
    }
}

impl OutputSink for Vec<u8> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// A way to a box.
pub trait Transport {
    /// Sends a text once, and hands on what comes back until it ends, is stopped, or has taken
    /// too long. Whatever happens is in what it returns; it never sends a text again.
    fn run(&mut self, order: &Order, stop: &Stopped, sink: &mut dyn OutputSink) -> End;

    /// The host name that its prompt shows, where it has one and was seen.
    fn host(&self) -> Option<String> {
        None
    }
}
