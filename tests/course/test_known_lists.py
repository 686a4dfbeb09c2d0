"""Three made-up lists: their counts, their estimates, and which way these are pulled."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import capture_recapture as cr
from course.errors import MethodSettingError
from course.known_lists import LINKS, KnownLists, _drawn, _estimates, _shares, _together, link

PAIRS = {"A and B": ["A", "B"], "A and C": ["A", "C"], "B and C": ["B", "C"]}
MODELS = {
    "All three, no link": "[1,2,3]",
    "All three, A–B link": "[12,3]",
    "All three, A–C link": "[13,2]",
}


def totals(lists):
    return lists.estimates["total"].to_dict()


def test_independent_lists_all_find_the_truth():
    """Where nothing that is taken for granted fails, every estimate is the number of people."""
    assert totals(KnownLists()) == pytest.approx(dict.fromkeys([*PAIRS, *MODELS], 10_000), rel=1e-6)


def test_the_cells_hold_all_people_and_the_lists_their_share():
    """40, 30 and 20 percent of 10,000, and 0.6 x 0.7 x 0.8 of them on no list."""
    lists = KnownLists()
    assert cr.list_totals(lists.table).tolist() == pytest.approx([4000, 3000, 2000])
    assert lists.cells["count"].sum() == pytest.approx(10_000)
    assert lists.cells["count"].iloc[-1] == pytest.approx(3360)
    assert lists.cells.iloc[-1][["A", "B", "C"]].tolist() == [0, 0, 0]


def test_lists_that_meet_pull_down_and_lists_that_keep_apart_pull_up():
    """The direction the lesson teaches; C depends on neither, so its pairs stay right."""
    for odds, sign in ((4, -1), (1 / 3, 1)):
        found = totals(KnownLists(dependence=odds))
        for name in ("A and B", "All three, no link", "All three, A–C link"):
            assert sign * (found[name] - 10_000) > 500
        for name in ("A and C", "B and C", "All three, A–B link"):
            assert found[name] == pytest.approx(10_000)


def test_an_odds_ratio_of_4_by_hand():
    """With half of the people on each list, a third on both: odds 2 against odds 1/2, ratio 4."""
    assert _together(0.5, 0.5, 4) == pytest.approx(1 / 3)
    assert totals(KnownLists(cover_a=50, cover_b=50, dependence=4))["A and B"] == pytest.approx(
        7500
    )


@given(st.floats(0.05, 0.9), st.floats(0.05, 0.9), st.sampled_from(list(LINKS.values())))
@settings(max_examples=50, deadline=None)
def test_the_odds_ratio_is_kept_and_no_share_is_negative(a, b, odds):
    """The link changes who is on both lists, never how many are on each."""
    both = _together(a, b, odds)
    cells = both, a - both, b - both, 1 - a - b + both
    assert min(cells) > 0
    assert cells[0] * cells[3] / (cells[1] * cells[2]) == pytest.approx(odds, rel=1e-5)


def test_people_out_of_reach_are_missed_by_every_estimate():
    """No overlap can tell of people who could be on no list, and every model fits as before."""
    lists = KnownLists(dependence=1, out_of_reach=25)
    assert set(lists.estimates["total"].round()) == {7500}
    assert cr.fit(lists.table, "[12,3]").deviance == pytest.approx(0, abs=1e-6)


@given(st.lists(st.integers(1, 400), min_size=8, max_size=8))
@settings(max_examples=15, deadline=None)
def test_the_closed_forms_are_the_fitted_models(counts):
    """What the tool works out by hand is what the course's own fits and intervals give."""
    patterns = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)]
    found = {row["name"]: row for row in _estimates(dict(zip(patterns, counts, strict=False)))}
    table = pd.DataFrame(patterns, columns=list("ABC")).assign(count=counts[:7])
    for name, model in MODELS.items():
        assert found[name]["total"] == pytest.approx(cr.fit(table, model).total, rel=1e-5)
        ends = found[name]["low"], found[name]["high"]
        assert ends == pytest.approx(cr.lognormal_interval(table, model), rel=1e-4)
    for name, pair in PAIRS.items():
        two = table.groupby(pair, as_index=False)["count"].sum()
        two = two[two[pair].any(axis=1)]
        assert found[name]["total"] == pytest.approx(cr.fit(two, "[1,2]").total, rel=1e-5)
        ends = found[name]["low"], found[name]["high"]
        assert ends == pytest.approx(cr.lognormal_interval(two, "[1,2]"), rel=1e-4)


def test_a_random_draw_is_the_same_for_the_same_seed():
    """A finding from a draw can be shown to somebody else."""
    first = KnownLists(seed=7).cells["count"].tolist()
    assert sum(first) == 10_000
    assert all(isinstance(count, int) for count in first)
    assert first == KnownLists(seed=7).cells["count"].tolist()
    assert first != KnownLists(seed=8).cells["count"].tolist()


def test_draws_scatter_about_the_expected_counts():
    """The mean of 400 draws lies within four standard errors of what is expected."""
    shares = _shares(0.4, 0.3, 0.2, 4, 0.1)
    draws = [_drawn(shares, 1000, seed) for seed in range(400)]
    for pattern, share in shares.items():
        error = math.sqrt(1000 * share * (1 - share) / 400)
        mean = sum(draw[pattern] for draw in draws) / 400
        assert abs(mean - 1000 * share) < 4 * error


def test_no_numbers_are_made_up_where_no_list_meets():
    """Every one of the six refuses, each with a reason of its own."""
    apart = {(1, 0, 0): 5, (0, 1, 0): 5, (0, 0, 1): 5}
    counts = {
        tuple(map(int, f"{number:03b}")): apart.get(tuple(map(int, f"{number:03b}")), 0)
        for number in range(8)
    }
    found = _estimates(counts)
    assert [row["total"] for row in found] == [None] * 6
    assert len({row["refused"] for row in found}) == 6
    empty = _estimates(counts | {(0, 0, 1): 0})
    assert {row["name"]: row["refused"] for row in empty}["All three, no link"] == "a list is empty"


@pytest.mark.parametrize(
    "setting", [{"dependence": 7}, {"people": 20_001}, {"cover_a": 0}, {"out_of_reach": 61}]
)
def test_a_setting_out_of_range_is_refused(setting):
    """The error names the setting and what it may be."""
    (name,) = setting
    with pytest.raises(MethodSettingError, match=name):
        KnownLists(**setting)


def test_the_link_may_be_rounded():
    """1/3 is a stop, however a student writes it."""
    assert link(0.3333) == LINKS["1/3"] == 1 / 3


def test_the_link_in_people_out_of_100():
    """Half on each list and a third on both: 67 in 100 of those on A, 33 of those not on A."""
    on_a, not_on_a = KnownLists(cover_a=50, cover_b=50, dependence=4).on_b
    assert (on_a, not_on_a) == pytest.approx((200 / 3, 100 / 3))
