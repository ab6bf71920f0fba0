//! Lines that tell of a change: configuration, commit, reload, upgrade, certificate, failover,
//! the restart of a service. No cause hangs on them; "what changed?" comes first in an outage.

use std::sync::OnceLock;

use regex::Regex;

/// What such lines hold, by product.
const CHANGES: &[&str] = &[
    // Cisco: a command was executed, the configuration begun, ended or written; reload; failover.
    r"%(?:ASA|FTD)-\d-(?:11100[1-9]|111010|19900[1-9]|10400[1-4]|10450[0-2])\b",
    r"%SYS-\d-(?:CONFIG_I|RELOAD|RESTART)\b|%PARSER-\d-CFGLOG_LOGGEDCMD",
    // FortiOS: its configuration log, and a cluster that changes its leader.
    r#"msg="(?:Edit|Add|Delete|Move|Rename|Clone) [\w.-]+|cfgpath=|logdesc="(?:Object attribute|Attribute|Object) (?:configured|deleted)|logdesc="(?:System restart|Image restore|Device rebooted|HA (?:primary|member))"#,
    // PAN-OS and Junos.
    r"(?i)\bcommit(?:ted)? (?:job|succe|complete|requested)|UI_COMMIT|Configuration committed",
    // Packages.
    r"dpkg\b.*: (?:status installed|upgrade|install|remove)|\bstatus installed \S+:|^\S+ \S+ (?:upgrade|install|remove) \S+:\S+ |\b(?:yum|dnf)\b.*\b(?:Updated|Installed|Upgraded|Erased|Upgrade):|\[ALPM\] (?:upgraded|installed|removed)|Packages that (?:were|will be) upgraded|Windows successfully installed the following update",
    // Services. Sessions and timers of a system that runs come and go.
    r"systemd\[\d+\]: (?:Stopp(?:ed|ing)|Start(?:ed|ing)|Reload(?:ed|ing)|Restarted) .*(?:[Ss]erver|[Dd]aemon|[Ss]ervice|VPN|IPsec|IKE|RADIUS|DNS|resolver)|(?i)\b(?:reloading|reloaded|rereading) (?:the )?config|SIGHUP(?:\[\w+,?\w*\])? received|received SIGHUP",
    r"sudo(?:\[\d+\])?: .*COMMAND=.*\b(?:systemctl|service|apt(?:-get)?|dnf|yum|dpkg|rpm|swanctl|ipsec|vi|vim|nano|sed|cp|mv|iptables|nft|ufw)\b",
    // Certificates, and clusters.
    r"(?i)\bcertificate\b.*\b(?:renewed|replaced|imported|installed|enrolled)\b|\b(?:renewed|imported|installed|deployed)\b.*\bcertificate\b",
    r"Entering (?:MASTER|BACKUP) STATE|(?i)\bfail(?:ed)?[ -]?over (?:to|from|started|complete)|\b(?:become|became|becoming) (?:primary|master|active)\b",
];

/// Who did it, in the ways that such lines say.
const WHO: &[&str] = &[
    r#"(?i)\bUser ['"]([^'"]+)['"]"#,
    r#"\buser="([^"]+)""#,
    r"\bsudo(?:\[\d+\])?: +(\S+) :",
    r"(?i)\b(?:by|from console by|admin) ([A-Za-z][\w.@\\-]+)",
];

fn ready(
    texts: &[&str],
    place: &'static OnceLock<Vec<Regex>>,
) -> impl Iterator<Item = &'static Regex> {
    let compiled = texts.iter().filter_map(|text| Regex::new(text).ok());
    place.get_or_init(|| compiled.collect()).iter()
}

/// Whether a line tells of a change.
pub fn is_change(line: &str) -> bool {
    static ALL: OnceLock<Option<Regex>> = OnceLock::new();
    let all = CHANGES.iter().map(|text| format!("(?:{text})"));
    let all = ALL.get_or_init(|| Regex::new(&all.collect::<Vec<_>>().join("|")).ok());
    all.as_ref().is_some_and(|all| all.is_match(line))
}

/// Who made it, if the line says so.
pub fn who(line: &str) -> Option<String> {
    static READY: OnceLock<Vec<Regex>> = OnceLock::new();
    let mut found = ready(WHO, &READY).filter_map(|regex| regex.captures(line));
    Some(found.next()?.get(1)?.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_with_who_made_them() {
        let cases = [
            (
                "%ASA-5-111008: User 'enable_15' executed the 'no crypto map' command.",
                Some("enable_15"),
            ),
            (
                "%ASA-5-111010: User 'ada', running 'CLI' from IP 10.0.0.9, executed 'write mem'",
                Some("ada"),
            ),
            (
                "date=2026-11-16 logdesc=\"Attribute configured\" user=\"admin\" msg=\"Edit vpn.ipsec.phase1-interface x\"",
                Some("admin"),
            ),
            (
                "%SYS-5-CONFIG_I: Configured from console by bo on vty0",
                Some("bo"),
            ),
            (
                "2026-11-16 08:00:00 upgrade strongswan-charon:amd64 5.9.1 5.9.2",
                None,
            ),
            (
                "systemd[1]: Stopped strongSwan IPsec IKEv1/IKEv2 daemon.",
                None,
            ),
            (
                "sudo: ada : TTY=pts/0 ; USER=root ; COMMAND=/usr/bin/systemctl restart ocserv",
                Some("ada"),
            ),
            ("Keepalived_vrrp[7]: (VI_1) Entering BACKUP STATE", None),
        ];
        for (line, by) in cases {
            assert!(is_change(line), "{line}");
            assert_eq!(who(line).as_deref(), by, "{line}");
        }
        for line in [
            "systemd[1]: Started Session 5 of User ada.",
            "%ASA-6-113039: Group <G> User <ada> IP <10.0.0.1> AnyConnect parent session started.",
            "certificate has expired",
        ] {
            assert!(!is_change(line), "{line}");
        }
    }
}
