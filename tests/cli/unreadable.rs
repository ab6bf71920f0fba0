//! What `scan` says of things that are no log or a damaged one, and that the rest goes on.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::home::Home;

const KNOWN: &str = "Nov 16 2026 08:05:58 asa1 : %ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A log that does not pack to almost nothing.
fn log() -> String {
    let lines = (0..20_000).map(|n| format!("line {n} {:x}\n", n * 7_919 % 104_729));
    lines.collect()
}

/// What is named, what is said of it after its name, and the exit status if it is all there is.
const TABLE: &[(&str, &str, i32)] = &[
    ("folder", "", 0),
    ("empty.log", "", 0),
    ("none.log", "is not there", 66),
    ("gone.log", "is not there", 66),
    ("folder/none/deep.log", "is not there", 66),
    ("asa.log/inside", "cannot be read: Not a directory", 66),
    ("/dev/zero", "is a device, not a file", 65),
    ("/dev/null", "is a device, not a file", 65),
    ("pipe", "is a pipe; give it as stdin, with -", 65),
    ("socket", "is a socket, not a file", 65),
    ("picture.png", "is no text; it was left out", 65),
    ("program", "is no text; it was left out", 65),
    ("bomb.gz", "as a zip bomb does", 0),
    ("bomb.zip", "as a zip bomb does", 0),
    ("cut.gz", "is cut off", 0),
    ("head.gz", "is cut off", 0),
    ("cut.zst", "is cut off", 0),
    ("cut.zip", "is a zip archive that cannot be read", 65),
    ("wrong.gz", "is damaged", 0),
];

/// A home with one of each.
fn home() -> (Home, std::os::unix::net::UnixListener) {
    let home = Home::new();
    home.write("asa.log", KNOWN);
    std::fs::create_dir(home.path("folder")).unwrap();
    home.write("folder/quiet.log", "all is well\n");
    home.write("empty.log", "");
    std::os::unix::fs::symlink(home.path("nowhere"), home.path("gone.log")).unwrap();
    mknodat(CWD, home.path("pipe"), FileType::Fifo, Mode::RUSR, 0).unwrap();
    let socket = std::os::unix::net::UnixListener::bind(home.path("socket")).unwrap();
    home.write(
        "picture.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\x08\x06\0\0\0",
    );
    home.write(
        "program",
        [b"\x7fELF\x02\x01\x01\0\0\0\0\0".as_slice(), &[0; 600]].concat(),
    );
    let zeros = vec![b'\n'; 64 << 20];
    home.write("bomb.gz", gzip(&zeros));
    let mut bomb = zip::ZipWriter::new(std::fs::File::create(home.path("bomb.zip")).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    bomb.start_file("bomb.log", options).unwrap();
    bomb.write_all(&zeros).unwrap();
    bomb.finish().unwrap();
    let mut packed = gzip(log().as_bytes());
    home.write("cut.gz", &packed[..packed.len() / 2]);
    home.write("head.gz", &packed[..11]);
    let middle = packed.len() / 2;
    packed[middle..middle + 40].fill(0xff);
    home.write("wrong.gz", &packed);
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let zst = ruzstd::encoding::compress_to_vec(log().repeat(4).as_bytes(), level);
    home.write("cut.zst", &zst[..zst.len() / 2]);
    let bundle = std::fs::read(home.path("bomb.zip")).unwrap();
    home.write("cut.zip", &bundle[..bundle.len() / 2]);
    (home, socket)
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_goes_on() {
    let (home, _socket) = home();
    let mut all = vec!["scan"];
    for (name, says, status) in TABLE {
        let alone = home.run(&["scan", name]);
        assert_eq!(alone.status, *status, "{name}: {alone:?}");
        let quiet = says.is_empty();
        assert_eq!(alone.stderr.contains(name), !quiet, "{name}: {alone:?}");
        assert!(alone.stderr.contains(says), "{name}: {alone:?}");
        assert!(!alone.stderr.contains("panicked"), "{name}: {alone:?}");
        // Whatever stands before or behind it is read.
        let reply = home.run(&["scan", name, "asa.log"]);
        assert_eq!(reply.status, 0, "{name}: {reply:?}");
        assert!(reply.stdout.contains("asa.log:1"), "{name}: {reply:?}");
        all.push(name);
    }
    all.push("asa.log");
    let reply = home.run(&all);
    assert_eq!(reply.status, 0);
    assert!(reply.stdout.contains("asa.log:1"), "{}", reply.stdout);
    for (name, says, _) in TABLE.iter().filter(|(_, says, _)| !says.is_empty()) {
        let lines: Vec<&str> = reply.stderr.lines().collect();
        let is_told = |line: &&str| line.contains(name) && line.contains(says);
        assert!(lines.iter().any(is_told), "{name}: {lines:?}");
    }
}

#[test]
fn a_folder_of_all_of_them_is_read_as_far_as_it_goes() {
    let (home, _socket) = home();
    let reply = home.run(&["scan", "."]);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(reply.stdout.contains("asa.log:1"), "{}", reply.stdout);
}

#[test]
fn what_may_not_be_read_is_told() {
    let home = Home::new();
    home.write("asa.log", KNOWN);
    let path = home.write("closed.log", KNOWN);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o0)).unwrap();
    let reply = home.run(&["scan", "asa.log", "closed.log"]);
    assert_eq!(reply.status, 0);
    assert!(reply.stdout.contains("asa.log:1"), "{}", reply.stdout);
    // Whoever may read everything is told nothing; `tests/evidence` holds the words.
    if std::fs::File::open(&path).is_err() {
        let says = "closed.log may not be read: there is no permission";
        assert!(reply.stderr.contains(says), "{}", reply.stderr);
        assert_eq!(home.run(&["scan", "closed.log"]).status, 66);
    }
}

#[test]
fn what_is_asked_for_has_to_make_sense() {
    let home = Home::new();
    home.write("asa.log", KNOWN);
    for (arguments, status) in [
        (&["--runbook", "nope"], 66),
        (&["--incident", "INC-9"], 66),
        (&["--threads", "0"], 2),
    ] {
        let reply = home.run(&[&["scan", "asa.log"], &arguments[..]].concat());
        assert_eq!(reply.status, status, "{arguments:?}: {reply:?}");
    }
}
