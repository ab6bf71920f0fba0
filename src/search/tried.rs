//! What somebody already tried in vain is no symptom: who writes "changing DNS servers did
//! not help" has no trouble with names. Three ways of saying so are known: a deed that ends
//! in vain, a deed that is called tried or done already, and one that the trouble outlived.

use std::ops::Range;

use super::query_words::{QueryWords, Word, begins_with};

mod words;

use words::{DEEDS, FILL, GOOD, IDLE, JOIN, NOT, SINCE, USE, VAIN, WHO};

/// The bytes of a query that tell what was tried in vain.
pub fn spans(told: &QueryWords) -> Vec<Range<usize>> {
    let clauses = told.clauses();
    let mut tried: Vec<Option<usize>> = vec![None; clauses.len()];
    for at in 0..clauses.len() {
        let good = is_good(clauses[at]) || clauses.get(at + 1).is_some_and(|next| is_good(next));
        if let Some(from) = vain(clauses[at]) {
            tried[at] = Some(from);
            // "Restarted the router, no luck": the deed stands before, maybe one of several.
            let mut here = at;
            let mut joined = from == 0 && is_filling(clauses[at]);
            joined |= clauses[at]
                .iter()
                .find(|word| !is(word, JOIN))
                .is_some_and(is_doing);
            while joined && here > 0 {
                here -= 1;
                tried[here] = deed(clauses[here])
                    .filter(|from| clauses[here][..*from].iter().all(|word| is(word, WHO)));
                joined = tried[here].is_some();
            }
        } else if !good && let Some(from) = called_tried(clauses[at]).or(outlived(clauses[at])) {
            tried[at] = Some(from);
            // "Tried disabling the antivirus and updating Windows".
            for next in at + 1..clauses.len() {
                let words = clauses[next];
                let joined = usize::from(words.len() > 1 && words[0].text == "and");
                let done = joined > 0 && is_deed(&words[1]);
                if !(done || is_doing(&words[joined])) || is_good(words) {
                    break;
                }
                tried[next] = Some(0);
            }
        }
    }
    let pairs = clauses.iter().zip(tried);
    let span = |(clause, from): (&&[Word], Option<usize>)| {
        let words = &clause[from?..];
        Some(words.first()?.at.start..words.last()?.at.end)
    };
    pairs.filter_map(span).collect()
}

fn is(word: &Word, list: &[&str]) -> bool {
    list.contains(&&*word.text)
}

fn is_deed(word: &Word) -> bool {
    DEEDS.iter().any(|deed| word.text.starts_with(deed))
}

/// A deed as something one does: "restarting".
fn is_doing(word: &Word) -> bool {
    word.text.ends_with("ing") && is_deed(word)
}

fn is_good(clause: &[Word]) -> bool {
    clause.iter().any(|word| is(word, GOOD)) && !clause.iter().any(|word| is(word, NOT))
}

/// A clause that says nothing but that something was in vain.
fn is_filling(clause: &[Word]) -> bool {
    let ending = |at: usize| {
        let endings = VAIN.iter().chain(IDLE);
        let found = endings.filter(|ending| begins_with(&clause[at..], ending));
        found.map(|ending| ending.split(' ').count()).max()
    };
    let mut at = 0;
    while at < clause.len() {
        match ending(at) {
            Some(words) => at += words,
            None if is(&clause[at], FILL) => at += 1,
            None => return false,
        }
    }
    true
}

/// The first deed of a clause, unless it is told as when the trouble began.
fn deed(clause: &[Word]) -> Option<usize> {
    let at = clause.iter().position(is_deed)?;
    let began = clause[..at].iter().any(|word| is(word, SINCE));
    (!began).then_some(at)
}

/// From where on a clause says that something was in vain.
fn vain(clause: &[Word]) -> Option<usize> {
    let ends = |ending: &&str| {
        let words = ending.split(' ').count();
        let from = (0..clause.len())
            .rev()
            .find(|at| begins_with(&clause[*at..], ending))?;
        let rest = &clause[from + words..];
        rest.iter().all(|word| is(word, FILL)).then_some(from)
    };
    if is_filling(clause) {
        let mut endings = VAIN.iter().chain(IDLE);
        return endings.any(|ending| ends(ending).is_some()).then_some(0);
    }
    if let Some(from) = VAIN.iter().find_map(ends) {
        // What is no deed may be a whole complaint in front of it.
        return Some(deed(clause).unwrap_or(if from < 7 { 0 } else { from }));
    }
    let from = IDLE.iter().find_map(ends)?;
    deed(clause).filter(|deed| *deed < from && *deed < 4)
}

/// From where on a clause calls something tried, or done already.
fn called_tried(clause: &[Word]) -> Option<usize> {
    let at = clause
        .iter()
        .position(|word| matches!(&*word.text, "tried" | "already"))?;
    let mut before = clause[..at].iter();
    let next = clause.get(at + 1)?;
    if !before.all(|word| is(word, WHO)) {
        return None;
    }
    let rest = &clause[at + 1..];
    let done = match &*clause[at].text {
        "tried" if next.text == "to" => rest.get(1).is_some_and(is_deed),
        "tried" => !is(next, USE),
        _ => rest.iter().take(2).any(is_deed),
    };
    done.then_some(at)
}

/// From where on a clause tells a deed that the trouble outlived: "still fails after
/// restarting", "even after a reboot", "despite another cable".
fn outlived(clause: &[Word]) -> Option<usize> {
    let text = |at: usize| clause.get(at).map(|word: &Word| &*word.text);
    (0..clause.len()).find(|at| {
        let deeds = clause[at + 1..].iter().take(4);
        match text(*at) {
            Some("despite") => true,
            Some("even") if text(at + 1) == Some("after") => deeds.clone().any(is_deed),
            Some("after") => {
                clause[..*at].iter().any(|word| word.text == "still") && deeds.take(1).any(is_doing)
            }
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(text: &str) -> Vec<&str> {
        spans(&QueryWords::new(text))
            .into_iter()
            .map(|at| &text[at])
            .collect()
    }

    #[test]
    fn a_deed_in_vain_is_told_from_the_trouble() {
        for (text, wanted) in [
            (
                "It drops every hour; changing DNS servers did not help.",
                vec!["changing DNS servers did not help"],
            ),
            (
                "No printing at home, restarted the router, no luck",
                vec!["restarted the router", "no luck"],
            ),
            (
                "It drops. I changed the cable yesterday. That didn't help either",
                vec!["changed the cable yesterday", "That didn't help either"],
            ),
            (
                "names fail but rebooting and flushing the cache made no difference",
                vec!["rebooting", "flushing the cache made no difference"],
            ),
            ("It restarts every minute, no luck", vec!["no luck"]),
            (
                "It hangs. I restarted the router, changed the cable, no luck so far",
                vec![
                    "restarted the router",
                    "changed the cable",
                    "no luck so far",
                ],
            ),
            (
                "nothing loads, DNS is not the problem",
                vec!["DNS is not the problem"],
            ),
        ] {
            let found = tried(text);
            let found: Vec<&str> = found.iter().map(|t| t.trim_start_matches("and ")).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn what_is_called_tried_or_done_already_is_no_symptom() {
        for (text, wanted) in [
            (
                "It hangs. I already reinstalled the client",
                vec!["already reinstalled the client"],
            ),
            (
                "It hangs, tried another network",
                vec!["tried another network"],
            ),
            (
                "It hangs. I have tried disabling the antivirus and updating Windows",
                vec!["tried disabling the antivirus", "and updating Windows"],
            ),
            (
                "It hangs. I tried another router and updated it",
                vec!["tried another router", "and updated it"],
            ),
            (
                "tried to restart the router, it hangs",
                vec!["tried to restart the router"],
            ),
            (
                "It still hangs after changing the cable",
                vec!["after changing the cable"],
            ),
            ("It hangs even after a reboot", vec!["even after a reboot"]),
        ] {
            assert_eq!(tried(text), wanted, "{text}");
        }
    }

    /// What helped, what began the trouble, and what was tried with the VPN itself tell it.
    #[test]
    fn a_trouble_that_sounds_alike_stays_one() {
        for text in [
            "since I changed the DNS servers names fail",
            "I reinstalled Windows and the VPN is gone",
            "I tried to connect from home and it hangs",
            "tried my phone's hotspot and there it works",
            "I tried another network, it works there",
            "The route addition failed: The object already exists.",
            "no luck connecting to the VPN from my Mac",
            "dhcp-option DNS has no effect",
            "dozens of accounts were tried at the gateway",
            "my password is right, I typed it five times",
            "after the update nothing works",
            "everybody has the same problem since the firewall was replaced",
        ] {
            assert_eq!(tried(text), Vec::<&str>::new(), "{text}");
        }
    }
}
