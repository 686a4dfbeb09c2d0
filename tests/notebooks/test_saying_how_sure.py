"""Lesson 2.4: what it says in words is what its scores, tables and incidents say."""

import numpy as np
import pytest

from course import datasets, scoring, simulate
from course.simulate import names, process
from tests.notebooks.reading import code_of, prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("2.4")


@pytest.fixture(scope="module")
def row():
    return datasets.load("casualty_reports").set_index("report_id").loc


@pytest.fixture(scope="module")
def compared():
    """The 200 incidents of the text, with its own rule."""
    assert "simulate.compared(range(101, 301), level=0.8" in code_of("2.4")
    return simulate.compared(
        range(101, 301), level=0.8, own=lambda said: (said["official"], said["official"] * 1.2)
    )


def test_the_two_answers_scored_by_hand(prose):
    """50, and 40 + 10 x 5 = 90; 2 / 0.2 is 10 and 2 / 0.1 is 20."""
    assert scoring.interval_score(100, 150, 145, level=0.8) == 50
    assert scoring.interval_score(100, 140, 145, level=0.8) == pytest.approx(90)
    assert "It costs 40 + 10 × 5 = 90" in prose
    parts = scoring.interval_parts(0, 0, 1, level=[0.8, 0.9])
    assert parts["penalty"].tolist() == pytest.approx([10, 20])
    assert "that is 2 / 0.2 = 10 a person" in prose
    assert "At 90 percent every person outside costs 20" in prose


def test_where_the_narrow_interval_is_cheaper(prose):
    """From 117 to 143; alike at 116 and 144; 60 against 220 at 160."""
    truth = np.arange(90, 171)
    narrow, wide = (scoring.interval_score(*ends, truth, 0.8) for ends in ((120, 140), (100, 160)))
    cheaper = truth[narrow < wide - 1e-9]
    assert (cheaper.min(), cheaper.max()) == (117, 143)
    assert "from 117 to 143, that is up to 3 people outside" in prose
    assert truth[np.isclose(narrow, wide)].tolist() == [116, 144]
    assert (wide[truth == 160], narrow[truth == 160]) == (60, pytest.approx(220))
    assert "at 160 it is 60 against 220" in prose


def test_honest_ends_of_the_even_belief(prose):
    """90 with nine or ten left out; 99 with none, 101 with twenty."""
    score = scoring.by_tails(range(101, 201), 0.8)["score"]
    assert np.flatnonzero(np.isclose(score, score.min())).tolist() == [9, 10]
    assert [round(score[left]) for left in (10, 0, 20)] == [90, 99, 101]
    assert "falls to 90 where nine or ten numbers are left out" in prose
    assert "you pay 99, all of it width" in prose
    assert "you pay 101" in prose


def test_honest_ends_of_the_leaning_belief(prose):
    """107 to 180 or 181, about a tenth at each end; the middle is 134."""
    leaning = [*range(101, 151)] * 2 + [*range(101, 201)]
    best = scoring.by_tails(leaning, level=0.8).nsmallest(2, "score")
    assert best["low"].tolist() == [107, 107]
    assert sorted(best["high"]) == [180, 181]
    assert best["left_out"].between(0.09, 0.1).all()
    assert "107 to 180 or 181" in prose
    assert np.percentile(leaning, 50) == 134
    assert "not equally far from the middle of the belief, 134" in prose
    assert leaning.count(120) == 3 * leaning.count(160)


def test_brier_scores_in_the_text(prose):
    """0.09 and 0.49; 0.25 for a half; the least is 0.21 at 70 percent, 0.25 at 90."""
    brier = scoring.brier_score
    assert [round(brier(0.7, so), 2) for so in (True, False)] == [0.09, 0.49]
    assert brier(0.5, True) == brier(0.5, False) == 0.25
    mean = {p: 0.7 * brier(p / 100, True) + 0.3 * brier(p / 100, False) for p in range(101)}
    assert min(mean, key=mean.get) == 70
    assert (round(mean[70], 2), round(mean[90], 2)) == (0.21, 0.25)
    assert "The least is at 70 percent, with 0.21" in prose


def test_readers_of_likely(prose):
    """Quartiles 65 and 75."""
    words = datasets.load("word_probabilities").set_index(["scheme", "phrase"])
    likely = words.loc[("readers", "likely")]
    assert (likely["low"], likely["high"]) == (65, 75)
    assert "half of the readers took *likely* for something between 65 and 75 percent" in prose


def test_six_of_ten_and_sixty_of_a_hundred(prose):
    """0.31 to 0.83 holds 0.80; 0.50 to 0.69 does not. And 2 of 4 fits 15 to 85 percent."""
    for n, so, low, high in ((10, 6, 0.31, 0.83), (100, 60, 0.50, 0.69), (4, 2, 0.15, 0.85)):
        row = scoring.calibration([0.8] * n, [True] * so + [False] * (n - so)).iloc[0]
        assert (round(row["low"], 2), round(row["high"], 2)) == (low, high)
    assert "from 0.31 to 0.83" in prose
    assert "from 0.50 to 0.69" in prose


def test_what_the_text_says_of_real_counts(prose, row):
    """149 is the last official row; 133 on the day after; Kerman 103, 84, 94."""
    assert row["crocus-2024-113", "best"] == 149
    assert row["crocus-2024-113", "url"] in prose
    assert row["crocus-2024-046", "best"] == 133
    assert f"{row['crocus-2024-046', 'reported_on']:%Y-%m-%d}" == "2024-03-23"
    kerman = datasets.load("casualty_reports").query("event_id == 'kerman-2024'")
    assert {103, 84, 94} <= set(kerman["best"].dropna())
    later = kerman.query("measure == 'killed' and reported_on > '2024-01-04'")
    assert not later["best"].between(104, 103 * 1.2).any()
    assert "no later count that we found lies between 103 and a fifth more" in prose


def test_the_process_is_described_as_it_is_written(prose):
    """One to five hours, 5 to 12, 16 to 30, twelve outlets, about half copies."""
    assert process.HALF_COUNTED == (60, 300)
    assert "counted after one to five hours" in prose
    assert process.DIED_LATER == (5, 12)
    assert "5 to 12 in 100 of those killed" in prose
    assert process.COUNTED_TWICE == (16, 30)
    assert "16 to 30 in 100 are counted twice" in prose
    assert len(names.OUTLETS) == 12
    rows = [each for number in range(1, 41) for each in simulate.practice(number).rows]
    assert 0.45 < sum(each["origin"] != each["report_id"] for each in rows) / len(rows) < 0.6


def test_practice_incidents_are_of_the_sizes_named(prose):
    """Between 20 and 160 people killed."""
    killed = [simulate.practice(number).truth.killed for number in range(1, 301)]
    assert min(killed) >= 20
    assert max(killed) <= 160
    assert "kill between 20 and 160 people" in prose


def test_small_incidents_leave_no_trace(prose):
    """Six in ten with one person killed; hardly any with 100; 2,077 of 3,016 are two in three."""
    assert simulate.unseen(1, outlets=3) == pytest.approx(0.6, abs=0.01)
    assert simulate.unseen(100, outlets=3) < 0.01
    assert "with one person killed six in ten leave no trace" in prose
    for words in ("2,077 of 3,016 entries", "3,231 deaths", "about 25 and 40"):
        assert words in prose


def test_simple_rules_over_200_incidents(prose, compared):
    """The means by day, and how often low to high held."""
    mean = compared.groupby(["rule", "day"])["score"].mean().round()
    assert mean["ACLED", 1] == 389
    assert "ACLED's cost 389 on the first day" in prose
    assert mean["latest official figure", 11] == 45
    assert "the eleventh day costs 45" in prose
    assert mean["UCDP low to high", 11] == 73
    assert "it still costs 73 at the end" in prose
    ucdp = compared[compared["rule"] == "UCDP low to high"]
    held = simulate.held_by_day(ucdp, 0.8)
    assert held["held"].tolist()[::2] == [132, 163]
    assert "132 of 200 on the first day, which is too few, and 163 on the eleventh" in prose
    assert held["high"][0] < 0.8
    assert held["low"][2] < 0.8 < held["high"][2]
    assert ucdp.groupby("day")["width"].mean().between(65.5, 68.5).all()


def test_the_own_rule_over_200_incidents(prose, compared):
    """97, 27 and 17; below the official figure in 102 on the first day."""
    own = compared[compared["rule"] == "own rule"]
    mean = own.groupby("day")["score"].mean().round()
    assert mean.tolist() == [97, 27, 17]
    assert "27 on the fourth day, 17 on the eleventh" in prose
    assert "On the first day it costs 97, more than low to high" in prose
    ucdp = compared.query("rule == 'UCDP low to high' and day == 1")["score"].mean()
    assert ucdp < mean[1]
    first = own[own["day"] == 1]
    assert (first["truth"] < first["low"]).sum() == 102
    assert "In 102 of the 200 incidents it did" in prose


def test_the_checks_have_the_answers_of_the_scores():
    """60 to 90 with 97 killed costs 30 + 70; one in four below costs 2.5 a person."""
    assert scoring.interval_score(60, 90, 97, level=0.8) == pytest.approx(100)
    below = [110, 130, 130, 130]  # one in four lies below 120
    high, moved = 140, 115
    here, there = (np.mean(scoring.interval_score(low, high, below, 0.8)) for low in (120, moved))
    assert here - there == pytest.approx((120 - moved) * (2.5 - 1))
