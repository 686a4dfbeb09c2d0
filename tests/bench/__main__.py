"""Speed, as ratios against a peer in the same run, and waits in seconds: `make bench`.

A ratio compares two things measured in turn on one machine, so that it means the same on another.
A wait is what a reader sits through, so it is held to seconds.
"""

import os
import statistics
import subprocess
import sys
import time

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from course import datasets, tree
from tests.bench import grading, sliders

ROUNDS = 7
READ_PLAIN = (
    "import pandas as pd; [pd.read_csv(path) for path in "
    f"{[str(tree.DATASETS / f'{name}.csv') for name in datasets.names()]!r}]"
)
# What is measured, the peer it is measured against, and the ratio it must not exceed, if any.
PAIRS = [
    ("import course", "import pandas", 1.2),
    (
        "from course import checks, counts, datasets, plots, texts",
        "import pandas, plotly.graph_objects, ipywidgets",
        None,
    ),
    (
        "from course import datasets; [datasets.load(name) for name in datasets.names()]",
        READ_PLAIN,
        None,
    ),
]
# What a reader waits for, the lines that prepare it, the line that is timed, and the most seconds.
WAITS = [
    (
        "all 113 models of four lists, one core",
        "from course import capture_recapture as cr, datasets; "
        "table = cr.overlap_table(datasets.load('mse_tables'), 'kosovo_1999'); "
        "cr.fit(table, '[1,2,3,4]')",
        "assert len(cr.search(table)) == 113",
        2.0,
    ),
    (
        "ranks with each claim left out and in 1,000 draws, all measures, one core",
        "from course import datasets, networks; relations = datasets.load('relations')",
        "networks.leave_one_out(relations); networks.bootstrap(relations, 1000)",
        5.0,
    ),
]
ONE_CORE = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


def waited(prepare, timed):
    """Time on one core of a line in a fresh process, once what it imports is loaded.

    Time of the process and not of the clock, so that what else runs does not count.
    """
    clock = "time.process_time()"
    code = f"import time; {prepare}; start = {clock}; {timed}; print({clock} - start)"
    run = [sys.executable, "-c", code]
    env = os.environ | ONE_CORE
    done = subprocess.run(run, check=True, cwd=tree.ROOT, env=env, capture_output=True, text=True)
    return float(done.stdout)


def seconds(code):
    """Wall time of a line of Python in a fresh process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tree.ROOT)
    return time.perf_counter() - start


def compare(ours, peer, rounds=ROUNDS):
    """Median times of two lines run in turn, so that a busy machine burdens both alike."""
    pairs = [
        (seconds(ours), seconds(peer)) for _ in track(range(rounds), description=escape(ours[:50]))
    ]
    return tuple(statistics.median(column) for column in zip(*pairs, strict=True))


def main():
    """Measure every pair, print the table, and fail if a limit is passed."""
    console, table, slow = Console(), Table(title=f"Median of {ROUNDS} fresh processes"), []
    for heading in ("ours", "s", "peer", "s", "ratio", "limit"):
        table.add_column(heading, justify="right" if heading in ("s", "ratio", "limit") else "left")
    for ours, peer, limit in PAIRS:
        mine, theirs = compare(ours, peer)
        ratio = mine / theirs
        name = peer if len(peer) < 60 else "pandas.read_csv on the same files"
        limit_shown = "" if limit is None else f"{limit:.2f}"
        table.add_row(
            escape(ours), f"{mine:.2f}", name, f"{theirs:.2f}", f"{ratio:.2f}", limit_shown
        )
        if limit is not None and ratio > limit:
            slow.append(ours)
    console.print(table)
    for what, prepare, timed, limit in WAITS:
        took = statistics.median(waited(prepare, timed) for _ in range(3))
        console.print(f"{what}: {took:.2f} s, limit {limit:.2f} s")
        if took > limit:
            slow.append(what)
    for what, middle, most in sliders.measured():
        console.print(
            f"slider to plot, {what}: median {middle:.0f} ms, 95 of 100 within {most:.0f} ms, "
            f"limit {sliders.LIMIT} ms"
        )
        if most > sliders.LIMIT:
            slow.append(what)
    slow += grading.main()
    if slow:
        console.print(f"Too slow: {'; '.join(slow)}")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
