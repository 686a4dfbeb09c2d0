"""The tie coder's meaning, without a browser."""

import json

import pytest

from course import datasets, networks, work
from course.errors import NoSuchTieError
from course.widgets.tie_coder import NAME, TieCoder

WHOLE = {"source": "Russia", "relation": "supports", "target": "Iran", "certainty": "stated"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def coder():
    return TieCoder()


def test_it_begins_empty_and_shows_no_answer(coder):
    """A reader codes before the reference is seen."""
    assert coder.codes.isna().all().all()
    assert coder._answer.value == ""
    assert "0 of 10 claims coded whole" in coder._said.value


def test_a_hand_and_a_call_give_the_same_codes(coder):
    """What is chosen in the lists is a plain variable, too."""
    for facet, value in WHOLE.items():
        coder._lists[facet].value = value
    assert coder.codes.loc["c015"].to_dict() == WHOLE
    other = TieCoder()
    other.code("c015", **WHOLE)
    assert other.given == coder.given
    assert "1 of 10 claims coded whole" in coder._said.value


def test_comparing_names_the_facets_that_differ(coder):
    """The reader learns where to look, then why."""
    coder.code("c015", **{**WHOLE, "certainty": "hedged"})
    coder._buttons[2].click()
    assert "other than the reference in Certainty" in coder._said.value
    assert "Russia – supports → Iran" in coder._answer.value
    assert networks.why("c015").split(".")[0] in coder._answer.value
    coder.code("c015", certainty="stated")
    assert "as in the reference" in coder._said.value


def test_every_claim_can_be_coded_as_the_reference(coder):
    """No code of the reference is missing from the lists."""
    reference = networks.reference(datasets.load("relations"))
    for claim, row in reference.iterrows():
        coder.code(claim, **row.to_dict())
    table = networks.agreement(coder.codes, reference)
    assert table["same"].tolist() == table["claims"].tolist() == [10, 10, 10, 10]
    assert table["alpha"].tolist() == [1, 1, 1, 1]


def test_next_and_previous_go_round(coder):
    """Ten claims, and back to the first."""
    for _ in range(10):
        coder._buttons[1].click()
    assert coder.claim == networks.TEN[0]
    coder._buttons[0].click()
    assert coder.claim == networks.TEN[-1]
    assert networks.TEN[-1] in coder._passage.value


def test_codes_are_kept_and_forgotten(coder, own_folder):
    """Work outlives the kernel, as plain JSON, until the reader starts over."""
    coder.code("c015", **WHOLE)
    (file,) = own_folder.iterdir()
    assert json.loads(file.read_text(encoding="utf-8")) == {"c015": WHOLE}
    again = TieCoder()
    assert again._lists["relation"].value == "supports"
    again._buttons[3].click()
    assert again.codes.isna().all().all()
    assert list(own_folder.iterdir()) == []


@pytest.mark.parametrize("kept", [[], {"c015": 3, "x": {}}, {"c015": {"relation": "likes"}}])
def test_a_kept_file_that_was_edited_does_no_harm(kept):
    """What the coder does not have is left out; the lesson goes on."""
    work.keep(NAME, kept)
    assert TieCoder().given == {}


def test_what_the_coder_does_not_have_is_refused_by_name(coder):
    """The error lists what there is."""
    for claim, codes in (
        ("c001", WHOLE),
        ("c015", {"relation": "likes"}),
        ("c015", {"mood": "sad"}),
    ):
        with pytest.raises(NoSuchTieError, match="There are: "):
            coder.code(claim, **codes)
    assert coder.given == {}
