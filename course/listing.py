"""Reports as a page lists them: each outlet leads to the page that was read."""

import html

import pandas as pd
from IPython.display import HTML

from course.counts import printed_range

__all__ = ["as_html", "row", "table"]

HEADINGS = {
    "reported_on": "reported on",
    "reported_at_local": "clock printed",
    "as_of": "as of",
    "clock": "clock used",
    "figure": "figure",
    "attributed_to": "said by",
    "source_name": "read at",
    "report_id": "row",
}
STYLE = (
    "<style>.casebook-rows {max-height: 26em; overflow: auto; line-height: 1.4}"
    ".casebook-rows table {border-collapse: collapse; color: var(--jp-ui-font-color1)}"
    ".casebook-rows :is(th, td) {text-align: left; vertical-align: top; padding: .2em .6em;"
    " border-bottom: 1px solid var(--jp-border-color1, #ccc); overflow-wrap: anywhere;"
    " white-space: normal; min-width: 4em}"
    ".casebook-rows a {color: var(--jp-content-link-color, #0072B2); text-decoration: underline}"
    "</style>"
)


def table(reports, columns):
    """A table of reports, with the figure in words and the outlet linked.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `casualty_reports`.
    columns : list of str
        What to show; ``figure`` is the number as a reader would say it, see
        `course.counts.printed_range`. The outlet and the row's name are always shown.

    Returns
    -------
    IPython.display.HTML
    """
    shown = [*dict.fromkeys([*columns, "source_name", "report_id"]), "url"]
    rows = printed_range(reports)[shown]
    return HTML(as_html(shown, [row(shown, each) for each in rows.to_numpy(dtype=object)]))


def as_html(columns, rows):
    """The table around rows that are HTML already."""
    names = [name for name in columns if name != "url"]
    heads = "".join(f"<th>{HEADINGS.get(name, name.replace('_', ' '))}</th>" for name in names)
    return (
        f'{STYLE}<div class="casebook-rows" tabindex="0"><table><tr>{heads}</tr>'
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
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in words.values())}</tr>"


def _words(cell):
    if pd.isna(cell):
        return ""
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}" if cell == cell.normalize() else f"{cell:%Y-%m-%d %H:%M}"
    return html.escape(str(cell), quote=True)
