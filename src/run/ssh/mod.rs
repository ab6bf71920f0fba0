//! The operator's own ssh: its settings, its agent, its jump hosts and its known hosts. We read
//! none of them. One connection is made, with whatever dialogue that takes, and commands go over
//! it; none of them connects anew by itself, because that could run it twice.

mod framed;
mod master;

use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::process::{self, Invocation};
use super::{End, Order, OutputSink, Stopped, Transport};
use crate::domain::run::RunOutcome;
use framed::{Framed, FramedSeen, command_line, framed};
pub use master::{Dialogue, Master, address};

/// How much longer than the remote limit we wait for word from there.
const MARGIN: Duration = Duration::from_secs(10);
/// How long the remote end has to stop when it is asked to.
const GRACE: Duration = Duration::from_secs(5);

/// A POSIX shell behind a connection.
pub struct Ssh {
    master: Arc<Master>,
    /// Makes the marks of one run differ from those of another, and from any output.
    new_mark: Box<dyn FnMut() -> String + Send>,
}

impl Ssh {
    /// A shell over this connection. The marks have to be hard to guess.
    pub fn new(master: Arc<Master>, new_mark: impl FnMut() -> String + Send + 'static) -> Self {
        Self {
            master,
            new_mark: Box::new(new_mark),
        }
    }
}

impl Transport for Ssh {
    fn run(&mut self, order: &Order, stop: &Stopped, sink: &mut dyn OutputSink) -> End {
        if let Err(what) = self.master.check() {
            return End::not_sent(what);
        }
        let mark = (self.new_mark)();
        let seen = Arc::new(Mutex::new(FramedSeen::default()));
        let mut command: Command = self.master.command();
        command
            .arg(self.master.alias())
            .arg(command_line(order.timeout));
        let input = framed(&order.text, &mark);
        let how = Invocation {
            input: input.as_bytes(),
            timeout: order.timeout + MARGIN,
            holds_input: true,
            grace: GRACE,
        };
        let mut framed = Framed::new(&mark, seen.clone(), sink);
        let end = process::run(command, &how, stop, &mut framed);
        framed.finish();
        let seen = *seen.lock().unwrap_or_else(PoisonError::into_inner);
        told(end, seen, order.timeout)
    }
}

/// How it ended, by what came back. A client that ends with 255 tells nothing: that may be the
/// command's own status, a signal, or no link.
fn told(end: End, seen: FramedSeen, limit: Duration) -> End {
    let is_late = end.took >= limit;
    let (outcome, exit, trouble) = match (end.outcome, seen.exit, end.exit) {
        (RunOutcome::NotSent, _, _) => (RunOutcome::NotSent, None, end.trouble),
        // What is told from there holds, whatever became of the client.
        (_, Some(exit), _) => (RunOutcome::Exited, Some(exit), None),
        (_, None, Some(status)) if !seen.has_begun && status != 255 && status < 128 => {
            let what = format!("no shell began there: it ended with {status}");
            (RunOutcome::NotSent, None, Some(what))
        }
        (RunOutcome::Exited, None, status)
            if is_late && (seen.is_ended || matches!(status, Some(124 | 137))) =>
        {
            (RunOutcome::TimedOut, None, None)
        }
        // The shell itself ended, as it does where it cannot read the text. Above 128 stands a
        // signal, which may have been the client's own.
        (RunOutcome::Exited, None, Some(exit)) if exit < 128 => {
            (RunOutcome::Exited, Some(exit), None)
        }
        (ended @ (RunOutcome::Stopped | RunOutcome::TimedOut), None, _) if seen.is_ended => {
            (ended, None, None)
        }
        _ => {
            let lost = "the link went before it was told how it ended";
            (RunOutcome::Lost, None, Some(lost.to_owned()))
        }
    };
    End {
        outcome,
        exit,
        trouble,
        is_answered: seen.is_ended,
        ..end
    }
}
