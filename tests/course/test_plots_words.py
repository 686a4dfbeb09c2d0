"""The figures of lesson 1.3."""

import itertools

import plotly.graph_objects as go
import pytest

from course import datasets, plots, wording

ANSWERS = {"unlikely": 30, "likely": 70, "we believe": 60, "certain": 100, "probably not": None}


@pytest.fixture(scope="module")
def claims():
    return datasets.load("claims")


@pytest.fixture(scope="module")
def words():
    return datasets.load("word_probabilities")


@pytest.fixture(params=["hedges", "hedges by kind", "loaded", "loaded by paragraph", "words"])
def figure(request, claims, words):
    return {
        "hedges": lambda: plots.plot_hedges(claims),
        "hedges by kind": lambda: plots.plot_hedges(claims, by="kind"),
        "loaded": lambda: plots.plot_loaded(claims),
        "loaded by paragraph": lambda: plots.plot_loaded(claims, by="paragraph"),
        "words": lambda: plots.plot_probability_words(wording.placements(ANSWERS, words)),
    }[request.param]()


def test_a_figure_has_a_finding_a_source_words_and_titled_axes(figure):
    """A reader who sees only the figure, or only its words, learns what it says."""
    assert figure.layout.title.text
    assert [note.text for note in figure.layout.annotations if note.name == "source"]
    assert figure.layout.xaxis.title.text
    assert figure.layout.yaxis.title.text
    assert len(plots.describe(figure)) > 100
    assert not plots.data_table(figure).empty


def test_a_figure_survives_json(figure):
    """Summary and table travel with the figure to the browser."""
    back = go.Figure(figure.to_dict())
    assert plots.describe(back) == plots.describe(figure)


def test_colour_never_stands_alone(figure):
    """Bars differ in pattern, marks in length: no two traces in colour only."""
    seconds = [
        (trace.type, trace.marker.pattern.shape if trace.type == "bar" else trace.marker.size)
        for trace in figure.data
    ]
    assert len(seconds) == len(set(seconds)) >= 2


@pytest.mark.parametrize("by", ["paragraph", "kind"])
def test_the_bars_add_up_to_all_claims(claims, by):
    """Every claim is drawn once, in both figures."""
    for draw in (plots.plot_hedges, plots.plot_loaded):
        assert sum(sum(bar.x) for bar in draw(claims, by).data) == len(claims)


def test_paragraphs_stand_in_reading_order_from_the_top(claims):
    """Where in the text is read off the order, so the first paragraph is on top."""
    order = plots.plot_hedges(claims).layout.yaxis.categoryarray
    assert list(order) == [str(number) for number in range(18, 0, -1)]


def test_groups_with_the_same_share_are_both_named(claims):
    """Paragraphs 2 and 11 carry a loaded term in every claim; neither is the first."""
    assert "paragraphs 2 and 11 first" in plots.plot_loaded(claims, "paragraph").layout.title.text


def test_the_bands_drawn_are_the_bands_of_the_table(words):
    """Unlikely: ICD 203 20 to 45, readers 10 to 28.75 (methods 1.5)."""
    fig = plots.plot_probability_words(wording.placements({"unlikely": 30}, words))
    icd, kent, readers, _, mine = fig.data
    assert (list(icd.base), list(icd.x)) == ([20], [25])
    assert (list(readers.base), list(readers.x)) == ([10], [18.75])
    assert not kent.x
    assert list(mine.x) == [30]


def test_lanes_of_one_row_do_not_cover_each_other(words):
    """Three bars in a row, each seen whole."""
    fig = plots.plot_probability_words(wording.placements({"probable": 70}, words))
    spans = sorted((bar.y[0] - bar.width / 2, bar.y[0] + bar.width / 2) for bar in fig.data[:3])
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert spans[0][0] >= -0.5 and spans[-1][1] <= 0.5


def test_rows_stand_by_the_readers_medians(words):
    """From the highest down, so that a turned pair shows as a line that runs back."""
    table = wording.placements(dict.fromkeys(["unlikely", "almost certain", "likely"]), words)
    axis = plots.plot_probability_words(table).layout.yaxis
    assert list(axis.ticktext) == ["almost certain", "likely", "unlikely"]
    assert axis.range[0] > axis.range[1]


def test_a_word_without_a_place_has_its_row_and_no_line(words):
    """A missing answer is not drawn at 0."""
    fig = plots.plot_probability_words(wording.placements(ANSWERS, words))
    table = plots.data_table(fig).set_index("phrase")
    assert len(fig.data[-1].x) == 4
    assert table["mine"].isna().sum() == 1
    assert "probably not: surveyed readers 20" in plots.describe(fig)


def test_an_empty_table_draws_the_same_traces(words):
    """A widget redraws in place, so the number of traces does not depend on the answers."""
    empty = plots.plot_probability_words(wording.placements({}, words))
    full = plots.plot_probability_words(wording.placements(ANSWERS, words))
    assert [t.name for t in empty.data] == [t.name for t in full.data]
