"""What the gradebook says: points, marks, lateness. It reads nbgrader's own database.

Scores are in points. A mark that waits for a person has the score None, not zero. Many marks at
once are written by `grading.autograder.record`, over the connections that `writing` makes.
"""

import csv
import json
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grading.errors import GradebookLockedError

__all__ = [
    "RESULT_COLUMNS",
    "Mark",
    "address",
    "exists",
    "is_locked",
    "marks",
    "masters",
    "questions",
    "results",
    "seconds_late",
    "set_due_date",
    "students",
    "write_results",
    "writing",
]

CACHE = 32_000  # kibibytes of a SQLite file that a connection which writes holds in memory
NBGRADERS_WAIT = 5  # seconds that it gives another program to let go of the gradebook
RESULT_COLUMNS = ["student", "assignment", "notebook", "score", "max_score", "status", "reason"]


@dataclass(frozen=True)
class Mark:
    """The mark of one student for one graded cell."""

    student: str
    notebook: str
    question: str
    score: float | None
    max_score: float


def questions(course, assignment):
    """Graded cells of an assignment and their points, by notebook; empty if never released.

    Returns
    -------
    dict of str to dict
        ``{notebook: {grade id: points}}``
    """
    from nbgrader.api import MissingEntry

    if not exists(course):
        return {}
    with _opened(course) as book:
        try:
            notebooks = book.find_assignment(assignment).notebooks
        except MissingEntry:
            return {}
        return {
            notebook.name: {
                cell.name: cell.max_score for cell in [*notebook.grade_cells, *notebook.task_cells]
            }
            for notebook in notebooks
        }


def masters(course, assignment):
    """What nbgrader noted of an assignment's notebooks on release, as marking needs it.

    Returns
    -------
    dict of str to grading.autograder.marks.Master
        By notebook, in order of their names; empty if never released.
    """
    from nbgrader.api import MissingEntry
    from nbgrader.preprocessors import IgnorePattern, LimitOutput

    from grading.autograder.marks import UNLIMITED, Master

    if not exists(course):
        return {}
    limit, ignore = LimitOutput(config=course.config), IgnorePattern(config=course.config)
    settings = {
        "max_lines": limit.max_lines if limit.enabled else UNLIMITED,
        "max_traceback": limit.max_traceback if limit.enabled else UNLIMITED,
        "ignored_stderr": ignore.pattern if ignore.enabled else "",
    }
    with _opened(course) as book:
        try:
            notebooks = book.find_assignment(assignment).notebooks
        except MissingEntry:
            return {}
        return {
            notebook.name: Master(
                json.loads(notebook.kernelspec or "null"),
                {cell.name: cell.checksum for cell in notebook.source_cells},
                **settings,
            )
            for notebook in notebooks
        }


def students(course):
    """Ids of the students that the gradebook knows, as ``nbgrader db student list`` shows them."""
    if not exists(course):
        return []
    with _opened(course) as book:
        return [student.id for student in book.students]


def marks(course, assignment):
    """Every mark given for an assignment so far, one for each student and graded cell."""
    with _opened(course) as book:
        return [
            Mark(
                submission.student_id,
                notebook.name,
                grade.name,
                None if grade.needs_manual_grade else grade.score,
                grade.max_score,
            )
            for submission in book.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
        ]


def seconds_late(course, assignment):
    """How many seconds after the due date each submission came; 0 for one in time."""
    with _opened(course) as book:
        return {
            submission.student_id: submission.total_seconds_late
            for submission in book.assignment_submissions(assignment)
        }


def set_due_date(course, assignment, due):
    """Note in the gradebook when an assignment is due; `due` is in UTC, without a time zone."""
    with _opened(course) as book:
        book.update_or_create_assignment(assignment, duedate=due)


def results(course, assignment, outcomes):
    """The results table: one row for each outcome and notebook, its columns `RESULT_COLUMNS`.

    The score is what stands in the gradebook, late penalties taken off. It is empty where the
    submission is withheld; answers that wait for a person are named in the reason.
    """
    from nbgrader.api import MissingEntry

    rows = []
    with _opened(course) as book:
        for outcome in outcomes:
            try:
                submission = book.find_submission(assignment, outcome.student)
            except MissingEntry:
                submission = None
            for notebook in book.find_assignment(assignment).notebooks:
                row = dict.fromkeys(RESULT_COLUMNS, "") | {
                    "student": outcome.student,
                    "assignment": assignment,
                    "notebook": notebook.name,
                    "max_score": notebook.max_score,
                    "status": outcome.status,
                    "reason": outcome.reason,
                }
                if outcome.status != "withheld":
                    row |= _score(submission, notebook.name, outcome.reason)
                rows.append(row)
    return rows


def write_results(rows, file):
    """Write the results table as CSV."""
    with Path(file).open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, RESULT_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def exists(course):
    """Whether there is a gradebook; where it is a file that nobody made, to open it would make it."""
    url = address(course)
    is_file = url.get_backend_name() == "sqlite" and url.database and not url.query.get("uri")
    return not is_file or Path(url.database).exists()


def is_locked(error):
    """Whether an error of the database says that another program has a SQLite file to itself."""
    return getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def address(course):
    """Where the gradebook is: SQLAlchemy's URL of it, a file's path made absolute."""
    from sqlalchemy import make_url

    url = make_url(course.coursedir.db_url)
    if url.get_backend_name() == "sqlite" and url.database and not url.query.get("uri"):
        url = url.set(database=str(course.root / url.database))
    return url


@contextmanager
def writing(course, wait_seconds):
    """An engine of SQLAlchemy for the course's gradebook, to write with.

    In SQLite each transaction takes the write lock when it begins, and waits for it up to
    `wait_seconds`: one that read first could find at its end that another program wrote between.
    """
    from sqlalchemy import create_engine, event

    url = address(course)
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url)
    else:
        engine = create_engine(url, connect_args={"timeout": wait_seconds})
        event.listen(engine, "connect", _settle)
        event.listen(engine, "begin", lambda made: made.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        yield engine
    finally:
        engine.dispose()


def _settle(connection, _record):
    """Leave transactions to us, and keep so much of a large gradebook in memory, not 2 MB."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA cache_size = -{CACHE}")


def _score(submission, name, reason):
    notebook = next(n for n in submission.notebooks if n.name == name)
    waiting = [g.name for g in notebook.grades if g.needs_manual_grade]
    remarks = [reason] if reason else []
    if submission.total_seconds_late:
        remarks.append(f"{submission.total_seconds_late / 3600:.1f} hours late")
    if waiting:
        remarks.append(f"waits for a person: {', '.join(waiting)}")
    score = max(0.0, notebook.score - (notebook.late_submission_penalty or 0.0))
    return {"score": score, "reason": "; ".join(remarks)}


@contextmanager
def _opened(course):
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import OperationalError

    with course.working():
        settings = course.coursedir
        try:
            with Gradebook(settings.db_url, settings.course_id) as book:
                yield book
        except OperationalError as error:
            if not is_locked(error):
                raise
            place = str(address(course).database)
            raise GradebookLockedError(place, NBGRADERS_WAIT) from error
