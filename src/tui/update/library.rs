//! The runbooks are there, or were read again because somebody saved a file of theirs.

use std::sync::Arc;

use super::super::action::{ActionId, Places};
use super::super::effect::Effect;
use super::super::model::{LoadedLibrary, Model};
use super::{drill, home};
use crate::operations::catalogue::{Catalogue, CatalogueRow};

/// Takes the runbooks in. Of those that are there again it tells what has changed.
pub fn arrived(model: &mut Model, books: Arc<LoadedLibrary>) -> Vec<Effect> {
    let Some(before) = model.books.replace(books.clone()) else {
        let mut effects = home::loaded(model);
        effects.extend(drill::loaded(model));
        return effects;
    };
    let effects = home::used(model);
    tell(model, &before.library, &books.library);
    effects
}

/// Whoever has just saved a file looks here: what is wrong with it, or that it was read.
fn tell(model: &mut Model, before: &Catalogue, now: &Catalogue) {
    let news: Vec<&_> = now
        .diagnostics
        .iter()
        .filter(|problem| !before.diagnostics.contains(problem))
        .collect();
    if let Some(first) = news.first() {
        let place = match first.line {
            0 => first.path.clone(),
            line => format!("{}:{line}:{}", first.path, first.column),
        };
        let stays = now.rows().iter().any(|row| row.broken.contains(first));
        let stays = stays.then_some("the last version that could be read stays; ");
        let others = match news.len() {
            1 => String::new(),
            count => format!("and {} more; ", count - 1),
        };
        let hint = first
            .instead
            .clone()
            .unwrap_or("lint tells more".to_owned());
        let hint = format!("{}{others}{hint}", stays.unwrap_or_default());
        return model.complain(format!("{place}: {}", first.what), Some(hint));
    }
    let walked = model.walk.as_ref();
    let attached = walked
        .into_iter()
        .flat_map(|walk| walk.snapshot.state.in_use());
    let changed = attached.filter_map(|attached| {
        let (was, is) = (
            before.get(attached.id.as_str())?,
            now.get(attached.id.as_str())?,
        );
        let is_saved = was.listing.sha256 != is.listing.sha256;
        (is_saved && is.listing.sha256 != attached.sha256).then(|| attached.title.clone())
    });
    if let Some(title) = changed.last() {
        let key = model.keys.press(ActionId::Differences, Places::WALK);
        model.say(format!("{title} was saved; this incident keeps its text"));
        if let Some(status) = &mut model.status {
            status.hint = Some(format!("{key} shows what changed"));
        }
        return;
    }
    let is_new = |row: &&CatalogueRow| {
        let was = before.get(row.listing.id.as_str());
        was.is_none_or(|was| {
            was.listing.sha256 != row.listing.sha256 || was.broken.len() > row.broken.len()
        })
    };
    let read: Vec<&CatalogueRow> = now.rows().iter().filter(is_new).collect();
    let gone = before.rows().iter();
    let gone = gone.filter(|row| now.place(row.listing.id.as_str()).is_none());
    match (&read[..], gone.count()) {
        ([], 0) => {}
        ([], 1) => model.say("a runbook's file has gone"),
        ([], count) => model.say(format!("the files of {count} runbooks have gone")),
        ([one], _) => model.say(format!("read again: {}", one.listing.short_title())),
        (many, _) => model.say(format!("{} runbooks were read again", many.len())),
    }
}
