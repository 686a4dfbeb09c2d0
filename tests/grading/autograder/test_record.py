"""What the recorder leaves is what nbgrader leaves, and a batch is there whole or not at all."""

import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sqlalchemy import event
from sqlalchemy.engine import Engine

from grading import converters, gradebook
from grading.autograder import marks
from grading.autograder.record import Marked, Recorder
from grading.course_folder import CourseFolder
from grading.errors import (
    GradebookLockedError,
    NotRecordedError,
    NotReleasedError,
    TimestampError,
    UnknownCellError,
    UnknownStudentError,
)
from tests.grading.conftest import TOY_SETTINGS, nbgrader_cell, toy_notebook
from tests.grading.left_behind import TABLES, graded_tree, rows

FORKED = multiprocessing.get_context("fork")
SETTINGS = f"""{TOY_SETTINGS}
c.LateSubmissionPlugin.penalty_method = "zero"
c.LimitOutput.max_lines = 20
c.Autograde.exclude_overwriting = {{"toy": ["own.py"]}}
"""


def every_kind():
    """A notebook with each kind of cell that nbgrader knows."""
    partial = "points = 1.0 if total == 7 else 0.25\npoints"
    facts = {"grade_id": "why", "grade": True, "solution": True, "locked": False, "task": False}
    facts |= {"schema_version": 3, "points": 3}
    sketch = facts | {"grade_id": "sketch", "points": 2}
    task = facts | {"grade_id": "map", "grade": False, "solution": False, "locked": True}
    task |= {"task": True, "points": 5}
    made = toy_notebook()
    made.cells += [
        nbgrader_cell(partial, "toy_share", points=1),
        new_markdown_cell("=== BEGIN MARK SCHEME\n1 each\n=== END MARK SCHEME", id="why"),
        new_code_cell("### BEGIN SOLUTION\nplot = 1\n### END SOLUTION", id="sketch"),
        new_markdown_cell("Draw a map.", id="map"),
    ]
    for cell, noted in zip(made.cells[-3:], (facts, sketch, task), strict=True):
        cell.metadata["nbgrader"] = noted
    return made


def hand_in(course, student, answers, timestamp=None):
    folder = course.folder("submitted", student, "toy")
    folder.mkdir(parents=True)
    made = nbformat.read(course.folder("release", ".", "toy") / "toy.ipynb", as_version=4)
    for cell in made.cells:
        cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
    nbformat.write(made, folder / "toy.ipynb")
    if timestamp:
        (folder / "timestamp.txt").write_text(timestamp)
    return folder


def graded_before(course, student):
    """A submission that was graded, and that a person has seen since."""
    from nbgrader.api import Gradebook

    with Gradebook(course.coursedir.db_url, course.coursedir.course_id) as book:
        book.add_student(student, first_name="Ben")
        submission = book.add_submission("toy", student, timestamp="2024-03-01 12:00:00")
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = 0.5
            for grade in notebook.grades:
                grade.auto_score, grade.manual_score, grade.extra_credit = 0.0, 1.5, 0.5
                grade.needs_manual_grade = False
            for comment in notebook.comments:
                comment.auto_comment, comment.manual_comment = "No response.", "Well seen."
        book.db.commit()
    stale = course.folder("autograded", student, "toy")
    stale.mkdir(parents=True)
    (stale / "stale.ipynb").write_text("{}")


def settle_class(folder):
    """Three students: in time, late and seen before, with warnings. Nobody has the second notebook."""
    source = folder / "source" / "toy"
    (source / "data").mkdir(parents=True)
    (source / "data" / "given.csv").write_text("a,b\n1,2\n")
    (source / "own.py").write_text("instructor = True\n")
    (folder / "nbgrader_config.py").write_text(SETTINGS)
    nbformat.write(every_kind(), source / "toy.ipynb")
    more = new_notebook(cells=[*every_kind().cells[-3:], nbgrader_cell("pass", "more", points=1)])
    more.metadata = every_kind().metadata
    nbformat.write(more, source / "more.ipynb")
    course = CourseFolder(folder)
    converters.release(course, "toy")
    gradebook.set_due_date(course, "toy", datetime(2024, 3, 30, 12))
    right = {"toy_sum_answer": "total = 7\nfor n in range(30): print(n)", "why": "Because."}
    right |= {"toy_double_answer": "def double(n): return n + n", "sketch": "plot = 2"}
    ada = hand_in(course, "ada", right, "2024-03-30 11:00:00 UTC")
    for name in ("notes.txt", "own.py", "data/given.csv", "data/mine.csv", "old.pyc", "feedback/a"):
        (ada / name).parent.mkdir(exist_ok=True)
        (ada / name).write_text(f"ada's {name}")
    graded_before(course, "ben")
    late = "2024-03-30 14:00:00.500 CET"
    hand_in(course, "ben", {"toy_sum_answer": "total = 8"}, late)
    warns = "def double(n):\n    import warnings\n    warnings.warn('old')\n    return n + n"
    hand_in(course, "cem", {"toy_sum_answer": "total = 7", "toy_double_answer": warns})
    return course


def forget_what_was_noted(notebook):
    """An executed notebook without what is to be written into it again."""
    notebook.metadata.pop("kernelspec")
    notebook.metadata.pop("language_info")
    for cell in notebook.cells:
        cell.metadata.nbgrader.pop("checksum", None)
    return notebook


def as_nbgrader_ran_it(course, student, masters):
    found = {}
    for path in course.folder("autograded", student, "toy").glob("*.ipynb"):
        ran = forget_what_was_noted(nbformat.read(path, as_version=4))
        found[path.stem] = marks.finished(ran, masters[path.stem], strict_stderr=True)
    return Marked(student, "toy", found)


def test_files_and_gradebook_are_as_nbgrader_leaves_them(tmp_path):
    """Formgrader, feedback and exports read both; nobody may see which engine graded."""
    theirs = settle_class(tmp_path / "theirs")
    ours = CourseFolder(shutil.copytree(theirs.root, tmp_path / "ours"))
    before = rows(theirs)
    for student in ("ada", "ben", "cem"):
        assert converters.grade_one(theirs, "toy", student) == ""
    masters = gradebook.masters(ours, "toy")
    with Recorder(ours, "toy") as recorder:
        for student in ("cem", "ada", "ben"):
            recorder.add(as_nbgrader_ran_it(theirs, student, masters))
    found, expected = rows(ours), rows(theirs)
    assert expected["grade"] != before["grade"]
    for table in TABLES:
        assert found[table] == expected[table]
    assert graded_tree(ours) == graded_tree(theirs)
    scores = {
        (mark.student, mark.question): mark.score
        for mark in gradebook.marks(ours, "toy")
        if mark.notebook == "toy"
    }
    assert [scores["ada", name] for name in ("toy_sum", "toy_double", "toy_share")] == [2, 1, 1]
    assert scores["ada", "why"] is scores["cem", "map"] is None
    assert scores["cem", "sketch"] == scores["cem", "toy_double"] == 0


def marked(course, student, failed=()):
    """A submission of the assignment `toy` whose tests passed, but for those that `failed`."""
    notebook = nbformat.read(course.notebook("toy"), as_version=4)
    for cell in notebook.cells:
        if cell.metadata.nbgrader.grade_id in failed:
            cell.outputs = [new_output("error", ename="AssertionError", evalue="", traceback=[])]
    data = marks.finished(notebook, gradebook.masters(course, "toy")["toy"])
    return Marked(student, "toy", {"toy": data})


def record(course, *submissions, **options):
    with Recorder(course, "toy", **options) as recorder:
        for each in submissions:
            recorder.add(each)


def scores(course):
    return {(mark.student, mark.question): mark.score for mark in gradebook.marks(course, "toy")}


def database(course):
    return course.root / "gradebook.db"


def state(course):
    """All that recording may change, ids included."""
    return graded_tree(course), database(course).read_bytes()


def test_the_same_submission_again_writes_nothing_to_the_gradebook(released):
    """After a run that was cut off, some are recorded twice."""
    record(released, marked(released, "ada", ["toy_sum"]))
    before = state(released)
    record(released, marked(released, "ada", ["toy_sum"]))
    assert state(released) == before
    record(released, marked(released, "ada"))
    assert scores(released) == {("ada", "toy_sum"): 2, ("ada", "toy_double"): 1}


def test_batches_are_told_as_they_are_committed(released):
    """Whoever keeps a journal of what is done must not be ahead of the gradebook."""
    told = []
    with Recorder(released, "toy", committed=told.append, batch=2) as recorder:
        for student in ("ada", "ben", "cem"):
            recorder.add(marked(released, student))
        assert told == [("ada", "ben")]
        assert {student for student, _ in scores(released)} == {"ada", "ben"}
        assert recorder.flush() == ("cem",)
        assert recorder.flush() == ()
    assert told == [("ada", "ben"), ("cem",)]


def test_a_persons_mark_stays_and_is_asked_for_again(released):
    """Grading again must not overrule a person, who should see that the answer is a new one."""
    record(released, marked(released, "ada", ["toy_sum"]))
    with sqlite3.connect(database(released)) as book:
        book.execute("UPDATE grade SET manual_score = 1.5, extra_credit = 1 WHERE auto_score = 0")
        book.execute("UPDATE comment SET manual_comment = 'Nearly.'")
    record(released, marked(released, "ada"))
    with sqlite3.connect(database(released)) as book:
        found = book.execute(
            "SELECT auto_score, manual_score, extra_credit, needs_manual_grade FROM grade"
        ).fetchall()
        comments = book.execute("SELECT manual_comment FROM comment").fetchall()
    assert sorted(found) == [(1, None, None, 0), (2, 1.5, 1, 1)]
    assert comments == [("Nearly.",)] * 2


def hold(file, pipe):
    """Work in the gradebook as the pipe says, "read" or "write", until it says something again."""
    connection = sqlite3.connect(file, isolation_level=None)
    what, seconds = pipe.recv()
    connection.execute("BEGIN" if what == "read" else "BEGIN IMMEDIATE")
    connection.execute("SELECT * FROM grade").fetchone()
    pipe.send("begun")
    pipe.poll(seconds)
    connection.execute("ROLLBACK")


@contextmanager
def held(course, what="write", seconds=None):
    """Another process has the gradebook, for so many seconds at most."""
    ours, theirs = FORKED.Pipe()
    holder = FORKED.Process(target=hold, args=(database(course), theirs))
    holder.start()
    ours.send((what, seconds))
    assert ours.recv() == "begun"
    try:
        yield
    finally:
        ours.send("let go")
        holder.join()


@pytest.mark.parametrize("what", ["write", "read"])
def test_a_locked_gradebook_ends_in_words_and_can_be_tried_again(released, what):
    """Formgrader may be open; nothing may be half there, and no mark may be lost."""
    record(released, marked(released, "ada", ["toy_sum"]))
    before = state(released)
    with Recorder(released, "toy", wait_seconds=0.1) as recorder:
        recorder.add(marked(released, "ada"))
        recorder.add(marked(released, "ben"))
        with held(released, what):
            with pytest.raises(GradebookLockedError, match=r"0\.1 seconds.*Of 2 students") as error:
                recorder.flush()
            assert state(released) == before
        assert error.value.gradebook == str(database(released))
        assert recorder.flush() == ("ada", "ben")
    assert scores(released)["ada", "toy_sum"] == scores(released)["ben", "toy_sum"] == 2


def test_a_gradebook_locked_for_a_moment_is_waited_for(released):
    """Another program that saves one mark is no reason to stop."""
    with Recorder(released, "toy") as recorder:
        recorder.add(marked(released, "ada"))
        with held(released, seconds=0.3):
            assert recorder.flush() == ("ada",)


@contextmanager
def files_at_most(size):
    """No file may grow beyond `size` bytes: to a program it looks like a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def connections():
    """The database connections made from now on."""
    made = []

    def note(connection, _):
        made.append(connection)

    event.listen(Engine, "connect", note)
    yield made
    event.remove(Engine, "connect", note)


@contextmanager
def no_page_left(connections):
    """SQLite itself says that the disk is full."""
    connections[-1].execute("PRAGMA max_page_count = 1")
    try:
        yield
    finally:
        connections[-1].execute("PRAGMA max_page_count = 1000000")


@pytest.mark.parametrize(
    ("full", "where", "words"),
    [
        ("file", "s99/toy", "File too large"),
        ("file", "gradebook.db", "disk I/O error"),
        ("database", "gradebook.db", "database or disk is full"),
    ],
)
def test_a_full_disk_undoes_the_batch_and_earlier_ones_stand(
    released, connections, full, where, words
):
    """A disk fills up in the middle of a class, be it at a file or at the database."""
    record(released, marked(released, "ada", ["toy_sum"]))
    before, size = state(released), database(released).stat().st_size
    ((data, given),) = marked(released, "ada").notebooks.values()
    batch = dict.fromkeys(("ada", *(f"s{number}" for number in range(100))), data)
    if where == "s99/toy":
        batch["s99"] += b" " * size
    with Recorder(released, "toy", batch=1000) as recorder:
        for student, file in batch.items():
            recorder.add(Marked(student, "toy", {"toy": (file, given)}))
        short = files_at_most(size) if full == "file" else no_page_left(connections)
        with short, pytest.raises(NotRecordedError, match=words) as error:
            recorder.flush()
        assert error.value.place.endswith(where)
        assert error.value.students == 101
        assert state(released) == before
        assert len(recorder.flush()) == 101
    assert scores(released)["ada", "toy_sum"] == 2


def record_and_be_killed(course, at):
    """SIGKILL when all files are in place, or when an old folder gave way to no new one yet."""

    def die(*_):
        os.kill(os.getpid(), signal.SIGKILL)

    def rename_and_die(path, to):
        os.rename(path, to)  # noqa: PTH104
        die()

    with Recorder(course, "toy") as recorder:
        recorder.add(marked(course, "ada"))
        recorder.add(marked(course, "ben"))
        if at == "commit":
            event.listen(Engine, "commit", die)
        else:
            Path.rename = rename_and_die
        recorder.flush()


@pytest.mark.parametrize("at", ["commit", "rename"])
def test_killed_in_the_middle_the_next_run_ends_as_if_undisturbed(released, at, tmp_path):
    """A machine that is switched off must not cost a mark or leave a folder behind."""
    undisturbed = CourseFolder(shutil.copytree(released.root, tmp_path / "undisturbed"))
    for course in (released, undisturbed):
        record(course, marked(course, "ada", ["toy_sum"]))
    killed = FORKED.Process(target=record_and_be_killed, args=(released, at))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    assert scores(released) == {("ada", "toy_sum"): 0, ("ada", "toy_double"): 1}
    for course in (released, undisturbed):
        record(course, marked(course, "ada"), marked(course, "ben"))
    assert rows(released) == rows(undisturbed)
    assert graded_tree(released) == graded_tree(undisturbed)


def test_an_old_folder_is_put_back_if_a_run_ended_between_two_renames(released):
    """For a moment neither the old nor the new folder stands in its place."""
    record(released, marked(released, "ada"))
    place = released.folder("autograded", "ada", "toy")
    before = graded_tree(released)
    place.rename(place.with_name(".toy.old"))
    place.with_name(".toy.new").mkdir()
    with Recorder(released, "toy", wait_seconds=0.1) as recorder:
        recorder.add(marked(released, "ada", ["toy_sum"]))
        with held(released), pytest.raises(GradebookLockedError):
            recorder.flush()
        assert graded_tree(released) == before


def test_nothing_behind_a_link_is_copied_and_the_instructors_files_win(released, tmp_path):
    """A link would show of the machine what it likes; a folder could stand in a file's place."""
    source = released.folder("source", ".", "toy")
    (source / "data.csv").write_text("given")
    (source / "maps").mkdir()
    (source / "maps" / "a.txt").write_text("given")
    folder = released.folder("submitted", "ada", "toy")
    for name in ("data.csv/own.txt", "toy.ipynb/own.txt", "deep/own.txt"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("own")
    (folder / "maps").write_text("own")
    (tmp_path / "secret.txt").write_text("2024-03-30 12:00:00 UTC")
    (folder / "secret.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "timestamp.txt").symlink_to(tmp_path / "secret.txt")
    record(released, marked(released, "ada"))
    found = {path: data for path, (_, data) in graded_tree(released).items() if data}
    notebook = found.pop("ada/toy/toy.ipynb")
    assert nbformat.reads(notebook, as_version=4).cells
    assert found == {
        "ada/toy/data.csv": b"given",
        "ada/toy/maps/a.txt": b"given",
        "ada/toy/deep/own.txt": b"own",
    }
    with sqlite3.connect(database(released)) as book:
        assert book.execute("SELECT timestamp FROM submitted_assignment").fetchall() == [(None,)]


def test_instructors_of_a_group_may_write_to_what_was_graded(released):
    """nbgrader's setting for courses that several people grade."""
    released.coursedir.groupshared = True
    record(released, marked(released, "ada"))
    modes = {path: oct(mode)[-4:] for path, (mode, _) in graded_tree(released).items()}
    assert modes["ada/toy"][:3] == "277"
    assert modes["ada/toy/toy.ipynb"] == "0664"
    assert released.folder("autograded", ".", ".").stat().st_mode & 0o2770 == 0o2770


def test_a_time_that_is_none_is_named_and_stops_nobody_else(released):
    """Without it nobody knows whether the work was late."""
    folder = released.folder("submitted", "ada", "toy")
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("yesterday evening")
    with Recorder(released, "toy") as recorder:
        with pytest.raises(TimestampError, match="found 'yesterday evening'"):
            recorder.add(marked(released, "ada"))
        recorder.add(marked(released, "ben"))
    assert {student for student, _ in scores(released)} == {"ben"}


def test_a_cell_that_was_never_released_is_named(released):
    """The instructor's notebook was changed after its release."""
    data, _ = marked(released, "ada").notebooks["toy"]
    stranger = marks.CellMark("toy_new", "grade", "code", 1.0, 1.0)
    with Recorder(released, "toy") as recorder, pytest.raises(UnknownCellError, match="toy_new"):
        recorder.add(Marked("ada", "toy", {"toy": (data, (stranger,))}))


def test_a_course_may_ask_that_students_are_on_the_roster(released):
    """nbgrader has a setting for it; a misspelt folder is then no new student."""
    released.config.Autograde.create_student = False
    before = state(released)
    with pytest.raises(UnknownStudentError, match="nbgrader db student add ada"):
        record(released, marked(released, "ada"))
    assert state(released) == before


def test_without_a_release_there_is_nothing_to_record_into(toy):
    """No gradebook is made by asking for one."""
    with pytest.raises(NotReleasedError, match="casebook release toy"):
        Recorder(CourseFolder(toy), "toy").__enter__()
    assert not (toy / "gradebook.db").exists()


def test_a_gradebook_elsewhere_is_found_by_its_address(released, tmp_path):
    """The settings may name any place, one relative to the course included."""
    (released.root / "kept").mkdir()
    database(released).rename(released.root / "kept" / "marks.db")
    settings = 'c.CourseDirectory.db_url = "sqlite:///kept/marks.db"\n'
    with (released.root / "nbgrader_config.py").open("a") as file:
        file.write(settings)
    moved = CourseFolder(released.root)
    record(moved, marked(moved, "ada"))
    assert scores(moved)["ada", "toy_sum"] == 2
    assert not database(moved).exists()
