//! A terminal as an operator has one: a pseudo-terminal with an emulator behind it.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{
    Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system,
};

use rustix::fs::{Mode, OFlags};
use rustix::termios::{OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

use crate::home::Home;

/// Ends a test that hangs. Nothing is expected to take this long.
const DEADLINE: Duration = Duration::from_secs(30);

/// What came out of the program so far.
struct Seen {
    emulator: vt100::Parser,
    raw: Vec<u8>,
    /// Nothing more is to be read.
    over: bool,
}

type Keys = Arc<Mutex<Option<Box<dyn Write + Send>>>>;

/// A terminal with a program in it.
pub struct Terminal {
    master: Option<Box<dyn MasterPty + Send>>,
    /// Held open, so that the settings of the terminal outlive the program.
    _slave: Box<dyn SlavePty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Keys,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    reader: Option<JoinHandle<()>>,
    /// The settings of the terminal before the program started.
    pub before: String,
}

/// The program with arguments, in the folder and the environment of a home.
pub fn program(home: &Home, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(crate::program());
    command.args(arguments);
    at_home(&mut command, home);
    command
}

/// Nothing of the machine's environment reaches the program.
pub fn at_home(command: &mut CommandBuilder, home: &Home) {
    command.env_clear();
    command.env("HOME", home.path(""));
    command.env("TZ", "UTC");
    command.env("LANG", "C.UTF-8");
    command.env("TERM", "xterm-256color");
    command.env("RUNSHEET_DATA_DIR", home.data());
    command.env("RUNSHEET_CONFIG_DIR", home.path("config"));
    command.env("RUNSHEET_ACTOR", "ana");
    command.cwd(home.path(""));
}

impl Terminal {
    /// The program on a screen of 80 by 24.
    pub fn open(home: &Home, arguments: &[&str]) -> Self {
        Self::run(program(home, arguments))
    }

    /// A command on a screen of 80 by 24.
    pub fn run(command: CommandBuilder) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let before = settings(&*pair.master);
        let reader = pair.master.try_clone_reader().unwrap();
        let keys: Keys = Arc::new(Mutex::new(Some(pair.master.take_writer().unwrap())));
        let seen = Arc::new((
            Mutex::new(Seen {
                emulator: vt100::Parser::default(),
                raw: Vec::new(),
                over: false,
            }),
            Condvar::new(),
        ));
        let child = pair.slave.spawn_command(command).unwrap();
        let reader = std::thread::spawn({
            let (keys, seen) = (keys.clone(), seen.clone());
            move || read(reader, &keys, &seen)
        });
        Self {
            master: Some(pair.master),
            _slave: pair.slave,
            child,
            keys,
            seen,
            reader: Some(reader),
            before,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.0.lock().unwrap()
    }

    /// What stands on the screen.
    pub fn text(&self) -> String {
        self.seen().emulator.screen().contents()
    }

    /// The row that the cursor is in.
    pub fn cursor_row(&self) -> String {
        let seen = self.seen();
        let screen = seen.emulator.screen();
        let (row, _) = screen.cursor_position();
        let text = screen.rows(0, 80).nth(usize::from(row));
        text.unwrap_or_default()
    }

    /// Everything that the program has written.
    pub fn printed(&self) -> String {
        String::from_utf8_lossy(&self.seen().raw).into_owned()
    }

    /// Whether the program has written this, drawn or not.
    pub fn has_printed(&self, text: &str) -> bool {
        contains(&self.seen().raw, text.as_bytes())
    }

    /// The program has written the one before the other.
    pub fn has_printed_before(&self, one: &str, other: &str) -> bool {
        let seen = self.seen();
        let at = |text: &str| {
            let mut parts = seen.raw.windows(text.len());
            parts.position(|part| part == text.as_bytes())
        };
        matches!((at(one), at(other)), (Some(one), Some(other)) if one < other)
    }

    /// Types keys, one by one. What comes faster than from fingers is taken as pasted, so
    /// this pace is part of what is typed.
    pub fn keys(&self, keys: impl AsRef<str>) -> &Self {
        let keys = keys.as_ref();
        // A key of several bytes begins with ESC.
        if keys.starts_with('\u{1b}') {
            return self.at_once(keys);
        }
        for (number, letter) in keys.chars().enumerate() {
            if number > 0 {
                std::thread::sleep(Duration::from_millis(15));
            }
            self.at_once(letter.to_string());
        }
        self
    }

    /// Sends bytes at once.
    pub fn at_once(&self, keys: impl AsRef<[u8]>) -> &Self {
        let mut writer = self.keys.lock().unwrap();
        let writer = writer.as_mut().expect("the terminal is open");
        writer.write_all(keys.as_ref()).unwrap();
        writer.flush().unwrap();
        self
    }

    /// Waits until the screen satisfies something, and gives what that yields.
    #[track_caller]
    pub fn until<T>(&self, what: &str, is_so: impl Fn(&str) -> Option<T>) -> T {
        self.until_screen(what, |screen| is_so(&screen.contents()))
    }

    #[track_caller]
    fn until_screen<T>(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> Option<T>) -> T {
        let by = Instant::now() + DEADLINE;
        let mut seen = self.seen();
        loop {
            let screen = seen.emulator.screen();
            if let Some(found) = is_so(screen) {
                return found;
            }
            let left = by.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.over {
                let (row, column) = screen.cursor_position();
                let text = screen.contents();
                // The reader goes on with what it holds.
                drop(seen);
                panic!("no {what}; the cursor is at {row}, {column} in\n{text}\n");
            }
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub fn sees(&self, text: &str) -> &Self {
        self.until(&format!("\"{text}\""), |screen| {
            screen.contains(text).then_some(())
        });
        self
    }

    /// Waits until the screen shows a text no longer.
    #[track_caller]
    pub fn sees_no(&self, text: &str) -> &Self {
        self.until(&format!("screen without \"{text}\""), |screen| {
            (!screen.contains(text)).then_some(())
        });
        self
    }

    /// Waits until the row with the cursor satisfies something.
    #[track_caller]
    pub fn until_cursor(&self, what: &str, is_so: impl Fn(&str) -> bool) {
        self.until_screen(what, |screen| {
            let (row, _) = screen.cursor_position();
            let text = screen.rows(0, 80).nth(usize::from(row))?;
            is_so(&text).then_some(())
        });
    }

    /// The process of the program.
    pub fn process(&self) -> rustix::process::Pid {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        rustix::process::Pid::from_raw(id).unwrap()
    }

    /// Sends a signal to the process that has the terminal: the program, if a shell has
    /// started it.
    pub fn signal_in_front(&self, signal: rustix::process::Signal) {
        let master = self.master.as_ref().expect("the terminal is open");
        let front = master.process_group_leader().unwrap();
        let front = rustix::process::Pid::from_raw(front).unwrap();
        rustix::process::kill_process(front, signal).unwrap();
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.process(), signal).unwrap();
    }

    /// Ends the program as a loss of power to it would.
    pub fn kill(&mut self) {
        self.signal(rustix::process::Signal::KILL);
        self.child.wait().unwrap();
    }

    /// Waits until the program has ended by itself.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        self.ended_within(DEADLINE)
    }

    /// Waits until the program has ended by itself, but no longer than this.
    #[track_caller]
    pub fn ended_within(&mut self, limit: Duration) -> ExitStatus {
        let by = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            if Instant::now() > by {
                let text = self.text();
                self.kill();
                panic!("it has not ended after {limit:?}:\n{text}");
            }
            // There is no event to wait for when a process ends; this is a look, not a wait.
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// The settings of the terminal as they are now.
    pub fn settings(&self) -> String {
        settings(&**self.master.as_ref().expect("the terminal is open"))
    }

    /// The settings are those that were there before the program started.
    #[track_caller]
    pub fn settings_are_back(&self) {
        assert_eq!(self.settings(), self.before);
    }

    /// The modes that were turned on and not off again. The cursor counts as one that is
    /// on as long as it is hidden.
    pub fn modes_left_on(&self) -> Vec<String> {
        modes_left_on(&self.seen().raw)
    }

    /// Waits until just these modes are on.
    #[track_caller]
    pub fn until_modes(&self, wanted: &[&str]) {
        let by = Instant::now() + DEADLINE;
        let mut seen = self.seen();
        loop {
            let on = modes_left_on(&seen.raw);
            let left = by.saturating_duration_since(Instant::now());
            if on == wanted {
                return;
            }
            assert!(!left.is_zero(), "{on:?} are on, not {wanted:?}");
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until the program has written this.
    #[track_caller]
    pub fn prints(&self, text: &str) -> &Self {
        let by = Instant::now() + DEADLINE;
        let mut seen = self.seen();
        while !contains(&seen.raw, text.as_bytes()) {
            let left = by.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{text:?} was never written");
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
        drop(seen);
        self
    }

    /// Waits until everything that the program has written has come through.
    pub fn drain(&self) {
        // What is written to the terminal comes out behind everything that was before it.
        const END: &str = "\u{1b}]0;drained\u{7}";
        let tty = self.master.as_ref().and_then(|master| master.tty_name());
        let mut tty = std::fs::OpenOptions::new()
            .write(true)
            .custom_flags(rustix::fs::OFlags::NOCTTY.bits().cast_signed())
            .open(tty.unwrap())
            .unwrap();
        // It may have been drained before.
        let before = self.seen().raw.len();
        tty.write_all(END.as_bytes()).unwrap();
        let by = Instant::now() + DEADLINE;
        let mut seen = self.seen();
        while !contains(&seen.raw[before..], END.as_bytes()) {
            let left = by.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the end of the output never came");
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Lets nothing more out of the terminal, until it takes nothing more in.
    pub fn stop_reading(&mut self) {
        self.let_go();
        // Each of these is a frame; a terminal holds back a few dozen of them.
        for _ in 0..1_000 {
            self.at_once("\u{1b}[B\u{1b}[A");
        }
    }

    fn let_go(&mut self) {
        self.seen().over = true;
        // Any key redraws, and the reader lets go of the terminal.
        self.keys("j");
        self.reader.take().unwrap().join().unwrap();
    }

    /// Takes the terminal away: the window is closed, the connection is gone.
    pub fn hang_up(&mut self) {
        self.let_go();
        let mut keys = self.keys.lock().unwrap();
        // The library's writer types an Enter and the sign for the end of input when it is
        // dropped, unless there is no such sign: a program that is quick takes the Enter for
        // the operator's.
        let name = self.master.as_ref().and_then(|master| master.tty_name());
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        let tty = rustix::fs::open(name.expect("a name"), flags, Mode::empty()).unwrap();
        let mut settings = tcgetattr(&tty).unwrap();
        settings.special_codes[SpecialCodeIndex::VEOF] = 0;
        tcsetattr(&tty, OptionalActions::Now, &settings).unwrap();
        drop((keys.take(), self.master.take()));
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves no program behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("a terminal's settings"))
}

/// What the terminal answers at once: that it can tell keys apart, is light and marks
/// pastes, and what every one answers.
const ANSWERS: [(&[u8], &str); 4] = [
    (b"\x1b[?u", "\x1b[?0u"),
    (b"\x1b]11;?\x1b\\", "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"),
    (b"\x1b[?2004$p", "\x1b[?2004;1$y"),
    (b"\x1b[c", "\x1b[?62;22c"),
];

/// Reads what the program writes, and answers what it asks.
fn read(mut from: Box<dyn Read + Send>, keys: &Keys, seen: &(Mutex<Seen>, Condvar)) {
    let mut buffer = [0; 64 * 1024];
    loop {
        let count = from.read(&mut buffer).unwrap_or(0);
        let mut now = seen.0.lock().unwrap();
        let before = now.raw.len();
        now.raw.extend_from_slice(&buffer[..count]);
        now.emulator.process(&buffer[..count]);
        let mut answers = String::new();
        for (question, answer) in ANSWERS {
            let from = before.saturating_sub(question.len() - 1);
            let asked = now.raw[from..].windows(question.len());
            let asked = asked.filter(|window| window == &question).count();
            answers.push_str(&answer.repeat(asked));
        }
        let over = now.over || count == 0;
        now.over = over;
        seen.1.notify_all();
        drop(now);
        if over {
            return;
        }
        if let Some(writer) = keys.lock().unwrap().as_mut() {
            let _ = writer.write_all(answers.as_bytes());
        }
    }
}

/// Whether bytes hold others.
pub fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

fn modes_left_on(raw: &[u8]) -> Vec<String> {
    let mut modes: BTreeMap<String, bool> = BTreeMap::new();
    let text = String::from_utf8_lossy(raw);
    for part in text.split("\u{1b}[").skip(1) {
        let Some(end) = part.find(|c: char| c.is_ascii_alphabetic()) else {
            continue;
        };
        let (numbers, act) = (&part[..end], &part[end..=end]);
        match (numbers.strip_prefix('?'), act) {
            (Some(numbers), "h" | "l") => {
                for number in numbers.split(';') {
                    // The cursor is there unless it is hidden.
                    let on = (act == "h") != (number == "25");
                    modes.insert(number.to_owned(), on);
                }
            }
            // The keyboard modes are pushed and popped.
            (None, "u") if numbers.starts_with(['>', '<', '=']) => {
                modes.insert("keyboard".to_owned(), !numbers.starts_with('<'));
            }
            // So is the window's title.
            (None, "t") if numbers == "22;0" || numbers == "23;0" => {
                modes.insert("title".to_owned(), numbers == "22;0");
            }
            _ => {}
        }
    }
    let left = modes.into_iter().filter(|(_, on)| *on);
    left.map(|(name, _)| name).collect()
}

#[test]
fn modes_are_counted() {
    let on = b"\x1b[?1049h\x1b[?25l\x1b[?2004;1000h\x1b[>1u";
    assert_eq!(
        modes_left_on(on),
        ["1000", "1049", "2004", "25", "keyboard"]
    );
    assert_eq!(modes_left_on(b"\x1b[22;0t"), ["title"]);
    let off = b"\x1b[22;0t\x1b[23;0t\x1b[?1049h\x1b[?25l\x1b[2J\x1b[?1049l\x1b[?25h";
    assert_eq!(modes_left_on(off), Vec::<String>::new());
}
