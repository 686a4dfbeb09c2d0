"""The evidence desk's meaning, without a browser."""

import json

import pytest

from course import datasets, sources, work
from course.errors import GradeError, NoSuchEvidenceError
from course.widgets.evidence_desk import ASK_AGAIN, EvidenceDesk

CROCUS = ["ne009", "ne010", "ne057", "ne058", "ne059", "ne060", "ne061", "ne062"]
NAME = "1.4 evidence desk"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def desk():
    return EvidenceDesk()


def test_every_claim_on_offer_has_at_least_three_cards(desk):
    """With fewer there is nothing to compare; the claims come in the article's order."""
    rows = datasets.load("evidence")["claim_id"].value_counts()
    assert desk.claims == sorted(rows[rows >= 3].index)
    assert desk.claim == desk.claims[0] == "c002"


def test_a_card_is_marked_by_a_call_and_shown_by_the_buttons(desk):
    """What is said in Python and what is chosen on the page are one thing."""
    desk.rate("ne009", "b 2")
    assert (desk._source.value, desk._item.value) == ("B", "2")
    assert desk.ratings.to_dict("records") == [
        {"claim_id": "c002", "evidence_id": "ne009", "source": "B", "item": "2"}
    ]


def test_the_two_marks_are_chosen_apart(desk):
    """One question never answers the other: a card may have one mark and lack the other."""
    desk._item.value = "3"
    assert desk.marks == {"ne009": {"item": "3"}}
    assert desk.ratings["source"].isna().tolist() == [True]
    assert desk.grades == []
    desk._source.value = "F"
    assert [str(grade) for grade in desk.grades] == ["F3"]


def test_turning_to_another_card_leaves_no_mark_behind(desk):
    """The buttons show the card's own marks, and showing them marks nothing."""
    desk.rate("ne009", "A1")
    desk._next.click()
    assert desk.card == "ne010"
    assert (desk._source.value, desk._item.value) == (None, None)
    assert list(desk.marks) == ["ne009"]
    desk._previous.click()
    assert (desk._source.value, desk._item.value) == ("A", "1")


def test_the_cards_go_round(desk):
    """No button is ever dead, so the keyboard's focus is never lost."""
    for _ in CROCUS:
        desk._next.click()
    assert desk.card == CROCUS[0]
    desk._previous.click()
    assert desk.card == CROCUS[-1]
    assert "Card 8 of 8" in desk._place.value


def test_a_mark_can_be_taken_back(desk):
    """Changing one's mind is part of the exercise."""
    desk.rate("ne009", "A1")
    desk._back.click()
    assert desk.marks == {}
    assert (desk._source.value, desk._item.value) == (None, None)
    assert "no marks yet" in desk._status.value


def test_a_card_says_what_a_reader_should_know_of_the_page(desk):
    """Stance in a word and a sign, outlet, kind of page, date or none, language, origin, address."""
    desk.card = "ne058"
    face = desk._face.value
    assert "− contradicts" in face
    assert "ForexLive" in face
    assert "a news outlet&#x27;s own page" in face
    assert "26 March 2024" in face
    assert "repeats ne057" in face
    assert 'href="https://www.forexlive.com/' in face
    desk.card = "ne010"
    assert "no date" in desk._face.value
    assert "not recorded" in desk._face.value


def test_what_a_table_says_is_shown_as_words(desk):
    """Nothing out of a table runs as markup."""
    desk._evidence.loc["ne009", ["finding", "url"]] = ["<b>x</b>", 'http://a/"><i>']
    desk._show_card()
    assert "<b>x</b>" not in desk._face.value
    assert "<i>" not in desk._face.value


def test_origins_are_counted_for_each_stance(desk):
    """Five pages that carry one estimate are one origin; the other stances have their own."""
    desk.claim = "c115"
    assert "+ supports 1 (5 cards); ± qualifies 2 (2 cards); − contradicts 1 (1 card)" in (
        desk._origins.value
    )


def test_the_share_is_told_from_five_judged_cards_on_and_the_trap_once(desk):
    """Four cards say too little, and F and 6 are no marks: they are not among the five."""
    for card, grade in zip(CROCUS, ["A1", "B2", "C2", "D4", "F6", "F1"], strict=False):
        desk.rate(card, grade)
    assert "diagonal" not in desk._status.value
    assert desk._trap.value == ""
    desk.rate("ne061", "B3")
    assert "On the diagonal: 60% of 5 cards judged in both" in desk._status.value
    assert f"{sources.DIAGONAL_SHARE_1968:.0%}" in desk._trap.value
    assert sources.diagonal_share(desk.grades) == pytest.approx(3 / 5)


def test_notes_belong_to_their_claim(desk):
    """What would change a reader's mind is another thing for each claim."""
    desk._mind.value = "A second inquiry"
    desk.claim = "c039"
    assert desk._mind.value == ""
    desk._mind.value = "A list of names"
    desk.claim = "c002"
    assert desk._mind.value == "A second inquiry"
    assert desk.notes == {"c002": "A second inquiry", "c039": "A list of names"}
    desk.note(" ")
    assert desk.notes == {"c039": "A list of names"}


def test_marks_and_notes_are_there_again_after_a_restart(desk):
    """A new desk begins where the last one was left."""
    desk.rate("CE034", "C3")
    desk._item.value = "2"
    desk.note("The institute's own page")
    again = EvidenceDesk()
    assert (again.marks, again.notes) == (desk.marks, desk.notes)
    assert again._item.value == "2"
    assert "Kept on this computer" in again._keeping.value


def test_looking_keeps_nothing(desk, own_folder):
    """A reader who only turns cards leaves no file."""
    desk._next.click()
    desk.claim = "c115"
    assert not own_folder.exists()


def test_where_nothing_can_be_kept_the_desk_says_so(tmp_path, monkeypatch):
    """A reader must know that a restart will cost the marks; the desk works all the same."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path / "file"))
    desk = EvidenceDesk()
    desk.rate("ne009", "A1")
    assert "Not kept" in desk._keeping.value
    assert len(desk.grades) == 1


@pytest.mark.parametrize(
    "kept",
    [
        [],
        {"marks": [1], "notes": "x"},
        {"marks": {"ne009": "A1", "CE999": {"source": "A"}, "ne010": {"source": "Z", "item": []}}},
    ],
)
def test_a_kept_file_that_was_edited_does_no_harm(kept):
    """What is no mark is left out; the lesson goes on."""
    work.keep(NAME, kept)
    desk = EvidenceDesk()
    assert (desk.marks, desk.notes) == ({}, {})


def test_starting_over_is_asked_twice_and_forgets_all(desk, own_folder):
    """One slip must not cost an hour's work; turning to something else withdraws the question."""
    desk.rate("ne009", "A1")
    desk.note("x")
    desk._over.click()
    assert desk._over.description == ASK_AGAIN
    desk._next.click()
    assert desk._over.description == "Start over"
    desk._over.click()
    assert desk.marks
    desk._over.click()
    assert (desk.marks, desk.notes) == ({}, {})
    assert list(own_folder.iterdir()) == []
    assert "forgotten" in desk._keeping.value


def test_by_a_day_only_cards_certainly_public_are_shown():
    """`CE111`, dated to April 2024 alone, and pages without a date are not among them."""
    desk = EvidenceDesk(["c018", "c002"], by="2024-03-30")
    assert "CE111" not in desk.cards["evidence_id"].tolist()
    desk.claim = "c002"
    assert desk.cards["evidence_id"].tolist() == ["ne009", "ne057", "ne058", "ne060"]


def test_a_claim_or_card_the_desk_does_not_have_is_refused_by_name(desk):
    """The error lists what there is."""
    for wrong in (
        lambda: EvidenceDesk(["c003"]),
        lambda: setattr(desk, "claim", "c003"),
        lambda: setattr(desk, "card", "CE001"),
        lambda: desk.rate("CE999", "A1"),
    ):
        with pytest.raises(NoSuchEvidenceError, match=r"It has: \w+"):
            wrong()
    assert (desk.claim, desk.card) == ("c002", "ne009")


@pytest.mark.parametrize("wrong", ["A7", "G1", "2B", "", "A"])
def test_a_grade_that_is_none_leaves_the_card_as_it_was(desk, wrong):
    """A slip of the hand must not cost the mark given before."""
    desk.rate("ne009", "A1")
    with pytest.raises(GradeError):
        desk.rate("ne009", wrong)
    assert [str(grade) for grade in desk.grades] == ["A1"]


def test_marks_on_a_claim_that_is_not_on_the_desk_are_kept_with_the_others(desk):
    """`rate` reaches every card of the table, so that a notebook can fill in what a reader has."""
    desk.rate("CE001", "B2")
    assert desk.ratings["claim_id"].tolist() == ["c075"]
    assert desk.card == "ne009"


def test_each_marks_words_stand_beside_it(desk):
    """A letter alone asks a newcomer to remember the scale."""
    assert [label for label, _ in desk._source.options] == [
        f"{letter}  {words}" for letter, words in sources.SOURCE_GRADES.items()
    ]
    assert [label for label, _ in desk._item.options] == [
        f"{digit}  {words}" for digit, words in sources.ITEM_GRADES.items()
    ]


def test_what_is_kept_is_plain_json(desk, own_folder):
    """A reader can open the file and read their own marks."""
    desk.rate("ne009", "A1")
    kept = json.loads((own_folder / "1.4-evidence-desk.json").read_text(encoding="utf-8"))
    assert kept == {"marks": {"ne009": {"source": "A", "item": "1"}}, "notes": {}}
