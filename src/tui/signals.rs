//! Signals, on a thread of their own: the main one may be inside a read that never returns
//! once the terminal has gone.

use std::io;
use std::thread;
use std::time::Duration;

use tokio::signal::unix::{self, SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;

use super::terminal;

/// How long the main thread has to end by itself.
const PATIENCE: Duration = Duration::from_millis(1_400);
/// How long giving back the terminal may take after that.
const LAST_TRY: Duration = Duration::from_millis(300);

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// To end with this status. The terminal is still there.
    End(i32),
    /// To end; the terminal has probably gone.
    Vanished,
    /// To go to the background.
    Suspend,
    /// To draw in another size.
    Resize,
}

/// Starts to listen. Whatever the main thread does, the process ends soon after a signal
/// that ends it.
pub fn listen(sender: UnboundedSender<Signal>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let on = {
        let _inside = runtime.enter();
        [
            SignalKind::terminate(),
            SignalKind::interrupt(),
            SignalKind::quit(),
            SignalKind::hangup(),
            SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()),
            SignalKind::window_change(),
        ]
        .map(signal)
    };
    let [term, int, quit, hangup, stop, size] = on;
    let (mut term, mut int, mut quit) = (term?, int?, quit?);
    let (mut hangup, mut stop): (unix::Signal, unix::Signal) = (hangup?, stop?);
    let mut size = size?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            runtime.block_on(async {
                loop {
                    let (caught, status) = tokio::select! {
                        _ = term.recv() => (Signal::End(143), 143),
                        _ = int.recv() => (Signal::End(130), 130),
                        _ = quit.recv() => (Signal::End(131), 131),
                        _ = hangup.recv() => (Signal::Vanished, 129),
                        _ = stop.recv() => (Signal::Suspend, 0),
                        _ = size.recv() => (Signal::Resize, 0),
                    };
                    // What is typed in an editor is meant for the editor.
                    let typed = matches!(caught, Signal::End(130 | 131) | Signal::Suspend);
                    if typed && terminal::is_lent() {
                        continue;
                    }
                    let heard = sender.send(caught).is_ok();
                    if matches!(caught, Signal::Suspend | Signal::Resize) {
                        continue;
                    }
                    if heard {
                        tokio::time::sleep(PATIENCE).await;
                    }
                    // A terminal that takes no more output would keep this thread, too.
                    let _ = thread::Builder::new().spawn(terminal::restore);
                    tokio::time::sleep(LAST_TRY).await;
                    std::process::exit(status);
                }
            });
        })?;
    Ok(())
}
