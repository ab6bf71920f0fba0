//! A model of a disk: what a power cut would leave of what `powercut.c` has written down.
//!
//! It is stricter than any file system in use. Content is durable once the file was
//! synced, and not before. A name (of a new file or folder, a rename, a removal) is durable
//! once the folder that holds it was synced; syncing the file itself, which is enough on
//! ext4, does not count. Everything later may be lost, and in the rougher cuts some of it
//! is kept: names up to a random one, of the content any sectors of 512 bytes.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::crash::random::Random;

const SECTOR: usize = 512;
const HEAD: usize = 40;
const MAGIC: u32 = 0x4357_5052;

/// One thing that a process did.
#[derive(Debug)]
struct Record {
    op: u8,
    path: PathBuf,
    second: PathBuf,
    at: u64,
    data: Vec<u8>,
}

/// Reads the log. A last record that was cut off is left out: nothing came after it.
fn records(log: &Path) -> Vec<Record> {
    let bytes = fs::read(log).unwrap_or_default();
    let mut rest = &bytes[..];
    let mut records = Vec::new();
    let text = |bytes: &[u8]| PathBuf::from(String::from_utf8_lossy(bytes).into_owned());
    while rest.len() >= HEAD {
        let word = |at: usize| u32::from_ne_bytes(rest[at..at + 4].try_into().expect("4 bytes"));
        let long = |at: usize| u64::from_ne_bytes(rest[at..at + 8].try_into().expect("8 bytes"));
        assert_eq!(word(0), MAGIC, "the log is out of step");
        let (op, at) = (word(4) as u8, long(8));
        let sizes = [long(16) as usize, long(24) as usize, long(32) as usize];
        if rest.len() < HEAD + sizes.iter().sum::<usize>() {
            break;
        }
        let (path, after) = rest[HEAD..].split_at(sizes[0]);
        let (second, after) = after.split_at(sizes[1]);
        let (data, after) = after.split_at(sizes[2]);
        records.push(Record {
            op,
            path: text(path),
            second: text(second),
            at,
            data: data.to_vec(),
        });
        rest = after;
    }
    // The file that processes share is memory, and made anew by whoever comes first.
    records.retain(|r| !is(&r.path, "-shm"));
    records
}

fn is(path: &Path, ending: &str) -> bool {
    path.as_os_str().to_string_lossy().ends_with(ending)
}

/// Which syncs of the WAL count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syncs {
    /// All, as the program asks for them.
    All,
    /// Those that it would ask for with `synchronous=NORMAL`: the WAL's header, and the WAL
    /// before it is moved into the file. The program has no switch for this, so the model
    /// overlooks the syncs that only FULL adds, which are those at each commit.
    Normal,
}

/// What a cut keeps of what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Nothing.
    Clean,
    /// In each file the writes up to a random one, of which a part.
    Torn,
    /// Any sectors of any writes.
    Scattered,
    /// Everything: no cut at all. Shows that the log misses nothing.
    None,
}

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Size(usize),
}

#[derive(Debug, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Folder,
    File(usize),
}

#[derive(Debug, Clone)]
enum Naming {
    Put(PathBuf, Node),
    Drop(PathBuf),
    Move(PathBuf, PathBuf),
}

impl Naming {
    fn stands_in(&self, folder: &Path) -> bool {
        let (Naming::Put(path, _) | Naming::Drop(path) | Naming::Move(path, _)) = self;
        path.parent() == Some(folder)
    }

    fn apply(self, names: &mut BTreeMap<PathBuf, Node>) {
        match self {
            Naming::Put(path, node) => drop(names.insert(path, node)),
            Naming::Drop(path) => drop(names.remove(&path)),
            Naming::Move(from, to) => {
                if let Some(node) = names.remove(&from) {
                    names.insert(to, node);
                }
            }
        }
    }
}

/// The disk: what is durable, and what is only in memory.
#[derive(Default)]
pub struct Disk {
    root: PathBuf,
    files: Vec<File>,
    names: BTreeMap<PathBuf, Node>,
    durable: BTreeMap<PathBuf, Node>,
    loose: Vec<Naming>,
}

impl Disk {
    /// A folder as it stands, all of it durable.
    pub fn of(root: &Path) -> Self {
        let mut disk = Self {
            root: root.to_owned(),
            ..Self::default()
        };
        disk.scan(root);
        disk.durable = disk.names.clone();
        disk
    }

    fn scan(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                self.names.insert(path.clone(), Node::Folder);
                self.scan(&path);
            } else if !is(&path, "-shm") {
                let durable = fs::read(&path).expect("the file can be read");
                self.files.push(File {
                    durable,
                    pending: Vec::new(),
                });
                self.names.insert(path, Node::File(self.files.len() - 1));
            }
        }
    }

    /// Does what the log tells.
    pub fn replay(&mut self, log: &Path, syncs: Syncs) {
        let records = records(log);
        for (i, record) in records.iter().enumerate() {
            if record.op == b'S' && syncs == Syncs::Normal && is(&record.path, "-wal") {
                let header = i.checked_sub(1).is_some_and(|before| {
                    let before = &records[before];
                    before.op == b'W' && before.path == record.path && before.at == 0
                });
                let checkpoint = records
                    .get(i + 1)
                    .is_some_and(|next| next.op == b'W' && is(&next.path, "journal.db"));
                if !header && !checkpoint {
                    continue;
                }
            }
            self.follow(record);
        }
    }

    fn follow(&mut self, record: &Record) {
        let path = record.path.clone();
        match record.op {
            b'C' => {
                self.files.push(File::default());
                self.name(Naming::Put(path, Node::File(self.files.len() - 1)));
            }
            b'M' => self.name(Naming::Put(path, Node::Folder)),
            b'U' => self.name(Naming::Drop(path)),
            b'R' => self.name(Naming::Move(path, record.second.clone())),
            b'W' => self.change(
                &path,
                Change::Write(record.at as usize, record.data.clone()),
            ),
            b'T' => self.change(&path, Change::Size(record.at as usize)),
            b'S' => self.sync(&path),
            b'X' => panic!("{} is written through memory", path.display()),
            other => panic!("there is no record {other}"),
        }
    }

    fn name(&mut self, naming: Naming) {
        self.loose.push(naming.clone());
        naming.apply(&mut self.names);
    }

    fn change(&mut self, path: &Path, change: Change) {
        // A file without a name is out of reach after a cut.
        if let Some(Node::File(file)) = self.names.get(path) {
            self.files[*file].pending.push(change);
        }
    }

    fn sync(&mut self, path: &Path) {
        if let Some(Node::File(file)) = self.names.get(path) {
            let file = &mut self.files[*file];
            for change in std::mem::take(&mut file.pending) {
                apply(&mut file.durable, &change);
            }
        } else if path == self.root || self.names.get(path) == Some(&Node::Folder) {
            let (kept, loose) = std::mem::take(&mut self.loose)
                .into_iter()
                .partition(|naming| naming.stands_in(path));
            self.loose = loose;
            let kept: Vec<Naming> = kept;
            for naming in kept {
                naming.apply(&mut self.durable);
            }
        }
    }

    /// What is left after a cut: folders without content, files with theirs.
    pub fn left(&self, cut: Cut, random: &mut Random) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut names = self.durable.clone();
        let kept = match cut {
            Cut::Clean => 0,
            Cut::None => self.loose.len(),
            _ => random.below(self.loose.len() as u64 + 1) as usize,
        };
        for naming in &self.loose[..kept] {
            naming.clone().apply(&mut names);
        }
        let content = |node: &Node, random: &mut Random| match node {
            Node::Folder => None,
            Node::File(file) => Some(self.files[*file].left(cut, random)),
        };
        let reachable = |path: &PathBuf| {
            let mut above = path.ancestors().skip(1).take_while(|a| *a != self.root);
            above.all(|folder| names.get(folder) == Some(&Node::Folder))
        };
        names
            .iter()
            .filter(|(path, _)| reachable(path))
            .map(|(path, node)| (path.clone(), content(node, random)))
            .collect()
    }

    /// Replaces the folder by what is left of it.
    pub fn restore(&self, left: &BTreeMap<PathBuf, Option<Vec<u8>>>) {
        fs::remove_dir_all(&self.root).expect("the folder can be removed");
        fs::create_dir(&self.root).expect("the folder can be made");
        // A folder's path sorts before those in it.
        for (path, content) in left {
            match content {
                None => fs::DirBuilder::new()
                    .mode(0o700)
                    .create(path)
                    .expect("a folder"),
                Some(bytes) => {
                    let mut options = fs::OpenOptions::new();
                    options.write(true).create_new(true).mode(0o600);
                    let mut file = options.open(path).expect("a file");
                    std::io::Write::write_all(&mut file, bytes).expect("room");
                }
            }
        }
    }
}

impl File {
    fn left(&self, cut: Cut, random: &mut Random) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let count = self.pending.len();
        let whole = match cut {
            Cut::Clean | Cut::Scattered => 0,
            Cut::Torn => random.below(count as u64 + 1) as usize,
            Cut::None => count,
        };
        for change in &self.pending[..whole] {
            apply(&mut bytes, change);
        }
        let parts = match cut {
            Cut::Torn => &self.pending[whole..count.min(whole + 1)],
            Cut::Scattered => &self.pending[..],
            Cut::Clean | Cut::None => &[],
        };
        for change in parts {
            some_of(&mut bytes, change, random);
        }
        bytes
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Size(size) => bytes.resize(*size, 0),
        Change::Write(at, data) => {
            if bytes.len() < at + data.len() {
                bytes.resize(at + data.len(), 0);
            }
            bytes[*at..at + data.len()].copy_from_slice(data);
        }
    }
}

/// Applies a change in part: any of its sectors.
fn some_of(bytes: &mut Vec<u8>, change: &Change, random: &mut Random) {
    let Change::Write(at, data) = change else {
        if random.below(2) == 0 {
            apply(bytes, change);
        }
        return;
    };
    let mut begin = 0;
    while begin < data.len() {
        // Sectors are those of the file, not of the write.
        let end = data.len().min(begin + SECTOR - (at + begin) % SECTOR);
        if random.below(2) == 0 {
            apply(bytes, &Change::Write(at + begin, data[begin..end].to_vec()));
        }
        begin = end;
    }
}
