"""The figures of lesson 2.1: one day by measure, and the two ranges behind “lost”."""

import pytest

from course import datasets, plots
from course.counts import FLOORS


@pytest.fixture(scope="module")
def day():
    reports = datasets.load("casualty_reports")
    crocus = reports.query("event_id == 'crocus-2024' and population == 'all' and use == 'series'")
    return crocus[crocus["reported_on"] == "2024-03-23"]


@pytest.fixture(scope="module")
def ranges():
    losses = datasets.load("war_loss_estimates")
    return losses[losses["estimate_id"].isin(["WL091", "WL092"])]


def marks(figure):
    """Every mark as row, number, symbol and the words beside it."""
    return {
        said[4]: (x, symbol, words)
        for trace in figure.data
        for said, x, symbol, words in zip(
            trace.customdata, trace.x, trace.marker.symbol, trace.text, strict=True
        )
    }


def test_every_number_of_the_day_is_drawn_once(day):
    """Rows with a number are marks and rows of the data table; words only are counted below."""
    figure = plots.plot_measures(day)
    with_number = day.dropna(subset=["low", "best", "high"], how="all")
    assert set(marks(figure)) == set(with_number["report_id"])
    assert len(plots.data_table(figure)) == len(with_number)
    left_out = len(day) - len(with_number)
    assert left_out == 2, "dozens of lives, hundreds killed and wounded"
    assert f"{left_out} more reports give words" in figure.layout.annotations[0].text


def test_floors_are_hollow_and_point_upwards(day):
    """“At least 93” must not look like 93."""
    drawn = marks(plots.plot_measures(day))
    hollow = {row for row, (_, symbol, words) in drawn.items() if symbol.endswith("-open")}
    arrows = {row for row, (_, _, words) in drawn.items() if words == "→"}
    assert hollow == arrows == set(day.loc[day["qualifier"].isin(FLOORS), "report_id"]) & set(drawn)
    assert "crocus-2024-032" in hollow
    assert "crocus-2024-033" not in hollow


def test_a_measure_keeps_to_its_lane(day):
    """115 killed and 115 in hospital stand at one number and in two lanes."""
    figure = plots.plot_measures(day)
    lanes = dict(zip(figure.layout.yaxis.ticktext, figure.layout.yaxis.tickvals, strict=True))
    assert list(lanes) == ["killed", "identified", "wounded", "hospitalised"]
    for trace in figure.data:
        for said, height in zip(trace.customdata, trace.y, strict=True):
            assert abs(height - lanes[said[1]]) < 0.5
    assert marks(figure)["crocus-2024-040"][0] == marks(figure)["crocus-2024-015"][0] == 115


def test_a_printed_range_is_a_bar_between_its_ends(day):
    """82 or 83, and 143 to 150: half the width on either side of the middle."""
    figure = plots.plot_measures(day)
    bars = {
        said[4]: (x - half, x + half)
        for trace in figure.data
        for said, x, half in zip(trace.customdata, trace.x, trace.error_x.array, strict=True)
        if half
    }
    assert bars == {"crocus-2024-038": (82, 83), "crocus-2024-047": (143, 150)}


def test_marks_of_equal_number_and_measure_do_not_cover_each_other(day):
    """Three pages carry 115 killed; a reader should see three marks."""
    figure = plots.plot_measures(day)
    spots = [spot for trace in figure.data for spot in zip(trace.x, trace.y, strict=True)]
    assert len(spots) == len(set(spots))


def test_a_figure_of_measures_leads_to_its_pages(day):
    """A number drawn can be looked up."""
    table = plots.data_table(plots.plot_measures(day))
    assert table["url"].str.startswith("http").all()
    assert table["figure"].str.contains("more than 60").any()


@pytest.mark.parametrize("turned", [False, True])
def test_the_two_ranges_stand_on_one_axis_with_their_ends(ranges, turned):
    """290,000 to 460,000 and 66,000 to 88,000, whichever row comes first."""
    bars = plots.plot_killed_and_wounded(ranges[::-1] if turned else ranges).data[0]
    ends = {
        name: (base, base + width)
        for name, base, width in zip(bars.y, bars.base, bars.x, strict=True)
    }
    assert ends == {"killed or wounded": (290_000, 460_000), "killed": (66_000, 88_000)}


def test_the_title_divides_like_ends(ranges):
    """290/66 = 4.39 and 460/88 = 5.23, to one digit."""
    figure = plots.plot_killed_and_wounded(ranges)
    assert figure.layout.title.text == "4.4 to 5.2 killed or wounded for each one killed"
    assert "do not overlap" in plots.describe(figure)
    assert plots.data_table(figure)["estimate_id"].tolist() == ["WL091", "WL092"]


def test_ranges_that_overlap_are_not_said_to_lie_apart(ranges):
    """The summary keeps both ranges and drops only the sentence that no longer holds."""
    wider = ranges.assign(high=ranges["high"].where(ranges["measure"] != "killed", 300_000))
    words = plots.describe(plots.plot_killed_and_wounded(wider))
    assert "Killed: 66,000 to 300,000 people. Killed or wounded: 290,000 to 460,000" in words
    assert "overlap" not in words
