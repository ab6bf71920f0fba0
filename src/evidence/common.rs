//! What any log is full of, as data: words that tell little, programs that are no part of access
//! by VPN, and the marks by which lines and runbooks name a product.

/// Words that ordinary logs are full of, in lower case and sorted.
const COMMON: &[&str] = &[
    "abort", "aborted", "accepted", "access", "action", "address", "allowed", "any", "application", "attempt", "auth", "authenticate",
    "authenticated", "authentication", "authorization", "bad", "blocked", "bytes", "call", "cannot", "change",
    "check", "client", "close", "closed", "code", "command", "complete", "config", "configuration", "connect",
    "connected", "connecting", "connection", "could", "create", "created", "daemon", "data", "debug", "default",
    "delete", "denied", "destroy", "device", "directory", "disabled", "disconnect", "disconnected", "does", "down",
    "enabled", "end", "entry", "error", "errors", "exceeded", "exit", "exited", "expected", "expired", "fail", "failed", "failure",
    "fatal", "file", "for", "found", "from", "get", "group", "had", "has", "host", "id", "in", "info", "initial",
    "input", "interface", "internal", "invalid", "ip", "is", "kernel", "key", "length", "line", "link", "list",
    "load", "local", "log", "login", "lost", "main", "message", "method", "missing", "module", "name", "network",
    "new", "no", "none", "not", "notice", "of", "on", "open", "operation", "option", "packet", "packets",
    "parameter", "password", "peer", "permission", "permitted", "port", "process", "protocol", "provided", "read",
    "ready", "reason", "received", "refused", "reject", "rejected", "remote", "removed", "reply", "request",
    "requested", "reset", "resource", "response", "result", "retry", "return", "returned", "running", "security",
    "send", "sending", "sent", "server", "service", "session", "set", "size", "socket", "source", "start",
    "started", "state", "status", "stop", "stopped", "success", "successful", "such", "supported", "system",
    "tcp", "the", "this", "time", "timed", "timeout", "to", "traffic", "try", "type", "udp", "unable", "unexpected",
    "unknown", "unreachable", "unsupported", "update", "use", "user", "username", "using", "valid", "value", "version", "waiting",
    "warn", "warning", "was", "will", "with", "without", "worker", "write", "wrong",
];

/// How lines begin, or what they hold, that other programs write.
const STRANGERS: &[&str] = &[
    "sshd[", "sshd-session[", "postfix/", "dovecot", "kubelet", "containerd", "dockerd", "cron[", "smartd[",
    "nginx", "apache", "httpd", "mysqld", "mariadbd", "postgres", "duplicate key", "redis", "java.", "--- [",
    "[core:", "[ssl:", "[proxy", "upstream", "while ssl handshaking", "favicon", "wp-login", "http/1.", "http/2.", "[ufw block]",
    "apparmor", "snapd", "dbus-daemon", "gnome", "pulseaudio", "bluetoothd", "cups", "systemd-logind", "exim",
    "rspamd", "clamd", "sendmail", "fatal:  password authentication", "usb ", "nvme", "ext4-fs", "ata1", "etcd",
    "kube-", "grafana", "prometheus", "elasticsearch", "zabbix", "nagios", "samba", "smbd", "nfsd", "amazon-ssm-agent",
    "cloud-init", "google_guest_agent", "waagent", "snmpd", "packagekit", "fwupd", "modemmanager", "avahi",
];

/// A family of products: its name, how its lines are known, and how runbooks name it. All in
/// lower case.
type Family = (&'static str, &'static [&'static str], &'static [&'static str]);

const FAMILIES: &[Family] = &[
    (
        "Cisco",
        &["%asa-", "%ftd-", "vpnagent", "acvpn", "csc_", "anyconnect", "cisco secure client"],
        &["cisco", "anyconnect"],
    ),
    (
        "OpenVPN",
        &["openvpn", "af_inet", "tls error", "tls-crypt", "tls-auth", "push_reply", "sigusr1", "options error", "multi:"],
        &["openvpn", "tunnelblick"],
    ),
    (
        "IPsec",
        &["charon", "[ike]", "[cfg]", "[enc]", "[knl]", "pluto", "ike_sa", "child_sa", "racoon", "ipsec_starter", "strongswan"],
        &["strongswan", "libreswan", "ipsec", "racoon"],
    ),
    (
        "OpenConnect",
        &["ocserv", "sec-mod", "openconnect", "x-cstp"],
        &["ocserv", "openconnect"],
    ),
    ("Fortinet", &["devname=", "devid=", "fortissl", "forticlient", "sslvpnd", "openfortivpn"], &["forti"]),
    ("Palo Alto", &["globalprotect", "pangps", "pangpa", "gpsvc"], &["globalprotect", "palo alto", "pan-os"]),
    (
        "Windows",
        &["rasclient", "rasman", "remoteaccess", "network policy server", "microsoft-windows"],
        &["windows", "microsoft", "nps", "rras"],
    ),
    ("WireGuard", &["wireguard", "wg-quick", "wg0"], &["wireguard"]),
];

/// Whether a word tells little, because any log is full of it.
pub fn is_common(word: &str) -> bool {
    let word = word.to_lowercase();
    COMMON.binary_search(&word.as_str()).is_ok() || word.len() < 3
}

/// Whether a line is of a program that is no part of access by VPN.
pub fn is_stranger(line: &str) -> bool {
    let line = line.to_lowercase();
    STRANGERS.iter().any(|mark| line.contains(mark)) && products_of(&line).next().is_none()
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
        assert!(COMMON.is_sorted(), "the common words are sorted");
        let marks = FAMILIES.iter().flat_map(|family| family.1.iter().chain(family.2));
        for mark in marks.chain(STRANGERS).chain(COMMON) {
            assert_eq!(*mark, mark.to_lowercase());
        }
        assert!(is_common("Failed") && is_common("failed") && !is_common("proposal"));
        assert!(is_stranger("host sshd[7]: Failed password for ada"));
        assert!(!is_stranger("gw charon: 05[IKE] failed"));
    }
}
