//! The program under strace, which makes a system call fail.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::crash::program::Place;

/// Nothing that fails takes so long; only a hang does.
const HANG: Duration = Duration::from_secs(10);

/// A system call that fails.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    pub call: &'static str,
    pub error: &'static str,
    /// Which call of it, from 1.
    pub when: usize,
    /// All after it fail, too: a disk that stays full, and not a passing trouble.
    pub stays: bool,
}

/// How the program ended.
#[derive(Debug)]
pub struct Ended {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    /// The calls that failed on purpose, as strace wrote them down.
    pub fired: Vec<String>,
    pub took: Duration,
}

fn traced(place: &Place, log: &Path, options: &[String], arguments: &[&str]) -> Command {
    let mut command = Command::new("strace");
    place.hermetic(&mut command);
    command.args(["-f", "-y", "-o"]).arg(log).args(options);
    command
        .arg("--")
        .arg(env!("CARGO_BIN_EXE_runsheet"))
        .args(arguments);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.process_group(0);
    command
}

/// Runs the program with a fault in the calls on these paths, or in any if there are none.
pub fn run(place: &Place, fault: Fault, paths: &[String], arguments: &[&str]) -> Ended {
    let Fault {
        call,
        error,
        when,
        stays,
    } = fault;
    let plus = if stays { "+" } else { "" };
    let log = place.root().join("strace");
    let mut options = vec![
        "-e".to_owned(),
        format!("trace={call}"),
        "-e".to_owned(),
        format!("inject={call}:error={error}:when={when}{plus}"),
    ];
    options.extend(
        paths
            .iter()
            .flat_map(|path| ["-P".to_owned(), path.clone()]),
    );
    let begun = Instant::now();
    let mut child = traced(place, &log, &options, arguments)
        .spawn()
        .expect("the torture tests need strace: install the package of that name");
    // Read beside waiting, so that a full pipe cannot look like a hang.
    let stdout = drain(child.stdout.take());
    let stderr = drain(child.stderr.take());
    let status = loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        if begun.elapsed() > HANG {
            let group = rustix::process::Pid::from_child(&child);
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
            panic!("{fault:?}, {arguments:?}: it hangs");
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let took = begun.elapsed();
    let (stdout, stderr) = (stdout.join().expect("read"), stderr.join().expect("read"));
    assert!(
        !stderr.contains("strace: "),
        "strace itself failed: {stderr}"
    );
    let log = std::fs::read_to_string(&log).expect("strace has written its log");
    let fired = log.lines().filter(|line| line.contains("(INJECTED)"));
    Ended {
        status: status.code(),
        stdout,
        stderr,
        fired: fired.map(str::to_owned).collect(),
        took,
    }
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    let mut pipe = pipe.expect("a pipe");
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("the pipe can be read");
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Which calls, counted from 1, concern a folder: for files whose names are random and
/// which `-P` cannot name.
pub fn calls_on(place: &Place, call: &str, folder: &Path, arguments: &[&str]) -> Vec<usize> {
    let log = place.root().join("strace");
    let options = ["-e".to_owned(), format!("trace={call}")];
    let output = traced(place, &log, &options, arguments)
        .output()
        .expect("the torture tests need strace: install the package of that name");
    assert!(output.status.success(), "{output:?}");
    let log = std::fs::read_to_string(&log).expect("strace has written its log");
    let folder = folder.display().to_string();
    let calls = log
        .lines()
        .filter(|line| line.contains(&format!("{call}(")));
    let concerns = |(i, line): (usize, &str)| line.contains(&folder).then_some(i + 1);
    calls.enumerate().filter_map(concerns).collect()
}
