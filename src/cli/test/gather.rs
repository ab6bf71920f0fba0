//! What is to be tested: the runbooks that are named, with the tests in them and beside them.

use std::path::{Path, PathBuf};

use super::super::context::Program;
use super::super::failure::{Exit, Failure};
use crate::domain::command::Book;
use crate::domain::runbook::WalkTest;
use crate::library::{
    Diagnostic, Library, Origin, TESTS_FOLDER, is_tests_text, read_file, read_tests, read_utf8,
    tests_files,
};

/// A runbook and its tests, each with the file that it stands in.
pub struct ToTest {
    pub book: Book,
    pub path: Option<PathBuf>,
    pub tests: Vec<(PathBuf, WalkTest)>,
}

/// All of them, and what is wrong with files.
#[derive(Default)]
pub struct Gathered {
    pub books: Vec<ToTest>,
    pub wrong: Vec<Diagnostic>,
}

pub fn gather(program: &Program, paths: &[PathBuf]) -> Result<Gathered, Failure> {
    let mut folders = program.runbook_folders()?;
    for path in paths {
        if !path.exists() {
            let what = format!("{} is not there", path.display());
            return Err(Failure::new(Exit::NoInput, what).hint("check the path"));
        }
        folders.push(folder_of(path));
    }
    let library = Library::load(&folders);
    let mut all = Gathered::default();
    for path in paths {
        match path.is_dir() {
            true => all.folder(path, &library),
            false => all.file(path, &library),
        }
    }
    Ok(all)
}

/// The folder of runbooks that a path lies in, or is.
fn folder_of(path: &Path) -> PathBuf {
    if path.is_dir() {
        return path.to_owned();
    }
    let above = path.parent().unwrap_or(Path::new(""));
    let is_tests = above.file_name().is_some_and(|name| name == TESTS_FOLDER);
    let folder = match is_tests {
        true => above.parent().unwrap_or(Path::new("")),
        false => above,
    };
    match folder.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => folder.to_owned(),
    }
}

impl Gathered {
    fn folder(&mut self, folder: &Path, library: &Library) {
        for entry in library.entries() {
            if let Origin::File { path, .. } = &entry.origin
                && path.starts_with(folder)
            {
                self.add(entry.book.clone(), Some(path.clone()));
            }
        }
        let within = folder.display().to_string();
        let wrong = library.diagnostics.iter();
        self.wrong
            .extend(wrong.filter(|it| it.path.starts_with(&within)).cloned());
        for file in tests_files(folder) {
            self.tests(&file, library);
        }
    }

    fn file(&mut self, file: &Path, library: &Library) {
        match read_utf8(file) {
            Err(wrong) => self.wrong.extend(wrong),
            Ok(text) if is_tests_text(&text) => self.tests(file, library),
            Ok(_) => match read_file(file) {
                Err(wrong) => self.wrong.extend(wrong),
                Ok((book, _)) => {
                    let id = book.runbook.id.clone();
                    self.add(book, Some(file.to_owned()));
                    for beside in tests_files(&folder_of(file)) {
                        let speaks = |text: &str| text.contains(id.as_str());
                        if read_utf8(&beside).is_ok_and(|text| speaks(&text)) {
                            self.tests_of(&beside, library, Some(id.as_str()));
                        }
                    }
                }
            },
        }
    }

    fn add(&mut self, book: Book, path: Option<PathBuf>) {
        let known = |it: &ToTest| it.book.sha256 == book.sha256;
        if self.books.iter().any(known) {
            return;
        }
        let inside = path.clone().unwrap_or_default();
        let tests = book.runbook.tests.iter().cloned();
        let tests = tests.map(|test| (inside.clone(), test)).collect();
        self.books.push(ToTest { book, path, tests });
    }

    fn tests(&mut self, file: &Path, library: &Library) {
        self.tests_of(file, library, None);
    }

    /// Takes the tests of a file, if they are of the runbook that is asked for.
    fn tests_of(&mut self, file: &Path, library: &Library, only: Option<&str>) {
        let ours = |id: &str| {
            let mut books = self.books.iter().map(|it| &it.book.runbook);
            books.find(|runbook| runbook.id.as_str() == id).cloned()
        };
        let find = |id: &str| {
            let shelved = || library.get(id).map(|entry| entry.book.runbook.clone());
            ours(id).or_else(shelved)
        };
        let read = match read_tests(file, &find) {
            Ok(read) => read,
            Err(wrong) => return self.wrong.extend(wrong),
        };
        let id = read.runbook.id.as_str();
        if only.is_some_and(|only| only != id) {
            return;
        }
        let known = self
            .books
            .iter()
            .position(|it| it.book.runbook.id.as_str() == id);
        let at = match known {
            Some(at) => at,
            None => {
                let Some(entry) = library.get(id) else {
                    return;
                };
                let path = match &entry.origin {
                    Origin::File { path, .. } => Some(path.clone()),
                    Origin::Embedded => None,
                };
                self.add(entry.book.clone(), path);
                self.books.len() - 1
            }
        };
        let tests = read.tests.into_iter();
        self.books[at]
            .tests
            .extend(tests.map(|test| (file.to_owned(), test)));
    }
}
