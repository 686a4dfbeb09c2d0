"""Three databases, three answers: the coding rules against their documented cases."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import coding, counts, datasets
from course.errors import NoFigureError


def reports(*rows):
    """Made-up reports: (figure, day of May 2020) or (figure, day, source type)."""
    return pd.DataFrame(
        {
            "report_id": [f"r{n}" for n in range(len(rows))],
            "best": pd.array([row[0] for row in rows], dtype="Int64"),
            "reported_on": [pd.Timestamp(2020, 5, row[1]) for row in rows],
            "source_type": [row[2] if len(row) > 2 else "government" for row in rows],
            "phrase": [row[3] if len(row) > 3 else None for row in rows],
        }
    )


@pytest.fixture(scope="module")
def words():
    return datasets.load("word_probabilities")


@pytest.mark.parametrize(
    ("rows", "figure", "step"),
    [
        ([(137, 2), (139, 2), (139, 2), (144, 2)], 139, "Step 2"),
        ([(137, 2), (139, 2), (144, 2)], 137, "Step 3"),
        ([(137, 2), (139, 2), (139, 2), (144, 2), (145, 9)], 145, "Step 1"),
        ([(137, 2), (139, 2), (139, 2), (144, 2), (300, 9, "armed_group")], 139, "Step 2"),
        ([(137, 2), (137, 2), (139, 2), (139, 2)], 137, "Step 3"),
    ],
    ids=["majority", "no majority", "later and sound", "later, by the perpetrators", "a tie"],
)
def test_gtd_keeps_its_three_steps(rows, figure, step):
    """The made-up cases that go with the codebook's rule; a tie of two figures is no majority."""
    decision = coding.gtd(reports(*rows))
    assert decision.best == figure
    assert decision.why.startswith(step)


def test_gtd_skips_a_source_in_doubt():
    """A recent figure that a coder doubts gives way to the next most recent."""
    toy = reports((137, 2), (145, 9)).assign(doubtful=[False, True])
    assert coding.gtd(toy).best == 137


def test_a_blank_is_an_error_and_not_a_nought():
    """Where no usable figure is known the field stays blank; 0 would say that nobody died."""
    for rule in (coding.gtd, coding.acled, coding.ucdp):
        with pytest.raises(NoFigureError, match="sound report"):
            rule(reports((300, 2, "armed_group")))


def test_one_set_of_reports_has_three_answers(words):
    """Dozens, then 137, 143 and 145: ACLED enters 12 first, GTD ends at 145, UCDP keeps a range."""
    told = reports((None, 1, "government", "dozens were killed"), (137, 2), (143, 6), (145, 21))
    assert coding.acled(told[:1], words).best == 12
    assert coding.acled(told, words).best == 145
    assert coding.gtd(told).best == 145
    ucdp = coding.ucdp(told)
    assert (ucdp.low, ucdp.best, ucdp.high) == (137, 145, 145)


def test_acled_takes_the_lower_of_a_day():
    """Conflicting reports take the most conservative estimate."""
    assert coding.acled(reports((145, 2), (140, 2), (150, 2))).best == 140


@pytest.mark.parametrize(("word", "code"), [("tens", 10), ("dozens", 12), ("hundreds", 100)])
def test_acled_codes_for_vague_words(words, word, code):
    """The page of 7 May 2024, read in a copy: amorecanecorsos.com/article/fatalities-acled/3805."""
    assert coding.vague_number(f"{word} of people", words) == code


def test_readers_take_vague_words_for_more_than_the_codes(words):
    """Medians of 46 surveyed readers: github.com/zonination/perceptions, numberly.csv."""
    phrases = {"dozens": 36, "scores of": 80, "hundreds of": 300, "several": 7, "many": 20}
    for phrase, median in phrases.items():
        assert coding.vague_number(f"{phrase} people", words, scheme="readers") == median


def test_a_word_inside_another_word_is_no_vague_number(words):
    """ "Tens" is not in "intense"."""
    assert coding.vague_number("after intense fighting", words) is None


def test_ucdp_answer_depends_on_the_coder():
    """Two coders who trust different reports both keep the rule."""
    told = reports((137, 2), (143, 6), (145, 21))
    assert coding.ucdp(told, best="r1").best == 143
    with pytest.raises(NoFigureError, match="r9"):
        coding.ucdp(told, best="r9")


@settings(deadline=None)  # what is tested is the answer, not the time on a busy machine
@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 20)), min_size=1, max_size=12))
def test_every_rule_answers_with_a_reported_figure(rows):
    """A rule chooses among what was reported; it never makes a figure up, and order is nothing."""
    told, figures = reports(*rows), {figure for figure, _ in rows}
    backwards = told[::-1]
    for rule in (coding.gtd, coding.acled, coding.ucdp):
        decision = rule(told)
        assert decision.best in figures
        assert decision.best == rule(backwards).best
        assert set(told.set_index("report_id").loc[list(decision.reports), "best"]) == {
            decision.best
        }
    ucdp = coding.ucdp(told)
    assert ucdp.low == min(figures) <= ucdp.best <= ucdp.high == max(figures)


@pytest.mark.parametrize(
    ("rows", "begins"),
    [
        ([(137, 2), (139, 3)], "The most recent source decides"),
        ([(137, 2), (139, 2), (139, 2)], "Of several equally recent sources"),
        ([(137, 2), (139, 2)], "Where no figure leads"),
    ],
)
def test_gtd_names_the_sentence_of_the_rule_that_decided(rows, begins):
    """A reader can hold the answer against the rule."""
    assert coding.gtd(reports(*rows)).sentence.startswith(begins)


def test_acled_names_the_sentence_of_the_rule_that_decided(words):
    """A number as reported, a word by its code, the lower of two, a figure revised."""
    dozens = coding.made_up((0, "dozens of people"), (1, 137), (1, 140), (5, 143))
    told = [coding.acled(dozens[:n], words) for n in (1, 2, 3, 4)]
    assert [each.best for each in told] == [12, 137, 137, 143]
    assert told[0].sentence.startswith("Where a report has a word")
    assert "dozens of people" in told[0].why
    assert told[1].sentence.startswith("Revise")
    assert told[2].sentence.startswith("Where reports conflict")
    assert coding.acled(dozens[1:2], words).sentence.startswith("Enter the number")


def test_rules_without_anything_to_use_are_none(words):
    """A word alone is enough for ACLED, and for nobody else."""
    decided = coding.decide(coding.made_up((0, "dozens of people")), words)
    assert decided["ACLED"].best == 12
    assert decided["GTD"] is decided["UCDP"] is None
    assert set(coding.decide(coding.made_up((3, 300, "armed_group"))).values()) == {None}


def test_decisions_one_by_one_stand_in_their_order():
    """Two coders, one rule: a table holds both."""
    case = coding.made_up((1, 137), (5, 143), (20, 145))
    told = coding.as_table([coding.ucdp(case), coding.ucdp(case, best="r2")])
    assert told["best"].tolist() == [145, 143]
    assert told[["low", "high"]].to_numpy().tolist() == [[137, 145]] * 2
    assert told["reports"].tolist() == ["r3", "r2"]


def test_entries_by_day_of_the_made_up_case(words):
    """12, then 137, 143 and 145: methods of the three databases on one set of reports."""
    case = coding.made_up((0, "dozens of people"), (1, 137), (5, 143), (20, 145))
    told = coding.by_day(case, words)
    best = {rule: own["best"].tolist() for rule, own in told.groupby("rule")}
    assert best == {"ACLED": [12, 137, 143, 145], "GTD": [137, 143, 145], "UCDP": [137, 143, 145]}
    ucdp = told.query("rule == 'UCDP'")
    assert ucdp["low"].tolist() == [137] * 3
    assert ucdp["high"].tolist() == [137, 143, 145]


def test_crocus_by_the_day_of_the_article():
    """By 30 March 2024 officials stood at 144; a page of that day still printed 140."""
    killed = counts.series(datasets.load("casualty_reports"), "crocus-2024")
    known = counts.known_by(killed, "2024-03-30")
    assert coding.gtd(known).best == 140
    assert coding.ucdp(known, best="crocus-2024-092").best == 144


def test_high_below_best_passes_only_for_remainders():
    """UCDP GED 23.1: what is left of an aggregate report may have a high below its best."""
    toy = pd.DataFrame(
        {"low": [3, 3, 9], "best": [5, 5, 5], "high": [9, 4, 9], "event_clarity": [1, 2, 1]}
    )
    assert coding.disordered(toy).index.tolist() == [2]


def test_coders_doubt_for_145_is_as_published():
    """Computed with the R package uncertainUCDP, version 0.7.6 (github.com/cran/uncertainUCDP)."""
    doubt = coding.coders_doubt(145)
    assert doubt.loc == pytest.approx(184.5948, abs=5e-4)
    assert doubt.scale == pytest.approx(35.76478, abs=5e-4)
    assert doubt.weight == pytest.approx(0.3937883, abs=5e-7)
    told = [doubt.quantile(share) for share in (0.05, 0.5, 0.75, 0.95)]
    assert told == pytest.approx([145, 164.75, 207.19, 272.31], abs=0.05)
    assert doubt.mean == pytest.approx(181.52, abs=0.05)


@given(st.integers(4, 5000), st.floats(0.001, 0.999))
def test_a_quantile_is_where_its_share_is_reached(reported, share):
    """Quantile and distribution are each other's inverse, on both sides of the jump."""
    if reported in coding.SPECIAL:
        return
    doubt = coding.coders_doubt(reported)
    there = doubt.quantile(share)
    assert doubt.at_most(there + 1e-6) >= share - 1e-6
    assert doubt.at_most(there - 1e-3 * doubt.scale) <= share


def test_figures_with_constants_we_have_not_read_are_refused():
    """An answer without them would differ from the published model."""
    with pytest.raises(NoFigureError, match="other than 200"):
        coding.coders_doubt(200)
