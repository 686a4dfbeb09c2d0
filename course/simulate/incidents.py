"""Practice incidents: a truth that is known here, and the reports that reach a reader.

Real incidents have no known truth to score an estimate against. Places and actors are invented,
and the years lie ahead, so that none is taken for a real one.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from course.errors import NoSuchIncidentError
from course.simulate import names, process
from course.simulate.draws import Draws, plain

__all__ = ["COLUMNS", "Incident", "frame", "incident"]

# The columns of `casualty_reports` with their types, and the report that a row repeats.
COLUMNS = {
    "report_id": "str",
    "event_id": "str",
    "reported_on": "datetime64[us]",
    "reported_at_local": "str",
    "as_of": "datetime64[us]",
    "as_of_time_local": "str",
    "measure": "str",
    "population": "str",
    "low": "Int64",
    "best": "Int64",
    "high": "Int64",
    "qualifier": "str",
    "phrase": "str",
    "source_name": "str",
    "source_type": "str",
    "attributed_to": "str",
    "url": "str",
    "language": "str",
    "use": "str",
    "note": "str",
    "origin": "str",
}
ALL_OUTLETS = len(names.OUTLETS)
MOST = 10_000  # people; the words and shares of the process are not meant for more
NAMED = {
    "killed": "people killed",
    "wounded": "people wounded",
    "hospitalised": "people in hospital",
    "identified": "of the dead identified",
    "killed_or_wounded": "people killed or wounded",
}
BEFORE = {
    "at_least": "at least ",
    "more_than": "more than ",
    "preliminary": "a preliminary count of ",
}


@dataclass(frozen=True)
class Incident:
    """A practice incident.

    Attributes
    ----------
    event_id : str
    day : datetime.date
        Day of the attack.
    place, setting, district, group : str
        Where it was, the offices that speak, and who claims the attack; all invented.
    outlets : tuple of str
        Outlets that noticed the incident. None may.
    rows : tuple of dict
        One per report in order of time: plain text and numbers, the fields of `COLUMNS`.
    minutes : tuple of int
        When each row appeared, in minutes after the attack.
    truth : Truth
    """

    event_id: str
    day: date
    place: str
    setting: str
    district: str
    group: str
    outlets: tuple
    rows: tuple = field(repr=False)
    minutes: tuple = field(repr=False)
    truth: process.Truth = field(repr=False)  # so that nobody sees it by printing the incident

    @property
    def reports(self):
        """The rows as a new frame with the columns of `casualty_reports`, and ``origin``.

        ``origin`` is the ``report_id`` of the row that carried the statement first, a row's own
        where it did.
        """
        return frame(self.rows)

    @property
    def story(self):
        """What happened, in a sentence without figures."""
        return f"On {self.day.isoformat()} people were attacked at {self.setting} in {self.place}."


def incident(seed, killed=None, wounded=None, outlets=ALL_OUTLETS):
    """A practice incident with a known truth, from a seed.

    People are killed and wounded; an incident that killed s people is noticed by each outlet with
    chance s / (s + h), where h is the outlet's own, so that small incidents may be reported by
    nobody. Offices, witnesses, outlets that count for themselves and those who claim the attack
    give out figures for twelve days; outlets carry them sooner or later and copy one another.

    Parameters
    ----------
    seed : int or str
        The same seed gives the same incident on every computer.
    killed, wounded : int, optional
        The truth, in people; drawn from the seed where not given. `killed` is 1 to 10,000.
    outlets : int
        How many outlets there are that could notice it; at most 12.

    Returns
    -------
    Incident

    Raises
    ------
    NoSuchIncidentError
        If the seed or a number is of no use.

    Notes
    -----
    The parameters are of the order found in `casualty_reports`; see `course.simulate.process`. They
    are few and made up: what holds here need not hold in the world.

    References
    ----------
    The form of size-dependent reporting follows the debate on event size bias:
    https://hrdag.org/event-size-bias-iraq-body-count/?source=post_page---------------------------

    Examples
    --------
    >>> practice = incident(7)
    >>> practice.story
    'On 2042-11-28 people were attacked at a sports hall in Kerothe.'
    >>> practice.truth.killed, len(practice.rows)
    (30, 56)
    """
    if not isinstance(seed, int | str) or isinstance(seed, bool):
        raise NoSuchIncidentError("seed", "a whole number or a text", seed)
    for name, number, least, most in (
        ("killed", killed, 1, MOST),
        ("wounded", wounded, 0, 10 * MOST),
        ("outlets", outlets, 0, ALL_OUTLETS),
    ):
        whole = isinstance(number, int) and not isinstance(number, bool)
        left_open = number is None and name != "outlets"
        if not (left_open or (whole and least <= number <= most)):
            raise NoSuchIncidentError(name, f"a whole number from {least} to {most}", number)
    return build(Draws(plain("practice incident", 1, seed)), killed, wounded, outlets)


def build(draws, killed=None, wounded=None, outlets=ALL_OUTLETS):
    """The incident that a stream of draws gives; see `incident`."""
    event_id = f"practice-{draws.word() >> 8:06x}"
    day = date(draws.between(2041, 2048), 1, 1) + timedelta(days=draws.below(340))
    start = draws.between(8 * process.HOUR, 20 * process.HOUR)
    place, district = draws.choice(names.PLACES)
    setting, group = draws.choice(names.SETTINGS), draws.choice(names.ARMED_GROUPS)
    truth = process.truth(draws, killed, wounded)
    noticed = [
        outlet
        for outlet in draws.sample(names.OUTLETS, outlets)
        if draws.chance(truth.killed, truth.killed + outlet.half)
    ]
    given = process.statements(draws, truth, start, district, group, noticed)
    end = process.LAST_DAY * process.DAY - start - 1
    told = process.reports(draws, given, noticed, end)
    return Incident(
        event_id=event_id,
        day=day,
        place=place,
        setting=setting,
        district=district,
        group=group,
        outlets=tuple(outlet.name for outlet in noticed),
        rows=_rows(told, event_id, day, start),
        minutes=tuple(report.minute for report in told),
        truth=truth,
    )


def frame(rows):
    """Rows of plain values as a frame, typed like `casualty_reports`."""
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in COLUMNS.items()}
    )


def _rows(told, event_id, day, start):
    """One row per report; the reports are in order of time, so an origin comes before its copies."""
    days = [(day + timedelta(days=number)).isoformat() for number in range(process.LAST_DAY + 1)]
    ids, rows = {}, []
    for number, report in enumerate(told, start=1):
        report_id = ids[id(report)] = f"{event_id}-{number:03d}"
        origin = ids[id(report.origin or report)]
        rows.append(_row(report, report_id, event_id, origin, days, start))
    return tuple(rows)


def _row(report, report_id, event_id, origin, days, start):
    said = report.statement
    on, at = _clock(days, start + report.minute)
    as_of, as_of_time = _clock(days, start + said.minute)
    if report.dated and as_of == on:
        as_of = None  # as in the table: given where it differs from the day of the report
    return {
        "report_id": report_id,
        "event_id": event_id,
        "reported_on": on if report.dated else None,
        "reported_at_local": at if report.timed else None,
        "as_of": as_of,
        "as_of_time_local": as_of_time if report.timed and as_of else None,
        "measure": said.measure,
        "population": said.population,
        "low": said.low,
        "best": said.best,
        "high": said.high,
        "qualifier": said.qualifier,
        "phrase": _phrase(said),
        "source_name": report.page,
        "source_type": said.kind,
        "attributed_to": said.by,
        "url": f"https://example.org/invented/{report_id}",
        "language": "en",
        "use": said.use,
        "note": said.note,
        "origin": origin,
    }


def _clock(days, minute):
    """Day and time, so many minutes after the midnight before the attack."""
    number, rest = divmod(minute, process.DAY)
    return days[number], f"{rest // process.HOUR:02d}:{rest % process.HOUR:02d}"


def _phrase(said):
    """The few words of the page that hold the number."""
    of = NAMED[said.measure]
    if said.population == "children":
        of = of.replace("people", "children")
    elif said.population != "all":
        of += f", by the count of {said.population.removeprefix('subset: ')}"
    if said.word:
        joint = " " if said.word == "several" else " of "
        return f"{said.word}{joint}{of}"
    if said.qualifier == "range":
        return f"between {said.low} and {said.high} {of}"
    return f"{BEFORE.get(said.qualifier, '')}{said.best} {of}"
