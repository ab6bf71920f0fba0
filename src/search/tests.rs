use super::*;
use crate::library::Library;

fn search(query: &str) -> Vec<String> {
    let library = Library::load(&[]);
    let index = Index::new(library.entries().iter().map(|e| &*e.book.runbook));
    let hits = index.search(query).into_iter();
    hits.map(|hit| hit.runbook.to_string()).collect()
}

#[test]
fn the_words_of_a_symptom_find_its_runbook() {
    assert_eq!(
        search("stuck at authenticating")[0],
        "anyconnect-authentication-failure"
    );
    assert_eq!(search("hardware token")[0], "anyconnect-token-policy");
    assert_eq!(
        search("one-time password certificate")[0],
        "anyconnect-certificate-otp"
    );
}

#[test]
fn an_empty_query_finds_all_and_nonsense_nothing() {
    assert_eq!(search("").len(), Library::load(&[]).entries().len());
    assert_eq!(search("zqxjkv"), Vec::<String>::new());
}
