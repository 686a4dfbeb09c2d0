"""Each student's own practice incident, the same across all questions of an assignment.

A dossier is drawn by a keyed hash of the assignment and the student. Whoever has the key can draw
it again, truth and all; whoever has not is left with its reports.
"""

import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta

import pandas as pd

from course.errors import BrokenDossierError, DossierDrawError, NoDossierError
from course.simulate import incidents, names, process
from course.simulate.bands import BANDS, CHECKPOINTS, difficulty
from course.simulate.draws import PUBLIC_KEY, Draws, keyed

__all__ = ["Dossier", "dossier", "drawn", "find", "part", "roster_dossiers"]

VERSION = 1  # of what is drawn and written; another version is another set of dossiers
ATTEMPTS = 400  # about one draw in four is kept, so all of these fail once in 10 to the 45
KILLED = (60, 140)  # people: large enough that every outlet matters, and that readings differ
OUTLETS = 9  # of twelve, so that who reports is part of the difference between dossiers
TEXTS = ("student", "assignment", "event_id", "day", "place", "setting", "district", "group")
SHARED = ("event_id", "day", "place", "setting", "district", "group", "outlets", "rows", "truth")
TIE_COLUMNS = (
    "tie_id",
    "source_actor",
    "relation",
    "target_actor",
    "sign",
    "certainty",
    "reported_on",
    "source_name",
    "origin",
)


@dataclass(frozen=True)
class Dossier:
    """One student's practice incident: what is told of it, and the truth where it is known.

    Attributes
    ----------
    student, assignment : str
    event_id, place, setting, district, group : str
        As in `course.simulate.Incident`.
    day : datetime.date
        Day of the attack.
    outlets : tuple of str
    rows, tie_rows : tuple of dict
        Plain values; `reports` and `ties` give them as frames.
    truth : Truth or None
        None in a dossier that was handed out.
    """

    student: str
    assignment: str
    event_id: str
    day: date
    place: str
    setting: str
    district: str
    group: str
    outlets: tuple
    rows: tuple = field(repr=False)
    tie_rows: tuple = field(repr=False)
    # Not shown, so that a self-learner does not meet it by printing the dossier.
    truth: process.Truth | None = field(default=None, repr=False)

    @property
    def reports(self):
        """The reports, with the columns of `casualty_reports` and ``origin``; a new frame."""
        return incidents.frame(self.rows)

    @property
    def ties(self):
        """Ties between the actors as pages state them, one row a page; a new frame.

        Relations, signs and certainties are those of the table `relations`; ``origin`` is the row
        that a row repeats, its own where it repeats none.
        """
        told = pd.DataFrame(list(self.tie_rows), columns=TIE_COLUMNS)
        return told.astype({"reported_on": "datetime64[us]"})

    @property
    def sources(self):
        """What is known of the outlets: ``source_name``, ``kind``, ``standing``; a new frame."""
        told = [
            {"source_name": each.name, "kind": each.kind, "standing": each.standing}
            for each in names.OUTLETS
            if each.name in self.outlets
        ]
        return pd.DataFrame(told, columns=["source_name", "kind", "standing"])

    @property
    def checkpoints(self):
        """Days on which the student takes stock; what was reported by then is known."""
        return tuple(self.day + timedelta(days=days) for days in CHECKPOINTS)

    @property
    def story(self):
        """What happened, in a sentence without figures."""
        return f"On {self.day.isoformat()} people were attacked at {self.setting} in {self.place}."

    def as_dict(self, with_truth=False):
        """The dossier as values that JSON can hold.

        Parameters
        ----------
        with_truth : bool
            Unless asked for, the truth is not among them.
        """
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        plain |= {"version": VERSION, "day": self.day.isoformat(), "outlets": list(self.outlets)}
        plain |= {part: [dict(row) for row in plain[part]] for part in ("rows", "tie_rows")}
        del plain["truth"]
        if with_truth and self.truth:
            plain["truth"] = asdict(self.truth)
        return plain

    @classmethod
    def from_dict(cls, plain):
        """The dossier that `as_dict` wrote.

        Raises
        ------
        BrokenDossierError
            If something is missing, too much or of the wrong sort.
        """
        _check(plain)
        texts = {name: plain[name] for name in TEXTS}
        truth = process.Truth(**plain["truth"]) if "truth" in plain else None
        return cls(
            **texts | {"day": date.fromisoformat(plain["day"])},
            outlets=tuple(plain["outlets"]),
            rows=tuple(dict(row) for row in plain["rows"]),
            tie_rows=tuple(dict(row) for row in plain["tie_rows"]),
            truth=truth,
        )


def dossier(student, assignment, key=PUBLIC_KEY):
    """The dossier of a student for an assignment.

    Parameters
    ----------
    student, assignment : str
        Names as the course has them; capitals and spaces within count. Two ways of writing one
        accented letter are one name.
    key : str
        The instructor's secret, see `key_from_environment`. With the public key, the default,
        whoever reads this code can compute the truth.

    Returns
    -------
    Dossier
        With its truth. The same for the same three texts, on every computer and in every version
        of Python and of the libraries.

    Raises
    ------
    BrokenDossierError
        If a name is no text, or empty.
    DossierDrawError
        If no draw meets the `BANDS`; does not happen with the ones that stand there.

    Notes
    -----
    Draws that break a band are passed over for the next, counted by an attempt that is part of
    what is hashed. So the kept dossiers are no fair sample of incidents: in all of them the truth
    differs from every simple reading.

    Examples
    --------
    >>> mine = dossier("ada", "counts")
    >>> mine.story
    'On 2041-11-05 people were attacked at a town fair in Kerothe.'
    >>> "truth" in mine.as_dict()
    False
    """
    return drawn(student, assignment, key)[0]


def roster_dossiers(students, assignment, key=PUBLIC_KEY):
    """What `dossiers.json` of an assignment holds: the reports of every student, never the truth.

    Parameters
    ----------
    students : iterable of str
        The roster.
    assignment : str
    key : str
        As for `dossier`.

    Returns
    -------
    dict
        ``assignment``; ``public_key``, whether anybody could compute the truth; ``dossiers``, by a
        hash of the student's name, so that the file does not list the class.
    """
    drawn = {}
    for student in students:
        plain = dossier(student, assignment, key).as_dict()
        drawn[_place(plain.pop("student"), assignment)] = plain
    return {
        "version": VERSION,
        "assignment": assignment,
        "public_key": key == PUBLIC_KEY,
        "dossiers": dict(sorted(drawn.items())),
    }


def find(student, dossiers):
    """A student's dossier among those of `roster_dossiers`, without its truth.

    Raises
    ------
    NoDossierError
        If there is none for the student.
    BrokenDossierError
        If `dossiers` is not what `roster_dossiers` gives.
    """
    student = _name("student", student)
    if not isinstance(dossiers, dict) or not isinstance(dossiers.get("dossiers"), dict):
        raise BrokenDossierError("file", "what roster_dossiers gives", type(dossiers).__name__)
    assignment, held = dossiers.get("assignment"), dossiers["dossiers"]
    place = _place(student, assignment)
    if place not in held:
        raise NoDossierError(student, assignment, len(held))
    return Dossier.from_dict({**held[place], "student": student})


def part(student, dossiers):
    """What `roster_dossiers` gives, with the dossier of one student alone; None if they have none."""
    place = _place(_name("student", student), dossiers["assignment"])
    held = dossiers["dossiers"]
    return {**dossiers, "dossiers": {place: held[place]}} if place in held else None


def drawn(student, assignment, key):
    """The dossier, its difficulty, and how many draws it took."""
    student, assignment = _name("student", student), _name("assignment", assignment)
    for attempt in range(ATTEMPTS):
        draws = Draws(keyed(key, "casebook dossier", VERSION, assignment, student, attempt))
        practice = incidents.build(draws, killed=draws.between(*KILLED), outlets=OUTLETS)
        if len(practice.outlets) < 2:
            continue  # nobody to compare
        shared = {name: getattr(practice, name) for name in SHARED}
        told = Dossier(student, assignment, **shared, tie_rows=_ties(draws, practice))
        hard = difficulty(told)
        if all(least <= hard[name] <= most for name, (least, most) in BANDS.items()):
            return told, hard, attempt + 1
    raise DossierDrawError(assignment, ATTEMPTS)


def _ties(draws, practice):
    """Eight ties as some page states them, two copies, and one tie that a second page found out.

    One of the copies has lost its hedge; the other repeats word for word. The second page has its
    origin in itself, and states a tie that is not among those copied.
    """
    actors = {
        "group": practice.group,
        "place": f"{practice.setting} in {practice.place}",
        "district": practice.district,
        "authority": f"Administration of {practice.district}",
        "movement": draws.choice(names.MOVEMENTS),
        "rival": draws.choice(names.RIVALS),
        "neighbour": draws.choice(names.NEIGHBOURS),
        "people": draws.choice(names.PEOPLES),
    }
    pages = practice.outlets
    told = [
        (1 + draws.below(process.LAST_DAY - 3), draws.choice(pages), tie, None)
        for tie in (*names.ALWAYS, *draws.sample(names.TIES, 5))
    ]
    hedged = draws.choice([each for each in told if each[2][-1] == "hedged"])
    plain = draws.choice([each for each in told if each[2][-1] != "hedged"])
    for origin, certainty in ((hedged, "stated"), (plain, plain[2][-1])):
        days, page, tie, _ = origin
        others = [each for each in pages if each != page]
        copy = (*tie[:-1], certainty)
        told.append((days + draws.below(3), draws.choice(others), copy, origin))
    found = draws.choice([each for each in told[:8] if each[2][-1] == "stated" and each != plain])
    others = [each for each in pages if each != found[1]]
    told.append((1 + draws.below(process.LAST_DAY - 3), draws.choice(others), found[2], None))
    order = sorted(range(len(told)), key=lambda each: (told[each][0], each))
    ids = {id(told[each]): f"tie-{place:02d}" for place, each in enumerate(order, start=1)}
    return tuple(_tie(told[each], actors, ids, practice.day) for each in order)


def _tie(told, actors, ids, day):
    days, page, (source, relation, target, sign, certainty), origin = told
    return {
        "tie_id": ids[id(told)],
        "source_actor": actors[source],
        "relation": relation,
        "target_actor": actors[target],
        "sign": sign,
        "certainty": certainty,
        "reported_on": (day + timedelta(days=days)).isoformat(),
        "source_name": page,
        "origin": ids[id(origin or told)],
    }


def _name(what, text):
    if not isinstance(text, str) or not text.strip():
        raise BrokenDossierError(what, "a name", text)
    return unicodedata.normalize("NFC", text.strip())


def _place(student, assignment):
    """Where a student's dossier stands in the file of an assignment."""
    named = json.dumps([assignment, student], ensure_ascii=True)
    return hashlib.sha256(named.encode("ascii")).hexdigest()[:16]


def _check(plain):
    """Hold what was read to what `as_dict` writes."""
    if not isinstance(plain, dict):
        raise BrokenDossierError("the whole", "a dict", type(plain).__name__)
    if plain.get("version") != VERSION:
        raise BrokenDossierError("version", str(VERSION), plain.get("version"))
    for name in TEXTS:
        if not isinstance(plain.get(name), str):
            raise BrokenDossierError(name, "a text", plain.get(name))
    if not _is_day(plain["day"]):
        raise BrokenDossierError("day", "a day that exists (YYYY-MM-DD)", plain["day"])
    for name, columns in (("rows", incidents.COLUMNS), ("tie_rows", TIE_COLUMNS)):
        _check_rows(name, plain.get(name), columns)
    outlets = plain.get("outlets")
    if not isinstance(outlets, list) or not all(isinstance(each, str) for each in outlets):
        raise BrokenDossierError("outlets", "a list of texts", outlets)
    truth = plain.get("truth", {})
    known = {each.name for each in fields(process.Truth)}
    if "truth" in plain and (not isinstance(truth, dict) or set(truth) != known):
        raise BrokenDossierError("truth", f"{', '.join(sorted(known))}, or no truth at all", truth)


def _check_rows(name, rows, columns):
    if not isinstance(rows, list):
        raise BrokenDossierError(name, "a list", type(rows).__name__)
    for place, row in enumerate(rows):
        if not isinstance(row, dict) or set(row) != set(columns):
            raise BrokenDossierError(f"{name} {place}", f"the columns {', '.join(columns)}", row)
        for column, value in row.items():
            whole = column in ("low", "best", "high")
            if value is not None and type(value) is not (int if whole else str):
                sort = "a whole number" if whole else "a text"
                raise BrokenDossierError(f"{name} {place}, {column}", f"{sort} or null", value)


def _is_day(text):
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
