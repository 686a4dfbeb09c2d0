"""The class's dossiers: who gets one, where they lie, and whether they are still the right ones.

Only reports are ever written; the truth is drawn again when it is needed, by whoever has the key.
"""

import json

from course import simulate
from course.errors import NoDossierError
from grading import gradebook
from grading.cells import read_cells
from grading.errors import EmptyRosterError, KeyChangedError

__all__ = ["Handout", "check_key", "hand_out", "roster", "used_by"]


def used_by(course, assignment):
    """Whether a notebook of the assignment, in the instructor's version, asks for a dossier."""
    notebooks = course.folder("source", ".", assignment).glob("*.ipynb")
    return any("simulate.mine(" in cell.source for file in notebooks for cell in read_cells(file))


def roster(course):
    """Students who get a dossier: those in the gradebook and those with a folder in submitted/."""
    return sorted({*gradebook.students(course), *course.submitted("*")})


def hand_out(course, assignment, students=None):
    """Write the roster's dossiers beside the released notebook, if there is a secret key.

    Parameters
    ----------
    course : grading.course_folder.CourseFolder
    assignment : str
        Released already.
    students : list of str, optional
        The roster; by default that of the course.

    Returns
    -------
    int or None
        How many dossiers were written; None where the assignment uses none, or where the public
        key serves and each notebook draws its own.

    Raises
    ------
    WeakKeyError
        If the key is too short.
    EmptyRosterError
        If there is a key and nobody to draw for.
    """
    if not used_by(course, assignment):
        return None
    key = simulate.key_from_environment()
    file = _file(course, assignment)
    if key == simulate.PUBLIC_KEY:
        file.unlink(missing_ok=True)  # of an earlier release, with a secret
        return None
    students = roster(course) if students is None else students
    if not students:
        raise EmptyRosterError(assignment, str(course.root))
    told = simulate.roster_dossiers(students, assignment, key)
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(told["dossiers"])


def check_key(course, assignment, students):
    """Raise `KeyChangedError` unless today's key draws the dossiers that were released.

    With another key every truth would be another one, and right answers would count as wrong.
    """
    held = _released(course, assignment)
    key = simulate.key_from_environment()
    if held is None:
        return
    for student in students:
        try:
            given = simulate.find(student, held)
        except NoDossierError:
            continue
        if given.as_dict() != simulate.dossier(student, assignment, key).as_dict():
            raise KeyChangedError(assignment, simulate.KEY_VARIABLE)
        return  # one key drew them all


class Handout:
    """The dossiers of an assignment as they were released, read once for a whole class.

    Attributes
    ----------
    used : bool
        Whether the assignment asks for a dossier at all.
    """

    def __init__(self, course, assignment):
        self.used, self._held = used_by(course, assignment), _released(course, assignment)

    def files(self, student):
        """The file of dossiers with this student's alone, to lay beside the notebook; or none."""
        own = simulate.part(student, self._held) if self._held else None
        return [(simulate.FILE, json.dumps(own).encode())] if own else []

    def remarks(self, student, seen):
        """What a person should look at because of whose dossier the notebook worked on.

        `seen` is what `grading.ids.seen` gives for the notebook that was handed in.
        """
        ids, nobody = seen
        if others := sorted(set(ids) - {student}):
            yield f"the notebook names {', '.join(others)}, the folder {student}: graded as {student}"
        if not self.used:
            return
        if nobody:
            yield f"the notebook names no student: it worked on another dossier than {student}'s"
        if self._held is not None and not self.files(student):
            yield f"no dossier was released for {student}: release again, then grade again"


def _file(course, assignment):
    return course.folder("release", ".", assignment) / simulate.FILE


def _released(course, assignment):
    """What was released in the file of dossiers; None where there is none."""
    file = _file(course, assignment)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
