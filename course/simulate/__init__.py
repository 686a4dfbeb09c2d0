"""Practice incidents whose truth is known, and each student's own dossier.

`incident` makes an incident and its reports from a seed; `dossier` draws one for a student and an
assignment, and `mine` finds the one that a notebook works on; `fairness` looks whether dossiers are
equally hard. `practice` numbers incidents to estimate, and `compared` scores simple rules on them.
Nothing but `mine` reads a file, and nothing draws a figure.
"""

from course.simulate.bands import BANDS, CHECKPOINTS, difficulty
from course.simulate.dossiers import Dossier, dossier, find, part, roster_dossiers
from course.simulate.draws import KEY_VARIABLE, PUBLIC_KEY, Draws, key_from_environment
from course.simulate.incidents import COLUMNS, Incident, incident
from course.simulate.own import FILE, SELF_LEARNER, mine, whose
from course.simulate.practice import (
    LAST_PRACTICE,
    RULES_OF_THUMB,
    compared,
    held_by_day,
    practice,
    readings,
    rules_of_thumb,
    statement,
    unseen,
)
from course.simulate.process import Truth
from course.simulate.spread import fairness

__all__ = [
    "BANDS",
    "CHECKPOINTS",
    "COLUMNS",
    "FILE",
    "KEY_VARIABLE",
    "LAST_PRACTICE",
    "PUBLIC_KEY",
    "RULES_OF_THUMB",
    "SELF_LEARNER",
    "Dossier",
    "Draws",
    "Incident",
    "Truth",
    "compared",
    "difficulty",
    "dossier",
    "fairness",
    "find",
    "held_by_day",
    "incident",
    "key_from_environment",
    "mine",
    "part",
    "practice",
    "readings",
    "roster_dossiers",
    "rules_of_thumb",
    "statement",
    "unseen",
    "whose",
]
