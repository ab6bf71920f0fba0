//! `doctor --check-update`: asks the address in the settings for the newest version, with the
//! operator's own `curl`, proxies and certificates. The one thing that ever asks anybody, and it
//! fetches nothing but that answer.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::built::VERSION;
use super::failure::{Exit, Failure};
use crate::paths::harmless_environment;

/// More than this is no answer.
const MOST_BYTES: &str = "65536";
/// Proxies and certificates of the operator's own.
const NETWORK: [&str; 8] = [
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "CURL_CA_BUNDLE",
];

/// Says whether there is a newer version than this one.
pub fn ask(url: Option<&str>) -> Result<String, Failure> {
    let Some(url) = url else {
        let what = "no address is set to ask for the newest version";
        return Err(Failure::new(Exit::Config, what)
            .hint("write updates = \"https://...\" into config.toml"));
    };
    let answer = fetched(url)?;
    let Some(newest) = version_in(&answer) else {
        return Err(Failure::new(
            Exit::Failed,
            format!("{url} names no version"),
        ));
    };
    let newest = written(newest);
    Ok(match version_in(VERSION) < version_in(&newest) {
        true => format!("{newest} is there; this is {VERSION}"),
        false => format!("{VERSION} is the newest ({newest} is offered)"),
    })
}

fn fetched(url: &str) -> Result<String, Failure> {
    let mut curl = Command::new("curl");
    curl.args(["--fail", "--silent", "--show-error", "--location"])
        .args([
            "--proto",
            "=https",
            "--max-time",
            "10",
            "--max-filesize",
            MOST_BYTES,
        ])
        .args(["--", url])
        .env_clear()
        .envs(harmless_environment())
        .stdin(Stdio::null());
    for name in NETWORK {
        if let Some(value) = std::env::var_os(name) {
            curl.env(name, value);
        }
    }
    let output = curl.output().map_err(|error| {
        Failure::new(Exit::Failed, format!("curl cannot be run: {error}"))
            .hint("nothing was asked; runsheet uses your curl for this")
    })?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = crate::tui::text::shown(said.trim()).into_owned();
            Err(Failure::new(
                Exit::Failed,
                format!("{url} does not answer: {said}"),
            ))
        }
    }
}

type Version = (u64, u64, u64);

/// The version that a text states: by itself, or in JSON as `version`, `tag_name` or `newest_version`.
fn version_in(text: &str) -> Option<Version> {
    let json: Value = serde_json::from_str(text).unwrap_or_default();
    let known = ["tag_name", "version", "newest_version"].into_iter();
    let stated = known.filter_map(|key| json.get(key)?.as_str()).next();
    let plain = stated.unwrap_or(text).trim();
    let plain = plain.strip_prefix("runsheet-").unwrap_or(plain);
    let plain = plain.strip_prefix('v').unwrap_or(plain);
    let mut parts = plain.split('.').map(|part| part.parse().ok());
    let version = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(version)
}

fn written((major, minor, patch): Version) -> String {
    format!("{major}.{minor}.{patch}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_stands_by_itself_or_in_json() {
        for text in [
            "0.2.0\n",
            "v0.2.0",
            "{\"tag_name\": \"v0.2.0\"}",
            "{\"name\": \"runsheet\", \"version\": \"0.2.0\"}",
        ] {
            assert_eq!(version_in(text), Some((0, 2, 0)), "{text}");
        }
        for text in ["", "<html>404</html>", "0.2", "{}", "1.2.3.4"] {
            assert_eq!(version_in(text), None, "{text}");
        }
    }
}
