"""Figures of lesson 2.3: reports beside the rules' answers, answers by day, vague words."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from course import coding, counts, datasets, plots
from course.plots.rules import RuleStage

DAY = pd.Timestamp("2024-03-23")


@pytest.fixture(scope="module")
def words():
    return datasets.load("word_probabilities")


@pytest.fixture(scope="module")
def killed():
    return counts.series(datasets.load("casualty_reports"), "crocus-2024")


@pytest.fixture(scope="module")
def decisions(killed, words):
    return coding.decide(counts.known_by(killed, DAY), words)


@pytest.fixture(params=["rules", "answers", "words"])
def figure(request, killed, decisions, words):
    if request.param == "rules":
        return plots.plot_rules(killed, decisions, DAY)
    if request.param == "answers":
        answers = {"crocus-2024": coding.by_day(killed, words)}
        return plots.plot_answers(answers, {"crocus-2024": "Crocus"})
    return plots.plot_vague_words(words)


def test_a_figure_has_a_finding_a_source_and_titled_axes(figure):
    """A reader who sees only the figure learns what it says and where it comes from."""
    assert figure.layout.title.text
    assert [note.text for note in figure.layout.annotations if note.name == "source"]
    assert figure.layout.xaxis.title.text
    assert figure.layout.yaxis.title.text


def test_a_figure_survives_json(figure):
    """Summary and table travel with the figure to the browser and to the grader."""
    back = go.Figure(figure.to_dict())
    assert plots.describe(back) == plots.describe(figure)
    pd.testing.assert_frame_equal(plots.data_table(back), plots.data_table(figure))


def test_the_rules_have_each_a_symbol_of_their_own(killed, decisions):
    """Readers who do not tell two colours apart still tell the rules apart."""
    drawn = plots.plot_rules(killed, decisions, DAY).data[2:]
    assert len({trace.marker.symbol[0] for trace in drawn}) == len(coding.RULES)
    assert len({trace.marker.color for trace in drawn}) == len(coding.RULES)


def test_floors_are_hollow_and_points_are_full(killed, decisions):
    """ "At least 40" must not look like 40."""
    drawn = plots.plot_rules(killed, decisions, DAY).data[0]
    hollow = {
        told[2] for told, look in zip(drawn.customdata, drawn.marker.symbol, strict=True)
        if look == "circle-open"
    }  # fmt: skip
    known = counts.known_by(killed, DAY)
    floors = known[known["qualifier"].isin(counts.FLOORS)]
    assert hollow == set(floors["report_id"]) != set()


def test_only_what_was_reported_by_the_day_is_drawn(killed, decisions):
    """17 reports by 23 March 2024, one of them without a number: 16 marks in all."""
    fig = plots.plot_rules(killed, decisions, DAY)
    assert sum(len(trace.x) for trace in fig.data[:2]) == 16
    assert plots.data_table(fig)["reported_on"].max() == "2024-03-23"
    assert plots.data_table(fig)["url"].str.startswith("http").all()


def test_a_report_left_out_is_drawn_as_a_cross(killed, decisions):
    """The reader sees what is not counted, and a range that no rule here can use."""
    fig = plots.plot_rules(killed, decisions, DAY, left_out={"crocus-2024-040"})
    crosses = {told[2] for told in fig.data[1].customdata}
    assert crosses == {"crocus-2024-040", "crocus-2024-038", "crocus-2024-047"}
    assert set(fig.data[1].marker.symbol) == {"x-thin"}


def test_what_decided_is_drawn_large(killed, decisions):
    """GTD's majority of 23 March, and the reports UCDP's best rests on."""
    drawn = plots.plot_rules(killed, decisions, DAY).data[0]
    large = {
        told[2] for told, size in zip(drawn.customdata, drawn.marker.size, strict=True) if size > 9
    }
    named = {name for made in decisions.values() for name in made.reports}
    assert large == named - {"crocus-2024-029"}, "words without a number have no place"


def test_low_and_high_are_the_ends_of_a_bar(killed):
    """A bar from 40 to 133 about a best of 60 reaches 20 down and 73 up."""
    made = coding.Decision("UCDP", 60, "", (), low=40, high=133)
    drawn = plots.plot_rules(killed, {"GTD": None, "ACLED": None, "UCDP": made}, DAY).data
    assert [len(trace.x) for trace in drawn[2:]] == [0, 0, 3]
    assert (drawn[4].error_y.array[0], drawn[4].error_y.arrayminus[0]) == (73, 20)
    assert list(drawn[4].text) == ["60", "40", "133"]


def test_a_stage_laid_out_once_draws_the_same(killed, decisions):
    """The bench lays an event out once and moves through its days."""
    stage = RuleStage(killed)
    assert plots.plot_rules(killed, decisions, DAY, stage=stage) == plots.plot_rules(
        killed, decisions, DAY
    )


def test_answers_by_day_are_those_of_the_table(killed, words):
    """Each line is the column best of its rule; the band runs from UCDP's low to its high."""
    told = coding.by_day(killed, words)
    band, gtd, acled = plots.plot_answers({"c": told}, {"c": "Crocus"}).data
    for rule, line in (("GTD", gtd), ("ACLED", acled)):
        assert list(line.y) == told.loc[told["rule"] == rule, "best"].tolist()
    ucdp = told.query("rule == 'UCDP'")
    assert list(band.y) == ucdp["high"].tolist() + ucdp["low"].tolist()[::-1]


def test_the_finding_is_the_day_on_which_the_rules_differ_most():
    """Toy answers: 5 apart on the first day, 40 on the second, none on the third."""
    case = coding.made_up((1, 50), (1, 55), (1, 55), (2, 60), (2, 100), (2, 100), (3, 90))
    fig = plots.plot_answers({"c": coding.by_day(case)}, {"c": "A case"})
    assert fig.layout.title.text == "Widest apart on 3 May 2030: GTD 100, ACLED 60"


def test_readers_and_codes_stand_at_their_numbers(words):
    """Median 36 for dozens (quartiles 24 and 36) against a code of 12; 300 against 100."""
    readers, codes = plots.plot_vague_words(words).data
    place = list(readers.y).index("dozens")
    reach = readers.x[place] - readers.error_x.arrayminus[place], readers.error_x.array[place]
    assert (readers.x[place], *reach) == (36, 24, 0)
    assert dict(zip(codes.y, codes.x, strict=True)) == {"tens": 10, "dozens": 12, "hundreds": 100}
    assert readers.x[list(readers.y).index("hundreds")] / 100 == 36 / 12 == 3
