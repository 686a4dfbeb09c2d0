"""How an assignment is graded: `autograde`, the coordinator.

It reads what was handed in, has it graded behind a fence (`work`, `fleet`), and records marks and
notebooks as nbgrader does (`record`). It runs no student's code, and is the only one that writes.
What was graded stands in a journal, so that a run that was broken off goes on where it stopped.
"""

import hashlib
import os
from importlib import metadata

import nbformat

from course import simulate
from grading import converters, dossiers, gradebook
from grading.autograder import fence, fleet, intake
from grading.autograder.journal import Journal
from grading.autograder.place import GradedFolders
from grading.autograder.plan import plan
from grading.autograder.record import Marked, Recorder
from grading.autograder.settings import Autograder
from grading.autograder.work import Outcome, Pack, Paper
from grading.errors import (
    NoFenceError,
    NothingSubmittedError,
    NotPythonError,
    NotReleasedError,
    TimestampError,
    UnknownCellError,
)

__all__ = ["Outcome", "autograde", "submissions"]

PYTHON = {"python", "ipython", "python3"}  # what notebooks call it


def autograde(
    course,
    assignment,
    students=None,
    progress=None,
    *,
    workers=1,
    scheduler=None,
    isolation="sandbox",
    again=False,
):
    """Grade the submissions of one assignment, each by itself.

    Parameters
    ----------
    course : grading.course_folder.CourseFolder
    assignment : str
    students : list of str, optional
        Whose submissions; by default everyone's.
    progress : callable, optional
        Called with each outcome as it is reached.
    workers, scheduler
        See `grading.autograder.fleet.graded`.
    isolation : {"sandbox", "none"}
    again : bool
        Grade also what has not changed since it was graded.

    Returns
    -------
    list of Outcome
        One for each student, in order of their ids. A submission that cannot be graded is
        withheld with the reason, and the others are graded all the same.

    Raises
    ------
    UnknownAssignmentError, NotReleasedError, NothingSubmittedError, NotPythonError
    KeyChangedError, NoFenceError, GradebookLockedError, NotRecordedError
        What was recorded before stands; run again to grade the rest.
    """
    students = submissions(course, assignment, students)
    dossiers.check_key(course, assignment, students)
    if isolation == "sandbox" and not scheduler and (lacks := fence.missing()):
        raise NoFenceError(lacks)
    return _Run(course, assignment, isolation, again, progress).outcomes(
        students, workers, scheduler
    )


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


class _Run:
    """One run over the submissions of an assignment."""

    def __init__(self, course, assignment, isolation, again, progress):
        self.course, self.assignment, self.progress = course, assignment, progress
        self.handout = dossiers.Handout(course, assignment)
        self.pack = pack(course, assignment, isolation)
        self.journal = Journal(course, assignment, _fingerprint_of(self.pack), again)
        self.reached, self.prints = {}, {}

    def outcomes(self, students, workers, scheduler):
        recorder = Recorder(self.course, self.assignment, committed=self._committed)
        with self.journal, recorder:
            papers = self._papers(students)
            for graded in fleet.graded(self.pack, papers, workers, scheduler):
                self._record(recorder, graded)
        return [self.reached[student] for student in students]

    def _papers(self, students):
        """What is to be graded, read from disk one by one; the rest is reported at once."""
        for student in students:
            try:
                paper = self._paper(student)
            except OSError as error:
                reason = f"what was handed in cannot be read: {error.strerror}"
                self._reach(Outcome(student, self.assignment, "withheld", reason))
                continue
            self.prints[student] = _fingerprint(paper)
            known = self.journal.known(student, self.prints[student])
            if known and self.course.folder("autograded", student, self.assignment).is_dir():
                self._reach(Outcome(student, self.assignment, *known, unchanged=True))
            else:
                yield paper

    def _paper(self, student):
        folder = self.course.folder("submitted", student, self.assignment)
        handed_in = tuple(intake.gather(folder, list(self.pack.references)))
        files = [(str(path), (folder / path).read_bytes()) for path in intake.files_beside(folder)]
        files = [each for each in files if each[0] != simulate.FILE]
        return Paper(student, handed_in, [*files, *self.handout.files(student)])

    def _record(self, recorder, graded):
        remarks = [*graded.remarks]
        for seen in graded.seen:
            remarks += self.handout.remarks(graded.student, seen)
        reason = "; ".join(dict.fromkeys(remarks))
        status = "flagged" if remarks else "graded"
        if graded.withheld:
            status, reason = "withheld", graded.withheld
        outcome = Outcome(graded.student, self.assignment, status, reason)
        self.reached[graded.student] = outcome
        if status != "withheld":
            try:
                recorder.add(Marked(graded.student, self.assignment, graded.notebooks))
            except (TimestampError, UnknownCellError) as error:  # of this submission alone
                outcome = Outcome(graded.student, self.assignment, "withheld", str(error))
        self._reach(outcome)

    def _reach(self, outcome):
        self.reached[outcome.student] = outcome
        if self.progress:
            self.progress(outcome)

    def _committed(self, students):
        for student in students:
            self.journal.note(self.reached[student], self.prints[student])


def pack(course, assignment, isolation="sandbox"):
    """What workers need to know of an assignment.

    Raises
    ------
    NotPythonError
    """
    masters = gradebook.masters(course, assignment)
    source = course.folder("source", ".", assignment)
    references = {name: _reference(source / f"{name}.ipynb") for name in masters}
    released = {name: converters.as_released(course, each) for name, each in references.items()}
    key = os.environ.get(simulate.KEY_VARIABLE)
    return Pack(
        assignment,
        references,
        released,
        {name: plan(each, released[name]) for name, each in references.items()},
        masters,
        [
            (str(path), (source / path).read_bytes())
            for path in sorted(GradedFolders(course, assignment).given)
        ],
        {simulate.KEY_VARIABLE: key} if key else {},
        Autograder(config=course.config),
        isolation,
    )


def _reference(file):
    """The instructor's notebook in a file."""
    notebook = nbformat.read(file, as_version=4)
    kernel = notebook.metadata.get("kernelspec", {})
    language = kernel.get("language") or notebook.metadata.get("language_info", {}).get("name")
    if language and language.lower() not in PYTHON:
        raise NotPythonError(str(file), kernel.get("name", "not named"), language)
    return notebook


def _fingerprint_of(pack):
    """What the whole class's marks come from."""
    said = [pack.assignment, pack.isolation, metadata.version("crocus-casebook")]
    said += [nbformat.writes(each) for each in pack.references.values()]
    said += [repr(pack.masters), repr(sorted(pack.environment.items()))]
    said += [
        f"{name}={getattr(pack.settings, name)}"
        for name in sorted(pack.settings.trait_names(config=True))
    ]
    said += [f"{path} {hashlib.sha256(data).hexdigest()}" for path, data in pack.given]
    return _sha(said)


def _fingerprint(paper):
    """What one submission's marks come from."""
    said = [paper.student]
    said += [
        f"{each.file} {each.reason} {hashlib.sha256(each.data).hexdigest()}"
        for each in paper.handed_in
    ]
    said += [f"{path} {hashlib.sha256(data).hexdigest()}" for path, data in paper.files]
    return _sha(said)


def _sha(said):
    return hashlib.sha256("\n".join(said).encode(errors="surrogatepass")).hexdigest()
