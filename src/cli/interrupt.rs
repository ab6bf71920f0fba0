//! A signal that ends what is being done, instead of the program: so that it can be told how that
//! ended.

use tokio::signal::unix::{SignalKind, signal};

use super::failure::{Exit, Failure};

/// Does something at each Ctrl-C, end or hangup from here on.
pub fn on_signal(act: impl Fn() + Send + 'static) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::new(Exit::Failed, error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    let mut all = {
        let _guard = runtime.enter();
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
        ];
        let all: Result<Vec<_>, _> = kinds.into_iter().map(signal).collect();
        all.map_err(failed)?
    };
    std::thread::spawn(move || {
        runtime.block_on(async move {
            let [first, second, third] = &mut all[..] else {
                return;
            };
            loop {
                tokio::select! {
                    _ = first.recv() => {}
                    _ = second.recv() => {}
                    _ = third.recv() => {}
                }
                act();
            }
        });
    });
    Ok(())
}
