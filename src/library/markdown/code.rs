//! A code block → what is run, or what is only shown.
//!
//! Long because the languages and programs that are known are listed in it.

use super::super::verbs::risk_of;
use crate::domain::runbook::Risk;

/// What a code block is.
#[derive(Debug, PartialEq, Eq)]
pub enum CodeBlock {
    /// Commands, and what they print where the block shows it.
    Commands {
        /// Where they run, such as `shell`.
        device: String,
        /// The commands, without their prompts.
        text: String,
        /// What they print.
        output: Option<String>,
        /// What they can do; `None` if that is not known.
        risk: Option<Risk>,
    },
    /// A text to read: output, configuration, a template.
    Shown,
}

const SHELLS: &[&str] = &[
    "sh",
    "bash",
    "shell",
    "zsh",
    "ksh",
    "fish",
    "console",
    "terminal",
    "shell-session",
    "shellsession",
    "sh-session",
    "bash-session",
    "cli",
    "commandline",
    "command",
];
const WINDOWS: &[&str] = &[
    "powershell",
    "ps1",
    "pwsh",
    "ps",
    "cmd",
    "bat",
    "batch",
    "dos",
];
const QUERIES: &[&str] = &[
    "promql",
    "logql",
    "kql",
    "kusto",
    "sql",
    "mysql",
    "psql",
    "postgresql",
    "cypher",
    "influxql",
    "flux",
    "spl",
    "traceql",
    "cloudwatch",
];
/// Queries that cannot change anything.
const READING: &[&str] = &[
    "promql",
    "logql",
    "kql",
    "kusto",
    "influxql",
    "spl",
    "traceql",
    "cloudwatch",
];

/// Programs that begin a command line in a block that does not say what it is.
const PROGRAMS: &[&str] = &[
    "kubectl",
    "oc",
    "helm",
    "docker",
    "podman",
    "crictl",
    "etcdctl",
    "sudo",
    "systemctl",
    "service",
    "journalctl",
    "curl",
    "wget",
    "ssh",
    "scp",
    "git",
    "aws",
    "gcloud",
    "az",
    "terraform",
    "ansible",
    "ansible-playbook",
    "psql",
    "mysql",
    "redis-cli",
    "ps",
    "top",
    "df",
    "du",
    "cat",
    "grep",
    "tail",
    "head",
    "less",
    "ls",
    "cd",
    "export",
    "echo",
    "ping",
    "dig",
    "nslookup",
    "netstat",
    "ss",
    "ip",
    "iptables",
    "tcpdump",
    "openssl",
    "promtool",
    "amtool",
    "ceph",
    "consul",
    "vault",
    "nomad",
    "kill",
    "rm",
    "mkdir",
    "cp",
    "mv",
    "chmod",
    "chown",
    "mount",
    "umount",
    "apt",
    "apt-get",
    "yum",
    "dnf",
    "make",
    "npm",
    "python",
    "python3",
    "bundle",
    "rails",
    "rake",
    "knife",
    "chef-client",
    "puppet",
    "sysctl",
    "lsof",
    "free",
    "uptime",
    "dmesg",
    "nc",
    "telnet",
    "jq",
    "awk",
    "sed",
    "find",
    "for",
    "while",
    "show",
    "chroot",
    "exit",
    "gitlab-ctl",
    "gitlab-rails",
    "pg_dump",
    "patronictl",
    "nodetool",
    "kafka-topics",
    "rabbitmqctl",
    "varnishadm",
];

/// Reads a code block. `info` is what stands behind its marks.
pub fn code(info: &str, text: &str) -> CodeBlock {
    let language = info
        .trim_start_matches(['{', '.'])
        .split(|c: char| c.is_whitespace() || ",{}:".contains(c));
    let language = language
        .into_iter()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let language = language.as_str();
    let speaks = text.lines().any(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    });
    if !speaks {
        return CodeBlock::Shown;
    }
    if QUERIES.contains(&language) {
        let first = text.split_whitespace().next().unwrap_or_default();
        let selects = ["select", "show", "explain"]
            .iter()
            .any(|verb| first.eq_ignore_ascii_case(verb));
        let one = !text.trim().trim_end_matches(';').contains(';');
        let reads = READING.contains(&language) || selects && one;
        return commands(language, text.to_owned(), None, reads.then_some(Risk::Read));
    }
    let is_shell = SHELLS.contains(&language);
    let is_windows = WINDOWS.contains(&language);
    if let Some((typed, printed)) = transcript(text, is_shell || language.is_empty()) {
        let device = if is_windows { "windows" } else { "shell" };
        let risk = risk_of(&typed);
        return commands(device, typed, printed, risk);
    }
    let begins = || {
        let first = text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty() && !line.starts_with('#'));
        let first = first
            .and_then(|line| line.split_whitespace().next())
            .unwrap_or_default();
        PROGRAMS.contains(&first) || first.starts_with("./") || first.starts_with("/usr/")
    };
    match is_shell || is_windows || language.is_empty() && begins() {
        true => {
            let device = if is_windows { "windows" } else { "shell" };
            commands(device, text.to_owned(), None, risk_of(text))
        }
        false => CodeBlock::Shown,
    }
}

fn commands(device: &str, text: String, output: Option<String>, risk: Option<Risk>) -> CodeBlock {
    CodeBlock::Commands {
        device: device.to_owned(),
        text: text.trim_end().to_owned(),
        output,
        risk,
    }
}

/// A block with prompts: what follows a prompt was typed, the rest was printed. `#` is no
/// prompt: nearly always it begins a remark.
fn transcript(text: &str, dollar: bool) -> Option<(String, Option<String>)> {
    let after = |line: &'_ str| -> Option<String> {
        let line = line.trim_start();
        let typed = if dollar {
            line.strip_prefix("$ ").or(line.strip_prefix("% "))
        } else {
            None
        };
        let typed = typed
            .or(line.strip_prefix("PS> "))
            .or(line.strip_prefix("PS C:\\> "));
        let typed = typed.or_else(|| {
            // `user@host:~$ command`
            let (before, rest) = line.split_once("$ ")?;
            let is_prompt = before.contains('@') && !before.contains(' ')
                || before.starts_with('[') && before.ends_with(']') && before.contains('@');
            is_prompt.then_some(rest)
        });
        typed.map(|typed| typed.trim_end().to_owned())
    };
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
    after(first)?;
    let (mut typed, mut printed) = (Vec::new(), Vec::new());
    let mut goes_on = false;
    let mut heredoc: Option<String> = None;
    for line in text.lines() {
        let command = after(line);
        if let Some(end) = &heredoc {
            if line.trim() == end {
                heredoc = None;
            }
            typed.push(line.to_owned());
            continue;
        }
        match command {
            Some(command) => typed.push(command),
            None if goes_on => typed.push(line.strip_prefix("> ").unwrap_or(line).to_owned()),
            None if line.trim_start().starts_with("# ") && printed.is_empty() => {
                typed.push(line.trim().to_owned())
            }
            None => {
                printed.push(line);
                continue;
            }
        }
        let last = typed.last().map(String::as_str).unwrap_or_default();
        goes_on = last.ends_with('\\');
        heredoc = last.split_once("<<").and_then(|(_, rest)| {
            let word = rest
                .trim_start_matches('-')
                .trim()
                .trim_matches(['\'', '"']);
            let word: String = word
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            (!word.is_empty()).then_some(word)
        });
    }
    let printed = printed.join("\n");
    let printed = printed.trim_matches('\n');
    let output = (!printed.trim().is_empty()).then(|| printed.to_owned());
    Some((typed.join("\n"), output))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(info: &str, text: &str) -> Option<(String, Option<String>)> {
        match code(info, text) {
            CodeBlock::Commands { text, output, .. } => Some((text, output)),
            CodeBlock::Shown => None,
        }
    }

    #[test]
    fn a_hash_is_no_prompt() {
        let (text, output) = typed("shell", "# look first\nkubectl get pods\n").unwrap();
        assert_eq!(text, "# look first\nkubectl get pods");
        assert_eq!(output, None);
        assert_eq!(typed("shell", "# TODO: Command needed\n"), None);
    }

    #[test]
    fn what_follows_a_prompt_is_typed_and_the_rest_is_printed() {
        let (text, output) = typed("console", "$ uptime\n 10:00 up 3 days\n$ df -h\n").unwrap();
        assert_eq!(text, "uptime\ndf -h");
        assert_eq!(output.as_deref(), Some(" 10:00 up 3 days"));
        let (text, _) = typed("", "admin@gw:~$ ls \\\n  -l\n").unwrap();
        assert_eq!(text, "ls \\\n  -l");
    }

    #[test]
    fn configuration_and_output_are_shown() {
        assert_eq!(typed("yaml", "a: b\n"), None);
        assert_eq!(typed("", "NAME READY\nx 0/1\n"), None);
        assert!(typed("", "kubectl get pods\n").is_some());
    }
}
