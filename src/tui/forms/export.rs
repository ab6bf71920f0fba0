//! Writing an incident to a file: as what, where to, and never over a file that is there
//! without asking.

use std::path::PathBuf;

use super::super::effect::{Effect, IncidentEffect};
use super::super::form::{Act, Field, Form, Next, Question};
use super::super::model::{Model, Overlay};
use crate::report::{CsvRows, ExportFormat, file_name};

const FORMAT: Field = Field::of("format");
const FILE: Field = Field::of("file");
const YES: Field = Field::of("yes");

/// The formats by the words that the command line has for them, and what each is for.
const FORMATS: [(&str, &str, ExportFormat); 8] = [
    (
        "json",
        "json: the whole timeline, for programs",
        ExportFormat::Json,
    ),
    (
        "ndjson",
        "ndjson: the same in one line",
        ExportFormat::Ndjson,
    ),
    (
        "markdown",
        "markdown: a report for people",
        ExportFormat::Markdown,
    ),
    ("html", "html: the report as a page", ExportFormat::Html),
    (
        "csv",
        "csv: a row for a spreadsheet",
        ExportFormat::Csv(CsvRows::Incidents),
    ),
    (
        "csv-steps",
        "csv: a row for each step",
        ExportFormat::Csv(CsvRows::Steps),
    ),
    (
        "otlp",
        "otlp: a trace, for OpenTelemetry",
        ExportFormat::Otlp,
    ),
    (
        "ics",
        "ics: the follow-ups, for a calendar",
        ExportFormat::Ics,
    ),
];

#[derive(Debug)]
struct Export;

/// Asks as what it is written, and where to.
pub fn ask(model: &mut Model) {
    let Some(walk) = &model.walk else {
        return;
    };
    let state = &walk.snapshot.state;
    let options = FORMATS.map(|(id, words, _)| (id.to_owned(), words.to_owned()));
    let hint = "a path, or a folder; a bare name lies in the folder you started in";
    let questions = vec![
        Question::choice(FORMAT, "format", options.to_vec()),
        Question::text(FILE, "file", hint).prefilled(file_name(state, ExportFormat::Json)),
    ];
    let title = format!("{} export", state.key());
    model.ask(Form::new(Export, title, questions));
}

fn format_of(word: &str) -> ExportFormat {
    let mut formats = FORMATS.iter();
    let found = formats.find(|(id, ..)| *id == word);
    found.map_or(ExportFormat::Json, |(.., format)| *format)
}

impl Act for Export {
    fn records(&self) -> bool {
        false
    }

    /// The name that a file of the format just chosen would have.
    fn take(&self, model: &Model, _: &Form, field: &Field, answer: &str) -> Next {
        let walk = model.walk.as_ref().filter(|_| *field == FORMAT);
        walk.map_or_else(Next::default, |walk| {
            Next::prefill(file_name(&walk.snapshot.state, format_of(answer)))
        })
    }

    fn finish(&self, _: &mut Model, form: &Form) -> Vec<Effect> {
        vec![Effect::Incident(IncidentEffect::Export {
            path: form.text(&FILE),
            format: format_of(&form.text(&FORMAT)),
            over: false,
        })]
    }
}

/// The file that is there already, and as what it is to be written.
#[derive(Debug)]
struct WriteOver(PathBuf, ExportFormat);

/// A file is there already: only `y` writes over it.
pub fn exists(model: &mut Model, path: PathBuf, format: ExportFormat) {
    let notice = vec![format!("{} is there already.", path.display())];
    let question = Question::yes(YES, "Write over it?", notice);
    let form = Form::new(WriteOver(path, format), "The file is there", vec![question]);
    // It takes the place of the question that led here.
    model.overlay = Some(Overlay::Form(form));
}

impl Act for WriteOver {
    fn records(&self) -> bool {
        false
    }

    fn finish(&self, _: &mut Model, _: &Form) -> Vec<Effect> {
        vec![Effect::Incident(IncidentEffect::Export {
            path: self.0.display().to_string(),
            format: self.1,
            over: true,
        })]
    }
}
