//! Work beside the loop. Each job has a name, can be told to stop, and what comes of it is a
//! message.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc::UnboundedSender;

use super::effect::Msg;
use crate::drill::History;
use crate::operations::GatheredSamples;
use crate::operations::history::GatheredHistory;

/// Gathers the figures over all incidents; it may run on any thread.
pub type Gather = Arc<dyn Fn() -> Result<GatheredSamples, String> + Send + Sync>;

/// Reads the operator's drills; it may run on any thread.
pub type ReadHistory = Arc<dyn Fn() -> Result<History, String> + Send + Sync>;

/// Lists all incidents; it may run on any thread.
pub type ListAll = Arc<dyn Fn() -> Result<GatheredHistory, String> + Send + Sync>;

/// Starts jobs. Without a channel for their messages there are none, and work is done at once.
#[derive(Debug, Clone)]
pub struct Jobs {
    messages: Option<UnboundedSender<Msg>>,
}

/// What a job sees of the loop.
#[derive(Debug, Clone)]
pub struct Job {
    messages: UnboundedSender<Msg>,
    is_over: Arc<AtomicBool>,
}

impl Job {
    /// Sends a message. Nobody listens any more if the operator has left meanwhile.
    pub fn send(&self, msg: Msg) {
        let _ = self.messages.send(msg);
    }

    /// Set once the job is to stop.
    pub fn is_over(&self) -> &AtomicBool {
        &self.is_over
    }
}

/// A job that goes on until it is told to stop.
#[derive(Debug)]
pub struct RunningJob {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl RunningJob {
    /// Tells it to stop.
    pub fn cancel(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    /// Waits until it has stopped.
    pub fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for RunningJob {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Jobs {
    /// Jobs whose messages go there, if they go anywhere.
    pub fn new(messages: Option<UnboundedSender<Msg>>) -> Self {
        Self { messages }
    }

    /// Whether work is done beside the loop.
    pub fn are_beside(&self) -> bool {
        self.messages.is_some()
    }

    /// Sends a message to the loop, which takes it after what is there already. `false` without
    /// a channel.
    pub fn later(&self, msg: impl FnOnce() -> Msg) -> bool {
        match &self.messages {
            Some(messages) => {
                let _ = messages.send(msg());
                true
            }
            None => false,
        }
    }

    /// Does something and gives the message that comes of it: beside the loop, and then it is
    /// sent, or at once.
    pub fn run(
        &self,
        name: &str,
        work: impl FnOnce(Option<&Job>) -> Msg + Send + 'static,
    ) -> io::Result<Option<Msg>> {
        if !self.are_beside() {
            return Ok(Some(work(None)));
        }
        // It ends by itself, so nobody holds it.
        self.spawn(name, |job| job.send(work(Some(job))))?;
        Ok(None)
    }

    /// Starts something that goes on until it is told to stop. It takes a channel.
    pub fn start(
        &self,
        name: &str,
        work: impl FnOnce(&Job) + Send + 'static,
    ) -> io::Result<RunningJob> {
        let (is_over, thread) = self.spawn(name, work)?;
        let thread = Some(thread);
        Ok(RunningJob { is_over, thread })
    }

    fn spawn(
        &self,
        name: &str,
        work: impl FnOnce(&Job) + Send + 'static,
    ) -> io::Result<(Arc<AtomicBool>, JoinHandle<()>)> {
        let Some(messages) = self.messages.clone() else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        let is_over = Arc::new(AtomicBool::new(false));
        let job = Job {
            messages,
            is_over: is_over.clone(),
        };
        let thread = thread::Builder::new().name(name.to_owned());
        Ok((is_over, thread.spawn(move || work(&job))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc::unbounded_channel;

    fn text(msg: Option<Msg>) -> Option<String> {
        match msg {
            Some(Msg::Said(text)) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn what_comes_of_a_job_is_a_message() {
        let at_once = Jobs::new(None);
        let said = at_once.run("test", |_| Msg::Said("done".to_owned()));
        assert_eq!(text(said.unwrap()).as_deref(), Some("done"));
        assert!(at_once.start("test", |_| {}).is_err());
        let (messages, mut taken) = unbounded_channel();
        let beside = Jobs::new(Some(messages));
        let named = |_: Option<&Job>| {
            let thread = thread::current();
            Msg::Said(thread.name().unwrap_or_default().to_owned())
        };
        assert!(beside.run("look", named).unwrap().is_none());
        assert_eq!(text(taken.blocking_recv()).as_deref(), Some("look"));
    }

    #[test]
    fn a_job_that_goes_on_stops_when_it_is_told_or_let_go() {
        let (messages, mut taken) = unbounded_channel();
        let jobs = Jobs::new(Some(messages));
        let wait = |job: &Job| {
            while !job.is_over().load(Ordering::SeqCst) {
                thread::yield_now();
            }
            job.send(Msg::Said("stopped".to_owned()));
        };
        let mut running = jobs.start("follow", wait).unwrap();
        running.cancel();
        running.join();
        assert!(taken.try_recv().is_ok(), "joined, it has sent everything");
        drop(jobs.start("follow", wait).unwrap());
        assert_eq!(text(taken.blocking_recv()).as_deref(), Some("stopped"));
    }
}
