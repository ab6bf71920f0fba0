//! A copy of a log that was looked through is kept.

use super::super::effect::{Effect, LogEffect};
use super::super::form::{Act, Field, Form, Question};
use super::super::logs::ScanResult;
use super::super::model::{Model, Overlay};
use std::sync::Arc;

const YES: Field = Field::of("yes");

#[derive(Debug)]
struct KeepLog(Arc<ScanResult>);

/// Asks whether it is kept.
pub fn ask(model: &mut Model) {
    let Some(Overlay::Reply(reply)) = &model.overlay else {
        return;
    };
    let looked = reply.looked.clone();
    let notice = vec![
        "The copy is not masked: what is secret in the log is secret in it.".to_owned(),
        "It lies in the data folder, readable by you alone.".to_owned(),
    ];
    let sure = format!("Keep a copy of {}?", looked.name);
    let question = Question::yes(YES, sure, notice);
    model.ask(Form::new(KeepLog(looked), "Keep a copy", vec![question]));
}

impl Act for KeepLog {
    fn records(&self) -> bool {
        false
    }

    fn finish(&self, _: &mut Model, _: &Form) -> Vec<Effect> {
        vec![Effect::Log(LogEffect::Keep(self.0.clone()))]
    }
}
