"""Reads public-incidents.csv a second time, without Runsheet: which rows contradict themselves, and
the figures of the others. Writes expected.json beside it.

The list is that of a public platform team (ministryofjustice/cloud-platform, MIT licence), read off
its pages; its times are read as Europe/London.
"""
import csv, json, pathlib, statistics
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

HERE = pathlib.Path(__file__).parent
ORDER = ["detected", "declared", "repaired", "resolved"]
ZONE = ZoneInfo("Europe/London")


def moment(text):
    if not text:
        return None
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE).astimezone(timezone.utc)


left_out, rows = [], []
with open(HERE / "public-incidents.csv", newline="", encoding="utf-8") as file:
    for line, row in enumerate(csv.DictReader(file), start=2):
        times = [(name, moment(row[name])) for name in ORDER]
        given = [(name, at) for name, at in times if at]
        if any(b < a for i, (_, a) in enumerate(given) for _, b in given[i + 1:]):
            left_out.append(line)
        else:
            rows.append(dict(times))


def spread(values):
    values = sorted(values)
    def at(q):
        place = q * (len(values) - 1)
        low = int(place)
        high = min(low + 1, len(values) - 1)
        return values[low] + (values[high] - values[low]) * (place - low)
    return {"n": len(values), "median": at(0.5), "p25": at(0.25), "p75": at(0.75),
            "p90": at(0.9), "mean": statistics.fmean(values)}


def spans(end, assumed=True):
    found = []
    for row in rows:
        if not (assumed or row["detected"]):
            continue
        # Without a detection the opening, the earliest time, stands for it.
        start = row["detected"] or min(at for at in row.values() if at)
        if row[end]:
            found.append((row[end] - start).total_seconds())
    return found


expected = {"imported": len(rows), "left_out": left_out, "tta_s": spread(spans("declared", assumed=False)),
            "ttm_s": spread(spans("repaired")), "ttr_s": spread(spans("resolved"))}
(HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
