"""Lesson 3.4: what it says in words is what its tables say."""

import re

import pandas as pd
import pytest

from course import datasets, maps
from tests.notebooks.reading import code_of, prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("3.4")


@pytest.fixture(scope="module")
def events():
    return datasets.load("events")


@pytest.fixture(scope="module")
def coded(events):
    return maps.precision(events).set_index("short")


@pytest.fixture(scope="module")
def ties(events):
    return maps.ends(datasets.load("relations"), events)


@pytest.fixture(scope="module")
def killed():
    printed = maps.ranges(datasets.load("casualty_reports"))
    own = printed.query("measure == 'killed' and population == 'all'")
    return own.set_index("event_id")


def test_the_thirteen_and_how_they_were_chosen(prose, events):
    """Four from the article; the choice in the words of the table's description."""
    assert len(events) == 13
    assert events["paragraph"].notna().sum() == 4
    assert "Four of them stand in the article." in prose
    chosen = datasets.resource("events")["description"]
    for words in ("Russian, Iranian and nearby targets", "two earlier attacks on Russians"):
        assert words in chosen and words in prose


def test_how_many_places_are_known_how_well(prose, coded, events):
    """Ten pairs of coordinates; five exact, five within 25 km, three by country."""
    assert events["lat"].notna().sum() == 10
    assert coded["where_prec"].value_counts().to_dict() == {1: 5, 2: 5, 6: 3}
    assert "Five places are exact, five within about 25 km, three known by country only." in prose
    assert "Ten of the thirteen rows have a pair of numbers." in prose
    assert coded.loc["Kerman", ["where_prec", "specificity"]].tolist() == [2, 1]
    assert "not the site" in coded.loc["Kerman", "note"]
    assert "Buyukdere, Sariyer" in coded.loc["Istanbul", "place"]
    assert pd.isna(coded.loc["Kabul embassy", "lat"])


def test_the_sample_of_a_thousand(prose):
    """675 + 32.5: from a district on, 293 of 1,000."""
    sample = [int(each) for each in re.search(r"sample = \[(.*?)\]", code_of("3.4"))[1].split(",")]
    assert sample == [475, 232, 140, 105, 35, 12, 1]
    assert sum(sample) == 1000 and sum(sample[2:]) == 293
    assert "29 percent are known to a district at best" in prose


def test_what_the_borders_do_is_what_their_description_says(prose):
    """Three examples, and the edition."""
    said = datasets.resource("outlines")["description"]
    told = {
        "Crimea with Russia": "Crimea is drawn with Russia",
        "Kashmir split along the line of control": "Kashmir is split along the line of control",
        "Kosovo, Northern Cyprus and Somaliland separate": "Kosovo stands apart",
    }
    for words, lesson in told.items():
        assert words in said and lesson in prose
    assert "(2018)" in said and "Our edition is of 2018." in prose


def test_numbers_on_the_map_are_those_of_the_table(prose, coded):
    """5 and 7 in Afghanistan, 12 in Turkey; the middle is nobody's place."""
    assert coded.loc[["Kunduz", "Kabul embassy", "Istanbul"], "no"].tolist() == [5, 7, 12]
    assert coded.loc[["Kunduz", "Kabul embassy"], "country"].tolist() == ["Afghanistan"] * 2
    assert "5 and 7 in Afghanistan, 12 in Turkey" in prose
    assert not maps.window("all").holds(*coded.loc["Times Square", ["lon", "lat"]])


def test_ranges_and_floors_of_people_killed(prose, killed):
    """Nine with more than one number, five with a floor above; Shiraz and Sinai."""
    floors = killed["floor"].notna()
    assert ((killed["low"] < killed["high"]) | floors).sum() == 9
    assert floors.sum() == 5
    assert "Nine of thirteen have more than one number. Five have a floor" in prose
    assert killed.loc["shiraz-shah-cheragh-2023", "printed"] == "1 to 2, and at least 4"
    assert killed["high"].max() == killed.loc["metrojet-2015", "high"] == 224
    assert killed.loc["metrojet-2015", "reports"] == 1


def test_the_ties_that_have_places(prose, ties):
    """97: 11, 37, 49; all of the 11 between states; two with a date."""
    assert ties["placed"].value_counts().to_dict() == {0: 49, 1: 37, 2: 11}
    assert "Of 97 ties, 11 have two ends with a place, all between states. 37 have one, 49" in prose
    kinds = datasets.load("actors").set_index("actor_id")["kind"]
    both = ties[ties["placed"] == 2]
    for side in ("source_actor_id", "target_actor_id"):
        assert set(both[side].map(kinds)) == {"state"}
    assert (maps.dated(ties)["placed"] == 2).sum() == 2


def test_the_regions_of_one_group(prose, ties):
    """25 ties in five regions, ten of them where the coder filed the group."""
    own = ties[ties["source_actor"] == "ISIS-K"]
    filed = datasets.load("actors").set_index("name").loc["ISIS-K", "region"]
    assert (len(own), own["region"].nunique()) == (25, 5)
    assert (own["region"] == filed).sum() == 10
    assert "In five regions, 10 of 25 in the one it is filed under." in prose


def test_the_two_distances_and_to_whom_the_attacks_are_laid(prose, coded):
    """224 and 3,383 km; the three attacks are all laid to ISIS-K."""
    kabul, peshawar, crocus = (
        coded.loc[name, ["lon", "lat"]] for name in ("Kabul airport", "Peshawar", "Crocus")
    )
    near, far = (round(maps.distance(*kabul, *other)) for other in (peshawar, crocus))
    assert f"{near} km and {far:,} km" in prose
    laid = coded.loc[["Kabul airport", "Peshawar", "Crocus"], "attributed_to"]
    assert laid.str.contains("ISIS-K").all()
    assert "Ukrainian link, which Kyiv denies" in coded.loc["Crocus", "attributed_to"]


def test_both_readings_of_distance_have_their_rows(prose):
    """Each position with the row and the address it was read at."""
    evidence = datasets.load("evidence").set_index("evidence_id")
    for row in ("ne011", "ne012"):
        assert f"`{row}`" in prose
        assert evidence.loc[row, "url"] in prose
    assert "nearer and easier to reach" in evidence.loc["ne011", "finding"]
    assert "Kerman and Crocus together" in evidence.loc["ne012", "finding"]
