//! What is usual: the shapes of good logs, kept per source, so that a line that is ordinary on
//! the server is still news in the client's log.

use std::collections::{BTreeSet, HashMap};

use super::shapes::{ShapeGroup, Shapes};

/// So many sources are told apart; further ones count together. Each has room for thousands of
/// shapes.
const SOURCES: usize = 16;

/// Endings of a file's name that say how it is packed, or that it is an older one.
const ENDINGS: &[&str] = &["gz", "zst", "bz2", "xz", "old", "bak", "prev"];

/// Which source a log belongs to, by its number; `None` for those that count together.
pub type SourceNumber = Option<usize>;

/// What is usual: the shapes of good logs.
#[derive(Debug, Clone, Default)]
pub struct Usual {
    /// By source, each with its name.
    sources: Vec<(String, Shapes)>,
    /// Those that count together.
    others: Shapes,
    /// The logs, by their numbers.
    pub(super) paths: Vec<String>,
}

/// The sources of good logs, as they come.
#[derive(Debug, Default)]
pub(super) struct Sources(Vec<String>);

impl Sources {
    /// The source that a log belongs to.
    pub fn of(&mut self, path: &str) -> SourceNumber {
        let name = source_name(path);
        let known = self.0.iter().position(|known| *known == name);
        known.or_else(|| {
            let is_room = self.0.len() < SOURCES;
            is_room.then(|| {
                self.0.push(name);
                self.0.len() - 1
            })
        })
    }

    /// What is usual in them.
    pub fn usual(
        self,
        shapes: impl IntoIterator<Item = (SourceNumber, Shapes)>,
        paths: Vec<String>,
    ) -> Usual {
        let sources = self.0.into_iter().map(|name| (name, Shapes::default()));
        let mut usual = Usual {
            sources: sources.collect(),
            others: Shapes::default(),
            paths,
        };
        for (source, shapes) in shapes {
            match source.and_then(|source| usual.sources.get_mut(source)) {
                Some((_, known)) => *known = shapes,
                None => usual.others = shapes,
            }
        }
        // A log without a line says nothing of what is usual in it.
        usual
            .sources
            .retain(|(_, shapes)| !shapes.groups.is_empty());
        usual
    }
}

impl Usual {
    /// The source that a log is held against; all of them if none has its name, or if there is
    /// only one.
    pub(super) fn source(&self, path: &str) -> SourceNumber {
        let is_one = self.sources.len() == 1 && self.others.groups.is_empty();
        let name = source_name(path);
        let mut sources = self.sources.iter();
        sources.position(|(known, _)| !is_one && *known == name)
    }

    /// What a log is held against: each shape with one of its groups and its count.
    pub(super) fn held(&self, source: SourceNumber) -> HashMap<&str, (&ShapeGroup, u64)> {
        self.counted(|number| source.is_none() || number == source)
    }

    /// Which shapes may be missing where lines were held against a source: its own. Against all,
    /// those of the sources that no other log was held against.
    pub(super) fn missing(
        &self,
        source: SourceNumber,
        taken: &BTreeSet<SourceNumber>,
    ) -> HashMap<&str, (&ShapeGroup, u64)> {
        match source {
            Some(_) => self.held(source),
            None => self.counted(|number| number.is_none() || !taken.contains(&number)),
        }
    }

    fn counted(
        &self,
        is_wanted: impl Fn(SourceNumber) -> bool,
    ) -> HashMap<&str, (&ShapeGroup, u64)> {
        let sources = self.sources.iter().enumerate();
        let sources = sources.map(|(number, (_, shapes))| (Some(number), shapes));
        let mut counted: HashMap<&str, (&ShapeGroup, u64)> = HashMap::new();
        for (number, shapes) in sources.chain([(None, &self.others)]) {
            for (shape, group) in shapes.groups.iter().filter(|_| is_wanted(number)) {
                counted.entry(shape).or_insert((group, 0)).1 += group.count;
            }
        }
        counted
    }
}

/// Whether two logs are parts of one: the same folder, and the same name but for what rotating
/// adds.
pub(super) fn are_parts(one: &str, other: &str) -> bool {
    let split = |path: &str| path.rfind(['/', '\\', '!']).map_or(0, |at| at + 1);
    let is_same_folder = one[..split(one)] == other[..split(other)];
    is_same_folder && source_name(one) == source_name(other)
}

/// The name that a log and its older parts share: without folders, and without what rotating and
/// packing add, such as `.1`, `-20261116` and `.gz`.
fn source_name(path: &str) -> String {
    let mut name = path.rsplit(['/', '\\', '!']).next().unwrap_or(path);
    while let Some((stem, ending)) = name.rsplit_once(['.', '-', '_']) {
        let is_number = !ending.is_empty() && ending.bytes().all(|byte| byte.is_ascii_digit());
        // A number behind a dash may tell machines apart; eight digits and more are a date.
        let is_turn = match name.as_bytes().get(stem.len()) {
            Some(b'.') => is_number || ENDINGS.contains(&ending.to_ascii_lowercase().as_str()),
            _ => is_number && ending.len() >= 8,
        };
        if stem.is_empty() || !is_turn {
            break;
        }
        name = stem;
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_and_its_older_parts_are_one_source() {
        for (path, name) in [
            ("/var/log/asa.log", "asa.log"),
            ("good/asa.log.1", "asa.log"),
            ("asa.log.12.gz", "asa.log"),
            ("asa.log-20261116.zst", "asa.log"),
            ("dart.zip!Logs\\asa.log.old", "asa.log"),
            ("messages", "messages"),
            ("gw-1.log", "gw-1.log"),
            ("gw-1", "gw-1"),
            (".1", ".1"),
            ("-", "-"),
        ] {
            assert_eq!(source_name(path), name, "{path}");
        }
    }

    #[test]
    fn parts_of_a_log_lie_in_one_folder() {
        assert!(are_parts("gw1/charon.log", "gw1/charon.log.1"));
        assert!(!are_parts("gw1/charon.log", "gw2/charon.log"));
        assert!(!are_parts("gw1.log", "gw2.log"));
    }

    #[test]
    fn further_sources_count_together() {
        let mut sources = Sources::default();
        for number in 0..SOURCES {
            assert_eq!(sources.of(&format!("{number}.log")), Some(number));
        }
        assert_eq!(sources.of("one-more.log"), None);
        assert_eq!(sources.of("old/3.log.1"), Some(3));
    }
}
