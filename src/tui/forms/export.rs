//! Writing an incident to a file: as what, where to, and never over a file that is there
//! without asking.

use std::path::PathBuf;

use super::super::effect::{Effect, IncidentEffect};
use super::super::form::{Act, Field, Form, Next, Question};
use super::super::model::{Model, Overlay};
use crate::domain::id::IncidentId;
use crate::report::{CsvRows, ExportFormat, file_named};

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

/// The incident, if it is not the one that is walked, and its key.
#[derive(Debug)]
struct Export(Option<IncidentId>, String);

/// Asks as what it is written, and where to.
pub fn ask(model: &mut Model) {
    let walked = model.walk.as_ref().map(|walk| walk.snapshot.state.key());
    let (incident, key) = match (&model.overlay, walked) {
        (Some(Overlay::History(list)), _) => match list.row() {
            Some(row) => (Some(row.id), row.key.clone()),
            None => return,
        },
        (_, Some(key)) => (None, key),
        (_, None) => return,
    };
    let options = FORMATS.map(|(id, words, _)| (id.to_owned(), words.to_owned()));
    let hint = "a path, or a folder; a bare name lies in the folder you started in";
    let questions = vec![
        Question::choice(FORMAT, "format", options.to_vec()),
        Question::text(FILE, "file", hint).prefilled(file_named(&key, ExportFormat::Json)),
    ];
    let title = format!("{key} export");
    model.ask(Form::new(Export(incident, key), title, questions));
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
    fn take(&self, _: &Model, _: &Form, field: &Field, answer: &str) -> Next {
        match *field == FORMAT {
            true => Next::prefill(file_named(&self.1, format_of(answer))),
            false => Next::default(),
        }
    }

    fn finish(&self, _: &mut Model, form: &Form) -> Vec<Effect> {
        vec![Effect::Incident(IncidentEffect::Export {
            incident: self.0,
            path: form.text(&FILE),
            format: format_of(&form.text(&FORMAT)),
            over: false,
        })]
    }
}

/// The file that is there already, and as what it is to be written.
#[derive(Debug)]
struct WriteOver(Option<IncidentId>, PathBuf, ExportFormat);

/// A file is there already: only `y` writes over it.
pub fn exists(
    model: &mut Model,
    incident: Option<IncidentId>,
    path: PathBuf,
    format: ExportFormat,
) {
    let notice = vec![format!("{} is there already.", path.display())];
    let question = Question::yes(YES, "Write over it?", notice);
    let act = WriteOver(incident, path, format);
    let form = Form::new(act, "The file is there", vec![question]);
    // It takes the place of the question that led here.
    model.overlay = Some(Overlay::Form(form));
}

impl Act for WriteOver {
    fn records(&self) -> bool {
        false
    }

    fn finish(&self, _: &mut Model, _: &Form) -> Vec<Effect> {
        vec![Effect::Incident(IncidentEffect::Export {
            incident: self.0,
            path: self.1.display().to_string(),
            format: self.2,
            over: true,
        })]
    }
}
