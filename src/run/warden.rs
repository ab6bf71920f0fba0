//! What ends with us however we end, a kill included: a small shell that waits until a pipe of
//! ours closes, and then puts an end to something.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// It acts when this is dropped, or our process is gone.
#[derive(Debug)]
pub struct Warden(Child);

impl Warden {
    /// One that then runs a text of ours with these arguments: never one from elsewhere.
    pub fn new<'a>(
        text: &str,
        arguments: impl IntoIterator<Item = &'a std::ffi::OsStr>,
    ) -> io::Result<Self> {
        let mut command = Command::new("/bin/sh");
        command
            .arg("-c")
            .arg(format!("trap '' INT TERM HUP; cat >/dev/null; {text}"))
            .arg("sh")
            .args(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // No key that ends us reaches it.
        Ok(Self(command.process_group(0).spawn()?))
    }

    /// One that ends a group of processes, asking it first.
    pub fn of_group(leader: u32) -> io::Result<Self> {
        let group = format!("-{leader}");
        let text = "kill -s TERM -- \"$1\" && sleep 2 && kill -s KILL -- \"$1\"";
        Self::new(text, [std::ffi::OsStr::new(&group)])
    }

    /// There is nothing left to end.
    pub fn dismiss(mut self) {
        let _ = self.0.kill();
        // The rest is done where it is dropped, and finds it gone.
    }
}

impl Drop for Warden {
    /// Its pipe is closed, and what it does is waited for.
    fn drop(&mut self) {
        let _ = self.0.wait();
    }
}
