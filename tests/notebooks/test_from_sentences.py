"""Lesson 3.1: what it says in words is what its tables say."""

import pytest

from course import datasets, networks
from tests.notebooks.reading import code_of, prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("3.1")


@pytest.fixture(scope="module")
def relations():
    return datasets.load("relations")


def test_the_tie_shown_is_the_one_named(prose, relations):
    """One claim, one row, by its name."""
    assert relations.query("claim_id == 'c036'")["relation_id"].tolist() == ["r033"]
    assert "`r033`" in prose
    assert f"The list of relations has {len(datasets.load('relation_types'))} words" in prose


def test_certainties_and_signs_are_counted(prose, relations):
    """63 stated, 5 hedged, 7 predicted, 22 inferred; 60 hostile, 27 neutral, 10 cooperative."""
    sure, sign = relations["certainty"].value_counts(), relations["sign"].value_counts()
    assert len(relations) == 97
    assert (
        f"{sure['stated']} of the 97 ties are stated, {sure['hedged']} hedged, "
        f"{sure['predicted']} predicted and {sure['inferred']} inferred"
    ) in prose
    assert sure["inferred"] / 97 > 1 / 5
    assert (
        f"{sign['hostile']} are hostile, {sign['neutral']} neutral and {sign['cooperative']} "
        "cooperative"
    ) in prose


def test_the_two_grievances_are_as_told(relations):
    """One names its target, in the other the coder does."""
    told = relations.set_index("relation_id")["certainty"]
    assert (told["r012"], told["r069"]) == ("stated", "inferred")


def test_dates_are_counted(prose, relations):
    """32 dated, 65 not: two in three."""
    dated = relations[["start", "end"]].notna().any(axis=1).sum()
    assert f"{dated} have a date and {97 - dated} have none" in prose
    assert round(65 / 97, 2) == 0.67
    assert "Two in three bear no date" in prose


def test_dyads_are_counted(prose, relations):
    """72, 9, 13 and 3; 20 and 20 are 40 people and no conflict."""
    kind = networks.dyad_kind(relations, datasets.load("actors")).value_counts()
    assert kind.to_dict() == {
        "no fighting": 72, "two parties": 13, "place or person": 9, "party and people": 3,
    }  # fmt: skip
    assert "72 of the 97 are no fighting at all" in prose
    assert "That leaves 13" in prose
    assert "Nine more name a place or a person" in prose
    assert "None, though 40 people died" in prose
    assert "At most 13 could belong to a UCDP dyad" in prose


def test_ada_agrees_on_eight_of_ten(prose, relations):
    """Alpha 0.73; both differences are claims that the reference calls inferred."""
    line = "stated stated stated hedged predicted hedged stated hedged predicted stated"
    assert line in code_of("3.1")
    reference = networks.reference(relations)
    ada = reference[[]].assign(certainty=line.split())
    (row,) = networks.agreement(ada, reference).to_dict("records")
    assert (row["claims"], row["same"], round(row["alpha"], 2)) == (10, 8, 0.73)
    apart = reference.loc[ada["certainty"] != reference["certainty"], "certainty"]
    assert apart.tolist() == ["inferred", "inferred"]
    assert (
        "eight of ten. Alpha, which takes off what chance would give (lesson 1.2), is 0.73" in prose
    )


def test_the_second_reading_found_ten_wrong_cells(prose):
    """Nine of them certainties that became inferred; six more left with a note."""
    second = datasets.load("second_reading").query("table == 'relations'")
    wrong = second[second["verdict"] == "wrong"]
    assert len(wrong) == 10
    assert (wrong["found_value"] == "certainty inferred").sum() == 9
    assert "a wrong cell in 10" in prose
    assert "nine of the ten were ties coded as surer" in prose
    left = second[second["found_value"] == "certainty inferred?"]
    assert len(left) == 6
    assert "Six rows that the reader would perhaps call inferred" in prose
