"""Source criticism: how good a source is, how sure a statement is, and who else says so.

Four subjects, one file each, in the order the lessons meet them: coder agreement over marked text
(`spans`), words of likelihood (`likelihood`), the two marks of the Admiralty scale (`grades`), and
evidence that counts each origin once (`corroboration`). Nothing here reads a file or draws: tables
are passed in.
"""

from course.sources.corroboration import (
    STANCES,
    card_faults,
    corroborations,
    one_per_origin,
    public_by,
)
from course.sources.grades import (
    DIAGONAL_SHARE_1968,
    ITEM_GRADES,
    SOURCE_GRADES,
    Grade,
    diagonal_share,
    grade,
    grade_counts,
)
from course.sources.likelihood import Band, band_at, band_of, bands, in_band, quartiles
from course.sources.spans import alpha, match_spans, overlap, span_agreement

__all__ = [
    "DIAGONAL_SHARE_1968",
    "ITEM_GRADES",
    "SOURCE_GRADES",
    "STANCES",
    "Band",
    "Grade",
    "alpha",
    "band_at",
    "band_of",
    "bands",
    "card_faults",
    "corroborations",
    "diagonal_share",
    "grade",
    "grade_counts",
    "in_band",
    "match_spans",
    "one_per_origin",
    "overlap",
    "public_by",
    "quartiles",
    "span_agreement",
]
