"""Which dossier a notebook works on: the one its student was given, found or drawn.

The one part of `course.simulate` that looks around: at the environment, at the folder a notebook
runs in and at a file beside it. It never gives a truth away.
"""

import json
import os
from pathlib import Path

from course.errors import BrokenDossierError, NoDossierError
from course.simulate.dossiers import dossier, find
from course.simulate.draws import KEY_VARIABLE, key_from_environment

__all__ = ["FILE", "SELF_LEARNER", "mine", "whose"]

FILE = "dossiers.json"  # what `casebook release` writes beside the notebook, given a secret
SELF_LEARNER = "self-learner"  # whose dossier anybody gets who gives no id
NO_ID = (
    "No id stands in the first cell, so this is the dossier of people who learn by themselves.\n"
    "In a class, write your id there and run all cells again: marks go by your own dossier."
)


def whose(student=""):
    """The student whose dossier counts here.

    While nbgrader grades, that is the student of the submission's folder, whatever the notebook
    says: it runs in ``autograded/<student>/<assignment>/``. Anywhere else it is the id given, or
    `SELF_LEARNER` where that is blank.

    Examples
    --------
    >>> whose("ada"), whose("  ")
    ('ada', 'self-learner')
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return Path.cwd().parent.name
    return str(student or "").strip() or SELF_LEARNER


def mine(student, assignment):
    """The dossier that a student's notebook works on, without its truth; says in a line whose.

    Parameters
    ----------
    student : str
        The id in the notebook; it may be blank. See `whose`.
    assignment : str

    Returns
    -------
    Dossier
        While the notebook is graded and the key is at hand, drawn with `key_from_environment`.
        Elsewhere from `FILE` beside the notebook, and drawn where there is no such file. A student who is not in the file, or whose
        file is damaged, is told so and gets the dossier of `SELF_LEARNER`, so that the rest of the
        notebook runs.

    Raises
    ------
    WeakKeyError
        See `key_from_environment`; students set no key.
    """
    name = whose(student)
    graded = os.environ.get("NBGRADER_EXECUTION") == "autograde"
    file = Path(FILE)
    if (graded and KEY_VARIABLE in os.environ) or name == SELF_LEARNER or not file.exists():
        given, told = _drawn(name, assignment), f"The dossier of {name}"
        if name == SELF_LEARNER and not graded:
            print(NO_ID)
    else:
        given, told = _found(name, assignment, file)
    print(f"{told}: {given.event_id}. {given.story}")
    return given


def _found(name, assignment, file):
    """The dossier in the file, or what stands in for it, and how to call it."""
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(held, dict) and held.get("assignment") != assignment:
            raise BrokenDossierError("assignment", repr(assignment), held.get("assignment"))
        return find(name, held), f"The dossier of {name}"
    except ValueError as error:  # no JSON, no UTF-8, or no dossier
        problem = error if isinstance(error, BrokenDossierError) else _damaged(error)
    except NoDossierError as error:
        problem = error
    print(problem)
    return _drawn(SELF_LEARNER, assignment), "Until then, the dossier of people who learn alone"


def _drawn(name, assignment):
    """The dossier as its reader may have it: drawn, and its truth left behind."""
    drawn = dossier(name, assignment, key_from_environment())
    return drawn.from_dict(drawn.as_dict())


def _damaged(error):
    return BrokenDossierError("file", f"JSON as released in {FILE}", str(error))
