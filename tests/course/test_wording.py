"""Counting marks and loaded terms, and words placed beside the schemes."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import datasets, wording


@pytest.fixture(scope="module")
def claims():
    return datasets.load("claims")


@pytest.fixture(scope="module")
def words():
    return datasets.load("word_probabilities")


def test_every_code_of_the_column_has_a_group():
    """A code without a group would drop out of the counts unseen."""
    assert set(wording.MARKS) == set(datasets.categories("claims", "hedge"))


@pytest.mark.parametrize("by", ["paragraph", "kind"])
def test_each_claim_is_counted_once(claims, by):
    """The groups part the claims, however they are made."""
    assert wording.hedge_counts(claims, by).to_numpy().sum() == len(claims)
    loaded = wording.loaded_counts(claims, by)
    assert loaded["claims"].sum() == len(claims)
    assert loaded["loaded"].sum() == claims["loaded_terms"].notna().sum()


def test_two_terms_make_one_loaded_claim():
    """The count is of claims, not of words."""
    toy = pd.DataFrame({"kind": ["event"], "loaded_terms": ["horde;swarm"]})
    assert wording.loaded_counts(toy).loc["event"].tolist() == [1, 1, 1.0]


def test_a_term_is_found_as_whole_words_in_any_dress():
    """Capitals and curly apostrophes do not hide a term; a longer word is not the term."""
    toy = pd.DataFrame({"loaded_terms": ["the horde's;war", None]})
    assert wording.loaded_terms_in("The Horde’s  war", toy) == ["the horde's", "war"]
    assert wording.loaded_terms_in("A warm reward", toy) == []


def test_every_term_of_the_table_is_found_in_itself(claims):
    """A student who leaves a term standing is told so, whichever it is."""
    for terms in claims["loaded_terms"].dropna():
        for term in terms.split(";"):
            assert wording.loaded_terms_in(f"So {term} it was.", claims)


def test_a_spelling_listed_exists_in_its_scheme(words):
    """An entry that matches nothing would silently drop a band."""
    known = set(zip(words["scheme"], words["phrase"], strict=True))
    for phrase, others in wording.SPELLINGS.items():
        assert phrase in set(words["phrase"])
        for scheme, other in others.items():
            assert (scheme, other) in known
            assert (scheme, phrase) not in known


def test_likely_stands_in_two_schemes_and_not_in_kents(words):
    """ICD 203 gives "likely" 55 to 80, the readers 65 to 75; Kent does not have it (methods 1.5)."""
    row = wording.placements({"likely": 78}, words).iloc[0]
    assert (row["icd_203_low"], row["icd_203_high"], row["in_icd_203"]) == (55, 80, True)
    assert (row["readers_low"], row["readers_high"], row["in_readers"]) == (65, 75, False)
    assert row[["kent_low", "kent_mid", "kent_high", "in_kent"]].isna().all()
    assert row["icd_203_word"] == "likely"


def test_phrases_spelt_otherwise_are_taken_as_one(words):
    """Almost certain: ICD 203 95-99, Kent 87-99, readers ("almost certainly") 90-97.75."""
    table = wording.placements({"almost certain": 95, "about even": 50}, words)
    lows = table[["icd_203_low", "kent_low", "readers_low"]].to_numpy().tolist()
    assert lows == [[95, 87, 90], [45, 40, 50]]


def test_probable_and_probably_stay_two_phrases(words):
    """Readers place them apart: medians 70 and 75. ICD 203 and Kent have the adjective only here."""
    table = wording.placements({"probable": 70, "probably": 70}, words)
    assert table["readers_mid"].tolist() == [70, 75]
    assert table["icd_203_low"].isna().tolist() == [False, True]


@pytest.mark.parametrize(("percent", "inside"), [(20, True), (45, True), (19, False), (46, False)])
def test_both_ends_of_a_band_are_inside(words, percent, inside):
    """ "Unlikely" is 20 to 45, closed, as the answers of Wintle et al. (2019) were counted."""
    assert wording.placements({"unlikely": percent}, words)["in_icd_203"].tolist() == [inside]


def test_what_has_no_place_is_neither_in_nor_out(words):
    """None is not 0, and not a wrong answer."""
    row = wording.placements({"likely": None}, words).iloc[0]
    assert row[["mine", "in_icd_203", "in_readers", "icd_203_word"]].isna().all()
    assert row["icd_203_low"] == 55


def test_certain_has_a_number_and_no_band(words):
    """Kent gives 100 and nothing around it; no answer can be in a band that is not there."""
    row = wording.placements({"certain": 100}, words).iloc[0]
    assert row["kent_mid"] == 100
    assert pd.isna(row["in_kent"])


def test_a_pair_is_turned_when_both_orders_are_strict(words):
    """Readers: unlikely 20, likely 70, probable 70. Equal places and equal medians turn nothing."""
    turned = wording.placements({"likely": 30, "unlikely": 40, "probable": 40}, words)
    assert wording.turned_pairs(turned) == [("likely", "unlikely")]


@given(st.permutations([("likely", 80), ("unlikely", 15), ("probably not", 30), ("we doubt", 25)]))
def test_pairs_do_not_depend_on_the_order_of_the_words(order):
    """Medians 70, 20, 26.5 and 25: this answer keeps their order in whatever row they stand."""
    words = datasets.load("word_probabilities")
    assert wording.turned_pairs(wording.placements(dict(order), words)) == []


def test_common_ground_of_unlikely(words):
    """ICD 203 20-45 and the readers' 10-28.75 share 20-28.75 and reach from 10 to 45."""
    ground = wording.common_ground(wording.placements({"unlikely": None, "we doubt": 20}, words))
    assert ground["phrase"].tolist() == ["unlikely"]
    assert ground.loc[0, ["shared_low", "shared_high", "low", "high"]].tolist() == [
        20,
        28.75,
        10,
        45,
    ]


def test_ranges_that_do_not_meet_share_nothing():
    """A missing stretch is not a stretch of no width."""
    ends = {
        f"{scheme}_{end}": [float("nan")] for scheme in wording.SCHEMES for end in ("low", "high")
    }
    toy = pd.DataFrame(ends | {"phrase": ["x"], "kent_low": [0.0], "kent_high": [5.0]})
    toy = toy.assign(icd_203_low=10.0, icd_203_high=20.0)
    ground = wording.common_ground(toy)
    assert ground.loc[0, ["shared_low", "shared_high"]].isna().all()
    assert ground.loc[0, ["low", "high"]].tolist() == [0, 20]
