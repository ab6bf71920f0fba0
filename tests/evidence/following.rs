//! A log that grows, is rotated, emptied, or gone for a while.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use runsheet::evidence::{Follow, FollowStart, LogClock, LogHit, LogNews, Masks, Pace};
use runsheet::operations::follow::{self, FollowTask};
use tempfile::TempDir;

use super::shipped;

const KNOWN: &str =
    "%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n";

struct Growing {
    _folder: TempDir,
    path: PathBuf,
    file: File,
    log: Follow,
}

impl Growing {
    fn new(begins: &[u8], start: FollowStart) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vpn.log");
        std::fs::write(&path, begins).unwrap();
        let file = OpenOptions::new().append(true).open(&path).unwrap();
        let log = Follow::new(&path, shipped().clone(), Masks::default(), start).unwrap();
        Self {
            _folder: folder,
            path,
            file,
            log,
        }
    }

    fn write(&mut self, bytes: impl AsRef<[u8]>) {
        self.file.write_all(bytes.as_ref()).unwrap();
    }

    /// What is new: line and count of what was found, and what is said of the file.
    fn news(&mut self) -> (Vec<(u64, u64)>, Vec<&'static str>) {
        let (mut found, mut said) = (Vec::new(), Vec::new());
        for news in self.log.poll() {
            match news {
                LogNews::Found(hit) if is_ours(&hit) => found.push((hit.first.line, hit.count)),
                LogNews::Found(_) => {}
                LogNews::About(what) => said.push(what),
            }
        }
        (found, said)
    }
}

/// Several runbooks know the line; one of them is enough.
fn is_ours(hit: &LogHit) -> bool {
    let runbook = shipped().get(hit.signature).0;
    runbook.id.as_str() == "aaa-server-unreachable"
}

#[test]
fn what_was_written_before_the_sign_to_stop_belongs_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vpn.log");
    std::fs::write(&path, "old\n").unwrap();
    let signatures = shipped().clone();
    let masks = Masks::default();
    let task = FollowTask::open(&path, signatures, masks, LogClock::default()).unwrap();
    let (is_over, mut due) = (AtomicBool::new(false), 0);
    let told = task.run(&is_over, &mut |news, _| {
        match news {
            // The last line and the sign come together.
            follow::FollowNews::Began(_) => {
                let mut file = OpenOptions::new().append(true).open(&path)?;
                file.write_all(KNOWN.as_bytes())?;
                is_over.store(true, Ordering::SeqCst);
            }
            follow::FollowNews::Due(found) if is_ours(&found.hit) => due += found.hit.count,
            _ => {}
        }
        Ok::<(), std::io::Error>(())
    });
    told.unwrap();
    assert_eq!(due, 1);
}

#[test]
fn lines_are_found_when_they_end() {
    let mut log = Growing::new(b"old\n", FollowStart::Beginning);
    assert_eq!(log.news().0, []);
    log.write(&KNOWN[..30]);
    assert_eq!(log.news().0, []);
    log.write(&KNOWN[30..]);
    assert_eq!(log.news().0, [(2, 1)]);
    assert_eq!(log.news().0, []);
    log.write(format!("x\n{KNOWN}{KNOWN}y\n"));
    assert_eq!(log.news().0, [(4, 2)]);
    let report = log.log.report();
    assert_eq!((report.lines(), report.known()), (6, 3));
    assert_eq!(
        report.logs[0]
            .hits
            .iter()
            .find(|h| is_ours(h))
            .unwrap()
            .count,
        3
    );
    assert_eq!(report.logs[0].hits[0].first.before, ["old"]);
    let text = std::fs::read(&log.path).unwrap();
    assert_eq!(
        report.logs[0].sha256.as_deref(),
        Some(&*runsheet::domain::digest::sha256_hex(&text))
    );
}

#[test]
fn what_was_there_before_counts_only_if_asked() {
    let mut log = Growing::new(KNOWN.as_bytes(), FollowStart::End);
    assert_eq!(log.news().0, []);
    let mut log = Growing::new(KNOWN.as_bytes(), FollowStart::Beginning);
    assert_eq!(log.news().0, [(1, 1)]);
}

#[test]
fn nothing_is_lost_when_the_log_is_rotated() {
    let mut log = Growing::new(b"one\n", FollowStart::Beginning);
    log.news();
    // The last line of the old file comes after the last look at it, and has no end.
    log.write(format!("{KNOWN}{}", KNOWN.trim_end()));
    std::fs::rename(&log.path, log.path.with_extension("1")).unwrap();
    std::fs::write(&log.path, format!("new\nnew\n{KNOWN}")).unwrap();
    let (found, said) = log.news();
    assert_eq!(found, [(2, 1), (3, 1), (3, 1)]);
    assert_eq!(said, ["was rotated; going on with the new file"]);
}

#[test]
fn an_emptied_log_is_read_from_its_beginning() {
    let mut log = Growing::new(KNOWN.repeat(3).as_bytes(), FollowStart::Beginning);
    assert_eq!(log.news().0, [(1, 3)]);
    log.file.set_len(0).unwrap();
    log.write(KNOWN);
    let (found, said) = log.news();
    assert_eq!(found, [(1, 1)]);
    assert_eq!(said, ["was emptied; going on from its beginning"]);
}

#[test]
fn a_log_that_vanishes_is_waited_for() {
    let mut log = Growing::new(b"", FollowStart::Beginning);
    std::fs::remove_file(&log.path).unwrap();
    log.write(KNOWN);
    let (found, said) = log.news();
    assert_eq!(
        (found, said),
        (vec![(1, 1)], vec!["is gone; waiting for it to come back"])
    );
    assert_eq!(log.news(), (vec![], vec![]));
    std::fs::write(&log.path, KNOWN).unwrap();
    let (found, said) = log.news();
    assert_eq!(
        (found, said),
        (
            vec![(1, 1)],
            vec!["was rotated; going on with the new file"]
        )
    );
}

#[test]
fn utf16_and_lines_of_megabytes_are_followed_too() {
    let utf16 = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let mut log = Growing::new(
        &utf16(&format!("\u{feff}{}\n", "begin ".repeat(20))),
        FollowStart::Beginning,
    );
    log.news();
    let known = utf16(KNOWN);
    log.write(&known[..51]);
    assert_eq!(log.news().0, []);
    log.write(&known[51..]);
    assert_eq!(log.news().0, [(2, 1)]);

    let mut log = Growing::new(b"", FollowStart::Beginning);
    let mut count = 0;
    for part in [
        "x".repeat(300_000),
        KNOWN.trim_end().to_owned(),
        "y".repeat(900_000),
        "\n".to_owned(),
    ] {
        log.write(part);
        count += log.news().0.iter().map(|(_, count)| count).sum::<u64>();
    }
    assert_eq!(count, 1);
    log.write(KNOWN);
    assert_eq!(log.news().0, [(2, 1)]);
}

#[test]
fn archives_folders_and_missing_files_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let packed = folder.path().join("a.gz");
    std::fs::write(&packed, [0x1f, 0x8b, 8, 0, 0]).unwrap();
    let said = |path: &std::path::Path| {
        let result = Follow::new(path, shipped().clone(), Masks::default(), FollowStart::End);
        result.err().unwrap().what
    };
    assert!(said(&packed).contains("archive"));
    assert!(said(folder.path()).contains("is no file"));
    assert_eq!(said(&folder.path().join("none")), "is not there");
}

#[test]
fn a_flood_is_told_at_once_and_then_in_sums() {
    let mut log = Growing::new(KNOWN.as_bytes(), FollowStart::Beginning);
    let found = |log: &mut Growing| -> Vec<LogHit> {
        let hits = log.log.poll().into_iter();
        let hits = hits.filter_map(|news| match news {
            LogNews::Found(hit) if is_ours(&hit) => Some(*hit),
            _ => None,
        });
        hits.collect()
    };
    let mut pace = Pace::default();
    for hit in found(&mut log) {
        pace.add(&hit);
    }
    assert_eq!(pace.due(0).len(), 1);
    for at in 1..100 {
        log.write(KNOWN);
        for hit in found(&mut log) {
            pace.add(&hit);
        }
        assert!(pace.due(at * 100).is_empty());
    }
    let due = pace.due(10_000);
    assert_eq!((due.len(), due[0].count, due[0].first.line), (1, 99, 2));
    assert!(pace.rest().is_empty());
}
