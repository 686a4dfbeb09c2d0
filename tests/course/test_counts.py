"""Reported figures: what was known when."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import counts, datasets


@pytest.fixture(scope="module")
def reports():
    return datasets.load("casualty_reports")


def test_a_series_counts_one_thing(reports):
    """Adding up or comparing figures makes sense only where they count the same people."""
    killed = counts.series(reports, "crocus-2024")
    assert killed[
        ["event_id", "measure", "population", "use"]
    ].drop_duplicates().values.tolist() == [["crocus-2024", "killed", "all", "series"]]


def test_officials_had_given_144_by_the_articles_date(reports):
    """RT of 29 March 2024 has the health minister's 144; the article is of the 30th."""
    known = counts.known_by(counts.series(reports, "crocus-2024"), "2024-03-30")
    official = counts.printed_range(known).query("speaker == 'officials'")
    assert official["best"].max() == 144
    assert known["reported_on"].max() == pd.Timestamp("2024-03-30")


def test_a_report_without_a_day_is_never_known():
    """An undated page cannot be placed before a date, so it is not counted as known."""
    toy = pd.DataFrame({"reported_on": pd.to_datetime([None, None]), "best": [1, 2]})
    assert counts.known_by(toy, "2100-01-01").empty


@given(
    st.lists(st.dates(pd.Timestamp("2000-01-01").date(), pd.Timestamp("2030-01-01").date())),
    st.dates(pd.Timestamp("2000-01-01").date(), pd.Timestamp("2030-01-01").date()),
    st.integers(0, 400),
)
def test_knowledge_only_grows(days, day, more):
    """What is known by a day is known by any later day."""
    toy = pd.DataFrame({"reported_on": pd.to_datetime(pd.Series(days, dtype="datetime64[s]"))})
    earlier = counts.known_by(toy, day).index
    later = counts.known_by(toy, pd.Timestamp(day) + pd.Timedelta(days=more)).index
    assert set(earlier) <= set(later)


def test_a_printed_range_keeps_low_below_high(reports):
    """Filling a single figure in as both ends must not turn a range around."""
    ranged = counts.printed_range(reports).dropna(subset="high")
    assert (ranged["low"] <= ranged["high"]).all()


def test_words_without_a_number_stay_without_one(reports):
    """ "Dozens" is not a figure; lesson 2.3 asks what coders make of it."""
    ranged = counts.printed_range(reports).set_index("report_id")
    assert pd.isna(ranged.loc["crocus-2024-029", "high"])
    assert ranged.loc["crocus-2024-029", "figure"] == "words only, no number"
