//! What the first words of a command say of its risk. Only what is known for sure is told: a
//! command that is not known may do anything.

use crate::domain::runbook::Risk;

/// Commands that only read, by their first words.
const READS: &[&str] = &[
    "show",
    "display",
    "ping",
    "traceroute",
    "tracert",
    "cat",
    "less",
    "head",
    "tail",
    "grep",
    "egrep",
    "zgrep",
    "zcat",
    "ls",
    "stat",
    "file",
    "wc",
    "df",
    "du",
    "free",
    "uptime",
    "uname",
    "hostname",
    "whoami",
    "id",
    "date",
    "ps",
    "pgrep",
    "top",
    "vmstat",
    "iostat",
    "mpstat",
    "lsof",
    "ss",
    "netstat",
    "dig",
    "nslookup",
    "host",
    "getent",
    "echo",
    "which",
    "type",
    "env",
    "printenv",
    "lsblk",
    "mount -l",
    "dmesg",
    "journalctl",
    "last",
    "who",
    "w",
    "klist",
    "nltest",
    "ipconfig",
    "ifconfig -a",
    "ip a",
    "ip addr show",
    "ip route show",
    "ip link show",
    "ip r",
    "systemctl status",
    "systemctl is-active",
    "systemctl list-units",
    "systemctl cat",
    "systemctl --failed",
    "service --status-all",
    "kubectl get",
    "kubectl describe",
    "kubectl logs",
    "kubectl top",
    "kubectl explain",
    "kubectl version",
    "kubectl cluster-info",
    "kubectl config get-contexts",
    "kubectl api-resources",
    "oc get",
    "oc describe",
    "oc logs",
    "oc whoami",
    "helm list",
    "helm status",
    "helm history",
    "helm get",
    "docker ps",
    "docker logs",
    "docker inspect",
    "docker images",
    "docker stats",
    "docker info",
    "docker version",
    "git status",
    "git log",
    "git diff",
    "git show",
    "etcdctl endpoint health",
    "etcdctl endpoint status",
    "etcdctl member list",
    "etcdctl get",
    "promtool check",
    "promtool query",
    "amtool alert query",
    "amtool silence query",
    "ceph status",
    "ceph -s",
    "ceph health",
    "ceph osd tree",
    "ceph df",
    "mdadm --detail",
    "openssl x509",
    "openssl s_client",
    "openssl verify",
    "chronyc sources",
    "chronyc tracking",
    "ntpq -p",
    "zpool status",
    "gluster volume status",
    "consul members",
    "vault status",
    "nomad status",
    "gcloud compute instances list",
    "aws ec2 describe-instances",
    "Get-",
    "Test-NetConnection",
    "Test-Connection",
    "Resolve-DnsName",
];

/// Commands that change something.
const CHANGES: &[&str] = &[
    "kubectl apply",
    "kubectl edit",
    "kubectl patch",
    "kubectl scale",
    "kubectl create",
    "kubectl label",
    "kubectl annotate",
    "kubectl set",
    "kubectl cordon",
    "kubectl uncordon",
    "helm install",
    "helm upgrade",
    "helm rollback",
    "write memory",
    "copy running-config",
    "configure",
    "systemctl start",
    "systemctl enable",
    "systemctl reload",
    "Set-",
    "New-",
];

/// Commands that break something for somebody while they last, or for good.
const DISRUPTS: &[&str] = &[
    "reload",
    "reboot",
    "shutdown",
    "poweroff",
    "halt",
    "kill",
    "killall",
    "pkill",
    "rm -rf",
    "systemctl stop",
    "systemctl restart",
    "systemctl kill",
    "kubectl delete",
    "kubectl drain",
    "kubectl rollout restart",
    "oc delete",
    "helm uninstall",
    "helm delete",
    "docker stop",
    "docker kill",
    "docker rm",
    "docker restart",
    "mkfs",
    "wipefs",
    "clear crypto",
    "clear ipsec sa",
    "vpn-sessiondb logoff",
    "failover active",
    "no failover active",
    "request system reboot",
    "request restart",
    "execute reboot",
    "Restart-Computer",
    "Restart-Service",
    "Stop-Service",
    "Stop-Computer",
];

/// Words before a command that do not say what it does.
const BEFORE: &[&str] = &["sudo", "watch", "time", "nohup"];

/// The risk of a text of one or more commands, if every line of it is known.
pub fn risk_of(text: &str) -> Option<Risk> {
    let mut worst = None;
    for line in commands(text) {
        let risk = risk_of_line(line)?;
        worst = worst.max(Some(risk));
    }
    worst
}

/// The highest risk that any line of a text is known to have.
pub fn highest_known(text: &str) -> Option<Risk> {
    commands(text).filter_map(risk_of_line).max()
}

/// The lines that are commands: neither empty nor a remark, and joined where one goes on.
fn commands(text: &str) -> impl Iterator<Item = &str> {
    let mut goes_on = false;
    text.lines().map(str::trim).filter(move |line| {
        let is_first = !goes_on;
        goes_on = line.ends_with('\\');
        is_first && !line.is_empty() && !line.starts_with('#')
    })
}

fn risk_of_line(line: &str) -> Option<Risk> {
    // Where a file is written or one command feeds another, the first words do not tell all.
    let line = BEFORE
        .iter()
        .fold(line, |line, word| match line.strip_prefix(word) {
            Some(rest) if rest.starts_with(' ') => rest.trim_start(),
            _ => line,
        });
    let starts = |known: &&&str| {
        let begins = line.len() >= known.len()
            && line.is_char_boundary(known.len())
            && line[..known.len()].eq_ignore_ascii_case(known);
        begins
            && (known.ends_with('-')
                || !line[known.len()..]
                    .starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_'))
    };
    if DISRUPTS.iter().any(|known| starts(&known)) {
        return Some(Risk::Disrupt);
    }
    if CHANGES.iter().any(|known| starts(&known)) {
        return Some(Risk::Change);
    }
    let writes = line.contains('>') || line.contains("$(") || line.contains('`');
    let more = line.contains(';') || line.contains("&&") || line.contains("||");
    let feeds = line.split('|').skip(1).any(|part| {
        let first = part.split_whitespace().next().unwrap_or_default();
        !FILTERS.contains(&first)
    });
    (!writes && !more && !feeds && READS.iter().any(|known| starts(&known))).then_some(Risk::Read)
}

/// What a reading command may be fed into without doing more than read.
const FILTERS: &[&str] = &[
    "grep", "egrep", "head", "tail", "sort", "uniq", "wc", "jq", "cut", "tr", "less", "more",
    "column", "include", "exclude", "begin", "match", "count", "i", "inc", "findstr", "select",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_is_told() {
        for (text, risk) in [
            ("show vpn-sessiondb", Some(Risk::Read)),
            ("show run | include aaa", Some(Risk::Read)),
            ("kubectl get pods\nkubectl describe pod x", Some(Risk::Read)),
            ("kubectl get pods | xargs kubectl delete pod", None),
            ("cat a > b", None),
            ("showcase", None),
            ("sudo systemctl restart sshd", Some(Risk::Disrupt)),
            (
                "kubectl get pods\nkubectl delete pod x",
                Some(Risk::Disrupt),
            ),
            ("kubectl get pods\nfrobnicate", None),
            ("cat a; rm b", None),
            ("", None),
        ] {
            assert_eq!(risk_of(text), risk, "{text}");
        }
        assert_eq!(highest_known("frobnicate\nreload"), Some(Risk::Disrupt));
    }
}
