"""How tables and dates stand on a lesson's page.

Words to the left, nothing where nothing is known, days as a reader says them.
"""

import html
import re

import numpy as np
import pandas as pd
from IPython.display import HTML

__all__ = ["long_date", "table"]

# Two dollar signs in a cell are sums of money here, not the ends of a formula.
CLASSES = "casebook-table mathjax_ignore tex2jax_ignore"
STYLE = """<style>
table.dataframe.casebook-table th {text-align: left; vertical-align: bottom}
table.dataframe.casebook-table td {text-align: left; vertical-align: top; white-space: normal; max-width: 38em}
table.dataframe.casebook-table td > div {text-align: right}
</style>
"""


def table(frame, *, index=False):
    """A table as a reader wants it: whole sentences, text to the left, numbers to the right.

    Parameters
    ----------
    frame : pandas.DataFrame
        What to show. Missing values are left blank, dates lose their empty clock.
    index : bool
        Whether the row labels mean something and are shown.

    Returns
    -------
    IPython.display.HTML
    """
    dates = frame.select_dtypes("datetime").columns
    plain = frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d") for name in dates})
    shown = pd.DataFrame(
        {name: _said(plain[name], frame[name].dtype.kind) for name in plain},
        plain.index,
        dtype=object,
    )
    # Not pandas' Styler, which takes five times as long and writes three times as much.
    made = shown.rename(index=_escaped).to_html(
        index=index, escape=False, formatters=dict.fromkeys(shown, str), border=0, classes=CLASSES
    )
    return HTML(STYLE + made)


def _said(values, kind):
    """The values of a column as HTML, by the kind of its type; nothing for one that is missing."""
    say = {"f": _digits, "i": str, "u": str}.get(kind)
    words = (lambda value: f"<div>{say(value)}</div>") if say else _linked
    return [
        "" if missing else words(value)
        for value, missing in zip(values, values.isna(), strict=True)
    ]


def _escaped(label):
    return html.escape(label, quote=True) if isinstance(label, str) else label


def _linked(cell):
    """A cell as HTML; an address in it leads to its page.

    >>> _linked("see https://example.org/a?b=1&c")
    'see <a href="https://example.org/a?b=1&amp;c">https://example.org/a?b=1&amp;c</a>'
    """
    link = r'<a href="\g<0>">\g<0></a>'
    return re.sub(r"https?://[^\s<>\"')]+", link, html.escape(str(cell), quote=True))


def _digits(number):
    """A number with the digits it has, no more: 10500000, 0.5."""
    return np.format_float_positional(number, trim="-")


def long_date(day):
    """A day in words, the same on every system.

    >>> from datetime import date
    >>> long_date(date(2024, 3, 5))
    '5 March 2024'
    """
    return f"{day.day} {day:%B %Y}"
