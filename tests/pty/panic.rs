//! A panic while drawing: the terminal is given back before the report, so that it can be
//! read. The program has no switch that makes it panic, so this executable runs itself
//! again in a terminal and draws on a backend that breaks.

use std::convert::Infallible;

use portable_pty::CommandBuilder;
use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use runsheet::clipboard::Clipboard;
use runsheet::clock::ManualClock;
use runsheet::domain::id::ReplicaId;
use runsheet::journal::MemoryJournal;
use runsheet::session::{Session, Who};
use runsheet::tui::app::{App, Tools};
use runsheet::tui::keymap::Keymap;
use runsheet::tui::notify::Silent;
use runsheet::tui::terminal::{TerminalGuard, restore_on_panic};
use runsheet::tui::theme::{Palette, Theme, UNICODE};

use crate::home::Home;
use crate::restore::rounds;
use crate::terminal::{Terminal, at_home};

/// Set in the process that is to break, and how.
const BREAKS: &str = "RUNSHEET_TEST_BREAKS";

/// This executable again, in a terminal, to do one thing.
pub fn again(home: &Home, test: &str, variable: &str, value: &str) -> Terminal {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]);
    at_home(&mut command, home);
    command.env("PATH", "/usr/bin:/bin");
    command.env(variable, value);
    Terminal::run(command)
}

fn comes_back_before_the_report(way: &str) {
    rounds(|home| {
        let mut terminal = again(home, "panic::breaks", BREAKS, way);
        assert!(!terminal.ended().success());
        terminal.drain();
        assert!(terminal.has_printed("\u{1b}[?1049h"), "it was borrowed");
        assert_eq!(terminal.modes_left_on(), Vec::<String>::new());
        terminal.settings_are_back();
        // What stands on the shell's own screen was printed after the way back to it.
        assert!(terminal.text().contains("it breaks here"));
    });
}

#[test]
fn after_a_panic_in_the_drawing() {
    comes_back_before_the_report("drawing");
}

#[test]
fn after_a_panic_on_another_thread() {
    comes_back_before_the_report("thread");
}

/// Does nothing among the other tests.
#[test]
fn breaks() {
    let Ok(way) = std::env::var(BREAKS) else {
        return;
    };
    restore_on_panic();
    let _guard = TerminalGuard::enter().unwrap();
    if way == "thread" {
        let thread = std::thread::spawn(|| panic!("it breaks here"));
        // The end of the process comes first.
        let _ = thread.join();
        std::process::exit(0);
    }
    let mut app = app();
    let mut screen = ratatui::Terminal::new(Breaks(TestBackend::new(80, 24))).unwrap();
    app.draw(&mut screen).unwrap();
}

struct NoClipboard;

impl Clipboard for NoClipboard {
    fn copy(&mut self, _: &str) -> Result<String, String> {
        Err("there is none".to_owned())
    }
}

fn app() -> App {
    let mut next = 0;
    let session = Session::new(
        Box::new(MemoryJournal::new(ReplicaId(uuid::Uuid::from_u128(1)))),
        Box::new(ManualClock::at("2026-03-01T08:00:00.000Z".parse().unwrap())),
        Box::new(move || {
            next += 1;
            uuid::Uuid::from_u128(next)
        }),
        Box::new(|_| Err("no runbook is kept".to_owned())),
        Who {
            actor: "ana".into(),
            role: "responder".into(),
        },
    );
    let tools = Tools {
        runs: None,
        export: Box::new(runsheet::operations::export::to_file),
        export_dir: ".".into(),
        clipboard: Box::new(NoClipboard),
        gather: None,
        history: None,
        list: None,
        scenarios: Box::new(|library| runsheet::library::Scenarios::load(library, &[])),
        tasks: None,
        masks: runsheet::evidence::Masks::default(),
        kept: None,
        theme: Theme::new(Palette::Dark, UNICODE),
        keys: Keymap::default(),
        notifier: Box::new(Silent),
    };
    App::new(session, tools, "", None)
}

/// A backend that panics when a frame reaches it.
struct Breaks(TestBackend);

impl Backend for Breaks {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, _: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        panic!("it breaks here");
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.0.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        self.0.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        self.0.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), Infallible> {
        self.0.clear_region(clear_type)
    }

    fn size(&self) -> Result<Size, Infallible> {
        self.0.size()
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        self.0.window_size()
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        self.0.flush()
    }
}
