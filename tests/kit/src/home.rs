//! A home of its own for each test: no environment of the machine reaches the program.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A folder with a journal.
pub struct Home {
    folder: tempfile::TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub struct Reply {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Home {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub fn command(&self) -> Command {
        self.program(crate::program())
    }

    /// Another program in this home.
    pub fn program(&self, name: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(name);
        command
            .env_clear()
            .env("HOME", self.folder.path())
            .env("TZ", "UTC")
            .env("RUNSHEET_DATA_DIR", self.data())
            .env("RUNSHEET_CONFIG_DIR", self.path("config"))
            .env("RUNSHEET_ACTOR", "ana")
            .current_dir(self.folder.path());
        command
    }

    /// Runs a command without input.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Reply {
        self.run_with(arguments, "")
    }

    /// Runs a command with input.
    pub fn run_with<S: AsRef<OsStr>>(&self, arguments: &[S], input: &str) -> Reply {
        reply(self.command().args(arguments), input)
    }

    /// Runs a command that must succeed, and gives what it prints.
    #[track_caller]
    pub fn ok<S: AsRef<OsStr> + std::fmt::Debug>(&self, arguments: &[S]) -> String {
        let reply = self.run(arguments);
        assert_eq!(reply.status, 0, "{arguments:?}: {reply:?}");
        reply.stdout
    }

    /// Runs a command that must succeed, and reads the JSON that it prints.
    #[track_caller]
    pub fn json<S: AsRef<OsStr> + std::fmt::Debug>(&self, arguments: &[S]) -> Value {
        let text = self.ok(arguments);
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {text}"))
    }

    /// Runs a line of words that must succeed; words with spaces stand in quotes.
    #[track_caller]
    pub fn line(&self, line: &str) -> String {
        self.ok(&words(line))
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

/// The words of a line, with '…' around those that hold spaces.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (place, part) in line.split('\'').enumerate() {
        match place % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

pub fn reply(command: &mut Command, input: &str) -> Reply {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends without reading its input closes the pipe; that is its right.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Reply {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}
