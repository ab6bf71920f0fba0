//! Archives, whole, damaged and hostile.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use runsheet::evidence::{Scan, ScanOptions, ScanReport, UnpackLimits};
use zip::write::SimpleFileOptions;

use super::{found, look, look_with, shipped};

const KNOWN: &str =
    "%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n";

/// Lines that do not repeat, then one that is known.
fn log() -> String {
    let lines = (0..3_000).map(|n| format!("line {n} {:x}\n", n * 7_919 % 104_729));
    lines.collect::<String>() + KNOWN
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn at_path(path: &Path) -> ScanReport {
    let mut look = Scan::new(
        shipped(),
        ScanOptions {
            hash: true,
            ..ScanOptions::default()
        },
    );
    look.path(path);
    look.finish()
}

fn told(report: &ScanReport) -> Vec<&str> {
    report
        .troubles
        .iter()
        .map(|trouble| trouble.what.as_str())
        .collect()
}

#[test]
fn packed_logs_are_read_like_plain_ones() {
    let plain = found(&look(log()));
    assert!(!plain.is_empty());
    let twice = [gzip(log().as_bytes()), gzip(b"more\n")].concat();
    let frames = [zstd(log().as_bytes()), zstd(b"more\n")].concat();
    for packed in [
        gzip(log().as_bytes()),
        zstd(log().as_bytes()),
        twice,
        frames,
        gzip(&gzip(log().as_bytes())),
    ] {
        let report = look(&packed);
        assert!(report.troubles.is_empty(), "{:?}", report.troubles);
        assert_eq!(found(&report), plain);
        assert_eq!(report.logs[0].bytes, packed.len() as u64);
        assert!(report.lines() >= 3_001);
    }
}

#[test]
fn members_are_named_behind_their_bundle() {
    let folder = tempfile::tempdir().unwrap();
    let inner = zip(&[("deep/vpn.log", log().as_bytes())]);
    let bundle = zip(&[
        ("Cisco/AnyConnect.txt", log().as_bytes()),
        ("healthy.log", b"all is well\n"),
        ("old.log.gz", &gzip(log().as_bytes())),
        ("inner.zip", &inner),
    ]);
    let path = folder.path().join("dart.zip");
    std::fs::write(&path, &bundle).unwrap();
    let report = at_path(&path);
    assert!(report.troubles.is_empty(), "{:?}", report.troubles);
    let name = path.display();
    let paths: Vec<&str> = report
        .logs
        .iter()
        .filter(|l| !l.hits.is_empty())
        .map(|l| l.path.as_str())
        .collect();
    let wanted = [
        "Cisco/AnyConnect.txt",
        "old.log.gz",
        "inner.zip!deep/vpn.log",
    ];
    assert_eq!(paths, wanted.map(|member| format!("{name}!{member}")));
    assert_eq!(report.answer.findings[0].count, 3);
    let evidence = report.evidence(shipped());
    assert_eq!(evidence.len(), 3);
    assert_eq!(evidence[0].name, "dart.zip!Cisco/AnyConnect.txt");
    assert_eq!(
        evidence[0].sha256,
        runsheet::domain::digest::sha256_hex(log().as_bytes())
    );
}

#[test]
fn a_bundle_without_findings_is_evidence_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = zip(&[("a.log", b"well\n"), ("b.log", b"well\nwell\n")]);
    let path = folder.path().join("dart.zip");
    std::fs::write(&path, &bundle).unwrap();
    let evidence = at_path(&path).evidence(shipped());
    assert_eq!(evidence.len(), 1);
    assert_eq!(
        (evidence[0].name.as_str(), evidence[0].lines),
        ("dart.zip", 3)
    );
    assert_eq!(
        evidence[0].sha256,
        runsheet::domain::digest::sha256_hex(&bundle)
    );
}

#[test]
fn what_a_cut_off_archive_still_holds_is_found() {
    for packed in [
        gzip((KNOWN.to_owned() + &log()).as_bytes()),
        zstd((KNOWN.to_owned() + &log().repeat(60)).as_bytes()),
    ] {
        let report = look(&packed[..packed.len() * 2 / 3]);
        assert!(
            told(&report)[0].contains("cut off"),
            "{:?}",
            report.troubles
        );
        assert!(report.lines() > 100, "{}", report.lines());
        assert!(!found(&report).is_empty());
    }
    let bundle = zip(&[("a.log", log().as_bytes())]);
    let report = look(&bundle[..bundle.len() / 2]);
    assert!(
        told(&report)[0].contains("zip archive that cannot be read"),
        "{:?}",
        report.troubles
    );
}

#[test]
fn damage_in_one_member_leaves_the_others() {
    let mut bundle = zip(&[("a.log", log().as_bytes()), ("b.log", log().as_bytes())]);
    bundle[60..90].fill(0xaa);
    let report = look(&bundle);
    assert!(!report.troubles.is_empty());
    let last = report
        .logs
        .iter()
        .find(|l| l.path.ends_with("b.log"))
        .unwrap();
    assert_eq!(last.hits.first().map(|hit| hit.count), Some(1));
}

#[test]
fn a_bomb_is_stopped_and_the_rest_goes_on() {
    let zeros = vec![b'\n'; 3 << 20];
    let limits = UnpackLimits {
        harmless: 1 << 20,
        ..UnpackLimits::default()
    };
    let options = || ScanOptions {
        limits,
        ..ScanOptions::default()
    };
    for bomb in [gzip(&zeros), zip(&[("bomb.log", &zeros[..])])] {
        let report = look_with(&bomb, options());
        assert!(
            told(&report)[0].contains("as a zip bomb does"),
            "{:?}",
            report.troubles
        );
    }
    let bundle = zip(&[("bomb.log", &zeros[..]), ("b.log", log().as_bytes())]);
    let report = look_with(&bundle, options());
    assert!(!found(&report).is_empty());
    let small = UnpackLimits {
        bytes: 50_000,
        ..UnpackLimits::default()
    };
    let report = look_with(
        gzip(&log().repeat(9).into_bytes()),
        ScanOptions {
            limits: small,
            ..ScanOptions::default()
        },
    );
    assert!(
        told(&report)[0].contains("unfolds to more than 48.8 KiB"),
        "{:?}",
        report.troubles
    );
}

#[test]
fn members_and_depth_have_limits() {
    let names: Vec<String> = (0..20).map(|n| format!("{n}.log")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b"x\n"[..])).collect();
    let limits = UnpackLimits {
        members: 7,
        ..UnpackLimits::default()
    };
    let report = look_with(
        zip(&members),
        ScanOptions {
            limits,
            ..ScanOptions::default()
        },
    );
    assert_eq!(report.logs.len(), 7);
    assert!(told(&report)[0].contains("more than 7 members"));
    let mut packed = log().into_bytes();
    for _ in 0..6 {
        packed = gzip(&packed);
    }
    let report = look(packed);
    assert!(
        told(&report)[0].contains("archive within 4 archives"),
        "{:?}",
        report.troubles
    );
}

#[test]
fn a_member_cannot_reach_out_of_its_bundle() {
    let report = look(zip(&[("../../etc/passwd", log().as_bytes())]));
    assert_eq!(report.logs[0].path, "paste!../../etc/passwd");
    assert!(!found(&report).is_empty());
}

#[test]
fn readers_that_give_one_byte_at_a_time_change_nothing() {
    struct Slow<'a>(&'a [u8]);
    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.len().min(into.len()).min(1);
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }
    for bytes in [
        gzip(log().as_bytes()),
        zstd(log().as_bytes()),
        log().into_bytes(),
    ] {
        let mut look = Scan::new(shipped(), ScanOptions::default());
        look.stream("paste", &mut Slow(&bytes));
        let report = look.finish();
        assert!(report.troubles.is_empty());
        assert_eq!(report.lines(), 3_001);
    }
}
