"""Lesson 2.2: what it says in words is what its tables say."""

import re

import pandas as pd
import pytest

from course import clocks, counts, datasets
from tests.notebooks.reading import code_of, prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("2.2")


@pytest.fixture(scope="module")
def reports():
    return clocks.moments(datasets.load("casualty_reports"))


@pytest.fixture(scope="module")
def row(reports):
    return reports.set_index("report_id").loc


@pytest.fixture(scope="module")
def killed(reports):
    return reports.query("measure == 'killed' and population == 'all' and use == 'series'")


def test_every_row_named_in_the_lesson_exists(prose, reports):
    """A reader who looks a row up finds it."""
    named = re.findall(
        r"(?:crocus-2024|kerman-2024|kabul-airport-2021)-\d{3}", prose + code_of("2.2")
    )
    assert set(named) <= set(reports["report_id"])
    assert len(set(named)) >= 15


def test_the_clocks_told_in_the_text(prose, reports, row):
    """How many days and clocks, how many reckoned over, and the page from Omsk."""
    dated = reports[reports["reported_on"].notna()]
    clocked = dated[dated["reported_at_local"].notna()]
    assert (
        f"{len(dated)} of the {len(reports)} rows have a day, and {len(clocked)} of these a clock"
        in prose
    )
    moved = clocked["clock"].notna() & (
        clocked["clock"].dt.strftime("%H:%M") != clocked["reported_at_local"]
    )
    assert f"reckon it over: in {moved.sum()} rows" in prose
    assert row["crocus-2024-043", "clock"] - row["crocus-2024-040", "clock"] == pd.Timedelta(
        "49min"
    )
    printed = pd.Timedelta("16:42:00") - pd.Timedelta("12:53:00")
    assert pd.Timedelta("3h45min") < printed < pd.Timedelta("4h")
    assert row["kerman-2024-011", "reported_at_local"] == "14:05"
    assert "cannot be Kerman time" in row["kerman-2024-011", "note"]


def test_the_first_stop_of_crocus_has_one_page(killed):
    """The reader guesses on one report."""
    own = counts.printed_range(killed.query("event_id == 'crocus-2024'")).dropna(subset="high")
    assert (own["since"] == own["since"].min()).sum() == 1
    assert own.loc[own["since"].idxmin(), "best"] == 40


def test_the_course_of_the_crocus_count(prose, reports, row):
    """Each step of the story is a step of officials' dated series, in that order."""
    moved = counts.revisions(counts.series(reports, "crocus-2024"))
    assert len(moved) == 14
    assert "Fourteen rows, and two steps down" in prose
    down = moved[moved["change"] < 0]
    assert down["report_id"].tolist() == ["crocus-2024-077", "crocus-2024-098"]
    assert down[["before", "number"]].to_numpy().tolist() == [[139, 137], [144, 140]]
    up = moved[~moved["report_id"].isin(down["report_id"])]["number"].tolist()
    assert up == sorted(up) == [40, 60, 93, 115, 133, 137, 139, 140, 143, 144, 147, 149]
    assert "through twelve numbers from 40 to 149" in prose
    assert "rubble" in row["crocus-2024-046", "phrase"]
    assert "hospital" in row["crocus-2024-092", "note"]
    assert row["crocus-2024-098", "best"] == 140


def test_officials_140_is_what_the_newest_page_says_on_30_march(reports):
    """The tool falls for the late copy, as the text says."""
    known = counts.known_by(counts.series(reports, "crocus-2024"), "2024-03-30")
    assert counts.latest(known)["best"] == 140


def test_the_lowest_number_was_replaced_by_the_next_morning(reports):
    """40 on the evening of 22 March; over 60 by 06:20 of the 23rd."""
    own = counts.series(reports, "crocus-2024")
    assert counts.envelope(own[own["since"].notna()])["low"] == 40
    morning = own[own["since"] <= "2024-03-23 09:00"]
    assert counts.latest(morning)["figure"] == "more than 60"


def test_the_first_floor_was_made_by_a_headline(row):
    """Preliminary in the text of the page, at least in its headline."""
    assert row["crocus-2024-001", "qualifier"] == "preliminary"
    assert "'at least 40'" in row["crocus-2024-001", "note"]


def test_the_pages_rewritten_where_they_stand(row):
    """What the addresses remember."""
    assert "100-injured" in row["crocus-2024-010", "url"]
    assert row["crocus-2024-010", "best"] == 145
    assert "death-toll-reaches-60" in row["crocus-2024-034", "url"]
    assert "text says 93" in row["crocus-2024-034", "note"]


def test_two_offices_on_one_day(row):
    """152 and 154 injured, 137 and 139 killed, each with its office."""
    offices = {
        "crocus-2024-055": (152, "wounded", "2024-03-24", "EMERCOM"),
        "crocus-2024-056": (154, "wounded", "2024-03-24", "Health Ministry"),
        "crocus-2024-067": (137, "killed", "2024-03-25", "EMERCOM"),
        "crocus-2024-070": (139, "killed", "2024-03-25", "Investigative Committee head"),
    }
    for name, (best, measure, day, who) in offices.items():
        assert (row[name, "best"], row[name, "measure"]) == (best, measure)
        assert row[name, "reported_on"] == pd.Timestamp(day)
        assert row[name, "attributed_to"].startswith(who)
    assert row["crocus-2024-055", "url"] == row["crocus-2024-056", "url"]
    assert "139 plus one hospital death" in row["crocus-2024-079", "note"]
    assert "three hospital deaths" in row["crocus-2024-091", "note"]
    assert "EMERCOM's updated list" in row["crocus-2024-091", "note"]


def test_the_course_of_the_kerman_count(prose, reports, row):
    """103, 95, 84, 91; 94 without a speaker; 95 once more without a date."""
    moved = counts.revisions(counts.series(reports, "kerman-2024"))
    assert moved["number"].tolist() == [103, 95, 84, 91]
    assert moved["reported_on"].dt.day.tolist() == [3, 4, 4, 6]
    assert (row["kerman-2024-062", "best"], row["kerman-2024-062", "attributed_to"]) == (
        94,
        "not named",
    )
    assert row["kerman-2024-062", "reported_on"] == pd.Timestamp("2024-01-11")
    assert row["kerman-2024-064", "best"] == 95
    assert "after the 94 of 11 January" in row["kerman-2024-064", "note"]
    assert pd.isna(row["kerman-2024-064", "reported_on"])
    assert 103 - 84 == 19
    assert "nineteen deaths too many" in prose


def test_who_gave_which_reason(row):
    """Names, remains, two offices: each account with the row and the person told in the text."""
    reasons = {
        "kerman-2024-027": ("Health Minister", "names had been counted twice"),
        "kerman-2024-029": ("head of Kerman's emergency services", "counted twice"),
        "kerman-2024-031": ("Kerman governor", "both by hospitals and by forensic medicine"),
        "kerman-2024-035": ("Interior Minister", "forensic evaluation"),
        "kerman-2024-037": ("Miadfar", "names were counted twice"),
        "kerman-2024-038": ("head of emergency services", "counted several times"),
    }
    for name, (who, reason) in reasons.items():
        assert who in row[name, "attributed_to"]
        assert reason in row[name, "note"]
    assert "as whole bodies" in row["kerman-2024-037", "note"]
    assert "Called 'final'" in row["kerman-2024-029", "note"]


def test_the_count_rose_again_as_people_died_of_their_injuries(row):
    """So the rows with 89, 91 and 92 have it."""
    assert "89 dead in all after some injured died" in row["kerman-2024-054", "note"]
    assert "two new dead" in row["kerman-2024-056", "note"]
    assert row["kerman-2024-060", "best"] == 92
    assert "Three hospital deaths" in row["kerman-2024-060", "note"]


def test_old_numbers_of_kerman_stayed_in_circulation(row):
    """The letter's at least 103 and the Council's more than 100, on the day of 95 and 84."""
    assert (row["kerman-2024-023", "best"], row["kerman-2024-023", "qualifier"]) == (
        103,
        "at_least",
    )
    assert (row["kerman-2024-045", "best"], row["kerman-2024-045", "qualifier"]) == (
        100,
        "more_than",
    )
    assert row["kerman-2024-023", "reported_on"] == pd.Timestamp("2024-01-04")
    assert row["kerman-2024-045", "as_of"] == pd.Timestamp("2024-01-04")


def test_both_readings_rest_on_rows(prose, row):
    """A caution, a missing reason, contradictory statistics; and what channels had first."""
    assert "usually contradictory and incomplete" in row["kerman-2024-055", "note"]
    assert row["kerman-2024-055", "source_name"] == "Iran International"
    assert "no reason was given" in row["kerman-2024-041", "note"]
    assert "'contradictory statistics'" in row["kerman-2024-050", "note"]
    assert (row["crocus-2024-047", "low"], row["crocus-2024-047", "high"]) == (143, 150)
    assert row["crocus-2024-064", "best"] == 144
    assert "may be counted as people" in row["crocus-2024-064", "note"]
    for reading in ("**A revision shows that somebody checks.**", "could not be relied on.**"):
        assert reading in prose


def test_150_was_never_the_official_number(reports):
    """As the text says of the channels' higher number."""
    own = counts.printed_range(counts.series(reports, "crocus-2024"))
    assert own.loc[own["speaker"] == "officials", "high"].max() == 149


def test_kabul_by_population(reports, row):
    """The numbers of each population, and what is not reckoned over on 27 August."""
    military = counts.series(reports, "kabul-airport-2021", population="military")
    first_day = counts.printed_range(counts.known_by(military, "2021-08-26"))
    assert set(first_day.loc[first_day["speaker"] == "officials", "best"]) == {12, 13}
    assert first_day["clock"].isna().all()
    assert military.loc[military["reported_on"] >= "2021-08-27", "best"].unique().tolist() == [13]
    afghans = counts.series(reports, "kabul-airport-2021", population="Afghans")
    assert afghans["best"].max() == 170
    assert (row["kabul-airport-2021-036", "low"], row["kabul-airport-2021-036", "high"]) == (
        95,
        169,
    )
    order = afghans.dropna(subset="clock").sort_values("clock")["best"].tolist()
    assert order == [169, 95, 79]
    for name in ("kabul-airport-2021-028", "kabul-airport-2021-031"):
        assert "India clock" in row[name, "note"]
    assert "clock" not in row["kabul-airport-2021-035", "note"]


def test_the_sums_are_sums(prose, row):
    """Each sum with its parts, as the rows have them."""
    printed = {"029": 103, "030": 108, "033": 85, "040": 182, "050": 173, "051": 183}
    sums = {"029": 90 + 13, "030": 95 + 13, "033": 72 + 13, "040": 169 + 13, "050": 160 + 13}
    sums |= {"051": 170 + 13}
    assert printed == sums
    for number, total in printed.items():
        assert row[f"kabul-airport-2021-{number}", "best"] == total
    for name, best in (("025", 90), ("026", 90), ("024", 72)):
        part = row[f"kabul-airport-2021-{name}"]
        assert (part["population"], part["best"]) == ("all", best)
    assert row["kabul-airport-2021-028", "population"] == "Afghans"
    assert row["kabul-airport-2021-030", "qualifier"] == "exact"
    assert row["kabul-airport-2021-034", "best"] == 3
    assert row["kabul-airport-2021-023", "low"] == 28
    assert row["kabul-airport-2021-052", "low"] == 185
    assert "at least 173, 183 (which may be the outlet's own sum), at least 185" in prose


def test_170_has_every_qualifier(prose, reports):
    """Civilians, all, Afghans; a floor, and a ceiling."""
    own = reports.query("event_id == 'kabul-airport-2021' and measure == 'killed'")
    of_170 = counts.printed_range(own[own["high"].eq(170) | own["best"].eq(170)])
    said = set(zip(of_170["figure"], of_170["population"], strict=True))
    assert said == {
        ("at least 170", "Afghan civilians"),
        ("at least 170", "all"),
        ("at least 170", "Afghans"),
        ("more than 170", "Afghans"),
        ("up to 170", "Afghan civilians"),
    }
    assert "*as many as* 170, a ceiling" in prose


def test_first_against_last_in_the_text(prose, killed):
    """Officials: five rose, one fell. Anybody: six and three, and Kerman among the six."""
    officials = counts.first_and_last(killed)
    assert ((officials["ratio"] > 1).sum(), (officials["ratio"] < 1).sum()) == (5, 1)
    assert officials["ratio"].idxmin() == "kerman-2024"
    assert "Five of six rose, one fell" in prose
    anybody = counts.first_and_last(killed, speaker=None)
    assert ((anybody["ratio"] > 1).sum(), (anybody["ratio"] < 1).sum()) == (6, 3)
    assert anybody.loc["kerman-2024", ["first", "last"]].tolist() == [20, 94]
    assert "six of nine rise and three fall" in prose


def test_what_the_replay_leaves_out(prose, killed, row):
    """Rows without a day, and the early stages of Kerman among them."""
    for event, words in (
        ("crocus-2024", "For Crocus {} of {} reports"),
        ("kerman-2024", "for Kerman {} of {}"),
    ):
        own = killed[killed["event_id"] == event]
        drawn = counts.printed_range(own).dropna(subset=["since", "high"])
        assert words.format(len(drawn), len(own)) in prose
    for name, best in (("kerman-2024-007", 53), ("kerman-2024-010", 73)):
        assert row[name, "best"] == best
        assert pd.isna(row[name, "reported_on"])


def test_every_reference_is_a_row_of_the_tables(prose, reports):
    """An address in the list is the page that a row was read on."""
    listed = prose.partition("**References**")[2].partition("**Next**")[0]
    addresses = set(re.findall(r"<(https?://[^>]+)>", listed))
    assert addresses <= set(reports["url"])
    assert len(addresses) >= 8
