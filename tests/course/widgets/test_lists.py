"""What the sliders of overlapping lists do, without a browser."""

from itertools import product

import pandas as pd
import pytest
import traitlets

from course import plots
from course.errors import MethodSettingError
from course.widgets.lists import Lists


@pytest.fixture
def lists():
    return Lists()


def test_the_button_gives_one_draw_after_another(lists):
    """Each press is a new chance; the words say which one is shown."""
    lists.draw_button.click()
    assert lists.seed == 0
    lists.draw_button.click()
    assert lists.seed == 1
    assert "One random draw, seed 1." in lists.words.value
    lists.expect_button.click()
    assert lists.seed is None
    assert "random draw" not in lists.words.value


def test_an_estimate_that_does_not_exist_says_why():
    """Few people, short lists: the draw leaves some pair without a match."""
    lists = Lists(people=100, cover_a=5, cover_b=5, cover_c=5)
    for seed in range(10):
        lists.draw(seed)
        table = lists.table
        both = table.query("A == 1 and B == 1")["count"].sum()
        row = lists.estimates.loc["A and B"]
        assert pd.isna(row["total"]) == (both == 0)
        assert row["refused"] == ("nobody is on both A and B" if both == 0 else "")
        assert ("A and B: no estimate" in lists.figure.layout.title.text) == (both == 0)
    assert "no estimate" in lists.numbers.value


def test_an_estimate_below_the_number_named_is_pointed_out():
    """A sign of dependence that needs no knowledge of the truth."""
    words = Lists(dependence=10, cover_c=60).words.value
    assert "The estimate from A and B is below the number named." in words
    assert "below the number named" not in Lists().words.value


def test_moving_a_slider_moves_figure_words_and_tables(lists):
    """All of the page says the same at any moment."""
    lists.sliders["dependence"].value = 4.0
    assert lists.dependence == 4
    assert lists.figure.layout.title.text == "A and B say 6,328; the truth is 10,000"
    assert "A and B: 6,328, 37 percent too low" in lists.words.value
    assert "47 in 100 of those on A are on B as well, and 18 in 100" in lists.words.value
    assert lists.figure.data[2].x[0] == pytest.approx(63.28, abs=0.01)
    assert "6,328" in lists.numbers.value
    assert plots.data_table(lists.figure)["total"].iloc[0] == pytest.approx(6328, abs=1)
    assert lists.cells["count"].iloc[0] == pytest.approx(
        float(lists.counted.value.split("<td>on</td><td>–</td><td>–</td><td>")[1]
              .split("<")[0].replace(",", "")), abs=0.5
    )  # fmt: skip


def test_going_there_and_back_draws_the_same(lists):
    """The figure depends on the sliders, not on how one came to them."""
    fresh = lists.figure.to_dict()
    lists.dependence = 10
    lists.people = 500
    lists.draw(3)
    lists.start_over()
    again = lists.figure.to_dict()
    assert (lists.people, lists.dependence, lists.seed) == (10_000, 1, None)
    assert again["layout"]["title"] == fresh["layout"]["title"]
    assert again["data"] == fresh["data"]


def test_what_lies_beyond_the_scale_is_an_arrow_with_its_number():
    """A mark may not leave the figure without a trace."""
    lists = Lists(dependence=0.1, cover_a=20, cover_b=20)
    total = lists.estimates.loc["A and B", "total"]
    assert total > 2 * 10_000
    assert lists.figure.data[2].x[0] == 200
    assert lists.figure.data[2].marker.symbol[0] == "triangle-right"
    assert f"{total:,.0f}" in lists.figure.data[4].text[0]


@pytest.mark.parametrize(
    "setting", [{"dependence": 7.0}, {"people": 20_001}, {"cover_a": 0}, {"out_of_reach": 61}]
)
def test_a_setting_off_the_scale_is_refused(lists, setting):
    """The sliders' ends and stops hold for plain calls too, and nothing moves."""
    with pytest.raises(MethodSettingError):
        Lists(**setting)
    ((name, value),) = setting.items()
    with pytest.raises(traitlets.TraitError):
        setattr(lists, name, value)
    assert lists.estimates.equals(Lists().estimates)


def test_the_link_may_be_given_as_a_fraction_or_rounded(lists):
    """1/3 is a stop, however a student writes it."""
    lists.dependence = 0.33333333
    assert lists.dependence == 1 / 3
    assert lists.sliders["dependence"].value == 1 / 3


def test_every_corner_of_the_sliders_is_drawn(lists):
    """No setting may break the tool: the ends of all sliders, with chance and without."""
    corners = product((100, 20_000), (5, 90), (0.1, 10), (0, 60), (None, 1))
    for lists.people, cover, lists.dependence, lists.out_of_reach, lists.seed in corners:
        lists.cover_a, lists.cover_b, lists.cover_c = cover, cover, 95 - cover
        assert lists.cells["count"].min() >= 0
        assert lists.cells["count"].sum() == pytest.approx(lists.people)
        assert len(lists.figure.data[4].text) == len(lists.estimates) == 6
