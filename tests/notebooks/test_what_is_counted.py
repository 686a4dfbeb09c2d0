"""Lesson 2.1: what it says in words is what its tables say."""

import re

import pandas as pd
import pytest

from course import datasets
from course.counts import FLOORS
from tests.notebooks.reading import prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("2.1")


@pytest.fixture(scope="module")
def reports():
    return datasets.load("casualty_reports")


@pytest.fixture(scope="module")
def row(reports):
    return reports.set_index("report_id").loc


@pytest.fixture(scope="module")
def next_day(reports):
    crocus = reports[reports["event_id"] == "crocus-2024"]
    return crocus[crocus["reported_on"] == "2024-03-23"]


@pytest.fixture(scope="module")
def losses():
    return datasets.load("war_loss_estimates").set_index("estimate_id")


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence").set_index("evidence_id")


def test_one_number_stands_for_two_measures(next_day):
    """The opening: three pages with 115 killed and one with 115 in hospital."""
    of_115 = next_day[next_day["best"] == 115]
    assert of_115["measure"].value_counts().to_dict() == {"killed": 3, "hospitalised": 1}
    killed = of_115[of_115["measure"] == "killed"]
    assert set(killed["source_type"]) == {"investigators"}
    assert "Minister" in of_115.query("measure == 'hospitalised'")["attributed_to"].item()


def test_the_six_measures_and_where_they_overlap(prose, reports, row):
    """As many as the heading says, and the hospital in Kabul."""
    assert reports["measure"].nunique() == 6
    assert "## What: six measures" in prose
    assert row["kabul-airport-2021-009", "best"] == 33
    assert "About 60 arrived, 33 admitted" in row["kabul-airport-2021-009", "note"]


def test_the_day_is_told_lane_by_lane(prose, next_day, row):
    """How many numbers, between which ends, and the steps of the killed."""
    whole = next_day.query("population == 'all' and use == 'series'")
    numbers = whole[["low", "best", "high"]].dropna(how="all")
    assert len(numbers) == 28
    assert (numbers.min().min(), numbers.max().max()) == (37, 183)
    assert "28 numbers, from 37 to 183" in prose
    said = whole.query("measure == 'killed' and source_type == 'investigators'")["best"].dropna()
    assert sorted(set(said)) == [60, 93, 115, 133]
    assert row["crocus-2024-038", ["low", "high"]].tolist() == [82, 83]
    assert row["crocus-2024-047", ["low", "high"]].tolist() == [143, 150]


def test_the_four_lists_of_names(reports, row):
    """37, 41, 50 of one region and 29 on an undated page; the note dates it."""
    named = reports.query("event_id == 'crocus-2024' and measure == 'identified'").head(4)
    assert named["best"].tolist() == [37, 41, 50, 29]
    assert pd.isna(named["reported_on"].iloc[-1])
    assert "29 the next day" in row["crocus-2024-051", "note"]


def test_hospitalised_and_wounded_meet(row, next_day):
    """115 in hospital and more than 30 others; 145, 146, 147 and more than 150 wounded."""
    assert "more than 30 more sought outpatient care" in row["crocus-2024-015", "note"]
    ministries = next_day.query("measure == 'wounded' and source_type == 'health_authority'")
    whole = ministries[ministries["population"] == "all"]
    assert sorted(whole["best"]) == [145, 146, 147, 150]
    assert row["crocus-2024-013", "qualifier"] == "more_than"
    assert row["crocus-2024-021", "best"] == 99
    assert "repeated names" in row["crocus-2024-017", "note"]


def test_the_rivals_share_measure_population_day_and_speaker(row):
    """7 and 5 children among the 115."""
    seven, five = row["crocus-2024-014"], row["crocus-2024-016"]
    assert (seven["best"], five["best"]) == (7, 5)
    for shared in ("measure", "population", "reported_on"):
        assert seven[shared] == five[shared]
    assert "Murashko" in seven["attributed_to"]
    assert "Murashko" in five["attributed_to"]
    assert "Meduza, Vedomosti and NSN" in seven["note"]


def test_one_word_for_dead_and_injured(row):
    """321 and 695 are sums; the same word stands for 145 injured."""
    assert row["crocus-2024-076", "best"] == 139 + 182
    assert row["crocus-2024-096", "best"] == 144 + row["crocus-2024-095", "best"] == 144 + 551
    for number in ("017", "076", "096"):
        assert "пострада" in row[f"crocus-2024-{number}", "phrase"].lower()
    assert row["crocus-2024-075", "best"] == 182
    assert 3.5 < 695 / 182 < 4
    assert round(551 / 182) == 3
    assert "'the number of victims" in row["crocus-2024-057", "note"]


def test_parts_stay_within_their_whole(prose, reports, row):
    """40 + 2 + 45 of 139; five kinds of subset, none in a series."""
    parts = row[["crocus-2024-072", "crocus-2024-073", "crocus-2024-074"]]
    assert parts["best"].tolist() == [40, 2, 45]
    assert f"The parts make {40 + 2 + 45}." in prose
    assert f"And the other {139 - 87}?" in prose
    subsets = reports[reports["population"].str.startswith("subset")]
    assert subsets["population"].nunique() == 5
    assert set(subsets["use"]) == {"excluded"}
    assert row["crocus-2024-109", "best"] == 70
    assert "Part of the 149" in row["crocus-2024-109", "note"]


def test_days_printed_and_days_described(prose, reports, row):
    """How many rows have both, one or neither, and the gaps between."""
    printed, described = reports["reported_on"].notna(), reports["as_of"].notna()
    both, neither = (printed & described).sum(), (~printed & ~described).sum()
    assert f"{both} of {len(reports)}" in prose
    assert f"In {(printed & ~described).sum()} rows" in prose
    assert f"in {(~printed & described).sum()} only which day" in prose
    assert f"in {neither} neither" in prose
    lag = (reports["reported_on"] - reports["as_of"]).dt.days.dropna()
    assert (lag <= 1).mean() > 0.8
    assert lag.max() == 291
    assert "139 on 25 March" in row["crocus-2024-077", "note"]


def test_floors_are_counted(prose, reports):
    """At least and more than."""
    counted = reports["qualifier"].value_counts()
    floors = reports["qualifier"].isin(FLOORS).sum()
    assert (
        f"{floors} of {len(reports)} rows are **floors**: {counted['at_least']} “at least” and "
        f"{counted['more_than']} “more than”" in prose
    )


def test_qualifiers_that_fell_off_and_stuck_on(row):
    """93 and at least 93 of one office; 551 and 95 that became floors; the count from 95 down."""
    assert "drops 'more than'" in row["crocus-2024-022", "note"]
    floor, point = row["crocus-2024-032"], row["crocus-2024-033"]
    assert floor["best"] == point["best"] == 93
    assert (floor["qualifier"], point["qualifier"]) == ("at_least", "exact")
    assert floor["source_type"] == point["source_type"] == "investigators"
    assert row["crocus-2024-095", "qualifier"] == row["kerman-2024-027", "qualifier"] == "exact"
    assert row["crocus-2024-101", "qualifier"] == "more_than"
    assert row["kerman-2024-028", "qualifier"] == "at_least"


def test_words_without_a_number_sum_to_nothing(prose, reports):
    """Three rows; pandas says 0 unless asked for one number at least."""
    words_only = reports[reports[["low", "best", "high"]].isna().all(axis=1)]
    assert len(words_only) == 3
    assert "Three rows have words and no number" in prose
    assert words_only["best"].sum() == 0
    assert pd.isna(words_only["best"].sum(min_count=1))


def test_the_two_ranges_and_their_quotients(prose, losses):
    """290/66 = 4.39 and 460/88 = 5.23 out of action, less the one who died."""
    both, dead = losses.loc["WL091"], losses.loc["WL092"]
    assert (both["measure"], dead["measure"]) == ("killed_or_wounded", "killed")
    low, high = (both[end] / dead[end] for end in ("low", "high"))
    assert f"{low:.2f} at the low end and {high:.2f} at the high end" in prose
    assert f"so {low - 1:.2f} and {high - 1:.2f} wounded for each one killed" in prose
    assert (round(low - 1), round(high - 1)) == (3, 4), "rounded, the quotients fit three to four"
    assert (
        f"{both['low']:,} to {both['high']:,} is a range of soldiers killed or wounded; its source "
        f"has the dead at {dead['low']:,} to {dead['high']:,}." in prose
    )


def test_where_three_to_four_and_75000_were_read(prose, evidence):
    """Both statements stand beside the address of their row."""
    assert "three to four wounded per killed" in evidence.loc["CE002", "finding"]
    assert f"[three to four]({evidence.loc['CE002', 'url']})" in prose
    assert evidence.loc["CE003", "figure_best"] == 75000
    assert f"[about 75,000]({evidence.loc['CE003', 'url']})" in prose


def test_the_slips_of_others_are_told_as_the_rows_have_them(evidence, losses):
    """Right beneath the headline; 9,000 beside 30,000; a total its source does not define."""
    assert "the text beneath has it right" in evidence.loc["CE012", "finding"]
    assert "180,000 dead or wounded appears" in evidence.loc["CE013", "finding"]
    assert "about 9,000 killed" in evidence.loc["CE014", "finding"]
    assert evidence.loc["CE015", "figure_best"] == losses.loc["WL008", "best"] == 121480
    for total in ("WL003", "WL005", "WL008"):
        assert "undefined category" in losses.loc[total, "note"]
        assert losses.loc[total, "measure"] == "killed_or_wounded"
    assert "fallen soldiers" in losses.loc["WL003", "note"]
    assert "'casualties'" in losses.loc["WL005", "note"]
    assert "'lost' for the total" in losses.loc["WL013", "note"]
    assert losses.loc["WL025", ["measure", "use"]].tolist() == ["killed", "example"]


def test_the_examples_among_the_reports(prose, reports, row):
    """How many, and the ones named."""
    examples = reports[reports["use"] == "example"].set_index("report_id")
    assert f"{len(examples)} rows, and not all of one kind" in prose
    section = prose.partition("not all of one kind")[2].partition("### Now you")[0]
    named = re.findall(r"`([a-z-]+-\d{4}-\d{3})`", section)
    assert len(named) == 5
    assert set(named) <= set(examples.index)
    assert "quoting the sentence correctly" in row["kunduz-mosque-2021-004", "note"]
    toll = row["crocus-2024-097"]
    assert (toll["best"], toll["measure"]) == (134, "identified")
    assert "gives as 144" in toll["note"]


def test_the_sentence_offered_keeps_what_the_row_has(prose, row):
    """Who, what, of whom, when and how firmly."""
    claim = row["kerman-2024-048"]
    assert (claim["measure"], claim["qualifier"], claim["low"]) == (
        "killed_or_wounded",
        "more_than",
        300,
    )
    assert claim["reported_on"] == pd.Timestamp("2024-01-04")
    assert "Telegram" in claim["attributed_to"]
    assert "4 January 2024, that more than 300 people had been killed or wounded" in prose


def test_every_address_was_read(prose):
    """Each address in the text is one of the pages cited, or the page on what to record."""
    cited = set(datasets.load("sources")["url"])
    addresses = set(re.findall(r"https?://[^\s)>]+", prose))
    own = {"https://everycasualty.org/knowledge-base/what-data-should-casualty-recorders-collect/"}
    assert addresses - cited == own
