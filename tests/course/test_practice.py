"""Practice incidents to estimate: statements, simple rules, incidents that nobody reports."""

from datetime import timedelta

import pandas as pd
import pytest

from course import coding, counts, simulate
from course.errors import NoSuchIncidentError
from course.simulate import CHECKPOINTS, LAST_PRACTICE, practice

SOME = range(1, 13)


@pytest.fixture(scope="module")
def everyone():
    """Every incident on every day: what a tool may ever show."""
    return [(practice(n), day) for n in range(1, LAST_PRACTICE + 1) for day in CHECKPOINTS]


def known(practised, day):
    until = practised.day + timedelta(days=day)
    return counts.known_by(practised.reports, pd.Timestamp(until))


def test_every_incident_can_be_estimated_on_every_day(everyone):
    """There is an official figure, a statement and an upper end to compare with."""
    for practised, day in everyone:
        said = simulate.readings(practised, day)
        assert None not in (said["official"], said["gtd"], said["acled"], said["highest"])
        assert simulate.statement(practised, day) >= said["official"]


def test_a_statement_stands_in_the_reports_and_is_often_true_and_often_not(everyone):
    """Always saying yes, or no, must not pay: between 3 and 7 in 10 are so on each day."""
    for day in CHECKPOINTS:
        so = [p.truth.killed > simulate.statement(p, d) for p, d in everyone if d == day]
        assert 0.3 < sum(so) / len(so) < 0.7
    for number in SOME:
        printed = known(practice(number), 4).query("measure == 'killed' and use == 'series'")
        assert simulate.statement(practice(number), 4) in set(printed["best"].dropna())


@pytest.mark.parametrize("number", SOME)
@pytest.mark.parametrize("day", CHECKPOINTS)
def test_simple_rules_are_those_of_the_coding_module(number, day):
    """Read from plain rows here, from tables there."""
    practised = practice(number)
    rules = simulate.rules_of_thumb(practised, day)
    out = known(practised, day)
    killed = counts.series(out, practised.event_id)
    made = coding.decide(killed)
    assert rules["GTD"] == (made["GTD"].best,) * 2
    assert rules["ACLED"] == (made["ACLED"].best,) * 2
    assert rules["UCDP low to high"] == (made["UCDP"].low, made["UCDP"].high)
    assert rules["latest official figure"][0] == counts.latest(killed)["best"]
    ends = counts.envelope(out.query("measure == 'killed' and population == 'all'"))
    assert rules["all numbers printed"] == (ends["low"], ends["high"])


def test_incidents_are_numbered_from_1_to_300():
    """Anything else is refused with what there is."""
    for number in (0, 301, "1", True, 1.0):
        with pytest.raises(NoSuchIncidentError, match="from 1 to 300"):
            practice(number)


def test_a_rule_of_ones_own_is_scored_beside_the_others():
    """0 to 10,000 always holds and always costs 10,000."""
    told = simulate.compared([1, 2], own=lambda said: (0, 10_000)).query("rule == 'own rule'")
    assert len(told) == 6
    assert (told["score"] == 10_000).all()
    assert (told["missed_by"] == 0).all()


def test_coverage_is_counted_day_by_day():
    """A rule that holds on the first day alone: 2 of 2, then 0 of 2."""
    told = simulate.compared([1, 2], own=lambda said: (0, 10_000 if said["day"] == 1 else 1))
    held = simulate.held_by_day(told.query("rule == 'own rule'"), 0.8)
    assert held["name"].tolist() == ["day 1", "day 4", "day 11"]
    assert held[["held", "n"]].to_numpy().tolist() == [[2, 2], [0, 2], [0, 2]]


def test_an_incident_that_one_outlet_watches_is_missed_by_that_outlets_chance():
    """h / (s + h), averaged over the outlets that may be the one."""
    halves = [outlet.half for outlet in simulate.names.OUTLETS]
    expected = sum(half / (5 + half) for half in halves) / len(halves)
    assert simulate.unseen(5, outlets=1) == pytest.approx(expected)
    assert simulate.unseen(5, outlets=0) == 1


def test_incidents_are_unseen_as_often_as_the_formula_says():
    """400 incidents with one person killed, three outlets: 0.596, give or take 0.1 (4 sigma)."""
    drawn = [simulate.incident(seed, killed=1, outlets=3).outlets for seed in range(400)]
    share = sum(not outlets for outlets in drawn) / len(drawn)
    assert share == pytest.approx(simulate.unseen(1, outlets=3), abs=0.1)
