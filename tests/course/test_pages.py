"""How a table stands on a lesson's page."""

import re

import pandas as pd

from course import pages


def shown(**columns):
    return pages.table(pd.DataFrame(columns)).data


def test_a_missing_value_is_left_blank():
    """A reader of a lesson sees that nothing is known, not how the software writes it."""
    page = shown(day=pd.to_datetime(["2024-03-30", None]), best=pd.array([1, None], dtype="Int64"))
    assert "2024-03-30" in page
    assert not any(word in page for word in ("NaT", "NA", "nan", "None", "00:00"))


def test_words_of_a_source_are_not_run_as_markup():
    """Text from a page is shown as text."""
    assert "<b>" not in shown(said=["<b>x</b>"])
    frame = pd.DataFrame({"n": [1]}, index=["<b>x</b>"])
    assert "<b>" not in pages.table(frame, index=True).data


def test_a_long_finding_is_shown_whole():
    """pandas cuts a text after fifty characters."""
    assert "word " * 40 in shown(finding=["word " * 40 + "."])


def test_row_labels_are_shown_only_on_request():
    """A running number says nothing; a name does."""
    frame = pd.DataFrame({"n": [1]}, index=["a-label"])
    assert "a-label" not in pages.table(frame).data
    assert "a-label" in pages.table(frame, index=True).data


def test_a_number_has_the_digits_it_has_and_no_more():
    """Ten and a half million people is not 10500000.000000, nor 1.05e+07."""
    page = shown(figure=[10_500_000.0, 0.5, None])
    assert ">10500000<" in page
    assert ">0.5<" in page


def test_sums_of_money_are_not_set_as_formulas():
    """JupyterLab takes what stands between two dollar signs for mathematics, unless told not to."""
    page = pages.table(pd.DataFrame({"finding": ["$10 million each, $20 million in all"]})).data
    assert re.search(r'<table [^>]*class="[^"]*\bmathjax_ignore\b', page)
    assert "$10 million each, $20 million in all" in page
