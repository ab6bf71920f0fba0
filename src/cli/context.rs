//! What every command needs: the folders, the library and the session, each opened when
//! it is first asked for; and the names that people give to incidents, steps and events.
//!
//! Long because it is the one place where names and values from the command line are read.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use uuid::Uuid;

use super::failure::{Exit, Failure};
use super::{ColorChoice, GlobalOptions};
use crate::clock::when::BadTime;
use crate::clock::{Clock, SystemClock, when};
use crate::config::Settings;
use crate::domain::contact::Contact;
use crate::domain::event::Mode;
use crate::domain::id::{EventId, IncidentId, ReplicaId, RunbookId, StepRef};
use crate::domain::incident::Incident;
use crate::domain::runbook::Runbook;
use crate::domain::state::State;
use crate::domain::time::{Reported, Timestamp};
use crate::drill::{Drill, act};
use crate::files;
use crate::journal::{Head, Journal, JournalError, SqliteJournal};
use crate::library::{
    Diagnostic, Entry, Scenarios, contact_folders, contacts, find_one, holds_text, read_kept,
    read_kept_scenario,
};
use crate::masks::Masks;
use crate::operations;
use crate::operations::catalogue::Catalogue;
use crate::operations::run::{IsTrusted, record_lost};
use crate::operations::{drill::read_history, history::history, samples};
use crate::paths::{Paths, actor_name};
use crate::report::Stamp;
use crate::session::{self, Session, SubmitOptions, Who};
use crate::tui;

/// The largest text from stdin.
const TEXT_BYTES: u64 = 1 << 20;

/// The program while it carries out one command.
pub struct Program {
    shared: GlobalOptions,
    settings: OnceCell<Settings>,
    /// When the command line was first asked for a time.
    typed_at: OnceCell<Timestamp>,
    library: Option<Catalogue>,
    session: Option<Session>,
    /// The drill that is acted on, and how much of it was seen and played in before.
    watched: Option<(IncidentId, usize, usize)>,
    /// The journal is opened for reading.
    only_looks: bool,
}

impl Program {
    /// Nothing is opened yet.
    pub fn new(shared: GlobalOptions) -> Self {
        Self {
            shared,
            settings: OnceCell::new(),
            typed_at: OnceCell::new(),
            library: None,
            session: None,
            watched: None,
            only_looks: false,
        }
    }

    /// When to use colour.
    pub fn color(&self) -> ColorChoice {
        self.shared.color
    }

    /// Whether to talk in lines instead of drawing a screen.
    pub fn is_accessible(&self) -> bool {
        self.shared.accessible
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        SystemClock.now()
    }

    /// The moment that relative times on the command line count from: the same one for all of
    /// them, so that `-20m` and `-30m` lie ten minutes apart.
    fn typed_at(&self) -> Timestamp {
        *self.typed_at.get_or_init(|| self.now())
    }

    /// The folders in use.
    pub fn paths(&self) -> Result<Paths, Failure> {
        Paths::find().map_err(|error| {
            Failure::new(Exit::Config, error.to_string())
                .hint("set RUNSHEET_DATA_DIR and RUNSHEET_CONFIG_DIR, or HOME")
        })
    }

    /// What the operator has set. What is wrong with it is told by the screen and by `doctor`.
    pub fn settings(&self) -> Result<&Settings, Failure> {
        let paths = self.paths()?;
        Ok(self.settings.get_or_init(|| Settings::load(&paths)))
    }

    /// What is masked: the rules that always hold, and the operator's own. Fails if those
    /// cannot be read, because what they are to hide would be told and kept.
    pub fn masks(&self) -> Result<Masks, Failure> {
        own_masks(self.settings()?).map_err(|what| {
            let what = format!("your own masks cannot be read: {what}");
            Failure::new(Exit::Config, what)
                .hint("mend config.toml; doctor says what is wrong with it")
        })
    }

    /// Tells what was masked in what this command recorded.
    pub fn tell_masked(&mut self) {
        let session = self.session.as_mut();
        let masked = session.map(Session::take_masked).unwrap_or_default();
        if let Some(said) = session::said(&masked, "`amend`") {
            super::output::remark(&format!("runsheet: {said}"));
        }
    }

    /// The folders of runbooks beside the embedded ones. The later ones replace the earlier:
    /// those of others, the data folder's, those of the settings, those of the command line.
    pub fn runbook_folders(&self) -> Result<Vec<PathBuf>, Failure> {
        let own = self.paths()?.runbooks();
        let own = own.is_dir().then_some(own).into_iter();
        let set = self.settings()?.runbooks.iter().cloned();
        let given = self.shared.runbooks.iter().cloned();
        let others = operations::sources::folders(&self.paths()?.sources());
        let others = others.into_iter();
        Ok(others.chain(own).chain(set).chain(given).collect())
    }

    /// This day, as `2026-11-30`.
    pub fn today(&self) -> String {
        let now = self.now().to_string();
        now.get(..10).unwrap_or(&now).to_owned()
    }

    /// Whom to call. What is wrong with the files is told on stderr.
    pub fn contacts(&self) -> Result<Vec<Contact>, Failure> {
        let paths = self.paths()?;
        let folders = contact_folders(&paths.data, &paths.sources(), &self.runbook_folders()?);
        let (contacts, found) = contacts(&folders);
        for diagnostic in &found {
            super::output::remark(&format!("runsheet: {diagnostic}"));
        }
        Ok(contacts)
    }

    /// The library. What is wrong with files is told on stderr, once.
    pub fn library(&mut self) -> Result<&Catalogue, Failure> {
        if self.library.is_none() {
            let kept = self.paths()?.index();
            let library = Catalogue::load(&self.runbook_folders()?, Some(&kept));
            for diagnostic in &library.diagnostics {
                super::output::remark(&format!("runsheet: {diagnostic}"));
            }
            self.library = Some(library);
        }
        match &self.library {
            Some(library) => Ok(library),
            None => Err(Failure::new(Exit::Failed, "the library is not loaded")),
        }
    }

    /// The runbook with this id. Unless all were read already, only that one is.
    pub fn runbook(&mut self, id: &str) -> Result<Entry, Failure> {
        if self.library.is_none()
            && let Some(entry) = find_one(&self.runbook_folders()?, id)
        {
            return Ok(entry);
        }
        let library = self.library()?;
        match library.entry(id) {
            Some(Ok(entry)) => Ok(entry.clone()),
            Some(Err(wrong)) => Err(Failure::new(Exit::BadInput, in_words(wrong))
                .hint("its file changed just now; mend it and try again")),
            None => Err(
                Failure::new(Exit::NoInput, format!("there is no runbook \"{id}\"")).hint(
                    match library.nearest(id)[..] {
                        [] => "runbooks lists them".to_owned(),
                        ref near => format!("nearest are {}", near.join(", ")),
                    },
                ),
            ),
        }
    }

    /// The session on the journal.
    pub fn session(&mut self) -> Result<&mut Session, Failure> {
        if self.session.is_none() {
            self.session = Some(self.open_session()?);
        }
        match &mut self.session {
            Some(session) => Ok(session),
            None => Err(Failure::new(Exit::Journal, "the journal is not open")),
        }
    }

    /// Hands the session over, to the screen, which watches the clock by itself.
    pub fn take_session(&mut self) -> Result<Session, Failure> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.open_session()?,
        };
        session.notices_clock = false;
        Ok(session)
    }

    /// The journal is opened for reading from here on, and must be there.
    pub fn only_looks(&mut self) -> Result<(), Failure> {
        let path = self.paths()?.journal();
        if !path.exists() {
            let what = format!("there is no journal at {}", path.display());
            return Err(Failure::new(Exit::NoInput, what).hint("start opens the first incident"));
        }
        self.only_looks = true;
        Ok(())
    }

    fn open_session(&self) -> Result<Session, Failure> {
        let path = self.paths()?.journal();
        let role = &self.shared.role;
        let mut session = match self.only_looks {
            true => session_with(SqliteJournal::look(&path)?, Box::new(SystemClock), role),
            false => session_on(&path, role)?,
        };
        session.mask_with(own_masks(self.settings()?));
        session.notices_clock = true;
        Ok(session)
    }

    /// Fails if damaged incidents were passed over, and names them.
    pub fn nothing_passed_over(&self) -> Result<(), Failure> {
        let damaged = self.session.iter().flat_map(|session| &session.damaged);
        let named: Vec<String> = damaged
            .map(|(key, what)| format!("{key}: {what}"))
            .collect();
        match named.is_empty() {
            true => Ok(()),
            false => {
                let what = format!("left out, because damaged: {}", named.join("; "));
                Err(Failure::new(Exit::Journal, what).hint(
                    "doctor tells more; doctor --salvage DIR saves every incident that is whole",
                ))
            }
        }
    }

    /// A failure to tell what was done, once it is done, says so: nobody is to do it again.
    pub fn told_of_acts(&self, failure: Failure) -> Failure {
        let recorded = self.session.as_ref().map_or(0, |session| session.recorded);
        match failure.exit {
            Exit::NoOutput if recorded > 0 => Failure {
                what: format!("{}; what was to be recorded is recorded", failure.what),
                hint: Some("do not do it again; status shows it".to_owned()),
                ..failure
            },
            _ => failure,
        }
    }

    /// Gathers the figures over all incidents with a session of its own, on any thread.
    pub fn gatherer(&self) -> Result<tui::Gather, Failure> {
        let (path, role) = (self.paths()?.journal(), self.shared.role.clone());
        Ok(Arc::new(move || {
            let mut session = session_on(&path, &role).map_err(|error| error.to_string())?;
            samples(&mut session).map_err(|error| error.to_string())
        }))
    }

    /// Lists all incidents with a session of its own, on any thread.
    pub fn lister(&self) -> Result<tui::ListAll, Failure> {
        let (path, role) = (self.paths()?.journal(), self.shared.role.clone());
        Ok(Arc::new(move || {
            let mut session = session_on(&path, &role).map_err(|error| error.to_string())?;
            history(&mut session).map_err(|error| error.to_string())
        }))
    }

    /// Reads the operator's drills with a session of its own, on any thread.
    pub fn drill_reader(&self) -> Result<tui::ReadHistory, Failure> {
        let (path, role) = (self.paths()?.journal(), self.shared.role.clone());
        Ok(Arc::new(move || {
            let mut session = session_on(&path, &role).map_err(|error| error.to_string())?;
            read_history(&mut session).map_err(|error| error.to_string())
        }))
    }

    /// Whose commands may be run from here.
    pub fn trust(&self) -> Result<Trust, Failure> {
        let own = self.paths()?.runbooks();
        let own = own.is_dir().then_some(own).into_iter();
        let file = self.paths()?.trusted();
        let told = crate::run::trust::trusted(&file).map_err(|error| {
            Failure::new(Exit::Config, format!("{}: {error}", file.display()))
                .hint("mend it, or move it away: nothing in it is trusted then")
        })?;
        Ok(Trust {
            folders: own
                .chain(self.settings()?.runbooks.iter().cloned())
                .collect(),
            told,
        })
    }

    /// The same for as long as the screen is open: trust may be given in another terminal.
    pub fn trust_reader(&self) -> Result<IsTrusted, Failure> {
        let (trust, file) = (self.trust()?, self.paths()?.trusted());
        let told = move |sha256: &str| {
            let told = crate::run::trust::trusted(&file);
            told.is_ok_and(|told| told.contains(sha256))
        };
        Ok(Box::new(move |id, sha256| {
            trust.holds(id, sha256) || told(sha256)
        }))
    }

    /// The scenarios. What is wrong with their files is told on stderr.
    pub fn scenarios(&mut self) -> Result<Scenarios, Failure> {
        let folders = self.runbook_folders()?;
        let scenarios = Scenarios::load(self.library()?, &folders);
        for diagnostic in &scenarios.diagnostics {
            super::output::remark(&format!("runsheet: {diagnostic}"));
        }
        Ok(scenarios)
    }

    /// The drill that a key, an id or `last` names.
    pub fn drill(&mut self, name: &str) -> Result<(Head, Drill), Failure> {
        let (head, incident) = self.incident(name)?;
        let mode = incident.state().mode();
        Drill::of(incident)
            .map(|drill| (head, drill))
            .ok_or_else(|| {
                let key = key_of(head);
                let what = match mode {
                    Mode::Drill => format!("the script of {key} cannot be read"),
                    other => format!("{key} is no drill: its mode is {}", other.word()),
                };
                Failure::new(Exit::Failed, what).hint("incidents --mode drill lists them")
            })
    }

    /// The drill that this command acted on, and how much of it was known before.
    pub fn watched(&mut self) -> Option<(IncidentId, usize, usize)> {
        self.watched.take()
    }

    /// The incident that a key, an id or `last` names, as it stands now.
    pub fn incident(&mut self, name: &str) -> Result<(Head, &Incident), Failure> {
        let session = self.session()?;
        let head = session.find(name)?;
        let drill = Drill::of(session.load(head.id)?);
        if let Some(drill) = drill {
            let known = (head.id, drill.play.seen.len(), drill.play.played.len());
            self.watched.get_or_insert(known);
            let session = self.session()?;
            // What came due before this command stands before it. A journal that cannot be
            // written to can still be read.
            if !session.journal().is_read_only() {
                act::tick(session, head.id)?;
            }
        }
        let session = self.session()?;
        session.load(head.id)?;
        self.tell_lost(head)?;
        let session = self.session()?;
        if let Some(what) = session.broken_chain(head.id) {
            let key = key_of(head);
            super::output::remark(&format!(
                "runsheet: {key} is not as it was recorded: {what}\n  doctor tells more; what is shown is what stands there now"
            ));
        }
        let incident = session.load(head.id)?;
        Ok((head, incident))
    }

    /// Records what was sent by a process of this journal that is gone, and says so.
    fn tell_lost(&mut self, head: Head) -> Result<(), Failure> {
        let folder = self.paths()?.runs();
        let session = self.session()?;
        let runs = session
            .incident(head.id)
            .map(|known| known.state().running().count());
        if runs.unwrap_or_default() == 0 || session.journal().is_read_only() {
            return Ok(());
        }
        let lost = record_lost(session, head.id, &folder);
        for run in lost.map_err(super::run_refused::refused)? {
            let (text, target) = (run.text.unwrap_or_default(), run.target.unwrap_or_default());
            super::output::remark(&format!(
                "runsheet: \"{text}\" on {target} is lost: its process is gone, and it may have run"
            ));
        }
        Ok(())
    }

    /// The session that was opened before.
    pub fn opened(&self) -> Result<&Session, Failure> {
        let session = self.session.as_ref();
        session.ok_or_else(|| Failure::new(Exit::Journal, "the journal is not open"))
    }

    /// An incident that was loaded before.
    pub fn loaded(&self, id: IncidentId) -> Result<&Incident, Failure> {
        let session = self.session.as_ref();
        session
            .and_then(|session| session.incident(id))
            .ok_or_else(|| Failure::new(Exit::Failed, "the incident is not loaded"))
    }

    /// How a command is given: at the time of `--at`, if there is one.
    pub fn submit_options(&self, at: Option<&str>) -> Result<SubmitOptions, Failure> {
        let at = at.map(|text| self.past(text)).transpose()?;
        Ok(SubmitOptions {
            at,
            auto_start: false,
        })
    }

    /// A time that has passed.
    pub fn past(&self, text: &str) -> Result<Reported, Failure> {
        read_time(text, |text| when::past(text, self.typed_at()))
    }

    /// A date, its local midnight, or a time that has passed.
    pub fn since(&self, text: &str) -> Result<Timestamp, Failure> {
        read_time(text, |text| when::date_or_past(text, self.now()))
    }

    /// The time of an option such as `--due`, which lies ahead.
    pub fn due(&self, text: Option<&str>) -> Result<Option<Timestamp>, Failure> {
        let read = |text: &str| when::future(text, self.typed_at());
        text.map(|text| read_time(text, read)).transpose()
    }

    /// When and by what a document is written.
    pub fn stamp(&self) -> Stamp {
        Stamp {
            exported_at: self.now(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// The text of a runbook that was attached, for documents.
    pub fn text(&self, sha256: &str) -> Option<String> {
        let session = self.session.as_ref()?;
        session.text(sha256).ok()?.map(|text| text.to_string())
    }
}

/// Whose commands may be run from here: the program's own runbooks, those of the data folder,
/// those of folders that the settings name, and texts that the operator trusted. What was given
/// for one call, imported or received is not among them.
pub struct Trust {
    folders: Vec<PathBuf>,
    told: BTreeSet<String>,
}

impl Trust {
    /// Whether the text of a runbook, by its hash, is trusted. Files are looked into only where
    /// that does not say.
    pub fn holds(&self, id: &RunbookId, sha256: &str) -> bool {
        // One of ours may stand in the place of an embedded one, which is trusted all the same.
        self.told.contains(sha256)
            || crate::library::shipped_hashes().any(|shipped| shipped == sha256)
            || holds_text(&self.folders, id, sha256)
    }
}

/// The masks with the operator's own, or what is wrong with those.
fn own_masks(settings: &Settings) -> Result<Masks, String> {
    if let Some(wrong) = &settings.masks_wrong {
        // The defaults of other settings hold; for masks there are none.
        let what = wrong.brief();
        return Err(what.trim_end_matches("; the defaults hold").to_owned());
    }
    let rules = settings.masks.iter();
    let rules = rules.map(|mask| (mask.kind.clone(), mask.pattern.clone()));
    Masks::with_rules(rules)
}

/// Reads a time. In the night when clocks change it may mean two: then a person at a terminal
/// is asked which, and anybody else is told both.
fn read_time<T>(text: &str, read: impl Fn(&str) -> Result<T, BadTime>) -> Result<T, Failure> {
    let bad = match read(text) {
        Ok(time) => return Ok(time),
        Err(bad) => bad,
    };
    let is_asked = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let Some([first, second]) = bad.choices().filter(|_| is_asked) else {
        return Err(bad.into());
    };
    super::output::remark(&format!("{bad}\n  1  {first}\n  2  {second}\nwhich? "));
    let mut line = String::new();
    let _ = std::io::stdin().read_line(&mut line);
    match line.trim() {
        "1" => Ok(read(first)?),
        "2" => Ok(read(second)?),
        _ => Err(bad.into()),
    }
}

/// Makes a runbook of a text kept in the journal.
pub fn read_runbook(text: &str) -> Result<Arc<Runbook>, String> {
    match read_kept(text) {
        Ok(book) => Ok(book.runbook),
        Err(diagnostics) => Err(in_words(&diagnostics)),
    }
}

fn in_words(diagnostics: &[Diagnostic]) -> String {
    let words: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    words.join("; ")
}

/// The local key of an incident.
pub fn key_of(head: Head) -> String {
    head.key()
}

/// The step that an id or a number names: `A2.1`, or with `RUNBOOK/` before it, where two
/// runbooks are attached.
pub fn find_step(state: &State, name: &str) -> Result<StepRef, Failure> {
    let (runbook, step) = match name.split_once('/') {
        Some((runbook, step)) => (Some(runbook), step),
        None => (None, name),
    };
    let found: Vec<StepRef> = state
        .runbooks
        .iter()
        .filter(|a| match runbook {
            Some(id) => a.id.as_str() == id,
            None => a.set_aside.is_none(),
        })
        .filter_map(|a| Some((&a.id, a.runbook.as_ref()?)))
        .flat_map(|(id, runbook)| runbook.steps().map(move |(_, s)| (id, s)))
        .filter_map(|(id, s)| {
            let at = StepRef {
                runbook: id.clone(),
                step: s.id.clone(),
            };
            let numbered = state.number_of(&at).eq_ignore_ascii_case(step);
            (numbered || s.id.as_str() == step || s.number == step).then_some(at)
        })
        .collect();
    match &found[..] {
        [one] => Ok(one.clone()),
        [] => {
            let known = state.steps_in_use().map(|(_, s)| s.id.as_str());
            let hint = match crate::library::nearest(step, known) {
                Some(near) => format!("did you mean {near}? status shows the steps"),
                None => "status shows the steps and their numbers".to_owned(),
            };
            let what = format!("{} has no step \"{name}\"", state.key());
            Err(Failure::new(Exit::NoInput, what).hint(hint))
        }
        many => {
            let names: Vec<String> = many.iter().map(|at| state.number_of(at)).collect();
            let what = format!("\"{name}\" names {} steps", many.len());
            Err(Failure::usage(what).hint(format!("write {}", names.join(" or "))))
        }
    }
}

/// The event that an id, or its last six or more characters, names.
pub fn find_event(incident: &Incident, name: &str) -> Result<EventId, Failure> {
    let wanted = name.to_lowercase();
    let found: Vec<EventId> = incident
        .log()
        .map(|(recorded, _)| recorded.id)
        .filter(|id| {
            let id = id.to_string();
            id == wanted || wanted.len() >= 6 && id.ends_with(&wanted)
        })
        .collect();
    match found[..] {
        [one] => Ok(one),
        [] => {
            let what = format!("there is no event \"{name}\" in {}", incident.state().key());
            Err(Failure::new(Exit::NoInput, what)
                .hint("give an id, or its last six or more characters; export shows them"))
        }
        _ => Err(Failure::usage(format!("\"{name}\" names several events"))
            .hint("give more characters of its end")),
    }
}

/// Text from the command line, or from stdin if there is none.
pub fn text_or_stdin(text: Option<String>) -> Result<String, Failure> {
    if let Some(text) = text {
        return Ok(text);
    }
    if std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        return Err(
            Failure::usage("there is no text").hint("give it as the last word, or through a pipe")
        );
    }
    files::read_up_to(std::io::stdin(), TEXT_BYTES)
        .and_then(files::text)
        .map_err(|error| Failure::input("stdin", &error))
}

/// A session on the journal in this file.
fn session_on(path: &Path, role: &str) -> Result<Session, JournalError> {
    let journal = SqliteJournal::open(path, || ReplicaId(Uuid::now_v7()))?;
    Ok(session_with(journal, Box::new(SystemClock), role))
}

/// A session on a journal.
pub fn session_with(
    journal: impl Journal + Send + 'static,
    clock: Box<dyn Clock + Send>,
    role: &str,
) -> Session {
    let who = Who {
        actor: actor_name().into(),
        role: role.into(),
    };
    let mut session = Session::new(
        Box::new(journal),
        clock,
        Box::new(Uuid::now_v7),
        Box::new(read_runbook),
        who,
    );
    session.read_scenarios_with(Box::new(|text| {
        read_kept_scenario(text).map_err(|found| in_words(&found))
    }));
    session
}
