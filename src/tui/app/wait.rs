//! Waiting for another process that writes, beside the loop: the clock runs on and is drawn, and
//! what is typed meanwhile stays where it is until the act is done.

use std::collections::VecDeque;
use std::time::Duration;

use super::super::effect::{DrillEffect, Effect, HomeEffect, IncidentEffect, LogEffect, Outside};
use super::App;
use super::perform::EffectFailure;
use crate::journal::Fault;
use crate::session::SessionError;

/// How long a frame may be held up by an act that finds the journal taken.
const MOMENT: Duration = Duration::from_millis(30);

/// How long an act is tried again.
const PATIENCE_MS: i64 = 5_000;

/// How long everything waits that cannot be tried again.
const WHOLE: Duration = Duration::from_secs(5);

/// What waits for the journal.
pub(super) struct Waiting {
    effects: VecDeque<Effect>,
    since_ms: i64,
}

/// Whether an effect can be tried again when another process was writing: nothing of it is done
/// before the journal is free, or what is done already is known.
pub(super) fn can_wait(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Home(HomeEffect::Open { .. })
            | Effect::Incident(
                IncidentEffect::Attach { .. }
                    | IncidentEffect::Submit { .. }
                    | IncidentEffect::Copy { .. }
            )
            | Effect::Drill(DrillEffect::Hint)
            | Effect::Log(LogEffect::Record(_))
    )
}

impl App {
    /// From now on acts wait beside the loop, which has to look every now and then.
    pub fn wait_beside_the_loop(&mut self) {
        self.waits_beside = true;
    }

    /// Whether an act waits; what is typed has to wait with it.
    pub fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    /// Lets an act wait a moment only, if it can be tried again.
    pub(super) fn set_patience(&mut self, effect: &Effect) {
        if self.waits_beside {
            let patience = if can_wait(effect) { MOMENT } else { WHOLE };
            self.session.wait_at_most(patience);
        }
    }

    /// What acts while another one waits takes its place behind it. Gives back the rest.
    pub(super) fn queue_up(&mut self, effects: Vec<Effect>) -> VecDeque<Effect> {
        let Some(waiting) = &mut self.waiting else {
            return effects.into();
        };
        let (later, now): (VecDeque<_>, _) = effects.into_iter().partition(can_wait);
        waiting.effects.extend(later);
        now
    }

    /// Keeps an act that found the journal taken, and what was to follow it, unless it has
    /// waited long enough.
    pub(super) fn keep_waiting(
        &mut self,
        failure: &EffectFailure,
        effect: Option<Effect>,
        rest: &mut VecDeque<Effect>,
        since_ms: Option<i64>,
    ) -> bool {
        let busy = match failure {
            EffectFailure::Session(SessionError::Journal(error)) => error.fault == Fault::Busy,
            _ => false,
        };
        let now_ms = self.session.steady_ms();
        let since_ms = since_ms.unwrap_or(now_ms);
        let Some(effect) = effect.filter(|_| busy && now_ms - since_ms < PATIENCE_MS) else {
            return false;
        };
        let mut effects = std::mem::take(rest);
        effects.push_front(effect);
        self.waiting = Some(Waiting { effects, since_ms });
        self.tell_waiting();
        true
    }

    /// Says how long it has waited.
    pub(super) fn tell_waiting(&mut self) {
        if let Some(waiting) = &self.waiting {
            let seconds = (self.session.steady_ms() - waiting.since_ms) / 1_000;
            self.note(Outside::Awaiting(Some(seconds)));
            self.dirty = true;
        }
    }

    /// Tries again what waits.
    pub(super) fn try_again(&mut self) {
        if let Some(waiting) = self.waiting.take() {
            self.note(Outside::Awaiting(None));
            self.dirty = true;
            self.work_off(waiting.effects, Some(waiting.since_ms));
        }
    }
}
