//! Draws the picture in the README: a real frame of the walk, taken from a pseudo-terminal
//! behind an emulator, as SVG. `cargo build --release && cargo run --example screenshot`
//! writes `docs/walk.svg`.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use runsheet_kit::timed::Run;

mod drawn;

use drawn::{COLUMNS, ROWS, around, row_of};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = root.join("target/release/runsheet");
    let home = tempfile::tempdir().expect("a temporary folder");
    for line in [
        "start anyconnect-authentication-failure --detach --severity sev2 --detected-at -8m --set user=jdoe",
        "set last --users 400",
        "step last 1.1 done --answer group --at -6m",
        "step last 1.2 start --at -5m",
        "step last 1.2 done --observed right --at -4m",
        "step last 1.3 start --at -2m",
        "note last asked-the-helpdesk --at -1m",
    ] {
        let status = Command::new(&program)
            .args(line.split(' '))
            .env("RUNSHEET_DATA_DIR", home.path())
            .env("RUNSHEET_ACTOR", "ana")
            .status();
        assert!(status.is_ok_and(|s| s.success()), "{line}");
    }
    let frame = frame(&program, home.path());
    let folder = root.join("docs");
    std::fs::create_dir_all(&folder).expect("the project can be written");
    let rows: String = (0..ROWS).map(|row| row_of(frame.screen(), row)).collect();
    let picture = around("The walk screen", &rows);
    std::fs::write(folder.join("walk.svg"), picture).expect("docs can be written");
}

/// Opens the walk and waits until it stands still.
fn frame(program: &Path, home: &Path) -> vt100::Parser {
    let program = program.to_str().expect("a path that can be written down");
    let mut run = Run::start(&[program, "resume"], home, COLUMNS, ROWS);
    run.emulator = Some(vt100::Parser::default());
    run.until("1.3");
    run.quiet(Duration::from_millis(600));
    let frame = run.emulator.take();
    run.end();
    frame.expect("it was set above")
}
