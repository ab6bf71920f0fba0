//! A way to other journals in memory, for tests of what is said over any way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{ChainHead, ChainId, ChainPiece, Exchange, ExchangeError, Heads, Peer};
use crate::domain::command::Text;
use crate::domain::event::Recorded;

/// What is there. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct MemoryExchange(Arc<Mutex<Shared>>);

#[derive(Debug, Default)]
struct Shared {
    peers: Vec<Peer>,
    chains: BTreeMap<ChainId, (Vec<Recorded>, ChainHead)>,
    texts: BTreeMap<Arc<str>, Arc<str>>,
}

impl MemoryExchange {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Exchange for MemoryExchange {
    fn join(&mut self, peer: &Peer) -> Result<(), ExchangeError> {
        let mut shared = self.lock();
        if !shared.peers.contains(peer) {
            shared.peers.push(peer.clone());
        }
        Ok(())
    }

    fn peers(&mut self) -> Result<Vec<Peer>, ExchangeError> {
        Ok(self.lock().peers.clone())
    }

    fn heads(&mut self) -> Result<Heads, ExchangeError> {
        let shared = self.lock();
        let heads = shared.chains.iter();
        Ok(heads.map(|(id, (_, head))| (*id, head.clone())).collect())
    }

    fn push(&mut self, pieces: &[ChainPiece], texts: &[Text]) -> Result<(), ExchangeError> {
        let mut shared = self.lock();
        for text in texts {
            shared.texts.insert(text.sha256.clone(), text.text.clone());
        }
        for piece in pieces {
            let id = (piece.head.incident, piece.head.replica);
            let (events, head) = shared
                .chains
                .entry(id)
                .or_insert_with(|| (Vec::new(), piece.head.clone()));
            let last = events.last().map_or(0, |event| event.seq);
            let new = piece.events.iter().filter(|event| event.seq > last);
            events.extend(new.cloned());
            if piece.head.seq >= head.seq {
                *head = piece.head.clone();
            }
        }
        Ok(())
    }

    fn pull(&mut self, above: &BTreeMap<ChainId, u64>) -> Result<Vec<ChainPiece>, ExchangeError> {
        let shared = self.lock();
        let pieces = above.iter().filter_map(|(id, last)| {
            let (events, head) = shared.chains.get(id)?;
            let events = events.iter().filter(|event| event.seq > *last).cloned();
            Some(ChainPiece {
                events: events.collect(),
                head: head.clone(),
            })
        });
        Ok(pieces.collect())
    }

    fn text(&mut self, sha256: &str) -> Result<Option<Arc<str>>, ExchangeError> {
        Ok(self.lock().texts.get(sha256).cloned())
    }
}
