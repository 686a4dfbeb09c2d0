"""The linkage explorer's meaning, without a browser."""

from types import SimpleNamespace

import pytest

from course import datasets, networks, plots
from course.errors import NoSuchTieError
from course.widgets.linkage_explorer import LinkageExplorer


@pytest.fixture(scope="module")
def laid_out():
    return LinkageExplorer()


@pytest.fixture
def explorer(laid_out):
    """Every tie shown and none picked: laying the tool out takes longer than a test."""
    laid_out.tie = ""
    laid_out.show_all()
    return laid_out


@pytest.fixture(scope="module")
def relations():
    return datasets.load("relations")


def listed(explorer):
    return [name for _, name in explorer._list.options if name]


def in_table(explorer):
    rows = explorer._table.value.split("<tr")[2:]
    return [row.split("<td>")[1].split("<")[0] for row in rows]


def drawn(explorer):
    lines = explorer._figure.data[1:13]
    return {told[0] for trace in lines for told in trace.customdata if told is not None}


def test_it_begins_with_every_tie(explorer, relations):
    """Nothing is filtered and nothing picked until the reader does so."""
    assert explorer.shown["relation_id"].tolist() == relations["relation_id"].tolist()
    assert "97 ties of 54 actors, from 78 claims" in explorer._said.value
    assert "No tie is picked yet" in explorer._face.value


def test_list_table_and_picture_always_say_the_same(explorer):
    """Whatever is filtered, by hand or by call."""
    steps = [
        lambda: explorer._ticks["signs"]["hostile"].set_trait("value", False),
        lambda: explorer._region.set_trait("value", "Middle East"),
        lambda: explorer._period.set_trait("value", (2014, 2020)),
        lambda: explorer._undated.set_trait("value", False),
        lambda: explorer.show_all(),
        lambda: setattr(explorer, "certainties", {"predicted"}),
        lambda: explorer._claim.set_trait("value", "c120"),
    ]
    for step in steps:
        step()
        names = explorer.shown["relation_id"].tolist()
        assert listed(explorer) == in_table(explorer) == names
        assert drawn(explorer) == set(names)
        assert plots.data_table(explorer._figure)["relation_id"].tolist() == names
        assert f"{len(names)} tie" in explorer._said.value
    assert names == ["r091", "r092", "r093"]


def test_the_picked_tie_shows_its_claim_and_its_evidence_with_addresses(explorer):
    """What a tie rests on can be read and followed."""
    explorer._list.value = "r047"
    assert explorer.tie == "r047"
    evidence = datasets.load("evidence").query("claim_id == 'c053'")
    assert "c053" in explorer._face.value
    for row in evidence.to_dict("records"):
        assert f'href="{row["url"]}"'.replace("&", "&amp;") in explorer._face.value
        assert row["evidence_id"] in explorer._face.value
    assert "− contradicts" in explorer._face.value
    assert "Picked: ISIS-K – recruits from → Faisal Shahzad; neutral, stated, 2010" in (
        explorer._said.value
    )


def test_a_tie_without_evidence_says_so(explorer):
    """An empty place would look like support."""
    explorer.tie = "r001"
    assert "no evidence on this claim" in explorer._face.value


def test_a_click_on_a_line_picks_its_tie(explorer):
    """And a click on an actor picks none."""
    trace = explorer._figure.data[1]
    told = next(at for at, each in enumerate(trace.customdata) if each is not None)
    explorer._clicked(trace, SimpleNamespace(point_inds=[told]), None)
    assert explorer.tie == trace.customdata[told][0]
    before = explorer.tie
    explorer._clicked(explorer._figure.data[16], SimpleNamespace(point_inds=[0]), None)
    explorer._clicked(trace, SimpleNamespace(point_inds=[]), None)
    assert explorer.tie == before


def test_the_picked_tie_is_bold_in_picture_and_table(explorer):
    """Its line has a halo, its ends a bold name, its row a mark."""
    explorer.tie = "r031"
    assert [x for x in explorer._figure.data[0].x if x is not None] == pytest.approx(
        explorer._stage.curves["r031"][:, 0].tolist()
    )
    assert "<b>ISIS-K</b>" in explorer._figure.data[16].text
    assert explorer._table.value.count("links-picked") == 1


def test_previous_and_next_go_round(explorer):
    """From nothing to the first; back from the first to the last."""
    explorer._after.click()
    assert explorer.tie == "r001"
    explorer._before.click()
    assert explorer.tie == "r097"
    explorer._after.click()
    assert explorer.tie == "r001"


def test_a_picked_tie_that_is_filtered_out_is_kept_in_mind(explorer):
    """Its text goes, and comes back with it."""
    explorer.tie = "r001"
    explorer.signs = {"cooperative"}
    assert "left out by the filters" in explorer._face.value
    assert explorer._figure.data[0].x == ()
    explorer._all.click()
    assert explorer._list.value == "r001"


def test_a_move_in_place_is_the_figure_drawn_anew(explorer, relations):
    """The same traces, title and words as a fresh figure of the same ties."""
    explorer.signs, explorer.certainties = {"neutral"}, {"stated", "hedged"}
    fresh = plots.plot_network(explorer.shown, stage=explorer._stage)
    for moved, new in zip(explorer._figure.data, fresh.data, strict=True):
        assert list(moved.x) == list(new.x)
        assert moved.text == new.text
    assert plots.describe(explorer._figure) == plots.describe(fresh)


def test_when_no_tie_passes_the_explorer_says_what_to_do(explorer):
    """An empty picture must not look broken."""
    explorer.signs = set()
    assert "No tie passes all filters" in explorer._said.value
    assert listed(explorer) == in_table(explorer) == []
    explorer._after.click()
    assert explorer.tie == ""


def test_the_years_reach_as_far_as_the_table(relations):
    """No dated tie lies outside of the slider."""
    inside = networks.kept(relations, period=("1980-01-01", "2024-12-31"))
    assert len(inside) == len(relations)


def test_what_the_explorer_does_not_have_is_refused_by_name(explorer):
    """The error lists what there is, and nothing changes."""
    for name, value in (
        ("region", "Atlantis"),
        ("claim", "c005"),
        ("tie", "r999"),
        ("signs", {"friendly"}),
        ("certainties", {"sure"}),
        ("period", (1900, 2024)),
    ):
        with pytest.raises(NoSuchTieError, match="There are: "):
            setattr(explorer, name, value)
    assert len(explorer.shown) == 97
