//! What people say of a trouble → the runbook for it: phrases of users, service desks and
//! engineers. Their files are `assets/phrases/<id>.txt`; a runbook of a user's folder that
//! has the id of one of ours is found by the same phrases.

include!(concat!(env!("OUT_DIR"), "/said.rs"));

/// The phrases for a runbook; none for those that are not ours.
pub fn phrases(id: &str) -> impl Iterator<Item = &'static str> {
    let name = |file: &'static str| file.strip_suffix(".txt").unwrap_or(file);
    let found = SAID.binary_search_by(|(file, _)| name(file).cmp(id));
    let text = found.map_or("", |at| SAID[at].1);
    lines(text)
}

/// The phrases of a file: a line each, without the comment at its top.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::library::Library;

    #[test]
    fn every_runbook_has_its_phrases_and_no_file_is_without_a_runbook() {
        let library = Library::load(&[]);
        let ids = library.entries().iter().map(|e| e.book.runbook.id.as_str());
        let mut ids: Vec<&str> = ids.collect();
        ids.sort_unstable();
        let files = SAID.iter().map(|(file, _)| file.strip_suffix(".txt"));
        assert_eq!(files.collect::<Option<Vec<&str>>>(), Some(ids.clone()));
        for id in ids {
            let count = phrases(id).count();
            assert!(count >= 60, "{id} has {count} phrases");
        }
    }

    #[test]
    fn no_phrase_is_there_twice() {
        let mut known = BTreeMap::new();
        for (id, text) in SAID {
            for phrase in lines(text) {
                let before = known.insert(phrase.to_lowercase(), id);
                assert_eq!(before, None, "{id} says again: {phrase}");
            }
        }
    }

    #[test]
    fn a_file_is_read_by_line_without_its_comment() {
        let read: Vec<&str> = lines("# Said.\n one two \n\nthree").collect();
        assert_eq!(read, ["one two", "three"]);
        assert_eq!(phrases("no-runbook-of-ours").next(), None);
    }
}
