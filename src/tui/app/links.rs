//! Where references on the screen lead: tickets of the incident, and sources of the runbook that is
//! shown.

use crate::domain::runbook::Runbook;
use crate::tui::model::{Model, Overlay};
use crate::tui::paint::ScreenLink;

/// The references that may be on the screen now.
pub fn links(model: &Model) -> Vec<ScreenLink> {
    let mut links = Vec::new();
    if let Some(walk) = &model.walk {
        let state = &walk.snapshot.state;
        let known = state.links.iter();
        links.extend(known.filter_map(|link| ScreenLink::new(&link.id, link.url.as_deref()?)));
        let attached = state.in_use().filter_map(|a| a.runbook.as_deref());
        links.extend(attached.flat_map(sources));
    }
    if let Some(Overlay::Preview(preview)) = &model.overlay {
        let shown = model.runbook_named(&preview.runbook);
        links.extend(shown.into_iter().flat_map(sources));
    }
    links
}

fn sources(runbook: &Runbook) -> impl Iterator<Item = ScreenLink> {
    let sources = runbook.sources.iter();
    sources.filter_map(|source| ScreenLink::new(&source.title, source.url.as_deref()?))
}
