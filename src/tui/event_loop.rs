//! Waits for keys, ticks, other tasks and signals, and draws a frame when something
//! changed. It works with any backend and whatever sends it input.

use std::time::Duration;

use crossterm::event::KeyEvent;
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until};

use super::app::App;
use super::effect::Msg;
use super::reader::{Pressed, TerminalAnswer, TerminalInput};
use super::signals::Signal;
use super::terminal;
use crate::debug_log;

/// How often the clock moves. Others' events are looked for then, too.
const TICK: Duration = Duration::from_secs(1);
/// How often others' events are looked for while somebody may be writing.
const REFRESH: Duration = Duration::from_millis(200);
/// How long after a sign of writing that is: a commit is seen only when it is synced.
const STIR: Duration = Duration::from_secs(3);

/// A key that comes again so soon is held: fingers take longer.
const HELD: Duration = Duration::from_millis(80);

/// Why the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The operator left.
    Over,
    /// A signal asked for it, with this status.
    Signalled(i32),
    /// To go to the background; afterwards it goes on.
    Suspended,
    /// To lend the terminal to the operator's editor; afterwards it goes on.
    Lend,
    /// The terminal has gone.
    Vanished,
}

/// Runs until the program is to end or to go to the background.
pub async fn run<B: Backend>(
    app: &mut App,
    screen: &mut Terminal<B>,
    input: &mut UnboundedReceiver<TerminalInput>,
    tasks: &mut UnboundedReceiver<Msg>,
    signals: &mut UnboundedReceiver<Signal>,
    is_watched: bool,
) -> Ended {
    let mut clock = interval_at(Instant::now() + TICK, TICK);
    clock.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut stir = Stir::new(is_watched);
    let mut held = Held::default();
    loop {
        if app.is_dirty() && app.draw(screen).is_err() {
            return Ended::Vanished;
        }
        let settles_in = app.settles_in();
        let msg = tokio::select! {
            biased;
            caught = signals.recv() => match caught {
                Some(Signal::Vanished) => return Ended::Vanished,
                Some(Signal::Suspend) => return Ended::Suspended,
                Some(Signal::Resize) => match screen.size() {
                    Ok(size) => Msg::Resized(size.width, size.height),
                    Err(_) => return Ended::Vanished,
                },
                Some(Signal::End(status)) => {
                    app.handle(Msg::End);
                    return Ended::Signalled(status);
                }
                None => Msg::End,
            },
            // What is typed while an act waits comes after it.
            came = input.recv(), if !app.is_waiting() => match came {
                None | Some(TerminalInput::Gone) => return Ended::Vanished,
                Some(came) => {
                    app.hurry(held.hurries(app, &came));
                    match message(app, came) {
                        Some(msg) => msg,
                        None => continue,
                    }
                }
            },
            () = held.rests() => {
                held.until = None;
                app.hurry(false);
                continue;
            }
            () = after(settles_in) => Msg::Settle { at_ms: app.steady_ms() },
            Some(msg) = tasks.recv() => {
                if matches!(msg, Msg::Stirred) {
                    stir.begins();
                    continue;
                }
                msg
            }
            _ = clock.tick() => {
                app.handle(Msg::Refresh);
                app.tick()
            }
            () = stir.is_due() => {
                stir.looked();
                Msg::Refresh
            }
        };
        app.handle(msg);
        if app.is_over() {
            return Ended::Over;
        }
        if app.is_lending() {
            return Ended::Lend;
        }
        if app.take_suspend() {
            return Ended::Suspended;
        }
    }
}

/// When others' events are looked for between two ticks of the clock. Where nobody tells that
/// there was writing, that is always.
#[derive(Debug)]
struct Stir {
    next: Option<Instant>,
    until: Option<Instant>,
}

impl Stir {
    fn new(is_watched: bool) -> Self {
        Self {
            next: (!is_watched).then(|| Instant::now() + REFRESH),
            until: is_watched.then(Instant::now),
        }
    }

    fn begins(&mut self) {
        let now = Instant::now();
        self.next.get_or_insert(now + REFRESH);
        self.until = self.until.map(|_| now + STIR);
    }

    fn looked(&mut self) {
        let now = Instant::now();
        let goes_on = self.until.is_none_or(|until| now < until);
        self.next = goes_on.then(|| now + REFRESH);
    }

    async fn is_due(&self) {
        match self.next {
            Some(next) => sleep_until(next).await,
            None => std::future::pending().await,
        }
    }
}

/// Waits so long, or for ever.
async fn after(wait: Option<Duration>) {
    match wait {
        Some(wait) => sleep(wait).await,
        None => std::future::pending().await,
    }
}

fn message(app: &App, came: TerminalInput) -> Option<Msg> {
    let at_ms = app.steady_ms();
    if let TerminalInput::Answer(answer) = &came {
        debug_log::note("terminal", || {
            format!("answers {}", debug_log::name(answer))
        });
    }
    Some(match came {
        TerminalInput::Key(Pressed { key, base: None }) => Msg::Key { key, at_ms },
        TerminalInput::Key(Pressed {
            key,
            base: Some(base),
        }) => Msg::KeyInPlace { key, base, at_ms },
        TerminalInput::Paste(text) => Msg::Paste(text),
        TerminalInput::TooLong => Msg::PasteTooLong,
        TerminalInput::EnterLeftOut => Msg::EnterLeftOut,
        TerminalInput::Answer(TerminalAnswer::Background { light }) => Msg::Background { light },
        TerminalInput::Answer(TerminalAnswer::Keyboard) => {
            // Without it some keys mean less; a terminal that has gone is noticed elsewhere.
            let _ = terminal::tell_keys_apart();
            return None;
        }
        TerminalInput::Answer(TerminalAnswer::Frames) => {
            terminal::mark_frames();
            return None;
        }
        TerminalInput::Answer(TerminalAnswer::Last) => {
            terminal::has_answered();
            return None;
        }
        TerminalInput::Mouse(event) => return app.mouse(event),
        TerminalInput::Answer(TerminalAnswer::Marks) | TerminalInput::Gone => return None,
    })
}

/// Whether a key that moves the focus is held.
#[derive(Debug, Default)]
struct Held {
    last: Option<(KeyEvent, Instant)>,
    until: Option<Instant>,
}

impl Held {
    /// Takes what came. A first key is none that is held.
    fn hurries(&mut self, app: &App, came: &TerminalInput) -> bool {
        let now = Instant::now();
        let moves = match came {
            TerminalInput::Key(pressed) if app.moves_focus(pressed.key) => Some(pressed.key),
            _ => None,
        };
        let before = std::mem::replace(&mut self.last, moves.map(|key| (key, now)));
        let again = moves.zip(before).is_some_and(|(key, (last, at))| {
            key.code == last.code && now.duration_since(at) < HELD
        });
        self.until = again.then(|| now + HELD);
        again
    }

    /// Waits until the focus rests.
    async fn rests(&self) {
        match self.until {
            Some(until) => sleep_until(until).await,
            None => std::future::pending().await,
        }
    }
}
