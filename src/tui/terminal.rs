//! The terminal as the program finds it, borrows it, and gives it back: on return, error,
//! panic and signal alike.

use std::io::{self, BufWriter, Stdout, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::CrosstermBackend;
use rustix::process::{Pid, WaitOptions};

/// The terminal is borrowed at present.
static BORROWED: AtomicBool = AtomicBool::new(false);

/// To how many programs the terminal is lent, those that gave it back just now included.
static LENT: AtomicUsize = AtomicUsize::new(0);

/// A signal that was typed for another program may reach us this much after its end.
const LATE: Duration = Duration::from_millis(300);

/// The terminal keeps the title that it had, and ours is shown.
static TITLED: AtomicBool = AtomicBool::new(false);

/// What frames are written through: one write a frame.
pub type Screen = CrosstermBackend<BufWriter<Stdout>>;

/// Holds the terminal. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Borrows the terminal.
    pub fn enter() -> io::Result<Self> {
        // Without this crossterm writes a bare reset under NO_COLOR, which also ends bold
        // and reverse. The monochrome theme uses no colours of its own.
        crossterm::style::force_color_output(true);
        enable_raw_mode()?;
        BORROWED.store(true, Ordering::SeqCst);
        let guard = Self(());
        crossterm::execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back, once. Everything that was turned on is turned off again, each
/// on its own, so that one failure does not leave the rest on.
pub fn restore() {
    if !BORROWED.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    restore_title(&mut out);
    let _ = crossterm::execute!(out, DisableBracketedPaste);
    let _ = crossterm::execute!(out, LeaveAlternateScreen);
    let _ = crossterm::execute!(out, Show);
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// Has the terminal keep its title (XTWINOPS 22), once. `false` if it does already.
pub fn save_title(out: &mut impl Write) -> bool {
    let is_new = !TITLED.swap(true, Ordering::SeqCst);
    if is_new {
        let _ = out.write_all(b"\x1b[22;0t");
    }
    is_new
}

/// Gives the title back that was kept (XTWINOPS 23).
pub fn restore_title(out: &mut impl Write) {
    if TITLED.swap(false, Ordering::SeqCst) {
        let _ = out.write_all(b"\x1b[23;0t");
        let _ = out.flush();
    }
}

/// Gives the terminal back before a panic is reported, so that the report can be read.
pub fn restore_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        before(panic);
    }));
}

/// A backend that collects a frame and writes it at once.
pub fn screen() -> Screen {
    CrosstermBackend::new(BufWriter::with_capacity(64 * 1024, io::stdout()))
}

/// Stops the process group as a shell expects it of Ctrl-Z, and returns when it goes on.
/// A session's leader has no shell that could let it go on, so it is not stopped.
pub fn stop() -> bool {
    let leads =
        rustix::process::getsid(None).is_ok_and(|leader| leader == rustix::process::getpid());
    !leads && rustix::process::kill_current_process_group(rustix::process::Signal::STOP).is_ok()
}

/// Whether the terminal is lent to another program, or was a moment ago.
pub fn is_lent() -> bool {
    LENT.load(Ordering::SeqCst) > 0
}

/// Runs a program that has the terminal meanwhile. It must not be borrowed. When the program
/// is stopped, we stop with it, so that the shell takes over; when the shell lets us go on,
/// so does the program.
pub fn lend(command: &mut Command) -> io::Result<ExitStatus> {
    LENT.fetch_add(1, Ordering::SeqCst);
    let ended = wait_for(command);
    let later = thread::Builder::new().spawn(|| {
        thread::sleep(LATE);
        LENT.fetch_sub(1, Ordering::SeqCst);
    });
    if later.is_err() {
        LENT.fetch_sub(1, Ordering::SeqCst);
    }
    ended
}

fn wait_for(command: &mut Command) -> io::Result<ExitStatus> {
    let child = command.spawn()?;
    let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    loop {
        match rustix::process::waitpid(id, WaitOptions::UNTRACED) {
            Ok(Some((_, status))) if status.stopped() => {
                // Without a shell nobody else could let it go on.
                if !stop()
                    && let Some(id) = id
                {
                    rustix::process::kill_process(id, rustix::process::Signal::CONT)?;
                }
            }
            Ok(Some((_, status))) => return Ok(ExitStatus::from_raw(status.as_raw())),
            Ok(None) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
