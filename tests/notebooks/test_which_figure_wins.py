"""Lesson 2.3: what it says in words is what its tables and rules say."""

import pandas as pd
import pytest

from course import coding, counts, datasets
from course.widgets.rule_bench import events
from tests.notebooks.reading import code_of, prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("2.3")


@pytest.fixture(scope="module")
def words():
    return datasets.load("word_probabilities")


@pytest.fixture(scope="module")
def reports():
    return datasets.load("casualty_reports")


@pytest.fixture(scope="module")
def row(reports):
    return reports.set_index("report_id").loc


@pytest.fixture(scope="module")
def decide(reports, words):
    """The rules on one event's reports by a day."""
    return lambda event, day: coding.decide(
        counts.known_by(counts.series(reports, event), day), words
    )


def best(decisions):
    return [made and made.best for made in decisions.values()]


def test_the_made_up_cases_come_out_as_told(prose, words):
    """139 by majority, 145 later, 139 where the later word is the attackers'."""
    one_day = [(2, 137), (2, 139), (2, 139), (2, 144)]
    assert coding.gtd(coding.made_up(*one_day)).best == 139
    assert "139 leads, so step 2 decides" in prose
    assert coding.gtd(coding.made_up(*one_day, (9, 145))).best == 145
    assert coding.gtd(coding.made_up(*one_day, (9, 300, "armed_group"))).best == 139
    assert "145, by step 1. And 139 again" in prose
    for call in (str(each) for each in one_day):
        assert call in code_of("2.3")


def test_the_four_reports_of_the_made_up_attack(prose, words):
    """12 on the first evening; 137 to 145 at last; 143 as low without the first."""
    case = coding.made_up((0, "dozens of people"), (1, 137), (5, 143), (20, 145))
    assert '(0, "dozens of people"), (1, 137), (5, 143), (20, 145)' in code_of("2.3")
    assert best(coding.decide(case[:1], words)) == [None, 12, None]
    assert "GTD and UCDP have no usable figure yet" in prose
    assert coding.ucdp(case, best="r3").best == 143
    assert f"{case.loc[2, 'reported_on']:%-d %B}" == "6 May"
    assert coding.ucdp(case.drop(1)).low == 143
    assert "low is 143 then" in prose


def test_the_check_on_steps_has_the_answer_of_the_rule():
    """Two figures told twice: none leads, so the lowest of all."""
    day = coding.made_up((2, 60), (2, 62), (2, 62), (2, 70), (2, 70))
    assert coding.gtd(day).best == 60
    assert day["best"].mean() == 64.8


def test_readers_and_codes_in_the_text(prose, words):
    """36 (24 to 36) against 12, 300 against 100: three times, by 46 readers."""
    told = words.set_index(["scheme", "phrase"])
    dozens, hundreds = told.loc[("readers", "dozens")], told.loc[("readers", "hundreds of")]
    assert dozens[["mid", "low", "high"]].tolist() == [36, 24, 36]
    assert "for *dozens* is 36, and half of the answers lie from 24 to 36. The code is 12" in prose
    assert told.loc[("acled", "dozens"), "mid"] == 12
    assert (hundreds["mid"], told.loc[("acled", "hundreds"), "mid"]) == (300, 100)
    assert "300 against 100. At three times the code" in prose
    assert dozens["n_answers"] == 46
    assert dozens["url"] in prose
    assert (words["scheme"] == "acled").sum() == 3


def test_the_sample_of_events(prose):
    """797 of 1,000 alike, the rest 203; the highs over twice the bests."""
    sample = coding.UCDP_SAMPLE
    assert f"{sample['alike']} of {sample['events']:,} have the same number" in prose
    assert f"the other {sample['events'] - sample['alike']}" in prose
    assert sample["high"] > 2 * sample["best"]
    assert "https://github.com/cran/uncertainUCDP" in prose


def test_coders_doubt_in_the_text(prose):
    """145 to 272, the figure itself two chances in five, nearly all the rest above."""
    doubt = coding.coders_doubt(145)
    assert [round(doubt.quantile(share)) for share in (0.05, 0.95)] == [145, 272]
    assert "From 145 to 272" in prose
    assert abs(doubt.weight - 0.4) < 0.01
    assert doubt.at_most(144) < 0.05


def test_the_list_of_names_is_one(row):
    """The warning rests on a list of 143 names."""
    listed = row["crocus-2024-085"]
    assert listed["best"] == 143
    assert "имена" in listed["phrase"]  # names
    assert "list" in listed["attributed_to"]


def test_crocus_by_the_next_day(prose, decide, row, reports):
    """115 by three pages of one voice, 12 by a word, 40 to 133."""
    made = decide("crocus-2024", "2024-03-23")
    assert best(made)[:2] == [115, 12]
    assert (made["UCDP"].low, made["UCDP"].high) == (40, 133)
    assert "115, 12, and 40 to 133." in prose
    assert len(made["GTD"].reports) == 3
    voices = [row[name, "attributed_to"] for name in made["GTD"].reports]
    assert all(voice.startswith("Investigative Committee") for voice in voices)
    assert made["ACLED"].reports == ("crocus-2024-029",)
    of_the_day = reports[
        (reports["reported_on"] == "2024-03-23")
        & (reports["measure"] == "killed")
        & reports["attributed_to"].str.startswith("Investigative Committee", na=False)
    ]
    assert {93, 133} <= set(of_the_day["best"].dropna())


def test_kermans_first_days(prose, decide, reports, row):
    """Five reports from 20 to 103 and none leads; 103 cut to 95 and 84 the day after."""
    first = counts.known_by(counts.series(reports, "kerman-2024"), "2024-01-03")
    assert len(first) == first["best"].nunique() == 5
    assert (first["best"].min(), first["best"].max()) == (20, 103)
    assert best(decide("kerman-2024", "2024-01-03"))[:2] == [20, 20]
    assert "five reports of the first day run from 20 to 103" in prose
    told = [best(decide("kerman-2024", day))[:2] for day in ("2024-01-04", "2024-01-11")]
    assert told == [[84, 83], [91, 91]]
    assert (row["kerman-2024-018", "best"], row["kerman-2024-025", "best"]) == (103, 95)


def test_ucdps_low_never_rises_while_every_report_counts(reports, words):
    """As the text says of the band."""
    for event in ("crocus-2024", "kerman-2024"):
        told = coding.by_day(counts.series(reports, event), words).query("rule == 'UCDP'")
        assert told["low"].nunique() == 1


def test_the_day_of_the_article(prose, decide, row):
    """144 on the 29th, 140 under all rules on the 30th, from one page."""
    assert best(decide("crocus-2024", "2024-03-29")) == [144, 144, 144]
    made = decide("crocus-2024", "2024-03-30")
    assert best(made) == [140, 140, 140]
    assert {each.reports for each in made.values()} == {("crocus-2024-098",)}
    assert "Three days behind" in row["crocus-2024-098", "note"]
    assert 144 - 140 == 4
    assert "four people lie between them" in prose


def test_kerman_on_the_day_of_the_articles_figure(prose, decide, row):
    """At least 91 and 94 on one day; the article says 94."""
    assert best(decide("kerman-2024", "2024-01-11")) == [91, 91, 91]
    assert row["kerman-2024-061", "qualifier"] == "at_least"
    assert row["kerman-2024-062", "best"] == 94
    claims = datasets.load("claims").set_index("claim_id")
    assert "94" in claims.loc["c039", "gist"]
    assert "Our article says 94" in prose


def test_the_things_to_try_are_on_the_bench(reports, row, decide):
    """Each suggestion leads somewhere."""
    assert {"crocus-2024", "kerman-2024", "shiraz-shah-cheragh-2022"} <= set(events())
    shiraz = counts.known_by(counts.series(reports, "shiraz-shah-cheragh-2022"), "2022-10-27")
    assert (shiraz["source_type"] == "armed_group").sum() == 1
    kerman = counts.known_by(counts.series(reports, "kerman-2024"), "2024-01-04")
    assert {84, 95} <= set(kerman["best"])
    assert (row["crocus-2024-098", "reported_on"]) == pd.Timestamp("2024-03-30")
