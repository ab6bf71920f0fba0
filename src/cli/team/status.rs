//! `team status`: what is shared where, with whom, and what is still to be sent.

use serde_json::{Value, json};

use super::super::context::Program;
use super::super::failure::Failure;
use super::super::output;
use super::{places, remembered, unopened};
use crate::clock::local_minute;
use crate::exchange::folder::FolderExchange;
use crate::exchange::{Exchange, Heads, Peer};
use crate::operations::exchange::{ExchangeFailure, pending};
use crate::report::counted;

pub fn run(program: &mut Program, json: bool) -> Result<(), Failure> {
    let team = remembered(program)?;
    let own = program.session()?.journal().replica();
    let mut all = Vec::new();
    for (folder, place) in places(&team)?.iter().zip(&team.places) {
        let opened = FolderExchange::open(folder, own).map_err(ExchangeFailure::from);
        let looked = opened.and_then(|mut way| {
            let session = program.session().map_err(|_| unopened(folder))?;
            let pending = pending(session, &mut way, &team)?;
            Ok((pending, way.peers()?, way.heads()?))
        });
        let (pending, peers, heads, why) = match looked {
            Ok((pending, peers, heads)) => (Some(pending), peers, heads, None),
            Err(error) => (
                None,
                Vec::new(),
                Default::default(),
                Some(error.to_string()),
            ),
        };
        let shared: u64 = heads.values().map(|head| head.seq).sum();
        let mut told = Vec::new();
        for peer in &peers {
            let last = last_event(program, &heads, peer)?;
            told.push(json!({
                "replica": peer.replica,
                "actor": peer.actor,
                "is_this": peer.replica == own,
                "last_event": last,
            }));
        }
        all.push(json!({
            "exchange": "dir",
            "where": place.at,
            "shared": shared,
            "pending": pending,
            "last_exchange": place.last,
            "peers": told,
            "unreached": why,
        }));
    }
    if json {
        return output::print_json(&match all.len() {
            1 => all.remove(0),
            _ => Value::Array(all),
        });
    }
    for (one, place) in all.iter().zip(&team.places) {
        let last = place.last.map_or("never".to_owned(), local_minute);
        let state = match (one["unreached"].as_str(), one["pending"].as_u64()) {
            (Some(why), _) => format!("not reached: {why}"),
            (None, Some(0)) => "nothing to send".to_owned(),
            (None, count) => format!("{} to send", counted(count.unwrap_or_default(), "event")),
        };
        output::print(&output::visible(&format!(
            "{}  {state}, last exchange {last}\n",
            place.at
        )))?;
        for peer in one["peers"].as_array().into_iter().flatten() {
            let actor = peer["actor"].as_str().unwrap_or_default();
            let own = if peer["is_this"] == true {
                "  (this machine)"
            } else {
                ""
            };
            let last = peer["last_event"].as_str().unwrap_or("nothing yet");
            output::print(&output::visible(&format!("  {actor}  {last}{own}\n")))?;
        }
    }
    Ok(())
}

/// When the latest event of a peer that is known here was recorded.
fn last_event(
    program: &mut Program,
    heads: &Heads,
    peer: &Peer,
) -> Result<Option<String>, Failure> {
    let mut last = None;
    for (incident, _) in heads.keys().filter(|(_, replica)| *replica == peer.replica) {
        let session = program.session()?;
        if session.journal().head(*incident)?.is_none() {
            continue;
        }
        let log = session.load(*incident)?.log();
        let own = log.filter(|(event, _)| event.replica == peer.replica);
        last = last.max(own.map(|(event, _)| event.recorded_at).max());
    }
    Ok(last.map(|at| at.to_string()))
}
