"""The evidence desk: read what others say on a claim, and weigh each source and each item apart.

The desk gives no right grade: how reliable a source is depends on what it is asked about. It keeps
the reader's marks, and counts. Grades and their words are those of `course.sources`.
"""

import html

import ipywidgets as widgets
import pandas as pd
import traitlets

from course import datasets, pages, sources, texts, work
from course.errors import NoSuchEvidenceError
from course.plots import PALETTE
from course.widgets.keys import OwnKeys

__all__ = ["EvidenceDesk"]

NAME = "1.4 evidence desk"
LEAST = 3  # cards: a claim with fewer has nothing to compare
ENOUGH = 5  # cards: with fewer a share says too little
# A sign beside the word and a colour behind it: no stance is told by its colour alone.
STANCES = {
    "supports": ("+", PALETTE["blue"]),
    "qualifies": ("±", PALETTE["orange"]),
    "contradicts": ("−", PALETTE["vermilion"]),
}
LANGUAGES = {
    "bg": "Bulgarian",
    "de": "German",
    "en": "English",
    "fr": "French",
    "it": "Italian",
    "no": "Norwegian",
    "pt": "Portuguese",
    "ru": "Russian",
}
ASK_AGAIN = "Press again to forget all marks and notes"
TRAP = (
    "Look at your two marks together. A1, B2, C3, D4 and E5 are the <em>diagonal</em> of the scale. "
    f"In over 1,400 army reports, {sources.DIAGONAL_SHARE_1968:.0%} of the ratings lay on it, as told "
    'in <a href="https://www.blockint.nl/intel-analysis/critical-review-of-the-admiralty-code/" '
    'target="_blank" rel="noopener">a review of the scale</a>. The first mark asks what you know '
    "of the source before this item; the second, what else speaks for this item. When they always "
    "move together, one of them tells nothing new. On which card did one mark decide the other?"
)
CSS = """<style>
.casebook-desk {max-width: 60em; color: var(--jp-ui-font-color1)}
.casebook-desk p {line-height: 1.4; margin: .3em 0}
.casebook-desk blockquote {margin: .2em 0; padding-left: .8em;
 border-left: 3px solid var(--jp-border-color1)}
.casebook-desk .desk-card {border: 1px solid var(--jp-border-color1); border-left: 6px solid;
 background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); padding: .3em .8em;
 line-height: 1.4; overflow-wrap: anywhere}
.casebook-desk a {color: var(--jp-content-link-color, #0072B2); text-decoration: underline}
.casebook-desk select, .casebook-desk textarea {max-width: 100%}
.casebook-desk .widget-radio-box {height: auto}
.casebook-desk .widget-radio-box label {display: flex; gap: .5em; height: auto;
 flex-direction: row-reverse; justify-content: flex-end; align-items: center;
 white-space: normal; line-height: 1.3; margin: 0; padding: .08em 3px}
.casebook-desk .widget-radio-box input {flex: none; margin: .1em 0 0}
.casebook-desk :is(select, textarea, input, button, a):focus-visible {
 outline: 3px solid var(--jp-brand-color1, #0072B2); outline-offset: 1px}
</style>"""


class EvidenceDesk(widgets.VBox):
    """Grade the evidence on a claim, card by card: the source A to F, the item 1 to 6.

    Parameters
    ----------
    claims : list of str, optional
        Identifiers of claims to choose from; by default those with at least three cards.
    by : date-like, optional
        Leave out cards that were not certainly public by the end of that day. A page without a
        date is one of them; a page known to the month or year counts by its last day.

    Attributes
    ----------
    claim : str
        Identifier of the claim on the desk. Set it to choose.
    card : str
        `evidence_id` of the card that is read. Set it to turn to a card of the claim.
    marks : dict
        For each card marked, ``{"source": "B", "item": "2"}`` or the one mark given so far.
    notes : dict
        For each claim, what the reader wrote under "What would change my mind?".
    kept : bool
        Whether marks and notes could be written to the reader's disk.

    Raises
    ------
    NoSuchEvidenceError
        If a claim asked for has no card.

    Notes
    -----
    Marks and notes are kept by `course.work` whenever they change, for all desks together.
    """

    claim = traitlets.Unicode()
    card = traitlets.Unicode()
    marks = traitlets.Dict()
    notes = traitlets.Dict()

    def __init__(self, claims=None, by=None):
        self._evidence = datasets.load("evidence").set_index("evidence_id", drop=False)
        self._shown = self._evidence if by is None else sources.public_by(self._evidence, by)
        self._article = texts.article()
        self._pages = datasets.categories("evidence", "source_type")
        self.claims = self._choose(claims)
        self.kept, self._told, self._busy = None, False, False
        self._build()
        super().__init__(self._parts())
        self.add_class("casebook-desk")
        self._recall()
        self._connect()
        self.claim = self.claims[0]

    # What a reader or a test may ask and do

    @property
    def cards(self):
        """The evidence on the claim, one row a card, as a `pandas.DataFrame`."""
        return self._shown[self._shown["claim_id"] == self.claim].reset_index(drop=True)

    @property
    def ratings(self):
        """All cards marked: ``claim_id``, ``evidence_id``, ``source``, ``item``.

        A mark not given is missing.
        """
        rows = [
            (self._evidence.loc[name, "claim_id"], name, mark.get("source"), mark.get("item"))
            for name, mark in self.marks.items()
        ]
        columns = ["claim_id", "evidence_id", "source", "item"]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    @property
    def grades(self):
        """The `course.sources.Grade` of every card that has both marks."""
        pairs = self.ratings[["source", "item"]].dropna()
        return [sources.grade(source + item) for source, item in pairs.itertuples(index=False)]

    def rate(self, evidence_id, grade):
        """Give a card both marks, as ``desk.rate("CE001", "B2")``."""
        self._check_card(evidence_id)
        given = sources.grade(grade)
        self._mark(evidence_id, {"source": given.source, "item": given.item})

    def unrate(self, evidence_id):
        """Take back both marks of a card."""
        self._check_card(evidence_id)
        self._mark(evidence_id, {})

    def note(self, text, claim=None):
        """Write what would change one's mind about the claim on the desk, or about another."""
        others = {
            name: words for name, words in self.notes.items() if name != (claim or self.claim)
        }
        self.notes = {**others, claim or self.claim: text} if text.strip() else others

    def start_over(self):
        """Forget all marks and notes, those kept on disk as well."""
        self.marks, self.notes = {}, {}
        work.forget(NAME)
        self._told, self._trap.value = False, ""
        self._keeping.value = "<p>&nbsp;All marks and notes are forgotten.</p>"

    @traitlets.validate("claim")
    def _a_claim_of_the_desk(self, proposal):
        if proposal["value"] not in self.claims:
            raise NoSuchEvidenceError("claim", proposal["value"], self.claims)
        return proposal["value"]

    @traitlets.validate("card")
    def _a_card_of_the_claim(self, proposal):
        names = self.cards["evidence_id"].tolist()
        if proposal["value"] not in names:
            raise NoSuchEvidenceError("card", proposal["value"], names)
        return proposal["value"]

    # How it is built

    def _choose(self, claims):
        numbers = self._shown["claim_id"].value_counts()
        if claims is None:
            return sorted(numbers[numbers >= LEAST].index)
        for name in claims:
            if name not in numbers:
                raise NoSuchEvidenceError("claim", name, sorted(numbers.index))
        return list(claims)

    def _build(self):
        numbers = self._shown["claim_id"].value_counts()
        gists = self._article.claims.set_index("claim_id")["gist"]
        self._chooser = widgets.Dropdown(
            options=[
                (f"{name} ({numbers[name]} cards): {gists[name]}", name) for name in self.claims
            ],
            description="Claim",
            style={"description_width": "auto"},
            layout={"width": "98%"},
        )
        self._passage, self._origins = widgets.HTML(), widgets.HTML()
        self._previous = widgets.Button(description="Previous card", layout={"width": "auto"})
        self._next = widgets.Button(description="Next card", layout={"width": "auto"})
        self._place, self._face = widgets.HTML(), widgets.HTML(layout={"width": "98%"})
        self._source = _scale(sources.SOURCE_GRADES)
        self._item = _scale(sources.ITEM_GRADES)
        self._back = widgets.Button(
            description="Take back the marks of this card", layout={"width": "auto"}
        )
        self._mind = widgets.Textarea(
            placeholder="A page, a date or a count that would make you think otherwise",
            continuous_update=False,
            layout={"width": "98%", "height": "3.6em"},
        )
        self._status, self._trap, self._keeping = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._table = widgets.HTML()
        self._over = widgets.Button(description="Start over", layout={"width": "auto"})

    def _parts(self):
        half = {"width": "auto", "min_width": "20em", "flex": "1 1 20em"}
        asked_of_source = "<p><strong>The source</strong>: how far can it be relied on in this?</p>"
        asked_of_item = "<p><strong>The item</strong>: how likely is it, by what else is known?</p>"
        scales = widgets.HBox(
            [
                widgets.VBox([widgets.HTML(asked_of_source), self._source], layout=half),
                widgets.VBox([widgets.HTML(asked_of_item), self._item], layout=half),
            ],
            layout={"flex_flow": "row wrap", "width": "98%"},
        )
        folded = widgets.Accordion([self._table], titles=("My marks so far",))
        row = {"flex_flow": "row wrap", "align_items": "center"}
        return [
            OwnKeys(),
            widgets.HTML(CSS),
            self._chooser,
            self._passage,
            self._origins,
            widgets.HBox([self._previous, self._next, self._place], layout=row),
            self._face,
            scales,
            widgets.HBox([self._back, self._status], layout=row),
            self._trap,
            widgets.HTML("<p><strong>What would change my mind on this claim?</strong></p>"),
            self._mind,
            folded,
            widgets.HBox([self._over, self._keeping], layout=row),
        ]

    def _connect(self):
        traitlets.link((self._chooser, "value"), (self, "claim"))
        self.observe(self._show_claim, names="claim")
        self.observe(self._show_card, names="card")
        self.observe(self._show_marks, names="marks")
        self.observe(self._show_notes, names="notes")
        self._previous.on_click(lambda _: self._turn(-1))
        self._next.on_click(lambda _: self._turn(1))
        self._source.observe(self._read_scales, names="value")
        self._item.observe(self._read_scales, names="value")
        self._mind.observe(self._read_mind, names="value")
        self._back.on_click(lambda _: self.unrate(self.card))
        self._over.on_click(self._ask_or_start_over)
        self._show_claim()

    # What the reader's hand does

    def _turn(self, step):
        names = self.cards["evidence_id"].tolist()
        self.card = names[(names.index(self.card) + step) % len(names)]

    def _read_scales(self, _):
        if not self._busy:
            pair = {"source": self._source.value, "item": self._item.value}
            self._mark(self.card, {part: value for part, value in pair.items() if value})

    def _read_mind(self, change):
        if not self._busy and change["new"] != self.notes.get(self.claim, ""):
            self.note(change["new"])

    def _ask_or_start_over(self, _):
        if self._over.description == ASK_AGAIN:
            self.start_over()
        else:
            self._over.description = ASK_AGAIN

    def _mark(self, evidence_id, mark):
        others = {name: each for name, each in self.marks.items() if name != evidence_id}
        self.marks = {**others, evidence_id: mark} if mark else others

    def _check_card(self, evidence_id):
        if evidence_id not in self._evidence.index:
            raise NoSuchEvidenceError("card", evidence_id, self._evidence.index.tolist())

    # What is shown: every part is changed in place, so that the focus stays where it is

    def _show_claim(self, _=None):
        self._passage.value = self._article.claim(self.claim)._repr_html_()
        self._origins.value = f"<p>{_origins_in_words(self.cards)}</p>"
        first = self.cards["evidence_id"].iloc[0]
        self._show_notes()
        if self.card == first:
            self._show_card()
        self.card = first

    def _show_card(self, _=None):
        names = self.cards["evidence_id"].tolist()
        self._place.value = (
            f'<p role="status" aria-live="polite">&nbsp;Card {names.index(self.card) + 1} of '
            f"{len(names)}: {html.escape(self.card)}</p>"
        )
        self._face.value = self._face_of(self._evidence.loc[self.card])
        self._show_marks()

    def _show_marks(self, change=None):
        mark = self.marks.get(self.card, {})
        self._busy = True
        self._source.value, self._item.value = mark.get("source"), mark.get("item")
        self._busy = False
        self._status.value = f'<p role="status" aria-live="polite">&nbsp;{self._progress()}</p>'
        self._table.value = self._marks_as_table()
        if len([each for each in self.grades if each.judged]) >= ENOUGH and not self._told:
            self._told, self._trap.value = True, f"<p>{TRAP}</p>"
        self._after(change)

    def _show_notes(self, change=None):
        self._busy = True
        self._mind.value = self.notes.get(self.claim, "")
        self._busy = False
        self._after(change)

    def _after(self, change):
        """Keep what was changed, and say so; forget that "Start over" was pressed once."""
        self._over.description = "Start over"
        if change:
            self.kept = work.keep(NAME, {"marks": self.marks, "notes": self.notes})
        words = {
            True: "Kept on this computer in my-work/",
            False: "Not kept: the folder my-work/ cannot be written. Marks last until the kernel stops.",
        }
        self._keeping.value = f"<p>&nbsp;{words.get(self.kept, '')}</p>"

    def _progress(self):
        """Marks of the card, how far the reader has come, and the share on the diagonal."""
        mark = self.marks.get(self.card, {})
        given = "".join(mark.get(part, "·") for part in ("source", "item"))
        here = self.cards["evidence_id"].isin(self.ratings.dropna()["evidence_id"]).sum()
        words = [f"This card: {given if mark else 'no marks yet'}."]
        words.append(f"Both marks on {here} of {len(self.cards)} cards of this claim.")
        judged = [grade for grade in self.grades if grade.judged]
        if len(judged) >= ENOUGH:
            share = sources.diagonal_share(judged)
            words.append(f"On the diagonal: {share:.0%} of {len(judged)} cards judged in both.")
        return " ".join(words)

    def _marks_as_table(self):
        ratings = self.ratings
        if ratings.empty:
            return "<p>None yet.</p>"
        outlets = self._evidence["source_name"].reindex(ratings["evidence_id"])
        table = pages.table(
            ratings.assign(outlet=outlets.to_numpy()).astype("str").replace("None", "")
        )
        return f'<div style="max-height: 16em; overflow: auto; line-height: 1.4">{table.data}</div>'

    def _face_of(self, row):
        """A card: what the page says, and what a reader should know of the page."""
        sign, colour = STANCES[row["stance"]]
        kind = row["source_type"]
        lines = [
            [("Outlet", row["source_name"]), ("Date", _date_in_words(row["published_on"]))],
            [
                ("Kind of page", f"{kind.replace('_', ' ')} ({_lower_first(self._pages[kind])})"),
                ("Language", LANGUAGES.get(row["language"], "not recorded")),
            ],
            [("Origin", self._origin_in_words(row))],
            [("Note", row["note"])] if pd.notna(row["note"]) else [],
        ]
        facts = "".join(f"<p>{_facts(line)}</p>" for line in lines if line)
        address = html.escape(row["url"], quote=True)
        return (
            f'<div class="desk-card" style="border-left-color: {colour}">'
            f"<p><strong>{sign} {row['stance']}</strong> the claim</p>"
            f"<p>{html.escape(row['finding'])}</p>{facts}"
            f'<p><a href="{address}" target="_blank" rel="noopener">{address}</a></p></div>'
        )

    def _origin_in_words(self, row):
        if row["origin"] == row["evidence_id"]:
            return "repeats no other row, as far as the rows tell"
        outlet = self._evidence.loc[row["origin"], "source_name"]
        return f"repeats {row['origin']} ({outlet})"

    def _recall(self):
        kept = work.recall(NAME, default={})
        kept = kept if isinstance(kept, dict) else {}
        self.marks = _sound_marks(kept.get("marks"), self._evidence.index)
        self.notes = _sound_notes(kept.get("notes"))
        self.kept = True if self.marks or self.notes else None


def _scale(grades):
    """Radio buttons for one mark: each letter or digit with its words, none chosen."""
    options = [(f"{mark}  {words}", mark) for mark, words in grades.items()]
    return widgets.RadioButtons(options=options, value=None, layout={"width": "auto"})


def _facts(pairs):
    """Named facts in one line: ``<b>Outlet:</b> … · <b>Date:</b> …``."""
    return " · ".join(f"<b>{name}:</b> {html.escape(str(words))}" for name, words in pairs)


def _date_in_words(date):
    """A day in words, a month or a year as it is printed, "no date" where there is none.

    >>> _date_in_words("2024-03-26"), _date_in_words("2024-04"), _date_in_words(None)
    ('26 March 2024', '2024-04 (no day)', 'no date')
    """
    if pd.isna(date):
        return "no date"
    if len(date) == 10:
        return pages.long_date(pd.Timestamp(date))
    return f"{date} (no day)" if len(date) == 7 else f"{date} (no month)"


def _lower_first(text):
    return text[:1].lower() + text[1:]


def _origins_in_words(cards):
    """How many tellings stand behind the cards of each stance.

    >>> toy = pd.DataFrame({"stance": ["supports", "supports"], "origin": ["CE1", "CE1"]})
    >>> _origins_in_words(toy)
    'Origins behind the cards: + supports 1 (2 cards); ± qualifies 0; − contradicts 0.'
    """
    told = []
    for stance, (sign, _) in STANCES.items():
        origins = cards.loc[cards["stance"] == stance, "origin"]
        cards_in_words = (
            f" ({len(origins)} card{'s' * (len(origins) != 1)})" if len(origins) else ""
        )
        told.append(f"{sign} {stance} {origins.nunique()}{cards_in_words}")
    return f"Origins behind the cards: {'; '.join(told)}."


def _sound_marks(kept, known):
    """What was kept as marks, without what is no mark: a file may have been edited."""
    scales = {"source": sources.SOURCE_GRADES, "item": sources.ITEM_GRADES}
    sound = {}
    for name, mark in (kept if isinstance(kept, dict) else {}).items():
        given = mark.items() if name in known and isinstance(mark, dict) else ()
        fit = {
            part: value for part, value in given if part in scales and value in list(scales[part])
        }
        if fit:
            sound[name] = fit
    return sound


def _sound_notes(kept):
    kept = kept if isinstance(kept, dict) else {}
    return {claim: text for claim, text in kept.items() if isinstance(text, str)}
