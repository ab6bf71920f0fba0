//! A command is to be run. What is missing is asked first, and only that: which of several, its
//! values, the target, who approved it, a console. Then it is shown, and nothing is sent yet.

use super::super::effect::{Effect, RunEffect};
use super::super::form::{Act, Ask, Field, Form, Question};
use super::super::model::{Model, Overlay};
use super::super::runs::{RunAsk, RunAsked, RunWant};
use super::copy;
use super::here::Here;
use crate::domain::id::StepRef;
use crate::domain::runbook::Risk;

const WHICH: Field = Field::of("which");
const TARGET: Field = Field::of("target");
const PANE: Field = Field::of("pane");
const APPROVED_BY: Field = Field::of("approved-by");
const YES: Field = Field::of("yes");
const TEXT: Field = Field::of("text");
const RISK: Field = Field::of("risk");

/// Runs what the step runs, or asks what of it.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    let Some(here) = Here::of(model) else {
        return Vec::new();
    };
    if here.step.run.len() == 1 {
        return filled(model, here.at, 1);
    }
    let options = copy::options(&here.step);
    let question = Question::choice(WHICH, "run which", options);
    here.ask(model, Which(here.at.clone()), "run", vec![question]);
    Vec::new()
}

#[derive(Debug)]
struct Which(StepRef);

impl Act for Which {
    fn records(&self) -> bool {
        false
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let index = form.text(&WHICH).parse().unwrap_or(1);
        filled(model, self.0.clone(), index)
    }
}

/// Asks for the values that it lacks, or goes on.
fn filled(model: &mut Model, step: StepRef, index: u32) -> Vec<Effect> {
    let what = RunAsked::Step(step.clone(), index);
    let then = Effect::Run(RunEffect::Prepare(RunAsk::of(what)));
    match copy::missing(model, (&step, index), "run", then.clone()) {
        Some(form) => {
            model.overlay = Some(Overlay::Form(form));
            Vec::new()
        }
        None => vec![then],
    }
}

/// Asks for a command that is in no runbook.
pub fn typed(model: &mut Model) {
    let risks = [
        ("read", "read: it only looks"),
        ("change", "change: it alters something"),
        ("disrupt", "disrupt: it breaks something while it lasts"),
    ];
    let options = risks.map(|(id, words)| (id.to_owned(), words.to_owned()));
    let questions = vec![
        Question::text(
            TEXT,
            "command",
            "as it is typed there; it is shown before it is sent",
        ),
        Question::choice(RISK, "what can it do", options.to_vec()),
    ];
    let title = "A command outside the runbook";
    model.overlay = Some(Overlay::Form(Form::new(Typed, title, questions)));
}

#[derive(Debug)]
struct Typed;

impl Act for Typed {
    fn records(&self) -> bool {
        false
    }

    fn finish(&self, _: &mut Model, form: &Form) -> Vec<Effect> {
        let risk = match form.text(&RISK).as_str() {
            "read" => Risk::Read,
            "disrupt" => Risk::Disrupt,
            _ => Risk::Change,
        };
        let what = RunAsked::Typed(form.text(&TEXT), risk);
        vec![Effect::Run(RunEffect::Prepare(RunAsk::of(what)))]
    }
}

/// Asks for what has to be said before it can be sent.
pub fn wants(model: &mut Model, ask: RunAsk, want: RunWant) {
    let question = match &want {
        RunWant::Target(names) => {
            let options = names.iter().map(|name| (name.clone(), name.clone()));
            Question::choice(TARGET, "which target", options.collect())
        }
        RunWant::Pane(panes) => {
            let words = |(id, line): &(String, String)| (id.clone(), format!("{id}  {line}"));
            let options = panes.iter().map(words).collect();
            Question::choice(PANE, "which pane of tmux", options)
        }
        RunWant::Approval(who) => {
            let hint = format!("the name of the {who} who approved it");
            Question::text(APPROVED_BY, "approved by", hint)
        }
        RunWant::Console(target) => {
            let notice = vec![
                format!("It may cut the way to {target}, and this may be the way that you use."),
                "A console, or a second way there, has to be open before.".to_owned(),
            ];
            Question::yes(YES, "Are you signed in over another way?", notice)
        }
        RunWant::OtherBox(what) => {
            let notice = vec![
                what.clone(),
                "After a failover or an exchange that is so. Nothing was altered yet.".to_owned(),
            ];
            Question::yes(YES, "Go on with this box?", notice)
        }
    };
    let form = Form::new(Wanted(ask, want), "Run", vec![question]);
    match model.overlay {
        // One that was asked for the same command is answered.
        Some(Overlay::Form(_) | Overlay::Sending(_)) => model.overlay = Some(Overlay::Form(form)),
        _ => model.ask(form),
    }
}

#[derive(Debug)]
struct Wanted(RunAsk, RunWant);

impl Act for Wanted {
    fn records(&self) -> bool {
        false
    }

    fn empty(&self, field: &Field) -> Option<(&'static str, &'static str)> {
        let says = "without a name it is not approved";
        (*field == APPROVED_BY).then_some((says, "ask first; {back} runs nothing"))
    }

    fn finish(&self, _: &mut Model, form: &Form) -> Vec<Effect> {
        let mut ask = self.0.clone();
        match &self.1 {
            RunWant::Target(_) => ask.target = form.given(&TARGET),
            RunWant::Pane(_) => ask.pane = form.given(&PANE),
            RunWant::Approval(_) => ask.approved_by = form.given(&APPROVED_BY),
            RunWant::Console(_) => ask.has_console = true,
            RunWant::OtherBox(_) => ask.other_box = true,
        }
        vec![Effect::Run(RunEffect::Prepare(ask))]
    }
}

const ANSWER: Field = Field::of("answer");

/// Puts the question of a box.
pub fn box_asks(model: &mut Model, question: &str) {
    let lower = question.to_lowercase();
    let is_hidden = ["pass", "code", "pin"]
        .iter()
        .any(|word| lower.contains(word));
    let ask = match is_hidden {
        true => Ask::Secret,
        false => Ask::Text {
            or: Some(String::new()),
        },
    };
    let hint = "goes to the box alone, and is recorded nowhere";
    let question = Question::new(ANSWER, question.trim(), hint, ask);
    model.ask(Form::new(BoxAnswer, "The box asks", vec![question]));
}

#[derive(Debug)]
struct BoxAnswer;

impl Act for BoxAnswer {
    fn records(&self) -> bool {
        false
    }

    fn answers_box(&self) -> bool {
        true
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        model.leave_form();
        let answer = super::super::effect::Redacted(form.text(&ANSWER));
        vec![Effect::Run(RunEffect::Answer(Some(answer)))]
    }
}
