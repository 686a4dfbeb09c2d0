"""Offsets and words of the tables against the article itself, where a copy is at hand."""

import re

import pytest

from course import datasets

pytestmark = pytest.mark.text


@pytest.fixture(scope="module")
def text(article_path):
    with article_path.open(encoding="utf-8", newline="") as file:
        return file.read()


def test_printed_is_what_stands_there(text):
    """A fault is marked exactly: the words in the table are the words at the offsets."""
    for fault in datasets.load("text_faults").itertuples():
        assert text[fault.char_start : fault.char_end] == fault.printed, fault.fault_id


def test_segments_follow_one_another_and_leave_only_white_space_out(text):
    """Offsets into the article mean something only if no part of it is missing."""
    end = 0
    for segment in datasets.load("text_segments").itertuples():
        assert text[end : segment.char_start].strip() == "", segment.segment_id
        assert segment.char_start >= end
        end = segment.char_end
    assert text[end:].strip() == ""


def test_claims_begin_and_end_with_words(text):
    """A span cut inside a word would be off by some characters."""
    for claim in datasets.load("claims").itertuples():
        span = text[claim.char_start : claim.char_end]
        assert span == span.strip(), claim.claim_id
        before = text[claim.char_start - 1]
        after = text[claim.char_end : claim.char_end + 1]
        assert not (before.isalnum() and span[0].isalnum()), claim.claim_id
        assert not (span[-1].isalnum() and after.isalnum()), claim.claim_id


def test_loaded_terms_stand_in_their_claim(text):
    """What is called a loaded term must be printed, and printed there."""
    for claim in datasets.load("claims").dropna(subset=["loaded_terms"]).itertuples():
        span = _plain(text[claim.char_start : claim.char_end])
        for term in claim.loaded_terms.split(";"):
            assert _plain(term) in span, (claim.claim_id, term)


def _plain(words):
    return re.sub(r"\s+", " ", words.replace("’", "'")).lower()
