//! The terms that a query looks for, asked for each word of a text that may be shown: nearly
//! all of those are not wanted, and that has to be known at once.

use super::lexicon::Term;

/// Things by their terms.
#[derive(Debug, Clone, Default)]
pub struct ByTerm<T> {
    /// Sorted by term.
    all: Vec<(Term, T)>,
    /// A bit for each last ten bits of a term.
    bits: [u64; 16],
}

impl<T: Ord> ByTerm<T> {
    /// Takes in pairs in any order.
    pub fn new(mut all: Vec<(Term, T)>) -> Self {
        all.sort_unstable();
        all.dedup();
        let mut bits = [0; 16];
        for (term, _) in &all {
            bits[(term >> 6) as usize % 16] |= 1 << (term % 64);
        }
        Self { all, bits }
    }

    /// What belongs to a term.
    pub fn of(&self, term: Term) -> &[(Term, T)] {
        if self.bits[(term >> 6) as usize % 16] & (1 << (term % 64)) == 0 {
            return &[];
        }
        let first = self.all.partition_point(|one| one.0 < term);
        let count = self.all[first..].iter().take_while(|one| one.0 == term);
        &self.all[first..first + count.count()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_term_has_its_own() {
        let wanted = ByTerm::new(vec![(1025, 'c'), (1, 'b'), (1, 'a'), (1, 'b')]);
        assert_eq!(wanted.of(1), [(1, 'a'), (1, 'b')]);
        assert_eq!(wanted.of(1025), [(1025, 'c')]);
        assert_eq!(wanted.of(2049), []);
        assert_eq!(wanted.of(7), []);
    }
}
