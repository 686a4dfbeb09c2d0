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


def toy(*rows):
    """Made-up reports of one event: (day of May 2020 or None, qualifier, low, best, high)."""
    return pd.DataFrame(
        {
            "event_id": "toy-2020",
            "reported_on": pd.to_datetime([row[0] and f"2020-05-{row[0]:02}" for row in rows]),
            "qualifier": [row[1] for row in rows],
            "low": pd.array([row[2] for row in rows], dtype="Int64"),
            "best": pd.array([row[3] for row in rows], dtype="Int64"),
            "high": pd.array([row[4] for row in rows], dtype="Int64"),
            "source_type": "government",
        }
    )


def test_the_envelope_ignores_the_order_of_reports():
    """It depends on what was reported, not on which row comes first."""
    told = toy((1, "exact", None, 3, None), (2, "range", 4, None, 9), (3, "exact", None, 5, None))
    assert counts.envelope(told).tolist() == counts.envelope(told[::-1]).tolist() == [3, 4, 9]


def test_a_floor_has_no_upper_end_in_the_envelope():
    """ "At least 40" alone leaves the middle and the high end open."""
    found = counts.envelope(toy((1, "at_least", 40, 40, None)))
    assert found["low"] == 40
    assert found[["best", "high"]].isna().all()


def test_the_latest_figure_is_the_groups_own(reports):
    """By the article's date officials' last figure is the 140 of a page of that day, not the 144."""
    known = counts.known_by(counts.series(reports, "crocus-2024"), "2024-03-30")
    assert counts.latest(known)["report_id"] == "crocus-2024-098"
    assert counts.latest(known[known["source_type"] == "social_media"]) is None


def test_kerman_came_down_before_it_went_up(reports):
    """103 on the day, 95 and 84 on the next, 91 on 6 January 2024: the dated official series."""
    moved = counts.revisions(counts.series(reports, "kerman-2024"))
    assert [int(number) for number in moved["number"]] == [103, 95, 84, 91]
    assert moved["change"].tolist()[1:] == [-8, -11, 7]


def test_a_repeated_figure_is_no_revision():
    """Two pages with one number do not move the count."""
    told = toy((1, "exact", None, 5, None), (2, "exact", None, 5, None))
    assert len(counts.revisions(told)) == 1


def test_first_and_last_leaves_out_events_told_once():
    """One report does not move; 40 to 149 is 3.725 times."""
    moving = toy((1, "exact", None, 40, None), (11, "exact", None, 149, None))
    still = toy((1, "exact", None, 9, None)).assign(event_id="other-2020")
    found = counts.first_and_last(pd.concat([moving, still]))
    assert found.index.tolist() == ["toy-2020"]
    assert found.loc["toy-2020"].tolist() == [40, 149, 3.725, 10]


@given(st.lists(st.one_of(st.integers(0, 10_000), st.none())))
def test_last_digits_add_up_to_the_figures_looked_at(figures):
    """Every figure of ten or more is counted once; shares add up to one where there is any."""
    found = counts.digit_preference(figures)
    looked_at = [figure for figure in figures if figure is not None and figure >= 10]
    assert found["figures"].sum() == len(looked_at)
    assert found["share"].sum() == pytest.approx(1 if looked_at else 0)
