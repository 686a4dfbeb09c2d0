"""How submissions are run and marked: one function, `autograde`.

A submission is read with care (`intake`), brought back to the shape of the instructor's notebook
(`repair`) and then run. For now nbgrader's own converter runs the code. Whoever replaces it changes
this module only; what comes in (a course, an assignment, students) and what goes out (one outcome
each) stay.
"""

import html
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell

from grading import converters, dossiers, gradebook
from grading.autograder import intake
from grading.autograder.repair import repair
from grading.cells import grade_id, read_cells
from grading.errors import NothingSubmittedError, NotReleasedError

__all__ = ["Outcome", "autograde", "submissions"]

# A kernel that ends before it answers has run nothing of the student's: the failure is ours (two
# kernels that start at once may take the same port), so the submission is tried once more.
NEVER_STARTED = "Kernel died before replying to kernel_info"


@dataclass(frozen=True)
class Outcome:
    """How grading one submission ended.

    `status` is ``graded``, ``flagged`` (graded, and a person should look) or ``withheld`` (no mark:
    a person must look); `reason` says why, and is empty where there is nothing to say.
    """

    student: str
    assignment: str
    status: str
    reason: str = ""


def autograde(course, assignment, students=None, progress=None):
    """Grade the submissions of one assignment, each by itself.

    Parameters
    ----------
    course : grading.course_folder.CourseFolder
    assignment : str
    students : list of str, optional
        Whose submissions; by default everyone's.
    progress : callable, optional
        Called with each outcome as it is reached.

    Returns
    -------
    list of Outcome
        One for each student, in order of their ids. A submission that cannot be graded is
        withheld with the reason, and the others are graded all the same.

    Raises
    ------
    UnknownAssignmentError, NotReleasedError, NothingSubmittedError, KeyChangedError
    """
    students = submissions(course, assignment, students)
    dossiers.check_key(course, assignment, students)
    expected = gradebook.questions(course, assignment)
    outcomes = []
    for student in students:
        outcomes.append(_grade_one(course, assignment, student, expected))
        if progress:
            progress(outcomes[-1])
    return outcomes


def submissions(course, assignment, students=None):
    """Whose submissions of an assignment are ready to be graded, in order of their ids.

    Raises
    ------
    UnknownAssignmentError, NotReleasedError, NothingSubmittedError
    """
    course.check(assignment)
    if not gradebook.questions(course, assignment):
        raise NotReleasedError(assignment, str(course.root))
    ready = course.submitted(assignment)
    if students is not None:
        ready = [student for student in ready if student in students]
    if not ready:
        place = course.folder("submitted", "STUDENT", assignment)
        raise NothingSubmittedError(assignment, str(place))
    return ready


def _grade_one(course, assignment, student, expected):
    handed_in = course.folder("submitted", student, assignment)
    taken = intake.read(handed_in, list(expected))
    unread = [each for each in taken if each.notebook is None]
    broken = [each for each in unread if not each.absent]
    if broken or len(unread) == len(taken):
        reason = "; ".join(each.reason for each in broken or unread)
        return Outcome(student, assignment, "withheld", reason)
    remarks = [f"{each.reason}: counted as zero" for each in unread]
    with _put_right(course, assignment, student, taken) as (submitted, put_right):
        failure = converters.grade_one(course, assignment, student, submitted)
        if NEVER_STARTED in failure:
            failure = converters.grade_one(course, assignment, student, submitted)
    if failure:
        return Outcome(student, assignment, "withheld", failure)
    remarks += put_right
    for each in taken:
        if each.notebook is not None:
            remarks += _remarks(course, assignment, student, each.name)
            remarks += dossiers.remarks(course, assignment, student, each.notebook.cells)
    return Outcome(student, assignment, "flagged" if remarks else "graded", "; ".join(remarks))


@contextmanager
def _put_right(course, assignment, student, taken):
    """A folder like submitted/ with the repaired notebooks, and what a person should look at.

    What was handed in is not touched. The folder lies in the course's, as nbgrader wants it.
    """
    handed_in = course.folder("submitted", student, assignment)
    with tempfile.TemporaryDirectory(prefix=".put-right-", dir=course.root) as folder:
        submitted = Path(folder).name
        place = Path(course.coursedir.format_path(submitted, student, assignment))
        place.mkdir(parents=True)
        for path in intake.files_beside(handed_in):
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(handed_in / path, place / path)
        choices = []
        for each in taken:
            if each.notebook is not None:
                notebook, repairs = _repaired(course, assignment, each)
                nbformat.write(notebook, place / f"{each.name}.ipynb")
                choices += [*each.remarks, *(done.text for done in repairs if done.choice)]
        yield submitted, choices


def _repaired(course, assignment, taken):
    """A notebook in the shape of the instructor's, which says at its top what was put right."""
    source = course.folder("source", ".", assignment) / f"{taken.name}.ipynb"
    reference = nbformat.read(source, as_version=4)
    notebook, repairs = repair(taken.notebook, reference, converters.as_released(course, reference))
    told = [*taken.remarks, *(done.text for done in repairs)]
    if told:
        lines = "\n".join(f"- {html.escape(text)}" for text in told)
        note = new_markdown_cell(f"**Put right before marking**\n\n{lines}")
        note.id = "put-right"
        notebook.cells.insert(0, note)
    return notebook, repairs


def _remarks(course, assignment, student, notebook):
    """What a person should look at in a notebook that ran."""
    graded = course.folder("autograded", student, assignment) / f"{notebook}.ipynb"
    slow = [grade_id(cell) or "an own cell" for cell in read_cells(graded) if _timed_out(cell)]
    if slow:
        yield f"stopped at the time limit: {', '.join(slow)}"


def _timed_out(cell):
    return any(output.get("ename") == "CellTimeoutError" for output in cell.get("outputs", ()))
