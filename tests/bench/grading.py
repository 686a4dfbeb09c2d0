"""How fast classes are graded, beside nbgrader on the same submissions and the same cores.

All of it by the clock, fence and examiner on: run it on a machine that does nothing else. What is
held to a limit is in `LIMITS`; the rest is told. ``--all`` adds the class of 10,000.
"""

import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from grading import converters
from grading.autograder import engine, fence
from grading.autograder.inside.channel import receive, send
from grading.autograder.repair import repair
from tests.bench import classes

ROUNDS = 3
PEER = 4  # submissions that nbgrader grades in a round
TOGETHER = 0.02  # seconds within which results came in one message
OWN = ("sources", "counts", "linkages")
LIMITS = {
    "light notebooks, times as fast as nbgrader": (40, "at least"),
    "own assignments, times as fast as nbgrader": (20, "at least"),
    "wall time over bare time of the cells": (1.5, "at most"),
    "time per submission, largest class over smallest": (1.15, "at most"),
    "coordinator's memory, largest class over smallest, MB": (200, "at most"),
    "two workers, times as fast as one": (1.8, "at least"),
}


@dataclass
class Run:
    """One run: when each result was there, in seconds from its start."""

    times: list = field(default_factory=list)
    whole: float = 0.0

    @property
    def each(self):
        """Seconds from result to result, once all workers are at work; many come together."""
        settled = len(self.times) // 5
        start = self.times[settled] + TOGETHER
        after = sum(when > start for when in self.times)
        return (self.times[-1] - self.times[settled]) / after


def graded(course, assignment, workers=2):
    """Grade a whole class and note when each result was there."""
    run, start = Run(), time.perf_counter()
    engine.autograde(
        course,
        assignment,
        progress=lambda _: run.times.append(time.perf_counter() - start),
        workers=workers,
        again=True,
    )
    run.whole = time.perf_counter() - start
    return run


def by_nbgrader(course, assignment):
    """Seconds that nbgrader takes for a submission, its own start left out."""
    students = course.submitted(assignment)[:PEER]
    times = []
    for student in students:
        start = time.perf_counter()
        failure = converters.grade_one(course, assignment, student)
        assert not failure, failure
        times.append(time.perf_counter() - start)
    return statistics.fmean(times)


def bare(course, assignment):
    """Seconds that the cells of a submission take in a process that has run them before.

    The student's cells and the tests together in one process, unfenced and unexamined; the middle
    of several submissions, each run again until it is warm.
    """
    pack = engine.pack(course, assignment, "none")
    times = []
    with fence.Fence(pack.settings, "none") as open_fence:
        for student in course.submitted(assignment)[:PEER]:
            inmate = open_fence.fork("student", f"{student}/{assignment}", pack.given)
            cells = _cells(course, assignment, student, pack)
            rounds = [_run_all(inmate, cells) for _ in range(4)]
            times.append(min(rounds))
            open_fence.end(inmate)
    return statistics.median(times)


def _run_all(inmate, cells):
    start = time.perf_counter()
    for source in cells:
        send(inmate.sock, {"do": "run", "source": source})
        receive(inmate.sock)
    return time.perf_counter() - start


def _cells(course, assignment, student, pack):
    """Sources of a submission's code cells, hidden tests in their places."""
    name = next(iter(pack.references))
    file = course.folder("submitted", student, assignment) / f"{name}.ipynb"
    handed_in = nbformat.read(file, as_version=4)
    notebook, _ = repair(handed_in, pack.references[name], pack.released[name])
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def memory():
    """Megabytes that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def against_nbgrader(folder, tell):
    """Times as fast as nbgrader, for light notebooks and for the slowest of our own assignments."""
    light = classes.light(folder / "light", 200)
    ratios = {"light": _ratio(light, "light", tell)}
    for assignment in OWN:
        own = classes.own(folder / assignment, assignment, 60)
        ratios[assignment] = _ratio(own, assignment, tell)
    yield "light notebooks, times as fast as nbgrader", ratios.pop("light")
    yield "own assignments, times as fast as nbgrader", min(ratios.values())


def _ratio(course, assignment, tell):
    rounds = [(graded(course, assignment), by_nbgrader(course, assignment)) for _ in range(ROUNDS)]
    ours = statistics.median(run.each for run, _ in rounds)
    theirs = statistics.median(seconds for _, seconds in rounds)
    whole = statistics.median(run.whole for run, _ in rounds)
    students = len(rounds[0][0].times)
    tell(
        f"{assignment}: {1000 * ours:.0f} ms a submission with two workers, nbgrader "
        f"{theirs:.2f} s, {theirs / ours:.0f} times; with the start, a class of {students} "
        f"{theirs * students / whole:.0f} times"
    )
    return theirs / ours


def overhead(folder, tell):
    """Wall time per submission over the bare time of its cells."""
    worst = 0.0
    for assignment, make in (
        ("light", partial(classes.light, folder / "overhead-light", 100)),
        ("sources", partial(classes.own, folder / "overhead-sources", "sources", 30)),
    ):
        course = make()
        cells = bare(course, assignment)
        one, two = graded(course, assignment, 1).each, graded(course, assignment, 2).each
        tell(
            f"{assignment}: bare {1000 * cells:.0f} ms; one worker {1000 * one:.0f} ms, "
            f"{one / cells:.2f} times; two workers {1000 * two:.0f} ms, {two / cells:.2f} times"
        )
        worst = max(worst, two / cells)
    yield "wall time over bare time of the cells", worst


def scale(folder, tell, sizes):
    """Time per submission and memory as classes grow, and what a second worker gives."""
    times, held = [], []
    for size in sizes:
        course = classes.light(folder / f"class-{size}", size)
        run = graded(course, "light")
        times.append(run.each)
        held.append(memory())
        tell(
            f"{size:,} light submissions: {1000 * run.each:.1f} ms each, the first after "
            f"{run.times[0]:.1f} s, all after {run.whole:.1f} s, coordinator {held[-1]:.0f} MB"
        )
    one = graded(classes.light(folder / "one-worker", 200), "light", 1).each
    yield "time per submission, largest class over smallest", times[-1] / times[0]
    yield "coordinator's memory, largest class over smallest, MB", held[-1] - held[0]
    yield "two workers, times as fast as one", one / statistics.median(times)


def measured(tell, sizes=(100, 300, 1000)):
    """Every number in `LIMITS`, as (what, number)."""
    with tempfile.TemporaryDirectory(prefix="casebook-bench-") as place:
        folder = Path(place)
        yield from against_nbgrader(folder, tell)
        yield from overhead(folder, tell)
        yield from scale(folder, tell, sizes)


def keeps(what, number):
    """Whether a number is within its limit."""
    limit, sense = LIMITS[what]
    return number >= limit if sense == "at least" else number <= limit


def main(sizes=(100, 300, 1000)):
    """Measure, print the table; what is out of its limit."""
    console, table = Console(), Table(title="Grading")
    for heading in ("what", ">number", ">limit", ""):
        table.add_column(heading.lstrip(">"), justify="right" if heading[:1] == ">" else "left")
    out = []
    for what, number in measured(console.print, sizes):
        limit, sense = LIMITS[what]
        kept = keeps(what, number)
        table.add_row(what, f"{number:.2f}", f"{sense} {limit:g}", "" if kept else "NOT KEPT")
        out += [] if kept else [what]
    console.print(table)
    return out


if __name__ == "__main__":
    sys.exit(bool(main((100, 1000, 10_000) if "--all" in sys.argv else (100, 300, 1000))))
