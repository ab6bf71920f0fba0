//! Readers of what others wrote meet bytes that nobody would write: none may panic, and none may
//! obey what it reads.
//!
//! `FUZZ_SECONDS=10 SEED=1 cargo test --features fuzz --test fuzz` gives each reader so many seconds. Each
//! starts from files of this repository and from `corpus/`, which holds whatever once went wrong, and
//! goes on from every input that led to an answer not seen before. An input that goes wrong is written
//! there, and stays.

mod driver;
mod targets;

use driver::fuzz;

macro_rules! fuzzed {
    ($($name:ident;)*) => {$(
        #[test]
        fn $name() {
            fuzz(stringify!($name), &targets::$name::seeds(), targets::$name::read);
        }
    )*};
}

#[test]
fn a_reader_that_panics_is_noticed_and_its_input_kept() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/corpus/no-reader");
    let broken = |input: &[u8]| {
        assert!(!input.contains(&0), "a byte that it does not expect");
        input.len().to_string()
    };
    let ended = std::panic::catch_unwind(|| fuzz("no-reader", &[b"seed".to_vec()], broken));
    let kept = std::fs::read_dir(corpus).map(Iterator::count);
    let _ = std::fs::remove_dir_all(corpus);
    assert!(ended.is_err());
    assert_eq!(kept.ok(), Some(1));
}

fuzzed! {
    yaml;
    scenario;
    markdown;
    timeline;
    payload;
    log_line;
    archive;
    terminal_input;
    exchange;
    history;
    settings;
    words;
    masks;
}
