"""The tables of the course: load one, typed and checked.

`datasets/datapackage.json` says what every table holds, and everything here goes by it. A value
that is missing in the file is missing in the frame. What binds tables together is checked by
`casebook datasets check`; see `course.tables`.
"""

import calendar
import csv
import io
import json
import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from course import tree
from course.errors import (
    BrokenRowError,
    MissingTableError,
    PartialDateError,
    UnknownFieldError,
    UnknownTableError,
)

__all__ = [
    "Reading",
    "categories",
    "day",
    "describe",
    "load",
    "load_all",
    "names",
    "package",
    "read",
    "resource",
]

DTYPES = {
    "integer": "Int64",
    "number": "float64",
    "date": "datetime64[us]",
    "boolean": "boolean",
    "string": "str",
}


def load(name, folder=None):
    """The table `name` as a new frame, typed by its description.

    Parameters
    ----------
    name : str
        One of `names()`.
    folder : path-like, optional
        Where the tables and their description are; the course's own by default.

    Returns
    -------
    pandas.DataFrame
        One row per row of the file, in its order, numbered from 0. Whole numbers are ``Int64``,
        numbers ``float64``, days ``datetime64``, text ``str``. Dates known only to the month or
        the year stay text; see `day`.

    Raises
    ------
    UnknownTableError
        If there is no such table.
    BrokenRowError
        If a row breaks the description. Keys between tables are not looked at.

    Examples
    --------
    >>> load("relation_types")["default_sign"].value_counts()["cooperative"]
    np.int64(3)
    """
    path = _path(name, folder)
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    return _table(name, folder, changed).copy(deep=False)  # pandas copies what is written to


def load_all():
    """Read every table once, so that `load` finds it read in this process and those it forks."""
    for name in names():
        load(name)


def names(folder=None):
    """Names of the tables, in the order of their description."""
    return [each["name"] for each in package(folder)["resources"]]


def describe(name, folder=None):
    """The fields of table `name`: one row each, with type, unit and meaning.

    Examples
    --------
    >>> describe("relation_types")["field"].tolist()
    ['relation', 'default_sign', 'definition']
    """
    rows = [
        {
            "field": f["name"],
            "title": f["title"],
            "type": f["type"],
            "unit": f.get("unit"),
            "required": f.get("constraints", {}).get("required", False),
            "description": f["description"],
        }
        for f in resource(name, folder)["schema"]["fields"]
    ]
    return pd.DataFrame(rows)


def categories(name, field, folder=None):
    """What each coded value of a field means, as a dict; empty where any text may stand.

    Examples
    --------
    >>> list(categories("evidence", "stance"))
    ['supports', 'qualifies', 'contradicts']
    """
    fields = {f["name"]: f for f in resource(name, folder)["schema"]["fields"]}
    if field not in fields:
        raise UnknownFieldError(name, field, _near(field, fields))
    return {c["value"]: c["definition"] for c in fields[field].get("categories", [])}


def day(dates, edge="first"):
    """Partial dates (year, year-month or day) as days: the first or the last they can mean.

    Parameters
    ----------
    dates : pandas.Series of str
        Each ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or missing.
    edge : {"first", "last"}
        Which day of the month or year to take.

    Returns
    -------
    pandas.Series of datetime64
        Same index; what was missing is missing. A month does not say which of its days was
        meant: where that matters, use both edges.

    Examples
    --------
    >>> day(pd.Series(["2024-02", "2021", None]), "last").dt.strftime("%Y-%m-%d").tolist()
    ['2024-02-29', '2021-12-31', nan]
    """
    if edge not in ("first", "last"):
        raise ValueError(f"edge is 'first' or 'last', not {edge!r}")
    dates = pd.Series(dates)
    if pd.api.types.is_datetime64_any_dtype(dates):
        return dates.copy()
    days = [None if pd.isna(text) else _edge_day(text, edge) for text in dates]
    return pd.Series(days, index=dates.index, name=dates.name, dtype=DTYPES["date"])


def package(folder=None):
    """The description of all tables, read once per folder: `datapackage.json` as a dict."""
    return _package(Path(folder or tree.DATASETS).resolve())


def resource(name, folder=None):
    """The description of table `name`, as in `datapackage.json`.

    Raises
    ------
    UnknownTableError
        If there is no such table.
    """
    for described in package(folder)["resources"]:
        if described["name"] == name:
            return described
    known = names(folder)
    raise UnknownTableError(name, _near(name, known), known)


@dataclass
class Reading:
    """A table as it was read: cast values by field, the line each row starts on, what is wrong."""

    name: str
    fields: list
    key: list
    columns: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def rows(self):
        """Row by row: its number, and its values by field."""
        for number, values in enumerate(zip(*self.columns.values(), strict=True)):
            yield number, dict(zip(self.columns, values, strict=True))

    def broken(self, number, field, value, rule):
        """The error for a value of row `number`."""
        key = " ".join(str(self.columns[k][number]) for k in self.key)
        return BrokenRowError(self.name, self.lines[number], key, field, value, rule)


def read(name, folder=None):
    """Read table `name` and note everything in it that breaks its description.

    `load` raises the first of the errors; a check of all tables lists them all.
    """
    schema = resource(name, folder)["schema"]
    key = schema["primaryKey"]
    reading = Reading(name, schema["fields"], [key] if isinstance(key, str) else key)
    cells = _cells(reading, _path(name, folder), schema)
    for f in reading.fields:
        reading.columns[f["name"]] = [None] * len(cells)
    for f, texts in zip(reading.fields, zip(*cells, strict=True), strict=False):
        reading.columns[f["name"]] = list(texts)  # the key as printed, for the errors below
    for f in reading.fields:
        _cast_column(reading, f, f["name"] in reading.key)
    _find_repeats(reading)
    _find_disorder(reading, schema.get("ascending", []))
    reading.errors.sort(key=lambda error: error.line)
    return reading


@lru_cache(maxsize=64)
def _table(name, folder, changed):
    """The typed table; `changed` is when its file was, so that an edit is seen."""
    reading = read(name, folder)
    if reading.errors:
        raise reading.errors[0]
    return pd.DataFrame(
        {f["name"]: _column(f, reading.columns[f["name"]]) for f in reading.fields}, copy=True
    )


@cache
def _package(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def _near(name, known):
    return next(iter(get_close_matches(str(name), list(known), n=1, cutoff=0.5)), None)


def _path(name, folder):
    return Path(folder or tree.DATASETS) / resource(name, folder)["path"]


def _cells(reading, path, schema):
    """The rows of the file as lists of text, each as long as the header; notes the others."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise MissingTableError(reading.name, str(path)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenRowError(
            reading.name, line, "", "", data[error.start : error.end], "UTF-8 text"
        ) from None
    lines = csv.reader(io.StringIO(text, newline=""))
    header = [f["name"] for f in schema["fields"]]
    found = next(lines, [])
    if found != header:
        rule = f"the header {','.join(header)}"
        raise BrokenRowError(reading.name, 1, "", "", ",".join(found), rule)
    cells, start = [], lines.line_num + 1
    for row in lines:
        if len(row) != len(header):
            rule = f"{len(header)} cells, as in the header"
            error = BrokenRowError(reading.name, start, row[0] if row else "", "", len(row), rule)
            reading.errors.append(error)
        else:
            cells.append(row)
            reading.lines.append(start)
        start = lines.line_num + 1
    return cells


def _cast_column(reading, field, is_key):
    """Replace a column's text by values, and note what breaks the field's description."""
    constraints = field.get("constraints", {})
    required = constraints.get("required") or is_key
    checks = list(_checks(field, constraints))
    cast = CASTS[field["type"]]
    values, broken = [], []
    for number, text in enumerate(reading.columns[field["name"]]):
        value = None
        try:
            if text:
                value = cast(text)
                for holds, rule in checks:
                    if not holds(value):
                        raise ValueError(rule)
            elif required:
                raise ValueError("a value: this field may not be empty")
        except ValueError as error:
            broken.append((number, text, str(error)))
        values.append(value)
    for number, text, rule in broken:
        reading.errors.append(reading.broken(number, field["name"], text, rule))
    reading.columns[field["name"]] = values


def _checks(field, constraints):
    """What a value of the field must meet, as pairs of a test and its wording."""
    if enum := constraints.get("enum"):
        yield set(enum).__contains__, f"one of {', '.join(enum)}"
    if pattern := constraints.get("pattern"):
        yield re.compile(pattern).fullmatch, f"text that matches {pattern}"
    if (least := constraints.get("minimum")) is not None:
        yield lambda value: value >= least, f"at least {least}"
    if (most := constraints.get("maximum")) is not None:
        yield lambda value: value <= most, f"at most {most}"
    if field.get("partialDate"):
        yield _is_date, "a date that exists (YYYY, YYYY-MM or YYYY-MM-DD)"


def _find_repeats(reading):
    unique = [[f["name"]] for f in reading.fields if f.get("constraints", {}).get("unique")]
    for fields in [reading.key, *unique]:
        seen = {}
        for number, key in enumerate(zip(*(reading.columns[f] for f in fields), strict=True)):
            if key in seen:
                value = " ".join(map(str, key))
                rule = f"a value of its own; line {reading.lines[seen[key]]} has the same"
                reading.errors.append(reading.broken(number, " ".join(fields), value, rule))
            seen.setdefault(key, number)


def _find_disorder(reading, ascending):
    for fields in ascending:
        for number, values in enumerate(zip(*(reading.columns[f] for f in fields), strict=True)):
            given = [v for v in values if v is not None]
            if given != sorted(given):
                shown = " / ".join("" if v is None else str(v) for v in values)
                rule = " <= ".join(fields)
                reading.errors.append(reading.broken(number, " ".join(fields), shown, rule))


def _column(field, values):
    return pd.Series(values, dtype=DTYPES[field["type"]])


def _whole(text):
    if not re.fullmatch(r"-?[0-9]+", text):
        raise ValueError("a whole number, in digits alone")
    return int(text)


def _number(text):
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise ValueError("a number, with a point for the decimals")
    return float(text)


def _date(text):
    try:
        if len(text) == len("2024-03-30"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("a day that exists (YYYY-MM-DD)")


def _truth(text):
    if text not in ("true", "false"):
        raise ValueError("true or false")
    return text == "true"


CASTS = {"integer": _whole, "number": _number, "date": _date, "boolean": _truth, "string": str}


def _edge_day(text, edge):
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", str(text)):
        raise PartialDateError(text)
    parts = [int(part) for part in text.split("-")]
    try:
        year, month, *rest = [*parts, 1 if edge == "first" else 12][:2] + parts[2:]
        last = calendar.monthrange(year, month)[1]
        return date(year, month, rest[0] if rest else (1 if edge == "first" else last))
    except ValueError:
        raise PartialDateError(text) from None


def _is_date(text):
    try:
        return _edge_day(text, "first") is not None
    except PartialDateError:
        return False
