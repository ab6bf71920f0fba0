"""Makes expected.json: what NumPy, SciPy and lifelines say of the same durations.

    python3 -m venv venv && venv/bin/pip install numpy scipy lifelines
    venv/bin/python tests/statistics/expected.py

Nothing here repeats the program's own way. Percentiles are NumPy's; the median with open ones
is lifelines' Kaplan-Meier; shares are SciPy's Wilson intervals. The Hodges-Lehmann ratio is the
median of all ratios written out, and its interval is found by asking SciPy's Mann-Whitney test of
each shift whether it refuses it: exactly up to 50 on each side, from there on asymptotically.
"""

import json
import math
import os
import warnings

import lifelines
import numpy as np
import scipy
from scipy import stats

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT_MS = 600_000


def stream(seed):
    """Numbers from 0 to 1 that main.rs can make too: Knuth's MMIX generator."""
    state = seed
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield (state >> 11) / 2**53


def made(n, seed, median, ratio, step=1):
    """n durations in ms around a median, from 1/ratio to ratio times it, in whole steps."""
    numbers = stream(seed)
    return [
        round(median * ratio ** (2 * next(numbers) - 1) / step) * step for _ in range(n)
    ]


def log(values):
    seconds = [v / 1000 if v > 0 else 1 for v in values]
    return np.log(np.array(seconds, dtype=float))


def refuses(before, after, shift):
    method = "exact" if max(len(before), len(after)) <= 50 else "asymptotic"
    test = stats.mannwhitneyu(after - shift, before, method=method, use_continuity=True)
    return test.pvalue <= 0.05


def interval(before, after, differences):
    """The closure of the shifts that the test keeps, or None where it keeps all."""
    # Between two neighbours nothing equals anything, and the p-value does not move.
    steps = np.unique(np.round(differences, 12))
    between = np.concatenate(
        [[steps[0] - 1], (steps[:-1] + steps[1:]) / 2, [steps[-1] + 1]]
    )

    def first(places):
        """The first place that is kept; the p-value only grows towards the middle."""
        low, high = 0, len(places)
        while low < high:
            middle = (low + high) // 2
            if refuses(before, after, places[middle]):
                low = middle + 1
            else:
                high = middle
        return low

    centre = np.searchsorted(between, np.median(differences))
    least = first(between[:centre])
    most = len(between) - 1 - first(between[::-1][: len(between) - centre])
    if least == 0 or most == len(between) - 1:
        return None, None
    return float(steps[least - 1]), float(steps[most])


def needed(before, after, shorter):
    """Noether: the least number after that finds the effect four times of five."""
    z = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    for n in range(1, 200_000):
        if 12 * before * n / (before + n) * (shorter - 0.5) ** 2 >= z**2:
            return max(n - after, 1)
    return None


def shift(before, after):
    found = {"ratio": None, "low": None, "high": None, "shorter": None, "needed": None}
    if not before or not after:
        return found
    b, a = log(before), log(after)
    differences = np.subtract.outer(a, b).ravel()
    low, high = interval(b, a, differences)
    u = stats.mannwhitneyu(b, a, method="asymptotic").statistic
    shorter = float(u / (len(a) * len(b)))
    found["ratio"] = math.exp(np.median(differences))
    found["low"] = None if low is None else math.exp(low)
    found["high"] = None if high is None else math.exp(high)
    found["shorter"] = shorter
    found["needed"] = needed(len(b), len(a), shorter)
    return found


def spread(values):
    if not values:
        return {"n": 0, "median": None, "p25": None, "p75": None, "p90": None, "mean": None}
    p25, median, p75, p90 = np.percentile(values, [25, 50, 75, 90])
    return {
        "n": len(values),
        "median": float(median),
        "p25": float(p25),
        "p75": float(p75),
        "p90": float(p90),
        "mean": float(np.mean(values)),
    }


def km(values, still_open):
    if not values and not still_open:
        return None
    fitter = lifelines.KaplanMeierFitter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitter.fit(values + still_open, [1] * len(values) + [0] * len(still_open))
    # lifelines' own median compares its curve with 0.5 bit by bit, and misses halves that it has
    # itself rounded to 0.5000000000000001.
    curve = fitter.survival_function_.iloc[:, 0]
    halved = curve[curve <= 0.5 + 1e-9]
    return float(halved.index[0]) if len(halved) else None


def wilson(values):
    if not values:
        return {"share": None, "low": None, "high": None}
    met = sum(v <= LIMIT_MS for v in values)
    ends = stats.binomtest(met, len(values)).proportion_ci(0.95, method="wilson")
    return {"share": met / len(values), "low": float(ends.low), "high": float(ends.high)}


def minutes(*values):
    return [v * 60_000 for v in values]


# name, before, after, open. A list is the values; a tuple is what made() makes them from.
SETS = [
    ("nothing at all", [], [], []),
    ("one after", [], minutes(7), []),
    ("one before, one after", minutes(9), minutes(7), []),
    ("one value, many times", minutes(*[5] * 12), minutes(*[5] * 9), minutes(5, 5)),
    ("all open", minutes(4, 5), [], minutes(1, 2, 3, 50)),
    ("all zero", [0] * 8, [0] * 7, [0]),
    ("zeros among others", [0, 0, 5_000, 61_000, 0, 12_000, 300, 900, 0], [0, 0, 0, 1_000, 2_000, 0, 45_000], [0, 9_000]),
    ("under a second", [100, 250, 999, 1_000, 1_001, 400, 777], [50, 60, 70, 80, 90, 100, 110], []),
    ("three against three", minutes(10, 20, 30), minutes(1, 2, 3), []),
    ("four against four, all shorter", minutes(10, 11, 12, 13), minutes(1, 2, 3, 4), minutes(2)),
    ("four against four, all longer", minutes(1, 2, 3, 4), minutes(10, 11, 12, 13), []),
    ("few before, many after", minutes(30, 45, 20, 25), minutes(*range(5, 35)), minutes(40, 60, 3)),
    ("whole minutes, many ties", (30, 11, 900_000, 4, 60_000), (25, 12, 600_000, 4, 60_000), [600_000, 120_000]),
    ("quarters of an hour, mostly ties", (60, 13, 2_700_000, 3, 900_000), (70, 14, 1_800_000, 3, 900_000), [900_000] * 5),
    ("no change", (40, 15, 720_000, 9, 1), (40, 16, 720_000, 9, 1), []),
    ("four tenths less", (70, 17, 1_200_000, 6, 1), (70, 18, 720_000, 6, 1), [60_000, 9_000_000]),
    ("a long tail", (50, 19, 600_000, 60, 1), (50, 20, 500_000, 60, 1), [86_400_000] * 3),
    ("one above fifty", (51, 21, 600_000, 5, 1), (20, 22, 400_000, 5, 1), []),
    ("fifty and fifty", (50, 23, 600_000, 5, 1), (50, 24, 590_000, 5, 1), []),
    ("most of them open", minutes(5, 6, 7, 8, 9), minutes(3, 4), minutes(1, 2, 3, 4, 5, 6, 7)),
    ("half ended, half open, in turn", minutes(12, 14, 16), minutes(1, 3, 5, 7), minutes(2, 4, 6, 8)),
    ("ended and open at once", minutes(9, 9), minutes(5, 5, 5, 8), minutes(5, 5, 8, 8)),
    ("years", [31_536_000_000, 63_072_000_000] * 5, [15_768_000_000] * 6, [94_608_000_000]),
    ("a hundred and seven", (107, 25, 300_000, 20, 1_000), (107, 26, 330_000, 20, 1_000), []),
    ("ten thousand", (10_000, 27, 600_000, 30, 1), (2_000, 28, 590_000, 30, 1), []),
    ("ten thousand, with ties", (2_500, 29, 600_000, 8, 60_000), (10_000, 30, 540_000, 8, 60_000), [60_000] * 400),
]


def main():
    sets = []
    for name, before, after, still_open in SETS:
        keys = ["n", "seed", "median", "ratio", "step"]
        told = [dict(zip(keys, v)) if isinstance(v, tuple) else v for v in (before, after)]
        recipe = {"before": told[0], "after": told[1], "open": still_open}
        b = made(*before) if isinstance(before, tuple) else before
        a = made(*after) if isinstance(after, tuple) else after
        expected = {
            "spread": spread(a),
            "km_median": km(a, still_open),
            "within": wilson(a),
            "shift": shift(b, a),
        }
        # So that both are known to have made the same values.
        check = {"before_sum": sum(b), "after_sum": sum(a)}
        sets.append({"name": name, **recipe, **check, "expected": expected})
        print(name)
    made_with = {
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "lifelines": lifelines.__version__,
    }
    with open(os.path.join(HERE, "expected.json"), "w") as out:
        out.write('{"made_with": ' + json.dumps(made_with) + ',\n"sets": [\n')
        out.write(",\n".join(json.dumps(one) for one in sets))
        out.write("\n]}\n")


main()
