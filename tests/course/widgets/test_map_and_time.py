"""The map-and-time tool's meaning, without a browser."""

import pandas as pd
import pytest
import traitlets

from course import maps, work
from course.errors import NoSuchWindowError
from course.widgets.map_and_time import NAME, MapAndTime


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path))


@pytest.fixture(scope="module")
def _made(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEBOOK_WORK", str(tmp_path_factory.mktemp("work")))
        yield MapAndTime()


@pytest.fixture
def tool(_made):
    """One tool for all tests, as laying it out takes longest; each begins afresh."""
    _made.start_over()
    return _made


def numbers(figure, *places):
    """Numbers of the attacks that some series of a map draw."""
    said = [row[0] for place in places for row in figure.data[place].customdata]
    return sorted(int(words.split()[0]) for words in said if words)


def test_map_column_words_and_table_say_the_same(tool):
    """A period of three attacks, in four places."""
    tool.period = ("2024-01-03", "2024-03-22")
    assert tool.chosen["no"].tolist() == [11, 12, 13]
    assert tool._slider.value == tool.period
    assert numbers(tool.map, 4, 5) == [11, 13]  # the twelfth has no coordinates
    assert tool.map.data[8].text == ("11 Kerman", "12 in Turkey", "13 Crocus")
    assert len(tool.times.data[0].x) == 3
    assert "3 attacks in 3 countries" in tool._status.value
    assert tool._table.value.count("<tr>") == 1 + 3


def test_numbers_keep_measure_and_floor_in_the_table(tool):
    """Killed and wounded stand apart, and a floor beside the range."""
    tool.period = ("2023-07-30", "2023-07-30")
    assert "<td>45 to 63, and at least 75</td>" in tool._table.value
    assert "45 to 63, and at least 75 killed (5 reports)" in tool.words


def test_ties_of_a_period_are_those_that_touch_it(tool):
    """Kabul airport 2021 is dated by year; undated ties are out until asked for."""
    tool.period = ("2021-08-26", "2021-08-26")
    names = set(tool.ties["relation_id"])
    assert {"r036", "r037", "r038", "r005"} <= names
    assert "r001" not in names and "r014" not in names
    tool.undated = True
    assert len(tool.ties) == len(names) + 97 - 32


def test_only_ties_with_two_places_are_drawn(tool):
    """Eleven of 97 have two, one of them dated 1980: ten stretches, with nine gaps between."""
    tool.undated = True
    line = list(tool.map.data[3].x)
    assert "of 10 both ends have a place" in tool.words
    assert line.count(None) == 10 - 1


def test_another_window_changes_the_land_and_says_what_is_left_out(tool):
    """The attacks of the period stay; those outside the map are named."""
    before = len(tool.map.data[0].x)
    tool.window = "iran"
    assert len(tool.map.data[0].x) < before
    assert tuple(tool.map.layout.xaxis.range) == (43, 64)
    assert tool.map.layout.yaxis.scaleratio == maps.window("iran").ratio
    assert "Not on this part of the map: 1 Times Square" in tool.words
    assert "32.5" in tool.map.layout.annotations[0].text


def test_what_is_not_there_is_refused_by_name(tool):
    """The error lists the days or the windows."""
    for wrong in (("2024-03-22", "2024-01-03"), ("2024-01-01", "2024-03-22"), ("ever",), ()):
        with pytest.raises(traitlets.TraitError, match="2010-05-01"):
            tool.period = wrong
    with pytest.raises(traitlets.TraitError):
        tool.period = None
    with pytest.raises(NoSuchWindowError, match="russia"):
        tool.window = "moon"
    assert tool.period == (pd.Timestamp("2010-05-01"), pd.Timestamp("2024-03-22"))


def test_a_move_keeps_the_choice_and_starting_over_forgets_it(tool):
    """What a reader chose is there again tomorrow."""
    tool.period = ("2022-10-26", "2024-01-03")
    assert work.recall(NAME)["period"] == ["2022-10-26", "2024-01-03"]
    assert tool.kept is True
    tool.start_over()
    assert work.recall(NAME) is None
    assert len(tool.chosen) == 13


def test_a_broken_file_is_passed_over():
    """Somebody may have edited it."""
    work.keep(NAME, {"period": ["yesterday"], "window": "iran", "undated": "perhaps"})
    tool = MapAndTime()
    assert tool.window == "iran"
    assert len(tool.chosen) == 13
    assert tool.undated is False
