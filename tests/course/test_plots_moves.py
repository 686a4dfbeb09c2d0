"""The figures of lesson 2.2: what was known by a moment, and first against last counts."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from course import clocks, counts, datasets, plots
from course.plots.moves import nice_top, stops


@pytest.fixture(scope="module")
def reports():
    return clocks.moments(datasets.load("casualty_reports"))


@pytest.fixture(scope="module")
def killed(reports):
    return counts.series(reports, "crocus-2024")


@pytest.fixture(scope="module")
def moved(reports):
    every = reports.query("measure == 'killed' and population == 'all' and use == 'series'")
    names = datasets.load("events").set_index("event_id")["name"]
    return plots.plot_first_and_last(every, names)


def marks(figure):
    """Heights of all marks that are drawn, in people."""
    series = [trace for trace in figure.data if trace.mode == "markers"]
    return [height for trace in series for height in trace.y if height is not None]


def steps(figure):
    """Heights of the lowest and of the highest step, in people."""
    low, high = [], []
    for trace in figure.data:
        if trace.line.shape == "hv":
            middle = len(trace.y) // 2
            low += [height for height in trace.y[:middle] if height is not None]
            high += [height for height in trace.y[middle + 1 :] if height is not None]
    return low, high


def bars(figure):
    """Lower and upper end of each printed range that is drawn, in people."""
    series = [trace.y for trace in figure.data if trace.mode == "lines" and trace.line.width == 9]
    return [ends for heights in series for ends in zip(heights[::3], heights[1::3], strict=True)]


@pytest.mark.parametrize("moment", ["2024-03-22 21:00", "2024-03-23 12:53", "2026-03-12 23:59"])
def test_as_of_draws_what_was_known_and_no_more(killed, moment):
    """Every dated number once it was known, and none before."""
    fig = plots.plot_as_of(killed, moment)
    known = killed[killed["since"] <= moment].dropna(subset=["best", "low"], how="all")
    assert len(marks(fig)) == len(known) == len(plots.data_table(fig))


def test_the_axis_does_not_tell_what_comes_later(killed):
    """A reader who is to guess must not read the answer off the scale."""
    first = plots.plot_as_of(killed, "2024-03-22 21:00")
    assert first.layout.yaxis.range[1] < 149
    assert "149" not in plots.describe(first)


def test_the_steps_are_the_envelope(killed):
    """At the end the two steps stand where `counts.envelope` puts its ends."""
    fig = plots.plot_as_of(killed)
    dated = killed[killed["since"].notna()]
    ends = counts.envelope(dated)
    low, high = steps(fig)
    assert low[-1] == ends["low"] == min(marks(fig))
    assert high[-1] == ends["high"]


def test_the_lowest_step_never_rises_and_the_highest_never_falls(reports):
    """What was printed once stays printed, for each of the three events."""
    for event in ("crocus-2024", "kerman-2024", "kabul-airport-2021"):
        fig = plots.plot_as_of(counts.series(reports, event))
        low, high = steps(fig)
        assert low == sorted(low, reverse=True)
        assert high == sorted(high)


def test_floors_are_hollow_and_ranges_are_bars(killed):
    """A number that has no upper end must not look like one that has."""
    fig = plots.plot_as_of(killed)
    symbols = {}
    for trace in (trace for trace in fig.data if trace.mode == "markers"):
        said = zip(trace.customdata, trace.marker.symbol, strict=True)
        symbols |= {row[3]: symbol for row, symbol in said if row[3]}
    placed = counts.printed_range(killed).set_index("report_id").loc[list(symbols)]
    for row, symbol in symbols.items():
        assert symbol.endswith("-open") == (placed.loc[row, "qualifier"] in counts.FLOORS)
    ranges = placed[placed["low"] < placed["high"]]
    assert sorted(bars(fig)) == sorted(zip(ranges["low"], ranges["high"], strict=True)) != []


def test_every_mark_names_its_row_outlet_and_address(killed):
    """A reader can open the page that a mark was read on."""
    fig = plots.plot_as_of(killed)
    table = plots.data_table(fig)
    assert table[["report_id", "source_name", "url"]].notna().all(axis=None)
    series = [trace for trace in fig.data if trace.mode == "markers"]
    pointed_at = {said[3] for trace in series for said in trace.customdata} - {""}
    assert pointed_at == set(table["report_id"])
    assert all("%{customdata[4]}" in trace.hovertemplate for trace in series)


def test_two_official_numbers_of_one_day_are_both_told(killed):
    """25 March 2024: investigators 139, emergency services 137; neither is left out."""
    words = plots.describe(plots.plot_as_of(killed, "2024-03-25 23:59"))
    assert "officials' latest is 139" in words
    assert "Officials also gave, that day: 137." in words


def test_a_guess_is_drawn_inside_the_axis(killed):
    """The band is the reader's range, to the number."""
    fig = plots.plot_as_of(killed, "2024-03-22 21:00", guess=(300, 500))
    (band,) = fig.layout.shapes
    assert (band.y0, band.y1) == (300, 500)
    assert fig.layout.yaxis.range[1] > 500


@pytest.mark.parametrize("number", [1, 9, 10, 149, 1000, 5000])
def test_the_axis_has_room_above_the_number(number):
    """The highest mark is not cut by the edge."""
    assert nice_top(number) > number


def test_stops_are_in_order_and_each_brings_something(killed):
    """A move of the slider always shows something new."""
    moments = stops(killed)
    assert moments == sorted(set(moments))
    known = [len(plots.data_table(plots.plot_as_of(killed, moment))) for moment in moments[:4]]
    assert known == sorted(set(known))


def test_first_and_last_draws_each_event_twice(moved):
    """One first and one last number, joined; numbers as `counts.first_and_last` has them."""
    first, last = (trace for trace in moved.data if trace.mode == "markers")
    table = plots.data_table(moved).set_index("event")
    assert len(first.x) == len(last.x) == len(table)
    assert table.loc["Kerman bombings", ["first_said", "last_said"]].tolist() == ["103", "91"]
    assert table.loc["Crocus City Hall attack", "last_row"] == "crocus-2024-113"


def test_first_and_last_counts_the_ways_in_its_title(moved):
    """The title is the finding, and the drawing bears it out."""
    first, last = (trace for trace in moved.data if trace.mode == "markers")
    rose = sum(end > start for start, end in zip(first.x, last.x, strict=True))
    fell = sum(end < start for start, end in zip(first.x, last.x, strict=True))
    assert f"rose in {rose} of {len(first.x)} events, fell in {fell}" in moved.layout.title.text


def test_a_floor_among_first_numbers_is_hollow(moved):
    """Kabul's first number is “at least 13”."""
    first = next(trace for trace in moved.data if trace.name == "first number")
    said = [row[0] for row in first.customdata]
    hollow = [symbol.endswith("-open") for symbol in first.marker.symbol]
    assert hollow == [words.startswith(("at least", "more than")) for words in said]
    assert True in hollow


def test_the_figures_survive_json(killed, moved):
    """Summary and table travel with a figure to the browser and to the grader."""
    for fig in (plots.plot_as_of(killed), moved):
        back = go.Figure(fig.to_dict())
        assert plots.describe(back) == plots.describe(fig)
        pd.testing.assert_frame_equal(plots.data_table(back), plots.data_table(fig))
