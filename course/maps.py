"""Where events are, how well that is known, and what a map of them needs.

Coordinates are degrees (WGS 84), distances kilometres on a sphere. Nothing here draws or asks a
network for anything; the figures are in `course.plots.maps`.
"""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from course import counts, datasets
from course.errors import NoSuchWindowError

__all__ = [
    "RADIUS_KM",
    "SPECIFICITY",
    "WHERE_PREC",
    "WINDOWS",
    "Window",
    "circle",
    "dated",
    "distance",
    "ends",
    "joined",
    "land",
    "middle",
    "outline",
    "place_labels",
    "precision",
    "ranges",
    "window",
]

CODING = Path(__file__).with_name("maps.toml")
EARTH_KM = 6371.0  # mean radius of the Earth

# UCDP GED codebook 23.1 (where_prec) and GTD codebook of June 2017 (specificity), in short.
WHERE_PREC = {
    1: "exact place",
    2: "within about 25 km",
    3: "district",
    4: "province",
    5: "line or fuzzy area",
    6: "country",
    7: "sea or air",
}
SPECIFICITY = {
    1: "town found",
    2: "town, its district's middle used",
    3: "not in a town",
    4: "middle of a province used",
    5: "unknown",
}
# How far an area reaches. 1 is the rounding of the table's coordinates, 2 is the codebook's own. The
# borders of districts and provinces are not in our tables: 3 and 4 are sizes of ours, to draw with.
RADIUS_KM = {1: 1, 2: 25, 3: 50, 4: 150}


@dataclass(frozen=True)
class Window:
    """A stretch of the map, in degrees, drawn equirectangular and true to scale at its middle."""

    name: str
    west: float
    east: float
    south: float
    north: float

    @property
    def parallel(self):
        """Latitude at which the map is true to scale in all directions: the middle, in degrees."""
        return (self.south + self.north) / 2

    @property
    def ratio(self):
        """How many times as long a degree of latitude is drawn as one of longitude.

        >>> round(Window("sixty", 0, 10, 55, 65).ratio, 6)
        2.0
        """
        return 1 / math.cos(math.radians(self.parallel))

    @property
    def shape(self):
        """Height of the window on the page as a multiple of its width."""
        return (self.north - self.south) * self.ratio / (self.east - self.west)

    def holds(self, lon, lat):
        """Whether a point lies inside."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


WINDOWS = {
    "all": Window("Sinai to St Petersburg to Peshawar", 20, 82, 23, 64),
    "russia": Window("St Petersburg and Moscow", 22, 48, 52, 64),
    "iran": Window("Iran", 43, 64, 24, 41),
    "afghanistan": Window("Afghanistan and north-west Pakistan", 60, 76, 29, 39),
}


def window(name):
    """The window of that name.

    Raises
    ------
    NoSuchWindowError
        If there is none.
    """
    if name not in WINDOWS:
        raise NoSuchWindowError(name, list(WINDOWS))
    return WINDOWS[name]


@cache
def _coding():
    return tomllib.loads(CODING.read_text(encoding="utf-8"))


def precision(events):
    """How well the place of each event is known, by the codes of two databases.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of the table `events`.

    Returns
    -------
    pandas.DataFrame
        The same rows in order of their day, numbered from 1 (``no``), with ``short`` (a name for
        maps), ``where_prec`` (UCDP), ``specificity`` (GTD) and ``why``, our reason from the row.

    Notes
    -----
    One coder's reading of our rows; the databases' own coding of these attacks was not looked up.
    """
    coded = pd.DataFrame.from_dict(_coding()["events"], orient="index")
    rows = events.sort_values("date", kind="stable").reset_index(drop=True)
    rows.insert(0, "no", range(1, len(rows) + 1))
    return rows.join(coded, on="event_id")


def circle(lon, lat, km, points=48):
    """A closed ring of places at one distance from a place.

    Returns
    -------
    numpy.ndarray, shape (points + 1, 2)
        Longitude and latitude in degrees.

    Examples
    --------
    >>> ring = circle(37.39, 55.83, 25)
    >>> {round(distance(37.39, 55.83, *place), 6) for place in ring}
    {25.0}
    """
    bearing = np.linspace(0, 2 * np.pi, points + 1)
    away, phi = km / EARTH_KM, math.radians(lat)
    sine = math.sin(phi) * math.cos(away) + math.cos(phi) * math.sin(away) * np.cos(bearing)
    turned = np.arctan2(
        np.sin(bearing) * math.sin(away) * math.cos(phi), math.cos(away) - math.sin(phi) * sine
    )
    ring = np.column_stack([lon + np.degrees(turned), np.degrees(np.arcsin(sine))])
    ring[-1] = ring[0]
    return ring


def distance(lon1, lat1, lon2, lat2):
    """Kilometres between two places along a great circle.

    Notes
    -----
    Distance says how far, and neither who went nor who had a hand in anything.

    Examples
    --------
    >>> round(distance(0, 0, 0, 90)), round(distance(0, 0, 180, 0))
    (10008, 20015)
    """
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_lat, half_lon = (phi2 - phi1) / 2, math.radians(lon2 - lon1) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, chord)))


def land(outlines, seen=None):
    """Rings of all countries, those that reach into a window, for one filled line.

    Parameters
    ----------
    outlines : pandas.DataFrame
        The table `outlines`.
    seen : Window, optional

    Returns
    -------
    (list of float, list of float)
        Longitudes and latitudes, with None between two rings.
    """
    rings = [ring[["lon", "lat"]].to_numpy() for _, ring in outlines.groupby(["country", "ring"])]
    return joined([ring for ring in rings if seen is None or _reaches(ring, seen)])


def outline(outlines, country):
    """The rings of one country, as in `land`; nothing where the table has no such country."""
    own = outlines[outlines["country"] == country]
    return joined([ring[["lon", "lat"]].to_numpy() for _, ring in own.groupby("ring")])


def joined(rings):
    """Rings as two lists with None between them."""
    lon, lat = [], []
    for ring in rings:
        lon += [*([None] if lon else []), *(float(each) for each in ring[:, 0])]
        lat += [*([None] if lat else []), *(float(each) for each in ring[:, 1])]
    return lon, lat


def _reaches(ring, seen):
    (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
    return west < seen.east and east > seen.west and south < seen.north and north > seen.south


def middle(outlines, country):
    """The centroid of a country's largest ring, to hang a label or a line on.

    A point for drawing. Nothing happened there, and no capital need be near.
    """
    own = outlines[(outlines["country"] == country) & (outlines["ring"] == 1)]
    x, y = own["lon"].to_numpy(), own["lat"].to_numpy()
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = cross.sum() * 3
    return (
        float(((x[:-1] + x[1:]) * cross).sum() / area),
        float(((y[:-1] + y[1:]) * cross).sum() / area),
    )


def ends(relations, events):
    """Which ends of each tie can be put on a map, and where.

    Parameters
    ----------
    relations : pandas.DataFrame
        Rows of the table `relations`.
    events : pandas.DataFrame
        The table `events`.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``source_place`` and ``target_place``: the country or the ``event_id``
        at which an end lies, missing where it has no place; and ``placed``, how many ends have one.

    Notes
    -----
    A group, a person or a population has no place here. `actors` files it under a region, and to
    draw it there would say that it is there. A place of an event without coordinates counts as
    none.
    """
    known = set(events.dropna(subset=["lat", "lon"])["event_id"])
    places = {
        actor: place
        for actor, place in _coding()["actors"].items()
        if place in known or not place[0].islower()
    }
    found = relations.assign(
        source_place=relations["source_actor_id"].map(places),
        target_place=relations["target_actor_id"].map(places),
    )
    placed = found[["source_place", "target_place"]].notna().sum(axis="columns")
    return found.assign(placed=placed)


def dated(relations):
    """Ties that have a date, with the first and the last day that it can mean.

    Parameters
    ----------
    relations : pandas.DataFrame
        Rows of the table `relations`.

    Returns
    -------
    pandas.DataFrame
        The rows with a start or an end, and ``first`` and ``last``. Where one of the two is
        missing the other stands for both: that an end is not given does not say that a tie lasts.

    Examples
    --------
    >>> toy = pd.DataFrame({"start": ["2014", None, None], "end": ["2024", "2017", None]})
    >>> dated(toy)[["first", "last"]].map("{:%Y-%m-%d}".format).to_numpy().tolist()
    [['2014-01-01', '2024-12-31'], ['2017-01-01', '2017-12-31']]
    """
    own = relations.dropna(subset=["start", "end"], how="all")
    return own.assign(
        first=datasets.day(own["start"].fillna(own["end"]), "first"),
        last=datasets.day(own["end"].fillna(own["start"]), "last"),
    )


def ranges(reports):
    """What was printed on each event, apart by measure and population.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `casualty_reports`; those whose ``use`` is not series are left out.

    Returns
    -------
    pandas.DataFrame
        For each event, measure and population: ``low`` and ``high`` of the numbers printed,
        ``floor`` (the highest “at least” or “more than”, where it lies above ``high``), all in
        people, ``reports`` (rows with a number) and ``printed``, the same in words.

    Notes
    -----
    Early and late, official and other numbers together: what was printed, not what may be true.
    """
    rows = []
    used = reports[reports["use"] == "series"]
    for key, own in used.groupby(["event_id", "measure", "population"], sort=False):
        numbered = counts.printed_range(own).dropna(subset="high")
        if numbered.empty:
            continue
        low, _, high = counts.envelope(own)
        floors = numbered[numbered["qualifier"].isin(counts.FLOORS)].sort_values("low")
        top = None if floors.empty else floors.iloc[-1]
        if top is not None and pd.notna(high) and top["low"] <= high:
            top = None  # the highest figure says as much
        floor, words = (None, "") if top is None else (top["low"], top["figure"])
        rows.append([*key, low, high, floor, len(numbered), _printed(low, high, words)])
    columns = ["event_id", "measure", "population", "low", "high", "floor", "reports", "printed"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"low": "Int64", "high": "Int64", "floor": "Int64"})


def _printed(low, high, floor):
    """A range in words: ``45 to 63, and at least 75``."""
    if pd.isna(high):
        return floor
    span = f"{high:.0f}" if low == high else f"{low:.0f} to {high:.0f}"
    return f"{span}, and {floor}" if floor else span


def place_labels(anchors, sizes, bounds, *, clear=7.0):
    """Where labels stand so that none covers another, a mark or the edge.

    For each label in turn, places round its mark are tried from near to far, in a fixed order of
    directions; the first that is free is taken. Same input, same places.

    Parameters
    ----------
    anchors : list of (float, float)
        Where the marks are, in pixels from the lower left.
    sizes : list of (float, float)
        Width and height of each label, in pixels.
    bounds : (float, float)
        Width and height of the map, in pixels.
    clear : float
        Half the side of the square kept free round every mark, in pixels.

    Returns
    -------
    list of (float, float)
        The middle of each label, in pixels. Where nothing was free, the least covered place.

    Examples
    --------
    >>> place_labels([(50, 50)], [(20, 10)], (100, 100))
    [(69.0, 50.0)]
    """
    marks = [(x - clear, y - clear, x + clear, y + clear) for x, y in anchors]
    taken, chosen = list(marks), []
    for (x, y), (wide, high) in zip(anchors, sizes, strict=True):
        best = None
        for centre in _round(x, y, wide, high, clear):
            box = _box(*centre, wide, high)
            covered = sum(_shared(box, other) for other in taken) + _outside(box, bounds)
            if best is None or covered < best[0]:
                best = (covered, centre, box)
            if covered == 0:
                break
        taken.append(best[2])
        chosen.append(best[1])
    return chosen


def _round(x, y, wide, high, clear):
    """Places for the middle of a label round a mark, near ones first."""
    for step in range(12):
        gap = clear + 2 + 9 * step
        for turn in (0, 180, 90, 270, 45, 315, 135, 225, 22.5, 337.5, 157.5, 202.5):
            across, up = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            reach_x = wide / 2 * (1 if abs(across) > 0.3 else 0) * math.copysign(1, across)
            reach_y = high / 2 * (1 if abs(up) > 0.3 else 0) * math.copysign(1, up)
            yield round(x + gap * across + reach_x, 6), round(y + gap * up + reach_y, 6)


def _box(x, y, wide, high):
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _shared(one, other):
    """Area that two boxes have in common."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0) * max(up, 0)


def _outside(box, bounds):
    """Area of a box beyond the map."""
    whole = (box[2] - box[0]) * (box[3] - box[1])
    return whole - _shared(box, (0, 0, *bounds))
