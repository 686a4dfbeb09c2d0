"""The assignments as a reader sees them: what they are about, how long, for how many points.

They stand in `assignments.toml`. What is asked, and how it is marked, stands in `grading/`, which
a student need not have.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Assignment", "assignments"]

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Assignment:
    """One assignment: the name it is released under, and what it promises."""

    name: str
    title: str
    unit: str
    minutes: int
    points: int
    objectives: tuple[str, ...]


@cache
def assignments():
    """Every assignment, in the order in which a class meets them.

    Examples
    --------
    >>> [each.name for each in assignments()][-1]
    'brief'
    """
    described = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Assignment(name, **(facts | {"objectives": tuple(facts["objectives"])}))
        for name, facts in described.items()
    )
