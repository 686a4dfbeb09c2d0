"""The claim marker's meaning, without a browser."""

import json
import math

import pytest
import traitlets

from course import datasets, kinds, texts, work
from course.widgets.claim_marker import ClaimMarker, MarkedText, _status


@pytest.fixture(autouse=True)
def work_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path / "work"))
    return tmp_path / "work"


@pytest.fixture
def gists():
    """An article without its text."""
    return texts.Article(None)


@pytest.fixture
def marker(gists):
    return ClaimMarker(6, gists)


def bare(spans):
    return [{key: span[key] for key in ("start", "end", "kind")} for span in spans]


def test_without_a_copy_the_gists_are_the_text_and_the_way_to_the_words_is_told(marker):
    """Nobody is kept out, and everybody learns how to get the article."""
    claims = datasets.load("claims").query("paragraph == 6")
    assert marker.text == " ".join(claims["gist"])
    cut = [marker.text[span["start"] : span["end"]] for span in marker.reference]
    assert cut == [gist.rstrip(".") for gist in claims["gist"]]
    assert "casebook article fetch" in marker._basis.value


@pytest.mark.text
@pytest.mark.parametrize("paragraph", range(1, 19))
def test_with_a_copy_the_reference_marks_the_claims_own_words(article_path, paragraph):
    """Offsets into the article become offsets into the paragraph."""
    article = texts.article(article_path)
    marker = ClaimMarker(paragraph, article)
    assert marker.text == article.paragraph(paragraph).words
    for span in marker.reference:
        words = article.claim(span["claim_id"]).words
        assert marker.text[span["start"] : span["end"]] == words


def test_all_found_and_agreed_is_full_agreement(marker):
    """Someone who marks just as the reference does gets 1 and no other marks."""
    marker.marks = bare(marker.reference)
    comparison = marker.compare()
    assert comparison.claims["found"].all() and comparison.claims["agree"].all()
    assert (comparison.claims["overlap"] == 1).all()
    assert comparison.counts["alpha"] == 1
    assert comparison.others.empty
    assert "You found 7 of the 7 claims" in comparison.summary


def test_each_claim_is_answered_with_a_reason(marker):
    """One right, one of another kind, one mark where there is no claim, the others not marked."""
    first, second = bare(marker.reference)[:2]
    marker.marks = [first, second | {"kind": "figure"}, {"start": 0, "end": 6, "kind": "event"}]
    comparison = marker.compare()
    claims = comparison.claims.set_index("claim_id")
    assert claims["found"].tolist() == [True, True] + [False] * 5
    assert claims["agree"].tolist()[:2] == [True, False]
    assert claims.loc["c041", "reason"] == kinds.reason("c041")
    assert kinds.border("event", "figure") in claims.loc["c042", "reason"]
    assert claims.loc["c047", "reason"] == kinds.reason("c047")
    assert comparison.others["passage"].tolist() == ["ISIS-K"]
    assert comparison.others["nearest"].tolist() == ["c041"]
    assert comparison.others["overlap"].item() == pytest.approx(6 / first["end"])


def test_a_second_readers_doubt_is_told(gists):
    """The reference is one coding; where it was doubted, the reader is told by whom and how."""
    marker = ClaimMarker(1, gists)
    reasons = marker.compare().claims.set_index("claim_id")["reason"]
    assert "second reader doubted this kind and asked: evaluation?" in reasons["c004"]
    assert "second reader" not in reasons["c001"]


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (slice(0, 0), "not defined here: no mark of yours is paired"),
        (slice(2, 4), "not defined here: only one kind occurs among the pairs"),
        (slice(0, 3), "alpha for the kinds of the pairs is 1.00"),
    ],
)
def test_the_summary_says_what_alpha_is_or_why_there_is_none(marker, kept, words):
    """Without a pair, or with one kind only (c043 and c044 are figures), chance cannot be taken off."""
    marker.marks = bare(marker.reference)[kept]
    comparison = marker.compare()
    assert words in comparison.summary
    assert math.isnan(comparison.counts["alpha"]) == ("not defined" in words)


@pytest.mark.parametrize(
    "mark",
    [
        {"start": 0, "end": 0, "kind": "event"},
        {"start": -1, "end": 3, "kind": "event"},
        {"start": 0, "end": 10_000, "kind": "event"},
        {"start": 0.5, "end": 3, "kind": "event"},
        {"start": True, "end": 3, "kind": "event"},
        {"end": 3, "kind": "event"},
        {"start": 0, "end": 3, "kind": "rumour"},
        {"start": 0, "end": 3},
    ],
)
def test_a_mark_that_is_none_is_refused(mark):
    """Every mark is a stretch of the text with one of the eight kinds."""
    text = MarkedText("Eight words stand here for no purpose whatever.")
    with pytest.raises(traitlets.TraitError):
        text.marks = [mark]
    assert text.marks == []


def test_a_stretch_is_not_marked_twice():
    """One stretch, one kind: otherwise a second mark would go unpaired without anybody's fault."""
    mark = {"start": 0, "end": 5, "kind": "event"}
    with pytest.raises(traitlets.TraitError, match="twice"):
        MarkedText("Eight words.", [mark, mark | {"kind": "figure"}])


def test_marks_may_overlap_and_nest_and_stand_in_the_order_of_the_text():
    """The reference's claims do so, too."""
    inner = {"start": 6, "end": 11, "kind": "figure"}
    outer = {"start": 0, "end": 12, "kind": "event"}
    assert MarkedText("Eight words.", [inner, outer]).marks == [outer, inner]


def test_marks_come_back_with_their_paragraph(marker, gists):
    """What was done stays done: on another paragraph, and in another kernel."""
    mark = {"start": 0, "end": 6, "kind": "event"}
    marker.marks = [mark]
    assert "Kept on this computer in my-work/" in marker._kept.value
    marker.paragraph = 10
    assert marker.marks == []
    marker.paragraph = 6
    assert marker.marks == [mark]
    assert ClaimMarker(6, gists).marks == [mark]


@pytest.mark.text
def test_marks_on_gists_are_not_laid_on_the_words(marker, article_path):
    """Offsets into one text mean nothing in the other."""
    marker.marks = [{"start": 0, "end": 6, "kind": "event"}]
    with_text = ClaimMarker(6, texts.article(article_path))
    assert with_text.marks == []
    with_text.marks = [{"start": 0, "end": 9, "kind": "causal"}]
    assert marker.marks == [{"start": 0, "end": 6, "kind": "event"}]
    assert ClaimMarker(6, marker.article).marks == marker.marks


@pytest.mark.parametrize("left", ['{"a": 1}', "7", '[{"start": 0, "end": 99999, "kind": "event"}]'])
def test_a_file_changed_by_hand_does_not_stop_the_tool(marker, gists, work_folder, left):
    """A reader may look into the folder."""
    marker.marks = [{"start": 0, "end": 6, "kind": "event"}]
    (file,) = work_folder.glob("1.2-paragraph-6-*.json")
    file.write_text(left, encoding="utf-8")
    assert ClaimMarker(6, gists).marks == []


def test_where_nothing_can_be_kept_the_reader_is_told(marker, tmp_path, monkeypatch):
    """A file where the folder should be: the tool works on, and says so."""
    blocked = tmp_path / "blocked"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("CASEBOOK_WORK", str(blocked))
    marker.marks = [{"start": 0, "end": 6, "kind": "event"}]
    assert "Not kept" in marker._kept.value
    assert len(marker.marks) == 1


def test_starting_over_forgets(marker, gists, work_folder):
    """No mark is left, on the page or on disk."""
    marker.marks = [{"start": 0, "end": 6, "kind": "event"}]
    marker.start_over()
    assert marker.marks == [] and list(work_folder.glob("*.json")) == []
    assert ClaimMarker(6, gists).marks == []


def test_the_reference_is_not_shown_before_a_first_mark(marker):
    """Whoever has not tried yet is asked to."""
    assert marker.report() is None
    assert "Mark at least one claim" in marker._report.value
    assert marker._beside.children == ()


def test_the_report_shows_both_readings_and_the_rule(marker):
    """The reference's marks, each claim with its reason, and when a pair is a pair."""
    marker.marks = bare(marker.reference)[:3]
    comparison = marker.report()
    shown = marker._beside.children[1]
    assert shown.read_only and shown.marks == bare(marker.reference)
    listed = marker._beside.children[2].value
    assert "at least half of the characters" in listed
    assert all(claim in listed for claim in comparison.claims["claim_id"])
    assert comparison.summary.split(".")[0] in marker._report.value


def test_a_comparison_that_has_gone_stale_is_called_so(marker):
    """What stands below a changed marking no longer compares it."""
    marker.marks = bare(marker.reference)[:3]
    marker.report()
    marker.marks = bare(marker.reference)[:2]
    assert "changed since the comparison" in marker._kept.value


def test_a_paragraph_that_is_none_is_refused_by_name(marker):
    """The error says which there are."""
    with pytest.raises(traitlets.TraitError, match="1 to 18"):
        marker.paragraph = 19
    assert marker.paragraph == 6


def test_words_on_the_page_are_escaped():
    """A text is shown, never run."""
    assert "<script>" not in _status("<script>alert(1)</script>")


def test_kept_marks_are_plain_json(marker, work_folder):
    """Another program can read them: offsets in characters, and a kind."""
    marker.marks = [{"start": 0, "end": 6, "kind": "event"}]
    (file,) = work_folder.glob("1.2-paragraph-6-gists-*.json")
    assert json.loads(file.read_text(encoding="utf-8")) == marker.marks
    assert work.recall(marker._name) == marker.marks
