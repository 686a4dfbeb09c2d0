"""Tracing a figure: back from the page in hand to whoever first worked it out.

A trace is a list of steps. Each ends at an address and a date, or says openly that it has none; each
says what is counted there, and what did not come along to the step before. `steps` lays out a trace
whose rows are named; `gaps` and `review` answer a reader who has made one. Tables are passed in;
nothing here reads a file or draws.
"""

import html
import re
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd
from IPython.display import HTML

from course import datasets, listing, work
from course.corrections import SURE
from course.counts import stated_range

__all__ = ["ARTICLE_RANGE", "PARTS", "Step", "by_measure", "gaps", "keep", "review", "steps"]


@dataclass(frozen=True)
class Step:
    """One step of a trace.

    `estimates` are ids of the rows with its figures, `evidence` of rows that tell where they come
    from. `taken_from` names the steps further back; `inferred` those among them that no page
    names. `lost` says what stands there and does not come along to the step before.
    """

    name: str
    estimates: tuple = ()
    evidence: tuple = ()
    taken_from: tuple = ()
    inferred: tuple = ()
    lost: str = ""


# From the article back. Every figure, day and address is looked up in the rows named here.
ARTICLE_RANGE = (
    Step(
        "The article",
        taken_from=("The Economist",),
    ),
    Step(
        "The Economist",
        estimates=("WL091", "WL092"),
        evidence=("CE001", "CE002"),
        taken_from=("Meduza and Mediazona",),
        inferred=("Leaked US papers",),
        lost="“or wounded”; the day it runs to; the range of deaths; a digit",
    ),
    Step(
        "Meduza and Mediazona",
        estimates=("WL097",),
        evidence=("CE003",),
        taken_from=("An earlier study by them",),
        lost="the 75,000 between the ends, on the pages we read",
    ),
    Step(
        "An earlier study by them",
        estimates=("WL094",),
        lost="how sure: 95 percent is stated here, and no level later",
    ),
    Step(
        "Leaked US papers",
        estimates=("WL049", "WL050"),
        lost="that they describe the first year; that nobody could verify them",
    ),
)

PARTS = {
    "claim": "the claim's id",
    "steps": "ids of rows of evidence, from the article back",
    "can_say": "who says what, of whom, as of when",
    "cannot_say": "what a reader might take from it and the rows do not bear out",
    "open": "what was not found, and which steps have no date",
}
PROSE = ("can_say", "cannot_say", "open")
LONGEST = 80  # words in a part: it is to stand beside a figure

SPEAKS = "said|says|reported|reports|according|put|puts|gave|gives|offered|wrote|calls|credits"
FLOOR, CEILING = "at least|more than|over|passed", "up to|at most|as many as"
PLURAL = ("confirm", "confirmed", "independent", "independently", "several", "sources")


def steps(trace, losses, sources, article, fault):
    """A trace laid out: one row for each figure at each step.

    Parameters
    ----------
    trace : sequence of Step
        From the article back; the first step is the article itself.
    losses, sources : pandas.DataFrame
        The tables `war_loss_estimates` and `sources`.
    article : course.texts.Record
        The article's record: its day and address.
    fault : Mapping or pandas.Series
        The row of `text_faults` on the upper end of the range as the article prints it.

    Returns
    -------
    pandas.DataFrame
        ``step``, ``measure``, ``population``, ``figure`` (with its qualifier), ``low``, ``best``,
        ``high``, ``as_of``, ``read_at``, ``published_on``, ``row``, ``url``, ``lost``,
        ``taken_from``, ``inferred``. A missing day stays missing.

    Raises
    ------
    KeyError
        If a step names a row that is not there.
    """
    said = stated_range(losses).set_index("estimate_id")
    publishers = sources.set_index("url")["publisher"]
    laid = [_printed(trace[0], said.loc[trace[1].estimates[0]], article, fault)]
    for step in trace[1:]:
        for name in step.estimates:
            row = said.loc[name]
            laid.append(_read(step, name, row, publishers[row["url"]]))
    return pd.DataFrame(laid)


def by_measure(losses, first, last, measures=("killed", "killed_or_wounded")):
    """Estimates that may stand side by side: whole totals, described up to a day in a stretch.

    Parameters
    ----------
    losses : pandas.DataFrame
        The table `war_loss_estimates`.
    first, last : date-like
        The days between which ``as_of`` must lie. A month counts by its last day.
    measures : sequence of str

    Returns
    -------
    pandas.DataFrame
        Rows whose ``use`` is series, of Russian losses, with a day; ``day`` is the day by which
        each is placed. Rows on a part of the forces stay, with their own ``population``.

    Examples
    --------
    >>> toy = pd.DataFrame({"use": ["series", "excluded"], "measure": ["killed"] * 2,
    ...                     "as_of": ["2023-12", "2023-12-31"]})
    >>> by_measure(toy, "2023-07-01", "2024-06-30")["day"].dt.day.tolist()
    [31]
    """
    day = datasets.day(losses["as_of"], "last")
    inside = day.between(pd.Timestamp(first), pd.Timestamp(last))
    kept = losses["measure"].isin(measures) & (losses["use"] == "series") & inside
    return losses[kept].assign(day=day[kept])


def gaps(trace, evidence, claims):
    """What a trace lacks, or says beyond its rows, in plain sentences.

    Parameters
    ----------
    trace : dict
        See `PARTS`.
    evidence, claims : pandas.DataFrame
        The tables `evidence` and `claims`.

    Returns
    -------
    list of str
        Empty for a trace in which nothing was found. A trace of any shape gets an answer.

    Notes
    -----
    It sees ids, numbers and a few words. Whether the text is fair and true a person has to judge.

    Examples
    --------
    >>> gaps("290,000", None, None)
    ['A trace is a dict with the parts claim, steps, can_say, cannot_say, open.']
    """
    if not isinstance(trace, dict):
        return [f"A trace is a dict with the parts {', '.join(PARTS)}."]
    claim = claims[claims["claim_id"] == trace.get("claim")]
    ids = [each for each in _list(trace.get("steps")) if isinstance(each, str)]
    rows = evidence.set_index("evidence_id", drop=False)
    cited = rows.loc[[each for each in dict.fromkeys(ids) if each in rows.index]]
    text = {part: _text(trace.get(part)) for part in PROSE}
    bears = evidence[_bears_on(evidence, trace.get("claim"))]
    return [
        *_shape(trace, claim, claims),
        *_steps_taken(ids, cited, trace.get("claim"), rows, text["open"]),
        *_parts_filled(text),
        *_what_is_said(text["can_say"], cited, claim),
        *_sides(cited, bears),
    ]


def review(trace, evidence, claims):
    """A trace as a reader would see it, with its addresses, and what a second reader would ask."""
    found = gaps(trace, evidence, claims)
    trace = trace if isinstance(trace, dict) else {}
    cited = [each for each in _list(trace.get("steps")) if isinstance(each, str)]
    rows = evidence[evidence["evidence_id"].isin(cited)]
    rows = rows.sort_values("evidence_id", key=lambda names: names.map(cited.index))
    told = "".join(
        f"<p><strong>{head}.</strong> {html.escape(_text(trace.get(part)))}</p>"
        for part, head in zip(PROSE, ("Can be said", "Cannot be said", "Open"), strict=True)
        if _text(trace.get(part))
    )
    table = listing.table(rows, ["published_on", "figure"]).data if len(rows) else ""
    asked = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in found)
    reply = (
        f"<p><strong>A second reader would ask ({len(found)}):</strong></p><ul>{asked}</ul>"
        if found
        else "<p><strong>A second reader finds nothing missing.</strong> Whether it is right and "
        "fair is for a person to judge.</p>"
    )
    return HTML(
        f'<article class="casebook-trace" style="max-width: 50em; line-height: 1.4">{table}{told}'
        f'</article><div role="status" style="max-width: 50em; line-height: 1.4">{reply}</div>'
    )


def keep(trace):
    """Keep a trace in `my-work`, if it has a text; whether it was kept."""
    if not isinstance(trace, dict) or not any(_text(trace.get(part)) for part in PROSE):
        return False
    return work.keep(f"2.6 trace {trace.get('claim')}", trace)


def _printed(step, meant, article, fault):
    """The article's own figure: what it prints, drawn where it is meant."""
    return {
        "step": step.name,
        "measure": "lost",
        "population": meant["population"],
        "figure": f"{meant['low']:,} to “{fault['printed'].split()[0]}”",
        **{end: meant[end] for end in ("low", "best", "high")},
        "as_of": None,
        "read_at": article.publication,
        "published_on": article.date.isoformat(),
        "row": fault["fault_id"],
        "url": article.address,
        **_links(step),
    }


def _read(step, name, row, publisher):
    """A figure of an estimate, with whose page it was read on."""
    kept = ["measure", "population", "figure", "low", "best", "high", "as_of"]
    return {
        "step": step.name,
        **row[kept].to_dict(),
        "read_at": publisher,
        "published_on": row["published_on"],
        "row": name,
        "url": row["url"],
        **_links(step),
    }


def _links(step):
    return {"lost": step.lost, "taken_from": step.taken_from, "inferred": step.inferred}


# What a second reader would ask


def _shape(trace, claim, claims):
    for part in trace:
        if part not in PARTS:
            yield f"“{part}” is no part of a trace: the parts are {', '.join(PARTS)}."
    if claim.empty:
        near = get_close_matches(str(trace.get("claim")), list(claims["claim_id"]), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        yield f"No claim is called “{trace.get('claim')}”.{hint}"
    if not isinstance(trace.get("steps", []), list | tuple):
        yield 'steps: expected a list of ids such as ["CE034", "CE035"].'


def _steps_taken(ids, cited, claim, rows, said_open):
    if not ids:
        yield "No step is named. Which row stands nearest to the article, and which furthest back?"
    for each in dict.fromkeys(ids):
        if each not in cited.index:
            near = get_close_matches(each, list(rows.index), n=1)
            yield f"No row is called “{each}”." + (f" Did you mean {near[0]}?" if near else "")
    for row in cited[~_bears_on(cited, claim)].itertuples():
        yield f"{row.evidence_id} bears on {row.claim_id}, not on {claim}."
    for row in cited[cited["published_on"].isna()].itertuples():
        if row.evidence_id not in said_open:
            yield (
                f"{row.evidence_id} has an address and no date, so this step has no firm end. Say "
                "so in “open”, with its id."
            )


def _parts_filled(text):
    for part, written in text.items():
        if not written:
            yield f"“{part}” is empty: say {PARTS[part]}."
        elif len(written.split()) > LONGEST:
            yield f"“{part}” has {len(written.split())} words; {LONGEST} should do. What can go?"


def _what_is_said(said, cited, claim):
    if not said:
        return
    sources = {name for name in cited["source_name"] if name in said}
    if not sources and not re.search(rf"\b({SPEAKS})\b", said, re.IGNORECASE):
        yield "“can_say” names nobody who says it. Whose figure is it?"
    if not re.search(r"\b(19|20)\d\d\b", said):
        yield "“can_say” has no year. As of when, and printed when?"
    for word in (word for word in SURE if re.search(rf"\b{word}\b", said, re.IGNORECASE)):
        yield f"“{word}”: do the rows you cite say so much?"
    yield from _numbers_said(said, cited, claim)
    yield from _copies(said, cited)


def _numbers_said(said, cited, claim):
    known = set(_numbers(" ".join([*claim["gist"], *cited["finding"]])))
    for number in dict.fromkeys(_numbers(said)):
        told = cited[(cited[list(FIGURE)] == number).any(axis=1)]
        if number not in known and told.empty:
            yield f"{number:,.10g} stands in no row you cite. Where is it from?"
        if len(told):
            yield from _measure_and_qualifier(number, told.iloc[0], said)


def _measure_and_qualifier(number, row, said):
    unit = re.findall(r"[A-Za-z]{4,}", str(row["unit"]))
    if unit and not any(word.lower() in said.lower() for word in unit):
        yield f"{number:,.10g}: what is counted? {row['evidence_id']} has “{row['unit']}”."
    alone = row[list(FIGURE)].notna()
    words = {("figure_low",): FLOOR, ("figure_high",): CEILING}.get(tuple(alone[alone].index))
    if words and not re.search(rf"\b({words})\b", said, re.IGNORECASE):
        kind = "a floor" if words == FLOOR else "a ceiling"
        yield f"{number:,.10g}: {row['evidence_id']} has it as {kind}. Does your text keep that?"


def _copies(said, cited):
    if not any(re.search(rf"\b{word}\b", said, re.IGNORECASE) for word in PLURAL):
        return
    for _, rows in cited.groupby("origin", sort=False):
        if len(rows) > 1:
            names = " and ".join(rows["evidence_id"])
            yield f"{names} go back to one telling, so together they are one source."


def _sides(cited, bears):
    against = bears[bears["stance"] == "contradicts"]
    if len(against) and not len(cited.index.intersection(against["evidence_id"])):
        yield f"{len(against)} of the rows on this claim contradict it, and none is among your steps."


FIGURE = ("figure_low", "figure_best", "figure_high")


def _bears_on(evidence, claim):
    besides = evidence["also_bears_on"].fillna("").str.split(";")
    return (evidence["claim_id"] == claim) | besides.map(lambda ids: claim in ids)


def _numbers(text):
    """Numbers in a text, a year left out; “4.8 million” is one number.

    >>> _numbers("about 4.8 million, or 6,174,000 in 2024")
    [4800000.0, 6174000.0]
    """
    found = re.findall(r"(\d+(?:,\d{3})*(?:\.\d+)?)( million| thousand)?", text)
    scale = {" million": 1e6, " thousand": 1e3, "": 1.0}
    numbers = [(float(digits.replace(",", "")), digits, word) for digits, word in found]
    return [
        round(number * scale[word], 6)
        for number, digits, word in numbers
        if word or not re.fullmatch(r"(19|20)\d\d|[1-9]|[12]\d|3[01]", digits)
    ]


def _list(value):
    return list(value) if isinstance(value, list | tuple) else []


def _text(value):
    """A part as text; empty where it is none."""
    return value.strip() if isinstance(value, str) else ""
