//! What comparisons say where the truth is known. The seeds are fixed: each run is the same.

use runsheet::report::statistics::shift;

use super::Stream;

/// Durations around ten minutes whose logarithms spread by 1, as those of incidents do, times
/// `ratio`.
fn incidents(stream: &mut Stream, n: usize, ratio: f64) -> Vec<i64> {
    let mut normal = || {
        // Box and Muller.
        let (u, v) = (1.0 - stream.uniform(), stream.uniform());
        (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
    };
    (0..n)
        .map(|_| (600_000.0 * ratio * normal().exp()) as i64)
        .collect()
}

/// In how many of so many comparisons the whole interval lies below 1.
fn improved(comparisons: usize, n: usize, ratio: f64, seed: u64) -> usize {
    let mut stream = Stream(seed);
    (0..comparisons)
        .filter(|_| {
            let before = incidents(&mut stream, n, 1.0);
            let after = incidents(&mut stream, n, ratio);
            shift(&before, &after).high.is_some_and(|high| high < 1.0)
        })
        .count()
}

#[test]
fn chance_alone_is_called_an_improvement_in_one_of_twenty_at_most() {
    for (n, seed) in [(8, 1), (20, 2), (70, 3)] {
        let found = improved(2_000, n, 1.0, seed);
        eprintln!("no change, {n} per side: improved in {found} of 2000");
        assert!(found <= 100, "{n} per side: {found} of 2000");
    }
}

#[test]
fn four_tenths_less_are_found_three_times_of_four() {
    let found = improved(2_000, 70, 0.6, 4);
    eprintln!("-40 %, 70 per side: improved in {found} of 2000");
    assert!(found >= 1_500, "{found} of 2000");
}
