"""Corrections notes: where a fault stands, what a note lacks, how it is set.

Most tests use small tables made here, in which every answer can be seen by eye; the course's own
tables are used where the answer is a fact about them.
"""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course import corrections, datasets

FAULTS = pd.DataFrame(
    [
        ("f1", "body_01", 1, 10, 14, "4,00", "misprint", "4,000", "A digit is missing"),
        ("f2", "body_01", 1, 20, 24, "teh", "spelling", "the", None),
        ("f3", "caption_1", None, 90, 99, "March 2", "possible_factual_slip", None, "See https://a.org/1"),
        ("f4", "body_02", 2, 30, 34, "lost", "ambiguity", None, "Dead, or dead and wounded"),
        ("f5", "body_02", 2, 40, 45, "Smit", "misspelt_name", "Smith", None),
    ],
    columns=[
        *("fault_id", "segment_id", "paragraph", "char_start", "char_end", "printed", "kind"),
        *("suggested_reading", "note"),
    ],
)  # fmt: skip
CLAIMS = pd.DataFrame(
    [("c1", 1, 8, 18), ("c2", 1, 14, 24), ("c3", 2, 28, 38), ("c4", 2, 38, 48), ("c5", 3, 50, 60)],
    columns=["claim_id", "paragraph", "char_start", "char_end"],
).assign(segment_id="body_01")
EVIDENCE = pd.DataFrame(
    [
        ("E1", "c1", None, "qualifies", "E1", "The figure is 4,000.", "Daily One", "2024-01-02"),
        ("E2", "c1", None, "qualifies", "E1", "The figure is 4,000, says One.", "Daily Two", None),
        ("E3", "c1", None, "supports", "E3", "A few thousand.", "Weekly <b>", "2024"),
        ("E4", "c3", "c1;c2", "contradicts", "E4", "Nobody was lost.", "Monthly", None),
        ("E5", "c3", None, "supports", "E5", "Some were lost.", "Yearly", None),
        ("E6", "c5", None, "supports", "E6", "So it is.", "Hourly", None),
        ("E7", "c4", None, "contradicts", "E7", "It was Jones.", "Minutely", None),
    ],
    columns=[
        *("evidence_id", "claim_id", "also_bears_on", "stance", "origin", "finding"),
        *("source_name", "published_on"),
    ],
).assign(figure_low=None, figure_best=None, figure_high=None, note=None)
EVIDENCE["url"] = "https://example.org/" + EVIDENCE["evidence_id"] + "?a=1&b=2"
TABLES = (FAULTS, EVIDENCE, CLAIMS)

GOOD = {
    "fault": "f1",
    "kind": "slip",
    "as_printed": "4,00",
    "should_read": "4,000",
    "because": "A digit is missing; the daily that gave the figure has four.",
    "evidence": ["E1"],
    "stays_sound": "The sentence around it.",
}


def gaps(**changes):
    """What `gaps` says of the good note with some parts changed; a part set to None is taken out."""
    note = {part: value for part, value in (GOOD | changes).items() if value is not None}
    return corrections.gaps(note, *TABLES)


@pytest.fixture(scope="module")
def course_tables():
    return tuple(datasets.load(name) for name in ("text_faults", "evidence", "claims"))


# Where a fault stands


@given(st.integers(0, 30), st.integers(1, 10), st.integers(0, 30), st.integers(1, 10))
def test_a_claim_stands_at_a_fault_when_they_share_a_character(start, length, begin, size):
    """The definition, by sets of characters; touching is not sharing."""
    fault = {"char_start": start, "char_end": start + length}
    claim = pd.DataFrame({"claim_id": ["c"], "char_start": [begin], "char_end": [begin + size]})
    shared = set(range(start, start + length)) & set(range(begin, begin + size))
    assert len(corrections.claims_at(fault, claim)) == bool(shared)


def test_the_claims_at_the_lessons_faults(course_tables):
    """The misprinted range is in the claim on losses and in the one built on it; captions make none."""
    faults, _, claims = course_tables
    rows = faults.set_index("fault_id")
    found = {
        each: corrections.claims_at(rows.loc[each], claims)["claim_id"].tolist()
        for each in ("f40", "f25", "f21", "f02")
    }
    assert found == {"f40": ["c075", "c078"], "f25": ["c053"], "f21": ["c047"], "f02": []}


# What a fault touches


def test_what_a_fault_touches_goes_by_its_kind_and_by_digits():
    """A misprint is of form unless it is in a number."""
    assert corrections.bearing(FAULTS).tolist() == ["fact", "form", "fact", "reading", "name"]


def test_every_fault_of_the_table_touches_one_thing(course_tables):
    """70 rows: 2 slips of fact and 1 misprinted figure, 7 + 1 names, 9 ambiguities, 50 others."""
    counted = corrections.bearing(course_tables[0]).value_counts()
    assert counted.to_dict() == {"form": 50, "reading": 9, "name": 8, "fact": 3}
    assert set(counted.index) == set(corrections.BEARINGS)


# How claims stand


def test_copies_of_one_report_count_once():
    """E1 and E2 are one telling."""
    assert corrections.standing(EVIDENCE).loc["c1"].tolist() == [1, 1, 0]


def test_claims_nobody_looked_up_have_no_standing():
    """No row is not a row of zeros: nothing is known."""
    assert "c2" not in corrections.standing(EVIDENCE).index


def test_form_is_compared_with_contradiction_among_claims_looked_up():
    """f2 lies in c2 alone, which nobody looked up; of the four looked up, c3 and c4 are contradicted."""
    table = corrections.form_and_contradiction(FAULTS, CLAIMS, EVIDENCE)
    assert table.loc["without"].tolist() == [4, 2]
    assert table.loc["with"].tolist() == [0, 0]
    moved = CLAIMS.assign(char_end=CLAIMS["char_end"].where(CLAIMS["claim_id"] != "c1", 21))
    assert corrections.form_and_contradiction(FAULTS, moved, EVIDENCE).loc["with"].tolist() == [
        1,
        0,
    ]


# What a note lacks


def test_a_good_note_has_no_gaps():
    """A reader who did everything asked is told so."""
    assert gaps() == []


@pytest.mark.parametrize(
    "part", ["as_printed", "should_read", "because", "evidence", "stays_sound"]
)
@pytest.mark.parametrize("empty", [None, "blank"])
def test_an_empty_part_is_named(part, empty):
    """A placeholder is as empty as nothing."""
    blank = {"evidence": []}.get(part, " … ") if empty else None
    assert [said for said in gaps(**{part: blank}) if f"`{part}` is empty" in said]


def test_a_slip_of_form_needs_no_page():
    """The text itself shows a misspelt word; a misprinted figure needs a source."""
    spelling = {"fault": "f2", "as_printed": "teh", "should_read": "the"}
    assert gaps(**spelling, evidence=[]) == []
    assert gaps(evidence=[])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"fault": "f11"}, "No fault is called “f11”. Did you mean f1?"),
        ({"fault": None, "claim": "c99"}, "No claim is called “c99”"),
        ({"claim": "c1"}, "one of the two"),
        ({"fault": None}, "one of the two"),
        ({"kind": "typo"}, "it is one of three"),
        ({"kind": "substance", "fault": "f2", "as_printed": "teh"}, "f2 is a fault of form"),
        ({"evidence": ["E9"]}, "No row is called “E9”"),
        ({"evidence": ["E1", "E1"]}, "E1 is cited more than once"),
        ({"evidence": ["E1", "E2"]}, "E1 and E2 go back to one telling"),
        ({"evidence": ["E1", "E6"]}, "E6 bears on c5; at f1 c1 stands"),
        ({"evidence": ["E3"]}, "E3 supports c1"),
        ({"evidence": [], "beside": ["E1"]}, "E1 bears on c1 itself"),
        ({"evidence": ["https://b.org/2"]}, "https://b.org/2 is not among our sources"),
        ({"evidence": "E1"}, "`evidence` is a list such as"),
        ({"evidence": ["E1", 7]}, "`evidence` holds something that is no text"),
        ({"because": 7}, "`because` is text in quotation marks; here it is a number"),
        ({"evidnce": ["E1"]}, "did you mean `evidence`?"),
        ({"should_read": "4,00"}, "what is to change?"),
        ({"as_printed": "another place"}, "have nothing in common"),
        ({"should_read": "40,000"}, "40000 in `should_read` stands in no row"),
        ({"as_printed": "4,00 " + "word " * 11}, "`as_printed` has 12 words"),
        ({"because": "word " * 81}, "`because` has 81 words"),
        ({"because": "A sloppy digit."}, "“sloppy” in `because`: does the note need it?"),
        ({"because": "One proves it."}, "“proves” in `because`: do the rows you cite say so much?"),
        ({"sound": ["c9"]}, "No claim is called “c9”"),
        ({"sound": ["c2"]}, "c2 was not looked up"),
        ({"sound": ["c3"]}, "c3 is contradicted by E4"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(changes, told):
    """One thing put wrong, one sentence that says so."""
    assert [said for said in gaps(**changes) if told in said]


def test_a_row_that_bears_on_the_place_besides_may_be_cited():
    """The table itself says that E4 bears on c1 as well."""
    assert gaps(evidence=["E4"], should_read="four thousand") == []


def test_a_row_on_another_claim_may_be_cited_on_purpose():
    """In `beside` the reader says that the row was brought in from elsewhere."""
    assert gaps(beside=["E6"]) == []


def test_a_caption_has_an_address_and_no_row():
    """No claim stands at a caption, so no row was coded towards it; its fault names a page."""
    caption = {"fault": "f3", "as_printed": "March 2", "should_read": "another day"}
    assert gaps(**caption, evidence=["https://a.org/1"]) == []
    assert "no row was coded towards it" in gaps(**caption, evidence=["E1"])[0]


def test_a_contested_place_needs_both_sides():
    """One side alone would settle what sources dispute."""
    place = {"fault": "f4", "kind": "contested", "as_printed": "lost", "should_read": "lost or not"}
    assert gaps(**place, evidence=["E4", "E5"]) == []
    for one_side in (["E4"], ["E5"]):
        assert "should cite both" in gaps(**place, evidence=one_side)[0]


def test_wrong_is_too_much_for_a_contested_or_ambiguous_place():
    """Where sources disagree, or one of two readings may be meant, a flat word says more than they."""
    place = {"fault": "f4", "as_printed": "lost", "should_read": "lost or not", "because": "Wrong."}
    contested = gaps(**place, kind="contested", evidence=["E4", "E5"])
    slip = gaps(**place, evidence=["E4"])
    assert ["marked contested" in said for said in contested] == [True]
    assert ["can be read in two ways" in said for said in slip] == [True]
    assert gaps(because="Wrong: a digit is missing.") == []


def test_an_error_of_substance_needs_a_row_that_contradicts():
    """A row that narrows a claim does not overturn it."""
    place = {"fault": "f5", "kind": "substance", "as_printed": "Smit", "should_read": "Jones"}
    assert gaps(**place, evidence=["E7"]) == []
    assert "No row you cite contradicts" in " ".join(gaps(kind="substance"))


def test_an_error_of_substance_with_support_may_be_contested():
    """E5 supports c3: whoever calls it an error must say what E5 supports."""
    place = {"fault": "f4", "kind": "substance", "as_printed": "lost", "should_read": "left"}
    said = gaps(**place, evidence=["E4"])
    assert said == ["One row supports c3, in whole or in part. Is it contested?"]


def test_loaded_words_are_matched_whole():
    """Lied is asked about; allied is not."""
    assert gaps(because="The allied daily has four digits.") == []


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
CLOSE = ANY | st.sampled_from(["f1", "f3", "c1", "E1", "slip", "contested", ["E1", "E3"], ["c1"]])


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(ANY | st.dictionaries(st.sampled_from(list(corrections.PARTS)), CLOSE))
def test_a_note_of_any_shape_gets_an_answer(note):
    """A student in the middle of a draft must not meet a traceback."""
    said = corrections.gaps(note, *TABLES)
    assert all(isinstance(sentence, str) for sentence in said)
    assert isinstance(corrections.as_html(note, *TABLES).data, str)


def test_gaps_leaves_the_note_as_it_was():
    """Looking at a draft does not change it."""
    note = GOOD | {"evidence": ["E1", "E3"]}
    before = {
        part: list(value) if isinstance(value, list) else value for part, value in note.items()
    }
    corrections.review(note, *TABLES)
    assert note == before


# How a note is set


def test_a_printed_note_says_place_words_reason_and_sources():
    """A reader of the note alone can check it."""
    printed = corrections.as_html(GOOD, *TABLES, about="“A text”, 30 March 2024").data
    for part in ("Paragraph 1 reads: “4,00”", "4,000", GOOD["because"], GOOD["stays_sound"]):
        assert part in printed
    for part in ("“A text”, 30 March 2024", "Daily One, 2024-01-02 (E1)", "https://example.org/E1"):
        assert part in printed


def test_everything_in_a_printed_note_is_escaped():
    """A draft, and a source's name, are text and never markup."""
    note = GOOD | {"because": "<script>x</script>", "evidence": ["E3", "<i>"], "kind": "<u>"}
    printed = corrections.as_html(note, *TABLES, about="<q>").data
    for markup in ("<script", "<b>", "<i>", "<u>", "<q>"):
        assert markup not in printed
    assert 'href="https://example.org/E3?a=1&amp;b=2"' in printed


def test_only_web_addresses_become_links():
    """An address of another sort is taken for a row that does not exist."""
    note = GOOD | {"evidence": ["javascript:alert(1)"]}
    assert "<a " not in corrections.as_html(note, *TABLES).data


def test_the_heading_goes_with_the_kind():
    """A contested place gets a clarification, not a correction."""
    heads = {kind: corrections.as_html({"kind": kind}, *TABLES).data for kind in corrections.KINDS}
    assert "Clarification" in heads["contested"]
    assert "It could read" in corrections.as_html(GOOD | {"kind": "contested"}, *TABLES).data
    assert "It should read" in corrections.as_html(GOOD, *TABLES).data
    assert "Clarification" not in heads["slip"] + heads["substance"]
    assert "Correction of substance" in heads["substance"]


def test_a_review_has_the_note_and_the_questions():
    """What a second reader would ask stands below what a reader would see."""
    shown = corrections.review(GOOD | {"evidence": ["E9"]}, *TABLES).data
    assert shown.index("E9: no such row") < shown.index("No row is called “E9”")
    blank = corrections.review(GOOD | {"because": ""}, *TABLES).data
    assert "<code>because</code> is empty" in blank
    assert "finds nothing missing" in corrections.review(GOOD, *TABLES).data


def test_the_courses_own_rows_can_be_cited(course_tables):
    """The note of the lesson: the misprinted range, by the row that has it whole."""
    note = {
        "fault": "f40",
        "kind": "slip",
        "as_printed": "460,00 men",
        "should_read": "460,000 men, killed or wounded",
        "because": "A digit is missing.",
        "evidence": ["CE001"],
        "stays_sound": "The lower end.",
    }
    assert corrections.gaps(note, *course_tables) == []
    assert corrections.gaps(note | {"should_read": "46,000 men"}, *course_tables)
    copied = corrections.gaps(note | {"evidence": ["CE001", "ne095"]}, *course_tables)
    assert copied == [
        "CE001 and ne095 go back to one telling, so together they count as one source."
    ]
