//! A Markdown runbook as it is → the raw structs of a runbook. Nothing in it is lost: what is
//! neither a step nor a command is kept as text of the step that it stands with.

mod blocks;
mod code;
mod front;
mod placeholders;
mod size;
mod steps;
mod words;

use std::collections::HashSet;
use std::path::Path;

use super::format::{Parsed, RunbookFormat};
use super::raw::{FORMAT, RawRunbook, RawSymptom};
use super::source::{File, Placed, SourcePosition};
use super::{Diagnostic, code as codes};
use crate::domain::digest::sha256_hex;
use crate::domain::runbook::{Escalation, Reference, Source};
use front::Front;
use steps::Steps;
pub use words::slug;

/// What the source of a runbook is called that was converted from Markdown.
pub const KIND: &str = "Markdown";
/// What stands where the Markdown does not say how a change is taken back.
pub const NO_ROLLBACK: &str = "The Markdown does not say how to take it back.";

/// Endings of Markdown files, those of templates too.
const ENDINGS: &[&str] = &[".md", ".markdown", ".md.erb", ".md.j2", ".md.tmpl"];

/// Names that say nothing of what a file is about.
const PLAIN_NAMES: &[&str] = &[
    "readme", "index", "_index", "skill", "runbook", "playbook", "sop", "main",
];

/// A Markdown file, under an id of its own where its name is not enough.
pub struct Markdown;

impl RunbookFormat for Markdown {
    fn parse(&self, file: File<'_>) -> Parsed<RawRunbook> {
        read(file, &id_of(Path::new(file.path)))
    }
}

/// Whether a file of this name is Markdown.
pub fn is_markdown(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The name of a Markdown file without its endings.
pub fn stem(path: &Path) -> String {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let lower = name.to_lowercase();
    let ending = ENDINGS
        .iter()
        .filter(|ending| lower.ends_with(**ending))
        .map(|e| e.len())
        .max();
    name[..name.len() - ending.unwrap_or_default().min(name.len())].to_owned()
}

/// The id of the runbook in a file: its name, with its folder's where that says nothing.
pub fn id_of(path: &Path) -> String {
    let stem = stem(path);
    match PLAIN_NAMES.contains(&stem.to_lowercase().as_str()) {
        true => id_with_folder(path),
        false => slug(&stem, 12, 70),
    }
}

/// The id with the folder's name before it.
pub fn id_with_folder(path: &Path) -> String {
    let folder = path.parent().and_then(Path::file_name);
    let folder = folder
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    slug(&format!("{folder} {}", stem(path)), 14, 76)
}

/// Reads a Markdown file as the runbook with this id.
pub fn read(file: File<'_>, id: &str) -> Parsed<RawRunbook> {
    let mut found = Vec::new();
    if file.text.len() > super::yaml::MAX_BYTES {
        let what = format!("it is {} bytes long; 1 MiB is the most", file.text.len());
        found.push(Diagnostic::whole(
            codes::UNREADABLE,
            file.path,
            what,
            "split it into several runbooks",
        ));
        return Parsed {
            raw: None,
            found,
            lost: true,
            review: None,
        };
    }
    let mut front = front::front(file);
    let body = &file.text[front.end..];
    let (blocks, links) = blocks::blocks(body);
    let review = front.review.take();
    let mut steps = Steps::new(file, front.end);
    steps.read(&blocks);
    let title = title(&front, &steps, file);
    let top = SourcePosition { line: 1, column: 1 };
    let said = |text: &str| Placed::new(text.to_owned(), top);
    let mut symptoms: Vec<Placed<RawSymptom>> = Vec::new();
    let names = [
        Some(stem(Path::new(file.path))),
        steps.title.clone(),
        front.name.clone(),
    ];
    for name in names.into_iter().flatten() {
        let is_plain = PLAIN_NAMES.contains(&name.to_lowercase().as_str());
        let is_known = symptoms
            .iter()
            .any(|s| s.value.says.as_deref() == Some(&name));
        if !is_plain && !is_known && !name.trim().is_empty() {
            let symptom = RawSymptom {
                says: Some(name),
                sees: None,
            };
            symptoms.push(Placed::new(symptom, top));
        }
    }
    for seen in steps.symptoms.drain(..) {
        let symptom = RawSymptom {
            says: None,
            sees: Some(seen),
        };
        symptoms.push(Placed::new(symptom, top));
    }
    let mut references: Vec<Reference> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for link in links.into_iter().filter(|link| !link.url.is_empty()) {
        if known.insert(link.url.clone()) {
            let title = if link.text.is_empty() {
                link.url.clone()
            } else {
                link.text
            };
            references.push(Reference {
                title,
                url: Some(link.url),
                note: None,
            });
        }
    }
    let sha256 = sha256_hex(file.text.as_bytes());
    let source = Source {
        title: file.path.to_owned(),
        kind: Some(KIND.to_owned()),
        date: None,
        url: Some(format!("sha256:{sha256}")),
    };
    let owner = front.owner.clone();
    let raw = RawRunbook {
        format: said(FORMAT),
        id: said(id),
        title: said(&title),
        short: None,
        revision: 1,
        category: None,
        mode: None,
        products: Vec::new(),
        sources: vec![source],
        summary: front.summary.clone().or(steps.summary.take()),
        see: Vec::new(),
        symptoms,
        causes: std::mem::take(&mut steps.causes),
        signatures: Vec::new(),
        targets: Vec::new(),
        claims: Vec::new(),
        variables: steps.variables(),
        phases: Placed::new(steps.phases(), top),
        outcome: None,
        escalation: owner.map(|to| Escalation { to, with: None }),
        references,
        tests: Vec::new(),
    };
    found.append(&mut steps.found);
    if let Some(what) = size::too_large(&raw, file.text.len()) {
        let instead = Some("split it into several runbooks".to_owned());
        found.push(Diagnostic::at(codes::TOO_LARGE, file, top, what, instead));
        return Parsed {
            raw: None,
            found,
            lost: true,
            review,
        };
    }
    Parsed {
        raw: Some(raw),
        found,
        lost: false,
        review,
    }
}

fn title(front: &Front, steps: &Steps<'_>, file: File<'_>) -> String {
    let given = [&front.title, &steps.title, &front.name];
    let given = given
        .into_iter()
        .flatten()
        .find(|title| !title.trim().is_empty());
    given.cloned().unwrap_or_else(|| stem(Path::new(file.path)))
}
