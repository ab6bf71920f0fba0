//! The readers, each with files to begin from and with what tells its answers apart.

use std::path::{Path, PathBuf};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Files of the repository with this ending below a folder, the first few of them.
fn files(folder: &str, ending: &str, most: usize) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    let mut folders = vec![root(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|e| e == ending) => paths.push(path),
                false => {}
            }
        }
    }
    paths.sort();
    let read = paths.iter().filter_map(|path| std::fs::read(path).ok());
    read.map(|mut bytes| {
        bytes.truncate(20_000);
        bytes
    })
    .take(most)
    .collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A message without the numbers and names in it.
fn shape(message: &str) -> String {
    let plain: String = message
        .chars()
        .filter(char::is_ascii_alphabetic)
        .take(60)
        .collect();
    plain
}

/// What is drawn of a text must not steer a terminal.
fn is_drawable(text: &str) {
    assert!(!text.contains('\u{1b}'), "a control sequence gets through");
}

fn told(found: &[runsheet::library::Diagnostic]) -> String {
    let mut codes: Vec<String> = found.iter().map(|one| format!("{:?}", one.code)).collect();
    codes.sort();
    codes.dedup();
    codes.join(",")
}

pub mod yaml {
    use super::*;

    pub fn seeds() -> Vec<Vec<u8>> {
        files("runbooks", "yaml", 12)
    }

    pub fn read(bytes: &[u8]) -> String {
        let text = text(bytes);
        let found = runsheet::library::lint_text("x.yaml", &text, "2026-12-01");
        let book = runsheet::library::read_text("x.yaml", &text);
        let _ = runsheet::library::as_json(&text);
        format!("{} {}", book.is_ok(), told(&found))
    }
}

pub mod scenario {
    use super::*;

    pub fn seeds() -> Vec<Vec<u8>> {
        files("runbooks/drills", "yaml", 8)
    }

    pub fn read(bytes: &[u8]) -> String {
        match runsheet::library::read_kept_scenario(&text(bytes)) {
            Ok(_) => "ok".to_owned(),
            Err(found) => told(&found),
        }
    }
}

pub mod markdown {
    use super::*;

    pub fn seeds() -> Vec<Vec<u8>> {
        let mut seeds = files("tests/markdown", "md", 20);
        seeds.extend(files("docs", "md", 6));
        seeds
    }

    pub fn read(bytes: &[u8]) -> String {
        told(&runsheet::library::lint_text(
            "x.md",
            &text(bytes),
            "2026-12-01",
        ))
    }
}

pub mod timeline {
    use super::*;
    use runsheet::report;

    pub fn seeds() -> Vec<Vec<u8>> {
        let mut seeds = files("tests/journal/fixtures", "ndjson", 1);
        let first = seeds.first().map(|all| text(all)).unwrap_or_default();
        seeds.extend(first.lines().take(3).map(|line| line.as_bytes().to_vec()));
        seeds
    }

    pub fn read(bytes: &[u8]) -> String {
        let mut answer = String::new();
        let each = report::each_document(bytes, &mut |document| -> Result<(), ()> {
            let verified = document
                .map_err(|error| error.to_string())
                .and_then(|document| {
                    let _ = report::import(&document);
                    let read = |text: &str| {
                        let book = runsheet::library::read_kept(text);
                        book.map(|book| book.runbook).map_err(|found| told(&found))
                    };
                    report::verify(&document, &read).map_err(|error| error.to_string())
                });
            answer.push_str(&verified.err().map_or("ok".to_owned(), |why| shape(&why)));
            if answer.len() > 200 { Err(()) } else { Ok(()) }
        });
        format!("{} {answer}", each.is_ok())
    }
}

pub mod payload {
    use super::*;

    pub fn seeds() -> Vec<Vec<u8>> {
        let alert = r#"{"version": "4", "status": "firing", "groupKey": "{}:{alertname=\"VpnDown\"}",
 "commonLabels": {"alertname": "VpnDown", "severity": "critical", "instance": "asa1:9100"},
 "commonAnnotations": {"summary": "no session for 5 minutes"}, "externalURL": "https://am.example.net",
 "alerts": [{"status": "firing", "labels": {"alertname": "VpnDown"}, "annotations": {"runbook": "x"},
 "startsAt": "2026-03-01T08:00:00Z", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "abc123"}]}"#;
        vec![alert.as_bytes().to_vec(), b"{}".to_vec()]
    }

    pub fn read(bytes: &[u8]) -> String {
        match runsheet::cli::payload(&text(bytes)) {
            Ok(title) => {
                assert!(!title.contains('\n'), "a title is one line");
                "ok".to_owned()
            }
            Err(why) => shape(&why),
        }
    }
}

/// The signatures of all shipped runbooks, compiled once.
fn signatures() -> &'static runsheet::evidence::Signatures {
    static ALL: std::sync::OnceLock<runsheet::evidence::Signatures> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        let library = runsheet::library::Library::load(&[]);
        let books = library
            .entries()
            .iter()
            .map(|entry| entry.book.runbook.clone());
        runsheet::evidence::Signatures::new(books.collect::<Vec<_>>())
    })
}

/// Looks through bytes as if they were a log of this name.
fn looked(name: &str, bytes: &[u8]) -> String {
    use runsheet::evidence::{Scan, ScanOptions, UnpackLimits};
    let options = ScanOptions {
        limits: UnpackLimits {
            bytes: 4 << 20,
            members: 100,
            ..UnpackLimits::default()
        },
        ..ScanOptions::default()
    };
    let mut scan = Scan::new(signatures(), options);
    scan.stream(name, &mut std::io::Cursor::new(bytes.to_vec()));
    let report = scan.finish();
    let troubles = report.troubles.iter().map(|trouble| shape(&trouble.what));
    let troubles: Vec<String> = troubles.collect();
    format!(
        "{} {} {}",
        report.known().min(3),
        report.logs.len().min(3),
        troubles.join(",")
    )
}

pub mod log_line {
    use super::*;

    pub fn seeds() -> Vec<Vec<u8>> {
        files("tests/faults/logs", "log", 30)
    }

    pub fn read(bytes: &[u8]) -> String {
        looked("x.log", bytes)
    }
}

pub mod archive {
    use super::*;
    use std::io::Write;

    pub fn seeds() -> Vec<Vec<u8>> {
        let log = b"%ASA-6-113015: AAA user authentication Rejected : reason = Invalid password\n"
            .repeat(20);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&log).unwrap();
        let packed = packed.finish().unwrap();
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in [("a.log", &log), ("b/c.log.gz", &packed)] {
            zip.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(bytes).unwrap();
        }
        let zip = zip.finish().unwrap().into_inner();
        vec![packed, zip]
    }

    pub fn read(bytes: &[u8]) -> String {
        looked("x.zip", bytes)
    }
}

pub mod terminal_input {
    use runsheet::tui::reader::TerminalInput;
    use runsheet::tui::reader::decoder::Decoder;

    pub fn seeds() -> Vec<Vec<u8>> {
        [
            &b"stuck at authenticating\r"[..],
            b"\x1b[A\x1b[5~\x1bOP\x1b[1;3C\x1b[97;5u\x1b[57399;1:3u",
            b"\x1b[200~a paste\nof two lines\x1b[201~q",
            b"\x1b[?1u\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\\x1b[?2026;2$y\x1b[?62;c",
            b"\x1b[<64;10;5M\x1b[M !!\xc3\xa9\xe5\xad\x97",
        ]
        .map(<[u8]>::to_vec)
        .to_vec()
    }

    pub fn read(bytes: &[u8]) -> String {
        let mut decoder = Decoder::default();
        let mut kinds = String::new();
        let mut now = 0;
        decoder.asked(0);
        for part in bytes.chunks(7) {
            now += 3;
            decoder.feed(part, now);
            if part.len() % 2 == 1 {
                now = decoder.deadline().unwrap_or(now).max(now);
                decoder.pause(now);
            }
            for came in decoder.take() {
                kinds.push(match came {
                    TerminalInput::Key(_) => 'k',
                    TerminalInput::Paste(_) => 'p',
                    TerminalInput::Answer(_) => 'a',
                    TerminalInput::Mouse(_) => 'm',
                    TerminalInput::TooLong => 't',
                    TerminalInput::EnterLeftOut => 'e',
                    TerminalInput::Gone => 'g',
                });
            }
        }
        kinds.truncate(40);
        kinds
    }
}

/// Reads what has to be a file.
fn as_file(ending: &str, bytes: &[u8], read: impl Fn(&Path) -> String) -> String {
    let file = tempfile::Builder::new().suffix(ending).tempfile().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    read(file.path())
}

pub mod history {
    use super::*;
    use runsheet::history::{ListTable, Mapping, survey};

    pub fn seeds() -> Vec<Vec<u8>> {
        let csv = b"Number,Short description,Opened,Resolved,Priority\nINC001,VPN down,2026-01-02 10:00,2026-01-02 11:30,1\nINC002,\"a, b\",03/04/2026 9:15,,2\n";
        let mut seeds = files("tests", "csv", 10);
        seeds.push(csv.to_vec());
        seeds.push(b"| key | title | opened |\n|---|---|---|\n| 1 | x | 2026-01-01 |\n".to_vec());
        seeds
    }

    pub fn read(bytes: &[u8]) -> String {
        let ending = if bytes.starts_with(b"|") {
            ".md"
        } else {
            ".csv"
        };
        as_file(ending, bytes, |path| match ListTable::open(path) {
            Ok(table) => match Mapping::of(&table.heading, &[]) {
                Ok(mapping) => format!("{:?}", survey(table, &mapping).order().is_ok()),
                Err(why) => shape(&why),
            },
            Err(why) => shape(&why.to_string()),
        })
    }
}

pub mod settings {
    use super::*;

    pub fn seeds() -> Vec<Vec<u8>> {
        vec![std::fs::read(root("docs/config.toml")).unwrap()]
    }

    pub fn read(bytes: &[u8]) -> String {
        let settings = runsheet::config::Settings::parse(&text(bytes), Path::new("/etc"));
        let (_, refused) = runsheet::tui::bindings::bind(&settings.keys);
        let warnings = settings.warnings.iter().chain(&refused);
        let shapes: Vec<String> = warnings
            .map(|warning| shape(&warning.text))
            .take(3)
            .collect();
        shapes.join(",")
    }
}

pub mod words {
    use super::*;

    pub fn seeds() -> Vec<Vec<u8>> {
        let mut seeds = vec![std::fs::read(root("assets/vocabulary.yaml")).unwrap()];
        seeds.push(b"vpn-dns-resolution:\n  - the zebra is dead\n".to_vec());
        seeds
    }

    pub fn read(bytes: &[u8]) -> String {
        let text = text(bytes);
        let found = runsheet::library::lint_text("phrases.yaml", &text, "2026-12-01");
        let kind = runsheet::library::kind_of(std::path::Path::new("x.yaml"), &text);
        format!("{kind:?} {}", told(&found))
    }
}

pub mod masks {
    use super::*;

    pub fn seeds() -> Vec<Vec<u8>> {
        let mut seeds = files("tests/evidence/masks", "tsv", 2);
        seeds.push(
            b"no shutdown passphrase Xy12 password: hunter2 Authorization: Bearer abc.def".to_vec(),
        );
        seeds
    }

    pub fn read(bytes: &[u8]) -> String {
        let text = text(bytes);
        let masks = runsheet::masks::Masks::default();
        let masked = masks.mask(&text);
        assert_eq!(
            masked.text.matches('\n').count(),
            text.matches('\n').count()
        );
        // What is masked once holds nothing more to mask of the same kinds.
        let mut kinds = masked.what.clone();
        kinds.sort();
        is_drawable(&kinds.join(","));
        kinds.join(",")
    }
}

pub mod exchange {
    use super::*;
    use runsheet::domain::id::{IncidentId, ReplicaId};
    use runsheet::exchange::folder::FolderExchange;
    use runsheet::exchange::{Exchange, check};
    use serde_json::{Value, json};
    use uuid::Uuid;

    /// Chains as a folder has them: events of kept timelines, and a head behind them.
    pub fn seeds() -> Vec<Vec<u8>> {
        let timelines = files("tests/journal/fixtures", "ndjson", 1);
        let lines: Vec<String> = timelines
            .iter()
            .flat_map(|it| {
                let text = text(it);
                text.lines().map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        let chain = |line: &String| {
            let document: Value = serde_json::from_str(line).ok()?;
            let events = document["events"].as_array()?;
            let last = events.last()?;
            let mut chain: String = events.iter().map(|event| format!("{event}\n")).collect();
            let head = json!({
                "incident": last["incident_id"], "replica": last["replica"],
                "seq": last["seq"], "hash": last["hash"], "signature": "0".repeat(128),
            });
            chain.push_str(&format!("{}\n", json!({"head": head})));
            Some(chain.into_bytes())
        };
        let chains: Vec<Vec<u8>> = lines.iter().filter_map(chain).collect();
        match chains.is_empty() {
            true => vec![b"{\"head\":{}}\n".to_vec()],
            false => chains,
        }
    }

    pub fn read(bytes: &[u8]) -> String {
        let told = text(bytes);
        let first = told.lines().next().unwrap_or_default();
        let first: Value = serde_json::from_str(first).unwrap_or_default();
        let id = |key: &str| first[key].as_str().and_then(|id| id.parse::<Uuid>().ok());
        let incident = IncidentId(id("incident_id").unwrap_or_default());
        let replica = ReplicaId(id("replica").unwrap_or_default());
        let folder = tempfile::tempdir().unwrap();
        FolderExchange::make(folder.path()).unwrap();
        let chains = folder.path().join("chains").join(incident.to_string());
        std::fs::create_dir_all(&chains).unwrap();
        std::fs::write(chains.join(format!("{replica}.ndjson")), bytes).unwrap();
        let mut place = FolderExchange::open(folder.path(), ReplicaId(Uuid::nil())).unwrap();
        let heads = place.heads().unwrap();
        let pieces = place.pull(&[((incident, replica), 0)].into()).unwrap();
        let judged = pieces.iter().map(|piece| {
            check::piece(piece, None, Some(&"0".repeat(64))).map_err(|why| shape(&why))
        });
        let single = check::event(told.lines().next().unwrap_or_default());
        let single = single.map(|event| event.event.payload.kind().to_owned());
        format!(
            "{} {:?} {:?}",
            heads.len(),
            judged.collect::<Vec<_>>(),
            single.map_err(|why| shape(&why))
        )
    }
}
