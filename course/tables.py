"""`casebook datasets`: check the tables, and rewrite what follows from them.

`course.datasets` holds each table to its own description. Here are the rules that bind rows to
other rows and tables, and the files that are derived: the data dictionary in the README, the
counts in `sources.csv`, and `text_segments.csv`.
"""

import csv
import io
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.table import Table

from course import datasets, tree
from course.counts import FLOORS
from course.errors import BrokenRowError

__all__ = ["derived", "problems", "stale", "tables", "update"]

SEVERAL = 20  # problems shown before the rest is only counted


@click.group(name="datasets")
def tables():
    """Check the tables, and rewrite what is derived from them."""


FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=tree.DATASETS,
    help="Folder with datapackage.json; the course's own by default.",
)


@tables.command("check")
@FOLDER
@click.pass_context
def check_command(ctx, folder):
    """Hold every table to its description and to the other tables."""
    found = problems(folder)
    out_of_step = [] if found else stale(folder)
    Console().print(_summary(folder, Counter(problem.table for problem in found)))
    for problem in found[:SEVERAL]:
        click.echo(str(problem), err=True)
    if len(found) > SEVERAL:
        click.echo(f"and {len(found) - SEVERAL} more", err=True)
    for name in out_of_step:
        click.echo(
            f"{name}: expected what follows from the tables, found something else. "
            "Rewrite it with: casebook datasets update",
            err=True,
        )
    if found or out_of_step:
        ctx.exit(1)
    click.echo("Every table keeps its description, and the tables agree with one another.")


@tables.command("update")
@FOLDER
def update_command(folder):
    """Rewrite what is derived: README, sources.csv and text_segments.csv."""
    before = {row["url"] for row in _rows(folder, "sources")}
    for name in update(folder):
        click.echo(f"rewrote {name}")
    for row in _rows(folder, "sources"):
        if row["url"] not in before:
            click.echo(f"new in sources.csv: {row['url']}\n  write its publisher there")
    click.echo("What is derived is in step.")


def problems(folder=None):
    """Everything in the tables that breaks a rule, as a list of `BrokenRowError`.

    Rules between tables are looked at once each table keeps its own description.
    """
    readings, own = {}, []
    for name in datasets.names(folder):
        try:
            readings[name] = datasets.read(name, folder)
            own += readings[name].errors
        except BrokenRowError as unreadable:
            own.append(unreadable)
    if own:
        return own
    found = []
    for name, reading in readings.items():
        found += _broken_keys(reading, readings, _schema(name, folder))
        found += _broken_lists(reading, readings)
        for rule in RULES.get(name, []):
            found += rule(reading, readings)
    return found


def update(folder=None):
    """Rewrite the derived files that are out of step; their names."""
    folder = Path(folder or tree.DATASETS)
    written = []
    for name in DERIVED:  # in this order: the README counts the rows of the other two
        text = derived(folder, name)
        if text != _text(folder / name):
            (folder / name).write_text(text, encoding="utf-8", newline="")
            written.append(name)
    return written


def stale(folder=None):
    """Names of the derived files that do not follow from the tables any more."""
    folder = Path(folder or tree.DATASETS)
    return [name for name in DERIVED if derived(folder, name) != _text(folder / name)]


def derived(folder, name):
    """What the derived file `name` should hold."""
    return DERIVED[name](Path(folder))


# Keys between tables


def _broken_keys(reading, readings, schema):
    for key in schema.get("foreignKeys", []):
        fields, theirs = _listed(key["fields"]), _listed(key["reference"]["fields"])
        other = readings[key["reference"]["resource"]]
        known = set(zip(*(other.columns[f] for f in theirs), strict=True))
        rule = f"{' and '.join(theirs)} of a row of {other.name}"
        if other.name == "sources":
            rule = "an address listed in sources.csv (casebook datasets update adds new ones)"
        for number, values in enumerate(zip(*(reading.columns[f] for f in fields), strict=True)):
            if None not in values and values not in known:
                yield reading.broken(number, " ".join(fields), " ".join(map(str, values)), rule)


def _broken_lists(reading, readings):
    for field in reading.fields:
        reference = field.get("references")
        if not reference:
            continue
        known = set(readings[reference["resource"]].columns[reference["field"]])
        rule = f"{reference['field']} of rows of {reference['resource']}, parted by ;"
        for number, text in enumerate(reading.columns[field["name"]]):
            if text and not set(text.split(field["separator"])) <= known:
                yield reading.broken(number, field["name"], text, rule)


# What a row must also meet


def _span_in_segment(reading, readings):
    segments = {row["segment_id"]: row for _, row in readings["text_segments"].rows()}
    for number, row in reading.rows():
        segment = segments[row["segment_id"]]
        start, end = segment["char_start"], segment["char_end"]
        if not start <= row["char_start"] < row["char_end"] <= end:
            rule = f"a span inside {row['segment_id']} ({start} to {end})"
            shown = f"{row['char_start']} to {row['char_end']}"
            yield reading.broken(number, "char_start char_end", shown, rule)
        if row["paragraph"] != segment["paragraph"]:
            rule = f"the paragraph of {row['segment_id']} ({segment['paragraph']})"
            yield reading.broken(number, "paragraph", row["paragraph"], rule)


def _in_time_order(start, end):
    def rule(reading, readings):
        for number, row in reading.rows():
            if not (row[start] and row[end]):
                continue
            first, last = datasets.day([row[start]])[0], datasets.day([row[end]], "last")[0]
            if first > last:
                shown = f"{row[start]} / {row[end]}"
                yield reading.broken(number, f"{start} {end}", shown, f"{start} <= {end}")

    return rule


def _floor_is_no_point(reading, readings):
    """'At least' stands in low and again in best, never with a high; other words have no low."""
    for number, row in reading.rows():
        shown = _range_as_printed(row)
        if row["qualifier"] in FLOORS:
            if row["low"] is None or row["low"] != row["best"] or row["high"] is not None:
                rule = f"for {row['qualifier']}: the floor in low and best, high empty"
                yield reading.broken(number, "low best high", shown, rule)
        elif row["qualifier"] == "range":
            if row["best"] is not None or row["high"] is None:
                rule = "for a range: high, with low or without, and best empty"
                yield reading.broken(number, "low best high", shown, rule)
        elif row["low"] is not None or row["high"] is not None:
            rule = f"for {row['qualifier']}: a number in best alone, or none"
            yield reading.broken(number, "low best high", shown, rule)


def _range_as_printed(row):
    return " / ".join("" if row[f] is None else str(row[f]) for f in ("low", "best", "high"))


def _part_is_no_series(reading, readings):
    for number, row in reading.rows():
        if row["population"].startswith("subset:") and row["use"] == "series":
            rule = "excluded or example, because the population is a part"
            yield reading.broken(number, "use", row["use"], rule)


def _interval_fits_its_kind(reading, readings):
    for number, row in reading.rows():
        low, best, high = row["low"], row["best"], row["high"]
        fits = {
            "at_least": low is not None and best in (None, low) and high is None,
            "up_to": high is not None and low is None,
            "none": best is not None and low is None and high is None,
            "approx": best is not None and low is None and high is None,
        }.get(row["interval_kind"], low is not None and high is not None)
        if not fits:
            shown = _range_as_printed(row)
            rule = f"ends that fit the interval kind {row['interval_kind']}"
            yield reading.broken(number, "low best high", shown, rule)


def _claim_not_twice(reading, readings):
    for number, row in reading.rows():
        others = (row["also_bears_on"] or "").split(";")
        if row["claim_id"] in others or len(others) != len(set(others)):
            rule = f"claims other than {row['claim_id']}, each once"
            yield reading.broken(number, "also_bears_on", row["also_bears_on"], rule)


def _origin_is_its_own(reading, readings):
    """Origins do not chain: the row that others repeat repeats none itself."""
    origins = {row["evidence_id"]: row["origin"] for _, row in reading.rows()}
    for number, row in reading.rows():
        if origins[row["origin"]] != row["origin"]:
            rule = f"{origins[row['origin']]}, the origin of {row['origin']}"
            yield reading.broken(number, "origin", row["origin"], rule)


def _one_digit_a_list(reading, readings):
    for number, row in reading.rows():
        lists = len(row["lists"].split(";"))
        if len(row["pattern"]) != lists or "1" not in row["pattern"]:
            rule = f"{lists} digits, one a list, and on one list at least"
            yield reading.broken(number, "pattern", row["pattern"], rule)


def _row_is_there(reading, readings):
    known = {name: set(other.columns[other.key[0]]) for name, other in readings.items()}
    for number, row in reading.rows():
        if row["row_id"] not in known[row["table"]]:
            rule = f"identifier of a row of {row['table']}"
            yield reading.broken(number, "row_id", row["row_id"], rule)


def _language_of_its_page(reading, readings):
    languages = {row["url"]: row["language"] for _, row in readings["sources"].rows()}
    for number, row in reading.rows():
        if row["language"] and row["language"] != (languages.get(row["url"]) or row["language"]):
            rule = f"the language sources.csv gives for the page ({languages[row['url']]})"
            yield reading.broken(number, "language", row["language"], rule)


RULES = {
    "claims": [_span_in_segment, _in_time_order("date_start", "date_end")],
    "text_faults": [_span_in_segment],
    "relations": [_in_time_order("start", "end")],
    "casualty_reports": [_floor_is_no_point, _part_is_no_series, _language_of_its_page],
    "war_loss_estimates": [_interval_fits_its_kind, _language_of_its_page],
    "evidence": [_claim_not_twice, _origin_is_its_own, _language_of_its_page],
    "mse_tables": [_one_digit_a_list],
    "second_reading": [_row_is_there],
}


# What is derived


def _segments(folder):
    """`text_segments.csv`: the seeds' segments without their fingerprints."""
    fields = [f["name"] for f in _schema("text_segments", folder)["fields"]]
    with (folder.parent / "seeds" / "segments.csv").open(encoding="utf-8", newline="") as file:
        return _csv(fields, csv.DictReader(file))


def _sources(folder):
    """`sources.csv`: what was written by hand, for every cited address, with its counts."""
    fields = _schema("sources", folder)["fields"]
    counted = {f["name"]: f["counts"] for f in fields if "counts" in f}
    cited = {name: [row for row in _rows(folder, name) if row["url"]] for name in counted.values()}
    kept = {row["url"]: row for row in _rows(folder, "sources")}
    counts = {name: Counter(row["url"] for row in rows) for name, rows in cited.items()}
    rows = []
    for url in sorted(set().union(*counts.values())):
        row = kept.get(url) or _new_source(url, cited)
        numbers = {field: counts[name][url] for field, name in counted.items()}
        rows.append(row | numbers | {"host": urlsplit(url).netloc, "rows": sum(numbers.values())})
    return _csv([f["name"] for f in fields], rows)


def _new_source(url, cited):
    languages = {
        row.get("language") for rows in cited.values() for row in rows if row["url"] == url
    } - {None, ""}
    language = languages.pop() if len(languages) == 1 else ""
    return {"url": url, "publisher": urlsplit(url).netloc, "language": language}


def _readme(folder):
    """The README with its two generated parts written anew."""
    text = _text(folder / "README.md")
    for name, part in (("tables", _contents(folder)), ("dictionary", _dictionary(folder))):
        mark = re.compile(rf"(<!-- {name}: [^>]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        text = mark.sub(lambda found, part=part: found[1] + part + found[2], text)
    return text


def _contents(folder):
    lines = ["| Table | Rows | What |", "| --- | ---: | --- |"]
    for name in datasets.names(folder):
        title = datasets.resource(name, folder)["title"]
        lines.append(f"| [{name}](#{name}) | {len(_rows(folder, name)):,} | {title} |")
    return "\n".join(lines) + "\n"


def _dictionary(folder):
    return "".join(_entry(name, folder) for name in datasets.names(folder))


def _entry(name, folder):
    resource, rows = datasets.resource(name, folder), _rows(folder, name)
    schema = resource["schema"]
    key = ", ".join(f"`{f}`" for f in _listed(schema["primaryKey"]))
    lines = [f"\n### {name}\n", f"**{resource['title']}.** {resource['description']}\n"]
    lines.append(f"{len(rows):,} rows. Key: {key}. {_links(schema)}{_licence(resource)}\n")
    lines += ["| Field | Type | Unit | Meaning |", "| --- | --- | --- | --- |"]
    lines += [_field_line(field) for field in schema["fields"]]
    for field in schema["fields"]:
        if "categories" in field:
            lines.append(f"\nValues of `{field['name']}`, and the rows that have them:\n")
            used = Counter(row[field["name"]] for row in rows)
            lines += [
                f"- `{c['value']}` ({used[c['value']]:,}): {c['definition']}"
                for c in field["categories"]
            ]
    return "\n".join(lines) + "\n"


def _links(schema):
    links = []
    for key in schema.get("foreignKeys", []):
        other = key["reference"]["resource"]
        fields = ", ".join(f"`{f}`" for f in _listed(key["fields"]))
        links.append(f"{fields} in [{other}](#{other})")
    return f"Points to: {'; '.join(links)}. " if links else ""


def _licence(resource):
    licence = resource["licenses"][0]
    return f"Licence: [{licence['title']}]({licence['path']})."


def _field_line(field):
    always = field.get("constraints", {}).get("required")
    kind = field["type"] + ("" if always else ", may be missing")
    meaning = field["description"].replace("|", "\\|")
    if "separator" in field:
        meaning += f" Several are parted by `{field['separator']}`."
    return f"| `{field['name']}` | {kind} | {field.get('unit', '')} | {meaning} |"


DERIVED = {"text_segments.csv": _segments, "sources.csv": _sources, "README.md": _readme}


def _summary(folder, broken):
    table = Table("table", "rows", "problems", title="Tables")
    table.columns[1].justify = table.columns[2].justify = "right"
    for name in datasets.names(folder):
        try:
            rows = f"{len(_rows(folder, name)):,}"
        except (BrokenRowError, OSError):
            rows = "?"
        table.add_row(name, rows, str(broken[name]) if broken[name] else "none")
    return table


def _schema(name, folder):
    return datasets.resource(name, folder)["schema"]


def _rows(folder, name):
    """Rows as text, as the file has them."""
    text = _text(Path(folder) / datasets.resource(name, folder)["path"])
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _text(path):
    return path.read_bytes().decode("utf-8-sig") if path.exists() else ""


def _csv(fields, rows):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, fields, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _listed(fields):
    return [fields] if isinstance(fields, str) else fields
