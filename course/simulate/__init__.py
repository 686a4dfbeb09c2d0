"""Practice incidents whose truth is known, and each student's own dossier.

`incident` makes an incident and its reports from a seed; `dossier` draws one for a student and an
assignment, and `mine` finds the one that a notebook works on; `fairness` looks whether dossiers are
equally hard. Nothing but `mine` reads a file, and nothing draws a figure.
"""

from course.simulate.bands import BANDS, CHECKPOINTS, difficulty
from course.simulate.dossiers import Dossier, dossier, find, roster_dossiers
from course.simulate.draws import KEY_VARIABLE, PUBLIC_KEY, Draws, key_from_environment
from course.simulate.incidents import COLUMNS, Incident, incident
from course.simulate.own import FILE, SELF_LEARNER, mine, whose
from course.simulate.process import Truth
from course.simulate.spread import fairness

__all__ = [
    "BANDS",
    "CHECKPOINTS",
    "COLUMNS",
    "FILE",
    "KEY_VARIABLE",
    "PUBLIC_KEY",
    "SELF_LEARNER",
    "Dossier",
    "Draws",
    "Incident",
    "Truth",
    "difficulty",
    "dossier",
    "fairness",
    "find",
    "incident",
    "key_from_environment",
    "mine",
    "roster_dossiers",
    "whose",
]
