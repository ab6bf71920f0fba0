//! An app on a journal in memory, driven by keys.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use runsheet::clipboard::Clipboard;
use runsheet::clock::ManualClock;
use runsheet::config::Title;
use runsheet::domain::contact::Contact;
use runsheet::domain::event::Payload;
use runsheet::domain::id::{IncidentId, ReplicaId};
use runsheet::domain::state::State;
use runsheet::evidence::Masks;
use runsheet::journal::{Journal, MemoryJournal};
use runsheet::library::{self, Library, Scenarios};
use runsheet::operations::catalogue::Catalogue;
use runsheet::report::ExportFormat;
use runsheet::search::Index;
use runsheet::session::{Session, Who};
use runsheet::tui::app::{App, RunTools, Tools};
use runsheet::tui::effect::Msg;
use runsheet::tui::keymap::Keymap;
use runsheet::tui::model::LoadedLibrary;
use runsheet::tui::notify::{Notice, Notifier};
use runsheet::tui::theme::{Palette, Theme, UNICODE};
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

use crate::sizes;

/// What was copied last, and what of it was left in the file.
#[derive(Clone, Default)]
pub struct Copied(
    pub Rc<RefCell<Option<String>>>,
    pub Rc<RefCell<Option<String>>>,
);

impl Clipboard for Copied {
    fn copy(&mut self, text: &str) -> Result<String, String> {
        *self.0.borrow_mut() = Some(text.to_owned());
        Ok("sent".to_owned())
    }

    fn keep(&mut self, text: Option<&str>) -> Option<PathBuf> {
        *self.1.borrow_mut() = text.map(str::to_owned);
        text.map(|_| PathBuf::from("/data/copied.txt"))
    }
}

/// What was told beyond the frame, and the titles of the window.
#[derive(Clone, Default)]
pub struct Told {
    pub notices: Rc<RefCell<Vec<String>>>,
    pub titles: Rc<RefCell<Vec<String>>>,
    pub kind: Rc<Cell<Title>>,
}

impl Notifier for Told {
    fn notify(&mut self, notice: &Notice) {
        let line = format!("{}: {}", notice.incident, notice.text);
        self.notices.borrow_mut().push(line);
    }

    fn title_kind(&self) -> Title {
        self.kind.get()
    }

    fn title(&mut self, title: &str) {
        let mut titles = self.titles.borrow_mut();
        if titles.last().is_none_or(|last| last != title) {
            titles.push(title.to_owned());
        }
    }
}

/// The files that were written, and as what.
pub type Exported = Rc<RefCell<Vec<(PathBuf, ExportFormat)>>>;

/// The runbooks of the program, read once for all tests.
pub fn shipped() -> Library {
    static SHIPPED: OnceLock<Library> = OnceLock::new();
    SHIPPED.get_or_init(|| Library::load(&[])).clone()
}

/// One operator before a screen.
pub struct Desk {
    pub app: App,
    pub terminal: Terminal<TestBackend>,
    pub clock: ManualClock,
    pub copied: Copied,
    pub told: Told,
    pub exported: Exported,
    /// The frame before the library was loaded.
    pub first: String,
    /// When the last key came.
    typed_ms: i64,
}

/// An empty journal.
pub fn journal() -> MemoryJournal {
    MemoryJournal::new(ReplicaId(Uuid::from_u128(1)))
}

/// The scenarios of the program, and the odd one that goes with a library's odd runbook.
fn scenarios(library: &Catalogue) -> Scenarios {
    let Some(odd) = library.get("odd") else {
        return Scenarios::load(library, &[]);
    };
    let folder = tempfile::tempdir().unwrap();
    let drills = folder.path().join("drills");
    fs::create_dir(&drills).unwrap();
    let text = sizes::scenario_of(&odd.listing.sha256);
    fs::write(drills.join("odd.yaml"), text).unwrap();
    let read = Scenarios::load(library, &[folder.path().to_owned()]);
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    read
}

fn next_id() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::SeqCst)))
}

pub fn clock() -> ManualClock {
    ManualClock::at("2026-03-01T08:00:00.000Z".parse().unwrap())
}

fn session(journal: Box<dyn Journal + Send>, clock: &ManualClock, actor: &str) -> Session {
    let mut session = Session::new(
        journal,
        Box::new(clock.clone()),
        Box::new(next_id),
        Box::new(|text| match library::read_text("kept", text) {
            Ok(book) => Ok(book.runbook),
            Err(wrong) => Err(format!("{wrong:?}")),
        }),
        Who {
            actor: actor.into(),
            role: "responder".into(),
        },
    );
    session.read_scenarios_with(Box::new(|text| {
        library::read_kept_scenario(text).map_err(|wrong| format!("{wrong:?}"))
    }));
    session
}

impl Desk {
    /// A desk at 80 by 24 with the embedded runbooks loaded.
    pub fn new() -> Self {
        Self::at(80, 24, &journal(), &clock(), "ada")
    }

    /// A desk of another size with the embedded runbooks loaded.
    pub fn sized(columns: u16, rows: u16) -> Self {
        Self::at(columns, rows, &journal(), &clock(), "ada")
    }

    pub fn at(
        columns: u16,
        rows: u16,
        journal: &MemoryJournal,
        clock: &ManualClock,
        actor: &str,
    ) -> Self {
        Self::with(columns, rows, journal, clock, actor, shipped())
    }

    pub fn with(
        columns: u16,
        rows: u16,
        journal: &MemoryJournal,
        clock: &ManualClock,
        actor: &str,
        library: Library,
    ) -> Self {
        let journal = Box::new(journal.clone());
        Self::on(columns, rows, journal, clock, actor, library)
    }

    /// A desk on any journal.
    pub fn on(
        columns: u16,
        rows: u16,
        journal: Box<dyn Journal + Send>,
        clock: &ManualClock,
        actor: &str,
        library: Library,
    ) -> Self {
        let mut desk = Self::unloaded(columns, rows, journal, clock, actor);
        desk.load(library);
        desk
    }

    /// A desk whose library is still being loaded.
    pub fn unloaded(
        columns: u16,
        rows: u16,
        journal: Box<dyn Journal + Send>,
        clock: &ManualClock,
        actor: &str,
    ) -> Self {
        let theme = Theme::new(Palette::Dark, UNICODE);
        let session = session(journal, clock, actor);
        Self::fitted(columns, rows, session, clock, theme, Keymap::default())
    }

    /// A desk with keys and a look of its own, and the embedded runbooks.
    pub fn of_own(columns: u16, rows: u16, theme: Theme, keys: Keymap) -> Self {
        let clock = clock();
        let session = session(Box::new(journal()), &clock, "ada");
        let mut desk = Self::fitted(columns, rows, session, &clock, theme, keys);
        desk.load(shipped());
        desk
    }

    /// A desk whose threads send what they have done there.
    pub fn with_tasks(tasks: UnboundedSender<Msg>, masks: Masks) -> Self {
        let clock = clock();
        let session = session(Box::new(journal()), &clock, "ada");
        let theme = Theme::new(Palette::Dark, UNICODE);
        let more = (Some(tasks), masks, None);
        let mut desk = Self::equipped((80, 24), session, &clock, (theme, Keymap::default()), more);
        desk.load(shipped());
        desk
    }

    /// A desk from which something can be sent. Without `tasks` a command is over when its key is.
    pub fn with_boxes(
        library: Library,
        runs: RunTools,
        tasks: Option<UnboundedSender<Msg>>,
    ) -> Self {
        let clock = clock();
        let session = session(Box::new(journal()), &clock, "ada");
        let theme = Theme::new(Palette::Dark, UNICODE);
        let more = (tasks, Masks::default(), Some(runs));
        let mut desk = Self::equipped((80, 24), session, &clock, (theme, Keymap::default()), more);
        desk.load(library);
        desk
    }

    fn fitted(
        columns: u16,
        rows: u16,
        session: Session,
        clock: &ManualClock,
        theme: Theme,
        keys: Keymap,
    ) -> Self {
        let none = (None, Masks::default(), None);
        Self::equipped((columns, rows), session, clock, (theme, keys), none)
    }

    fn equipped(
        (columns, rows): (u16, u16),
        session: Session,
        clock: &ManualClock,
        (theme, keys): (Theme, Keymap),
        (tasks, masks, runs): (Option<UnboundedSender<Msg>>, Masks, Option<RunTools>),
    ) -> Self {
        let copied = Copied::default();
        let told = Told::default();
        let exported = Exported::default();
        let exports = exported.clone();
        let tools = Tools {
            export: Box::new(move |session, id, path, format| {
                session.load(id)?;
                exports.borrow_mut().push((path.to_owned(), format));
                Ok(())
            }),
            export_dir: PathBuf::from("/exports"),
            clipboard: Box::new(copied.clone()),
            gather: None,
            list: None,
            history: None,
            scenarios: Box::new(scenarios),
            tasks,
            masks,
            kept: None,
            runs,
            theme,
            keys,
            notifier: Box::new(told.clone()),
        };
        let mut app = App::new(session, tools, "", None);
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        app.draw(&mut terminal).unwrap();
        let mut desk = Self {
            app,
            terminal,
            clock: clock.clone(),
            copied,
            told,
            exported,
            first: String::new(),
            typed_ms: 0,
        };
        desk.first = desk.frame();
        desk
    }

    /// The library arrives.
    pub fn load(&mut self, library: Library) {
        self.load_with(library, Vec::new());
    }

    /// The same with people to call.
    pub fn load_with(&mut self, library: Library, contacts: Vec<Contact>) {
        let index = Index::new(library.entries().iter().map(|e| &*e.book.runbook));
        let library = Catalogue::of(library);
        let books = Arc::new(LoadedLibrary {
            library,
            contacts,
            index,
        });
        self.app.handle(Msg::Library(books));
        self.draw();
    }

    /// The runbooks of these folders arrive, or are read again.
    pub fn read(&mut self, folders: &[PathBuf]) {
        let before = self.app.model().books.clone();
        let library = match &before {
            Some(books) => books.library.reload(folders, None),
            None => Catalogue::load(folders, None),
        };
        let (index, contacts) = (library.index(), Vec::new());
        let books = Arc::new(LoadedLibrary {
            library,
            contacts,
            index,
        });
        self.app.handle(Msg::Library(books));
        self.draw();
    }

    /// A desk with the authentication runbook started by keys.
    pub fn walking() -> Self {
        let mut desk = Self::new();
        desk.keys("stuck at authenticating<Enter>s");
        desk
    }

    /// Presses keys: letters as they stand, others as `<Enter>`.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(letter) = rest.chars().next() {
            let (code, modifiers, length) = match rest.strip_prefix('<') {
                Some(named) if named.contains('>') => {
                    let name = named.split('>').next().unwrap();
                    let (code, modifiers) = named_key(name);
                    (code, modifiers, name.len() + 2)
                }
                _ => (KeyCode::Char(letter), KeyModifiers::NONE, letter.len_utf8()),
            };
            rest = &rest[length..];
            self.press(KeyEvent::new(code, modifiers), 1_000);
        }
        self
    }

    /// A key, so many milliseconds after the one before it by the keys' own clock.
    pub fn press(&mut self, key: KeyEvent, after_ms: i64) {
        self.typed_ms += after_ms;
        let at_ms = self.typed_ms;
        self.app.handle(Msg::Key { key, at_ms });
        self.draw();
    }

    /// Nothing more comes: what waited to be told from a held key is known.
    pub fn rest(&mut self) -> &mut Self {
        let at_ms = self.typed_ms + 1_000;
        self.app.handle(Msg::Settle { at_ms });
        self.draw();
        self
    }

    /// Holds a key down for a while: it begins to repeat after half a second, and the
    /// terminal does not say so.
    pub fn hold(&mut self, letter: char) -> &mut Self {
        let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
        self.press(key, 1_000);
        self.press(key, 500);
        for _ in 0..20 {
            self.press(key, 33);
        }
        self
    }

    /// In the list of variables: opens the question for the first secret.
    #[track_caller]
    pub fn opens_a_secret(&mut self) {
        for _ in 0..40 {
            self.keys("<Enter>");
            if self.frame().contains("kept in memory only") {
                return;
            }
            // Enter alone leaves a value as it is and goes on to the next.
            self.keys("<Enter>");
        }
        panic!("there is no secret");
    }

    /// Puts the focus on a step.
    #[track_caller]
    pub fn go_to(&mut self, id: &str) -> &mut Self {
        self.keys("g");
        for _ in 0..60 {
            let walk = self.app.model().walk.as_ref().unwrap();
            if walk.step().unwrap().step.as_str() == id {
                return self;
            }
            self.keys("j");
        }
        panic!("there is no step {id}");
    }

    pub fn paste(&mut self, text: &str) {
        self.app.handle(Msg::Paste(text.to_owned()));
        self.draw();
    }

    /// Lets time pass, with a tick at its end.
    pub fn wait(&mut self, seconds: i64) {
        self.clock.advance_ms(seconds * 1_000);
        let tick = self.app.tick();
        self.app.handle(tick);
        self.draw();
    }

    /// Shows everything in another theme.
    pub fn set_theme(&mut self, theme: Theme) {
        self.app.set_theme(theme);
        self.draw();
    }

    pub fn draw(&mut self) {
        self.app.draw(&mut self.terminal).unwrap();
    }

    /// The frame as text.
    pub fn frame(&self) -> String {
        let buffer = self.terminal.backend().buffer();
        let width = usize::from(buffer.area.width).max(1);
        let cells: Vec<&str> = buffer.content().iter().map(|cell| cell.symbol()).collect();
        let rows = cells
            .chunks(width)
            .map(|row| row.concat().trim_end().to_owned());
        rows.collect::<Vec<_>>().join("\n")
    }

    /// The text is in the frame, in one line or wrapped at a space.
    #[track_caller]
    pub fn sees(&self, text: &str) -> &Self {
        let frame = self.frame();
        let unwrapped: Vec<&str> = frame.lines().map(str::trim).collect();
        let found = frame.contains(text) || unwrapped.join(" ").contains(text);
        assert!(found, "no \"{text}\" in\n{frame}");
        self
    }

    #[track_caller]
    pub fn sees_no(&self, text: &str) -> &Self {
        let frame = self.frame();
        assert!(!frame.contains(text), "\"{text}\" is in\n{frame}");
        self
    }

    /// The incident last worked on, as the journal has it.
    pub fn state(&mut self) -> State {
        let id = self.id();
        self.app.session().load(id).unwrap().state().clone()
    }

    pub fn id(&mut self) -> IncidentId {
        self.app.session().find("last").unwrap().id
    }

    /// The kinds of all events, in order.
    pub fn kinds(&mut self) -> Vec<&'static str> {
        let id = self.id();
        let incident = self.app.session().load(id).unwrap();
        let known = |kind: &str| Payload::KINDS.iter().find(|known| **known == kind).copied();
        let kinds = incident.log().map(|(r, _)| r.event.payload.kind());
        kinds.map(|kind| known(kind).unwrap()).collect()
    }
}

fn named_key(name: &str) -> (KeyCode, KeyModifiers) {
    let none = KeyModifiers::NONE;
    match name {
        "Enter" => (KeyCode::Enter, none),
        "Esc" => (KeyCode::Esc, none),
        "Tab" => (KeyCode::Tab, none),
        "Up" => (KeyCode::Up, none),
        "Down" => (KeyCode::Down, none),
        "PgDn" => (KeyCode::PageDown, none),
        "PgUp" => (KeyCode::PageUp, none),
        "F1" => (KeyCode::F(1), none),
        "F2" => (KeyCode::F(2), none),
        "F3" => (KeyCode::F(3), none),
        "F4" => (KeyCode::F(4), none),
        _ => match name.strip_prefix("C-").and_then(|rest| rest.chars().next()) {
            Some(letter) => (KeyCode::Char(letter), KeyModifiers::CONTROL),
            None => match name.strip_prefix("A-").and_then(|rest| rest.chars().next()) {
                Some(letter) => (KeyCode::Char(letter), KeyModifiers::ALT),
                None => panic!("no key is called {name}"),
            },
        },
    }
}
