"""The as-of tool's meaning, without a browser."""

import pandas as pd
import pytest
import traitlets

from course import counts, work
from course.errors import NoSeriesError
from course.widgets.as_of import EVENTS, LEAST, AsOf


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path))


@pytest.fixture
def tool():
    return AsOf()


def at(text):
    return pd.Timestamp(text)


def test_slider_variable_figure_and_words_say_the_same(tool):
    """What is drawn, said, listed and answered belongs to one moment."""
    tool.until = at("2024-03-23 12:53")
    assert tool._slider.value == tool.until
    assert tool.latest["report_id"] == "crocus-2024-040"
    assert "115" in tool.figure.layout.title.text
    assert "23 March 2024, 12:53" in tool.words.value
    assert "crocus-2024-040" in tool.numbers.value
    assert "crocus-2024-059" not in tool.numbers.value


def test_what_is_known_is_what_was_out_by_then(tool):
    """The Omsk page of 16:42 is known from 13:42 in Moscow, and not at 13:00."""
    tool.until = at("2024-03-23 12:59")
    assert "crocus-2024-043" not in tool.known["report_id"].tolist()
    tool.until = at("2024-03-23 13:42")
    assert "crocus-2024-043" in tool.known["report_id"].tolist()
    assert tool.envelope.tolist() == counts.envelope(tool.known).tolist()


def test_a_moment_without_a_stop_is_refused_by_name(tool):
    """The error lists the moments that can be chosen."""
    with pytest.raises(traitlets.TraitError, match="2024-03-23 12:53"):
        tool.until = at("1999-01-01")


def test_the_slider_waits_for_a_guess_or_a_word(tool):
    """A guess made after the answer is none; whoever does not want to guess may go on."""
    assert tool._slider.disabled
    assert "Before you move on" in tool._asked.value
    tool._skip.click()
    assert not tool._slider.disabled
    other = AsOf("kerman-2024")
    other.guess = (60, 120)
    assert not other._slider.disabled


def test_a_guess_in_the_fields_is_the_variable_and_is_drawn(tool):
    """Fields, variable and band hold one range, and where it was made."""
    tool._low.value, tool._high.value = 60, 120
    tool._draw.click()
    assert tool.guess == (60, 120)
    assert tool.guessed_at == tool.stops[0]
    (band,) = tool.figure.layout.shapes
    assert (band.y0, band.y1) == (60, 120)
    assert tool.figure.layout.yaxis.range[1] > 120


def test_two_numbers_the_wrong_way_round_are_asked_for_again(tool):
    """The tool says what it needs; nothing is drawn."""
    tool._low.value, tool._high.value = 120, 60
    tool._draw.click()
    assert tool.guess is None
    assert "lower one first" in tool._said.value


@pytest.mark.parametrize("guess", [(5,), (9, 3), (-1, 3), (1.5, 3), ("1", "3")])
def test_a_guess_that_is_no_range_is_refused(tool, guess):
    """People are counted in whole numbers, the lower first."""
    with pytest.raises(traitlets.TraitError, match="expected two whole numbers"):
        tool.guess = guess


def test_the_guess_is_compared_at_the_end_and_not_before(tool):
    """In words and with the distance: 149 less 120 is 29. There is no mark."""
    tool.guess = (60, 120)
    tool.until = tool.stops[-2]
    assert tool.verdict == ""
    tool.until = tool.stops[-1]
    assert "The last official number with a date is 149." in tool.verdict
    assert "Your guess of 60 to 120" in tool.verdict
    assert "lies below it, by 29" in tool.verdict
    assert tool.verdict in tool.words.value


def test_at_the_end_kerman_has_two_last_numbers():
    """Officials' last dated figure is 91; five days later a page prints 94 without saying whose."""
    tool = AsOf("kerman-2024")
    tool.guess = (80, 100)
    tool.until = tool.stops[-1]
    assert "last official number with a date is 91." in tool.verdict
    assert "The last by anyone is 94" in tool.verdict
    assert "holds it" in tool.verdict


def test_a_range_may_share_numbers_with_a_guess():
    """Kabul's Afghan dead end, among officials, as 95 to 169 in one report."""
    tool = AsOf("kabul-airport-2021", "killed", "Afghans")
    tool.guess = (150, 200)
    tool.until = tool.stops[-1]
    assert "is 95 to 169." in tool.verdict
    assert "shares numbers with it" in tool.verdict


def test_every_choice_counts_one_thing_and_moves(tool):
    """At least four dated numbers of one event, one measure, one population."""
    assert {event for event, *_ in tool.choices} == set(EVENTS)
    for choice in tool.choices:
        tool.choose(*choice)
        kinds = tool.reports[["event_id", "measure", "population", "use"]].drop_duplicates()
        assert kinds.to_numpy().tolist() == [[*choice, "series"]]
        tool.until = tool.stops[-1]
        assert tool.numbers.value.count("<tr>") - 1 >= LEAST


def test_choosing_in_the_lists_changes_the_series(tool):
    """Another event starts with its killed; another count stays with the event."""
    tool._event.value = "kabul-airport-2021"
    assert (tool.event, tool.measure, tool.population) == ("kabul-airport-2021", "killed", "all")
    tool._counted.value = ("killed", "military")
    assert tool.population == "military"
    assert tool.until == tool.stops[0]
    assert "(military)" in tool.figure.layout.yaxis.title.text


def test_what_cannot_be_replayed_is_refused_with_what_can():
    """The error lists the series there are."""
    with pytest.raises(NoSeriesError, match="kerman-2024, killed, all"):
        AsOf("kerman-2024", "missing")


def test_a_guess_is_kept_for_its_series_alone(tool):
    """Tomorrow it stands where it was drawn, and in no other series."""
    tool.guess = (60, 120)
    assert tool.kept
    again = AsOf()
    assert (again.guess, again.guessed_at) == ((60, 120), again.stops[0])
    assert not again._slider.disabled
    assert AsOf("kerman-2024").guess is None


def test_starting_over_forgets_the_guess(tool):
    """On the page and on disk."""
    tool.guess = (60, 120)
    tool.until = tool.stops[-1]
    tool._over.click()
    assert tool.guess is None
    assert tool.until == tool.stops[0]
    assert tool._slider.disabled
    assert len(tool.figure.layout.shapes) == 0
    assert AsOf().guess is None


@pytest.mark.parametrize(
    "kept", ["words", [1, 2], {"guess": [9, 3]}, {"guess": ["a", 3]}, {"guess": None}]
)
def test_a_broken_file_is_no_guess(kept):
    """A file may have been edited by hand; the tool starts afresh."""
    work.keep("2.2 as of crocus-2024 killed all", kept)
    assert AsOf().guess is None


def test_the_table_leads_to_each_page(tool):
    """Row, outlet and address of every number drawn."""
    tool.until = tool.stops[-1]
    rows = counts.printed_range(tool.known).dropna(subset="high")
    for row in rows.itertuples():
        assert row.report_id in tool.numbers.value
    assert tool.numbers.value.count('href="http') == len(rows)
