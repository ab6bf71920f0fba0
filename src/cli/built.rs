//! What was built, and from where.

use serde_json::{Value, json};

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What `doctor` tells of the build. `dist/build` states the commit; who builds by hand states none.
pub fn told() -> Value {
    let features = [("transports", cfg!(feature = "transports"))];
    let features = features.iter().filter(|(_, is_on)| *is_on);
    let features: Vec<&str> = features.map(|(name, _)| *name).collect();
    json!({
        "from": option_env!("RUNSHEET_BUILT_FROM").unwrap_or("a source folder; no commit was stated"),
        "for": target(),
        "profile": if cfg!(debug_assertions) { "debug" } else { "release" },
        "features": features,
    })
}

fn target() -> String {
    let (arch, system) = (std::env::consts::ARCH, std::env::consts::OS);
    let library = match () {
        () if cfg!(target_env = "musl") => "-musl",
        () if cfg!(target_env = "gnu") => "-gnu",
        () => "",
    };
    format!("{arch}-{system}{library}")
}
