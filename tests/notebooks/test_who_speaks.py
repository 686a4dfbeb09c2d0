"""Lesson 1.1: what it says in words is what its tables say."""

from datetime import date

import pytest

from course import counts, datasets
from tests.notebooks.reading import prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("1.1")


@pytest.fixture(scope="module")
def claims():
    return datasets.load("claims")


@pytest.fixture(scope="module")
def reports():
    return datasets.load("casualty_reports")


def test_the_kinds_counted_in_the_text(prose, claims):
    """A number in a sentence goes stale when a claim is recoded."""
    judged = claims["kind"].isin(["evaluation", "causal", "prediction"]).sum()
    assert f"{judged} of the {len(claims)} judge, explain or predict" in prose
    ends = claims[claims["paragraph"].isin([1, 18])]
    assert (len(ends), (ends["kind"] == "event").sum()) == (12, 1)
    assert "Twelve claims, and one event among them" in prose


def test_the_attributions_counted_in_the_text(prose, claims):
    """Four claims name a source."""
    named = claims["attribution"].notna().sum()
    assert named == 4
    assert "Four of 130." in prose
    assert f"other {len(claims) - named} a reader" in prose


def test_the_loaded_terms_counted_in_the_text(prose, claims):
    """The sentence on wording gives both counts."""
    loaded = claims.dropna(subset="loaded_terms")
    events = (loaded["kind"] == "event").sum()
    assert (
        f"{len(loaded)} claims carry such a term, and {events} of them are coded as events" in prose
    )


def test_the_reports_counted_in_the_text(prose, reports):
    """What is drawn, what is left out, and how many there were."""
    of_all = reports.query(
        "event_id == 'crocus-2024' and measure == 'killed' and population == 'all'"
    )
    killed = counts.series(reports, "crocus-2024")
    drawn = counts.printed_range(killed).dropna(subset=["reported_on", "high"])
    assert (
        f"Of the {len(of_all)} reports that count all those killed, {len(killed)} may stand in one "
        f"series, and {len(drawn)} of these" in prose
    )


def test_the_figures_told_in_the_text(prose, reports):
    """The story of the timeline: 40, 133, 144 by the article's date, 149 later; 94 for Kerman."""
    killed = counts.printed_range(counts.series(reports, "crocus-2024"))
    official = killed[killed["speaker"] == "officials"]
    highest = {
        day: counts.known_by(official, day)["best"].max()
        for day in ("2024-03-22", "2024-03-23", "2024-03-30", "2026-03-12")
    }
    assert list(highest.values()) == [40, 133, 144, 149]
    for number in ("gave 40", "133", "144", "rise to 149"):
        assert number in prose
    kerman = counts.series(reports, "kerman-2024").query("best == 94")
    assert kerman["reported_on"].min().date() == date(2024, 1, 11)
