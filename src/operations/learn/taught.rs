//! Signatures: from a line that somebody pinned, and from lines of the incident's logs that no
//! signature explains and no good log has.

use super::{Class, GoodLogs, Lesson, LessonKind, TaughtChange};
use crate::domain::event::Standing;
use crate::domain::id::{CauseId, EventId, RunbookId};
use crate::domain::runbook::Runbook;
use crate::domain::standing::{CauseView, causes};
use crate::evidence::{LogLevel, ScanOptions, Shaping, Signatures, expression_of, shape_of};
use crate::library::edit::{Edit, New, To};
use crate::library::slug;
use crate::operations::scan::{ScanInput, scan};

/// So many new shapes of one log become signatures: the first failures, not all that follows.
const FROM_LOGS: usize = 2;
/// An id has so many words and letters.
const ID: (usize, usize) = (5, 40);

/// What becomes of a confirmed cause.
struct Known<'a> {
    runbook: &'a Runbook,
    id: RunbookId,
    cause: CauseId,
    title: String,
    event: EventId,
}

pub fn signatures(class: &Class<'_>) -> Vec<Lesson> {
    let state = class.incident.state();
    let views = causes(state);
    let mut found = Vec::new();
    for evidence in state.evidence.iter() {
        let Some(pinned) = &evidence.pinned else {
            continue;
        };
        let meant = pinned.cause.as_ref();
        let known = confirmed(class, &views, |view| {
            meant.is_none_or(|at| at.runbook == *view.runbook && at.cause == view.cause.id)
        });
        let Some(known) = known else {
            continue;
        };
        let what = format!(
            "line {} of {} was pinned, and the cause was confirmed: {}",
            pinned.line, evidence.name, known.title
        );
        found.extend(lesson(class, &known, &pinned.text, what, evidence.id));
    }
    if found.is_empty()
        && let Some(known) = confirmed(class, &views, |_| true)
    {
        found.extend(from_logs(class, &known));
    }
    found
}

/// The cause that was confirmed, with its runbook; the one that the resolution names first.
fn confirmed<'a>(
    class: &'a Class<'_>,
    views: &'a [CauseView<'a>],
    wanted: impl Fn(&CauseView<'_>) -> bool,
) -> Option<Known<'a>> {
    let state = class.incident.state();
    let is_it = |view: &&CauseView<'_>| view.standing == Standing::Confirmed && wanted(view);
    let view = views.iter().find(is_it)?;
    let attachment = state.attachment(view.runbook)?;
    Some(Known {
        runbook: attachment.runbook.as_deref()?,
        id: view.runbook.clone(),
        cause: view.cause.id.clone(),
        title: view.cause.title.clone(),
        event: view.because.first()?.0,
    })
}

fn from_logs(class: &Class<'_>, known: &Known<'_>) -> Vec<Lesson> {
    if class.logs.is_empty() {
        return Vec::new();
    }
    let signatures = Signatures::new([std::sync::Arc::new(known.runbook.clone())]);
    let options = ScanOptions {
        shaping: Some(Shaping::default()),
        ..ScanOptions::default()
    };
    let sources: Vec<ScanInput> = class.logs.iter().cloned().map(ScanInput::Path).collect();
    let report = scan(&signatures, options, &sources, None).report;
    let mut shapes: Vec<_> = report
        .shapes()
        .iter()
        .filter(|shape| shape.level >= LogLevel::Warning && !class.good.has(&shape.shape))
        .collect();
    shapes.sort_by_key(|shape| (std::cmp::Reverse(shape.level), shape.first.line));
    let lessons = shapes.iter().filter_map(|shape| {
        let line = &shape.first;
        let what = format!(
            "line {} of {} is one of {} that no signature explains, and the cause was confirmed: {}",
            line.line, line.path, shape.count, known.title
        );
        lesson(class, known, &line.text, what, known.event)
    });
    lessons.take(FROM_LOGS).collect()
}

fn lesson(
    class: &Class<'_>,
    known: &Known<'_>,
    line: &str,
    reason: String,
    event: EventId,
) -> Option<Lesson> {
    let line = line.trim();
    if class.good.has(&shape_of(line)) || is_found(known.runbook, line, &known.cause) {
        return None;
    }
    let expression = expression_of(line)?;
    let id = unused(&slug(&shape_of(line), ID.0, ID.1), known.runbook);
    let step = known.runbook.signatures.iter();
    let step = step.filter(|it| it.causes.contains(&known.cause));
    let step = step.filter_map(|it| it.step.clone()).next();
    let step = step.or_else(|| {
        let mut steps = known.runbook.steps().map(|(_, step)| step);
        let shows = steps.find(|step| step.suspects.contains(&known.cause));
        shows.map(|step| step.id.clone())
    });
    let mut fields = vec![
        ("id", New::text(id)),
        ("regex", New::text(expression)),
        (
            "causes",
            New::List(vec![New::text(known.cause.to_string())]),
        ),
    ];
    fields.extend(step.map(|step| ("step", New::text(step.to_string()))));
    fields.push(("examples", New::Texts(vec![line.to_owned()])));
    let near = class.good.near(line);
    if !near.is_empty() {
        fields.push(("not", New::Texts(near)));
    }
    Some(Lesson {
        incident: class.incident.state().key(),
        kind: LessonKind::Signature,
        runbook: known.id.clone(),
        reason,
        event,
        change: TaughtChange::Runbook(Edit::Add {
            list: vec![To::Key("signatures")],
            behind: None,
            new: New::Map(fields),
        }),
        in_markdown: None,
        is_newer: false,
    })
}

/// Whether the runbook knows the line already, for this cause.
fn is_found(runbook: &Runbook, line: &str, cause: &CauseId) -> bool {
    let signatures = Signatures::new([std::sync::Arc::new(runbook.clone())]);
    let input = [ScanInput::Text("log", line)];
    let report = scan(&signatures, ScanOptions::default(), &input, None).report;
    let mut found = report.answer.findings.iter();
    found.any(|finding| finding.causes.contains(cause))
}

fn unused(id: &str, runbook: &Runbook) -> String {
    let taken = |id: &str| runbook.signatures.iter().any(|it| it.id.as_str() == id);
    let mut numbered = (2..).map(|number| format!("{id}-{number}"));
    match taken(id) {
        false => id.to_owned(),
        true => numbered.find(|id| !taken(id)).unwrap_or_default(),
    }
}

impl GoodLogs {
    /// Whether a runbook's signature finds a line in them.
    pub fn holds(&self, runbook: &std::sync::Arc<Runbook>, signature: &str) -> bool {
        let signatures = Signatures::new([runbook.clone()]);
        let text = self.text();
        let input = [ScanInput::Text("good", &text)];
        let report = scan(&signatures, ScanOptions::default(), &input, None).report;
        let mut hits = report.logs.iter().flat_map(|log| &log.hits);
        hits.any(|hit| {
            let it = runbook.signatures.get(hit.signature as usize);
            it.is_some_and(|it| it.id.as_str() == signature)
        })
    }
}
