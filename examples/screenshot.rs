//! Draws the picture in the README: a real frame of the walk, taken from a pseudo-terminal
//! behind an emulator, as SVG. `cargo build --release && cargo run --example screenshot`
//! writes `docs/walk.svg`.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

mod drawn;

use drawn::{COLUMNS, ROWS, svg};

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
    std::fs::write(folder.join("walk.svg"), svg(frame.screen())).expect("docs can be written");
}

/// Opens the walk and waits until it stands still.
fn frame(program: &Path, home: &Path) -> vt100::Parser {
    let size = PtySize {
        rows: ROWS,
        cols: COLUMNS,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system()
        .openpty(size)
        .expect("a pseudo-terminal");
    let mut builder = CommandBuilder::new(program);
    builder.arg("resume");
    builder.env("TERM", "xterm-256color");
    builder.env("LANG", "C.UTF-8");
    builder.env("RUNSHEET_DATA_DIR", home);
    builder.env_remove("TMUX");
    builder.env_remove("NO_COLOR");
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let mut writer = pair.master.take_writer().expect("a writer");
    let mut child = pair.slave.spawn_command(builder).expect("it is built");
    let (sender, output) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 65_536];
        while let Ok(n @ 1..) = reader.read(&mut buffer) {
            if sender.send(buffer[..n].to_vec()).is_err() {
                return;
            }
        }
    });
    let mut parser = vt100::Parser::default();
    while let Ok(bytes) = output.recv_timeout(Duration::from_millis(600)) {
        parser.process(&bytes);
    }
    // The picture is taken; how the program ends no longer matters.
    let _ = writer.write_all(b"\x03y");
    let _ = child.kill();
    let _ = child.wait();
    parser
}
