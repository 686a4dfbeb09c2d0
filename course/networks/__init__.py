"""Ties between actors as networks: who is linked to whom, by which claim, and how firmly.

Four subjects, one file each, in the order the lessons meet them: ties as rows and as graphs
(`ties`), a reader's own coding beside the reference (`coding`), measures of centrality (`centrality`), and how far ranks hold when claims are left out,
drawn again, or joined by an actor whom nobody mentioned (`stability`). A tie is what a claim says.
Nothing here reads a table or draws: tables are passed in.
"""

from course.networks.centrality import MEASURES, central, directions, measures, pair_measures
from course.networks.coding import FACETS, TEN, agreement, reference, why
from course.networks.stability import (
    bootstrap,
    leave_one_out,
    rank_intervals,
    ranks,
    with_actor,
    with_somebody,
)
from course.networks.ties import (
    KITE,
    active_dyads,
    dyad_kind,
    evidence_on,
    from_node_link,
    kept,
    kite,
    multigraph,
    node_link,
    pairs,
    path_in_words,
    readings,
    said,
    struck,
    when,
)

__all__ = [
    "FACETS",
    "KITE",
    "MEASURES",
    "TEN",
    "active_dyads",
    "agreement",
    "bootstrap",
    "central",
    "directions",
    "dyad_kind",
    "evidence_on",
    "from_node_link",
    "kept",
    "kite",
    "leave_one_out",
    "measures",
    "multigraph",
    "node_link",
    "pair_measures",
    "pairs",
    "path_in_words",
    "rank_intervals",
    "ranks",
    "readings",
    "reference",
    "said",
    "struck",
    "when",
    "why",
    "with_actor",
    "with_somebody",
]
