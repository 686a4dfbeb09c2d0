"""The maps and the column of times: what is drawn is what the tables say."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from course import datasets, maps, plots
from course.plots.maps import NARROW, MapStage


@pytest.fixture(scope="module")
def events():
    return datasets.load("events")


@pytest.fixture(scope="module")
def outlines():
    return datasets.load("outlines")


@pytest.fixture(scope="module")
def figure(events, outlines):
    return plots.plot_event_map(events, outlines)


@pytest.fixture(scope="module")
def times(events):
    return plots.plot_event_times(events, datasets.load("casualty_reports"))


@pytest.fixture(scope="module")
def kerman(outlines):
    return plots.plot_precision(57.07, 30.28, "Iran", outlines, name="Kerman", window="iran")


def drawn(trace):
    return [each for each in trace.x if each is not None]


def test_no_figure_asks_a_network_for_a_map(figure, kerman):
    """Plotly's own maps fetch outlines; these are lines on plain axes."""
    for fig in (figure, kerman):
        assert {trace.type for trace in fig.data} == {"scatter"}
        assert not any("geo" in name or "map" in name for name in fig.layout.to_plotly_json())


def test_a_degree_is_as_long_as_it_is_on_the_ground(figure):
    """The axes are tied to each other at the middle of the window."""
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.yaxis.scaleratio == maps.window("all").ratio
    assert figure.layout.yaxis.constrain == figure.layout.xaxis.constrain == "domain"


def test_a_place_is_drawn_by_how_well_it_is_known(figure, events):
    """Countries as areas, circles of 25 km, dots: as many as are coded."""
    coded = maps.precision(events)
    _, country, circles, _, exact, near, *_ = figure.data
    assert len(drawn(exact)) == (coded["where_prec"] == 1).sum()
    assert len(drawn(near)) == (coded["where_prec"] == 2).sum()
    rings = len("".join("x" if each is not None else " " for each in circles.x).split())
    assert rings == (coded["where_prec"] == 2).sum()
    assert country.fill == circles.fill == "toself"
    assert not set(coded.loc[coded["where_prec"] == 6, "no"]) & {
        int(said[0].split()[0]) for trace in (exact, near) for said in trace.customdata
    }


def test_what_lies_outside_the_map_is_told(figure, events):
    """Times Square is not on it, and the words say so."""
    assert "Outside this map: 1 Times Square" in plots.describe(figure)
    assert len(plots.data_table(figure)) == len(events)


def test_the_source_line_says_how_borders_and_distances_are_drawn(figure, kerman):
    """A map that is silent on disputed borders has taken a side unsaid."""
    for fig in (figure, kerman):
        (source,) = (note.text for note in fig.layout.annotations if note.name == "source")
        words = source.replace("<br>", " ")
        assert "as controlled on the ground in 2018, not as claimed or recognised" in words
        assert "true to scale at" in words


@pytest.mark.parametrize("window", maps.WINDOWS)
def test_no_label_covers_another_on_a_narrow_page(events, outlines, window):
    """Boxes in pixels of the narrowest map; on a wider one they only move apart."""
    stage = MapStage(maps.precision(events), outlines, window)
    high = NARROW * stage.window.shape
    boxes = [
        (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
        for x, y, wide, tall in (place["box"] for place in stage.places)
    ]
    assert boxes
    for i, one in enumerate(boxes):
        assert one[0] >= -0.01 and one[1] >= -0.01 and one[2] <= NARROW and one[3] <= high
        for other in boxes[:i]:
            apart = one[0] >= other[2] or one[2] <= other[0]
            assert apart or one[1] >= other[3] or one[3] <= other[1]


def test_a_choice_of_events_moves_the_rest_aside(events, outlines):
    """What is not chosen keeps a faint mark, and no label."""
    stage = MapStage(maps.precision(events), outlines)
    series = stage.series({"crocus-2024"})
    labels = series[-1]["text"]
    assert labels == ["13 Crocus"]
    assert series[3]["x"] == [37.39]
    assert series[4]["x"] == [None]
    assert len(series[5]["x"]) == 9


def test_precision_is_drawn_with_the_radius_it_says(kerman):
    """A point on each circle is as far from the middle as the code says."""
    for code in (2, 3, 4):
        trace = next(each for each in kerman.data if each.name.startswith(f"{code} "))
        away = maps.distance(57.07, 30.28, trace.x[7], trace.y[7])
        assert away == pytest.approx(maps.RADIUS_KM[code])


def test_the_column_draws_each_range_and_each_floor(times):
    """Ends of a bar are the lowest and highest number printed."""
    table = plots.data_table(times).set_index("name")
    dates, _, spans, _, floors = times.data
    assert len(dates.x) == len(table) == 13
    row = table.loc["Crocus City Hall attack"]
    at = list(spans.y).index("13 Crocus")
    assert list(spans.x[at : at + 2]) == [row["low"], row["high"]]
    assert len(floors.x) == table["floor"].notna().sum()


def test_the_figures_survive_json(figure, times, kerman):
    """Summary and table travel with a figure to the browser and to the grader."""
    for fig in (figure, times, kerman):
        back = go.Figure(fig.to_dict())
        assert plots.describe(back) == plots.describe(fig)
        pd.testing.assert_frame_equal(plots.data_table(back), plots.data_table(fig))
