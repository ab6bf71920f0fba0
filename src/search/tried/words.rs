//! The words by which it is known what was tried in vain.

/// Endings that only what was tried has.
pub const VAIN: &[&str] = &[
    "no luck",
    "without luck",
    "to no avail",
    "in vain",
    "did not help",
    "didnt help",
    "does not help",
    "doesnt help",
    "do not help",
    "dont help",
    "not helped",
    "hasnt helped",
    "havent helped",
    "nothing helped",
    "nothing helps",
    "did not fix",
    "didnt fix",
    "did not solve",
    "didnt solve",
    "not the problem",
    "not the cause",
    "not the reason",
    "ruled out",
];
/// Endings that also tell a trouble: only behind a deed they say that it was in vain.
pub const IDLE: &[&str] = &[
    "no success",
    "without success",
    "no effect",
    "no difference",
    "no change",
    "changed nothing",
    "changes nothing",
    "did nothing",
    "did not work",
    "didnt work",
    "same result",
    "same error",
    "same problem",
    "same thing",
    "the same",
];
/// What may follow an ending, or fill a clause that is nothing but one.
pub const FILL: &[&str] = &[
    "either", "at", "all", "so", "far", "yet", "me", "us", "it", "this", "that", "with", "which",
    "but", "and", "also", "still", "though", "anything", "much", "they", "these", "none", "of",
    "them", "had", "has", "have", "i", "we", "made", "makes", "the", "is", "was", "a", "bit",
    "issue", "problem", "always", "just", "though",
];
/// How words begin that name a deed somebody does to a computer in despair.
pub const DEEDS: &[&str] = &[
    "reinstall",
    "install",
    "uninstall",
    "restart",
    "reboot",
    "reset",
    "replac",
    "chang",
    "switch",
    "updat",
    "upgrad",
    "downgrad",
    "disabl",
    "enabl",
    "remov",
    "clear",
    "flush",
    "delet",
    "swap",
    "unplug",
    "replug",
    "reconfigur",
    "recreat",
    "reconnect",
    "reenter",
    "retyp",
    "check",
    "verif",
    "turning",
    "turned",
    "setting",
    "adding",
    "added",
    "opening",
    "opened",
    "using",
    "tried",
    "trying",
    "rolling",
    "rolled",
    "forgetting",
    "renew",
    "repair",
    "power",
];
/// Words that join clauses.
pub const JOIN: &[&str] = &["and", "but", "or"];
/// Who may have tried, and words beside.
pub const WHO: &[&str] = &[
    "the", "a", "an", "my", "our", "complete", "full", "or", "i", "ive", "we", "weve", "he", "she",
    "user", "have", "has", "had", "already", "also", "even", "just", "only", "then", "and", "but",
    "both", "so", "having",
];
/// What is tried with these is the use of the VPN: a symptom.
pub const USE: &[&str] = &[
    "to",
    "connecting",
    "logging",
    "signing",
    "opening",
    "reaching",
    "accessing",
    "pinging",
    "dialing",
    "dialling",
    "browsing",
    "printing",
    "passwords",
    "my",
    "many",
    "again",
];
/// Behind these a deed is when the trouble began.
pub const SINCE: &[&str] = &[
    "since", "after", "when", "because", "until", "before", "if", "while",
];
/// A deed that did something.
pub const GOOD: &[&str] = &[
    "works", "worked", "helps", "helped", "fixed", "fixes", "connects", "fine", "ok", "solved",
];
pub const NOT: &[&str] = &[
    "not", "no", "nothing", "never", "neither", "didnt", "doesnt", "hasnt", "none", "cannot",
];
