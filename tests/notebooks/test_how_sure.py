"""Lesson 1.3: what it says in words is what its tables say."""

import re

import pytest

from course import datasets, sources, texts, wording
from course.widgets.probability_words import PHRASES
from tests.notebooks.reading import code_of, prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("1.3")


@pytest.fixture(scope="module")
def claims():
    return datasets.load("claims")


@pytest.fixture(scope="module")
def words():
    return datasets.load("word_probabilities")


def test_the_marks_counted_in_the_text(prose, claims):
    """103 unmarked, 14 softened, 5 ascribed, 8 strengthened of 130."""
    counts = wording.hedge_counts(claims).sum()
    assert f"{counts['unmarked']} of {len(claims)} claims come without any mark" in prose
    assert f"conditional, {counts['softened']} claims together" in prose
    assert counts["ascribed"] == 5 and "Five claims are **ascribed**" in prose
    assert f"And {counts['strengthened']} are **strengthened**" in prose
    assert (
        f"{counts['unmarked']} of the {len(claims)} claims carry no mark of how sure they are, "
        f"{counts['softened']} are softened, {counts['ascribed']} ascribed, "
        f"{counts['strengthened']} strengthened" in prose
    )


def test_the_paragraphs_named_in_the_text(prose, claims):
    """Which carry no mark, and how the last two stand."""
    counts = wording.hedge_counts(claims)
    bare = counts.index[counts.drop(columns="unmarked").sum(axis="columns") == 0].tolist()
    assert bare == [2, 3, 5, 6, 7, 12, 15]
    assert "Seven paragraphs (2, 3, 5, 6, 7, 12 and 15) carry no mark" in prose
    assert counts.loc[17].tolist()[0] == 0 and counts.loc[17].sum() == 5
    assert counts.loc[18].sum() - counts.loc[18, "unmarked"] == 3 and counts.loc[18].sum() == 6
    assert "marks all its five claims" in prose and "three of six" in prose


def test_the_kinds_counted_in_the_text(prose, claims):
    """Predictions and events, the two ends that the text compares."""
    counts = wording.hedge_counts(claims, "kind")
    total, marked = counts.sum(axis="columns"), counts.drop(columns="unmarked").sum(axis="columns")
    assert (
        f"Predictions carry a mark in {marked['prediction']} of {total['prediction']} cases, "
        f"events in {marked['event']} of {total['event']}" in prose
    )
    assert counts.loc["prediction"].tolist() == [1, 5, 0, 2]
    assert "Five are softened; two are marked as certain, and one is stated flatly" in prose


def test_the_firm_claims_and_their_evidence(prose, claims):
    """Five of eight have evidence: three supported, two contradicted, and which these are."""
    sure = claims.loc[claims["hedge"] == "certain", "claim_id"]
    evidence = datasets.load("evidence").query("claim_id in @sure")
    assert (len(sure), evidence["claim_id"].nunique()) == (8, 5)
    assert "For five of the eight claims marked as certain" in prose
    stances = evidence.groupby("claim_id")["stance"].agg(set)
    against = stances[stances == {"contradicts"}].index.tolist()
    assert against == ["c065", "c071"]
    assert (stances == {"supports"}).sum() == 3
    assert "Three of the claims are supported, and two are contradicted: `c065`" in prose


def test_what_the_second_reader_would_change(prose, claims):
    """Two marked claims lose their mark, one unmarked claim becomes ascribed: 104."""
    second = datasets.load("second_reading")
    doubts = second[second["found_value"].str.startswith("hedge", na=False)]
    assert dict(zip(doubts["row_id"], doubts["found_value"], strict=True)) == {
        "c006": "hedge none?",
        "c028": "hedge none?",
        "c056": "hedge reported?",
    }
    codes = claims.set_index("claim_id")["hedge"].copy()
    codes.update(doubts.set_index("row_id")["found_value"].str.extract(r"hedge (\w+)")[0])
    unmarked = (codes == "none").sum()
    assert f"{unmarked} unmarked in place of {(claims['hedge'] == 'none').sum()}" in prose
    assert f"a second reader doubted {len(doubts)} of {len(claims)} codes" in prose


def test_the_sources_compared_in_the_text(prose, words):
    """Seven shared phrases, one with a single range; "unlikely" as printed."""
    ground = wording.common_ground(wording.placements(dict.fromkeys(PHRASES), words))
    ground = ground.set_index("phrase")
    assert len(ground) == 7 and "Of the nine words, seven stand in two or three" in prose
    one_range = (ground["low"] == ground["shared_low"]) & (ground["high"] == ground["shared_high"])
    assert ground.index[one_range].tolist() == ["almost no chance"]
    assert ground.loc["unlikely", "shared_low":"high"].tolist() == [20, 28.75, 10, 45]
    assert "20 to 28.75 in common, while together they reach from 10 to 45" in prose
    readers = words.query("scheme == 'readers' and unit == 'percent'").set_index("phrase")
    assert readers.loc["unlikely", "mid"] == 20 and readers.loc["highly unlikely", "mid"] == 5
    assert set(readers["n_answers"]) == {46} and "46 people" in prose


def test_borders_and_holes(prose, words):
    """A shared end belongs to the higher band; Kent leaves 16 and 62 without a word."""
    called = [sources.band_at(percent, "icd_203", words).phrases for percent in (20, 80, 95, 99)]
    assert [names[0] for names in called] == [
        "unlikely",
        "very likely",
        "almost certain",
        "almost certain",
    ]
    assert sources.band_at(16, "kent", words) is None
    assert sources.band_at(62, "kent", words) is None
    kent = words.query("scheme == 'kent'").set_index("phrase")
    assert kent.loc["almost certainly not", "high"] == 12 and "(up to 12)" in prose
    assert kent.loc["probably not", "low"] == 20 and "(from 20)" in prose
    assert kent.loc["about even", "high"] == 60 and "(up to 60)" in prose
    assert kent.loc["probable", "low"] == 63 and "(from 63)" in prose


def test_the_made_up_class(prose, words):
    """Seven answers, six of them from 55 to 80; quartiles by hand: 67.5, 70, 77.5."""
    likely = [60, 65, 70, 70, 75, 80, 90]
    assert f"likely = {likely}" in code_of("1.3")
    assert list(sources.quartiles(likely)) == [67.5, 70, 77.5]
    assert sources.in_band(likely, "likely", "icd_203", words) == pytest.approx(6 / 7)
    assert "Six of the seven made-up answers" in prose


def test_the_loaded_terms_counted_in_the_text(prose, claims):
    """73 claims, 57 of them unmarked, 26 events, two paragraphs throughout, ten "terrorist"."""
    loaded = claims.dropna(subset="loaded_terms")
    flat = (loaded["hedge"] == "none").sum()
    assert f"{flat} of the {len(loaded)} loaded claims carry no mark" in prose
    assert f"{len(loaded)} claims carry a loaded term, and {flat} of these carry no mark" in prose
    assert f"The {(loaded['kind'] == 'event').sum()} events are the ones to watch" in prose
    by_paragraph = wording.loaded_counts(claims, "paragraph")
    full = by_paragraph[by_paragraph["loaded"] == by_paragraph["claims"]]["claims"]
    assert full.to_dict() == {2: 7, 11: 5}
    assert "Not one of paragraph 2's seven claims" in prose and "paragraph 11's five" in prose
    assert wording.loaded_counts(claims)["share"].nlargest(2).index.tolist() == [
        "evaluation",
        "causal",
    ]
    assert loaded["loaded_terms"].str.contains("terrorist").sum() == 10
    assert 'Ten claims have a term with "terrorist" in it' in prose
    assert loaded["loaded_terms"].str.contains("propping up").sum() == 4
    assert 'Four claims carry the term "propping up"' in prose


def test_the_sentence_to_rewrite_holds_two_terms(claims):
    """The exercise starts from something to find; its second try shows what is not found."""
    (mine,) = re.findall(r'mine = "(.+)"', code_of("1.3"))
    assert wording.loaded_terms_in(mine, claims) == ["iranian regime", "propping up"]
    assert wording.loaded_terms_in("the Tehran dictatorship", claims) == []


def test_published_results_stand_beside_their_address(prose):
    """Wintle et al. 2019 and Budescu et al. 2014, as methods 1.5 gives them."""
    assert re.search(
        r"10\.1371/journal\.pone\.0213522\) asked 924 people.*32 percent.*66 percent", prose
    )
    assert re.search(r"1885/70859\), in 25 samples from 24 countries.*towards 50 percent", prose)


@pytest.mark.text
def test_no_phrase_of_the_sources_stands_in_the_article(article_path, words):
    """The lesson says so, and that its hedges can therefore not be turned into percent."""
    text = texts.article(article_path).text
    phrases = words.query("unit == 'percent'")["phrase"].unique()
    assert [each for each in phrases if re.search(rf"\b{each}\b", text, re.IGNORECASE)] == []
