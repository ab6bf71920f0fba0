//! Every encoding and line end, and what is no log at all.

use std::io::Read;

use runsheet::evidence::read::{
    LogReader, ReadError, ReadErrorKind, Size, UnpackLimits, Visitor, why,
};
use runsheet::evidence::{Scan, ScanOptions, ScanReport};

use super::{found, look, look_with, options, shipped};

const KNOWN: &str =
    "%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED";

fn paths(paths: &[&std::path::Path]) -> ScanReport {
    let mut look = Scan::new(shipped(), ScanOptions::default());
    for path in paths {
        look.path(path);
    }
    look.finish()
}

fn utf16(text: &str, high_first: bool) -> Vec<u8> {
    let units = text.encode_utf16();
    let bytes = units.map(|unit| {
        if high_first {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    });
    bytes.flatten().collect()
}

#[test]
fn encodings_and_line_ends_change_nothing() {
    let wanted = found(&look(KNOWN));
    assert!(!wanted.is_empty());
    let text = format!("Größe\r\n{KNOWN}\r\nlast");
    let latin = |text: &str| text.chars().map(|c| c as u8).collect::<Vec<u8>>();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("utf-8", text.clone().into_bytes()),
        ("utf-8 with a mark", format!("\u{feff}{text}").into_bytes()),
        ("latin-1", latin(&text)),
        ("utf-16 low first", utf16(&format!("\u{feff}{text}"), false)),
        ("utf-16 high first", utf16(&format!("\u{feff}{text}"), true)),
        ("utf-16 without a mark", utf16(&text, false)),
        ("zeros", [b"one\n\0\0\0\0\0\0", text.as_bytes()].concat()),
    ];
    for (name, bytes) in cases {
        for threads in [1, 2] {
            let report = look_with(&bytes, options(threads, 1_000));
            assert_eq!(found(&report), wanted, "{name}");
            assert!(report.troubles.is_empty(), "{name}: {:?}", report.troubles);
            let first = &report.answer.findings[0].first;
            assert!(
                first.text.ends_with("as FAILED"),
                "{name}: {:?}",
                first.text
            );
            let line = if name == "zeros" { 3 } else { 2 };
            assert_eq!(first.line, line, "{name}");
            if name != "zeros" {
                assert_eq!(first.before, ["Größe"], "{name}");
            }
        }
    }
}

#[test]
fn lines_are_counted_as_people_count_them() {
    for (text, lines) in [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n\n", 2)] {
        assert_eq!(look(text).lines(), lines, "{text:?}");
    }
}

#[test]
fn a_folder_is_walked_in_order_and_bad_files_do_not_stop_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("b/c")).unwrap();
    std::fs::write(at("b/c/deep.log"), KNOWN).unwrap();
    std::fs::write(at("a.log"), KNOWN).unwrap();
    std::fs::write(
        at("picture.png"),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\x08\x06\0\0\0",
    )
    .unwrap();
    std::fs::write(at("z.log"), KNOWN).unwrap();
    std::os::unix::fs::symlink(folder.path(), at("loop")).unwrap();
    std::os::unix::fs::symlink(at("nowhere"), at("dangling")).unwrap();
    let report = paths(&[folder.path()]);
    let names: Vec<&str> = report
        .logs
        .iter()
        .map(|l| l.path.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(names, ["a.log", "deep.log", "z.log"]);
    let told: Vec<&str> = report.troubles.iter().map(|t| t.what.as_str()).collect();
    assert_eq!(told, ["is not there", "is no text; it was left out"]);
    assert_eq!(report.nothing_read(), None);
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("socket");
    let _open = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let pipe = folder.path().join("pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    for (path, wanted) in [
        (socket.as_path(), "is a socket, not a file"),
        (&pipe, "is a pipe; give it as stdin, with -"),
        ("/dev/zero".as_ref(), "is a device, not a file"),
    ] {
        let report = paths(&[path]);
        assert_eq!(report.troubles[0].what, wanted);
        assert_eq!(report.nothing_read(), Some(ReadErrorKind::Bad));
    }
    let report = paths(&["/no/such/file".as_ref()]);
    assert_eq!(report.troubles[0].what, "is not there");
    assert_eq!(report.nothing_read(), Some(ReadErrorKind::Missing));
}

#[test]
fn a_look_can_be_ended_from_outside() {
    let options = ScanOptions::default();
    let watch = options.watch.clone();
    let mut look = Scan::new(shipped(), options);
    watch.stop.store(true, std::sync::atomic::Ordering::Relaxed);
    look.stream("endless", &mut std::io::repeat(b'\n'));
    assert!(look.is_stopped());
    assert!(look.finish().lines() <= 4_096);
}

#[test]
fn a_pasted_line_tells_its_time() {
    let report = look(format!("Nov 16 2026 08:05:58 asa1 : {KNOWN}"));
    let time = report.answer.findings[0].first.time.as_ref().unwrap();
    let now = "2026-11-20T12:00:00.000Z".parse().unwrap();
    let at = time.resolve(now, &jiff::tz::TimeZone::UTC).unwrap().at;
    assert_eq!(at.to_string(), "2026-11-16T08:05:58.000Z");
}

/// Takes the second log away while the first is read.
struct Thief {
    victim: std::path::PathBuf,
    read: Vec<String>,
    told: Vec<String>,
}

impl Visitor for Thief {
    fn text(&mut self, path: &str, text: &mut (dyn Read + Send)) {
        self.read.push(path.rsplit('/').next().unwrap().to_owned());
        std::io::copy(text, &mut std::io::sink()).unwrap();
        let _ = std::fs::remove_file(&self.victim);
    }

    fn end(&mut self, _: Size) {}

    fn bundle(&mut self, _: Size) {}

    fn trouble(&mut self, trouble: ReadError) {
        self.told.push(trouble.what);
    }
}

#[test]
fn a_log_that_vanishes_while_its_folder_is_read_does_not_stop_it() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.log", "b.log", "c.log"] {
        std::fs::write(folder.path().join(name), KNOWN).unwrap();
    }
    let mut thief = Thief {
        victim: folder.path().join("b.log"),
        read: Vec::new(),
        told: Vec::new(),
    };
    LogReader::new(&mut thief, UnpackLimits::default(), true).path(folder.path());
    assert_eq!(thief.read, ["a.log", "c.log"]);
    assert_eq!(thief.told, ["is not there"]);
}

#[test]
fn what_the_system_refuses_is_told_in_words() {
    use std::io::{Error, ErrorKind};
    for (kind, says) in [
        (ErrorKind::PermissionDenied, "there is no permission"),
        (ErrorKind::NotFound, "is not there"),
        (ErrorKind::UnexpectedEof, "is cut off"),
        (ErrorKind::InvalidData, "is damaged"),
        (ErrorKind::TimedOut, "cannot be read: timed out"),
    ] {
        let (what, _) = why(&Error::from(kind));
        assert!(what.contains(says), "{kind:?}: {what}");
    }
}
