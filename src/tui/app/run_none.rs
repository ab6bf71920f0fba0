//! What stands in the place of `run` where the program was built without any way to a box.

use super::super::effect::Msg;
use super::super::runs::{OutputPage, RunAsk};
use super::App;
use super::perform::EffectFailure;
use crate::domain::id::EventId;

impl App {
    pub(super) fn prepare_run(&mut self, _: RunAsk) -> Result<Option<Msg>, EffectFailure> {
        let what = "this program was built without the ways to send anything".to_owned();
        Err((what, None).into())
    }

    pub(super) fn send_run(&mut self) -> Result<Option<Msg>, EffectFailure> {
        Ok(None)
    }

    /// Whether a sign-in waits for the terminal.
    pub fn is_connecting(&self) -> bool {
        false
    }

    /// Signs in nowhere.
    pub fn connect(&mut self) {}

    pub(super) fn take_lines(&mut self) -> Option<Msg> {
        None
    }

    pub(super) fn page_that_comes(&self, _: EventId) -> Option<OutputPage> {
        None
    }

    pub(super) fn stop_run(&mut self) {}

    pub(super) fn answer_box(&mut self, _: Option<String>) {}

    pub(super) fn note_question(&mut self) {}

    pub(super) fn mind_question(&mut self) {}

    pub(super) fn take_run_end(&mut self) -> Result<Option<Msg>, EffectFailure> {
        Ok(None)
    }

    pub(super) fn end_run(&mut self) {}
}
