"""The Admiralty scale: one mark for the source, another for what it says this time.

F and 6 are not the worst marks but the absence of one, so a grade has no number and no order, and
nothing here takes an average.
"""

import re
from dataclasses import dataclass

import pandas as pd

from course.errors import GradeError

__all__ = [
    "DIAGONAL_SHARE_1968",
    "ITEM_GRADES",
    "SOURCE_GRADES",
    "Grade",
    "diagonal_share",
    "grade",
    "grade_counts",
]

# The words of both marks: https://en.wikipedia.org/wiki/Admiralty_code
SOURCE_GRADES = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
ITEM_GRADES = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}
NO_SOURCE_MARK, NO_ITEM_MARK = "F", "6"
DIAGONAL = set(zip("ABCDE", "12345", strict=True))

# Of the ratings in over 1,400 army reports, the share on the diagonal A1, B2, C3, D4, E5: Baker,
# McKendry and Mace 1968, as told at
# https://www.blockint.nl/intel-analysis/critical-review-of-the-admiralty-code/
DIAGONAL_SHARE_1968 = 0.87


@dataclass(frozen=True)
class Grade:
    """Two marks given apart: how reliable the source is, and how credible this item.

    Parameters
    ----------
    source : str
        A to E, or F where its reliability cannot be judged.
    item : str
        1 to 5, or 6 where its truth cannot be judged.

    Raises
    ------
    GradeError
        If either mark is not one of these.

    Notes
    -----
    Grades can be compared for being equal and in no other way: is B4 better than D2? The scale does
    not say. A grade is one person's judgement on one day, not a probability.

    References
    ----------
    https://en.wikipedia.org/wiki/Admiralty_code

    Examples
    --------
    >>> mark = Grade("B", "2")
    >>> str(mark), mark.words
    ('B2', 'usually reliable source; probably true')
    """

    source: str
    item: str

    def __post_init__(self):
        if self.source not in SOURCE_GRADES or self.item not in ITEM_GRADES:
            raise GradeError(f"{self.source}{self.item}")

    def __str__(self):
        return self.source + self.item

    @property
    def words(self):
        """Both marks in words."""
        source = f"{SOURCE_GRADES[self.source]} source"
        if self.source == NO_SOURCE_MARK:
            source = "source whose reliability cannot be judged"
        return f"{source}; {ITEM_GRADES[self.item]}"

    @property
    def judged(self):
        """Whether both marks were given: neither F nor 6."""
        return self.source != NO_SOURCE_MARK and self.item != NO_ITEM_MARK

    @property
    def on_diagonal(self):
        """Whether the marks are alike (A1, B2, C3, D4, E5); None where one was not given."""
        return (self.source, self.item) in DIAGONAL if self.judged else None


def grade(text):
    """The grade that a text such as ``B2`` or ``b 2`` stands for.

    Parameters
    ----------
    text : str or Grade
        A letter A to F and a digit 1 to 6; capitals and spaces do not matter.

    Returns
    -------
    Grade

    Raises
    ------
    GradeError
        If it is anything else.

    Examples
    --------
    >>> grade("b 2") == Grade("B", "2")
    True
    >>> grade("F6").judged
    False
    """
    if isinstance(text, Grade):
        return text
    marks = re.fullmatch(r"\s*([A-Fa-f])\s*([1-6])\s*", text) if isinstance(text, str) else None
    if marks is None:
        raise GradeError(text)
    return Grade(marks[1].upper(), marks[2])


def diagonal_share(grades):
    """Share of grades whose two marks are alike, among those with both marks given.

    Parameters
    ----------
    grades : iterable of Grade or str
        Grades with an F or a 6 are left out: where no mark was given, none can agree.

    Returns
    -------
    float
        From 0 to 1; nan where no grade has both marks.

    Raises
    ------
    GradeError
        If a text is no grade.

    Notes
    -----
    A high share does not show that any grade is wrong: reliable sources do tell true things. It
    shows that the second mark adds little to the first. For scale, marks drawn at random and apart
    would be alike one time in five.

    References
    ----------
    `DIAGONAL_SHARE_1968`, with its address beside it.

    Examples
    --------
    Of the three grades with both marks, B2 and C3 are on the diagonal.

    >>> round(diagonal_share(["B2", "C3", "A4", "F6", "F1"]), 3)
    0.667
    """
    alike = [each.on_diagonal for each in map(grade, grades) if each.judged]
    return sum(alike) / len(alike) if alike else float("nan")


def grade_counts(grades):
    """How often each pair of marks was given.

    Parameters
    ----------
    grades : iterable of Grade or str

    Returns
    -------
    pandas.DataFrame, shape (6, 6)
        Grades; rows ``A`` to ``F`` for the source, columns ``"1"`` to ``"6"`` for the item. F and 6
        stand at the end as in the scale, and are no worse than E and 5.

    Raises
    ------
    GradeError
        If a text is no grade.

    Examples
    --------
    >>> counts = grade_counts(["B2", "b 2", "F6"])
    >>> int(counts.loc["B", "2"]), int(counts.loc["F", "6"]), int(counts.to_numpy().sum())
    (2, 1, 3)
    """
    counts = pd.DataFrame(
        0,
        index=pd.Index(list(SOURCE_GRADES), name="source"),
        columns=pd.Index(list(ITEM_GRADES), name="item"),
    )
    for each in map(grade, grades):
        counts.loc[each.source, each.item] += 1
    return counts
