//! This machine: a shell in a group of processes of its own, without a terminal, without standard
//! input, and with nothing inherited that may be secret.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use super::process::{self, GRACE, Invocation};
use super::{End, Order, OutputSink, Stopped, Transport};

/// A shell on this machine.
#[derive(Debug, Clone)]
pub struct Local {
    /// All of its environment.
    pub environment: Vec<(String, OsString)>,
    /// Where it begins.
    pub folder: PathBuf,
}

impl Transport for Local {
    fn run(&mut self, order: &Order, stop: &Stopped, sink: &mut dyn OutputSink) -> End {
        let mut command = Command::new("/bin/sh");
        let input = match order.is_secret {
            // Everybody on the machine can read the arguments of a process.
            true => {
                command.arg("-s");
                script(&order.text)
            }
            false => {
                command.arg("-c").arg(&order.text);
                String::new()
            }
        };
        command.env_clear().envs(self.environment.iter().cloned());
        command.current_dir(&self.folder);
        let how = Invocation {
            input: input.as_bytes(),
            timeout: order.timeout,
            holds_input: false,
            grace: GRACE,
        };
        process::run(command, &how, stop, sink)
    }
}

/// A text as a shell reads it from its standard input: to its end before any of it runs, so that
/// no command in it takes the rest for its own input.
pub(super) fn script(text: &str) -> String {
    format!("{{\n{text}\n}} </dev/null\n")
}
