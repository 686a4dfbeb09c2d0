"""How submissions are run and marked: one function, `autograde`.

For now nbgrader's own converter runs the code. Whoever replaces it changes this module only;
what comes in (a course, an assignment, students) and what goes out (one outcome each) stay.
"""

from dataclasses import dataclass

from grading import converters, dossiers, gradebook
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
    found = sorted(path.stem for path in handed_in.glob("*.ipynb"))
    missing = [name for name in expected if name not in found]
    if len(missing) == len(expected):
        reason = f"expected {_files(missing)}, found {_files(found) or 'no notebook'}"
        return Outcome(student, assignment, "withheld", reason)
    failure = converters.grade_one(course, assignment, student)
    if NEVER_STARTED in failure:
        failure = converters.grade_one(course, assignment, student)
    if failure:
        return Outcome(student, assignment, "withheld", failure)
    remarks = [f"{name}.ipynb was not handed in: counted as zero" for name in missing]
    for name in found:
        if name in expected:
            remarks += _remarks(course, assignment, student, name, expected[name])
    return Outcome(student, assignment, "flagged" if remarks else "graded", "; ".join(remarks))


def _files(names):
    return " and ".join(f"{name}.ipynb" for name in names)


def _remarks(course, assignment, student, notebook, questions):
    """What a person should look at although there is a mark."""
    handed_in = course.folder("submitted", student, assignment) / f"{notebook}.ipynb"
    graded = course.folder("autograded", student, assignment) / f"{notebook}.ipynb"
    lost = sorted(set(questions) - {grade_id(cell) for cell in read_cells(handed_in)})
    if lost:
        yield f"graded cells missing from the notebook: {', '.join(lost)}"
    slow = [grade_id(cell) or "an own cell" for cell in read_cells(graded) if _timed_out(cell)]
    if slow:
        yield f"stopped at the time limit: {', '.join(slow)}"
    yield from dossiers.remarks(course, assignment, student, notebook)


def _timed_out(cell):
    return any(output.get("ename") == "CellTimeoutError" for output in cell.get("outputs", ()))
