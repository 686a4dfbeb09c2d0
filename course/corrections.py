"""Corrections notes: what a reader who found a slip can send to an editor.

A note is a plain dict, so that it can be drafted in a notebook's cell and read by a person or a
test::

    {"fault": "f40", "kind": "slip", "as_printed": "…", "should_read": "…", "because": "…",
     "evidence": ["CE001"], "stays_sound": "…"}

`gaps` says in plain sentences what a note lacks or claims too much; `as_html` sets it as a reader
would see it in print. Tables are passed in; nothing here reads a file or draws.
"""

import html
import re
from difflib import get_close_matches
from functools import cached_property

import pandas as pd
from IPython.display import HTML

__all__ = [
    "BEARINGS",
    "KINDS",
    "PARTS",
    "QUESTIONED",
    "as_html",
    "bearing",
    "claims_at",
    "form_and_contradiction",
    "gaps",
    "review",
    "standing",
]

KINDS = {
    "slip": "the text can be mended and its argument stays as it is",
    "contested": "sources disagree, and a reader should hear both",
    "substance": "the evidence speaks against something the argument uses",
}

BEARINGS = {
    "fact": "a figure, a date or who did it",
    "name": "how somebody or something is called",
    "reading": "which of two things is meant",
    "form": "spelling, grammar or layout alone",
}

PARTS = {
    "fault": "the fault's id in text_faults",
    "claim": "the claim's id, where no fault is marked",
    "kind": "slip, contested or substance",
    "as_printed": "the few words as they were printed",
    "should_read": "what should stand there",
    "because": "how you know",
    "evidence": "ids of rows of evidence that bear on this place, or addresses",
    "beside": "ids of rows that bear on another claim and are cited on purpose",
    "stays_sound": "what in the text is not touched",
    "sound": "ids of claims that you call sound",
}
PROSE = ("as_printed", "should_read", "because", "stays_sound")
LISTS = ("evidence", "beside", "sound")

# A note is read by somebody with little time, and the article may be quoted in a few words only.
LONGEST = {"as_printed": 11, "should_read": 40, "because": 80, "stays_sound": 60}

# Words about the writer, or about how plain the matter is. Asked about, never forbidden: a page may
# use them, and a note may have to say that it does.
QUESTIONED = (
    *("absurd", "biased", "careless", "clearly", "deliberate", "deliberately", "dishonest"),
    *("fabricated", "ignorant", "incompetent", "invented", "laughable", "lazy", "liar", "lied"),
    *("lying", "nonsense", "obvious", "obviously", "propaganda", "ridiculous", "shameful"),
    *("shoddy", "sloppy", "stupid"),
)
FLAT = ("error", "false", "incorrect", "mistake", "mistaken", "untrue", "wrong")
SURE = ("certainly", "indisputable", "indisputably", "proven", "proves", "undoubtedly")

HEADS = {
    "slip": "Correction",
    "contested": "Clarification: sources differ",
    "substance": "Correction of substance",
}


def bearing(faults):
    """What each fault touches: one of `BEARINGS`, by a rule over the table alone.

    Parameters
    ----------
    faults : pandas.DataFrame, shape (n_faults, …)
        Rows of `text_faults`; ``kind`` and ``printed`` are looked at.

    Returns
    -------
    pandas.Series of str
        Same index. *fact*: a possible factual slip, or a misprint in a number. *name*: a name
        misspelt or unusual. *reading*: ambiguous. *form*: every other kind.

    Notes
    -----
    The rule goes by the kind of fault. It does not say that a fault of form is harmless, nor that
    one that touches a fact matters to the argument.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": ["misprint", "misprint"], "printed": ["460,00", "and and"]})
    >>> bearing(rows).tolist()
    ['fact', 'form']
    """
    kind = faults["kind"]
    in_a_number = (kind == "misprint") & faults["printed"].str.contains(r"\d", na=False)
    touched = pd.Series("form", index=faults.index, dtype="str")
    touched[kind == "ambiguity"] = "reading"
    touched[kind.isin(["misspelt_name", "name_variant"])] = "name"
    touched[(kind == "possible_factual_slip") | in_a_number] = "fact"
    return touched


def claims_at(fault, claims):
    """Claims that share at least one character with a fault, in the order of the table.

    Parameters
    ----------
    fault : Mapping or pandas.Series
        With ``char_start`` and ``char_end``, the offset just after the last character.
    claims : pandas.DataFrame
        The table `claims`.

    Returns
    -------
    pandas.DataFrame
        Rows of `claims`; none for a fault in a caption, a linked title or between claims.

    Examples
    --------
    >>> toy = pd.DataFrame({"claim_id": ["c1", "c2"], "char_start": [0, 5], "char_end": [5, 9]})
    >>> claims_at({"char_start": 4, "char_end": 5}, toy)["claim_id"].tolist()
    ['c1']
    """
    begins = claims["char_start"] < fault["char_end"]
    return claims[begins & (claims["char_end"] > fault["char_start"])]


def standing(evidence):
    """How many origins support, qualify and contradict each claim that was looked up.

    Parameters
    ----------
    evidence : pandas.DataFrame
        The table `evidence`; ``claim_id``, ``stance`` and ``origin`` are used.

    Returns
    -------
    pandas.DataFrame, shape (n_claims, 3)
        ``supports``, ``qualifies``, ``contradicts`` in origins, by ``claim_id``. Copies of one
        report count once; an origin whose rows take two stances counts in both. Claims nobody
        looked up are not there, and what a row bears on besides is not counted.

    Examples
    --------
    >>> toy = pd.DataFrame(
    ...     {"claim_id": ["c1"] * 3, "stance": ["supports"] * 3, "origin": ["a", "a", "b"]}
    ... )
    >>> standing(toy).loc["c1"].to_dict()
    {'supports': 2, 'qualifies': 0, 'contradicts': 0}
    """
    origins = evidence.groupby(["claim_id", "stance"])["origin"].nunique()
    stances = ["supports", "qualifies", "contradicts"]
    return origins.unstack().reindex(columns=stances).fillna(0).astype(int)


def form_and_contradiction(faults, claims, evidence):
    """Of the claims looked up, how many are contradicted: with a fault of form in them, or without.

    Parameters
    ----------
    faults, claims, evidence : pandas.DataFrame
        The tables `text_faults`, `claims` and `evidence`.

    Returns
    -------
    pandas.DataFrame, shape (2, 2)
        ``looked_up`` and ``contradicted``, in claims; one row for the claims ``"with"`` a fault of
        form and one for those ``"without"``.

    Notes
    -----
    Only faults of form are counted (see `bearing`): a misspelt name or a misprinted figure may
    itself be what the evidence contradicts, and would make the comparison circular.
    """
    form = faults[bearing(faults) == "form"]
    marked = pd.concat([claims_at(fault, claims)["claim_id"] for _, fault in form.iterrows()])
    stand = standing(evidence)
    groups = stand.index.isin(marked).astype(int)
    counted = (stand["contradicts"] > 0).groupby(groups).agg(looked_up="size", contradicted="sum")
    return counted.reindex([1, 0], fill_value=0).set_axis(["with", "without"])


def gaps(note, faults, evidence, claims):
    """What is missing in a corrections note, or does not fit, in plain sentences.

    Parameters
    ----------
    note : dict
        See `PARTS` for its parts. ``beside`` and ``sound`` may be left out.
    faults, evidence, claims : pandas.DataFrame
        The tables `text_faults`, `evidence` and `claims`.

    Returns
    -------
    list of str
        Empty for a note in which nothing was found. Loaded words are asked about, not forbidden.

    Notes
    -----
    Whether the note is right, and whether it is kind, a person has to judge: this looks only at
    what the tables can tell. A note of any shape gets an answer; none raises an error.
    """
    if not isinstance(note, dict):
        return [f"A note is a dict with the parts {', '.join(PARTS)}; this is {_a(note)}."]
    draft = _Draft(note, faults, evidence, claims)
    return [sentence for look in LOOKS for sentence in look(draft)]


def as_html(note, faults, evidence, claims, about=""):
    """A corrections note as a reader would see it in print, with its sources and their addresses.

    Parameters
    ----------
    note : dict
        See `gaps`. What is missing is left out; unknown rows are named as such.
    about : str or course.texts.Record
        The text that is corrected, in words.

    Returns
    -------
    IPython.display.HTML
        Everything from the note and the tables is escaped.
    """
    draft = _Draft(note if isinstance(note, dict) else {}, faults, evidence, claims)
    said = {part: html.escape(draft.prose(part)) for part in PROSE}
    mended = "It could read" if draft.kind == "contested" else "It should read"
    lines = [
        f"<p><small>{html.escape(str(about))}</small></p>" if str(about) else "",
        said["as_printed"] and f"<p>{_place(draft)} reads: “{said['as_printed']}”.</p>",
        said["should_read"] and f"<p><strong>{mended}:</strong> {said['should_read']}</p>",
        said["because"] and f"<p>{said['because']}</p>",
        said["stays_sound"] and f"<p><strong>Not affected:</strong> {said['stays_sound']}</p>",
        _sources(draft),
    ]
    head = HEADS.get(draft.kind, "Correction")
    return HTML(
        '<article class="casebook-correction" style="max-width: 44em; line-height: 1.4;'
        " padding: .2em 1em .6em; border: 1px solid var(--jp-border-color1, #bdbdbd);"
        ' border-left: .4em solid #0072B2">'
        f'<p><strong style="font-size: 115%">{head}</strong></p>{"".join(lines)}</article>'
    )


def review(note, faults, evidence, claims, about=""):
    """A note as it would stand in print, and below it what a second reader would ask."""
    found = gaps(note, faults, evidence, claims)
    asked = "".join(f"<li>{_with_code(sentence)}</li>" for sentence in found)
    told = (
        f"<p><strong>A second reader would ask ({len(found)}):</strong></p><ul>{asked}</ul>"
        if found
        else "<p><strong>A second reader finds nothing missing.</strong> Whether the note is right "
        "and fair is for a person to judge.</p>"
    )
    printed = as_html(note, faults, evidence, claims, about).data
    return HTML(
        f'{printed}<div role="status" style="max-width: 44em; line-height: 1.4;'
        f' margin-top: .8em">{told}</div>'
    )


class _Draft:
    """A note beside the tables: its parts as far as they can be read, and what they point at."""

    def __init__(self, note, faults, evidence, claims):
        self.note, self.faults, self.evidence, self.claims = note, faults, evidence, claims

    def prose(self, part):
        """A part in words; empty where it is no text, or text without a letter or digit."""
        value = self.note.get(part)
        return value.strip() if isinstance(value, str) and re.search(r"\w", value) else ""

    def listed(self, part):
        """The text items of a part that is a list."""
        value = self.note.get(part)
        items = value if isinstance(value, list | tuple) else []
        return [item.strip() for item in items if isinstance(item, str) and item.strip()]

    @property
    def kind(self):
        return self.prose("kind")

    @cached_property
    def fault(self):
        """The row of `text_faults`, or None."""
        rows = self.faults[self.faults["fault_id"] == self.prose("fault")]
        return None if rows.empty else rows.iloc[0]

    @property
    def name(self):
        return self.prose("fault") or self.prose("claim")

    @cached_property
    def here(self):
        """Ids of the claims that stand at the place."""
        if self.fault is not None:
            return claims_at(self.fault, self.claims)["claim_id"].tolist()
        known = self.claims["claim_id"]
        return known[known == self.prose("claim")].tolist()

    @property
    def addresses(self):
        return [each for each in self.listed("evidence") if re.match("https?://", each)]

    @property
    def ids(self):
        """Row ids cited, in `evidence` and in `beside`."""
        items = self.listed("evidence") + self.listed("beside")
        return [each for each in items if not re.match("https?://", each)]

    @cached_property
    def cited(self):
        """The rows cited, in the order of the note."""
        rows = self.evidence.set_index("evidence_id", drop=False)
        return rows.loc[[each for each in dict.fromkeys(self.ids) if each in rows.index]]

    @cached_property
    def bearing_here(self):
        """Rows cited whose stance is towards a claim at the place."""
        return self.cited[self.cited["claim_id"].isin(self.here)]

    @property
    def fault_note(self):
        """What the table says of the fault."""
        told = None if self.fault is None else self.fault["note"]
        return told if isinstance(told, str) else ""


def _look_for_stray_parts(draft):
    for part in draft.note:
        if part not in PARTS:
            near = get_close_matches(str(part), PARTS, n=1)
            meant = f"did you mean `{near[0]}`?" if near else f"the parts are {', '.join(PARTS)}."
            yield f"“{part}” is no part of a note: {meant}"
    for part, value in draft.note.items():
        if part in LISTS and not isinstance(value, list | tuple):
            yield f'`{part}` is a list such as ["CE001"]; here it is {_a(value)}.'
        elif part in LISTS and len(draft.listed(part)) < len(value):
            yield f"`{part}` holds something that is no text; put each id in quotation marks."
        elif part in PARTS and part not in LISTS and not isinstance(value, str):
            yield f"`{part}` is text in quotation marks; here it is {_a(value)}."


def _look_at_the_place(draft):
    fault, claim = draft.prose("fault"), draft.prose("claim")
    if bool(fault) == bool(claim):
        yield (
            "Say where it stands: `fault` with an id such as f40, or `claim` with an id such as "
            "c016 where no fault is marked; one of the two."
        )
    elif fault and draft.fault is None:
        yield f"No fault is called “{fault}”.{_near(fault, draft.faults['fault_id'])}"
    elif claim and not draft.here:
        yield f"No claim is called “{claim}”.{_near(claim, draft.claims['claim_id'])}"


def _look_at_the_kind(draft):
    if draft.kind not in KINDS:
        told = "; ".join(f"{kind}: {meaning}" for kind, meaning in KINDS.items())
        found = f"“{draft.kind}”" if draft.kind else "empty"
        yield f"`kind` is {found}; it is one of three. {told[0].upper()}{told[1:]}."
    elif draft.kind != "slip" and draft.fault is not None and _bearing(draft) == "form":
        yield (
            f"{draft.name} is a fault of form ({draft.fault['kind']}). Does the argument, or a "
            "dispute among sources, turn on it?"
        )


def _look_for_empty_parts(draft):
    for part in PROSE:
        if not draft.prose(part):
            yield f"`{part}` is empty: say {PARTS[part]}."
    cited = draft.listed("evidence") or draft.listed("beside")
    if not cited and not (draft.kind == "slip" and _bearing(draft) == "form"):
        yield "`evidence` is empty: say on which rows or pages the note rests."


def _look_at_lengths(draft):
    for part, most in LONGEST.items():
        words = len(draft.prose(part).split())
        if words > most:
            yield f"`{part}` has {words} words; {most} should do. What can go?"


def _look_at_the_words_printed(draft):
    printed, mended = _plain(draft.prose("as_printed")), _plain(draft.prose("should_read"))
    if printed and printed == mended:
        yield "`should_read` is what was printed: what is to change?"
    if draft.fault is None or not printed:
        return
    marked = _plain(draft.fault["printed"])
    if marked not in printed and printed not in marked:
        yield (
            f"`as_printed` and the words marked at {draft.name}, “{draft.fault['printed']}”, have "
            "nothing in common. Is it the right fault?"
        )


def _look_at_the_sources(draft):
    for each in dict.fromkeys(draft.ids):
        if each not in draft.cited.index:
            yield f"No row is called “{each}”.{_near(each, draft.evidence['evidence_id'])}"
        if draft.ids.count(each) > 1:
            yield f"{each} is cited more than once."
    for address in draft.addresses:
        if address not in draft.fault_note and address not in set(draft.evidence["url"]):
            yield f"{address} is not among our sources. Have you read it, and on which day?"
    for _, rows in draft.cited.groupby("origin", sort=False):
        if len(rows) > 1:
            yield (
                f"{_listing(rows['evidence_id'])} go back to one telling, so together they count "
                "as one source."
            )


def _look_at_what_sources_bear_on(draft):
    if not draft.name or (not draft.here and draft.fault is None):
        return
    here = f"{_listing(draft.here)} {'stands' if len(draft.here) == 1 else 'stand'}"
    for row in draft.cited.itertuples():
        besides = set(str(row.also_bears_on).split(";"))
        fits = row.claim_id in draft.here or besides & set(draft.here)
        if row.evidence_id in draft.listed("beside"):
            if row.claim_id in draft.here:
                yield f"{row.evidence_id} bears on {row.claim_id} itself: move it to `evidence`."
        elif not draft.here:
            yield (
                f"No claim stands at {draft.name}, so no row was coded towards it. Put "
                f"{row.evidence_id} in `beside`, or cite the page's address."
            )
        elif not fits:
            yield (
                f"{row.evidence_id} bears on {row.claim_id}; at {draft.name} {here}. If you need "
                "it all the same, put it in `beside` and say in `because` how it helps."
            )


def _look_at_stances(draft):
    rows, kind = draft.bearing_here, draft.kind
    stances = set(rows["stance"])
    all_here = draft.evidence[draft.evidence["claim_id"].isin(draft.here)]
    if kind in ("slip", "substance"):
        for row in rows[rows["stance"] == "supports"].itertuples():
            if row.evidence_id not in draft.listed("beside"):
                yield (
                    f"{row.evidence_id} supports {row.claim_id}: it speaks for what is printed. To "
                    "correct it, cite a row that qualifies or contradicts."
                )
    if kind == "substance" and draft.here:
        if "contradicts" not in stances:
            yield "No row you cite contradicts the claim. Is it an error of substance?"
        n = (all_here["stance"] == "supports").sum()
        if n and "supports" not in stances:
            yield f"{_rows(n)} {_listing(draft.here)}, in whole or in part. Is it contested?"
    if kind == "contested" and draft.here:
        against = {"contradicts", "qualifies"}
        if not ("supports" in stances and stances & against):
            yield (
                "A contested place has two sides, and a note should cite both. The table has "
                f"{(all_here['stance'] == 'supports').sum()} rows that support and "
                f"{all_here['stance'].isin(against).sum()} that qualify or contradict."
            )


def _look_at_loaded_words(draft):
    for part in ("should_read", "because", "stays_sound"):
        for word in _found(QUESTIONED, draft.prose(part)):
            yield (
                f"“{word}” in `{part}`: does the note need it? The rows speak of the text; they "
                "cannot speak of the writer."
            )


def _look_for_too_much_said(draft):
    read_two_ways = draft.fault is not None and _bearing(draft) == "reading"
    only_narrowed = (
        not draft.bearing_here.empty and not (draft.bearing_here["stance"] == "contradicts").any()
    )
    for part in ("should_read", "because", "stays_sound"):
        for word in _found(SURE, draft.prose(part)):
            yield f"“{word}” in `{part}`: do the rows you cite say so much?"
        for word in _found(FLAT, draft.prose(part)):
            if draft.kind == "contested":
                yield f"“{word}” in `{part}`: the place is marked contested. Who says so, and who not?"
            elif read_two_ways:
                yield f"“{word}” in `{part}`: {draft.name} can be read in two ways, and one may be meant."
            elif only_narrowed and draft.kind == "substance":
                yield f"“{word}” in `{part}`: the rows you cite narrow the claim; none contradicts it."
    yield from _look_at_numbers(draft)


def _look_at_numbers(draft):
    """A number in the mended words that neither the printed words nor any source has."""
    columns = ["finding", "note", "figure_low", "figure_best", "figure_high", "published_on"]
    told = [str(cell) for row in draft.cited[columns].to_numpy() for cell in row]
    if draft.addresses or not draft.here:
        told.append(draft.fault_note)
    known = _numbers(" ".join([draft.prose("as_printed"), *told]))
    for number in dict.fromkeys(_numbers(draft.prose("should_read"))):
        if number not in known:
            yield f"{number:g} in `should_read` stands in no row you cite. Where is it from?"


def _look_at_what_stays(draft):
    stand = standing(draft.evidence)
    for each in dict.fromkeys(draft.listed("sound")):
        if each not in set(draft.claims["claim_id"]):
            yield f"No claim is called “{each}”.{_near(each, draft.claims['claim_id'])}"
        elif each in draft.here and draft.kind == "substance":
            yield f"{each} is the claim you correct; can it stay sound?"
        elif each not in stand.index:
            yield f"{each} was not looked up by anybody here: not found wrong is not found sound."
        elif stand.loc[each, "contradicts"]:
            rows = draft.evidence.query("claim_id == @each and stance == 'contradicts'")
            yield f"{each} is contradicted by {_listing(rows['evidence_id'])}: say so, or leave it out."
        elif not stand.loc[each, "supports"]:
            yield f"{each} is only qualified by the rows we have; none supports it."


LOOKS = (
    _look_for_stray_parts,
    _look_at_the_place,
    _look_at_the_kind,
    _look_for_empty_parts,
    _look_at_lengths,
    _look_at_the_words_printed,
    _look_at_the_sources,
    _look_at_what_sources_bear_on,
    _look_at_stances,
    _look_at_loaded_words,
    _look_for_too_much_said,
    _look_at_what_stays,
)


def _bearing(draft):
    """What the fault touches; None where the note names a claim."""
    return None if draft.fault is None else bearing(draft.fault.to_frame().T).iloc[0]


def _place(draft):
    """Where the words stand, as a reader would look for them."""
    row = draft.fault
    if row is None and draft.here:
        row = draft.claims[draft.claims["claim_id"] == draft.here[0]].iloc[0]
    if row is None:
        return "The text"
    if pd.isna(row["paragraph"]):
        return f"{html.escape(str(row['segment_id'])).replace('_', ' ').capitalize()}"
    return f"Paragraph {int(row['paragraph'])}"


def _sources(draft):
    """The rows and addresses cited, as a list with links."""
    items = [_source(row) for row in draft.cited.itertuples()]
    items += [_link(address) for address in draft.addresses]
    items += [
        f"{html.escape(each)}: no such row"
        for each in dict.fromkeys(draft.ids)
        if each not in draft.cited.index
    ]
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"<p><strong>Sources</strong></p><ul>{listed}</ul>" if items else ""


def _source(row):
    when = row.published_on if isinstance(row.published_on, str) else "date not recorded"
    told = html.escape(f"{row.source_name}, {when} ({row.evidence_id})")
    return f"{told}<br><small>{_link(row.url)}</small>"


def _link(address):
    shown = html.escape(address)
    return f'<a href="{shown}" style="overflow-wrap: anywhere">{shown}</a>'


def _with_code(sentence):
    """A sentence as HTML, with what stands between backticks set as code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(sentence))


def _near(name, known):
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else ""


def _a(value):
    """A value's type in words: a list, a number."""
    words = {
        list: "a list",
        tuple: "a list",
        dict: "a dict",
        str: "text",
        int: "a number",
        float: "a number",
        bool: "True or False",
        type(None): "nothing",
    }
    return words.get(type(value), f"a {type(value).__name__}")


def _plain(text):
    """Text for comparison: white space, quotes and capitals make no difference."""
    text = str(text).translate(str.maketrans("“”‘’", "\"\"''"))
    return " ".join(text.casefold().split()).strip(" .\"'")


def _found(words, text):
    """Those of `words` that stand in `text` as whole words."""
    return [word for word in words if re.search(rf"\b{word}\b", text, re.IGNORECASE)]


def _numbers(text):
    """Numbers in a text; a comma parts thousands only where three digits follow it.

    >>> _numbers("290,000-460,00 by 2023, or 4.4")
    [290000.0, 460.0, 0.0, 2023.0, 4.4]
    """
    found = re.findall(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?", text)
    return [float(number.replace(",", "")) for number in found]


def _listing(names):
    """Names as a reader lists them: CE001, CE002 and ne095."""
    *first, last = list(names) or ["no claim"]
    return f"{', '.join(first)} and {last}" if first else last


def _rows(n):
    return "One row supports" if n == 1 else f"{n} rows support"
