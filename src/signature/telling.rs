//! How much a signature tells by itself, whatever else was found.

/// So many letters make a text that nobody writes by chance.
const LONG: usize = 24;
/// How much less each further cause that it may have lets a signature of words tell.
const DOUBT: f64 = 0.25;

/// How much a signature tells: 0.4 to 2. `needs` is the length of the text that a line needs to
/// hold it, `causes` how many it points at.
#[expect(clippy::cast_precision_loss, reason = "both are small")]
pub fn weight(needs: usize, is_coded: bool, causes: usize) -> f64 {
    // Short words turn up by chance; beyond a few words more letters tell nothing more.
    let words = 0.4 + 0.6 * needs.min(LONG) as f64 / LONG as f64;
    // A message with a number of its own is what a device says of itself, and exact; the
    // words that a user sees are what follows from it.
    if is_coded {
        return words + 1.0;
    }
    // Words that may have many causes are a symptom: whatever names one of them explains it.
    let others = causes.max(1) - 1;
    words / (1.0 + DOUBT * others as f64)
}

/// Letters and digits: blanks and signs say nothing.
pub fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_more_than_words_and_words_of_many_causes_less() {
        assert!(weight(4, true, 3) > weight(99, false, 1));
        assert!(weight(99, false, 1) > weight(99, false, 2));
        assert!(weight(20, false, 1) > weight(10, false, 1));
    }
}
