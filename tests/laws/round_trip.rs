//! Out as a document and in again: nothing is lost on the way.

use proptest::prelude::*;
use runsheet::domain::id::IncidentId;
use runsheet::domain::time::Timestamp;
use runsheet::drill::History;
use runsheet::report::{ExportFormat, Leaving, Stamp, bytes, documents, import};
use runsheet::session::Session;

use crate::moves::{World, sequence};
use crate::{IN_MEMORY, ON_FILES, law};

/// Documents carry the runbooks' texts, so each case costs more than others.
const SHORTER: usize = 8;

/// The same moment and program for both exports, which otherwise may differ in these.
fn stamp() -> Stamp {
    Stamp {
        exported_at: Timestamp::from_ms(0),
        version: "law",
    }
}

pub fn export(session: &mut Session, id: IncidentId) -> Vec<u8> {
    session.load(id).unwrap();
    let text = |sha256: &str| session.text(sha256).unwrap().map(|t| t.to_string());
    let incident = session.incident(id).unwrap();
    bytes(
        &[incident],
        ExportFormat::Json,
        stamp(),
        &text,
        &History::default(),
        &Leaving::WHOLE,
    )
}

fn documents_survive(
    on_file: bool,
    (begin, moves): (crate::moves::Begin, Vec<crate::moves::Move>),
) -> Result<(), TestCaseError> {
    let mut world = World::new(on_file, 1, begin);
    for one in &moves {
        world.give(one);
    }
    let id = world.id;
    let out = export(&mut world.sessions[0], id);
    let read = documents(std::str::from_utf8(&out).unwrap())
        .and_then(|documents| import(&documents[0]))
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    let mut other = World::empty(on_file, 2);
    other.sessions[0].import(&read.events, &read.texts).unwrap();
    let back = export(&mut other.sessions[0], id);
    prop_assert!(back == out, "the second export differs from the first");
    Ok(())
}

#[test]
fn an_export_imported_exports_the_same_bytes() {
    law(IN_MEMORY, sequence(SHORTER), |case| {
        documents_survive(false, case)
    });
    law(ON_FILES, sequence(SHORTER), |case| {
        documents_survive(true, case)
    });
}
