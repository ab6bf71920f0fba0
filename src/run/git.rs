//! The user's own `git`, for runbooks of others: fetched into a bare store that is thrown away,
//! read object by object. Nothing is checked out, so no link, hook or filter of theirs takes
//! effect here.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::paths::harmless_environment;

/// What git is told whatever its settings say.
const FIRM: [&str; 12] = [
    "protocol.ext.allow=never",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.symlinks=false",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "fetch.fsckObjects=true",
    "transfer.fsckObjects=true",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=30",
    "credential.interactive=false",
    "advice.detachedHead=false",
];
/// The ways that may be taken. `ext` runs a command, and what is not encrypted may be anybody's.
const WAYS: &str = "https:ssh:file";

/// Why an address is no source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It would be read as an option.
    #[error("an address does not begin with \"-\"")]
    Option,
    /// It holds what no address holds.
    #[error("an address holds no blanks and no control characters")]
    Characters,
    /// It names a way that runs commands.
    #[error("\"{0}::\" runs a program on this machine")]
    Helper(String),
    /// It is not encrypted, or unknown.
    #[error("\"{0}\" is no safe way: use https://, ssh:// or file://")]
    Way(String),
    /// It brings its password along.
    #[error("a password or token does not belong into an address: keep it with git")]
    Password,
}

/// An address that git may be given: `https://…`, `ssh://…`, `file:///…` or `user@host:path`.
pub fn check_address(address: &str) -> Result<(), BadAddress> {
    if address.starts_with('-') {
        return Err(BadAddress::Option);
    }
    if address.is_empty() || address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(BadAddress::Characters);
    }
    if let Some((helper, _)) = address.split_once("::") {
        // An IPv6 host in brackets has colons, too.
        if !helper.contains('[') {
            return Err(BadAddress::Helper(helper.to_owned()));
        }
    }
    let Some((way, rest)) = address.split_once("://") else {
        let (host, path) = address
            .split_once(':')
            .ok_or_else(|| BadAddress::Way(address.to_owned()))?;
        // `-oProxyCommand=…` as a host would be an option of ssh.
        let host = host.rsplit('@').next().unwrap_or(host);
        return match host.starts_with('-') || path.starts_with('-') || host.is_empty() {
            true => Err(BadAddress::Option),
            false => Ok(()),
        };
    };
    if !matches!(way, "https" | "ssh" | "file") {
        return Err(BadAddress::Way(format!("{way}://")));
    }
    let host = rest.split('/').next().unwrap_or_default();
    if let Some((user, host)) = host.rsplit_once('@') {
        if user.contains(':') || way == "https" {
            return Err(BadAddress::Password);
        }
        if host.starts_with('-') {
            return Err(BadAddress::Option);
        }
    }
    match host.starts_with('-') {
        true => Err(BadAddress::Option),
        false => Ok(()),
    }
}

/// Whether git is told of it by its address, and not as a folder.
pub fn is_address(text: &str) -> bool {
    text.contains("://") || text.contains("::") || text.starts_with('-') || {
        let host = text.split_once(':').map(|(host, _)| host);
        host.is_some_and(|host| host.contains('@') && !host.contains('/'))
    }
}

/// A file in a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeEntry {
    /// `100644` for a plain file, `120000` for a link, `160000` for another repository.
    pub mode: String,
    /// Its object.
    pub object: String,
    /// Its size in bytes; `None` where it is no file.
    pub bytes: Option<u64>,
    /// Its path.
    pub path: String,
}

/// A store for what is fetched; it goes when this does.
pub struct Fetched {
    folder: tempfile::TempDir,
    /// The commit that was fetched.
    pub commit: String,
}

impl Fetched {
    /// Fetches what a name means there: a branch, a tag, a commit, or `HEAD`.
    pub fn fetch(address: &str, name: &str) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("runsheet-git-").tempdir()?;
        git(folder.path(), ["init", "--quiet", "--bare", "."])?;
        let fetch = ["fetch", "--quiet", "--no-tags", "--", address, name];
        git(folder.path(), fetch)?;
        let commit = git(
            folder.path(),
            ["rev-parse", "--verify", "FETCH_HEAD^{commit}"],
        )?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        Ok(Self { folder, commit })
    }

    /// Whether an older commit is part of its history.
    pub fn holds(&self, older: &str) -> bool {
        let ask = ["merge-base", "--is-ancestor", older, &self.commit];
        git(self.folder.path(), ask).is_ok()
    }

    /// What the commit holds, below a folder if one is given.
    pub fn tree(&self, below: Option<&str>) -> io::Result<Vec<TreeEntry>> {
        let mut ask = vec!["ls-tree", "-r", "-z", "-l", "--full-tree", &self.commit];
        ask.extend(below.map(|_| "--"));
        ask.extend(below);
        let listed = git(self.folder.path(), ask)?;
        let text = String::from_utf8_lossy(&listed);
        Ok(text.split('\0').filter_map(entry).collect())
    }

    /// The bytes of a file.
    pub fn file(&self, object: &str) -> io::Result<Vec<u8>> {
        git(self.folder.path(), ["cat-file", "blob", object])
    }
}

fn entry(line: &str) -> Option<TreeEntry> {
    let (about, path) = line.split_once('\t')?;
    let mut about = about.split_whitespace();
    let (mode, _, object, bytes) = (about.next()?, about.next()?, about.next()?, about.next()?);
    Some(TreeEntry {
        mode: mode.to_owned(),
        object: object.to_owned(),
        bytes: bytes.parse().ok(),
        path: path.to_owned(),
    })
}

/// Runs git; its own words are the error.
fn git<S: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> io::Result<Vec<u8>> {
    let mut command = Command::new("git");
    command.env_clear().envs(harmless_environment());
    // Its keys are where the user keeps them.
    let agent = std::env::var_os("SSH_AUTH_SOCK");
    command.envs(agent.map(|value| ("SSH_AUTH_SOCK", value)));
    command
        .env("GIT_ALLOW_PROTOCOL", WAYS)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_DIR", PathBuf::from("."))
        .current_dir(folder)
        .stdin(Stdio::null());
    for setting in FIRM {
        command.args(["-c", setting]);
    }
    let done = command.args(arguments).output()?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let mut lines = said.lines().filter(|line| !line.trim().is_empty());
    let said = lines.next_back().unwrap_or("it said nothing").to_owned();
    Err(io::Error::other(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_would_run_something_is_none() {
        for good in [
            "https://git.example.com/books.git",
            "ssh://git@git.example.com/books",
            "git@git.example.com:team/books.git",
            "file:///srv/books",
            "ssh://git@[2001:db8::5]/books",
        ] {
            assert_eq!(check_address(good), Ok(()), "{good}");
        }
        for bad in [
            "ext::sh -c id",
            "ext::sh",
            "--upload-pack=touch /tmp/x",
            "-u",
            "ssh://-oProxyCommand=id/x",
            "-oProxyCommand=id:x",
            "git@-oProxyCommand=id:x",
            "http://git.example.com/books",
            "git://git.example.com/books",
            "https://me:token@git.example.com/books",
            "https://token@git.example.com/books",
            "fd::17",
            "https://git.example.com/\nbooks",
            "",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }
}
