"""What the page is handed to move a figure by itself, and that Python's figure follows."""

import pandas as pd
import pytest

from course import counts, datasets
from course.widgets.as_of import AsOf
from course.widgets.estimate import Estimate
from course.widgets.map_and_time import MapAndTime
from course.widgets.replay import Player, packed
from course.widgets.timeline import Timeline


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path))


def unpacked(player, index):
    """What the page shows at an index, as a dict from slot to value."""
    values = [player.values[at] for at in player.frames[index]]
    return dict(zip(map(tuple, player.slots), values, strict=True))


def known(figure, slots):
    """What Python's figure holds in those slots."""
    found = {
        (trace, name): (figure.layout if trace is None else figure.data[trace])[name]
        for trace, name in slots
    }
    return {slot: _as_list(value) for slot, value in found.items()}


def _as_list(value):
    return [_as_list(each) for each in value] if isinstance(value, (list, tuple)) else value


def test_a_value_shown_twice_is_handed_over_once():
    """Most of a drawing stays from stop to stop; the page gets the drawing, not a film."""
    stops = {
        (0, 0): {(0, "x"): [1, None], (None, "title.text"): "one"},
        (0, 1): {(0, "x"): [1, None], (None, "title.text"): "two"},
    }
    slots, values, frames = packed(stops)
    assert slots == [[0, "x"], [None, "title.text"]]
    assert values == [[1, None], "one", "two"]
    assert frames == {"0,0": [0, 1], "0,1": [0, 2]}


def test_timeline_page_and_python_hold_the_same_at_every_stop():
    """The page paints without asking; a reader who asks Python must get what is painted."""
    killed = counts.series(datasets.load("casualty_reports"), "crocus-2024")
    tool = Timeline(killed, written_on=pd.Timestamp("2024-03-30"))
    player = tool._replay._player
    assert len(player.frames) == len(tool.days)
    for number, day in [*enumerate(tool.days), (0, tool.days[0])]:
        tool.until = day
        page = unpacked(player, str(tool.slider.index))
        assert tool.slider.index == number
        assert known(tool.figure, page) == page


def test_map_and_times_hold_the_same_on_the_page_and_in_python():
    """Also after another window and with undated ties, for which all periods are laid out anew."""
    tool = MapAndTime()
    for change in ({}, {"window": "iran"}, {"undated": True}):
        for name, value in change.items():
            setattr(tool, name, value)
        for period in (("2024-01-03", "2024-03-22"), ("2010-05-01", "2010-05-01")):
            tool.period = period
            index = ",".join(map(str, tool._slider.index))
            for player, figure in zip(tool._players, (tool.map, tool.times), strict=True):
                page = unpacked(player, index)
                assert known(figure, page) == page


def test_a_guess_raises_the_axis_at_every_stop():
    """The band must stay in view wherever the slider is moved next, before Python hears of it."""
    tool = AsOf("kerman-2024")
    tool.guess = (300, 400)
    player = tool._replay._player
    tops = [unpacked(player, stop)[None, "yaxis.range"][1] for stop in player.frames]
    assert min(tops) > 400
    assert tuple(tool.figure.layout.yaxis.range) == (0, tops[0])
    tool.start_over()
    assert unpacked(player, "0")[None, "yaxis.range"][1] < 400


def test_before_the_guess_the_page_knows_the_first_stop_only():
    """Neither what it holds nor its axis tells where the count ends; then one axis serves all."""
    tool = AsOf("crocus-2024")
    player = tool._replay._player
    assert list(player.frames) == ["0"]
    assert tool.figure.layout.yaxis.range[1] == unpacked(player, "0")[None, "yaxis.range"][1] < 149
    tool._skip.click()
    ends = [unpacked(player, stop)[None, "yaxis.range"][1] for stop in player.frames]
    assert len(ends) == len(tool.stops)
    assert min(ends) == max(ends) > 149


def test_python_follows_without_having_the_figure_drawn_again():
    """The page has painted the stop already; a second drawing would take as long once more."""
    tool = AsOf("kerman-2024")
    tool._skip.click()
    sent = []
    tool.figure.comm.publish_msg = lambda kind, data, **_: sent.append(data["state"])
    tool.until = tool.stops[3]
    assert str(tool.stops[3].hour) in tool.figure.layout.title.text
    assert [each for state in sent for name, each in state.items() if "py2js" in name] == [None]


def test_a_replay_that_is_replaced_lets_go_of_the_slider():
    """Otherwise the page would go on moving a figure nobody sees."""
    tool = AsOf("kerman-2024")
    player = tool._replay._player
    tool.choose("crocus-2024")
    assert player.comm is None
    assert isinstance(tool._replay._player, Player)
    assert tool._replay._player.comm is not None


def test_the_page_is_handed_no_stop_that_is_not_open(monkeypatch):
    """From the very first message: what a page has got, its reader can look up."""
    handed = []
    lay = Player.__init__
    monkeypatch.setattr(
        Player, "__init__", lambda own, *a, **k: (lay(own, *a, **k), handed.append(own.frames))[0]
    )
    tool = Estimate()
    assert [len(frames) for frames in handed] == [len(tool.stops)]
    assert len(tool.stops) < len(tool._stops)
