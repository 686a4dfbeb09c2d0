"""Lesson 1.2: what it says in words is what its tables and measures say."""

import re

import pytest

from course import datasets, kinds, sources, texts
from tests.notebooks.reading import code_of, prose_of

PARAGRAPH = 6
TABLE = """
A: * * * * * 3 4 1 2 1 1 3 3 * 3
B: 1 * 2 1 3 3 4 3 * * * * * * *
C: * * 2 1 3 4 4 * 2 1 1 3 3 * 4
"""


@pytest.fixture(scope="module")
def prose():
    return prose_of("1.2")


@pytest.fixture(scope="module")
def claims():
    return datasets.load("claims")


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


def figure_in(claims, claim_id):
    """The whole number in a claim's gist."""
    gist = claims.set_index("claim_id").loc[claim_id, "gist"]
    return int(re.search(r"\b\d+\b", gist).group())


def test_the_claims_of_the_paragraph(prose, claims):
    """Seven claims, five of them the run of figures, cause and definition after the airport."""
    rows = claims[claims["paragraph"] == PARAGRAPH]
    assert rows["claim_id"].tolist() == [f"c04{n}" for n in range(1, 8)]
    assert "seven claims, and five of them stand in the second sentence" in prose
    assert "the same seven claims" in prose
    first = rows[rows["claim_id"].isin(["c041", "c042"])]
    assert first["char_end"].max() < rows[rows["claim_id"] == "c043"]["char_start"].iloc[0]


@pytest.mark.text
def test_the_paragraph_has_two_sentences_of_two_and_five_claims(prose, claims, article_path):
    """The cut between the sentences lies between the second and the third claim."""
    passage = texts.article(article_path).paragraph(PARAGRAPH)
    ends = [passage.char_start + m.end() for m in re.finditer(r"\.(?=\s|$)", passage.text)]
    assert len(ends) == 2
    rows = claims[claims["paragraph"] == PARAGRAPH]
    assert (rows["char_end"] <= ends[0]).sum() == 2
    assert (rows["char_start"] >= ends[0]).sum() == 5


def test_what_pages_say_of_the_second_sentence(prose, claims, evidence):
    """Supported, qualified, spelt otherwise: each clause of the sentence is a row."""
    stances = {
        claim: sorted(evidence.loc[evidence["claim_id"] == claim, "stance"])
        for claim in ("c044", "c045", "c046")
    }
    assert stances == {
        "c044": ["qualifies"],
        "c045": ["supports"],
        "c046": ["qualifies", "supports", "supports"],
    }
    spelling = evidence.query("claim_id == 'c047' and stance == 'contradicts'")
    assert spelling["finding"].str.contains("UN listing").all() and len(spelling) == 1
    assert figure_in(claims, "c043") + figure_in(claims, "c044") == 183
    programme = evidence.query("claim_id == 'c044'")["finding"].item()
    assert "at least 185" in programme
    assert "come to 183, the reward programme says at least 185" in prose


def test_what_a_record_could_settle(prose, claims):
    """The counts drawn and the counts written are the same."""
    n = claims.groupby(["kind", "checkable"]).size()
    assert claims["checkable"].eq("yes").sum() == 74
    assert "a public record could settle 74 of them" in prose
    assert (n["figure", "yes"], n["figure"].sum()) == (11, 11)
    assert (n["event", "yes"], n["event"].sum()) == (40, 45)
    assert (n["evaluation", "yes"], n["evaluation"].sum()) == (1, 22)
    assert (n["causal", "yes"], n["causal"].sum()) == (3, 20)
    for phrase in ("All 11 figures and 40 of the 45 events", "22 evaluations only one", "claims 3"):
        assert phrase in prose


def test_how_many_claims_have_a_page(prose, claims, evidence):
    """Figures are looked up more often than verdicts."""
    filed = claims["claim_id"].isin(evidence["claim_id"]).groupby(claims["kind"]).sum()
    assert f"For {filed['figure']} of the 11 figures" in prose
    assert f"for the 22 evaluations there are pages on {filed['evaluation']}" in prose


def test_a_coder_who_does_not_read(prose, claims):
    """Over a third agrees, since over a third of the claims are events; alpha is below 0."""
    unread = claims[["kind"]].assign(unread="event")
    share = kinds.percent_agreement(unread)
    assert share == (claims["kind"] == "event").mean()
    assert 1 / 3 < share < 0.35
    assert "More than a third agrees" in prose
    assert sources.alpha(unread) < 0


def test_ada_and_ben():
    """18 of 20 agree. In the hat, 38 events and 2 figures: alpha is 1 - (2/20) / (152/1560)."""
    code = code_of("1.2")
    ada, ben = re.search(r"codes\(Ada=(.+?), Ben=(.+?)\)", code).groups()
    assert (ada, ben) == ('"event " * 18 + "event figure"', '"event " * 18 + "figure event"')
    two = kinds.codes(Ada="event " * 18 + "event figure", Ben="event " * 18 + "figure event")
    assert kinds.percent_agreement(two) == 0.9
    assert sources.alpha(two) == pytest.approx(1 - (2 / 20) / (2 * 38 * 2 / (40 * 39)))


def test_the_published_table(prose):
    """Krippendorff's alpha as published with the table: nominal 0.691358, interval 0.810845.

    https://github.com/pln-fing-udelar/fast-krippendorff
    """
    lines = dict(line.split(": ") for line in TABLE.strip().splitlines())
    for coder, line in lines.items():
        assert f'{coder}="{line}"' in code_of("1.2")
    three = kinds.codes(**lines)
    assert sources.alpha(three) == pytest.approx(0.691358, abs=5e-7)
    assert sources.alpha(three, level="interval") == pytest.approx(0.810845, abs=5e-7)
    assert kinds.percent_agreement(three) == 12 / 16
    assert "Three pairs of codes in four agree, and alpha is 0.691" in prose


def test_the_doubts_told_in_the_text(prose, claims):
    """Six notes; the first and the fifth are of the sign taken for a cause; two name two kinds."""
    doubts = kinds.doubts(claims, datasets.load("second_reading"))
    assert len(doubts) == 6
    assert doubts["claim_id"].tolist()[0::4] == ["c004", "c129"]
    assert doubts["asked"].str.contains(" or ").sum() == 2
    noted = doubts.set_index("claim_id")["note"]
    assert "c025" in noted["c024"] and "c128" in noted["c130"]
    assert noted[["c064", "c080"]].str.contains("no cause is named").all()
    assert "Six notes, on eight claims" in prose
    assert noted[["c004", "c064", "c080", "c129"]].str.contains(r"\bLeft\b").all()
