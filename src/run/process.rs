//! A program of ours that is run to its end: its output as it comes, a time limit, and an end to
//! the whole group of processes that it started.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::warden::Warden;
use super::{End, OutputSink, Stopped};
use crate::domain::run::RunOutcome;

/// How long a group has to end by itself when it is asked to, if nothing else is said.
pub const GRACE: Duration = Duration::from_secs(2);
/// So long nothing has to come before what came is handed on.
const IDLE: Duration = Duration::from_millis(15);
/// What a process left behind may still print after it: no longer than that.
const DRAIN: Duration = Duration::from_millis(200);
/// How much is read at once.
const CHUNK: usize = 256 * 1024;

/// How a program is run.
pub struct Invocation<'a> {
    /// What is written to its standard input; nothing if empty.
    pub input: &'a [u8],
    /// Its standard input stays open, and is closed to ask it to end, where a signal to our own
    /// process would not reach what it leads to. If we die it is closed as well.
    pub holds_input: bool,
    /// It is stopped after that.
    pub timeout: Duration,
    /// How long it has to end by itself when it is asked to.
    pub grace: Duration,
}

/// Why it ends before its time.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    TimedOut,
    Stopped,
    WantsTerminal,
}

/// Runs a program in a group of its own, its output and its errors as one stream.
pub fn run(
    mut command: Command,
    how: &Invocation<'_>,
    stop: &Stopped,
    sink: &mut dyn OutputSink,
) -> End {
    let begun = Instant::now();
    if stop.is_set() {
        return End::not_sent("it was stopped before it began");
    }
    let started = start(&mut command, how);
    // The parent's copies of the output's end go with the command.
    drop(command);
    match started {
        Ok(started) => started.follow(begun, how, stop, sink),
        Err(error) => End::not_sent(format!("it could not be started: {error}")),
    }
}

struct Started {
    child: Child,
    output: OwnedFd,
    /// Becomes readable when the child has ended or was halted.
    ended: OwnedFd,
    /// Its input stays open as long as this does.
    holds: Option<Sender<()>>,
    /// Ends it where we are gone, unless its input does.
    warden: Option<Warden>,
}

fn start(command: &mut Command, how: &Invocation<'_>) -> io::Result<Started> {
    let (output, write) = pipe_with(PipeFlags::CLOEXEC)?;
    fcntl_setfl(&output, OFlags::NONBLOCK)?;
    let (ended, signals) = pipe_with(PipeFlags::CLOEXEC)?;
    command.stdin(match how.input.is_empty() {
        true => Stdio::null(),
        false => Stdio::piped(),
    });
    command.stdout(write.try_clone()?).stderr(write);
    // A group of its own: what it starts can be ended with it, and our own Ctrl-C is not its.
    let mut child = command.process_group(0).spawn()?;
    let (hold, released) = channel();
    if let Some(mut stdin) = child.stdin.take() {
        let input = how.input.to_vec();
        // A program that reads nothing must not stop us from reading.
        std::thread::spawn(move || {
            let _ = stdin.write_all(&input);
            // Nothing is ever sent: this ends when the other end is dropped.
            let _ = released.recv();
        });
    }
    let warden = match how.holds_input {
        true => None,
        false => Warden::of_group(child.id()).ok(),
    };
    let pid = pid(&child);
    std::thread::spawn(move || {
        let how = WaitIdOptions::EXITED | WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
        // It is left to be reaped, so that its number stays its own until all is over.
        let status = pid.map(|pid| waitid(WaitId::Pid(pid), how));
        let halted = matches!(status, Some(Ok(Some(status))) if status.stopped());
        let mut signals = File::from(signals);
        let _ = signals.write_all(if halted { b"h" } else { b"e" });
    });
    Ok(Started {
        child,
        output,
        ended,
        holds: how.holds_input.then_some(hold),
        warden,
    })
}

fn pid(child: &Child) -> Option<Pid> {
    Pid::from_raw(i32::try_from(child.id()).ok()?)
}

impl Started {
    fn follow(
        mut self,
        begun: Instant,
        how: &Invocation<'_>,
        stop: &Stopped,
        sink: &mut dyn OutputSink,
    ) -> End {
        let mut buffer = vec![0; CHUNK];
        let mut ending: Option<(Ending, Instant)> = None;
        let (mut is_killed, mut is_open, mut has_news) = (false, true, false);
        let mut drained: Option<Instant> = None;
        loop {
            let now = Instant::now();
            if drained.is_some_and(|until| now >= until || !is_open) {
                break;
            }
            if ending.is_none() && drained.is_none() {
                let why = match () {
                    () if stop.is_set() => Some(Ending::Stopped),
                    () if now - begun >= how.timeout => Some(Ending::TimedOut),
                    () => None,
                };
                if let Some(why) = why {
                    if self.holds.take().is_none() {
                        self.signal(Signal::TERM);
                    }
                    ending = Some((why, Instant::now() + how.grace));
                }
            }
            if let Some((_, until)) = ending
                && now >= until
                && !is_killed
            {
                self.signal(Signal::KILL);
                is_killed = true;
            }
            let deadline = match (drained, ending) {
                (Some(until), _) => until,
                (None, Some((_, until))) if !is_killed => until,
                (None, Some(_)) => now + GRACE,
                (None, None) => begun + how.timeout,
            };
            let mut wait = deadline.saturating_duration_since(now);
            if has_news {
                wait = wait.min(IDLE);
            }
            let woken = self.wait(wait, is_open, drained.is_none(), stop, ending.is_some());
            if woken.output {
                match rustix::io::read(&self.output, &mut buffer[..]) {
                    Ok(0) => is_open = false,
                    Ok(count) => {
                        sink.bytes(&buffer[..count]);
                        has_news = true;
                    }
                    Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
                    Err(_) => is_open = false,
                }
            } else if has_news {
                sink.idle();
                has_news = false;
            } else if drained.is_some() && !woken.any {
                break;
            }
            if sink.is_over() && drained.is_none() {
                drained = Some(now + DRAIN);
            }
            if woken.ended {
                let mut word = [0];
                let is_halted = rustix::io::read(&self.ended, &mut word).is_ok() && word == *b"h";
                match is_halted {
                    // It asked for the terminal and would wait for ever.
                    true => {
                        ending = Some((Ending::WantsTerminal, now));
                        self.signal(Signal::KILL);
                        is_killed = true;
                        drained = Some(now + DRAIN);
                    }
                    false => drained = Some(now + DRAIN),
                }
            }
        }
        if ending.is_some() || sink.is_over() {
            // What ignored the first signal, or was started meanwhile.
            self.signal(Signal::KILL);
        }
        // While the child is not reaped its number is nobody else's.
        if let Some(warden) = self.warden.take() {
            warden.dismiss();
        }
        let status = self.child.wait().ok();
        let outcome = match ending {
            None => RunOutcome::Exited,
            Some((Ending::TimedOut, _)) => RunOutcome::TimedOut,
            Some((Ending::Stopped | Ending::WantsTerminal, _)) => RunOutcome::Stopped,
        };
        let exit = status.and_then(|s| s.code().or_else(|| s.signal().map(|n| 128 + n)));
        let wants = ending.is_some_and(|(why, _)| why == Ending::WantsTerminal);
        End {
            outcome,
            exit,
            took: begun.elapsed(),
            is_answered: false,
            trouble: wants.then(|| "it asked for a terminal, and there is none".to_owned()),
        }
    }

    /// A signal to all of the group. That it is gone is no failure.
    fn signal(&self, signal: Signal) {
        if let Some(pid) = pid(&self.child) {
            let _ = kill_process_group(pid, signal);
        }
    }

    fn wait(
        &self,
        at_most: Duration,
        is_open: bool,
        lives: bool,
        stop: &Stopped,
        is_ending: bool,
    ) -> Woken {
        let mut watched = Vec::with_capacity(3);
        if is_open {
            watched.push((0, PollFd::new(&self.output, PollFlags::IN)));
        }
        if lives {
            watched.push((1, PollFd::new(&self.ended, PollFlags::IN)));
        }
        // Once it is being stopped the pipe of the stop would wake us for ever.
        if lives && !is_ending {
            watched.push((2, PollFd::from_borrowed_fd(stop.wakes(), PollFlags::IN)));
        }
        let (names, mut fds): (Vec<u8>, Vec<PollFd<'_>>) = watched.into_iter().unzip();
        let timeout = Timespec {
            tv_sec: at_most.as_secs() as i64,
            tv_nsec: i64::from(at_most.subsec_nanos()),
        };
        let _ = poll(&mut fds, Some(&timeout));
        let is_set = |name: u8| {
            let mut all = names.iter().zip(&fds);
            all.any(|(own, fd)| *own == name && !fd.revents().is_empty())
        };
        Woken {
            output: is_set(0),
            ended: is_set(1),
            any: fds.iter().any(|fd| !fd.revents().is_empty()),
        }
    }
}

/// What became of a wait.
struct Woken {
    output: bool,
    ended: bool,
    any: bool,
}
