//! Pipes, devices and links where a file is expected: nothing hangs, nothing is replaced.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::time::{Duration, Instant};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::home::{Home, Reply, reply, words};

fn home() -> Home {
    let home = Home::new();
    home.line("start anyconnect-token-policy --detach");
    mknodat(CWD, home.path("pipe"), FileType::Fifo, Mode::from(0o600), 0).unwrap();
    fs::create_dir(home.path("folder")).unwrap();
    home
}

/// Runs a line that must end by itself, soon and without much memory.
#[track_caller]
fn ends(home: &Home, line: &str) -> Reply {
    let begun = Instant::now();
    let mut command = std::process::Command::new("timeout");
    let program = home.command();
    command
        .arg("20")
        .arg(program.get_program())
        .args(words(line))
        .env_clear();
    command.current_dir(home.path(""));
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    let reply = reply(&mut command, "");
    assert!(begun.elapsed() < Duration::from_secs(20), "{line} hangs");
    reply
}

#[test]
fn special_files_are_refused_wherever_a_file_is_read() {
    let home = home();
    for (path, says) in [
        ("pipe", "is a pipe"),
        ("/dev/zero", "is a device"),
        ("folder", "is a folder"),
    ] {
        for line in [
            format!("import {path}"),
            format!("verify {path}"),
            format!("set 1 --var group=@{path}"),
            format!("start anyconnect-token-policy --detach --alert {path}"),
            format!("search --eval {path}"),
        ] {
            let reply = ends(&home, &line);
            assert!([65, 66].contains(&reply.status), "{line}: {reply:?}");
            assert!(reply.stderr.contains(says), "{line}: {reply:?}");
        }
    }
}

#[test]
fn special_files_among_runbooks_and_settings_are_told_and_passed_over() {
    let home = home();
    fs::create_dir(home.path("mine")).unwrap();
    fs::create_dir(home.path("config")).unwrap();
    fs::rename(home.path("pipe"), home.path("mine/pipe.yaml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", home.path("mine/zero.yaml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", home.path("config/config.toml")).unwrap();
    let reply = ends(&home, "runbooks --runbooks mine");
    assert!(
        reply.stdout.contains("anyconnect-token-policy"),
        "{reply:?}"
    );
    assert!(reply.stderr.contains("is a pipe"), "{reply:?}");
    assert!(reply.stderr.contains("is a device"), "{reply:?}");
    let reply = ends(&home, "doctor");
    assert!(reply.stdout.contains("is a device"), "{reply:?}");
}

#[test]
fn a_journal_that_is_no_file_is_refused() {
    for special in ["pipe", "zero"] {
        let home = Home::new();
        fs::create_dir(home.data()).unwrap();
        let path = home.data().join("journal.db");
        match special {
            "pipe" => mknodat(CWD, &path, FileType::Fifo, Mode::from(0o600), 0).unwrap(),
            _ => std::os::unix::fs::symlink("/dev/zero", &path).unwrap(),
        }
        for line in ["incidents", "doctor", "backup copy.db"] {
            let reply = ends(&home, line);
            assert_eq!(reply.status, 74, "{special}, {line}: {reply:?}");
            assert!(
                reply.stderr.contains("it is a "),
                "{special}, {line}: {reply:?}"
            );
        }
    }
}

#[test]
fn a_zone_that_is_a_device_counts_as_unknown() {
    let home = home();
    let mut command = home.command();
    command
        .env("TZ", "/dev/zero")
        .args(words("act 1 x --at -1s"));
    let begun = Instant::now();
    assert_eq!(reply(&mut command, "").status, 0);
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn an_export_goes_through_links_and_into_pipes_and_replaces_neither() {
    let home = home();
    // Through a link into its target.
    home.write("target.json", "old");
    std::os::unix::fs::symlink("target.json", home.path("link.json")).unwrap();
    home.line("export 1 -o link.json --force");
    assert!(
        fs::symlink_metadata(home.path("link.json"))
            .unwrap()
            .is_symlink()
    );
    assert!(
        fs::read_to_string(home.path("target.json"))
            .unwrap()
            .contains("runsheet.timeline")
    );
    // A link to nothing.
    std::os::unix::fs::symlink("nowhere", home.path("dangling.json")).unwrap();
    let reply = home.run(&words("export 1 -o dangling.json"));
    assert_eq!(reply.status, 73, "{reply:?}");
    assert!(
        reply.stderr.contains("a link to a file that is not there"),
        "{reply:?}"
    );
    // A pipe that nobody reads, and one that somebody does.
    let reply = ends(&home, "export 1 -o pipe");
    assert_eq!(reply.status, 73, "{reply:?}");
    assert!(reply.stderr.contains("nobody reads"), "{reply:?}");
    let mut pipe = fs::File::options()
        .read(true)
        .write(true)
        .open(home.path("pipe"))
        .unwrap();
    let mut command = home.command();
    command.args(words("export 1 -o pipe"));
    let writer = command.spawn().unwrap();
    let mut beginning = [0; 200];
    pipe.read_exact(&mut beginning).unwrap();
    assert!(String::from_utf8_lossy(&beginning).contains("runsheet.timeline"));
    drop(pipe);
    drop(writer.wait_with_output());
    let kind = fs::symlink_metadata(home.path("pipe")).unwrap().file_type();
    assert!(kind.is_fifo());
    // Devices stay devices.
    let null = fs::metadata("/dev/null").unwrap().rdev();
    home.line("export 1 -o /dev/null");
    assert_eq!(fs::metadata("/dev/null").unwrap().rdev(), null);
    let reply = home.run(&words("export 1 -o /dev/full"));
    assert_eq!(reply.status, 73, "{reply:?}");
    // A socket is refused.
    let _socket = std::os::unix::net::UnixListener::bind(home.path("socket")).unwrap();
    let reply = home.run(&words("export 1 -o socket"));
    assert_eq!(reply.status, 73, "{reply:?}");
    assert!(
        fs::symlink_metadata(home.path("socket"))
            .unwrap()
            .file_type()
            .is_socket()
    );
}
