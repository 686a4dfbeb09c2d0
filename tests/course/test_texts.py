import itertools
import pickle
import random
import re
import textwrap
import unicodedata

import numpy as np
import pandas as pd
import pytest

from course import errors, matching, texts, tree


def one_line(text):
    return " ".join(text.split())


def curly(text):
    """Every other double quote opens; every single quote is an apostrophe."""
    turns = itertools.cycle("“”")
    return "".join(next(turns) if c == '"' else c for c in text).replace("'", "’")


def straight(text):
    return text.translate(str.maketrans("‘’“”", "''\"\""))


def wrapped(text):
    lines = [textwrap.fill(p, 60, break_on_hyphens=False) for p in text.split("\n\n")]
    return "\n\n".join(lines)


VARIATIONS = {
    "as recorded": lambda text: text,
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "a byte-order mark": lambda text: "\ufeff" + text,
    "extra blank lines": lambda text: text.replace("\n", "\n\n\n"),
    "all on one line": one_line,
    "wrapped at 60 characters": wrapped,
    "indented": lambda text: textwrap.indent(text, "    "),
    "ordinary spaces": lambda text: text.replace("\u00a0", " "),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "curly quotes": curly,
    "straight quotes": straight,
    "long dashes": lambda text: text.replace("-", "–"),
    "letters and accents apart": lambda text: unicodedata.normalize("NFD", text),
    "other text around it": lambda text: f"Menu\nHome\n\n{text}\n\n3 comments:\nWell said.\n",
    "no break after paragraphs": lambda text: re.sub(r"(?<=[.?])\s*\n\s*", "", text),
}


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_copy_in_any_layout_becomes_the_recorded_text(case, name):
    """Offsets made on one copy must hold on a reader's, whatever program saved it."""
    copy = texts.Article(VARIATIONS[name](case.text), seeds=case.seeds)
    assert copy.text == case.text
    assert copy.has_text


def test_the_recorded_text_is_what_the_record_counts(case):
    """The counts and the fingerprint on the record are of the text its offsets count in."""
    record, segments = texts.record(case.seeds), case.segments
    kinds = [segment.segment_kind for segment in segments]
    assert record.characters == len(case.text)
    assert record.words == len(case.text.split())
    assert record.segments == {kind: kinds.count(kind) for kind in kinds}
    assert [s.words for s in segments] == [
        len(case.text[s.char_start : s.char_end].split()) for s in segments
    ]


def test_a_changed_word_names_exactly_its_segment(case):
    """A reader with an altered copy is told where, and is not sent to look elsewhere."""
    for segment in case.segments:
        words = case.text[segment.char_start : segment.char_end].split(" ")
        words[len(words) // 2] = "otherwise"
        altered = case.text[: segment.char_start] + " ".join(words) + case.text[segment.char_end :]
        off = [c for c in texts.verify(altered, case.seeds) if c.status != "found"]
        assert [check.segment_id for check in off] == [segment.segment_id]


def test_a_changed_paragraph_says_where_and_how_much(case):
    """Line and likeness let a person find the place; one word of many leaves the rest alike."""
    body = [segment for segment in case.segments if segment.required]
    for segment in body:
        end = segment.char_end
        altered = case.text[: end - 1] + " indeed!" + case.text[end:]
        check = {c.segment_id: c for c in texts.verify(altered, case.seeds)}[segment.segment_id]
        assert check.status == "changed"
        assert check.line == case.text.count("\n", 0, segment.char_start) + 1
        assert 0.7 < check.likeness < 1


def test_a_dropped_segment_is_missing_and_not_changed(case):
    """What is not there is not to be taken for what is there in other words."""
    for segment in case.segments:
        shorter = case.text[: segment.char_start] + case.text[segment.char_end :]
        off = [c for c in texts.verify(shorter, case.seeds) if c.status != "found"]
        assert [(c.segment_id, c.status) for c in off] == [(segment.segment_id, "missing")]


def test_paragraphs_in_another_order_are_still_found_where_they_stand(case):
    """A segment is known by its words, not by what comes before it."""
    pieces = [case.text[s.char_start : s.char_end] for s in case.segments][::-1]
    shuffled = "\n\n".join(pieces)
    checks = texts.verify(shuffled, case.seeds)
    assert {check.status for check in checks} == {"found"}
    assert [check.line for check in checks] == sorted((c.line for c in checks), reverse=True)


def test_other_text_is_not_recognised(case):
    """The same words shuffled are another text: single words prove nothing."""
    words = case.text.split()
    random.Random(0).shuffle(words)
    copy = texts.Article(" ".join(words), seeds=case.seeds)
    assert {check.status for check in copy.checks} == {"missing"}
    assert copy.text is None
    assert not copy.has_text


def test_an_empty_copy_holds_nothing(made_up):
    """An empty file is no copy, and no crash either."""
    copy = texts.Article("\ufeff \r\n", seeds=made_up.seeds)
    assert {check.status for check in copy.checks} == {"missing"}
    assert not copy.has_text


def test_without_a_copy_passages_are_gists_and_say_so(made_up):
    """Every lesson works without the text, and no reader takes our sentence for the author's."""
    article = texts.article(seeds=made_up.seeds)
    passage = article.paragraph(2)
    assert not article.has_text
    assert article.text is None
    assert (passage.exact, passage.words) == (False, None)
    assert str(passage) == passage.text == "Gist of body_02"
    assert "gist" in passage._repr_html_()


def test_with_a_copy_passages_are_the_words(made_up):
    """With a copy at its place, segments and paragraphs come back word for word."""
    made_up.place.write_text(made_up.text, encoding="utf-8", newline="")
    article = texts.article(seeds=made_up.seeds)
    passage = article.paragraph(2)
    assert passage.exact
    assert passage.text.startswith("Three bakers, who open before dawn")
    assert passage.text == made_up.text[passage.char_start : passage.char_end]
    assert passage.basis == "the article's words"


def test_a_copy_without_captions_serves_and_its_captions_are_gists(made_up):
    """Captions are often lost in copying; the argument is in the body."""
    article = texts.Article(
        made_up.text.replace("The ferry at the pier, May 4, 2030", ""), seeds=made_up.seeds
    )
    assert article.has_text
    assert article.paragraph(1).exact
    assert article.segment("caption_1").text == "Gist of caption_1"


def test_a_span_over_a_missing_segment_is_not_given_as_words(made_up):
    """A stretch that is partly blank would misquote the article."""
    article = texts.Article(
        made_up.text.replace("The ferry at the pier, May 4, 2030", ""), seeds=made_up.seeds
    )
    caption, body = article.segment("caption_1"), article.segment("body_01")
    span = article.span(caption.char_start, body.char_end)
    assert not span.exact
    assert span.text == "Gist of caption_1; Gist of body_01"


def test_a_claim_is_its_words_or_its_gist(made_up):
    """The same call works for readers with and without a copy."""
    start = made_up.text.index("forty mornings")
    claims = pd.DataFrame(
        {
            "claim_id": ["c001"],
            "char_start": [start],
            "char_end": [start + len("forty mornings")],
            "gist": ["The ferry was often late."],
        }
    )
    copy = texts.Article(one_line(made_up.text), seeds=made_up.seeds, claims=claims)
    bare = texts.Article(seeds=made_up.seeds, claims=claims)
    assert copy.claim("c001").words == "forty mornings"
    assert copy.claim("c001").paragraph == 1
    assert bare.claim("c001").text == "The ferry was often late."
    assert not bare.claim("c001").exact


def test_offsets_from_a_table_are_taken_as_they_come(made_up):
    """Tables hand out NumPy integers, not Python's."""
    article = texts.Article(made_up.text, seeds=made_up.seeds)
    assert article.span(np.int64(0), np.int64(6)).words == "Sunday"


@pytest.mark.parametrize("start, end", [(5, 5), (7, 3), (-1, 4), (0, 10**6), (0.0, 4.0), (0, None)])
def test_offsets_outside_the_article_are_refused(made_up, start, end):
    """A wrong offset says what was expected; it does not quote something else."""
    article = texts.Article(made_up.text, seeds=made_up.seeds)
    with pytest.raises(errors.SpanError, match="0 <= start < end"):
        article.span(start, end)


def test_an_unknown_name_suggests_the_near_one(made_up):
    """A slip of the pen should cost one look at the message."""
    article = texts.Article(
        seeds=made_up.seeds,
        claims=pd.DataFrame(
            {"claim_id": ["c001"], "char_start": [0], "char_end": [6], "gist": [""]}
        ),
    )
    with pytest.raises(errors.NoSuchPassageError, match="body_01"):
        article.segment("body_1")
    with pytest.raises(errors.NoSuchPassageError, match="1 to 3"):
        article.paragraph(19)
    with pytest.raises(errors.NoSuchPassageError, match="c001"):
        article.claim("c1")


def test_passages_are_escaped_in_notebooks(made_up):
    """A gist with a bracket is text, not markup."""
    passage = texts.Passage("c001", 1, 0, 4, "fewer than <b>ten</b>")
    assert "&lt;b&gt;ten" in passage._repr_html_()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_copy_is_read_in_the_encodings_editors_save(encoding):
    """Editors on Windows still save UTF-16 and Windows-1252."""
    words = "the ‘summer’ timetable – two boats"
    assert texts.decode(words.encode(encoding), "copy.txt") == words


@pytest.mark.parametrize("start", [b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1", b"MZ\0\0"])
def test_a_document_that_is_not_text_is_refused_by_name(start):
    """A PDF read as text would look like a wrong article."""
    with pytest.raises(errors.CopyUnreadableError, match=r"copy\.pdf.*plain text"):
        texts.decode(start + b"...", "copy.pdf")


def test_sketches_tell_the_same_text_from_another():
    """Equal texts have likeness 1; texts with no pair of words in common are not alike."""
    one, other = "the boat is late again today", "no bridge was ever counted here"
    assert matching.likeness(matching.sketch(one), matching.sketch(one.upper())) == 1
    assert matching.likeness(matching.sketch(one), matching.sketch(other)) < texts.ALIKE


def test_the_canonical_form_is_stable():
    """What is normalised once is normal: a copy of a copy has the same fingerprint."""
    messy = "\ufeff “One\u00a0 \u200btwo”\r\n\tthree—cafe\u0301 "
    once = matching.canonical(messy)
    assert once == '"One two" three-caf\u00e9'
    assert matching.canonical(once) == once


def test_every_error_comes_back_whole_from_another_process():
    """Errors cross from workers to the person who reads them."""
    for error in (
        errors.NoSuchPassageError("claim", "c1", "c001"),
        errors.SpanError(3, 2, 9),
        errors.NotTheArticleError("file", 25, 26, ["body_05: changed"]),
        errors.CopyKeptError("place", 26, 23, 26),
        errors.CopyUnreadableError("file", "a PDF"),
        errors.CopyUnwritableError("place", "Permission denied"),
        errors.FetchError("address", "the server answered 404", "Try again."),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error)


def test_every_claim_resolves_to_its_gist_without_a_copy():
    """A clone without the text still has something to show for each claim."""
    article = texts.Article()
    assert len(article.claims) == article.record.claims
    for claim_id in article.claims["claim_id"]:
        passage = article.claim(claim_id)
        assert not passage.exact
        assert passage.text


@pytest.mark.text
def test_every_claim_resolves_to_whole_words_in_its_segment(real):
    """A claim's offsets mark a stretch of one segment and never cut a word."""
    article = texts.Article(one_line(real.text))
    spans = {s.segment_id: (s.char_start, s.char_end) for s in article.segments}
    for claim in article.claims.itertuples():
        passage = article.claim(claim.claim_id)
        first, last = spans[claim.segment_id]
        assert first <= passage.char_start < passage.char_end <= last
        assert passage.words == real.text[passage.char_start : passage.char_end].strip()
        around = real.text[passage.char_start - 1 : passage.char_end + 1]
        assert not (around[0].isalnum() and around[1].isalnum()), claim.claim_id
        assert not (around[-2].isalnum() and around[-1].isalnum()), claim.claim_id


@pytest.mark.text
@pytest.mark.parametrize("name", ["all on one line", "wrapped at 60 characters", "curly quotes"])
def test_every_printed_slip_stands_at_its_offsets_in_a_differently_spaced_copy(real, name):
    """The table of slips was typed from the page: it checks the offsets from outside."""
    article = texts.Article(VARIATIONS[name](real.text))
    faults = pd.read_csv(tree.DATASETS / "text_faults.csv")
    for fault in faults.itertuples():
        words = article.span(fault.char_start, fault.char_end).words
        assert one_line(words) == one_line(fault.printed), fault.fault_id


@pytest.mark.text
def test_the_seeds_follow_from_the_text(real, tmp_path, write_seeds):
    """Written anew from the text by the definition in the README, the tables are the same."""
    listed = [
        (s.segment_id, s.segment_kind, s.paragraph, s.char_start, s.char_end, s.gist)
        for s in real.segments
    ]
    write_seeds(tmp_path, real.text, listed)
    for name in ("segments.csv", "layout.csv", "sketches.csv"):
        assert (tmp_path / name).read_text("utf-8") == (tree.SEEDS / name).read_text("utf-8"), name
