//! A list that grows at its end and is cheap to clone: what two of them share they keep once,
//! in pieces. A decision tries its events on a copy of the state, and a list of thousands must
//! not be copied for that.

use std::iter::FlatMap;
use std::ops::Index;
use std::slice;
use std::sync::Arc;

/// How many items stand in a piece. Adding one to a shared list copies at most so many.
const PIECE: usize = 64;

/// A list whose clones share their items.
#[derive(Debug, Clone)]
pub struct List<T> {
    /// Every piece but the last is full.
    pieces: Vec<Arc<Vec<T>>>,
}

/// The items of a list, in order.
pub type Items<'a, T> = FlatMap<
    slice::Iter<'a, Arc<Vec<T>>>,
    slice::Iter<'a, T>,
    fn(&'a Arc<Vec<T>>) -> slice::Iter<'a, T>,
>;

fn items<T>(piece: &Arc<Vec<T>>) -> slice::Iter<'_, T> {
    piece.iter()
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T> List<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        let last = self.pieces.last().map_or(0, |piece| piece.len());
        self.pieces.len().saturating_sub(1) * PIECE + last
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> Items<'_, T> {
        self.pieces.iter().flat_map(items)
    }

    /// The one at a place.
    pub fn get(&self, place: usize) -> Option<&T> {
        self.pieces.get(place / PIECE)?.get(place % PIECE)
    }

    /// The first one.
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last one.
    pub fn last(&self) -> Option<&T> {
        self.pieces.last()?.last()
    }
}

impl<T: Clone> List<T> {
    /// Adds one at the end.
    pub fn push(&mut self, item: T) {
        match self.pieces.last_mut().filter(|piece| piece.len() < PIECE) {
            Some(piece) => Arc::make_mut(piece).push(item),
            None => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(item);
                self.pieces.push(Arc::new(piece));
            }
        }
    }

    /// The one at a place, to be altered.
    pub fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        let piece = self.pieces.get_mut(place / PIECE)?;
        Arc::make_mut(piece).get_mut(place % PIECE)
    }

    /// Alters those that are meant.
    pub fn alter(&mut self, is_meant: impl Fn(&T) -> bool, mut alter: impl FnMut(&mut T)) {
        for piece in &mut self.pieces {
            if piece.iter().any(&is_meant) {
                let items = Arc::make_mut(piece).iter_mut();
                items.filter(|item| is_meant(item)).for_each(&mut alter);
            }
        }
    }

    /// Keeps those that are meant.
    pub fn retain(&mut self, is_meant: impl Fn(&T) -> bool) {
        if !self.iter().all(&is_meant) {
            *self = self.iter().filter(|item| is_meant(item)).cloned().collect();
        }
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Clone> Extend<T> for List<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, more: I) {
        more.into_iter().for_each(|item| self.push(item));
    }
}

impl<T: Clone> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut list = Self::default();
        list.extend(items);
        list
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = Items<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> Index<usize> for List<T> {
    type Output = T;

    fn index(&self, place: usize) -> &T {
        &self.pieces[place / PIECE][place % PIECE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_what_a_vector_does() {
        let mut list = List::default();
        let mut plain = Vec::new();
        for n in 0..300 {
            let before = list.clone();
            list.push(n);
            plain.push(n);
            assert_eq!((before.len(), list.len()), (n, n + 1));
            assert_eq!(list.last(), plain.last());
        }
        assert!(list.iter().eq(&plain) && list.iter().rev().eq(plain.iter().rev()));
        assert_eq!(
            (list.get(64), list.get(300), list[299]),
            (Some(&64), None, 299)
        );
        let shared = list.clone();
        list.alter(|n| n % 100 == 0, |n| *n += 1);
        list.retain(|n| n % 2 == 1);
        plain
            .iter_mut()
            .filter(|n| **n % 100 == 0)
            .for_each(|n| *n += 1);
        plain.retain(|n| n % 2 == 1);
        assert!(list.iter().eq(&plain), "{list:?}");
        assert_eq!((list.len(), list.get(70)), (plain.len(), plain.get(70)));
        assert!(shared.iter().copied().eq(0..300), "a clone stays as it was");
    }
}
