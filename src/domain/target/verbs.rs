//! What a command is known to do, by its first words. It raises the risk that a runbook or a
//! person states, and never lowers it: an author who forgot it is no reason to run it at a key.
//!
//! Long because its tables are read in one place.

use super::kind::{Reads, TargetKind};
use crate::domain::fill::family::Family;
use crate::domain::runbook::Risk;

/// Verbs of one sort of command line: how a line begins, in small letters.
type Table = &'static [(&'static str, Risk)];

/// Of the Cisco command lines. `test aaa` counts against an account.
const CISCO: Table = &[
    ("reload", Risk::Disrupt),
    ("failover", Risk::Disrupt),
    ("no failover", Risk::Disrupt),
    ("shutdown", Risk::Disrupt),
    ("crashinfo force", Risk::Disrupt),
    ("write erase", Risk::Disrupt),
    ("erase", Risk::Disrupt),
    ("format", Risk::Disrupt),
    ("clear configure", Risk::Disrupt),
    ("clear crypto", Risk::Disrupt),
    ("clear xlate", Risk::Disrupt),
    ("clear conn", Risk::Disrupt),
    ("clear local-host", Risk::Disrupt),
    ("vpn-sessiondb logoff", Risk::Disrupt),
    ("debug", Risk::Change),
    ("undebug", Risk::Change),
    ("no", Risk::Change),
    ("capture", Risk::Change),
    ("monitor capture", Risk::Change),
    ("test aaa", Risk::Change),
    ("clear", Risk::Change),
    ("write", Risk::Change),
    ("copy", Risk::Change),
    ("delete", Risk::Change),
    ("rename", Risk::Change),
    ("configure", Risk::Change),
    ("conf t", Risk::Change),
    ("config t", Risk::Change),
    ("set", Risk::Change),
    ("logging", Risk::Change),
    ("crypto", Risk::Change),
    ("aaa", Risk::Change),
    ("username", Risk::Change),
    ("license", Risk::Change),
];

const JUNOS: Table = &[
    ("request system reboot", Risk::Disrupt),
    ("request system halt", Risk::Disrupt),
    ("request system power-off", Risk::Disrupt),
    ("request system zeroize", Risk::Disrupt),
    ("request chassis", Risk::Disrupt),
    ("restart", Risk::Disrupt),
    ("clear security", Risk::Disrupt),
    ("clear", Risk::Change),
    ("request", Risk::Change),
    ("configure", Risk::Change),
    ("edit", Risk::Change),
    ("set", Risk::Change),
    ("delete", Risk::Change),
    ("deactivate", Risk::Change),
    ("activate", Risk::Change),
    ("rollback", Risk::Change),
    ("commit", Risk::Change),
    ("load", Risk::Change),
    ("start shell", Risk::Change),
];

const PANOS: Table = &[
    ("request restart", Risk::Disrupt),
    ("request shutdown", Risk::Disrupt),
    ("request high-availability state", Risk::Disrupt),
    ("debug software restart", Risk::Disrupt),
    ("clear vpn", Risk::Disrupt),
    ("clear session all", Risk::Disrupt),
    ("test authentication", Risk::Change),
    ("test vpn", Risk::Change),
    ("clear", Risk::Change),
    ("request", Risk::Change),
    ("debug", Risk::Change),
    ("configure", Risk::Change),
    ("set", Risk::Change),
    ("delete", Risk::Change),
    ("commit", Risk::Change),
    ("load", Risk::Change),
    ("save", Risk::Change),
    ("scp", Risk::Change),
    ("tftp", Risk::Change),
];

const FORTIOS: Table = &[
    ("execute reboot", Risk::Disrupt),
    ("execute shutdown", Risk::Disrupt),
    ("execute factoryreset", Risk::Disrupt),
    ("execute formatlogdisk", Risk::Disrupt),
    ("execute restore", Risk::Disrupt),
    ("execute ha failover", Risk::Disrupt),
    ("execute vpn ipsec tunnel down", Risk::Disrupt),
    ("diagnose vpn tunnel reset", Risk::Disrupt),
    ("diagnose vpn tunnel flush", Risk::Disrupt),
    ("diagnose vpn ike restart", Risk::Disrupt),
    ("diagnose sys session clear", Risk::Disrupt),
    ("diagnose sys kill", Risk::Disrupt),
    ("diagnose test authserver", Risk::Change),
    ("diagnose test application", Risk::Change),
    ("diagnose debug", Risk::Change),
    ("diag debug", Risk::Change),
    ("diagnose sniffer", Risk::Change),
    ("config", Risk::Change),
    ("set", Risk::Change),
    ("unset", Risk::Change),
    ("delete", Risk::Change),
    ("edit", Risk::Change),
    ("execute backup", Risk::Change),
    ("execute cfg", Risk::Change),
    ("execute clear", Risk::Change),
    ("execute log delete", Risk::Change),
    ("execute vpn", Risk::Change),
];

const POSIX: Table = &[
    ("reboot", Risk::Disrupt),
    ("shutdown", Risk::Disrupt),
    ("poweroff", Risk::Disrupt),
    ("halt", Risk::Disrupt),
    ("init", Risk::Disrupt),
    ("mkfs", Risk::Disrupt),
    ("dd", Risk::Disrupt),
    ("systemctl stop", Risk::Disrupt),
    ("systemctl restart", Risk::Disrupt),
    ("systemctl isolate", Risk::Disrupt),
    ("ipsec restart", Risk::Disrupt),
    ("ipsec stop", Risk::Disrupt),
    ("ip link del", Risk::Disrupt),
    ("ifdown", Risk::Disrupt),
    ("wg-quick down", Risk::Disrupt),
    ("iptables -f", Risk::Disrupt),
    ("nft flush", Risk::Disrupt),
    ("pkill", Risk::Disrupt),
    ("killall", Risk::Disrupt),
    ("kill", Risk::Disrupt),
    ("service", Risk::Change),
    ("systemctl start", Risk::Change),
    ("systemctl reload", Risk::Change),
    ("systemctl enable", Risk::Change),
    ("systemctl disable", Risk::Change),
    ("systemctl mask", Risk::Change),
    ("systemctl daemon-reload", Risk::Change),
    ("swanctl --load", Risk::Change),
    ("swanctl --initiate", Risk::Change),
    ("swanctl --terminate", Risk::Disrupt),
    ("swanctl -t", Risk::Disrupt),
    ("ipsec up", Risk::Change),
    ("ipsec down", Risk::Disrupt),
    ("ipsec auto --up", Risk::Change),
    ("ipsec auto --down", Risk::Disrupt),
    ("ipsec reload", Risk::Change),
    ("rm", Risk::Change),
    ("mv", Risk::Change),
    ("cp", Risk::Change),
    ("ln", Risk::Change),
    ("install", Risk::Change),
    ("chmod", Risk::Change),
    ("chown", Risk::Change),
    ("truncate", Risk::Change),
    ("tee", Risk::Change),
    ("sed -i", Risk::Change),
    ("apt", Risk::Change),
    ("apt-get", Risk::Change),
    ("dnf", Risk::Change),
    ("yum", Risk::Change),
    ("pip", Risk::Change),
    ("useradd", Risk::Change),
    ("usermod", Risk::Change),
    ("userdel", Risk::Change),
    ("passwd", Risk::Change),
    ("mount", Risk::Change),
    ("umount", Risk::Change),
    ("modprobe", Risk::Change),
    ("rmmod", Risk::Change),
    ("sysctl -w", Risk::Change),
    ("ip link set", Risk::Change),
    ("ip addr add", Risk::Change),
    ("ip addr del", Risk::Change),
    ("ip route add", Risk::Change),
    ("ip route del", Risk::Change),
    ("ip xfrm state flush", Risk::Disrupt),
    ("ip xfrm policy flush", Risk::Disrupt),
    ("iptables -a", Risk::Change),
    ("iptables -i", Risk::Change),
    ("iptables -d", Risk::Change),
    ("nft add", Risk::Change),
    ("nft delete", Risk::Change),
    ("wg set", Risk::Change),
    ("wg-quick up", Risk::Change),
    ("ifup", Risk::Change),
    ("nmcli", Risk::Change),
    ("radtest", Risk::Change),
    ("docker run", Risk::Change),
    ("docker exec", Risk::Change),
    ("docker stop", Risk::Disrupt),
    ("docker restart", Risk::Disrupt),
    ("docker rm", Risk::Disrupt),
];

/// Words that only say how what stands behind them is run.
const BEFORE: &[&str] = &[
    "sudo", "env", "nohup", "time", "timeout", "nice", "exec", "command", "then", "do", "else", "!",
];

/// The greatest risk that a text is known to have, with the words that have it; `None` where
/// nothing is known of it.
pub fn known(kind: &TargetKind, text: &str) -> Option<(Risk, String)> {
    let table = match (kind.reads, kind.name) {
        (Reads::Prompt, "junos") => JUNOS,
        (Reads::Prompt, "panos") => PANOS,
        (Reads::Prompt, "fortigate") => FORTIOS,
        (Reads::Prompt, _) => CISCO,
        _ if kind.family() == Family::Posix => POSIX,
        _ => return None,
    };
    let is_shell = kind.reads == Reads::Shell;
    let mut most: Option<(Risk, String)> = None;
    let mut take = |risk: Risk, words: &str| {
        if most.as_ref().is_none_or(|(known, _)| *known < risk) {
            most = Some((risk, words.to_owned()));
        }
    };
    for line in text.lines() {
        for command in commands(line, is_shell) {
            let words = words(&command, is_shell);
            if !is_shell && words.first().is_some_and(|first| only_reads(first)) {
                continue;
            }
            let found = table
                .iter()
                .filter(|(verb, _)| begins(&words, verb, is_shell));
            found.for_each(|(verb, risk)| take(*risk, verb));
        }
        if is_shell && writes(line) {
            take(Risk::Change, "> FILE");
        }
    }
    most
}

/// The risk that is stated, raised by what is known of the text.
pub fn raised(kind: &TargetKind, text: &str, stated: Risk) -> (Risk, Option<String>) {
    match known(kind, text) {
        Some((risk, words)) if risk > stated => (risk, Some(words)),
        _ => (stated, None),
    }
}

/// The commands of a line. A network device knows one a line, what stands behind a `|` only
/// filters; quotes are not told apart, so that a verb within them counts too.
fn commands(line: &str, is_shell: bool) -> Vec<String> {
    let line = line.trim().to_lowercase();
    match is_shell {
        false => vec![line],
        true => {
            let parts = line.split(['|', ';', '&', '(', ')', '`', '{', '}', '"', '\'']);
            let parts = parts.map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        }
    }
}

/// The words of a command, from the one that says what is done. `do` of a configuration mode and
/// what `sudo` is told stand before it.
fn words(command: &str, is_shell: bool) -> Vec<&str> {
    let mut words: Vec<&str> = command.split_whitespace().collect();
    if !is_shell {
        if words.first() == Some(&"do") {
            words.remove(0);
        }
        return words;
    }
    while let Some(first) = words.first() {
        let is_set = first.contains('=') && !first.starts_with('-');
        let is_option = first.starts_with('-') || first.chars().all(|c| c.is_ascii_digit());
        match BEFORE.contains(first) || is_set || is_option {
            true => drop(words.remove(0)),
            false => break,
        }
    }
    if let Some(first) = words.first_mut() {
        *first = first.rsplit('/').next().unwrap_or(first);
    }
    words
}

/// Words of network devices that only show something, or move about.
const READS: &[&str] = &[
    "show",
    "ping",
    "traceroute",
    "terminal",
    "more",
    "dir",
    "packet-tracer",
    "exit",
    "end",
    "quit",
    "enable",
    "get",
    "who",
    "changeto",
    "help",
];

/// Whether a word, which may be cut short, only reads.
fn only_reads(word: &str) -> bool {
    word.len() >= 2 && READS.iter().any(|known| known.starts_with(word))
}

/// Whether words begin as a verb does. Network devices take words that are cut short, and of
/// several meanings the worst one counts (`aaa-server` is one of `aaa`); a long option of a shell's command is known by its
/// beginning.
fn begins(words: &[&str], verb: &str, is_shell: bool) -> bool {
    let verb: Vec<&str> = verb.split(' ').collect();
    let is_like = |known: &str, word: &str| {
        known == word
            || known.starts_with("--") && word.starts_with(known)
            || !is_shell && !word.is_empty() && known.starts_with(word)
            || !is_shell
                && word
                    .strip_prefix(known)
                    .is_some_and(|rest| rest.starts_with('-'))
    };
    verb.len() <= words.len()
        && verb
            .iter()
            .zip(words)
            .all(|(known, word)| is_like(known, word))
}

/// Whether a line of a shell writes into a file: `>` that is neither `2>&1` nor to nowhere.
fn writes(line: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find('>') {
        let behind = rest[at + 1..].trim_start_matches('>').trim_start();
        let to = behind
            .split([' ', ';', '|', ')'])
            .next()
            .unwrap_or_default();
        let is_arrow = rest[..at].ends_with(['-', '=']);
        if !is_arrow && !to.is_empty() && !to.starts_with('&') && to != "/dev/null" {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}
