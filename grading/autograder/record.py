"""The one writer of `autograded/` and the gradebook: marked submissions in, batches recorded.

A batch is recorded whole or not at all: first its folders are put in place
(`grading.autograder.place`), then all its rows enter the gradebook in one transaction, and if that
fails the folders are taken back. Killed between the two, a run leaves new folders and old marks;
recording the same submissions again then ends as if nothing had happened. The rows are what
`nbgrader autograde --force` writes, and only what differs is written. Marks are not decided here,
see `grading.autograder.marks`.
"""

import stat
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError

from grading import gradebook
from grading.autograder.place import GradedFolders
from grading.errors import (
    GradebookLockedError,
    NotRecordedError,
    NotReleasedError,
    TimestampError,
    UnknownCellError,
    UnknownStudentError,
)

__all__ = ["BATCH", "WAIT_SECONDS", "Marked", "Recorder"]

BATCH = 64  # submissions
LARGEST_BATCH = 32_000_000  # bytes of notebooks that wait in memory
WAIT_SECONDS = 30  # for another program to let go of the gradebook
LONGEST_TIMESTAMP = 200  # bytes

NOT_TAKEN = {"SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN"}


@dataclass(frozen=True)
class Marked:
    """A submission with its marks.

    `notebooks` holds, by name, the bytes for `autograded/` and the tuple of `CellMark`. A notebook
    of the assignment that is not among them was not handed in and has no points.
    """

    student: str
    assignment: str
    notebooks: dict


class Recorder:
    """Records the marked submissions of one assignment; a context manager.

    Leaving it records what is still queued, unless an error is on its way.

    Parameters
    ----------
    course : grading.course_folder.CourseFolder
    assignment : str
    committed : callable, optional
        Called after each batch with the ids of the students whose marks now stand.
    batch : int
        Submissions that are recorded together.
    wait_seconds : float
        How long another program may hold the gradebook (SQLite; other databases have settings of
        their own).

    Raises
    ------
    NotReleasedError
        If the gradebook does not know the assignment.
    """

    def __init__(self, course, assignment, committed=None, batch=BATCH, wait_seconds=WAIT_SECONDS):
        self.course, self.assignment = course, assignment
        self.committed, self.batch, self.wait_seconds = committed, batch, wait_seconds
        self._queue = {}
        self._open = ExitStack()

    def __enter__(self):
        from nbgrader.converters import Autograde

        if not gradebook.exists(self.course):
            raise NotReleasedError(self.assignment, str(self.course.root))
        with self._open as opened:
            making = gradebook.writing(self.course, self.wait_seconds)
            self._engine = opened.enter_context(making)
            with self._waiting(0), self._engine.begin() as connection:
                self._released = _released(connection, self.course, self.assignment)
            self._folders = GradedFolders(self.course, self.assignment)
            settings = Autograde(coursedir=self.course.coursedir, config=self.course.config)
            self._may_add_students = settings.create_student
            self._penalty = _penalties(self.course)
            self._open = opened.pop_all()
        return self

    def __exit__(self, kind, error, traceback):
        with self._open:
            if kind is None:
                self.flush()

    def add(self, marked):
        """Queue a submission, in place of one of the same student; a full batch is recorded.

        Raises
        ------
        UnknownCellError, TimestampError
            Of this submission alone; it is not queued.
        UnknownStudentError, GradebookLockedError, NotRecordedError
            See `flush`.
        """
        for name, (_, marks) in marked.notebooks.items():
            self._released.check(name, marks)
        timestamp = _timestamp(self.course, self.assignment, marked.student)
        self._queue[marked.student] = marked, timestamp
        waiting = sum(
            len(data) for each, _ in self._queue.values() for data, _ in each.notebooks.values()
        )
        if len(self._queue) >= self.batch or waiting > LARGEST_BATCH:
            self.flush()

    def flush(self):
        """Record what is queued; return the ids of the students whose marks now stand.

        Raises
        ------
        UnknownStudentError, GradebookLockedError, NotRecordedError
            Nothing of the batch is written then, and all of it is still queued: `flush` may be
            called again. Batches before stand.
        """
        queue = list(self._queue.values())
        if not queue:
            return ()
        with self._waiting(len(queue)), self._folders.placing() as place:
            for marked, _ in queue:
                place(marked)
            # A connection of its own for each batch: one whose commit failed is in a transaction.
            with self._engine.begin() as connection:
                self._enter(connection, queue)
        students = tuple(self._queue)
        self._queue = {}
        if self.committed:
            self.committed(students)
        return students

    def _enter(self, connection, queue):
        """Bring the gradebook's rows to what the queue says."""
        students = [marked.student for marked, _ in queue]
        before = _Before.read(connection, self._released.id, students)
        if not self._may_add_students and (unknown := set(students) - before.students):
            raise UnknownStudentError(min(unknown))
        changes, handed_in = _changes(self._released, before, queue)
        changes.write(connection)
        self._enter_penalties(connection, handed_in)

    def _enter_penalties(self, connection, handed_in):
        """nbgrader's plugin decides on a late notebook once its score stands."""
        from nbgrader.api import SubmittedNotebook

        late = {row["id"]: (student, late) for student, row, late in handed_in if late > 0}
        scores = select(SubmittedNotebook.id, SubmittedNotebook.score).where(
            SubmittedNotebook.id.in_(late)
        )
        found = dict(connection.execute(scores).all()) if self._penalty and late else {}
        changes = _Changes()
        for student, row, late_seconds in handed_in if self._penalty else ():
            penalty = None
            if late_seconds > 0:
                penalty = self._penalty(student, found[row["id"]], late_seconds)
            changes.note(SubmittedNotebook, row, row | {"late_submission_penalty": penalty})
        changes.write(connection)

    @contextmanager
    def _waiting(self, students):
        """What can go wrong while writing, in words; `students` are in the batch."""
        place = gradebook.address(self.course)
        place = place.database if place.get_backend_name() == "sqlite" else place
        try:
            yield
        except OperationalError as error:
            if gradebook.is_locked(error):
                raise GradebookLockedError(str(place), self.wait_seconds, students) from error
            name = getattr(error.orig, "sqlite_errorname", "")
            if any(name.startswith(each) for each in NOT_TAKEN):
                raise NotRecordedError(str(place), str(error.orig), students) from error
            raise
        except OSError as error:
            where = str(error.filename or self.course.root)
            raise NotRecordedError(where, error.strerror or str(error), students) from error


@dataclass(frozen=True)
class _Notebook:
    """Ids of a released notebook and of its cells, by grade id."""

    id: str
    grades: dict
    comments: dict


@dataclass(frozen=True)
class _Released:
    """What the gradebook knows of an assignment; `due` is in UTC, without a time zone, or None."""

    name: str
    id: str
    due: object
    notebooks: dict

    def check(self, notebook, marks):
        known = self.notebooks.get(notebook)
        for mark in marks:
            if known is None or mark.grade_id not in getattr(known, f"{mark.kind}s"):
                raise UnknownCellError(self.name, notebook, mark.grade_id)


def _released(connection, course, assignment):
    from nbgrader.api import Assignment, BaseCell, Notebook

    found = connection.execute(
        select(Assignment.id, Assignment.duedate).where(Assignment.name == assignment)
    ).one_or_none()
    if found is None:
        raise NotReleasedError(assignment, str(course.root))
    cells = select(BaseCell.__table__.c["id", "name", "type", "notebook_id"])
    of_it = select(Notebook.id, Notebook.name).where(Notebook.assignment_id == found.id)
    names = dict(connection.execute(of_it).all())
    kinds = {key: defaultdict(dict) for key in names}
    for cell in connection.execute(cells.where(BaseCell.notebook_id.in_(names))):
        kinds[cell.notebook_id][cell.type][cell.name] = cell.id
    notebooks = {
        names[key]: _Notebook(
            key,
            {**kind["TaskCell"], **kind["GradeCell"]},
            {**kind["TaskCell"], **kind["SolutionCell"]},
        )
        for key, kind in kinds.items()
    }
    return _Released(assignment, found.id, found.duedate, notebooks)


@dataclass(frozen=True)
class _Before:
    """Rows of a batch's students as they stand, each by what identifies it."""

    students: set
    submissions: dict
    notebooks: dict
    grades: dict
    comments: dict

    @classmethod
    def read(cls, connection, assignment_id, students):
        from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook

        def rows(model, keys, *conditions):
            found = connection.execute(select(model.__table__).where(*conditions)).mappings()
            return {tuple(row[key] for key in keys): dict(row) for row in found}

        known = rows(Student, ["id"], Student.id.in_(students))
        submissions = rows(
            SubmittedAssignment,
            ["student_id"],
            SubmittedAssignment.assignment_id == assignment_id,
            SubmittedAssignment.student_id.in_(students),
        )
        ids = [row["id"] for row in submissions.values()]
        keys = ["assignment_id", "notebook_id"]
        notebooks = rows(SubmittedNotebook, keys, SubmittedNotebook.assignment_id.in_(ids))
        ids = [row["id"] for row in notebooks.values()]
        keys = ["notebook_id", "cell_id"]
        grades = rows(Grade, keys, Grade.notebook_id.in_(ids))
        comments = rows(Comment, keys, Comment.notebook_id.in_(ids))
        return cls({key for (key,) in known}, submissions, notebooks, grades, comments)


class _Changes:
    """Rows to insert and to update, by table, in the order in which they were noted."""

    def __init__(self):
        self._new, self._other = defaultdict(list), defaultdict(list)

    def note(self, model, before, after):
        """Note a row; `before` is None where it is new."""
        if before is None:
            self._new[model].append(after)
        elif changed := tuple(key for key in after if after[key] != before[key]):
            row = {f"new_{key}": after[key] for key in changed}
            self._other[model, changed].append(row | {"old_id": before["id"]})

    def write(self, connection):
        for model, rows in self._new.items():
            connection.execute(model.__table__.insert(), rows)
        for (model, changed), rows in self._other.items():
            values = {key: bindparam(f"new_{key}") for key in changed}
            table = model.__table__
            by_id = table.update().where(table.c.id == bindparam("old_id"))
            connection.execute(by_id.values(values), rows)


def _changes(released, before, queue):
    """What a batch changes, and (student, row, seconds late) of each notebook handed in."""
    from nbgrader.api import Student, SubmittedAssignment, SubmittedNotebook, new_uuid

    changes, handed_in = _Changes(), []
    for marked, timestamp in queue:
        student = marked.student
        if student not in before.students:
            changes.note(Student, None, {"id": student})
        old = before.submissions.get((student,))
        fresh = {"id": new_uuid(), "assignment_id": released.id, "student_id": student}
        row = old or fresh | {"timestamp": None, "extension": None}
        submission = row | {"timestamp": timestamp or row["timestamp"]}
        changes.note(SubmittedAssignment, old, submission)
        for name, notebook in released.notebooks.items():
            key = submission["id"], notebook.id
            old = before.notebooks.get(key)
            fresh = {"id": new_uuid(), "assignment_id": key[0], "notebook_id": key[1]}
            row = old or fresh | {"late_submission_penalty": None}
            changes.note(SubmittedNotebook, old, row)
            _note_cells(changes, before, notebook, row["id"], marked.notebooks.get(name))
            if name in marked.notebooks:
                handed_in.append((student, row, _seconds_late(submission, released.due)))
    return changes, handed_in


def _note_cells(changes, before, notebook, row_id, handed_in):
    """The rows of a notebook's cells; `handed_in` is None if the notebook is missing."""
    from nbgrader.api import Comment, Grade, new_uuid

    given = {(mark.kind, mark.grade_id): mark for mark in (handed_in or [b"", ()])[1]}
    for name, cell_id in notebook.grades.items():
        old = before.grades.get((row_id, cell_id))
        row = old or {
            "id": new_uuid(),
            "notebook_id": row_id,
            "cell_id": cell_id,
            "auto_score": None,
            "manual_score": None,
            "extra_credit": None,
            "needs_manual_grade": True,
        }
        changes.note(Grade, old, _graded(row, given.get(("grade", name)), handed_in is None))
    for name, cell_id in notebook.comments.items():
        old = before.comments.get((row_id, cell_id))
        fresh = {"id": new_uuid(), "notebook_id": row_id, "cell_id": cell_id}
        row = old or fresh | {"auto_comment": None, "manual_comment": None}
        mark = given.get(("comment", name))
        changes.note(Comment, old, row | {"auto_comment": mark.comment} if mark else row)


def _graded(row, mark, missing):
    """A row of grades with its mark; a person's score stays, and the person is asked again."""
    if missing:
        return row | {"auto_score": 0.0, "needs_manual_grade": False}
    if mark is None:  # a task, or a cell that the notebook has lost
        return row
    again = row["manual_score"] is not None
    return row | {"auto_score": mark.auto_score, "needs_manual_grade": mark.needs_manual or again}


def _seconds_late(submission, due):
    if submission["timestamp"] is None or due is None:
        return 0
    if submission["extension"] is not None:
        due += submission["extension"]
    return max(0, (submission["timestamp"] - due).total_seconds())


def _penalties(course):
    """The course's rule for late work, (student, score, seconds) -> points or None; or None."""
    from nbgrader.preprocessors import AssignLatePenalties

    step = AssignLatePenalties(config=course.config)
    step.init_plugin()

    def penalty(student, score, seconds):
        points = step.plugin_inst.late_submission_penalty(student, score, seconds)
        return None if points is None else 0.0 if points < 0 else min(points, score)

    return penalty if step.enabled else None


def _timestamp(course, assignment, student):
    """When a submission was handed in, in UTC without a time zone; None where nothing says so."""
    folder = course.folder("submitted", student, assignment)
    file = folder / "timestamp.txt"
    try:
        facts = file.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(facts.st_mode):
        return None
    if facts.st_size > LONGEST_TIMESTAMP:
        raise TimestampError(str(file), f"{facts.st_size:,} bytes")
    try:
        return course.coursedir.get_existing_timestamp(str(folder))
    except (ValueError, OverflowError, TypeError, AttributeError):
        raise TimestampError(str(file), file.read_text(errors="replace").strip()) from None
