"""Reports, estimates and evidence as a page lists them: each outlet leads to the page that was read."""

import html
import re

import pandas as pd
from IPython.display import HTML

from course.coding import as_table
from course.counts import printed_range, stated_range

__all__ = ["as_html", "decided", "row", "table"]

HEADINGS = {
    "reported_on": "reported on",
    "reported_at_local": "clock printed",
    "as_of": "as of",
    "clock": "clock used",
    "figure": "figure",
    "attributed_to": "said by",
    "source_name": "read at",
    "published_on": "published",
    "report_id": "row",
    "estimate_id": "row",
    "evidence_id": "row",
}
SENTENCE = 60  # letters: a longer cell is read as prose
STYLE = (
    "<style>.casebook-rows {max-height: 26em; overflow: auto; line-height: 1.4}"
    ".casebook-rows table {border-collapse: collapse; color: var(--jp-ui-font-color1)}"
    # Said twice, so that it outweighs JupyterLab's own rules for tables.
    ".casebook-rows.casebook-rows table :is(th, td) {text-align: left; vertical-align: top;"
    " padding: .2em .6em; border-bottom: 1px solid var(--jp-border-color1, #ccc);"
    " overflow-wrap: break-word; white-space: normal; min-width: 4em}"
    ".casebook-rows.casebook-rows table td.long {min-width: 15em}"
    ".casebook-rows.casebook-rows table td.day {white-space: nowrap}"
    ".casebook-rows caption {text-align: left; font-style: italic; padding: .2em .6em}"
    ".casebook-rows a {color: var(--jp-content-link-color, #0072B2); text-decoration: underline}"
    "</style>"
)


def table(reports, columns):
    """A table of reports, with the figure in words and the outlet linked.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `casualty_reports`, `war_loss_estimates` or `evidence`, told apart by the column
        that names them.
    columns : list of str
        What to show; ``figure`` is the number as a reader would say it, with its qualifier: see
        `course.counts.printed_range` and `course.counts.stated_range`. The outlet and the row's
        name are always shown. Measure and population are not left out either: where all rows
        share them they stand in the caption, else in columns of their own.

    Returns
    -------
    IPython.display.HTML
    """
    name = next(each for each in FIGURES if each in reports)
    told = [each for each in ("measure", "population") if each in reports and each not in columns]
    mixed = [each for each in told if reports[each].nunique() > 1]
    shared = [
        f"{each} {reports[each].iloc[0]}" for each in told if each not in mixed and len(reports)
    ]
    shown = [*dict.fromkeys([*mixed, *columns, "source_name", name]), "url"]
    rows = FIGURES[name](reports)[shown]
    if "measure" in rows:
        rows = rows.assign(measure=rows["measure"].str.replace("_", " "))
    caption = f"Every row: {', '.join(shared)}" if shared else ""
    cells = [row(shown, each) for each in rows.to_numpy(dtype=object)]
    # Of an estimate the table knows whose it is; the page it was read on is behind the link.
    heads = {"source_name": "whose figure"} if name == "estimate_id" else {}
    return HTML(as_html(shown, cells, caption.replace("_", " "), heads))


def decided(decisions, reports):
    """What coding rules decided, each with links to the pages that it rests on.

    Parameters
    ----------
    decisions : dict or list of course.coding.Decision
    reports : pandas.DataFrame
        The reports of one measure and population that were decided on.

    Returns
    -------
    IPython.display.HTML
    """
    pages = reports.set_index("report_id")["url"]
    made = as_table(decisions)
    columns = [*made.columns[:-1], "rests on"]
    rows = []
    for cells in made.to_numpy(dtype=object):
        links = [_link(pages[name], name) for name in cells[-1].split(", ") if name in pages]
        words = [*map(_words, cells[:-1]), ", ".join(links) or "none"]
        rows.append(f"<tr>{''.join(f'<td>{each}</td>' for each in words)}</tr>")
    what = f"People {reports['measure'].iloc[0]}, population {reports['population'].iloc[0]}"
    return HTML(as_html(columns, rows, what.replace("_", " ")))


def as_html(columns, rows, caption="", heads=None):
    """The table around rows that are HTML already, below a caption in words."""
    above = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    names = [name for name in columns if name != "url"]
    called = HEADINGS | (heads or {})
    heads = "".join(f"<th>{called.get(name, name.replace('_', ' '))}</th>" for name in names)
    return (
        f'{STYLE}<div class="casebook-rows mathjax_ignore tex2jax_ignore" tabindex="0"><table>{above}<tr>{heads}</tr>'
        f"{''.join(rows)}</table></div>"
    )


def row(columns, cells):
    """A row as HTML; its address, where it has one, becomes a link on the outlet's name.

    >>> row(["source_name", "url"], ["Meduza", "https://meduza.io/"])
    '<tr><td><a href="https://meduza.io/" target="_blank" rel="noopener">Meduza</a></td></tr>'
    """
    words = {name: _words(cell) for name, cell in zip(columns, cells, strict=True)}
    address, outlet = words.pop("url"), words["source_name"]
    if address:  # reports of practice incidents are on no page
        words["source_name"] = f'<a href="{address}" target="_blank" rel="noopener">{outlet}</a>'
    tds = [
        f"<td{'' if name == 'source_name' else _look(cell)}>{cell}</td>"
        for name, cell in words.items()
    ]
    return f"<tr>{''.join(tds)}</tr>"


def _noted(evidence):
    """Rows of evidence with figure and unit in words; a lone low end is a floor, a high a ceiling.

    >>> toy = {"figure_low": [50471, 4.9e6], "figure_best": [None] * 2, "figure_high": [None, 6.6e6]}
    >>> _noted(pd.DataFrame(toy))["figure"].tolist()
    ['at least 50,471', '4,900,000 to 6,600,000']
    """
    ends = evidence[["figure_low", "figure_best", "figure_high"]].to_numpy(dtype=object)
    figures = [_ends(*(_digits(end) for end in row)) for row in ends]
    units = evidence["unit"].fillna("") if "unit" in evidence else [""] * len(figures)
    said = [f"{figure} {unit}".strip() for figure, unit in zip(figures, units, strict=True)]
    return evidence.assign(figure=said)


def _digits(number):
    return "" if pd.isna(number) else f"{number:,.10g}" if number % 1 else f"{int(number):,}"


def _ends(low, best, high):
    span = f"{low} to {high}" if low and high else f"up to {high}" if high else low
    if best:
        return f"{best} ({span})" if low and high else best
    return f"at least {low}" if low and not high else span


FIGURES = {"report_id": printed_range, "estimate_id": stated_range, "evidence_id": _noted}


def _link(address, words):
    shown = html.escape(str(address), quote=True)
    return f'<a href="{shown}" target="_blank" rel="noopener">{_words(words)}</a>'


def _look(words):
    """Sentences get room, and days stay in one piece."""
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?( \d\d:\d\d)?", words):
        return ' class="day"'
    return ' class="long"' if len(words) > SENTENCE else ""


def _words(cell):
    if pd.isna(cell):
        return ""
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}" if cell == cell.normalize() else f"{cell:%Y-%m-%d %H:%M}"
    return html.escape(str(cell), quote=True)
