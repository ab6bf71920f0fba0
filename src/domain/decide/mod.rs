//! `decide`: every rule there is. A command and the present moment become events, or a
//! refusal that says why. What it yields is always legal: each event is tried on a copy of
//! the state before it is handed out.
//!
//! Long because the plan that all commands share, and the checks of times, belong together.

mod drill;
mod ends;
mod entries;
mod marks;
mod opening;
mod runs;
mod steps;

pub use marks::{unresolved, unresolved_steps};

use std::sync::Arc;

use super::apply::assign;
use super::checklist::{Applies, StepState};
use super::chronology::{Disorder, disorders};
use super::command::{Command, Context};
use super::event::{Event, Mode, Payload, Recorded};
use super::id::{EventId, IncidentId, ReplicaId, RunbookId, StepRef};
use super::incident::{Books, Incident};
use super::ledger::is_entry;
use super::legal::allowed;
use super::number::first_beyond;
use super::refusal::Refusal;
use super::state::{State, Status};
use super::time::{Precision, Reported, TimeSource, Timestamp};

/// A reported time may lie this far in the future, in milliseconds: clocks differ.
const FORGIVEN_MS: i64 = 2_000;

/// Turns a command into the events of one group, the first of which is its head.
pub fn decide(
    incident: &Incident,
    command: &Command,
    context: &Context,
) -> Result<Vec<Event>, Refusal> {
    let mut plan = Plan::new(incident, context)?;
    match command {
        Command::Open(opening) => opening::open(&mut plan, opening)?,
        Command::OpenDrill(_)
        | Command::FindRunbook { .. }
        | Command::Inject { .. }
        | Command::ShowHint { .. }
        | Command::Debrief { .. } => drill::decide(&mut plan, command)?,
        Command::StartStep { .. }
        | Command::CompleteStep { .. }
        | Command::FailStep { .. }
        | Command::FindInconclusive { .. }
        | Command::SkipStep { .. }
        | Command::MarkStepNa { .. }
        | Command::BlockStep { .. }
        | Command::UnblockStep { .. }
        | Command::DeferStep { .. }
        | Command::ReopenStep { .. }
        | Command::RevertStep { .. }
        | Command::CopyRun { .. } => steps::decide(&mut plan, command)?,
        Command::BackOut { .. } | Command::Join { .. } | Command::Cancel { .. } => {
            ends::decide(&mut plan, command)?;
        }
        Command::StartRun(_)
        | Command::EndRun(_)
        | Command::PasteOutput { .. }
        | Command::BindTarget { .. } => runs::decide(&mut plan, command)?,
        Command::Undo { .. } | Command::Amend { .. } => return entries::decide(plan, command),
        _ => marks::decide(&mut plan, command)?,
    }
    plan.move_assumed_detection()?;
    plan.keep_order()?;
    plan.auto_start(command);
    tellable(&plan.events)?;
    Ok(plan.events)
}

/// Refuses whole numbers that other readers of JSON would take for others.
fn tellable(events: &[Event]) -> Result<(), Refusal> {
    for event in events {
        let data = serde_json::to_value(&event.payload).unwrap_or_default();
        if let Some((place, number)) = first_beyond(&data["data"]) {
            return Err(Refusal::TooLarge { place, number });
        }
    }
    Ok(())
}

/// The events decided on so far, and the state that they lead to.
struct Plan<'a> {
    incident: &'a Incident,
    context: &'a Context,
    /// When the command's own event happens.
    when: Stamp,
    /// The state with the events so far.
    ahead: State,
    events: Vec<Event>,
    learned: Books,
}

/// A time with its source and precision.
#[derive(Clone, Copy)]
struct Stamp {
    at: Timestamp,
    source: TimeSource,
    precision: Precision,
}

impl<'a> Plan<'a> {
    fn new(incident: &'a Incident, context: &'a Context) -> Result<Self, Refusal> {
        let mut plan = Self {
            incident,
            context,
            when: Stamp::clock(context.now),
            ahead: incident.state().clone(),
            events: Vec::new(),
            learned: Books::new(),
        };
        if let Some(reported) = context.at {
            plan.when = plan.reported(reported)?;
        }
        Ok(plan)
    }

    /// A reported time, unless it lies in the future. A drill's clock is its own.
    fn reported(&self, reported: Reported) -> Result<Stamp, Refusal> {
        let now = self.context.now;
        let ahead = reported.at.since(now);
        if ahead > FORGIVEN_MS && self.ahead.mode() != Mode::Drill {
            return Err(Refusal::Future {
                at: reported.at,
                now,
            });
        }
        let at = if ahead > 0 && self.ahead.mode() != Mode::Drill {
            now
        } else {
            reported.at
        };
        Ok(Stamp {
            at,
            source: TimeSource::Reported,
            precision: reported.precision,
        })
    }

    /// Adds an event at the command's time.
    fn push(&mut self, payload: Payload) -> Result<(), Refusal> {
        self.push_at(self.when, None, None, payload)
    }

    /// Adds an event about a step at the command's time.
    fn push_step(&mut self, step: &StepRef, payload: Payload) -> Result<(), Refusal> {
        self.push_at(self.when, Some(step.runbook.clone()), Some(step), payload)
    }

    /// Adds an event, if it is legal after those before it.
    fn push_at(
        &mut self,
        stamp: Stamp,
        runbook: Option<RunbookId>,
        step: Option<&StepRef>,
        payload: Payload,
    ) -> Result<(), Refusal> {
        let event = Event {
            occurred_at: stamp.at,
            time_source: stamp.source,
            precision: stamp.precision,
            runbook,
            step: step.map(|s| s.step.clone()),
            payload,
        };
        allowed(&self.ahead, &event)?;
        let recorded = provisional(self.context, self.events.len(), event.clone());
        let books = match self.learned.is_empty() {
            true => self.incident.books(),
            false => &self.learned,
        };
        assign(&mut self.ahead, &event, &recorded, &recorded.actor, books);
        self.events.push(event);
        Ok(())
    }

    /// Gives back what the screen started and nobody touched, but for `keep`. At the
    /// present time, whatever time the command gives.
    fn release_untouched(&mut self, keep: Option<&StepRef>) -> Result<(), Refusal> {
        let now = Stamp::clock(self.context.now);
        for step in self.ahead.steps_in(StepState::Active) {
            let auto = self.ahead.progress(&step).is_some_and(|p| p.auto);
            if auto && keep != Some(&step) {
                let runbook = Some(step.runbook.clone());
                self.push_at(now, runbook, Some(&step), Payload::StepReleased {})?;
            }
        }
        Ok(())
    }

    /// The steps that somebody works on or waits with.
    fn worked_on(&self) -> Vec<StepRef> {
        let states = [StepState::Active, StepState::Blocked].into_iter();
        states
            .flat_map(|state| self.ahead.steps_in(state))
            .collect()
    }

    /// Ends the work on steps without an outcome: what the screen started is given back.
    fn end_work(&mut self, steps: Vec<StepRef>, reason: &str) -> Result<(), Refusal> {
        for step in steps {
            let auto = self.ahead.progress(&step).is_some_and(|p| p.auto);
            let ends = match auto {
                true => Payload::StepReleased {},
                false => Payload::StepInconclusive {
                    reason: reason.to_owned(),
                },
            };
            self.push_step(&step, ends)?;
        }
        Ok(())
    }

    /// A reported act before an assumed detection moves the detection there; before a
    /// given one it is refused.
    fn move_assumed_detection(&mut self) -> Result<(), Refusal> {
        let earliest = self
            .events
            .iter()
            .filter(|e| e.time_source == TimeSource::Reported && is_act(&e.payload))
            .map(|e| (e.occurred_at, e.precision, e.payload.kind()))
            .min_by_key(|(at, ..)| *at);
        let Some((at, precision, kind)) = earliest else {
            return Ok(());
        };
        match detection_moves(&self.ahead, at, kind)? {
            Some(source) => {
                let stamp = Stamp {
                    at,
                    source: TimeSource::Reported,
                    precision,
                };
                let assumed = true;
                self.push_at(stamp, None, None, Payload::Detected { source, assumed })
            }
            None => Ok(()),
        }
    }

    /// Refuses reported times and marks that bring times out of order.
    fn keep_order(&self) -> Result<(), Refusal> {
        let is_checked = self.events.iter().any(|e| {
            e.time_source == TimeSource::Reported
                || matches!(
                    e.payload,
                    Payload::ImpactStarted {} | Payload::Detected { .. }
                )
        });
        if is_checked {
            new_disorder(self.incident.state(), &self.ahead)?;
        }
        Ok(())
    }

    /// On the screen, the next step that counts starts by itself when one has ended.
    fn auto_start(&mut self, command: &Command) {
        let ends = matches!(
            command,
            Command::Open(_)
                | Command::AttachRunbook(_)
                | Command::FindRunbook { .. }
                | Command::CompleteStep { .. }
                | Command::FailStep { .. }
                | Command::FindInconclusive { .. }
                | Command::SkipStep { .. }
                | Command::MarkStepNa { .. }
                | Command::DeferStep { .. }
        );
        let can_start = matches!(self.ahead.status, Some(Status::Open | Status::Mitigated));
        if !self.context.auto_start || !ends || !can_start {
            return;
        }
        if self.ahead.stopped_at().is_some() || !self.ahead.steps_in(StepState::Active).is_empty() {
            return;
        }
        let Some(next) = self.ahead.next_step() else {
            return;
        };
        let counts = self
            .ahead
            .step(&next)
            .is_some_and(|(attachment, step)| attachment.applies(step) == Applies::Yes);
        if counts {
            let now = Stamp::clock(self.context.now);
            let runbook = Some(next.runbook.clone());
            // It was looked up among the steps that may start, so this cannot be refused;
            // if it were, the operator's own act would still stand.
            let _ = self.push_at(
                now,
                runbook,
                Some(&next),
                Payload::StepStarted { auto: true },
            );
        }
    }
}

impl Stamp {
    fn clock(now: Timestamp) -> Self {
        Self {
            at: now,
            source: TimeSource::Clock,
            precision: Precision::Millisecond,
        }
    }
}

/// Whether an assumed detection has to move to `at`: then its source. A given detection
/// after `at` refuses the act.
fn detection_moves(state: &State, at: Timestamp, act: &str) -> Result<Option<String>, Refusal> {
    let (Some(detected), Some(detection)) = (state.milestones.detected, &state.detection) else {
        return Ok(None);
    };
    if at >= detected.at {
        return Ok(None);
    }
    if detection.assumed {
        return Ok(Some(detection.source.clone()));
    }
    Err(Disorder {
        earlier: "the detection".to_owned(),
        earlier_at: detected.at,
        later: act.to_owned(),
        later_at: at,
    }
    .into())
}

/// Refuses times that are out of order now and were not before.
fn new_disorder(before: &State, after: &State) -> Result<(), Refusal> {
    let known = disorders(before);
    match disorders(after).into_iter().find(|d| !known.contains(d)) {
        Some(disorder) => Err(disorder.into()),
        None => Ok(()),
    }
}

/// Whether an event is something that an operator did about the incident, which cannot
/// have been before its detection. A note may tell of earlier times.
fn is_act(payload: &Payload) -> bool {
    !is_entry(payload)
        && !matches!(
            payload,
            Payload::IncidentOpened { .. }
                | Payload::ImpactStarted {}
                | Payload::Detected { .. }
                | Payload::ImpactSet { .. }
                | Payload::SeveritySet { .. }
                | Payload::TitleSet { .. }
                | Payload::RunbookAttached { .. }
                | Payload::VariableSet { .. }
                | Payload::SearchChosen { .. }
                | Payload::TargetBound { .. }
                | Payload::ExternalLinked { .. }
                | Payload::NoteAdded { .. }
                | Payload::FollowUpAdded { .. }
                | Payload::ClockJumped { .. }
        )
}

/// An event as it might be recorded, for looking ahead. It sorts behind every real one.
fn provisional(context: &Context, place: usize, event: Event) -> Recorded {
    let nil = uuid::Uuid::nil();
    Recorded {
        id: EventId(uuid::Uuid::from_u128(place as u128 + 1)),
        incident_id: IncidentId(nil),
        replica: ReplicaId(uuid::Uuid::max()),
        seq: u64::MAX - 1_000 + place as u64,
        recorded_at: Timestamp::from_ms(i64::MAX),
        actor: context.actor.clone(),
        role: context.role.clone(),
        with: None,
        event,
        prev_hash: None,
        hash: Arc::from(""),
    }
}

/// A text that has to say something.
fn said(text: &str, what: &'static str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        Err(Refusal::Empty(what))
    } else {
        Ok(text.to_owned())
    }
}

/// A text that may be left out.
fn maybe(text: &Option<String>) -> Option<String> {
    text.as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
