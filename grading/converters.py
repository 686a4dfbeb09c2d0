"""nbgrader's steps, run from Python: release, grade, feedback.

nbgrader writes the cause of a failure to its log and raises a general error; here the cause is
what comes back. An interrupt from the keyboard is never taken for a failed submission.
"""

import logging
import os
import re
import warnings
from contextlib import contextmanager
from copy import deepcopy
from glob import escape

from grading.errors import NothingGradedError, StepFailedError

__all__ = ["as_released", "grade_one", "graded_students", "release", "write_feedback"]

LONGEST_REASON = 200  # characters


def release(course, assignment):
    """Make the students' version of an assignment and enter its points in the gradebook."""
    from nbgrader.converters import GenerateAssignment

    course.check(assignment)
    if reason := _failure(course, GenerateAssignment, assignment):
        raise StepFailedError("release", assignment, reason)
    return course.folder("release", ".", assignment)


def as_released(course, notebook):
    """The students' version of an instructor's notebook: no solutions, no hidden tests."""
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

    made = deepcopy(notebook)
    for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
        made, _ = step(config=course.config).preprocess(made, {})
    return made


def grade_one(course, assignment, student, submitted=None):
    """Run one submission and enter its marks; the reason why it could not, or an empty text.

    `submitted` is the folder below the course's that holds it, where it is not the usual one.
    """
    from nbgrader.converters import Autograde

    usual = course.coursedir.submitted_directory
    course.coursedir.submitted_directory = submitted or usual
    try:
        return _failure(course, Autograde, assignment, student)
    finally:
        course.coursedir.submitted_directory = usual


def graded_students(course, assignment):
    """Students who can have feedback on an assignment, in order of their ids.

    Raises
    ------
    UnknownAssignmentError, NothingGradedError
    """
    course.check(assignment)
    students = course.graded(assignment)
    if not students:
        raise NothingGradedError(assignment, str(course.root))
    return students


def write_feedback(course, assignment, progress=None, hidden_tests=False):
    """Write each graded student's feedback page; return the folders they are in.

    The pages are safe to open, see `grading.reports.feedback`; hidden tests are on them if asked for.
    """
    from grading.reports.feedback import Feedback

    students = graded_students(course, assignment)
    course.config.SafeOutputs.hidden_tests = hidden_tests
    for student in students:
        if reason := _failure(course, Feedback, assignment, student):
            raise StepFailedError(f"write {student}'s feedback on", assignment, reason)
        if progress:
            progress(student)
    return [course.folder("feedback", student, assignment) for student in students]


def _failure(course, converter_class, assignment, student=None):
    """Run a converter; the reason why it failed, or an empty text."""
    from nbgrader.converters.base import NbGraderException

    with course.working(assignment, escape(student) if student else "*"), _same_environment():
        converter = converter_class(coursedir=course.coursedir, config=course.config)
        converter.force = True
        with _errors_logged(converter.log) as messages, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own, about its database sessions
            try:
                converter.start()
            except NbGraderException as error:
                return plain_reason(messages) or str(error)
    return ""


@contextmanager
def _same_environment():
    """nbgrader sets variables for its kernels, and leaves them set when it stops at an error."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _errors_logged(log):
    messages = []

    class Collect(logging.Handler):
        def emit(self, record):
            messages.append(record.getMessage())

    handler = Collect(level=logging.ERROR)
    log.addHandler(handler)
    try:
        yield messages
    finally:
        log.removeHandler(handler)


def plain_reason(messages):
    r"""The cause named by the first traceback among `messages`, else the first message, in a line.

    Examples
    --------
    >>> plain_reason(["Stopped", "Traceback (most recent call last):\n  ...\na.b.SomeError: why"])
    'SomeError: why'
    """
    tracebacks = [message for message in messages if "Traceback (most recent" in message]
    lines = (tracebacks or messages or [""])[0].strip().splitlines()
    if tracebacks:
        raised = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Timeout)\b", line)]
        lines = [re.sub(r"^(\w+\.)+", "", (raised or lines)[-1])]
    text = " ".join(" ".join(lines).split()).rstrip(".")
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1] + "…"
