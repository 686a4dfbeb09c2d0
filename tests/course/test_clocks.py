"""Clocks: from when a report counts as known."""

import pandas as pd
import pytest

from course import clocks, datasets


@pytest.fixture(scope="module")
def known_from():
    return clocks.moments(datasets.load("casualty_reports")).set_index("report_id")["since"]


def test_a_page_without_a_clock_is_known_from_the_end_of_its_day(known_from):
    """Nobody can say that it was there any earlier."""
    assert known_from["crocus-2024-046"] == pd.Timestamp("2024-03-23 23:59")


def test_a_printed_clock_is_taken_as_it_stands(known_from):
    """Without a word on the zone there is nothing to reckon with."""
    assert known_from["crocus-2024-040"] == pd.Timestamp("2024-03-23 12:53")
    assert known_from["kabul-airport-2021-028"] == pd.Timestamp("2021-08-27 14:18")


def test_a_note_on_the_zone_moves_the_clock(known_from):
    """Omsk is three hours ahead of Moscow: 16:42 there is 13:42, as the row's note says."""
    assert known_from["crocus-2024-043"] == pd.Timestamp("2024-03-23 13:42")
    assert known_from["kerman-2024-009"] == pd.Timestamp("2024-01-03 17:09")


def test_what_a_note_says_of_a_page_holds_for_all_its_rows(known_from):
    """Killed and wounded stand on one page, and one clock; only one row has the note."""
    assert known_from["crocus-2024-022"] == known_from["crocus-2024-023"]
    assert known_from["crocus-2024-022"] == pd.Timestamp("2024-03-23 06:20")


def test_a_clock_that_cannot_be_right_counts_as_none(known_from):
    """14:05 is before the explosions; the day is all that the page tells."""
    for row in ("kerman-2024-011", "kerman-2024-012"):
        assert known_from[row] == pd.Timestamp("2024-01-03 23:59")


def test_a_report_without_a_day_is_never_known(known_from):
    """Nothing is put in place of a date that the page does not show."""
    reports = datasets.load("casualty_reports").set_index("report_id")
    assert known_from.isna().tolist() == reports["reported_on"].isna().tolist()


def test_no_report_leaves_its_day_by_a_clock_as_printed(known_from):
    """The replay by the hour never knows more at a day's end than the one by the day."""
    reports = datasets.load("casualty_reports").set_index("report_id")
    dated = reports["reported_on"].dropna()
    assert (known_from[dated.index].dt.normalize() == dated).all()
