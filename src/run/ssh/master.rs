//! One connection to a box, which everything else goes over. Making it may take a dialogue: a host
//! key to look at, a passphrase, a one-time password. That is ssh's own, with the terminal lent to
//! it; where nobody sits there, it is refused instead.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::run::warden::Warden;

/// How long a sign-in may take.
const LOGIN: Duration = Duration::from_secs(90);
/// A control path of 108 bytes is refused by the system, and ssh adds to it while it makes one.
const LONGEST: usize = 80;

/// Whether somebody can be asked while the connection is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialogue {
    /// The terminal is lent to ssh.
    Terminal,
    /// Nobody is asked.
    Nobody,
}

/// A connection. It ends with this, or with our process.
#[derive(Debug)]
pub struct Master {
    alias: String,
    /// What stands before everything else on ssh's command line, such as `-F FILE`.
    options: Vec<OsString>,
    control: PathBuf,
    // In this order: the connection is ended first, and its folder goes last.
    warden: Option<Warden>,
    folder: TempDir,
}

impl Master {
    /// Connects. The error is what ssh said.
    pub fn connect(
        alias: &str,
        options: Vec<OsString>,
        dialogue: Dialogue,
    ) -> Result<Self, String> {
        let failed = |error: io::Error| format!("ssh could not be started: {error}");
        let folder = folder().map_err(failed)?;
        let mut master = Self {
            alias: alias.to_owned(),
            options,
            control: folder.path().join("c"),
            warden: None,
            folder,
        };
        master.warden = Some(master.warden().map_err(failed)?);
        master.sign_in(dialogue)?;
        Ok(master)
    }

    /// Ends the connection when we are gone.
    fn warden(&self) -> io::Result<Warden> {
        let mut exit = self.ssh();
        exit.args(["-O", "exit"]).arg(&self.alias);
        let words = [self.folder.path().as_os_str(), exit.get_program()];
        let words = words.into_iter().chain(exit.get_args());
        let text = "folder=$1; shift; \"$@\"; rm -f \"$folder/c\"; rmdir \"$folder\"";
        Warden::new(text, words)
    }

    /// The alias, which only ssh reads.
    pub fn alias(&self) -> &str {
        &self.alias
    }

    fn sign_in(&self, dialogue: Dialogue) -> Result<(), String> {
        let failed = |error: io::Error| format!("ssh could not be started: {error}");
        let mut command = self.ssh();
        command.args(["-M", "-N", "-f"]);
        for option in [
            "ControlPersist=yes",
            "ServerAliveInterval=5",
            "ServerAliveCountMax=3",
            "ConnectTimeout=20",
        ] {
            command.args(["-o", option]);
        }
        // A file and no pipe: what goes to the background keeps it open.
        let mut said = tempfile::tempfile().map_err(failed)?;
        match dialogue {
            Dialogue::Terminal => {
                command
                    .stdin(Stdio::inherit())
                    .stdout(Stdio::inherit())
                    .stderr(Stdio::inherit());
            }
            Dialogue::Nobody => {
                command.args(["-o", "BatchMode=yes"]);
                command.env("SSH_ASKPASS_REQUIRE", "never");
                command.stdin(Stdio::null()).stdout(Stdio::null());
                command.stderr(said.try_clone().map_err(failed)?);
            }
        }
        command.arg(&self.alias);
        let child = command.spawn().map_err(failed)?;
        match ended(child).map_err(failed)? {
            Some(status) if status.success() => self.check(),
            Some(status) => Err(last_line(&mut said).unwrap_or(format!("ssh ended with {status}"))),
            None => Err(format!("signing in took longer than {} s", LOGIN.as_secs())),
        }
    }

    /// Whether it stands.
    pub fn check(&self) -> Result<(), String> {
        let mut command = self.ssh();
        command.args(["-O", "check"]).arg(&self.alias);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(format!("the connection to {} is gone", self.alias)),
            Err(error) => Err(format!("ssh could not be started: {error}")),
        }
    }

    /// A command over it, which never connects by itself: without the connection its way there is
    /// a program that only fails.
    pub fn command(&self) -> Command {
        let mut command = self.over();
        command.arg("-T");
        command
    }

    /// A terminal over it, for a device that knows no single commands. Nothing that is typed there
    /// is for ssh itself.
    pub fn terminal(&self) -> Command {
        let mut command = self.over();
        command.args(["-tt", "-e", "none"]).arg(&self.alias);
        command
    }

    fn over(&self) -> Command {
        let mut command = self.ssh();
        for option in [
            "BatchMode=yes",
            "ControlMaster=no",
            "ProxyCommand=false",
            "ForwardX11=no",
            "PermitLocalCommand=no",
            // What ssh says of itself would be taken for what the box said.
            "LogLevel=ERROR",
        ] {
            command.args(["-o", option]);
        }
        command
    }

    /// ssh with the operator's settings, but for those that would do more than was asked.
    fn ssh(&self) -> Command {
        let mut command = Command::new("ssh");
        command.args(&self.options);
        let mut control = OsString::from("ControlPath=");
        control.push(&self.control);
        command.arg("-o").arg(control);
        command.args(["-o", "ClearAllForwardings=yes", "-o", "RemoteCommand=none"]);
        command
    }
}

/// A folder for the user alone, with a short name that says nothing, and that ssh reads as it
/// stands: it fills in `%` and `$`, and parts words.
fn folder() -> io::Result<TempDir> {
    let mut named = tempfile::Builder::new();
    named.prefix("rs-").rand_bytes(8);
    let folder = named.tempdir()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    let path = folder.path().as_os_str();
    match path.len() <= LONGEST && path.as_encoded_bytes().iter().all(|byte| is_plain(*byte)) {
        true => Ok(folder),
        false => named.tempdir_in("/tmp"),
    }
}

/// Waits for a program; `None` if it took too long and was ended.
fn ended(mut child: Child) -> io::Result<Option<ExitStatus>> {
    let until = Instant::now() + LOGIN;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= until {
            // Politely at first: it may have switched off the echo of the terminal.
            if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
                let _ = kill_process(pid, Signal::TERM);
            }
            std::thread::sleep(Duration::from_millis(500));
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn last_line(said: &mut File) -> Option<String> {
    let mut text = String::new();
    said.rewind().ok()?;
    said.take(64 * 1024).read_to_string(&mut text).ok()?;
    let mut lines = text.lines().rev().map(str::trim);
    lines.find(|line| !line.is_empty()).map(str::to_owned)
}

/// Where an alias leads, as ssh itself tells: `user@host`, with the port where it is another, and
/// the hosts that it is reached over.
pub fn address(alias: &str, options: &[OsString]) -> Option<String> {
    let mut command = Command::new("ssh");
    command
        .args(options)
        .args(["-G", alias])
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    let told = command.output().ok().filter(|told| told.status.success())?;
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    let of = |key: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(' ').map(str::to_owned))
    };
    let (user, host, port) = (of("user")?, of("hostname")?, of("port")?);
    let at = match port.as_str() {
        "22" => format!("{user}@{host}"),
        port => format!("{user}@{host}:{port}"),
    };
    Some(match of("proxyjump").filter(|jump| jump != "none") {
        Some(jump) => format!("{at} via {jump}"),
        None => at,
    })
}
