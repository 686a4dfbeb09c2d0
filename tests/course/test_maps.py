"""Places, distances, labels and ranges: what a map is drawn from."""

import math
import re

import pandas as pd
import pytest

from course import datasets, maps
from course.errors import NoSuchWindowError


@pytest.fixture(scope="module")
def events():
    return datasets.load("events")


@pytest.fixture(scope="module")
def coded(events):
    return maps.precision(events)


@pytest.fixture(scope="module")
def outlines():
    return datasets.load("outlines")


@pytest.fixture(scope="module")
def ties(events):
    return maps.ends(datasets.load("relations"), events)


@pytest.fixture(scope="module")
def printed():
    return maps.ranges(datasets.load("casualty_reports")).set_index(
        ["event_id", "measure", "population"]
    )


def test_a_quarter_of_the_earth_is_a_quarter_of_its_girth():
    """From the equator to the pole: a quarter of 2 π 6,371 km."""
    assert maps.distance(0, 0, 50, 90) == pytest.approx(2 * math.pi * 6371 / 4)
    assert maps.distance(20, 30, 20, 30) == 0


def test_a_degree_of_longitude_shrinks_with_the_cosine_of_latitude():
    """At 60° north it is half as long as at the equator, and the map says so."""
    at_sixty, at_zero = maps.distance(0, 60, 0.01, 60), maps.distance(0, 0, 0.01, 0)
    assert at_sixty / at_zero == pytest.approx(0.5, rel=1e-6)
    assert maps.Window("sixty", 0, 10, 50, 70).ratio == pytest.approx(2)


@pytest.mark.parametrize("lat", [0, 30.28, 59.92, -40])
def test_every_point_of_a_circle_is_as_far_away_as_its_radius(lat):
    """A circle of degrees would be too narrow in the north."""
    ring = maps.circle(57.07, lat, 25)
    assert tuple(ring[0]) == tuple(ring[-1])
    for lon, up in ring:
        assert maps.distance(57.07, lat, lon, up) == pytest.approx(25, abs=1e-6)


def test_every_event_is_coded_and_numbered_by_its_day(coded, events):
    """The same number stands on the map, in the column and in the table."""
    assert set(coded["event_id"]) == set(events["event_id"])
    assert coded["no"].tolist() == list(range(1, len(events) + 1))
    assert coded["date"].is_monotonic_increasing
    assert coded[["short", "why"]].notna().all(axis=None)
    assert set(coded["where_prec"]) <= set(maps.WHERE_PREC)
    assert set(coded["specificity"]) <= set(maps.SPECIFICITY)


def test_no_coordinates_no_better_code_than_country(coded):
    """A code must not promise a place that the row does not have."""
    without = coded["lat"].isna()
    assert (without == (coded["where_prec"] == 6)).all()
    assert (without == (coded["specificity"] == 5)).all()
    assert without.sum() == 3


def test_coordinates_that_are_not_of_the_site_are_not_exact(coded):
    """Kerman's note says so in words."""
    elsewhere = coded["note"].str.contains("not the site", na=False)
    assert coded.loc[elsewhere, "short"].tolist() == ["Kerman"]
    assert (coded.loc[elsewhere, "where_prec"] > 1).all()


def test_land_is_every_ring_that_reaches_into_the_window(outlines):
    """Rings are parted by None, so that no line runs from one country to the next."""
    lon, lat = maps.land(outlines)
    rings = outlines.groupby(["country", "ring"]).ngroups
    assert lon.count(None) == lat.count(None) == rings - 1
    assert len(lon) - lon.count(None) == len(outlines)
    inside = maps.land(outlines, maps.window("iran"))[0]
    assert 0 < len(inside) < len(lon)


def test_a_country_by_name_is_its_own_rings(outlines):
    """A country without an outline has none, rather than an error."""
    own = outlines[outlines["country"] == "Iran"]
    lon, _ = maps.outline(outlines, "Iran")
    assert [each for each in lon if each is not None] == own["lon"].tolist()
    assert maps.outline(outlines, "United States") == ([], [])


def test_the_middle_of_a_square_is_its_middle():
    """The centroid, from arithmetic."""
    square = pd.DataFrame(
        {"country": "Square", "ring": 1, "lon": [0, 4, 4, 0, 0], "lat": [0, 0, 2, 2, 0]}
    )
    assert maps.middle(square, "Square") == pytest.approx((2, 1))


def test_a_window_that_there_is_not_is_refused_by_name():
    """The error lists what there is."""
    with pytest.raises(NoSuchWindowError, match="afghanistan"):
        maps.window("moon")


def test_labels_cover_neither_each_other_nor_a_mark():
    """Five marks on one spot, and room for five labels: all five stand free."""
    anchors, sizes = [(100 + x, 100) for x in range(5)], [(60, 14)] * 5
    placed = maps.place_labels(anchors, sizes, (300, 200))
    boxes = [
        (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        for (x, y), (wide, high) in zip(placed, sizes, strict=True)
    ]
    for i, one in enumerate(boxes):
        assert one[0] >= 0 and one[2] <= 300 and one[1] >= 0 and one[3] <= 200
        for other in boxes[:i]:
            apart = one[0] >= other[2] or one[2] <= other[0]
            assert apart or one[1] >= other[3] or one[3] <= other[1]
        assert not any(one[0] < x < one[2] and one[1] < y < one[3] for x, y in anchors)
    assert placed == maps.place_labels(anchors, sizes, (300, 200))


def test_only_states_and_places_of_events_have_a_place(ties):
    """To put a group or a people on a map would say that it is there."""
    actors = datasets.load("actors").set_index("actor_id")["kind"]
    for side in ("source", "target"):
        placed = ties[ties[f"{side}_place"].notna()]
        assert set(placed[f"{side}_actor_id"].map(actors)) <= {"state", "place"}


def test_the_places_of_actors_are_in_the_tables(ties, events, outlines):
    """Each is a country with an outline, or an event with coordinates."""
    known = set(outlines["country"]) | set(events.dropna(subset="lat")["event_id"])
    for side in ("source_place", "target_place"):
        assert set(ties[side].dropna()) <= known
    both = ties[["source_place", "target_place"]].notna().sum(axis="columns")
    assert (both == ties["placed"]).all()


def test_a_tie_without_an_end_is_not_taken_to_last():
    """That no end is given says nothing about how long it went on."""
    toy = pd.DataFrame({"start": ["1980", "2024-03"], "end": [None, None]})
    days = maps.dated(toy)[["first", "last"]]
    assert days["last"].tolist() == [pd.Timestamp("1980-12-31"), pd.Timestamp("2024-03-31")]


def test_a_floor_above_the_figures_stays_apart(printed):
    """45, 63 and more than 70, at least 75 in Bajaur: the range ends at 63."""
    row = printed.loc["bajaur-rally-2023", "killed", "all"]
    assert (row["low"], row["high"], row["floor"]) == (45, 63, 75)
    assert row["printed"] == "45 to 63, and at least 75"


def test_a_floor_alone_makes_no_range(printed):
    """More than 100 killed and injured in Kunduz has no upper end."""
    row = printed.loc["kunduz-mosque-2021", "killed_or_wounded", "all"]
    assert pd.isna(row["high"])
    assert row["printed"] == "more than 100"


def test_examples_and_parts_are_not_in_a_range(printed):
    """The misread “more than 100 killed” of Kunduz is kept to be read, not to be counted."""
    row = printed.loc["kunduz-mosque-2021", "killed", "all"]
    assert (row["low"], row["high"], row["reports"]) == (46, 46, 1)
    assert not any(re.match("subset", who) for *_, who in printed.index)
