//! A pane of tmux in which the operator is signed in: consoles, bastions, and everything else that
//! only a person can reach. Its prompt has to show the host that is meant; whatever is asked
//! there the operator answers there.

use std::ffi::{OsStr, OsString};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::OFlags;
use tempfile::TempDir;

use super::Stopped;
use super::prompt::{Device, DeviceScreen, Got, Key, Line, Prompt, Speech, has_more, is_same_host};
use super::warden::Warden;

/// What is asked of each pane.
const ASKED: &str = "#{pane_id}\t#{session_name}:#{window_index}.#{pane_index}\t#{cursor_y}\t#{?pane_dead,1,0}#{?pane_in_mode,1,0}#{?pane_pipe,1,0}#{?pane_synchronized,1,0}\t#{pane_current_command}";
/// So often it is asked whether a silent pane is still there.
const LIVES: Duration = Duration::from_secs(1);

/// A tmux server, by what stands before everything else on its command line, such as `-L NAME`.
#[derive(Debug, Clone, Default)]
pub struct TmuxServer(pub Vec<OsString>);

/// A pane as it stands in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TmuxPane {
    /// Its name for tmux, such as `%3`.
    pub id: String,
    /// Its place, such as `work:1.0`.
    pub place: String,
    /// The program in it.
    pub program: String,
    /// The line with its cursor.
    pub line: String,
    /// Why nothing can be typed there.
    pub unfit: Option<&'static str>,
}

impl TmuxServer {
    fn command(&self) -> Command {
        let mut command = Command::new("tmux");
        command.args(&self.0).stdin(Stdio::null());
        command
    }

    fn ask<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Result<String, String> {
        let said = self.command().args(words).output();
        let said = said.map_err(|error| format!("tmux could not be started: {error}"))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match said.status.success() {
            true => Ok(text(&said.stdout)),
            false => Err(format!("tmux: {}", text(&said.stderr).trim())),
        }
    }

    /// All panes, in tmux's own order.
    pub fn panes(&self) -> Result<Vec<TmuxPane>, String> {
        let list = self.ask(["list-panes", "-a", "-F", ASKED])?;
        Ok(list.lines().filter_map(|row| self.listed(row)).collect())
    }

    fn pane(&self, pane: &str) -> Result<TmuxPane, String> {
        let row = self.ask(["display-message", "-p", "-t", pane, ASKED])?;
        let found = self.listed(row.trim_end_matches('\n'));
        found.ok_or_else(|| format!("there is no pane {pane}"))
    }

    fn listed(&self, row: &str) -> Option<TmuxPane> {
        let [id, place, cursor, flags, program] = row.split('\t').collect::<Vec<_>>()[..] else {
            return None;
        };
        let cursor: usize = cursor.parse().ok()?;
        let shown = self.ask(["capture-pane", "-p", "-t", id]).ok()?;
        let is_own = std::env::var("TMUX_PANE").is_ok_and(|own| own == id);
        let unfit = match flags.as_bytes() {
            _ if is_own => Some("it is this one"),
            [b'1', ..] => Some("its program has ended"),
            [_, b'1', ..] => Some("it is being read back: leave that mode first"),
            [_, _, b'1', _] => Some("its output is piped elsewhere already"),
            [_, _, _, b'1'] => Some("what is typed there is typed into other panes too"),
            _ => None,
        };
        Some(TmuxPane {
            id: id.to_owned(),
            place: place.to_owned(),
            program: program.to_owned(),
            line: shown.lines().nth(cursor).unwrap_or_default().to_owned(),
            unfit,
        })
    }

    /// The pane whose prompt shows this host, of those in which something can be typed.
    pub fn of_host(&self, speech: &Speech, host: &str) -> Result<Vec<TmuxPane>, String> {
        let mut panes = self.panes()?;
        panes.retain(|pane| pane.unfit.is_none() && at(speech, host, &pane.line).is_ok());
        Ok(panes)
    }

    /// A way through a pane to a host. Refused unless its prompt shows that host.
    pub fn open(&self, pane: &str, speech: &'static Speech, host: &str) -> Result<Device, String> {
        let listed = self.pane(pane)?;
        if let Some(unfit) = listed.unfit {
            return Err(format!("nothing is typed into pane {pane}: {unfit}"));
        }
        let prompt = at(speech, host, &listed.line)
            .map_err(|what| format!("nothing is typed into pane {pane}: {what}"))?;
        let line = Pane::open(self.clone(), listed.id).map_err(|error| error.to_string())?;
        Ok(Device::signed_in(speech, line, prompt))
    }
}

/// The prompt in a line, if it is that of this host.
fn at(speech: &Speech, host: &str, line: &str) -> Result<Prompt, String> {
    let Some(prompt) = speech.prompt(line) else {
        return Err(format!(
            "\"{}\" is no prompt of {}",
            line.trim(),
            speech.kind
        ));
    };
    match prompt.host.as_deref() {
        Some(seen) if is_same_host(seen, host) => Ok(prompt),
        Some(seen) => Err(format!("its prompt is that of {seen}, not of {host}")),
        None => Err(format!("its prompt does not show that it is {host}")),
    }
}

/// A pane whose output comes through a pipe of ours as long as this lives.
struct Pane {
    tmux: TmuxServer,
    id: String,
    output: OwnedFd,
    screen: DeviceScreen,
    lives: Instant,
    // In this order: the pipe is taken off, then its folder goes.
    _warden: Warden,
    _folder: TempDir,
}

impl Pane {
    fn open(tmux: TmuxServer, id: String) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("rs-").tempdir()?;
        let pipe = folder.path().join("p");
        let made = Command::new("mkfifo")
            .args(["-m", "600"])
            .arg(&pipe)
            .status()?;
        if !made.success() {
            return Err(io::Error::other("no pipe could be made for the pane"));
        }
        // For both ends, so that there is always one who writes, and no end of file.
        let output = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(OFlags::NONBLOCK.bits() as i32)
            .open(&pipe)?;
        let failed = |what: String| io::Error::other(what);
        let shown = pipe.display().to_string();
        let quoted = shown.replace('\'', "'\\''");
        let cat = format!("exec cat >'{quoted}'").replace('#', "##");
        tmux.ask(["pipe-pane", "-t", &id, &cat]).map_err(failed)?;
        let mut off = tmux.command();
        off.args(["pipe-pane", "-t", &id]);
        let words = [folder.path().as_os_str(), off.get_program()];
        let words = words.into_iter().chain(off.get_args());
        let text = "folder=$1; shift; \"$@\"; rm -f \"$folder/p\"; rmdir \"$folder\"";
        let warden = Warden::new(text, words)?;
        Ok(Self {
            tmux,
            id,
            output: output.into(),
            screen: DeviceScreen::default(),
            lives: Instant::now(),
            _warden: warden,
            _folder: folder,
        })
    }

    fn press(&self, word: &str) -> io::Result<()> {
        let sent = self.tmux.ask(["send-keys", "-t", &self.id, word]);
        sent.map(drop).map_err(io::Error::other)
    }
}

impl Line for Pane {
    /// By standard input: nothing that is typed is in a list of processes.
    fn text(&mut self, text: &str) -> io::Result<()> {
        let name = format!("runsheet-{}", std::process::id());
        let mut load = self.tmux.command();
        load.args(["load-buffer", "-b", &name, "-"]);
        load.stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = load.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(text.as_bytes())?;
        }
        if !child.wait()?.success() {
            return Err(io::Error::other("tmux did not take the text"));
        }
        let words = ["paste-buffer", "-d", "-r", "-b", &name, "-t", &self.id];
        self.tmux.ask(words).map(drop).map_err(io::Error::other)
    }

    fn key(&mut self, key: Key) -> io::Result<()> {
        self.press(match key {
            Key::Enter => "Enter",
            Key::Space => "Space",
            Key::Interrupt => "C-c",
            Key::Erase => "C-u",
        })
    }

    fn read(&mut self, wait: Duration, stop: &Stopped) -> Got {
        let until = Instant::now() + wait;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if has_more(&self.output, left.min(LIVES), stop) {
                break;
            }
            if stop.is_set() {
                return Got::Stopped;
            }
            if self.lives.elapsed() >= LIVES {
                self.lives = Instant::now();
                match self.tmux.pane(&self.id) {
                    Ok(pane) if pane.unfit != Some("its program has ended") => {}
                    _ => return Got::Closed,
                }
            }
            if Instant::now() >= until {
                return Got::Nothing;
            }
        }
        let mut buffer = [0; 16 * 1024];
        match rustix::io::read(&self.output, &mut buffer) {
            Ok(count) => Got::Lines(self.screen.take(&buffer[..count])),
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => Got::Lines(Vec::new()),
            Err(_) => Got::Closed,
        }
    }

    fn screen(&mut self) -> &mut DeviceScreen {
        &mut self.screen
    }

    fn cursor_line(&self) -> Option<String> {
        self.tmux.pane(&self.id).ok().map(|pane| pane.line)
    }
}
