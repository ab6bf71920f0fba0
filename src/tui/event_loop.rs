//! Waits for keys, ticks, other tasks and signals, and draws a frame when something
//! changed. It works with any backend and any stream of input.

use std::io;
use std::time::Duration;

use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{MissedTickBehavior, interval};

use super::app::App;
use super::effect::Msg;
use super::signals::Caught;

/// How often others' events are looked for.
const REFRESH: Duration = Duration::from_millis(200);
/// Ticks of the clock, counted in refreshes.
const REFRESHES_PER_TICK: u32 = 5;

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
pub async fn run<B, S>(
    app: &mut App,
    screen: &mut Terminal<B>,
    mut input: S,
    tasks: &mut UnboundedReceiver<Msg>,
    signals: &mut UnboundedReceiver<Caught>,
) -> Ended
where
    B: Backend,
    S: Stream<Item = io::Result<Event>> + Unpin,
{
    let mut refresh = interval(REFRESH);
    refresh.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut refreshes = 0;
    loop {
        if app.is_dirty() && app.draw(screen).is_err() {
            return Ended::Vanished;
        }
        let msg = tokio::select! {
            biased;
            caught = signals.recv() => match caught {
                Some(Caught::Vanished) => return Ended::Vanished,
                Some(Caught::Suspend) => return Ended::Suspended,
                Some(Caught::End(status)) => {
                    app.handle(Msg::End);
                    return Ended::Signalled(status);
                }
                None => Msg::End,
            },
            event = input.next() => match event {
                Some(Ok(event)) => match message(app, event) {
                    Some(msg) => msg,
                    None => continue,
                },
                Some(Err(_)) | None => return Ended::Vanished,
            },
            Some(msg) = tasks.recv() => msg,
            _ = refresh.tick() => {
                refreshes += 1;
                match refreshes % REFRESHES_PER_TICK {
                    0 => app.tick(),
                    _ => Msg::Refresh,
                }
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

fn message(app: &App, event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => Some(Msg::Key {
            key,
            at_ms: app.steady_ms(),
        }),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(columns, rows) => Some(Msg::Resized(columns, rows)),
        _ => None,
    }
}
