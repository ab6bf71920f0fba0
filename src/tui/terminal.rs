//! The terminal as the program finds it, borrows it, and gives it back: on return, error,
//! panic and signal alike.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::layout::Size;
use rustix::process::{Pid, WaitOptions};

use super::paint::{FRAME_ENDS, Links, Painter};

/// The terminal is borrowed at present.
static BORROWED: AtomicBool = AtomicBool::new(false);
/// It was told to tell keys apart.
static APART: AtomicBool = AtomicBool::new(false);
/// It was asked about itself and has not answered everything.
static ASKED: AtomicBool = AtomicBool::new(false);

/// It shows a frame only once it is whole, if the frame's ends are marked.
static FRAMES: AtomicBool = AtomicBool::new(false);

/// The mouse is wanted.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// To how many programs the terminal is lent, those that gave it back just now included.
static LENT: AtomicUsize = AtomicUsize::new(0);

/// A signal that was typed for another program may reach us this much after its end.
const LATE: Duration = Duration::from_millis(300);

/// The terminal keeps the title that it had, and ours is shown.
static TITLED: AtomicBool = AtomicBool::new(false);

/// Buttons and wheel, told in numbers that fit any size.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// What frames are written through: one write a frame.
pub type TerminalPainter = Painter<File>;

/// Holds the terminal. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct TerminalGuard(());

impl TerminalGuard {
    /// Borrows the terminal.
    pub fn enter() -> io::Result<Self> {
        // Without this crossterm writes a bare reset under NO_COLOR, which also ends bold
        // and reverse. The monochrome theme uses no colours of its own.
        crossterm::style::force_color_output(true);
        enable_raw_mode()?;
        BORROWED.store(true, Ordering::SeqCst);
        let guard = Self(());
        // Where it was left on by a program that was killed, entering it clears nothing.
        let clear = Clear(ClearType::All);
        crossterm::execute!(
            io::stdout(),
            EnterAlternateScreen,
            clear,
            EnableBracketedPaste
        )?;
        if MOUSE.load(Ordering::SeqCst) {
            let mut out = io::stdout();
            out.write_all(MOUSE_ON)?;
            out.flush()?;
        }
        Ok(guard)
    }
}

impl Drop for TerminalGuard {
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
    if FRAMES.load(Ordering::SeqCst) {
        // A frame that was cut off in the middle must not keep the terminal still.
        let _ = out.write_all(FRAME_ENDS);
    }
    restore_title(&mut out);
    if APART.swap(false, Ordering::SeqCst) {
        let _ = out.write_all(b"\x1b[<u");
    }
    if MOUSE.load(Ordering::SeqCst) {
        let _ = out.write_all(MOUSE_OFF);
    }
    let _ = crossterm::execute!(out, DisableBracketedPaste);
    let _ = crossterm::execute!(out, LeaveAlternateScreen);
    let _ = crossterm::execute!(out, Show);
    let _ = out.flush();
    if ASKED.swap(false, Ordering::SeqCst) {
        // What it still answers is not meant for the shell.
        let _ = rustix::termios::tcflush(io::stdin(), rustix::termios::QueueSelector::IFlush);
    }
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

/// Has the mouse reported from the next time on that the terminal is borrowed. The terminal
/// then no longer selects text by itself.
pub fn want_mouse() {
    MOUSE.store(true, Ordering::SeqCst);
}

/// Asks the terminal about itself. The answers come among the keys.
pub fn ask(questions: &[u8]) -> io::Result<()> {
    ASKED.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    out.write_all(questions)?;
    out.flush()
}

/// Marks the ends of frames from now on: the terminal said that it knows the marks (mode 2026).
pub fn mark_frames() {
    FRAMES.store(true, Ordering::SeqCst);
}

/// The terminal has answered all that it will.
pub fn has_answered() {
    ASKED.store(false, Ordering::SeqCst);
}

/// Has the terminal say of every key which one it is: kitty's keyboard protocol with all of
/// its parts. Only then a letter of another alphabet says where its key is, and a held key
/// that it is held.
pub fn tell_keys_apart() -> io::Result<()> {
    if !BORROWED.load(Ordering::SeqCst) || APART.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    let mut out = io::stdout();
    out.write_all(b"\x1b[>31u")?;
    out.flush()
}

/// Gives the terminal back before a panic is reported, so that the report can be read. A
/// panic on another thread than this one ends the process, too: without it frames would go
/// on to a terminal that is no longer the program's.
pub fn restore_on_panic() {
    let before = std::panic::take_hook();
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        before(panic);
        if std::thread::current().id() != main {
            std::process::exit(101);
        }
    }));
}

/// A backend that collects a frame and writes it at once. The standard output itself would
/// part it at the last line break.
pub fn screen(links: Links) -> io::Result<TerminalPainter> {
    let out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    // Asked at every frame, so of what is open anyway.
    let of = out.try_clone()?;
    let size = move || match rustix::termios::tcgetwinsize(&of) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Ok(Size {
            width: size.ws_col,
            height: size.ws_row,
        }),
        _ => crossterm::terminal::size().map(|(width, height)| Size { width, height }),
    };
    let painter = Painter::new(out, Box::new(size))?.linking(links);
    Ok(painter.marking_frames(|| FRAMES.load(Ordering::SeqCst)))
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
    lent(|| wait_for(command))
}

/// Does something that has the terminal meanwhile, such as a sign-in. It must not be borrowed.
pub fn lent<T>(work: impl FnOnce() -> T) -> T {
    LENT.fetch_add(1, Ordering::SeqCst);
    let done = work();
    let later = thread::Builder::new().spawn(|| {
        thread::sleep(LATE);
        LENT.fetch_sub(1, Ordering::SeqCst);
    });
    if later.is_err() {
        LENT.fetch_sub(1, Ordering::SeqCst);
    }
    done
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
