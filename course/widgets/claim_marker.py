"""Mark the claims of a paragraph, give each a kind, and compare with the reference coding.

`MarkedText` is the text with its marks, drawn and driven by `claim_marker.js`; `ClaimMarker` puts
the choice of paragraph around it and the comparison below. Pairing marks with claims and counting
agreement is `course.sources`; why the reference chose a kind is `course.kinds`.
"""

import hashlib
import html
import re
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path

import anywidget
import ipywidgets as widgets
import pandas as pd
import traitlets

from course import datasets, kinds, sources, texts, work
from course.plots import PALETTE

__all__ = ["ClaimMarker", "Comparison", "MarkedText"]

PROSE = (
    "font-size: var(--jp-content-font-size1); line-height: 1.45; max-width: 60em; margin: 0.4em 0"
)
LEAST = 0.5  # share of the characters of either that a mark and a claim must have in common
RULE = (
    "A mark of yours and a claim of the reference are a pair when at least half of the characters "
    "that either covers are covered by both. Each is paired once, so that the pairs share as much "
    "as possible in all."
)
# Label, colour and underline of each kind: colour never stands alone.
LOOKS = {
    "figure": ("fig", PALETTE["blue"], "solid"),
    "event": ("event", PALETTE["green"], "double"),
    "causal": ("cause", PALETTE["vermilion"], "dashed"),
    "attribution": ("attr", PALETTE["purple"], "dotted"),
    "evaluation": ("eval", PALETTE["orange"], "wavy"),
    "prediction": ("pred", PALETTE["sky"], "dashed"),
    "definition": ("def", PALETTE["grey"], "solid"),
    "comparison": ("comp", "currentColor", "dotted"),
}


def _described_kinds():
    return [
        {"name": name, "definition": definition, "label": label, "colour": colour, "line": line}
        for name, definition in datasets.categories("claims", "kind").items()
        for label, colour, line in [LOOKS[name]]
    ]


class MarkedText(anywidget.AnyWidget):
    """A text and the marks on it. Offsets count Python characters; the .js converts from UTF-16.

    Attributes
    ----------
    text : str
        The text. Marks belong to it, so it stays as it was made.
    marks : list of dict
        ``start``, ``end`` and ``kind`` of each mark, by place; marks may overlap and nest.
    kinds : list of dict
        ``name``, ``definition``, ``label``, ``colour`` and ``line`` of each kind.
    label : str
        What the text is, for readers who do not see it.
    read_only : bool
        Whether the marks are only shown.
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = Path(__file__).with_suffix(".css")
    text = traitlets.Unicode(read_only=True).tag(sync=True)
    kinds = traitlets.List(traitlets.Dict()).tag(sync=True)
    label = traitlets.Unicode("Text").tag(sync=True)
    read_only = traitlets.Bool(False).tag(sync=True)
    marks = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self, text, marks=(), **others):
        super().__init__(kinds=_described_kinds(), **others)
        self.set_trait("text", text)
        self.marks = list(marks)

    @traitlets.validate("marks")
    def _sound(self, proposal):
        """Marks inside the text, of a known kind, no stretch twice; in the order of their places."""
        known, taken = [kind["name"] for kind in self.kinds], set()
        for mark in proposal["value"]:
            place = self._place(mark)
            if mark.get("kind") not in known:
                raise traitlets.TraitError(f"{mark}: its kind is none of {', '.join(known)}")
            if place in taken:
                raise traitlets.TraitError(f"{mark}: characters {place} are marked twice")
            taken.add(place)
        return sorted(
            ({key: mark[key] for key in ("start", "end", "kind")} for mark in proposal["value"]),
            key=lambda mark: (mark["start"], mark["end"]),
        )

    def _place(self, mark):
        start, end = mark.get("start"), mark.get("end")
        whole = all(isinstance(n, Integral) and not isinstance(n, bool) for n in (start, end))
        if not whole or not 0 <= start < end <= len(self.text):
            raise traitlets.TraitError(f"{mark} is outside the text (0 to {len(self.text)})")
        return start, end


@dataclass(frozen=True)
class Comparison:
    """What a reader marked beside what the reference marks.

    Attributes
    ----------
    claims : pandas.DataFrame
        A row for each claim of the reference: ``claim_id``, ``passage``, ``found``, ``overlap``,
        ``kind_mine``, ``kind_reference``, ``agree`` and ``reason``.
    others : pandas.DataFrame
        The reader's marks beside which the reference has no claim: ``passage``, ``kind_mine``, and
        the claim that shares most with it, if any, as ``nearest`` and ``overlap``.
    counts : dict
        As from `course.sources.span_agreement`.
    """

    claims: pd.DataFrame
    others: pd.DataFrame
    counts: dict

    @property
    def summary(self):
        """The counts in words, with what alpha says here, or why it says nothing."""
        n = self.counts
        same = int(self.claims["agree"].fillna(False).astype(bool).sum())
        parts = [f"You found {n['n_matched']} of the {n['n_reference']} claims in the reference."]
        if n["n_matched"]:
            parts.append(f"{_pairs(n['n_matched'])}: {same} with the same kind.")
        if len(self.others):
            parts.append(
                f"Beside {_number(len(self.others), 'mark')} of yours the reference has no claim."
            )
        return " ".join([*parts, _alpha_in_words(n["alpha"], n["n_matched"])])

    def _repr_html_(self):
        return f"<p>{html.escape(self.summary)}</p>"


def _number(count, noun):
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _pairs(count):
    return "One pair" if count == 1 else f"{count} pairs"


def _alpha_in_words(alpha, n_matched):
    if pd.isna(alpha):
        why = (
            "no mark of yours is paired with a claim"
            if not n_matched
            else "only one kind occurs among the pairs, so nothing says what chance would give"
        )
        return f"Krippendorff's alpha is not defined here: {why}."
    few = " With so few pairs, one kind more or less moves it far." if n_matched < 20 else ""
    return (
        f"Krippendorff's alpha for the kinds of the pairs is {alpha:.2f}, where 1 is full agreement "
        f"and 0 is what chance would give with kinds as frequent as these.{few}"
    )


class ClaimMarker(widgets.VBox):
    """Mark the claims of a paragraph and compare with the reference coding.

    Parameters
    ----------
    paragraph : int
        The body paragraph to begin with, from 1 to 18.
    article : course.texts.Article, optional
        The article; the reader's own copy unless given. Without the text, the gists of the
        paragraph's claims are shown as sentences.

    Attributes
    ----------
    paragraph : int
        The paragraph shown; set it to change it.
    marks : list of dict
        ``start``, ``end`` (characters of `text`) and ``kind`` of each mark; set it to mark.
    text : str
        What is shown: the paragraph's words, or gists.
    reference : list of dict
        The reference's claims in the same form, each with its ``claim_id``.
    compared : Comparison or None
        What the button last showed.
    """

    paragraph = traitlets.Int()

    def __init__(self, paragraph=6, article=None):
        self.article = article if article is not None else texts.article()
        self._claims = self.article.claims
        self._doubts = kinds.doubts(self._claims, datasets.load("second_reading"))
        self._texts, self.compared = {}, None
        body = [each for each in self.article.segments if each.segment_kind == "body"]
        self._numbers = [each.paragraph for each in body]
        self._chooser = widgets.Dropdown(
            options=[(f"{each.paragraph}. {each.gist}", each.paragraph) for each in body],
            description="Paragraph",
            style={"description_width": "auto"},
            layout={"width": "auto", "max_width": "44em"},
        )
        self._basis, self._kept, self._report = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._desk, self._beside = widgets.VBox(), widgets.VBox()
        compare = widgets.Button(
            description="Compare", button_style="primary", tooltip="Compare with the reference"
        )
        again = widgets.Button(
            description="Start over", tooltip="Remove all marks of this paragraph"
        )
        compare.on_click(lambda _: self.report())
        again.on_click(lambda _: self.start_over())
        buttons = widgets.HBox([compare, again])
        super().__init__(
            [
                self._chooser,
                self._basis,
                self._desk,
                buttons,
                self._kept,
                self._report,
                self._beside,
            ]
        )
        self.add_class("casebook-claim-marker")
        self.paragraph = paragraph
        traitlets.link((self, "paragraph"), (self._chooser, "value"))
        self.observe(self._show, names="paragraph")
        self._show()

    @traitlets.validate("paragraph")
    def _of_the_article(self, proposal):
        if proposal["value"] not in self._numbers:
            first, last = min(self._numbers), max(self._numbers)
            raise traitlets.TraitError(
                f"paragraph {proposal['value']}: the article has {first} to {last}"
            )
        return proposal["value"]

    # What is shown and what is marked

    @property
    def exact(self):
        """Whether `text` is the article's own wording."""
        return self.article.paragraph(self.paragraph).exact

    @property
    def text(self):
        return self._marked.text

    @property
    def marks(self):
        return [dict(mark) for mark in self._marked.marks]

    @marks.setter
    def marks(self, marks):
        self._marked.marks = list(marks)

    @property
    def reference(self):
        return self._passage(self.paragraph)[1]

    @property
    def _marked(self):
        """The text of this paragraph. Each has its own, so that no mark strays to another text."""
        if self.paragraph not in self._texts:
            self._texts[self.paragraph] = self._recalled()
        return self._texts[self.paragraph]

    def _passage(self, number):
        """A paragraph's text and the reference's claims in it."""
        rows = self._claims[self._claims["paragraph"] == number]
        passage = self.article.paragraph(number)
        if passage.exact:
            shift = passage.char_start
            places = [(r.char_start - shift, r.char_end - shift) for r in rows.itertuples()]
            return passage.text, _spans(rows, places)
        ends = [sum(len(gist) + 1 for gist in rows["gist"][: i + 1]) - 1 for i in range(len(rows))]
        places = [
            (end - len(gist), end - gist.endswith("."))
            for end, gist in zip(ends, rows["gist"], strict=True)
        ]
        return " ".join(rows["gist"]), _spans(rows, places)

    # What is kept

    @property
    def _name(self):
        """Where marks are kept: by paragraph and by the very text they were laid on."""
        text = self._passage(self.paragraph)[0]
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        return f"1.2 paragraph {self.paragraph} {'words' if self.exact else 'gists'} {digest}"

    def _recalled(self):
        marked = MarkedText(self._passage(self.paragraph)[0], label=f"Paragraph {self.paragraph}")
        try:
            marked.marks = work.recall(self._name, [])
        except (traitlets.TraitError, TypeError, AttributeError):
            marked.marks = []  # the file was changed by hand
        marked.observe(self._keep, names="marks")
        return marked

    def _keep(self, _=None):
        kept = work.keep(self._name, self.marks)
        words = "Kept on this computer in my-work/."
        if not kept:
            words = "Not kept: the folder my-work/ cannot be written to."
        if self.compared is not None:
            words += " Your marks have changed since the comparison below; compare again."
        self._kept.value = _status(words)

    def start_over(self):
        """Remove all marks of this paragraph, here and where they are kept."""
        self.marks = []
        work.forget(self._name)
        self._clear()
        self._kept.value = _status("All marks of this paragraph are removed.")

    # What is compared

    def compare(self):
        """The marks beside the reference coding of the paragraph shown.

        Returns
        -------
        Comparison
        """
        mine, reference = self.marks, self.reference
        pairs = sources.match_spans(mine, reference, least=LEAST)
        by_claim = pairs.dropna(subset="reference").set_index("reference")
        rows = [self._beside_claim(span, by_claim.loc[at]) for at, span in enumerate(reference)]
        alone = pairs.loc[pairs["reference"].isna(), "mine"]
        others = [self._without_claim(mine[at]) for at in alone]
        return Comparison(
            pd.DataFrame(rows),
            pd.DataFrame(others, columns=["passage", "kind_mine", "nearest", "overlap"]),
            sources.span_agreement(mine, reference, least=LEAST),
        )

    def _beside_claim(self, span, pair):
        found = not pd.isna(pair["mine"])
        given = pair["kind_mine"] if found else None
        reason = kinds.why(span["claim_id"], span["kind"], given)
        doubt = self._doubts[self._doubts["claim_id"] == span["claim_id"]]
        if len(doubt):
            reason += f" The second reader doubted this kind and asked: {doubt['asked'].iloc[0]}?"
        return {
            "claim_id": span["claim_id"],
            "passage": self._words(span),
            "found": found,
            "overlap": pair["overlap"] if found else float("nan"),
            "kind_mine": given,
            "kind_reference": span["kind"],
            "agree": bool(given == span["kind"]) if found else None,
            "reason": reason,
        }

    def _without_claim(self, mark):
        near = max(self.reference, key=lambda span: sources.overlap(mark, span))
        shared = sources.overlap(mark, near)
        return {
            "passage": self._words(mark),
            "kind_mine": mark["kind"],
            "nearest": near["claim_id"] if shared else None,
            "overlap": shared,
        }

    def _words(self, span):
        return " ".join(self.text[span["start"] : span["end"]].split())

    # What is put on the page

    def _show(self, _=None):
        self._clear()
        self._kept.value = ""
        self._basis.value = _basis(self.exact)
        self._desk.children = [self._marked]

    def _clear(self):
        self.compared, self._report.value, self._beside.children = None, "", []

    def report(self):
        """Compare, and put the comparison below the text; nothing is shown before a first mark."""
        self._clear()
        self._kept.value = ""
        if not self.marks:
            self._report.value = _status("Mark at least one claim, then compare.")
            return None
        self.compared = self.compare()
        self._report.value = _status(self.compared.summary)
        shown = MarkedText(
            self.text,
            [{key: span[key] for key in ("start", "end", "kind")} for span in self.reference],
            label=f"Paragraph {self.paragraph} as the reference marks it",
            read_only=True,
        )
        self._beside.children = [
            widgets.HTML(
                f'<p style="{PROSE}"><strong>The reference marks it so.</strong> It is one reading by the stated '
                "definitions, not the truth about the text.</p>"
            ),
            shown,
            widgets.HTML(_claim_by_claim(self.compared)),
        ]
        return self.compared


def _spans(rows, places):
    return [
        {"start": int(start), "end": int(end), "kind": row.kind, "claim_id": row.claim_id}
        for row, (start, end) in zip(rows.itertuples(), places, strict=True)
    ]


def _status(words):
    return f'<p role="status" aria-live="polite" style="{PROSE}">{html.escape(words)}</p>'


def _basis(exact):
    words = "These are the article's words, from your copy."
    if not exact:
        words = (
            "These sentences are our gists of the paragraph's claims, one a claim, so the cutting "
            "is done for you and the kinds are yours to give; read “is said to” as “the article "
            f"says”. {texts.HOW_TO_GET}"
        )
    words = re.sub("`(.+?)`", r"<code>\1</code>", html.escape(words))
    return f'<p style="{PROSE}">{words}</p>'


def _claim_by_claim(comparison):
    """Each claim of the reference, then each mark without one, as a list."""
    items = [_claim_item(row) for row in comparison.claims.itertuples()]
    others = [_other_item(row) for row in comparison.others.itertuples()]
    kept = (
        "<p>A mark that the reference lacks is no error: you may have seen a claim that it passed "
        "over, or cut the sentence elsewhere.</p>"
        if others
        else ""
    )
    return (
        f'<div class="casebook-comparison"><p>{html.escape(RULE)}</p>'
        f"<ol>{''.join(items)}{''.join(others)}</ol>{kept}</div>"
    )


def _claim_item(row):
    if not row.found:
        head = f"○ Not marked by you. Reference: {row.kind_reference}"
    elif row.agree:
        head = f"✓ Found, same kind: {row.kind_reference}"
    else:
        head = f"≠ Found, another kind. You: {row.kind_mine}; reference: {row.kind_reference}"
    shared = f" ({row.overlap:.0%} of the characters in common)" if row.found else ""
    return (
        f"<li><p><strong>{html.escape(head)}</strong>{shared}</p>"
        f"<p>{row.claim_id}: “{html.escape(row.passage)}”</p><p>{html.escape(row.reason)}</p></li>"
    )


def _other_item(row):
    near = "."
    if not pd.isna(row.nearest):
        near = f": the nearest, {row.nearest}, has {row.overlap:.0%} of the characters in common."
    return (
        f"<li><p><strong>· You marked {html.escape(row.kind_mine)}; the reference has no claim "
        f"here</strong>{near}</p><p>“{html.escape(row.passage)}”</p></li>"
    )
