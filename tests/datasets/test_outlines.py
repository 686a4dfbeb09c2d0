"""The outlines: closed rings, inside the box, borders shared, every event in its country."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from course import tree

PATH = tree.DATASETS / "outlines.csv"
WEST, SOUTH, EAST, NORTH = -12, 5, 100, 72


@pytest.fixture(scope="module")
def outlines():
    return pd.read_csv(PATH)


@pytest.fixture(scope="module")
def rings(outlines):
    """Country and ring number -> array of (lon, lat), in the order of `point`."""
    ordered = outlines.sort_values(["country", "ring", "point"])
    return {
        key: part[["lon", "lat"]].to_numpy() for key, part in ordered.groupby(["country", "ring"])
    }


def inside(ring, lon, lat):
    """Whether a point is in a ring: a ray to the east crosses its border an odd number of times."""
    (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
    spans = (y1 > lat) != (y2 > lat)
    crossing = x1[spans] + (lat - y1[spans]) * (x2 - x1)[spans] / (y2 - y1)[spans]
    return np.count_nonzero(crossing > lon) % 2 == 1


def segments(rings, country):
    """Every stretch of a country's border, as a pair of points without direction."""
    return {
        frozenset(pair)
        for (name, _), ring in rings.items()
        if name == country
        for pair in pairwise(map(tuple, ring))
    }


def turns(a, b, c):
    """Which way one turns at b on the way from a to c: 1 left, -1 right, 0 straight on."""
    (bx, by), (cx, cy) = (b - a).T, (c - a).T
    return np.sign(np.round(bx * cy - by * cx, 9))


def test_every_ring_is_closed_and_has_an_area(rings):
    """A line that stays open is filled across the map by the plot."""
    for key, ring in rings.items():
        assert tuple(ring[0]) == tuple(ring[-1]), f"{key} is not closed"
        x, y = ring.T
        assert abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2 > 0.001, f"{key} has no area"


def test_no_ring_passes_a_point_twice_or_crosses_itself(rings):
    """Clipping and simplifying can fold a border over; a folded ring is filled wrongly."""
    for key, ring in rings.items():
        visits = Counter(map(tuple, ring[:-1]))
        assert max(visits.values()) == 1, f"{key} passes {visits.most_common(1)} more than once"
        start, end = ring[:-1], ring[1:]
        for i in range(len(start) - 2):
            a, b, c, d = start[i], end[i], start[i + 2 :], end[i + 2 :]
            crossed = (turns(a, b, c) * turns(a, b, d) < 0) & (turns(c, d, a) * turns(c, d, b) < 0)
            assert not crossed.any(), f"{key} crosses itself near {a}"


def test_points_are_numbered_from_one_without_gaps(outlines):
    """The order of points is the border; a gap would cut a corner unseen."""
    for key, part in outlines.groupby(["country", "ring"]):
        assert part["point"].tolist() == list(range(1, len(part) + 1)), key
    for country, part in outlines.groupby("country"):
        assert part["ring"].unique().tolist() == list(range(1, part["ring"].nunique() + 1)), country


def test_everything_lies_in_the_box_to_two_decimals(outlines):
    """The box is what the description promises; two decimals of a degree are about a kilometre."""
    assert outlines["lon"].between(WEST, EAST).all()
    assert outlines["lat"].between(SOUTH, NORTH).all()
    for column in ("lon", "lat"):
        assert np.allclose(outlines[column], outlines[column].round(2), atol=1e-9)


def test_the_file_stays_small():
    """Every student downloads it; the limit is 300 kB."""
    assert PATH.stat().st_size < 300_000


def test_codes_are_three_letters_and_one_country_each(outlines):
    """A code is empty only where ISO 3166-1 gives none to what the source draws."""
    codes = outlines.groupby("country")["iso_a3"].agg(["nunique", "first"])
    empty = set(codes.index[codes["first"].isna()])
    assert empty == {"Kosovo", "Northern Cyprus", "Siachen Glacier", "Somaliland"}
    named = codes.drop(index=empty)
    assert (named["nunique"] == 1).all()
    assert named["first"].str.fullmatch("[A-Z]{3}").all()
    assert named["first"].is_unique


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("Afghanistan", "AFG"),
        ("Austria", "AUT"),
        ("Germany", "DEU"),
        ("Iran", "IRN"),
        ("Iraq", "IRQ"),
        ("Kazakhstan", "KAZ"),
        ("Kyrgyzstan", "KGZ"),
        ("Pakistan", "PAK"),
        ("Palestine", "PSE"),
        ("Russia", "RUS"),
        ("Switzerland", "CHE"),
        ("Syria", "SYR"),
        ("Tajikistan", "TJK"),
        ("Turkey", "TUR"),
        ("Turkmenistan", "TKM"),
        ("Ukraine", "UKR"),
        ("Uzbekistan", "UZB"),
    ],
)
def test_the_code_is_the_one_iso_gives(outlines, country, code):
    """Codes were joined through numbers, where a shifted row would go unseen."""
    assert outlines.loc[outlines["country"] == country, "iso_a3"].unique().tolist() == [code]


def test_each_event_with_coordinates_lies_in_its_country(rings):
    """A map that puts an attack into the wrong country, or into the sea, misleads."""
    events = pd.read_csv(tree.DATASETS / "events.csv").dropna(subset=["lat", "lon"])
    events = events[events["lon"].between(WEST, EAST) & events["lat"].between(SOUTH, NORTH)]
    assert len(events) >= 9
    for event in events.itertuples():
        found = {name for (name, _), r in rings.items() if inside(r, event.lon, event.lat)}
        assert found == {event.country}, event.event_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Afghanistan", "Pakistan"),
        ("Afghanistan", "Tajikistan"),
        ("Iran", "Pakistan"),
        ("Kazakhstan", "Russia"),
        ("Kyrgyzstan", "Uzbekistan"),
        ("Russia", "Ukraine"),
        ("Syria", "Turkey"),
    ],
)
def test_neighbours_share_their_border_stretch_by_stretch(rings, one, other):
    """Borders simplified each on its own leave gaps and overlaps between countries."""
    assert len(segments(rings, one) & segments(rings, other)) >= 5


def test_no_stretch_of_border_belongs_to_three_rings(rings):
    """A border has two sides; a third owner means that two countries overlap."""
    owners = Counter()
    for ring in rings.values():
        owners.update(frozenset(pair) for pair in pairwise(map(tuple, ring)))
    assert max(owners.values()) == 2
