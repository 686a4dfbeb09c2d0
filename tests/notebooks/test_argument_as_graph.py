"""Lesson 3.5: what it says in words is what the coding and the tables say."""

import re

import pytest

from course import arguments, datasets
from tests.notebooks.reading import prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("3.5")


@pytest.fixture(scope="module")
def article():
    return arguments.article()


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


def test_every_row_named_in_the_lesson_has_its_address_there(prose, evidence):
    """A reader can follow each row that is quoted."""
    rows = evidence.set_index("evidence_id")
    named = set(re.findall(r"ne\d{3}", prose))
    assert len(named) >= 6
    for row in named - {"ne073"}:
        assert rows.loc[row, "url"] in prose
    assert "ne073" in rows.index


def test_which_premises_carry(prose, article):
    """attack two, authors and backlash one each, thirteen none; none all three."""
    conclusions = arguments.reach(article).set_index("premise")["conclusions"]
    assert conclusions[conclusions > 0].to_dict() == {"attack": 2, "authors": 1, "backlash": 1}
    assert (conclusions == 0).sum() == 13
    assert "Three premises bring down a conclusion by themselves." in prose
    assert "The other thirteen bring down none." in prose
    assert arguments.load_bearing(article) == []


def test_how_few_are_enough(prose, article):
    """One or three for interdependence, four for the rule."""
    sizes = {
        name: [len(cut) for cut in arguments.cuts(article, name, 4)]
        for name in article.named("conclusion")
    }
    assert set(sizes["interdependence"]) == {1, 3}
    assert set(sizes["rule"]) == {4}
    assert "The first conclusion falls with one premise, or with three" in prose


def test_the_three_things_to_try(prose, article, evidence):
    """Twelve rows on the 10.5 million, which carries nothing; seven premises; six but one."""
    against = {
        name: (arguments.strikes(article, evidence, name)["stance"] == "contradicts").sum()
        for name in article.named("premise")
    }
    assert max(against, key=against.get) == "workers" and against["workers"] == 12
    assert arguments.fallen(article, ["workers"]) == {"workers"}
    struck = {name for name, number in against.items() if number}
    assert len(struck) == 7 and "authors" in struck
    aims = set(article.named("conclusion"))
    assert arguments.fallen(article, struck) & aims == {"interdependence"}
    assert not arguments.fallen(article, struck - {"authors"}) & aims
    assert "Seven premises go." in prose


def test_the_rows_on_who_did_it(prose, evidence):
    """Two contradict, three support, three qualify, as told."""
    rows = evidence[evidence["claim_id"] == "c002"].set_index("evidence_id")
    assert rows["stance"].value_counts().to_dict() == {
        "contradicts": 2,
        "supports": 3,
        "qualifies": 3,
    }
    told = {
        "ne058": "offered no evidence",
        "ne010": "US intelligence sources",
        "ne060": "first made for Belarus",
        "ne061": "British foreign secretary",
        "ne009": "did not name a branch",
        "ne059": "asked who had ordered it",
    }
    for row, words in told.items():
        assert words in rows.loc[row, "finding"]


def test_both_positions_on_recruiting(evidence):
    """What the lesson tells of four rows is what they say."""
    rows = evidence.set_index("evidence_id")
    told = {
        "ne014": ("supports", "isolation"),
        "ne021": ("supports", "repression at home"),
        "ne019": ("contradicts", "overblown"),
        "ne018": ("qualifies", "money the main motive"),
    }
    for row, (stance, words) in told.items():
        assert rows.loc[row, "stance"] == stance
        assert words in rows.loc[row, "finding"]
    assert "218 people" in rows.loc["ne017", "finding"]
    assert rows.loc["ne019", "note"] == "2015 debate, about Syria"


def test_what_became_of_the_predictions(prose, evidence):
    """Eight, four of them without a row; the numbers told of c120."""
    claims = datasets.load("claims")
    table = arguments.predictions(claims, evidence)
    stances = table[["supports", "qualifies", "contradicts"]]
    assert (len(table), (stances.sum(axis="columns") == 0).sum()) == (8, 4)
    assert stances.sum().sum() == 8
    assert "Eight predictions with eight rows" in prose
    rows = evidence.set_index("evidence_id")["finding"]
    assert "fell 16 percent in the first half of 2024" in rows["ne050"]
    assert "from at most 1,000 a year to 30,000" in rows["ne051"]
    assert "June 2020" in rows["ne073"]


def test_no_prediction_has_a_day(prose):
    """So that none can be late; three hang on an if, two are marked as sure."""
    claims = datasets.load("claims")
    ahead = claims[claims["kind"] == "prediction"]
    assert ahead[["date_start", "date_end"]].isna().all(axis=None)
    hedges = ahead["hedge"].value_counts()
    assert (hedges["conditional"], hedges["certain"]) == (3, 2)
    assert "Three begin with an if" in prose and "Two are marked as sure." in prose
