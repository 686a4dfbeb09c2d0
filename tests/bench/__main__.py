"""Speed, as ratios against a peer in the same run: `make bench`.

A ratio compares two things measured in turn on one machine, so that it means the same on another.
"""

import statistics
import subprocess
import sys
import time

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from course import datasets, tree

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
    if slow:
        console.print(f"Too slow: {'; '.join(slow)}")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
