"""One function per figure, a file per subject; `house` is the dress they all wear.

Functions take finished tables, return a figure and show nothing; `show` puts a figure on the page.
"""

from course.plots.arguments import plot_argument, plot_predictions
from course.plots.claims import plot_claim_kinds
from course.plots.evidence import plot_grades, plot_stances
from course.plots.faults import plot_fault_kinds, plot_form_and_contradiction
from course.plots.house import (
    CYCLE,
    INK,
    PALETTE,
    TEMPLATE,
    data_table,
    describe,
    dress,
    show,
    show_table,
)
from course.plots.lists import plot_list_pairs, plot_lists, plot_model_choice
from course.plots.maps import plot_event_map, plot_event_times, plot_precision
from course.plots.marks import plot_checkable
from course.plots.measures import plot_killed_and_wounded, plot_measures
from course.plots.moves import plot_as_of, plot_first_and_last
from course.plots.networks import (
    plot_centralities,
    plot_graph_measures,
    plot_network,
    plot_rank_intervals,
    plot_tie_certainty,
)
from course.plots.reports import plot_reports
from course.plots.rules import plot_answers, plot_rules, plot_vague_words
from course.plots.words import plot_hedges, plot_loaded, plot_probability_words

__all__ = [
    "CYCLE",
    "INK",
    "PALETTE",
    "TEMPLATE",
    "data_table",
    "describe",
    "dress",
    "plot_answers",
    "plot_argument",
    "plot_as_of",
    "plot_centralities",
    "plot_checkable",
    "plot_claim_kinds",
    "plot_event_map",
    "plot_event_times",
    "plot_fault_kinds",
    "plot_first_and_last",
    "plot_form_and_contradiction",
    "plot_grades",
    "plot_graph_measures",
    "plot_hedges",
    "plot_killed_and_wounded",
    "plot_list_pairs",
    "plot_lists",
    "plot_loaded",
    "plot_measures",
    "plot_model_choice",
    "plot_network",
    "plot_precision",
    "plot_predictions",
    "plot_probability_words",
    "plot_rank_intervals",
    "plot_reports",
    "plot_rules",
    "plot_stances",
    "plot_tie_certainty",
    "plot_vague_words",
    "show",
    "show_table",
]
