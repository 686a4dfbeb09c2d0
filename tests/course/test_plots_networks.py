"""The figures of ties, measures and ranks."""

from itertools import combinations

import plotly.graph_objects as go
import pytest

from course import datasets, networks, plots
from course.plots.networks import HEIGHT, LABEL, SIGNS, WIDTH, NetworkStage, _label, places


@pytest.fixture(scope="module")
def relations():
    return datasets.load("relations")


@pytest.fixture(scope="module")
def stage(relations):
    return NetworkStage(relations)


def box(name, at):
    """Where an actor's dot and label are, in pixels, by the widest letters of a common font."""
    lines = _label(name).split("<br>")
    half = max(len(line) for line in lines) * LABEL["letter"] / 2
    x, y = at
    return x - half, x + half, y - 7, y + 7 + LABEL["line"] * len(lines)


def test_every_actor_has_a_place_of_its_own(relations):
    """A tie added to the table must find its ends on the sheet."""
    tied = set(relations["source_actor"]) | set(relations["target_actor"])
    assert set(places()) == tied


def test_labels_do_not_collide_on_the_narrowest_page():
    """At 352 pixels no label lies over another; wider drawings only part them."""
    boxes = {name: box(name, at) for name, at in places().items()}
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        apart = a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2]
        assert apart, f"{one} and {other}"
    for name, (left, right, top, foot) in boxes.items():
        assert 0 <= left < right <= WIDTH, name
        assert 0 <= top < foot <= HEIGHT, name


def test_a_filter_moves_nobody_and_bends_no_tie(relations, stage):
    """What is left stands where it stood."""
    few = relations.query("sign == 'cooperative'")["relation_id"].tolist()
    every = relations["relation_id"].tolist()
    few_marks, all_marks = stage.marks(few), stage.marks(every)
    at = [
        {
            told[0]: (x, y)
            for nodes in marks[-2:]
            for told, x, y in zip(nodes["customdata"], nodes["x"], nodes["y"], strict=True)
        }
        for marks in (few_marks, all_marks)
    ]
    assert at[0] == at[1]
    assert set(few_marks[5]["x"]) <= set(all_marks[5]["x"])


def test_parallel_ties_run_apart(stage, relations):
    """Seven ties of one pair are seven curves, whichever way they run."""
    pair = relations[
        relations[["source_actor", "target_actor"]].isin(["ISIS-K", "Islamic State"]).all(axis=1)
    ]["relation_id"]
    middles = [tuple(stage.curves[tie][4].round(3)) for tie in pair]
    assert len(set(middles)) == len(middles) >= 5


def test_sign_has_colour_and_dash_and_certainty_has_width_and_words(relations):
    """Readers who do not tell two colours apart still tell the signs apart."""
    assert len({look["color"] for look in SIGNS.values()}) == 3
    assert len({look["dash"] for look in SIGNS.values()}) == 3
    fig = plots.plot_network(relations)
    lines = {trace.name: trace.line for trace in fig.data if ", " in (trace.name or "")}
    assert (
        len({lines[f"hostile, {c}"].width for c in ("stated", "hedged", "inferred", "predicted")})
        == 4
    )
    assert {"stated", "hedged", "inferred", "predicted"} <= set(plots.data_table(fig)["certainty"])


def test_picture_and_table_hold_the_same_ties(relations):
    """Each tie in the table is a line, and each line a row."""
    some = relations.head(20)
    fig = plots.plot_network(some)
    drawn = {
        told[0] for trace in fig.data if trace.mode == "lines" and trace.customdata
        for told in trace.customdata if told
    }  # fmt: skip
    assert drawn == set(some["relation_id"]) == set(plots.data_table(fig)["relation_id"])


def test_arrows_point_from_source_to_target(stage):
    """The second mark of a tie lies nearer to the target than the first."""
    mark = stage.marks(["r001"])[13]
    (x0, x1), (y0, y1) = mark["x"], mark["y"]
    to_x, to_y = stage.at["Crocus City Hall"]
    assert (x1 - to_x) ** 2 + (y1 - to_y) ** 2 < (x0 - to_x) ** 2 + (y0 - to_y) ** 2
    assert mark["size"] == [0, 9]


def test_the_title_says_who_has_most_neighbours(relations):
    """22 and 15, as in the table of measures."""
    fig = plots.plot_network(relations)
    assert "ISIS-K 22, Russia 15" in fig.layout.title.text
    assert plots.plot_network(relations.head(0)).layout.title.text == "No tie is shown"
    assert "<br>" not in plots.describe(fig)


def test_an_actor_without_a_place_stands_at_the_foot(relations):
    """Somebody added in a lesson is drawn, too."""
    more = networks.with_actor(relations, "X", [("supports", "Russia")])
    more[["start", "end"]] = None
    assert NetworkStage(more).at["X"][1] > HEIGHT - 20


def test_the_winners_of_the_kite_are_marked():
    """3, then 7, then 5 and 6: square, and named in the title."""
    kite = networks.kite()
    at = {node: (node, node % 3) for node in kite}
    fig = plots.plot_graph_measures(kite, at, networks.measures(kite), source="test")
    assert fig.layout.title.text == "Highest: 3, then 7, then 5 and 6"
    panels = [trace for trace in fig.data if trace.mode == "markers+text"]
    squares = [
        [list(kite)[at] for at, symbol in enumerate(panel.marker.symbol) if symbol == "square"]
        for panel in panels
    ]
    assert [sorted(each) for each in squares] == [[3], [7], [5, 6]]


def test_rank_intervals_are_drawn_at_their_ends(relations):
    """Bars and diamonds stand at the numbers of the table."""
    whole = networks.measures(networks.pairs(relations))
    spans = networks.rank_intervals(networks.leave_one_out(relations), whole, "betweenness")
    fig = plots.plot_rank_intervals(spans, spans, measure="betweenness", number=4)
    thin, thick, dots = fig.data
    assert list(dots.x) == spans["rank"].head(4).tolist()
    assert [each for each in thick.x if each is not None] == spans[["low", "high"]].head(
        4
    ).to_numpy().ravel().tolist()
    assert (thin.line.width, thick.line.width) == (4, 10)


def test_the_bars_of_certainty_are_those_of_the_table(relations):
    """63 stated, 5 hedged, 22 inferred, 7 predicted."""
    fig = plots.plot_tie_certainty(relations)
    assert [sum(bar) for bar in zip(*(trace.x for trace in fig.data), strict=True)] == [
        63,
        5,
        22,
        7,
    ]
    assert "22 of 97" in fig.layout.title.text


def test_centralities_are_shares(relations):
    """Three marks an actor, each from 0 to 1."""
    table = networks.measures(networks.pairs(relations))
    fig = plots.plot_centralities(table, finding="A finding")
    assert [trace.x[0] for trace in fig.data] == pytest.approx([22 / 53, 0.5947, 0.5393], abs=1e-4)
    assert go.Figure(fig.to_dict()).layout.meta == fig.layout.meta
