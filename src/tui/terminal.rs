//! The terminal as the program finds it, borrows it, and gives it back: on return, error,
//! panic and signal alike.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::layout::Size;

use super::paint::Painter;

/// The terminal is borrowed at present.
static BORROWED: AtomicBool = AtomicBool::new(false);
/// It is lent to another program.
static LENT: AtomicBool = AtomicBool::new(false);
/// It was told to tell keys apart.
static APART: AtomicBool = AtomicBool::new(false);
/// It was asked about itself and has not answered everything.
static ASKED: AtomicBool = AtomicBool::new(false);

/// The mouse is wanted.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// The terminal keeps the title that it had, and ours is shown.
static TITLED: AtomicBool = AtomicBool::new(false);

/// Buttons and wheel, told in numbers that fit any size.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// What frames are written through: one write a frame.
pub type Screen = Painter<File>;

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
        if MOUSE.load(Ordering::SeqCst) {
            let mut out = io::stdout();
            out.write_all(MOUSE_ON)?;
            out.flush()?;
        }
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

/// Lends the terminal to another program, an editor for instance, and takes it again when
/// `act` is over. No [`super::reader::Reader`] may read meanwhile.
pub fn lend<T>(guard: Guard, act: impl FnOnce() -> T) -> io::Result<(Guard, T)> {
    drop(guard);
    LENT.store(true, Ordering::SeqCst);
    let done = act();
    LENT.store(false, Ordering::SeqCst);
    Ok((Guard::enter()?, done))
}

/// Whether another program has the terminal. What its keys send to everybody at the
/// terminal, Ctrl-C for instance, is then not meant for this one.
pub fn is_lent() -> bool {
    LENT.load(Ordering::SeqCst)
}

/// A backend that collects a frame and writes it at once. The standard output itself would
/// part it at the last line break.
pub fn screen() -> io::Result<Screen> {
    let size = || crossterm::terminal::size().map(|(width, height)| Size { width, height });
    let out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    Painter::new(out, Box::new(size))
}

/// Stops the process group as a shell expects it of Ctrl-Z, and returns when it goes on.
/// A session's leader has no shell that could let it go on, so it is not stopped.
pub fn stop() -> bool {
    let leads =
        rustix::process::getsid(None).is_ok_and(|leader| leader == rustix::process::getpid());
    !leads && rustix::process::kill_current_process_group(rustix::process::Signal::STOP).is_ok()
}
