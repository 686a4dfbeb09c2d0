"""Whatever is killed at whatever moment: the next run ends as one does that nobody disturbed.

Kills are real (SIGKILL), at moments drawn from a seed. A round is one kill that met a living
process. After it nothing of ours may be left running, and gradebook and `autograded/` must come out
as in an undisturbed run, table by table and byte by byte, save for the ids that nbgrader draws.
"""

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from course.cli import main
from grading.autograder import fence, work
from grading.autograder.engine import autograde
from grading.autograder.record import Recorder
from grading.course_folder import CourseFolder
from grading.errors import NoFenceError
from tests.conftest import missing
from tests.grading.left_behind import TABLES, graded_tree, processes, rows, wait_until

FORKED = multiprocessing.get_context("fork")
OF_THIS_RUN = os.getpid() + 100_000  # a limit of our own, to know our processes by
SETTINGS = f"""
c.Autograder.preload = []
c.Autograder.processes = {OF_THIS_RUN}
"""
SANDBOX = f'"processes": {OF_THIS_RUN},'  # stands in the command line of all that is fenced
CLUSTER = f"CASEBOOK_ROUND={OF_THIS_RUN}"  # stands in the environment of what a coordinator starts
ANSWERS = ["total = 7", "total = 8", "raise ValueError('no idea')", "total = sum([3, 4])"]


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    if lacks := fence.missing():
        missing("sandbox", lacks)


@pytest.fixture(scope="module")
def class_of(toy_released_once, tmp_path_factory):
    """A function that makes a class of some size, and one that makes a copy of it, undisturbed."""
    made = {}

    def class_of(size):
        if size not in made:
            folder = tmp_path_factory.mktemp("class") / "course"
            course = settle(shutil.copytree(toy_released_once, folder), size)
            whole = CourseFolder(shutil.copytree(folder, folder.with_name("whole")))
            autograde(whole, "toy")
            made[size] = course, (rows(whole), graded_tree(whole))
        return made[size]

    return class_of


def settle(folder, size):
    """Students who answer in four ways, the second question by their number."""
    settings = folder / "nbgrader_config.py"
    settings.write_text(settings.read_text() + SETTINGS)
    course = CourseFolder(folder)
    for number in range(size):
        notebook = nbformat.read(folder / "release" / "toy" / "toy.ipynb", as_version=4)
        notebook.cells[0].source = ANSWERS[number % len(ANSWERS)]
        notebook.cells[2].source = f"def double(n):\n    return n + {number % 3 + 3}"
        place = course.folder("submitted", f"student-{number:03d}", "toy")
        place.mkdir(parents=True)
        nbformat.write(notebook, place / "toy.ipynb")
    return course


def assert_same(course, whole):
    for table in TABLES:
        assert rows(course)[table] == whole[0][table]
    assert graded_tree(course) == whole[1]


def killed(pid):
    """Kill a process; whether there was one."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def coordinator(folder, **options):
    """A forked process that grades: what its modules cost has been paid here."""
    grade = partial(autograde, CourseFolder(folder), "toy", **options)
    return FORKED.Process(target=_graded_apart, args=(grade,))


def _graded_apart(grade):
    os.environ["CASEBOOK_ROUND"] = str(OF_THIS_RUN)
    os.setsid()
    grade()


def seconds_of(process):
    start = time.monotonic()
    process.start()
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - start


def copy_of(course, tmp_path, name):
    return CourseFolder(shutil.copytree(course.root, tmp_path / name))


def processes_besides(before, mark):
    return [pid for pid in processes(mark) if pid not in before]


ROUNDS_OF_COORDINATORS = 14


def test_a_coordinator_killed_at_any_moment_leaves_a_class_that_the_next_run_completes(
    class_of, tmp_path
):
    """Fourteen rounds, over the whole length of a run: starting, grading, writing, ending."""
    course, whole = class_of(8)
    length = seconds_of(coordinator(copy_of(course, tmp_path, "timed").root))
    chance, unfinished = random.Random(1), 0
    for number in range(ROUNDS_OF_COORDINATORS):
        folder = copy_of(course, tmp_path, f"round-{number}").root
        ours = processes(SANDBOX)
        run = coordinator(folder)
        run.start()
        run.join(chance.uniform(0, 0.95) * length)
        run.kill()
        run.join()
        assert wait_until(lambda ours=ours: not processes_besides(ours, SANDBOX))
        unfinished += run.exitcode == -signal.SIGKILL
        outcomes = autograde(CourseFolder(folder), "toy")
        assert {each.status for each in outcomes} == {"graded"}
        assert_same(CourseFolder(folder), whole)
        shutil.rmtree(folder)
    assert unfinished >= ROUNDS_OF_COORDINATORS // 2


def test_a_coordinator_killed_with_its_cluster_leaves_no_worker(class_of, tmp_path):
    """Two rounds: workers of a coordinator that is gone have nobody to give their results to."""
    course, whole = class_of(8)
    for number, seconds in enumerate((2.5, 5)):
        folder, ours = copy_of(course, tmp_path, f"round-{number}").root, processes(SANDBOX)
        run = coordinator(folder, workers=2)
        run.start()
        run.join(seconds)
        run.kill()
        run.join()
        assert wait_until(lambda: not processes(CLUSTER))
        assert wait_until(lambda ours=ours: not processes_besides(ours, SANDBOX))
        autograde(CourseFolder(folder), "toy")
        assert_same(CourseFolder(folder), whole)


class Killer(threading.Thread):
    """Kills, while a block runs, some of what `victims` gives at moments drawn from a seed."""

    def __init__(self, victims, kills, pause, seed):
        super().__init__(daemon=True)
        self.victims, self.kills, self.pause = victims, kills, pause
        self.chance, self.over, self.rounds = random.Random(seed), threading.Event(), 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()

    def run(self):
        while self.rounds < self.kills and not self.over.wait(self.chance.uniform(*self.pause)):
            if victims := self.victims():
                self.rounds += killed(self.chance.choice(victims))


def graded_to_the_end(course, victims, kills, pause, seed, **options):
    """Grade, disturbed, until enough was killed; then finish in peace. How many kills there were.

    A run that gives up, as when the same submission is met again and again, is followed by another.
    """
    rounds = 0
    for attempt in range(kills):
        killer = Killer(victims, kills - rounds, pause, seed + attempt)
        with suppress(NoFenceError), killer:
            autograde(course, "toy", again=True, **options)
        rounds += killer.rounds
        if rounds >= kills:
            break
    autograde(course, "toy")
    return rounds


def depth(pid):
    """In how many pid namespaces a process lives, as this one sees it; 0 for one that has ended."""
    try:
        told = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        line = next(line for line in told.splitlines() if line.startswith("NSpid:"))
    except (OSError, StopIteration):
        return 0
    return len(line.split()) - 1


def inside(least, most):
    """Our sandbox's processes at some depth: bwrap 1 and 2, preloaded 2 and 3, of a submission 4."""
    own = depth(os.getpid()) - 1
    return [pid for pid in processes(SANDBOX) if least <= depth(pid) - own <= most]


def test_students_processes_killed_from_without_cost_nobody_a_mark(class_of, tmp_path):
    """Twenty-two rounds: a machine short of memory kills whom it likes, and that is no answer's fault."""
    course, whole = class_of(64)
    course = copy_of(course, tmp_path, "course")
    rounds = graded_to_the_end(course, partial(inside, 4, 9), 22, (0.3, 0.6), seed=2)
    assert rounds == 22
    assert_same(course, whole)


def test_preloaded_processes_killed_at_any_moment_are_replaced(class_of, tmp_path):
    """Fourteen rounds, of bubblewrap and of what it holds; the submission at hand starts anew."""
    course, whole = class_of(64)
    course = copy_of(course, tmp_path, "course")
    rounds = graded_to_the_end(course, partial(inside, 1, 3), 14, (0.5, 2), seed=3)
    assert rounds == 14
    assert_same(course, whole)
    work._close()
    assert wait_until(lambda: not processes(SANDBOX))


def test_workers_killed_at_any_moment_are_replaced(class_of, tmp_path, monkeypatch):
    """Two rounds: what a worker had in hand is graded elsewhere."""
    monkeypatch.setenv("CASEBOOK_ROUND", str(OF_THIS_RUN))
    course, whole = class_of(64)
    course = copy_of(course, tmp_path, "course")

    def workers():
        return [pid for pid in map(parent, inside(1, 1)) if pid not in (0, os.getpid())]

    rounds = graded_to_the_end(course, workers, 2, (0.5, 2), seed=4, workers=2)
    assert rounds == 2
    assert_same(course, whole)
    work._close()  # of this process, which graded the rest
    assert wait_until(lambda: not [pid for pid in processes(CLUSTER) if is_worker(pid)])
    assert wait_until(lambda: not processes(SANDBOX))


def is_worker(pid):
    """Whether a process is dask's, and not the one that tidies up after this one at its end."""
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def parent(pid):
    """The process that started another; 0 for one that has ended."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def locked(folder, started, how):
    """Keep the gradebook to itself until it is ended."""
    with sqlite3.connect(folder / "gradebook.db") as book:
        book.execute(f"BEGIN {how}")
        started.set()
        time.sleep(60)


def casebook_grade(course):
    done = CliRunner().invoke(
        main, ["grade", "toy", "--course", str(course.root), "--workers", "1"]
    )
    assert "Traceback" not in done.output
    return done


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_grade_with_a_locked_gradebook_says_so_and_the_next_one_completes(
    class_of, tmp_path, monkeypatch, how
):
    """Formgrader and grading are open at the same time more often than not."""
    impatient = partial(Recorder, wait_seconds=0.2)
    monkeypatch.setattr("grading.autograder.engine.Recorder", impatient)
    course, whole = class_of(8)
    course, started = copy_of(course, tmp_path, "course"), FORKED.Event()
    other = FORKED.Process(target=locked, args=(course.root, started, how))
    other.start()
    assert started.wait(10)
    done = casebook_grade(course)
    other.kill()
    other.join()
    assert done.exit_code == 1
    assert "locked by another program" in done.output
    assert casebook_grade(course).exit_code == 0
    assert_same(course, whole)


def graded_on_a_full_disk(folder, told):
    """Grade where no file may grow beyond what is there: what a full disk says, without filling it."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    most = (folder / "gradebook.db").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    done = casebook_grade(CourseFolder(folder))
    told.send((done.exit_code, done.output))


def test_grade_on_a_full_disk_says_so_and_the_next_one_completes(class_of, tmp_path):
    """A course's disk fills up while a class is graded, since that is when files are written."""
    course, whole = class_of(64)
    course = copy_of(course, tmp_path, "course")
    ours, theirs = FORKED.Pipe()
    run = FORKED.Process(target=graded_on_a_full_disk, args=(course.root, theirs))
    run.start()
    theirs.close()
    assert ours.poll(60)
    code, output = ours.recv()
    run.join()
    assert code == 1
    assert "Make room" in output
    assert casebook_grade(course).exit_code == 0
    assert_same(course, whole)
