//! An example for each command, as its help and its manual page show it. A test reads each of
//! them as the program would.

use clap::Command;

/// A command, a line as it is typed, and what comes of it.
pub type Example = (&'static str, &'static str, &'static str);

/// Every example, by the command that it belongs to. The empty name is the program itself.
pub static EXAMPLES: &[Example] = &[
    ("", "runsheet", "open the screen"),
    (
        "",
        "runsheet stuck at authenticating",
        "open it with a search",
    ),
    (
        "start",
        "runsheet start anyconnect-authentication-failure --severity sev2",
        "open an incident and walk it",
    ),
    (
        "start",
        "runsheet start aaa-server-unreachable --detach --detected-at -5m",
        "without the screen: print its key",
    ),
    (
        "resume",
        "runsheet resume INC-12",
        "go on where you left off",
    ),
    (
        "drill",
        "runsheet drill first-shift",
        "five minutes that teach the keys",
    ),
    (
        "history",
        "runsheet history --status resolved vpn",
        "what was resolved, and has the word in it",
    ),
    (
        "learn",
        "runsheet learn last -o lessons.patch",
        "what it teaches, for review",
    ),
    (
        "test",
        "runsheet test runbooks/",
        "walk them with recorded answers",
    ),
    ("incidents", "runsheet incidents --open", "what is not over"),
    ("status", "runsheet status last", "where the latest stands"),
    (
        "step",
        "runsheet step last 1.1 done --answer everyone",
        "answer a step and be done with it",
    ),
    (
        "step",
        "runsheet step last 2.1 skip --reason 'no access to the client'",
        "pass one over",
    ),
    (
        "act",
        "runsheet act last 'restarted RADIUS' --device radius1 --rollback 'none needed'",
        "what is in no runbook",
    ),
    (
        "revert",
        "runsheet revert last 4f2a91 --reason 'it made no difference'",
        "an action was taken back",
    ),
    (
        "copy",
        "runsheet copy last 2.1 | ssh asa1",
        "what the step runs, variables filled in",
    ),
    (
        "run",
        "runsheet run last 2.1 --target asa1",
        "send it to a box",
    ),
    (
        "run",
        "runsheet run last --target local --risk read -- uptime",
        "a command of your own",
    ),
    (
        "output",
        "ssh asa1 show version | runsheet output last 2.1 -",
        "what was run elsewhere",
    ),
    (
        "targets",
        "runsheet targets --check",
        "try to reach each of them",
    ),
    (
        "mark",
        "runsheet mark last resolved --cause 'RADIUS was down'",
        "stop the clock",
    ),
    (
        "set",
        "runsheet set last --severity sev1 --users 400",
        "what is known of the impact",
    ),
    (
        "attach",
        "runsheet attach last radius-mfa-timeout",
        "a second runbook",
    ),
    (
        "set-aside",
        "runsheet set-aside last radius-mfa-timeout --reason 'no MFA here'",
        "it was the wrong one",
    ),
    (
        "cause",
        "runsheet cause last account ruled_out --reason 'other users fail, too'",
        "judge a cause",
    ),
    (
        "note",
        "runsheet note last 'the provider confirms an outage'",
        "write a note",
    ),
    (
        "update",
        "runsheet update last --draft",
        "a text to send, from what is known",
    ),
    (
        "handoff",
        "runsheet handoff last --to ben",
        "hand it over, with a brief",
    ),
    (
        "follow-up",
        "runsheet follow-up last 'renew the certificate' --owner ana",
        "something to do afterwards",
    ),
    ("undo", "runsheet undo last", "take your latest act back"),
    (
        "amend",
        "runsheet amend last 4f2a91 --at -10m",
        "correct when it happened",
    ),
    (
        "stats",
        "runsheet stats --by runbook",
        "medians, quartiles, and what is open",
    ),
    ("runbooks", "runsheet runbooks", "what there is"),
    (
        "merge",
        "runsheet merge ana.json bo.json -o both.json",
        "two exports of one incident become one",
    ),
    (
        "team",
        "runsheet team init dir:/mnt/team",
        "share from now on, in a folder that others have too",
    ),
    ("team", "runsheet team sync", "exchange now"),
    (
        "watch",
        "runsheet watch last --once --json",
        "how it stands, for a bot",
    ),
    (
        "contacts",
        "runsheet contacts network",
        "whom to call about it, and how",
    ),
    (
        "show",
        "runsheet show radius-mfa-timeout",
        "one of them, as the operator sees it",
    ),
    (
        "search",
        "runsheet search -n 3 raduis times out",
        "typos do no harm",
    ),
    (
        "scan",
        "runsheet scan server.log --incident last",
        "keep what is found as evidence",
    ),
    ("scan", "journalctl -b | runsheet scan -", "from a pipe"),
    (
        "export",
        "runsheet export last --format html -o incident.html",
        "a page that needs nothing else",
    ),
    (
        "import",
        "runsheet import incident.json",
        "take it into this journal",
    ),
    (
        "verify",
        "runsheet verify incident.json",
        "whether every figure follows from the events",
    ),
    (
        "backup",
        "runsheet backup journal-copy.db",
        "a copy that is whole",
    ),
    (
        "lint",
        "runsheet lint runbooks/",
        "each mistake with its line",
    ),
    (
        "convert",
        "runsheet convert wiki/vpn.md -o runbooks/",
        "Markdown to YAML",
    ),
    (
        "new",
        "runsheet new --title 'The label printer is offline'",
        "a file to fill in",
    ),
    (
        "schema",
        "runsheet schema runbook --draft 7",
        "for your editor",
    ),
    (
        "doctor",
        "runsheet doctor",
        "what to paste into a bug report",
    ),
    (
        "completions",
        "runsheet completions bash > ~/.local/share/bash-completion/completions/runsheet",
        "what Tab offers",
    ),
    (
        "man",
        "runsheet man step | man -l -",
        "read the page on one command",
    ),
];

/// The examples of a command.
pub fn of(command: &str) -> impl Iterator<Item = &'static Example> {
    EXAMPLES.iter().filter(move |(name, ..)| *name == command)
}

/// The command line with its examples at the end of each help text.
pub fn shown_in(command: Command) -> Command {
    command.mut_subcommands(|sub| {
        let lines = of(sub.get_name()).map(|(_, line, says)| format!("\n  {line}\n      {says}"));
        let lines: String = lines.collect();
        match lines.is_empty() {
            true => sub,
            false => sub.after_help(format!("Examples:{lines}")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_an_example() {
        for command in crate::cli::command().get_subcommands() {
            let name = command.get_name();
            assert!(of(name).next().is_some(), "{name} has none");
        }
        let known: Vec<_> = crate::cli::command()
            .get_subcommands()
            .map(|command| command.get_name().to_owned())
            .collect();
        for (name, line, _) in EXAMPLES {
            let is_known = name.is_empty() || known.iter().any(|known| known == name);
            assert!(is_known, "{line}: there is no such command");
        }
    }

    #[test]
    fn every_example_is_understood() {
        for (name, line, _) in EXAMPLES {
            let mut parts = line.split(['|', '>']).map(str::trim);
            let own = parts.find(|part| part.starts_with("runsheet"));
            let own = own.unwrap_or_else(|| panic!("{line} runs something else"));
            let matches = crate::cli::command().try_get_matches_from(words(own));
            let matches = matches.unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(matches.subcommand_name().unwrap_or(""), *name, "{line}");
        }
    }

    /// The words of a line, with '…' around those that hold spaces.
    fn words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        for (place, part) in line.split('\'').enumerate() {
            match place % 2 {
                0 => words.extend(part.split_whitespace().map(str::to_owned)),
                _ => words.push(part.to_owned()),
            }
        }
        words
    }
}
