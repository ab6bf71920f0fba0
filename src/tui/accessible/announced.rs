//! What the operator was told last: what differs from it is news.

use super::super::action::Places;
use super::super::model::{Model, Overlay};
use super::super::status::StatusLine;
use super::drill::DrillHeard;
use super::{places, reading};
use crate::domain::id::StepRef;

/// What the operator was told last.
#[derive(Debug, Default, PartialEq, Clone)]
pub struct Announced {
    pub place: Option<Places>,
    pub step: Option<StepRef>,
    pub question: Option<(String, usize)>,
    pub status: Option<StatusLine>,
    pub events: usize,
    /// What was told of a drill.
    pub drill: DrillHeard,
    /// Which page of the place.
    pub page: Option<String>,
    /// The selected row.
    pub row: Option<String>,
}

impl Announced {
    /// What is to be told of the model as it is.
    pub fn of(model: &Model) -> Self {
        let question = match &model.overlay {
            Some(Overlay::Form(form)) => Some((form.title.clone(), form.answers.len())),
            _ => None,
        };
        let walk = model.walk.as_ref();
        let place = match reading::is_home(model) {
            // In lines the search box and its results are one place.
            true => Places::LIST,
            false => model.place(),
        };
        Self {
            place: Some(place),
            step: walk.and_then(|walk| walk.step().cloned()),
            question,
            status: model.status.clone(),
            drill: DrillHeard::of(model),
            events: walk.map_or(0, |walk| walk.snapshot.events),
            page: places::page(model),
            row: places::selected(model),
        }
    }
}
