//! What the screen needs of an incident, made once after each change, so that drawing a
//! frame never walks through events or folds anything.
//!
//! Long because all that a frame needs of an incident is read off in one place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::event_line::{EventLine, event_line, is_quiet};
use super::findings::{EvidenceRow, evidence_rows};
use crate::domain::checklist::StepState;
use crate::domain::event::Standing;
use crate::domain::id::{CauseRef, EventId, StepRef};
use crate::domain::incident::Incident;
use crate::domain::ledger::Ledger;
use crate::domain::metrics::{Metrics, Targets, metrics, targets};
use crate::domain::standing::causes;
use crate::domain::state::State;
use crate::domain::time::{Timestamp, clock};
use crate::drill::Drill;
use crate::library::LISTED;
use crate::report::EventTeller;

/// How many of the last events the walk screen can show.
const RECENT: usize = 40;

/// A row of the checklist: the heading of a phase, or a step.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Row {
    pub number: String,
    pub title: String,
    /// The step; `None` in a heading.
    pub step: Option<StepRef>,
    pub state: StepState,
    /// Who does it, if somebody else.
    pub by: Option<String>,
    pub critical: bool,
    /// Its runbook was set aside.
    pub aside: bool,
    /// The time spent on it, once it has ended.
    pub spent_ms: Option<i64>,
    /// When its running attempt began.
    pub since: Option<Timestamp>,
}

/// A cause and what is thought of it.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct CauseLine {
    pub cause: CauseRef,
    pub title: String,
    pub class: Option<String>,
    pub standing: Standing,
    /// The last reason.
    pub why: Option<String>,
    /// A person judged it; otherwise it follows from steps and findings.
    pub judged: bool,
    /// Every reason, with its event.
    pub because: Vec<(EventId, String)>,
}

/// A handoff that nobody has accepted yet.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Offered {
    pub event: EventId,
    /// Who hands it over.
    pub by: Arc<str>,
    pub to: Option<String>,
    /// The brief.
    pub text: String,
}

/// An incident as the screen shows it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Snapshot {
    pub state: State,
    /// What is seen, played in and scored, where it is a drill.
    pub drill: Option<Box<Drill>>,
    /// Its title in few columns, if the runbook gives one and nobody gave another.
    pub title: String,
    pub rows: Vec<Row>,
    /// The causes, strongest standing first.
    pub causes: Vec<CauseLine>,
    /// What was looked through, each followed by what was found in it.
    pub evidence: Vec<EvidenceRow>,
    /// The last events, newest first.
    pub recent: Vec<EventLine>,
    /// The latest handoff, while it waits to be accepted.
    pub offered: Option<Offered>,
    /// When somebody last did something.
    pub last_at: Option<Timestamp>,
    pub metrics: Metrics,
    pub targets: Targets,
    /// The phase being worked on, with how many of its steps are finished, and of how many.
    pub phase: Option<(String, usize, usize)>,
    /// When each event that counts happened, and who did it.
    pub named: BTreeMap<EventId, (Timestamp, Arc<str>)>,
    /// How many events there are: tells whether anything is new.
    pub events: usize,
}

impl Snapshot {
    /// Reads an incident.
    pub fn of(incident: &Incident) -> Self {
        let state = incident.state();
        let metrics = metrics(state);
        let drill = Drill::of(incident).map(Box::new);
        let telling = EventTeller::of(incident);
        let recent = incident.log().rev();
        let recent = recent.filter(|(recorded, effective)| {
            *effective && !is_quiet(&recorded.event.payload)
                || !effective && recorded.with.is_none()
        });
        Self {
            rows: rows(state),
            causes: cause_lines(state),
            evidence: evidence_rows(state),
            recent: recent
                .take(RECENT)
                .map(|(recorded, effective)| event_line(&telling, recorded, effective))
                .collect(),
            named: named(incident, &telling.ledger),
            targets: match &drill {
                // Training has goals of its own.
                Some(drill) => goals(drill, &metrics),
                None => targets(state, &metrics),
            },
            metrics,
            drill,
            phase: phase(state),
            offered: offered(incident),
            last_at: last_at(incident),
            events: incident.log().len(),
            title: short_title(state),
            state: state.clone(),
        }
    }

    /// The incident's own time at a moment of the wall's clock: a drill has a clock of its own.
    pub fn now(&self, wall: Timestamp) -> Timestamp {
        self.state.now(wall)
    }

    /// When the first action came after the detection, in words; nothing before there was one.
    /// Where the clock was set back in between, that an act was done is all that is known.
    pub fn first_action(&self) -> Option<String> {
        let acted = self.state.milestones.first_action.is_some();
        let taken = self.metrics.ttfa.map(clock);
        taken.or_else(|| acted.then(|| "?".to_owned()))
    }

    /// The row of a step.
    pub fn row_of(&self, step: &StepRef) -> Option<usize> {
        self.rows
            .iter()
            .position(|row| row.step.as_ref() == Some(step))
    }
}

fn goals(drill: &Drill, metrics: &Metrics) -> Targets {
    let goals = drill.script.scenario.targets;
    let met = |taken: Option<i64>, goal: Option<i64>| Some(taken? <= goal?);
    Targets {
        first_action: goals.first_action,
        resolve: goals.resolve,
        first_action_met: met(metrics.ttfa, goals.first_action),
        resolve_met: met(metrics.ttr, goals.resolve),
    }
}

fn offered(incident: &Incident) -> Option<Offered> {
    let handoff = incident.state().handoffs.last()?;
    let recorded = incident.event(handoff.event)?;
    handoff.accepted_at.is_none().then(|| Offered {
        event: handoff.event,
        by: recorded.actor.clone(),
        to: handoff.to.clone(),
        text: handoff.text.clone(),
    })
}

fn last_at(incident: &Incident) -> Option<Timestamp> {
    let mut acts = incident.log().rev();
    let act = acts.find(|(recorded, _)| !is_quiet(&recorded.event.payload));
    act.map(|(recorded, _)| recorded.recorded_at)
}

/// An incident's title in few columns: its runbook's short one, unless it has its own.
pub fn short_title(state: &State) -> String {
    let mut books = state.runbooks.iter().filter_map(|a| a.runbook.as_deref());
    let same = books.find(|runbook| runbook.title == state.title);
    // In the first frame the runbooks are not read yet.
    let listed = || LISTED.iter().find(|listed| listed.title == state.title);
    let short = match same {
        Some(runbook) => Some(runbook.short_title()),
        None => listed().and_then(|listed| listed.short),
    };
    short.unwrap_or(&state.title).to_owned()
}

/// When and by whom the events happened that changes, judgements and evidence come from.
fn named(incident: &Incident, ledger: &Ledger) -> BTreeMap<EventId, (Timestamp, Arc<str>)> {
    let log = incident.log().filter(|(_, effective)| *effective);
    log.map(|(recorded, _)| match ledger.view(recorded) {
        Some((event, actor)) => (recorded.id, (event.occurred_at, actor)),
        None => {
            let at = recorded.event.occurred_at;
            (recorded.id, (at, recorded.actor.clone()))
        }
    })
    .collect()
}

fn rows(state: &State) -> Vec<Row> {
    let mut rows = Vec::new();
    for attachment in &state.runbooks {
        let letter = state.letter(&attachment.id);
        let aside = attachment.set_aside.is_some();
        let heading = |number: String, title: String, by: Option<String>| Row {
            number,
            title,
            by,
            aside,
            step: None,
            state: StepState::Pending,
            critical: false,
            spent_ms: None,
            since: None,
        };
        let own = letter.clone().unwrap_or_default();
        // What was set aside is one line: nothing is to be done in it.
        if aside {
            let title = format!("{} (set aside)", attachment.short_title());
            rows.push(heading(own, title, None));
            continue;
        }
        let Some(runbook) = attachment.runbook.as_deref() else {
            let title = format!("{} (its text is not here)", attachment.title);
            rows.push(heading(own, title, None));
            continue;
        };
        if let Some(letter) = letter {
            rows.push(heading(letter, runbook.short_title().to_owned(), None));
        }
        for (index, phase) in runbook.phases.iter().enumerate() {
            let mut doers: Vec<_> = phase.steps.iter().map(|step| step.by).collect();
            doers.dedup();
            let by = match doers[..] {
                [Some(one)] => Some(one.to_string()),
                _ => None,
            };
            let number = format!("{own}{}", index + 1);
            rows.push(heading(number, phase.title.clone(), by));
            for step in &phase.steps {
                let progress = attachment.steps.get(&step.id);
                let running = progress.filter(|p| p.is_running());
                let at = StepRef {
                    runbook: attachment.id.clone(),
                    step: step.id.clone(),
                };
                rows.push(Row {
                    number: state.number_of(&at),
                    title: step.short_title().to_owned(),
                    step: Some(at),
                    state: attachment.state_of(step),
                    by: None,
                    critical: step.critical,
                    aside,
                    spent_ms: progress.and_then(|p| p.duration_ms()),
                    since: running
                        .and_then(|p| p.attempts.last())
                        .map(|span| span.from),
                });
            }
        }
    }
    rows
}

fn phase(state: &State) -> Option<(String, usize, usize)> {
    let current = state.current_step()?;
    let attachment = state.attachment(&current.runbook)?;
    let runbook = attachment.runbook.as_deref()?;
    let phase = runbook
        .phases
        .iter()
        .find(|phase| phase.steps.iter().any(|step| step.id == current.step))?;
    let ended = phase.steps.iter().map(|step| attachment.state_of(step));
    let ended = ended.filter(|state| state.is_ended()).count();
    Some((phase.title.clone(), ended, phase.steps.len()))
}

fn cause_lines(state: &State) -> Vec<CauseLine> {
    let mut lines: Vec<CauseLine> = causes(state)
        .into_iter()
        .filter(|view| {
            let attachment = state.attachment(view.runbook);
            attachment.is_some_and(|a| a.set_aside.is_none())
        })
        .map(|view| CauseLine {
            cause: CauseRef {
                runbook: view.runbook.clone(),
                cause: view.cause.id.clone(),
            },
            title: view.cause.title.clone(),
            class: view.cause.class.clone(),
            standing: view.standing,
            why: view.because.last().map(|(_, text)| text.clone()),
            judged: state.judgements.contains_key(&CauseRef {
                runbook: view.runbook.clone(),
                cause: view.cause.id.clone(),
            }),
            because: view.because,
        })
        .collect();
    lines.sort_by_key(|line| match line.standing {
        Standing::Confirmed => 0,
        Standing::Suspected => 1,
        Standing::Open => 2,
        Standing::RuledOut => 3,
    });
    lines
}
