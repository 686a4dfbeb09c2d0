"""Scores of intervals and probabilities: arithmetic, and that honesty pays best."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import scoring
from course.errors import LevelError, ScoreError

people = st.integers(0, 10_000)
levels = st.sampled_from([0.5, 0.8, 0.9, 0.95])
chances = st.floats(0, 1)


@st.composite
def intervals(draw):
    """Two ends in order."""
    return sorted([draw(people), draw(people)])


# The interval score


@pytest.mark.parametrize(
    ("low", "high", "truth", "level", "score"),
    [
        (137, 144, 145, 0.9, 7 + 2 / 0.1 * 1),
        (137, 145, 145, 0.9, 8),
        (137, 145, 137, 0.5, 8),
        (150, 160, 145, 0.8, 10 + 2 / 0.2 * 5),
        (145, 145, 145, 0.95, 0),
        (40, 40, 145, 0.95, 2 / 0.05 * 105),
    ],
)
def test_the_interval_score_is_width_plus_penalty(low, high, truth, level, score):
    """Gneiting and Raftery (2007), equation 43, worked by hand."""
    assert scoring.interval_score(low, high, truth, level) == pytest.approx(score)


@given(intervals(), people, levels)
def test_an_interval_that_holds_the_truth_pays_its_width(interval, truth, level):
    """And one that does not pays more."""
    low, high = interval
    score = scoring.interval_score(low, high, truth, level)
    assert (score == high - low) == (low <= truth <= high)
    assert score >= high - low


@given(
    st.lists(st.tuples(people, st.integers(1, 20)), min_size=1, max_size=12),
    intervals(),
    levels,
)
def test_no_interval_beats_the_quantiles_of_ones_beliefs(beliefs, other, level):
    """Proper: over any beliefs, the central quantiles have the least expected score.

    Beliefs are values with whole weights. The lower quantile is the least value with at least
    alpha / 2 of the weight at or below it, the upper the same with 1 - alpha / 2.
    """
    values, weights = np.array(sorted(beliefs)).T
    share = weights / weights.sum()
    at_or_below = np.cumsum(share) + 1e-12
    low, high = (
        values[np.searchsorted(at_or_below, q)] for q in ((1 - level) / 2, (1 + level) / 2)
    )

    def expected(low, high):
        return (share * scoring.interval_score(low, high, values, level)).sum()

    assert expected(low, high) <= expected(*other) + 1e-6


@given(intervals(), people, levels, st.integers(1, 50), people)
def test_the_score_is_in_people(interval, truth, level, factor, shift):
    """Counting in other units multiplies it; moving everything by the same number leaves it."""
    score = scoring.interval_score(*interval, truth, level)
    scaled = scoring.interval_score(*[factor * end for end in interval], factor * truth, level)
    moved = scoring.interval_score(*[shift + end for end in interval], shift + truth, level)
    assert scaled == pytest.approx(factor * score)
    assert moved == pytest.approx(score)


def test_a_miss_costs_more_the_surer_the_claim():
    """Twenty times the distance at 90 percent, four times at 50."""
    scores = [scoring.interval_score(10, 20, 25, level) for level in (0.5, 0.9, 0.95)]
    assert scores == pytest.approx([10 + 4 * 5, 10 + 20 * 5, 10 + 40 * 5])


def test_many_intervals_are_scored_at_once():
    """One score for each, whatever is given once for all."""
    parts = scoring.interval_parts([100, 100], [150, 140], 145, [0.9, 0.5])
    assert parts["score"].tolist() == pytest.approx([50, 60])
    assert scoring.interval_score([100, 100], [150, 140], 145, [0.9, 0.5]) == pytest.approx(
        [50, 60]
    )
    assert isinstance(scoring.interval_score(100, 150, 145), float)


@pytest.mark.parametrize(
    ("low", "high", "truth", "found"),
    [
        (20, 10, 15, "20 to 10"),
        (None, 10, 15, "missing"),
        (math.nan, 10, 15, "missing"),
        (0, math.inf, 15, "infinite"),
        ("ten", 20, 15, "'ten'"),
        ([1, 2], [3, 4, 5], 2, "2 of low, 3 of high"),
    ],
)
def test_what_is_no_interval_is_not_scored(low, high, truth, found):
    """Ends in the wrong order would score below 0, better than perfect."""
    with pytest.raises(ScoreError, match=found):
        scoring.interval_score(low, high, truth)


@pytest.mark.parametrize("level", [0, 1, 90, -0.1])
def test_a_level_lies_between_0_and_1(level):
    """At 1 no penalty is large enough; 90 is a share of nothing."""
    with pytest.raises(LevelError, match=str(level)):
        scoring.interval_score(1, 2, 3, level)


# The Brier score


def test_the_brier_score_by_hand():
    """Certain and right 0, certain and wrong 1, one half always 0.25."""
    assert scoring.brier_score(1, True) == 0
    assert scoring.brier_score([0, 1], [True, False]) == 1
    assert scoring.brier_score([0.5] * 3, [True, False, True]) == 0.25
    assert scoring.brier_score([0.9, 0.2], [1, 0]) == pytest.approx((0.1**2 + 0.2**2) / 2)


@given(chances, chances)
def test_saying_what_one_believes_is_best(belief, said):
    """Strictly proper: saying `said` costs (said - belief) squared more, on average."""

    def expected(answer):
        return belief * scoring.brier_score(answer, True) + (1 - belief) * scoring.brier_score(
            answer, False
        )

    assert expected(said) - expected(belief) == pytest.approx((said - belief) ** 2, abs=1e-12)


@given(st.lists(st.tuples(chances, st.booleans()), min_size=1))
def test_a_brier_score_lies_between_0_and_1_whichever_side_is_named(answers):
    """To say 0.8 that it is so is to say 0.2 that it is not."""
    said, happened = map(np.array, zip(*answers, strict=True))
    score = scoring.brier_score(said, happened)
    assert 0 <= score <= 1
    assert scoring.brier_score(1 - said, ~happened) == pytest.approx(score, abs=1e-12)


@pytest.mark.parametrize(
    ("said", "happened", "found"),
    [
        (70, True, "70"),
        (-0.1, True, "-0.1"),
        (0.5, 2, "2"),
        (None, True, "missing"),
        ([], [], "none"),
        ([0.1, 0.2], [True, True, False], "2 of probability, 3 of happened"),
    ],
)
def test_what_is_no_probability_is_not_scored(said, happened, found):
    """70 for 70 percent would cost 4,761, and nobody would see why."""
    with pytest.raises(ScoreError, match=found):
        scoring.brier_score(said, happened)


# Calibration


def test_calibration_counts_what_happened_at_each_probability():
    """Of five things called 0.8 likely four happened, of two called 0.3 none."""
    said = [0.8, 0.3, 0.8, 0.8, 0.3, 0.8, 0.8]
    happened = [True, False, True, False, False, True, True]
    table = scoring.calibration(said, happened)
    assert table[["said", "n", "happened", "share"]].to_numpy().tolist() == [
        [pytest.approx(0.3), 2, 0, 0],
        [pytest.approx(0.8), 5, 4, 0.8],
    ]


def test_a_group_holds_its_lower_end_and_the_last_both():
    """0.5 belongs to the upper half; 1 to the last group, not to one of its own."""
    table = scoring.calibration([0, 0.49, 0.5, 1], [False, False, True, True], edges=[0, 0.5, 1])
    assert table["n"].tolist() == [2, 2]
    assert table["said"].tolist() == pytest.approx([0.245, 0.75])


def test_groups_without_answers_have_no_row():
    """A share of nothing is not 0."""
    table = scoring.calibration([0.05, 0.95], [False, True], edges=np.linspace(0, 1, 11))
    assert len(table) == 2


def test_the_range_is_wilsons():
    """For 0 of 10 it runs from 0 to z**2 / (10 + z**2), and for 5 of 10 it lies evenly about 1/2."""
    z2 = 1.959964**2
    none = scoring.calibration([0.1] * 10, [False] * 10).loc[0]
    assert (none["low"], none["high"]) == pytest.approx((0, z2 / (10 + z2)), abs=1e-6)
    half = scoring.calibration([0.5] * 10, [True, False] * 5).loc[0]
    reach = math.sqrt(z2 * (10 / 4 + z2 / 4)) / (10 + z2)
    assert (half["low"], half["high"]) == pytest.approx((0.5 - reach, 0.5 + reach), abs=1e-6)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1))
@settings(deadline=None)  # the first example loads scipy.stats
def test_calibration_loses_no_answer(answers):
    """The groups add up to the whole, and each share lies in its range."""
    said, happened = zip(*answers, strict=True)
    for edges in (None, [0, 0.5, 1], [0, 0.2, 0.4, 0.6, 0.8, 1]):
        table = scoring.calibration(said, happened, edges)
        assert (table["n"].sum(), table["happened"].sum()) == (len(answers), sum(happened))
        assert (table["n"] * table["said"]).sum() == pytest.approx(sum(said))
        assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()


@pytest.mark.parametrize("edges", [[0, 1, 0.5], [0.1, 1], [0, 0.9], [0, 0.5, 0.5, 1], [0], 1])
def test_edges_rise_from_0_to_1(edges):
    """An answer outside all groups would be lost without a word."""
    with pytest.raises(ScoreError, match="rising from 0 to 1"):
        scoring.calibration([0.5], [True], edges)


def test_coverage_counts_intervals_by_the_level_they_claim():
    """Both ends belong to an interval: the truth at an end is held."""
    table = scoring.coverage(
        [10, 10, 10, 10], [20, 20, 20, 20], [10, 20, 21, 15], level=[0.5, 0.5, 0.9, 0.9]
    )
    assert table[["level", "n", "held", "share"]].to_numpy().tolist() == [
        [0.5, 2, 2, 1.0],
        [0.9, 2, 1, 0.5],
    ]


def test_columns_of_a_table_can_be_scored():
    """Answers kept in a table go in as they are."""
    answers = pd.DataFrame({"low": [1, 5], "high": [9, 6], "truth": [5, 8]}, index=[7, 8])
    assert scoring.interval_score(answers["low"], answers["high"], answers["truth"], 0.5) == (
        pytest.approx([8, 1 + 4 * 2])
    )
    assert scoring.coverage(answers["low"], answers["high"], answers["truth"], 0.5)["n"].sum() == 2
