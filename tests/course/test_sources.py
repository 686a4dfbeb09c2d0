"""Source criticism: the laws that grades, bands, agreement and corroboration keep."""

import subprocess
import sys
from collections import Counter
from fractions import Fraction
from itertools import permutations
from math import isnan, nan

import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from course import datasets, errors, sources


def law(*strategies, **named):
    """`given` without a time limit: that a machine is busy is no fault of the law."""

    def decorate(test):
        return settings(deadline=None, max_examples=50)(given(*strategies, **named)(test))

    return decorate


# Grades


GRADES = st.builds(sources.Grade, st.sampled_from("ABCDEF"), st.sampled_from("123456"))


@law(GRADES)
def test_a_grade_is_read_back_from_its_text(grade):
    """Students write b2, B 2 or B2; all are one grade."""
    letter, digit = str(grade)
    for text in (str(grade), str(grade).lower(), f" {letter} {digit} "):
        assert sources.grade(text) == grade
    assert sources.grade(grade) is grade


@pytest.mark.parametrize("text", ["", "B", "2B", "G1", "A0", "A7", "B2 C3", "B２", None, 2, nan])
def test_what_is_no_grade_is_said_to_be_none(text):
    """A slip of the pen must not become a mark."""
    with pytest.raises(errors.GradeError, match="a letter A to F"):
        sources.grade(text)


def test_a_grade_cannot_be_made_of_other_marks():
    """The class keeps what the function checks."""
    with pytest.raises(errors.GradeError):
        sources.Grade("b", "2")


def test_grades_have_no_order_and_no_number():
    """F and 6 are the absence of a mark; sorted or averaged they would be the worst one."""
    with pytest.raises(TypeError):
        sorted([sources.grade("A1"), sources.grade("F6")])
    with pytest.raises(TypeError):
        sum([sources.grade("A1")])


@law(GRADES)
def test_a_grade_is_judged_unless_a_mark_is_absent(grade):
    """The diagonal asks for two marks; where one is absent the question has no answer."""
    assert grade.judged == (grade.source != "F" and grade.item != "6")
    assert (grade.on_diagonal is None) == (not grade.judged)


def test_the_words_say_both_marks():
    """Read aloud, a grade says which mark is about whom."""
    assert sources.grade("B2").words == "usually reliable source; probably true"
    assert sources.grade("F6").words == (
        "source whose reliability cannot be judged; truth cannot be judged"
    )


@law(st.lists(GRADES))
def test_the_diagonal_share_follows_its_definition(grades):
    """The mean of (place of the letter == digit), over grades with neither F nor 6."""
    hits = [ord(g.source) - 64 == int(g.item) for g in grades if g.source != "F" and g.item != "6"]
    share = sources.diagonal_share(grades)
    assert isnan(share) if not hits else share == pytest.approx(sum(hits) / len(hits))


@law(st.lists(GRADES), st.lists(st.sampled_from(["F1", "F6", "A6", "E6"])))
def test_the_diagonal_share_ignores_absent_marks(grades, absent):
    """F6 lies on the diagonal of the table, and is two marks withheld, not two that agree."""
    before, after = sources.diagonal_share(grades), sources.diagonal_share([*grades, *absent])
    assert before == pytest.approx(after, nan_ok=True)


@law(st.lists(GRADES))
def test_every_grade_is_counted_once(grades):
    """The table of counts holds them all, each in its row and column."""
    counts = sources.grade_counts(grades)
    assert counts.shape == (6, 6)
    assert list(counts.index) == list("ABCDEF")
    assert list(counts.columns) == list("123456")
    assert counts.stack().loc[lambda n: n > 0].to_dict() == Counter(
        (g.source, g.item) for g in grades
    )


# Words of likelihood


PERCENT = st.floats(0, 100) | st.integers(0, 100)
STANDARDS = ["icd_203", "kent"]


@pytest.fixture(scope="module")
def words():
    return datasets.load("word_probabilities")


@pytest.mark.parametrize("scheme", STANDARDS)
@law(percent=PERCENT)
@example(percent=12)
@example(percent=60)
@example(percent=99)
def test_a_number_gets_a_word_exactly_where_a_closed_band_holds_it(words, scheme, percent):
    """One word at most, the higher band's at a shared end point, and none in a gap."""
    holding = [
        band
        for band in sources.bands(scheme, words)
        if (band.mid if band.low is None else band.low) <= percent
        and percent <= (band.mid if band.high is None else band.high)
    ]
    assert len(holding) <= 2
    assert sources.band_at(percent, scheme, words) == (holding[-1] if holding else None)


@pytest.mark.parametrize(
    ("scheme", "gaps"), [("icd_203", {0, 100}), ("kent", {1, *range(13, 20), 61, 62})]
)
def test_every_whole_percentage_has_a_word_or_lies_in_a_stated_gap(words, scheme, gaps):
    """The docstring names the gaps; there are no others."""
    without = {n for n in range(101) if sources.band_at(n, scheme, words) is None}
    assert without == gaps


@pytest.mark.parametrize("percent", [-1, 100.5, nan, float("inf"), None, "50", True])
@pytest.mark.parametrize("scheme", STANDARDS)
def test_what_is_no_percentage_gets_no_word(words, scheme, percent):
    """An error, not None: None says that the scheme has no word for the number."""
    with pytest.raises(errors.PercentError, match="from 0 to 100"):
        sources.band_at(percent, scheme, words)


@pytest.mark.parametrize("scheme", ["readers", "acled"])
def test_overlapping_bands_give_no_word_for_a_number(words, scheme):
    """By the readers' quartiles 70 is likely, probable, probably and more."""
    with pytest.raises(errors.OverlappingBandsError, match=scheme):
        sources.band_at(70, scheme, words)


def test_synonyms_share_a_band_in_a_standard_but_not_in_a_survey(words):
    """ICD 203 lists words by row; readers were asked phrase by phrase."""
    assert [len(band.phrases) for band in sources.bands("icd_203", words)] == [2, 2, 2, 1, 2, 2, 2]
    assert {len(band.phrases) for band in sources.bands("readers", words)} == {1}
    assert len(sources.bands("readers", words)) == 22


@pytest.mark.parametrize("scheme", ["icd_203", "kent", "readers", "acled"])
def test_bands_ascend_and_hold_every_phrase(words, scheme):
    """Nothing of the table is lost, and the least comes first."""
    found = sources.bands(scheme, words)
    phrases = [phrase for band in found for phrase in band.phrases]
    assert sorted(phrases) == sorted(words.loc[words["scheme"] == scheme, "phrase"])
    for unit in ("percent", "count"):
        lows = [b.mid if b.low is None else b.low for b in found if b.unit == unit]
        assert lows == sorted(lows)
    assert all(sources.band_of(phrase, scheme, words) in found for phrase in phrases)


def test_a_related_word_is_named_but_not_taken(words):
    """Readers put "probably" and "probable" apart, so neither may stand for the other."""
    with pytest.raises(errors.NoSuchPhraseError, match="Did you mean 'probable'"):
        sources.band_of("probably", "icd_203", words)
    with pytest.raises(errors.NoSuchPhraseError, match="icd_203, kent"):
        sources.band_of("probable", "nato", words)


ANSWERS = st.lists(st.floats(0, 100), min_size=1)


@law(ANSWERS)
def test_quartiles_are_by_linear_interpolation(answers):
    """The answer at (n - 1)q, counted from 0; between two answers, the way between by distance."""
    rising = sorted(answers)
    for found, quarter in zip(sources.quartiles(answers), (1, 2, 3), strict=True):
        whole, rest = divmod((len(rising) - 1) * quarter, 4)
        above = rising[min(whole + 1, len(rising) - 1)]
        assert found == pytest.approx(rising[whole] + rest / 4 * (above - rising[whole]))


@law(st.permutations([10, 20, 20, 35, None, 90]))
def test_quartiles_ignore_order_and_missing_answers(answers):
    """Five answers in order, so the second, third and fourth."""
    assert sources.quartiles(answers) == (20, 20, 35)


def test_no_answers_have_no_quartiles_and_no_share(words):
    """An empty class is not a class that agrees."""
    assert all(map(isnan, sources.quartiles([None])))
    assert isnan(sources.in_band([], "likely", "icd_203", words))


def test_the_share_in_a_band_counts_both_ends(words):
    """55 and 80 are the ends of "likely"; Kent's "certain" is 100 and nothing else."""
    assert sources.in_band([55, 80, 80.1, None], "likely", "icd_203", words) == pytest.approx(2 / 3)
    assert sources.in_band([99, 100], "certain", "kent", words) == 0.5


# Agreement of coders


CODES = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from([None, "a", "b", "c"]), min_size=coders, max_size=coders),
        min_size=1,
        max_size=12,
    )
)


def nominal_by_hand(units):
    """1 - D_o/D_e over ordered pairs within units and over all, in fractions; None if undefined."""
    given = [[code for code in unit if code is not None] for unit in units]
    given = [unit for unit in given if len(unit) > 1]
    total = Counter(code for unit in given for code in unit)
    n = total.total()
    if len(total) < 2:
        return None
    observed = sum(
        Fraction(sum(a != b for a, b in permutations(unit, 2)), len(unit) - 1) for unit in given
    )
    expected = Fraction(sum(total[a] * total[b] for a, b in permutations(total, 2)), n - 1)
    return 1 - observed / expected


@law(CODES)
@example([["a", "a"], ["a", "b"]])
@example([["a", None], ["b", None]])
def test_nominal_alpha_is_one_minus_observed_over_expected(units):
    """Worked apart from the package, in fractions, from the definition."""
    by_hand = nominal_by_hand(units)
    assert sources.alpha(pd.DataFrame(units)) == pytest.approx(
        nan if by_hand is None else float(by_hand), abs=1e-9, nan_ok=True
    )


@law(st.lists(st.sampled_from("abc"), min_size=2), st.integers(2, 4))
def test_coders_who_always_agree_have_an_alpha_of_one(codes, coders):
    """With one value only, there was nothing to disagree about, and alpha is undefined."""
    alpha = sources.alpha(pd.DataFrame(dict.fromkeys(range(coders), codes)))
    assert isnan(alpha) if len(set(codes)) == 1 else alpha == pytest.approx(1)


@law(CODES, st.permutations(["x", "y", "z"]), st.randoms())
def test_nominal_alpha_does_not_depend_on_names_or_on_who_is_first(units, names, random):
    """Which label a kind has, which coder comes first and which unit, changes no agreement."""
    before = sources.alpha(pd.DataFrame(units))
    renamed = pd.DataFrame(units).replace(dict(zip("abc", names, strict=True)))
    coders, rows = list(renamed.columns), list(renamed.index)
    random.shuffle(coders)
    random.shuffle(rows)
    assert sources.alpha(renamed.loc[rows, coders]) == pytest.approx(before, abs=1e-9, nan_ok=True)


@law(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=2),
    st.integers(1, 5),
    st.integers(-20, 20),
)
def test_interval_alpha_does_not_depend_on_the_scale(units, factor, shift):
    """Celsius or Fahrenheit: distances keep their proportions."""
    codes = pd.DataFrame(units)
    assert sources.alpha(codes, "interval") == pytest.approx(
        sources.alpha(codes * factor + shift, "interval"), abs=1e-9, nan_ok=True
    )


def test_alpha_is_undefined_where_no_unit_has_two_codes():
    """Two coders who read different pages cannot be compared."""
    assert isnan(sources.alpha(pd.DataFrame({"Ada": ["x", None], "Ben": [None, "y"]})))
    assert isnan(sources.alpha(pd.DataFrame({"Ada": [], "Ben": []})))


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_words_have_no_rank_and_no_distance(level):
    """Alphabetical order would be a rank nobody chose."""
    with pytest.raises(errors.MeasurementError, match="rank"):
        sources.alpha(pd.DataFrame({"Ada": ["low", "high"], "Ben": ["low", "low"]}), level)
    with pytest.raises(errors.MeasurementError, match="nominal, ordinal, interval, ratio"):
        sources.alpha(pd.DataFrame({"Ada": [1, 2]}), "nominal ")


# Spans


def span(start, length, kind="event"):
    return {"start": start, "end": start + length, "kind": kind}


SPAN = st.builds(span, st.integers(0, 30), st.integers(1, 15), st.sampled_from(["event", "figure"]))
SPANS = st.lists(SPAN, max_size=5)


@law(SPAN, SPAN)
def test_overlap_is_the_shared_part_of_two_sets_of_characters(a, b):
    """By its definition, counted character by character; so symmetric and from 0 to 1."""
    mine, other = (set(range(s["start"], s["end"])) for s in (a, b))
    assert sources.overlap(a, b) == len(mine & other) / len(mine | other)
    assert sources.overlap(a, b) == sources.overlap(b, a)
    assert (sources.overlap(a, b) == 1) == (mine == other)


@pytest.mark.parametrize(
    "wrong",
    [{}, None, {"start": 3}, span(3, 0), span(-1, 4), span(0.0, 4), {"start": "0", "end": "4"}],
)
def test_a_mark_that_is_no_stretch_is_refused(wrong):
    """Offsets from a slipped selection must not count as disagreement."""
    with pytest.raises(errors.MarkedSpanError, match="start < end"):
        sources.overlap(span(0, 5), wrong)
    with pytest.raises(errors.MarkedSpanError):
        sources.match_spans([wrong], [])


@pytest.mark.parametrize("least", [0, -1, 1.01, nan, "0.5", None])
def test_the_least_overlap_is_a_share(least):
    """At 0 every span would match any other."""
    with pytest.raises(errors.ShareError, match="least"):
        sources.match_spans([], [], least)


def pairs_of(table):
    both = table.dropna(subset=["mine", "reference"])
    return list(zip(both["mine"], both["reference"], strict=True))


@law(SPANS, SPANS, st.sampled_from([0.25, 0.5, 1]))
def test_spans_are_paired_one_to_one_and_none_is_lost(mine, reference, least):
    """Each span of either reading is in the table once, and each pair overlaps enough."""
    table = sources.match_spans(mine, reference, least)
    assert sorted(table["mine"].dropna()) == list(range(len(mine)))
    assert sorted(table["reference"].dropna()) == list(range(len(reference)))
    for i, j in pairs_of(table):
        assert sources.overlap(mine[i], reference[j]) >= least


@law(SPANS, SPANS, st.sampled_from([0.25, 0.5, 1]))
def test_no_other_pairing_overlaps_more(mine, reference, least):
    """Every one-to-one pairing tried in turn: at most five spans a side, so at most 120."""
    few, many = sorted([mine, reference], key=len)
    worths = [
        sum(o for a, b in zip(few, chosen, strict=True) if (o := sources.overlap(a, b)) >= least)
        for chosen in permutations(many, len(few))
    ]
    found = sources.match_spans(mine, reference, least)["overlap"].sum()
    assert found == pytest.approx(max(worths, default=0), abs=1e-7)


@law(SPANS, SPANS, st.randoms())
def test_pairing_does_not_depend_on_the_order_of_marking(mine, reference, random):
    """Who marks from the end backwards agrees with the reference just as far."""

    def told(mine, reference):
        table = sources.match_spans(mine, reference)
        spans = [None if pd.isna(i) else tuple(mine[i].values()) for i in table["mine"]]
        others = [None if pd.isna(j) else tuple(reference[j].values()) for j in table["reference"]]
        return list(zip(spans, others, strict=True))

    shuffled = [random.sample(spans, len(spans)) for spans in (mine, reference)]
    assert told(mine, reference) == told(*shuffled)


@law(SPANS, SPANS)
def test_agreement_is_the_same_from_either_side(mine, reference):
    """What is precision seen from one reading is recall seen from the other."""
    there, back = sources.span_agreement(mine, reference), sources.span_agreement(reference, mine)
    assert there["n_matched"] == back["n_matched"]
    assert there["precision"] == pytest.approx(back["recall"], nan_ok=True)
    assert there["f1"] == pytest.approx(back["f1"], nan_ok=True)


@law(st.lists(SPAN, min_size=1, max_size=5))
def test_a_reading_agrees_wholly_with_itself(spans):
    """Even where one passage is marked twice, with two kinds."""
    table = sources.match_spans(spans, spans)
    assert (table["overlap"] == 1).all()
    assert table["agree"].all()
    found = sources.span_agreement(spans, spans)
    assert (found["precision"], found["recall"], found["f1"], found["same_kind"]) == (1, 1, 1, 1)


def test_of_two_candidates_the_pairing_with_more_overlap_in_sum_is_taken():
    """Mine is nearer to the second, but the second is all that my other span can have.

    Taking the nearest first would give 9/10 and nothing; together they give 8/10 and 6/10.
    """
    mine = [span(0, 10), span(4, 6)]
    reference = [span(0, 8), span(1, 9)]
    table = sources.match_spans(mine, reference)
    assert pairs_of(table) == [(0, 0), (1, 1)]
    assert table["overlap"].tolist() == pytest.approx([8 / 10, 6 / 9])


def test_agreement_in_numbers_small_enough_to_check():
    """Three marks against two: two matched, one of them of another kind."""
    mine = [span(0, 10), span(20, 10, "figure"), span(50, 5)]
    reference = [span(0, 8), span(20, 10, "causal")]
    found = sources.span_agreement(mine, reference)
    assert (found["n_mine"], found["n_reference"], found["n_matched"]) == (3, 2, 2)
    assert (found["precision"], found["recall"], found["f1"]) == (2 / 3, 1, 4 / 5)
    assert found["same_kind"] == 0.5
    # event twice, figure, causal: observed 2/4, expected (16 - 4 - 1 - 1) / (4 * 3) = 10/12
    assert found["alpha"] == pytest.approx(1 - (2 / 4) / (10 / 12))


def test_nothing_marked_is_no_agreement_and_no_disagreement():
    """Shares of nothing are missing; of the reference, nothing was found."""
    found = sources.span_agreement([], [span(0, 5)])
    assert found["recall"] == found["f1"] == 0
    assert all(isnan(found[name]) for name in ("precision", "same_kind", "alpha"))
    assert sources.match_spans([], []).empty


def test_a_mark_without_a_kind_is_paired_but_not_compared():
    """A student marks first and names the kind later."""
    table = sources.match_spans([{"start": 0, "end": 5}], [span(0, 5)])
    assert table["overlap"].tolist() == [1]
    assert table["agree"].isna().all()


# Corroboration


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


DATES = [None, "2023", "2024-03", "2024-03-29", "2024-03-30", "2024-03-31", "2025-01-02"]
DAYS = st.sampled_from(["2022-12-31", "2024-03-29", "2024-03-30", "2024-03-31", "2026-01-01"])


@st.composite
def tables(draw):
    """A small table like `evidence`: two claims, copies within and across stances, all dates."""
    n = draw(st.integers(1, 8))
    names = [f"E{i}" for i in range(n)]
    column = {
        "claim_id": st.sampled_from(["c001", "c002"]),
        "stance": st.sampled_from(sources.STANCES),
        "published_on": st.sampled_from(DATES),
    }
    repeats = [draw(st.integers(0, i)) for i in range(n)]
    origins = []
    for i, first in enumerate(repeats):
        origins.append(names[i] if first == i else origins[first])
    rows = {name: [draw(values) for _ in names] for name, values in column.items()}
    return pd.DataFrame({"evidence_id": names, "origin": origins, **rows})


@law(tables())
def test_one_row_of_each_origin_is_kept_the_first(table):
    """Counting twice is the fault that this prevents; taking it twice changes nothing more."""
    once = sources.one_per_origin(table)
    assert once["origin"].is_unique
    assert set(once["origin"]) == set(table["origin"])
    assert once.index.is_monotonic_increasing
    pd.testing.assert_frame_equal(sources.one_per_origin(once), once)
    for row in once.itertuples():
        assert table.index[table["origin"] == row.origin][0] == row.Index


def test_a_row_without_an_origin_is_its_own():
    """Not knowing where two rows come from does not make them one."""
    toy = pd.DataFrame({"evidence_id": ["E1", "E2"], "origin": [None, None]})
    assert len(sources.one_per_origin(toy)) == 2


def certainly_public(published, by):
    """Written apart from the library: the latest day that the date can mean is not after `by`."""
    if published is None or pd.isna(published):
        return False
    months = {"2024-03": "2024-03-31", "2023": "2023-12-31"}
    return months.get(published, published) <= by


@law(tables(), st.sampled_from(["c001", "c002", "c003"]), st.sampled_from(sources.STANCES), DAYS)
def test_corroborations_are_of_one_claim_one_stance_public_and_each_origin_once(
    table, claim, stance, by
):
    """Exactly the origins that the definition gives, found here by a plain loop."""
    expected = {}
    for row in table.itertuples():
        if (row.claim_id, row.stance) == (claim, stance) and certainly_public(row.published_on, by):
            expected.setdefault(row.origin, row.evidence_id)
    found = sources.corroborations(claim, table, stance, by=by)
    assert found["evidence_id"].tolist() == list(expected.values())
    without_day = sources.corroborations(claim, table, stance)
    assert set(found["origin"]) <= set(without_day["origin"])


def test_a_later_day_never_takes_evidence_away(evidence):
    """What was public in March is public in December; the article's date is 30 March 2024."""
    for claim in evidence["claim_id"].unique():
        early, late = (
            sources.corroborations(claim, evidence, by=by) for by in ("2024-03-30", "2024-12-31")
        )
        assert set(early["origin"]) <= set(late["origin"])


def test_a_stance_that_is_none_is_named(evidence):
    """An empty answer would say that nobody confirms the claim."""
    with pytest.raises(errors.StanceError, match="supports, qualifies, contradicts"):
        sources.corroborations("c001", evidence, "confirms")
    with pytest.raises(errors.PartialDateError):
        sources.corroborations("c001", evidence, by="yesterday")


def test_in_the_table_as_many_rows_fall_away_as_are_copies(evidence):
    """Every copy points straight at the row it repeats, never at another copy."""
    assert evidence["origin"].isin(evidence["evidence_id"]).all()
    origin = evidence.set_index("evidence_id")["origin"]
    assert (origin.loc[origin].to_numpy() == origin.to_numpy()).all()
    copies = (evidence["origin"] != evidence["evidence_id"]).sum()
    assert len(sources.one_per_origin(evidence)) == len(evidence) - copies


# Claim cards


def built(table, claim, by):
    """A card of the corroborations of each stance, an origin cited once in the whole card."""
    card, seen = {"claim": claim, "by": by}, set()
    for stance in sources.STANCES:
        rows = sources.corroborations(claim, table, stance, by=by)
        rows = rows[~rows["origin"].isin(seen)]
        seen |= set(rows["origin"])
        card[stance] = rows["evidence_id"].tolist()
    return card


def cited(card):
    return [(stance, name) for stance in sources.STANCES for name in card[stance]]


@law(tables(), st.sampled_from(["c001", "c002"]), DAYS)
def test_a_card_built_from_corroborations_is_sound(table, claim, by):
    """The rule that builds and the rule that checks are one rule."""
    assert sources.card_faults(built(table, claim, by), table) == []


def test_cards_of_the_whole_table_are_sound(evidence):
    """Each claim with evidence, as of the article's date."""
    for claim in evidence["claim_id"].unique():
        assert sources.card_faults(built(evidence, claim, "2024-03-30"), evidence) == []


def names_the_row(faults, name):
    return any(fault.startswith(f"{name}:") for fault in faults)


@law(tables(), DAYS, st.randoms())
def test_a_single_corruption_is_found_and_the_row_named(table, by, random):
    """Moved to another stance, another claim, an unknown id, cited twice: each is said of its row."""
    card = built(table, "c001", by)
    assume(cited(card))
    stance, name = random.choice(cited(card))
    other = next(each for each in sources.STANCES if each != stance)
    kept = [each for each in card[stance] if each != name]
    corrupted = {
        "moved": card | {stance: kept, other: [*card[other], name]},
        "another claim": card | {"claim": "c002"},
        "cited twice": card | {stance: [*card[stance], name]},
        "in two lists": card | {other: [*card[other], name]},
        "before it was public": card | {"by": "2020-01-01"},
    }
    for how, wrong in corrupted.items():
        assert names_the_row(sources.card_faults(wrong, table), name), how
    unknown = card | {stance: [*card[stance], "E99"]}
    assert sources.card_faults(unknown, table) == ["E99: the table has no row of that id."]


@law(tables(), DAYS, st.randoms())
def test_a_copy_of_a_row_is_found_and_both_are_named(table, by, random):
    """Two copies of one report make one source, however far apart they were printed."""
    card = built(table, "c001", by)
    assume(cited(card))
    stance, name = random.choice(cited(card))
    row = table[table["evidence_id"] == name]
    table = pd.concat([table, row.assign(evidence_id="E99")])
    faults = sources.card_faults(card | {stance: [*card[stance], "E99"]}, table)
    assert faults == [
        f"E99: of one origin with {name}, so the two are one source. Keep one of them."
    ]


@pytest.mark.parametrize("published", [None, "2024", "2024-03", "2024-03-31"])
def test_a_row_not_certainly_public_is_found(published):
    """The month of March 2024 may mean its last day, a day after the article."""
    toy = pd.DataFrame(
        {
            "evidence_id": ["E1"],
            "origin": ["E1"],
            "claim_id": ["c001"],
            "stance": ["supports"],
            "published_on": [published],
        }
    )
    card = {"claim": "c001", "supports": ["E1"], "qualifies": [], "contradicts": []}
    faults = sources.card_faults(card | {"by": "2024-03-30"}, toy)
    assert len(faults) == 1
    assert names_the_row(faults, "E1")
    assert "not certainly public by 2024-03-30" in faults[0]


SOUND = {"claim": "c053", "by": "2024-03-30", "supports": [], "qualifies": [], "contradicts": []}


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ({key: SOUND[key] for key in SOUND if key != "by"}, "card: by missing"),
        (SOUND | {"note": ""}, "card: 'note' not asked for"),
        (SOUND | {"claim": 53}, "claim: expected an id"),
        (SOUND | {"by": "2024-03"}, "by: expected a day"),
        (SOUND | {"by": "2024-02-30"}, "by: expected a day"),
        (SOUND | {"supports": "CE001"}, "supports: expected a list"),
        (SOUND | {"contradicts": None}, "contradicts: expected a list"),
        (SOUND | {"qualifies": [["CE001"]]}, "['CE001']: the table has no row"),
        ([], "card: expected a dict"),
    ],
)
def test_a_card_of_another_shape_is_told_what_a_card_is(evidence, card, said):
    """One fault, in a sentence that says which part to mend."""
    (fault,) = sources.card_faults(card, evidence)
    assert fault.startswith(said)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=12) | st.sampled_from(DATES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@law(ANYTHING | st.fixed_dictionaries({}, optional=dict.fromkeys(SOUND, ANYTHING)))
@example(SOUND | {"by": "0001-01-01", "supports": ["CE001", "CE008"]})
@example(SOUND | {"by": "9999-12-31", "supports": ["CE001", "CE008"]})
def test_no_card_makes_the_check_fail(evidence, card):
    """A student's slip gets a sentence, not a traceback."""
    faults = sources.card_faults(card, evidence)
    assert all(isinstance(fault, str) for fault in faults)
    if faults == []:
        assert isinstance(card, dict)
        assert set(card) == set(SOUND)


# The module


def test_importing_the_methods_does_not_import_slow_libraries():
    """scipy takes as long to import as pandas, and only two functions need either library."""
    code = "import sys, course.sources; print(*{'scipy', 'krippendorff'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
