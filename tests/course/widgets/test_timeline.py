"""The timeline's meaning, without a browser."""

import pandas as pd
import pytest
import traitlets

from course import counts, datasets
from course.widgets.timeline import Timeline

ARTICLE = pd.Timestamp("2024-03-30")


@pytest.fixture
def timeline():
    killed = counts.series(datasets.load("casualty_reports"), "crocus-2024")
    return Timeline(killed, written_on=ARTICLE)


def drawn(timeline):
    return sum(height is not None for trace in timeline.figure.data for height in trace.y)


def test_moving_the_slider_redraws_the_figure(timeline):
    """Slider, variable, figure and words always say the same."""
    before = drawn(timeline)
    timeline.slider.value = ARTICLE
    assert timeline.until == ARTICLE
    assert drawn(timeline) > before
    assert "144" in timeline.figure.layout.title.text
    assert "30 March 2024" in timeline.words.value
    assert "crocus-2024-092" in timeline.numbers.value


def test_setting_the_day_moves_the_slider(timeline):
    """What the slider shows is also a plain variable."""
    timeline.until = timeline.days[-1]
    assert timeline.slider.value == timeline.days[-1]
    assert len(timeline.known) == timeline.reports["reported_on"].notna().sum()


def test_the_articles_date_is_a_stop(timeline):
    """A reader can stand exactly where the writer stood."""
    assert ARTICLE in timeline.days


def test_a_day_without_a_stop_is_refused_by_name(timeline):
    """The error lists the days that can be chosen."""
    with pytest.raises(traitlets.TraitError, match="2024-03-30"):
        timeline.until = pd.Timestamp("1999-01-01")


def test_going_there_and_back_draws_the_same(timeline):
    """The figure depends on the day, not on how one came to it."""
    first = timeline.figure.to_dict()["data"]
    timeline.until = timeline.days[-1]
    timeline.until = timeline.days[0]
    assert timeline.figure.layout.title.text.startswith("By 22 March 2024")
    assert [len(trace["x"]) for trace in timeline.figure.to_dict()["data"]] == [
        len(trace["x"]) for trace in first
    ]
