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

fuzzed! {
    yaml;
    scenario;
    markdown;
    timeline;
    payload;
    log_line;
    archive;
    terminal_input;
    history;
    settings;
    words;
    masks;
}
