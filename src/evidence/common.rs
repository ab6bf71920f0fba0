//! What any log is full of, as data: programs that are no part of access by VPN, and the marks
//! by which lines and runbooks name a product.
//!
//! Long because it is tables.

/// How lines begin, or what they hold, that other programs write.
const STRANGERS: &[&str] = &[
    "sshd[",
    "sshd-session[",
    "postfix/",
    "dovecot",
    "kubelet",
    "containerd",
    "dockerd",
    "cron[",
    "smartd[",
    "nginx",
    "apache",
    "httpd",
    "mysqld",
    "mariadbd",
    "postgres",
    "duplicate key",
    "redis",
    "java.",
    "--- [",
    "[core:",
    "[ssl:",
    "[proxy",
    "upstream",
    "while ssl handshaking",
    "favicon",
    "wp-login",
    "http/1.",
    "http/2.",
    "[ufw block]",
    "apparmor",
    "snapd",
    "dbus-daemon",
    "gnome",
    "pulseaudio",
    "bluetoothd",
    "cups",
    "systemd-logind",
    "exim",
    "rspamd",
    "clamd",
    "sendmail",
    "fatal:  password authentication",
    "usb ",
    "nvme",
    "ext4-fs",
    "ata1",
    "etcd",
    "kube-",
    "grafana",
    "prometheus",
    "elasticsearch",
    "zabbix",
    "nagios",
    "samba",
    "smbd",
    "nfsd",
    "amazon-ssm-agent",
    "cloud-init",
    "google_guest_agent",
    "waagent",
    "snmpd",
    "packagekit",
    "fwupd",
    "modemmanager",
    "avahi",
];

/// What servers and clients write that are at work, however bad it sounds.
const ORDINARY: &[&str] = &[
    "note: --cipher is not set",
    "could not determine ipv4/ipv6",
    "tpm_plugin",
    "libtss2",
    "certificate status is not available",
    "building eap-nak",
    "vendor 0 method",
    "decision=fail",
    "sec-mod socket",
    "send bye packet",
    "connection refused (fd=",
    "status notification: refuse",
    "ovpn-dco",
    "invalidating session",
    "loaded plugins",
    "loading crls",
    "no files found matching",
    "opening directory",
    "no certificate revocation list",
    "using degraded feature set",
    "nxdomain",
    "wpa_supplicant",
    "kernel support",
    "hit idle_timeout",
    "drop rate-",
    "invoked function:",
    "backend id timeout",
    "dp id timeout",
    "command has been canceled by",
];

/// A family of products: its name, how its lines are known, and how runbooks name it. All in
/// lower case.
type Family = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const FAMILIES: &[Family] = &[
    (
        "Cisco",
        &[
            "%asa-",
            "%ftd-",
            "vpnagent",
            "acvpn",
            "csc_",
            "anyconnect",
            "cisco secure client",
        ],
        &["cisco", "anyconnect"],
    ),
    (
        "OpenVPN",
        &[
            "openvpn",
            "af_inet",
            "tls error",
            "tls-crypt",
            "tls-auth",
            "push_reply",
            "sigusr1",
            "options error",
            "multi:",
        ],
        &["openvpn", "tunnelblick"],
    ),
    (
        "IPsec",
        &[
            "charon",
            "[ike]",
            "[cfg]",
            "[enc]",
            "[knl]",
            "pluto",
            "ike_sa",
            "child_sa",
            "racoon",
            "ipsec_starter",
            "strongswan",
        ],
        &["strongswan", "libreswan", "ipsec", "racoon"],
    ),
    (
        "OpenConnect",
        &["ocserv", "sec-mod", "openconnect", "x-cstp"],
        &["ocserv", "openconnect"],
    ),
    (
        "Fortinet",
        &[
            "devname=",
            "devid=",
            "fortissl",
            "forticlient",
            "sslvpnd",
            "openfortivpn",
        ],
        &["forti"],
    ),
    (
        "Palo Alto",
        &["globalprotect", "pangps", "pangpa", "gpsvc"],
        &["globalprotect", "palo alto", "pan-os"],
    ),
    (
        "Windows",
        &[
            "rasclient",
            "rasman",
            "remoteaccess",
            "network policy server",
            "microsoft-windows",
        ],
        &["windows", "microsoft", "nps", "rras"],
    ),
    (
        "WireGuard",
        &["wireguard", "wg-quick", "wg0"],
        &["wireguard"],
    ),
];

/// Whether a line is of a program that is no part of access by VPN, or of one at work.
pub fn is_stranger(line: &str) -> bool {
    let line = line.to_lowercase();
    let is_ordinary = ORDINARY.iter().any(|mark| line.contains(mark));
    let is_strange = STRANGERS.iter().any(|mark| line.contains(mark));
    is_ordinary || (is_strange && products_of(&line).next().is_none())
}

/// The families whose marks a line or a path holds.
pub fn products_of(text: &str) -> impl Iterator<Item = &'static str> {
    let text = text.to_lowercase();
    let holds = move |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    let all = FAMILIES.iter().filter(move |family| holds(family.1));
    all.map(|family| family.0)
}

/// The families that a product of a runbook belongs to.
pub fn products_named(name: &str) -> impl Iterator<Item = &'static str> {
    let name = name.to_lowercase();
    let holds = move |words: &[&str]| words.iter().any(|word| name.contains(word));
    let all = FAMILIES.iter().filter(move |family| holds(family.2));
    all.map(|family| family.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_as_they_are_looked_up() {
        let marks = FAMILIES
            .iter()
            .flat_map(|family| family.1.iter().chain(family.2));
        for mark in marks.chain(STRANGERS) {
            assert_eq!(*mark, mark.to_lowercase());
        }
        assert!(is_stranger("host sshd[7]: Failed password for ada"));
        assert!(!is_stranger("gw charon: 05[IKE] failed"));
    }
}
