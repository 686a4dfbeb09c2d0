"""Kinds of claim: every claim has a reason, every pair of kinds a border; agreement by hand."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import datasets, kinds
from course.errors import CodesError


@pytest.fixture(scope="module")
def claims():
    return datasets.load("claims")


def test_every_claim_has_a_reason_of_its_own(claims):
    """A student sees why this claim is coded so, not a definition again; repeats would tell little."""
    reasons = [kinds.reason(claim) for claim in claims["claim_id"]]
    assert len(set(reasons)) == len(claims)
    assert all(reason.endswith(".") and len(reason.split()) <= 30 for reason in reasons)


def test_no_reason_is_left_over(claims):
    """A claim that is dropped takes its reason along."""
    assert set(kinds._words()["reasons"]) == set(claims["claim_id"])


def test_every_two_kinds_have_a_border_told_from_either_side():
    """Whichever kind a reader gave, there is a question that decides."""
    pairs = list(combinations(kinds.names(), 2))
    assert len(pairs) == 28
    assert all(kinds.border(a, b) == kinds.border(b, a) for a, b in pairs)
    assert len(kinds._words()["borders"]) == 28
    assert all(len(kinds.borders(kind)) == 7 for kind in kinds.names())


def test_every_kind_asks_a_question():
    """The definitions, in order, each with its question."""
    guide = kinds.guide()
    assert dict(zip(guide["kind"], guide["definition"], strict=True)) == datasets.categories(
        "claims", "kind"
    )
    assert guide["ask of the sentence"].str.endswith("?").all()


def test_why_names_the_border_only_where_the_kinds_differ():
    """Agreement needs a reason, disagreement also what parts the two."""
    agreed = kinds.why("c043", "figure", "figure")
    assert agreed == kinds.why("c043", "figure") == kinds.reason("c043")
    differing = kinds.why("c043", "figure", "event")
    assert differing.startswith(agreed) and kinds.border("figure", "event") in differing


def test_doubts_are_those_on_a_kind_and_no_others(claims):
    """Read out of the table by hand: c006, c028, c049, c056 and c098 doubt other columns."""
    doubts = kinds.doubts(claims, datasets.load("second_reading"))
    assert dict(zip(doubts["claim_id"], doubts["asked"], strict=True)) == {
        "c004": "evaluation",
        "c024": "figure",
        "c064": "evaluation or event",
        "c080": "event or evaluation",
        "c129": "evaluation",
        "c130": "evaluation",
    }


def test_percent_agreement_by_hand():
    """Units 1 and 2: three pairs each, all same and one same. Unit 3: one pair. 4 of 7."""
    codes = kinds.codes(A="x x *", B="x x y", C="x y z")
    assert kinds.percent_agreement(codes) == 4 / 7


def test_percent_agreement_without_a_pair_is_undefined():
    """Where no unit was coded twice, there is nothing to agree on."""
    assert pd.isna(kinds.percent_agreement(kinds.codes(A="x *", B="* y")))


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.tuples(*[st.sampled_from("xyz*")] * 3), min_size=1))
def test_percent_agreement_does_not_depend_on_who_comes_first(units):
    """Coders have no order, and neither have units."""
    lines = dict(zip("ABC", (" ".join(line) for line in zip(*units, strict=True)), strict=True))
    codes = kinds.codes(**lines)
    turned = codes[["C", "A", "B"]].iloc[::-1]
    assert kinds.percent_agreement(codes) == pytest.approx(
        kinds.percent_agreement(turned), nan_ok=True
    )


def test_codes_of_numbers_are_numbers():
    """An interval alpha needs numbers; a star is missing."""
    table = kinds.codes(A="1 * 3", B="1 2 4")
    assert table["A"].isna().tolist() == [False, True, False]
    assert table["B"].tolist() == [1.0, 2.0, 4.0]
    assert table.index.tolist() == [1, 2, 3]


def test_lines_of_different_length_are_refused_by_name():
    """A slip in typing must not shift the rest of a line."""
    with pytest.raises(CodesError, match="Ada 2, Ben 1"):
        kinds.codes(Ada="event figure", Ben="event")
