//! One exchange with a place: what others wrote is checked and taken in, what they lack is handed
//! on. It can be broken off anywhere and done again.

use std::collections::BTreeMap;

use super::team::Membership;
use crate::domain::command::Text;
use crate::domain::digest::sha256_hex;
use crate::domain::event::{Payload, Recorded};
use crate::domain::id::{IncidentId, ReplicaId};
use crate::exchange::keys::ReplicaKey;
use crate::exchange::{ChainHead, ChainId, ChainPiece, Exchange, ExchangeError, check};
use crate::journal::Position;
use crate::session::{Session, SessionError};

/// Why it broke off. What was taken in or handed on before stays.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeFailure {
    /// The place.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// The journal.
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExchangeDone {
    /// How many events came in, by incident.
    pub came: BTreeMap<IncidentId, usize>,
    /// How many events were handed on.
    pub sent: usize,
    /// What was refused, in words: it changed nothing.
    pub refused: Vec<String>,
}

/// The events of an incident, by replica, each in order.
type Chains = BTreeMap<ReplicaId, Vec<Recorded>>;

/// Exchanges with a place.
pub fn exchange(
    session: &mut Session,
    place: &mut dyn Exchange,
    key: &ReplicaKey,
    team: &mut Membership,
) -> Result<ExchangeDone, ExchangeFailure> {
    let mut done = ExchangeDone::default();
    for stranger in team.meet(place.peers()?) {
        done.refused.push(format!(
            "{} ({}) has another key than before: what that signs is not taken in",
            stranger.actor, stranger.replica
        ));
    }
    let theirs = place.heads()?;
    take_in(session, place, team, &theirs, &mut done)?;
    hand_on(session, place, key, team, &mut done)?;
    Ok(done)
}

/// Takes in what lies above our own chains.
fn take_in(
    session: &mut Session,
    place: &mut dyn Exchange,
    team: &mut Membership,
    theirs: &BTreeMap<ChainId, ChainHead>,
    done: &mut ExchangeDone,
) -> Result<(), ExchangeFailure> {
    let own = session.journal().replica();
    let mut ours: BTreeMap<IncidentId, Chains> = BTreeMap::new();
    let mut above = BTreeMap::new();
    for (id, head) in theirs {
        let (incident, replica) = *id;
        if let std::collections::btree_map::Entry::Vacant(place) = ours.entry(incident) {
            place.insert(chains(session, incident)?);
        }
        let chain = ours[&incident].get(&replica);
        let last = chain
            .and_then(|chain| chain.last())
            .map_or(0, |event| event.seq);
        let here = chain.and_then(|chain| chain.iter().find(|event| event.seq == head.seq));
        if here.is_some_and(|event| event.hash != head.hash) || replica == own && head.seq > last {
            done.refused.push(format!(
                "replica {replica} has two histories of one incident: this machine's and that \
                 place's differ at number {}",
                head.seq
            ));
        } else if head.seq > last {
            above.insert(*id, last);
        }
    }
    let mut pieces: BTreeMap<IncidentId, Vec<ChainPiece>> = BTreeMap::new();
    for piece in place.pull(&above)? {
        let (incident, replica) = (piece.head.incident, piece.head.replica);
        let last = ours
            .get(&incident)
            .and_then(|chains| chains.get(&replica)?.last());
        let last = last.map(|event| (event.seq, event.hash.clone()));
        let key = team.peers.get(&replica).map(|peer| &*peer.key);
        match check::piece(&piece, last, key) {
            Ok(()) => pieces.entry(incident).or_default().push(piece),
            Err(why) => done.refused.push(format!("incident {incident}: {why}")),
        }
    }
    for (incident, pieces) in pieces {
        let events: Vec<Recorded> = pieces.iter().flat_map(|it| it.events.clone()).collect();
        let begins = !ours[&incident].is_empty();
        let opens =
            |event: &Recorded| matches!(event.event.payload, Payload::IncidentOpened { .. });
        if !begins && !events.iter().any(opens) {
            // The chain that it begins with has not come yet.
            continue;
        }
        let texts = match texts_of(session, place, &events)? {
            Ok(texts) => texts,
            Err(why) => {
                done.refused.push(format!("incident {incident}: {why}"));
                continue;
            }
        };
        match session.import(&events, &texts) {
            Ok(added) => {
                done.came.insert(incident, added);
                team.shared.insert(incident);
                pieces
                    .into_iter()
                    .for_each(|piece| team.remember(piece.head));
            }
            Err(SessionError::Conflict(event)) => {
                done.refused.push(format!(
                    "incident {incident}: event {event} is another one here"
                ));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The texts that events speak of and that are not here yet, or what is wrong with them.
fn texts_of(
    session: &Session,
    place: &mut dyn Exchange,
    events: &[Recorded],
) -> Result<Result<Vec<Text>, String>, ExchangeFailure> {
    let mut texts: Vec<Text> = Vec::new();
    for event in events {
        let Payload::RunbookAttached { sha256, .. } = &event.event.payload else {
            continue;
        };
        if session.text(sha256)?.is_some() || texts.iter().any(|it| it.sha256 == *sha256) {
            continue;
        }
        let text = place.text(sha256)?;
        let Some(text) = text.filter(|text| sha256_hex(text.as_bytes()) == **sha256) else {
            return Ok(Err(format!(
                "the text {sha256} of a runbook is missing or altered"
            )));
        };
        texts.push(Text {
            sha256: sha256.clone(),
            text,
        });
    }
    Ok(Ok(texts))
}

/// Hands on what the place lacks of the incidents that are shared.
fn hand_on(
    session: &mut Session,
    place: &mut dyn Exchange,
    key: &ReplicaKey,
    team: &mut Membership,
    done: &mut ExchangeDone,
) -> Result<(), ExchangeFailure> {
    let own = session.journal().replica();
    let theirs = place.heads()?;
    let (mut pieces, mut texts) = (Vec::new(), Vec::<Text>::new());
    for head in session.heads()? {
        let Some(incident) = session.load_if_whole(head)? else {
            continue;
        };
        if !team.shares(incident.state()) {
            continue;
        }
        for (replica, mut chain) in chains(session, head.id)? {
            let signed = match (replica == own, chain.last()) {
                (true, Some(last)) => Some(key.sign(ChainHead {
                    incident: head.id,
                    replica,
                    seq: last.seq,
                    hash: last.hash.clone(),
                    signature: String::new(),
                })),
                // A chain of others goes as far as they signed it.
                _ => team.head(head.id, replica).cloned(),
            };
            let Some(signed) = signed else {
                continue;
            };
            let there = theirs.get(&(head.id, replica)).map_or(0, |there| there.seq);
            chain.retain(|event| event.seq > there && event.seq <= signed.seq);
            if chain.is_empty() {
                continue;
            }
            for event in &chain {
                if let Payload::RunbookAttached { sha256, .. } = &event.event.payload
                    && texts.iter().all(|text| text.sha256 != *sha256)
                    && let Some(text) = session.text(sha256)?
                {
                    texts.push(Text {
                        sha256: sha256.clone(),
                        text,
                    });
                }
            }
            done.sent += chain.len();
            pieces.push(ChainPiece {
                events: chain,
                head: signed,
            });
        }
    }
    if !pieces.is_empty() {
        place.push(&pieces, &texts)?;
    }
    Ok(())
}

/// How many events of shared incidents a place lacks: those of this replica.
pub fn pending(
    session: &mut Session,
    place: &mut dyn Exchange,
    team: &Membership,
) -> Result<usize, ExchangeFailure> {
    let own = session.journal().replica();
    let theirs = place.heads()?;
    let mut pending = 0;
    for head in session.heads()? {
        let Some(incident) = session.load_if_whole(head)? else {
            continue;
        };
        if team.shares(incident.state()) {
            let there = theirs.get(&(head.id, own)).map_or(0, |there| there.seq);
            let here = incident.tail(own).map_or(0, |tail| tail.seq);
            pending += usize::try_from(here.saturating_sub(there)).unwrap_or(usize::MAX);
        }
    }
    Ok(pending)
}

fn chains(session: &Session, incident: IncidentId) -> Result<Chains, SessionError> {
    let (events, _) = session.journal().read(incident, Position::default())?;
    let mut chains = Chains::new();
    for event in events {
        chains.entry(event.replica).or_default().push(event);
    }
    chains
        .values_mut()
        .for_each(|chain| chain.sort_by_key(|event| event.seq));
    Ok(chains)
}
