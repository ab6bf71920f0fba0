//! Writing an incident to a file: as what, where to, and never over a file that is there
//! without asking.

use std::path::PathBuf;

use super::super::effect::{Effect, IncidentEffect};
use super::super::form::{Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use crate::report::{Format, file_name};

const FORMAT: &str = "format";
const FILE: &str = "file";

/// The formats by the words that the command line has for them, and what each is for.
const FORMATS: [(&str, &str, Format); 4] = [
    (
        "json",
        "json: the whole timeline, for programs",
        Format::Json,
    ),
    ("ndjson", "ndjson: the same in one line", Format::Ndjson),
    (
        "markdown",
        "markdown: a report for people",
        Format::Markdown,
    ),
    ("html", "html: the report as a page", Format::Html),
];

/// Asks as what it is written, and where to.
pub fn ask(model: &mut Model) {
    let Some(walk) = &model.walk else {
        return;
    };
    let state = &walk.snapshot.state;
    let options = FORMATS.map(|(id, words, _)| (id.to_owned(), words.to_owned()));
    let hint = "a path, or a folder; a bare name lies in the folder you started in";
    let questions = vec![
        Question::choice(FORMAT, options.to_vec()),
        Question::text(FILE, hint).prefilled(file_name(state, Format::Json)),
    ];
    let title = format!("{} export", state.key());
    model.ask(Form::new(Purpose::Export, title, questions));
}

/// The name that a file of the format just chosen would have.
pub fn name_after(model: &Model, answer: &str) -> Option<String> {
    let Some(Overlay::Form(form)) = &model.overlay else {
        return None;
    };
    let state = &model.walk.as_ref()?.snapshot.state;
    let is_asked = form.purpose == Purpose::Export && form.question()?.label == FORMAT;
    is_asked.then(|| file_name(state, format_of(answer)))
}

fn format_of(word: &str) -> Format {
    let mut formats = FORMATS.iter();
    let found = formats.find(|(id, ..)| *id == word);
    found.map_or(Format::Json, |(.., format)| *format)
}

/// The effect of an answered form.
pub fn commands(form: &Form) -> Vec<Effect> {
    match &form.purpose {
        Purpose::WriteOver(path, format) => vec![Effect::Incident(IncidentEffect::Export {
            path: path.display().to_string(),
            format: *format,
            over: true,
        })],
        _ => vec![Effect::Incident(IncidentEffect::Export {
            path: form.given_to(FILE).unwrap_or_default(),
            format: format_of(&form.given_to(FORMAT).unwrap_or_default()),
            over: false,
        })],
    }
}

/// A file is there already: only `y` writes over it.
pub fn exists(model: &mut Model, path: PathBuf, format: Format) {
    let notice = vec![format!("{} is there already.", path.display())];
    let question = Question::yes("Write over it?", notice);
    let form = Form::new(
        Purpose::WriteOver(path, format),
        "The file is there",
        vec![question],
    );
    // It takes the place of the question that led here.
    model.overlay = Some(Overlay::Form(form));
}
