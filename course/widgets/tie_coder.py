"""The tie coder: read a tie out of each of ten claims, then look at the reference and its reasons.

The reader's codes are compared by `course.networks.agreement`; the coder gives no mark.
"""

import html
from contextlib import contextmanager

import ipywidgets as widgets
import pandas as pd
import traitlets

from course import datasets, networks, texts, work
from course.errors import NoSuchTieError
from course.networks import FACETS, TEN
from course.widgets.keys import OwnKeys

__all__ = ["TieCoder"]

NAME = "3.1 tie coder"
LABELS = {"source": "From", "relation": "Relation", "target": "To", "certainty": "Certainty"}
CSS = """<style>
.casebook-coder {max-width: 60em; color: var(--jp-ui-font-color1)}
.casebook-coder p {line-height: 1.4; margin: .3em 0}
.casebook-coder select {max-width: 100%}
.casebook-coder .coder-answer {border: 1px solid var(--jp-border-color1); padding: .2em .8em;
 background: var(--jp-layout-color1); line-height: 1.4; overflow-wrap: anywhere}
.casebook-coder :is(select, button, a):focus-visible {
 outline: 3px solid var(--jp-brand-color1, #0072B2); outline-offset: 1px}
</style>"""


class TieCoder(widgets.VBox):
    """Code ten claims: who, in what relation, to whom, how certain.

    Attributes
    ----------
    claim : str
        The claim that is coded. Set it to turn to another.
    given : dict
        For each claim the codes given so far, by facet.
    compared : bool
        Whether the reference is shown beside the reader's codes.
    kept : bool or None
        Whether the codes could be written to the reader's disk; None before any.

    Raises
    ------
    NoSuchTieError
        For a claim, a facet or a code that the coder does not have.
    """

    claim = traitlets.Unicode(TEN[0])
    given = traitlets.Dict()
    compared = traitlets.Bool(False)

    def __init__(self):
        relations = datasets.load("relations")
        self._reference = networks.reference(relations)
        self._times = {
            row["claim_id"]: f"{row['sign']}, {networks.when(row)}"
            for row in relations.to_dict("records")
        }
        self._article = texts.article()
        types = datasets.load("relation_types").set_index("relation")["definition"]
        actors = datasets.load("actors")["name"].tolist()
        self._codes = {
            "source": dict.fromkeys(sorted(actors), ""),
            "relation": types.to_dict(),
            "target": dict.fromkeys(sorted(actors), ""),
            "certainty": datasets.categories("relations", "certainty"),
        }
        self.kept, self._busy = None, False
        self._build()
        super().__init__(self._parts())
        self.add_class("casebook-coder")
        self._recall()
        self._connect()
        self._show()

    @property
    def codes(self):
        """The codes given, one row a claim, missing where none was given."""
        rows = [[self.given.get(name, {}).get(facet) for facet in FACETS] for name in TEN]
        return pd.DataFrame(rows, index=pd.Index(TEN, name="claim_id"), columns=list(FACETS))

    def code(self, claim, **codes):
        """Give codes, as ``coder.code("c015", relation="supports", certainty="stated")``."""
        self._known("claim", claim, TEN)
        for facet, value in codes.items():
            self._known("facet", facet, FACETS)
            self._known(facet, value, self._codes[facet])
        self.given = {**self.given, claim: {**self.given.get(claim, {}), **codes}}

    def start_over(self):
        """Forget all codes, those on disk too, and hide the reference."""
        self.given, self.compared = {}, False
        work.forget(NAME)
        self.kept, self.claim = None, TEN[0]
        self._show()

    @traitlets.validate("claim")
    def _one_of_ten(self, proposal):
        self._known("claim", proposal["value"], TEN)
        return proposal["value"]

    @staticmethod
    def _known(kind, value, known):
        if value not in known:
            raise NoSuchTieError(kind, value, list(known))

    def _build(self):
        gists = self._article.claims.set_index("claim_id")["gist"]
        wide = {"style": {"description_width": "6em"}, "layout": {"width": "98%"}}
        self._claims = widgets.Dropdown(
            options=[(f"{at}. {name}: {gists[name]}", name) for at, name in enumerate(TEN, 1)],
            description="Claim",
            **wide,
        )
        self._lists = {
            facet: widgets.Dropdown(
                options=[
                    ("choose", ""),
                    *((_option(name, text), name) for name, text in c.items()),
                ],
                value="",
                description=LABELS[facet],
                **wide,
            )
            for facet, c in self._codes.items()
        }
        names = ("Previous claim", "Next claim", "Compare with the reference", "Start over")
        self._buttons = [widgets.Button(description=n, layout={"width": "auto"}) for n in names]
        self._passage, self._said, self._answer = (widgets.HTML() for _ in range(3))

    def _parts(self):
        row = {"flex_flow": "row wrap", "align_items": "center"}
        return [
            OwnKeys(),
            widgets.HTML(CSS),
            self._claims,
            self._passage,
            *self._lists.values(),
            widgets.HBox(self._buttons, layout=row),
            self._said,
            self._answer,
        ]

    def _connect(self):
        before, after, compare, over = self._buttons
        before.on_click(lambda _: self._turn(-1))
        after.on_click(lambda _: self._turn(1))
        compare.on_click(lambda _: self.set_trait("compared", True))
        over.on_click(lambda _: self.start_over())
        self._claims.observe(lambda change: self._take_claim(change["new"]), "value")
        for facet, each in self._lists.items():
            each.observe(lambda change, facet=facet: self._take(facet, change["new"]), "value")
        self.observe(lambda _: self._show(), ["claim", "compared"])
        self.observe(lambda _: self._keep(), "given")

    def _turn(self, step):
        self.claim = TEN[(TEN.index(self.claim) + step) % len(TEN)]

    def _take_claim(self, claim):
        if not self._busy:
            self.claim = claim

    def _take(self, facet, value):
        if self._busy:
            return
        own = {name: code for name, code in self.given.get(self.claim, {}).items() if name != facet}
        self.given = {**self.given, self.claim: own | ({facet: value} if value else {})}

    def _keep(self):
        self.kept = work.keep(NAME, self.given)
        self._show()

    def _recall(self):
        """What was kept, without what the coder does not have: a file may have been edited."""
        kept = work.recall(NAME, default={})
        kept = kept if isinstance(kept, dict) else {}
        sound = {
            name: {f: v for f, v in own.items() if f in FACETS and v in self._codes[f]}
            for name, own in kept.items()
            if name in TEN and isinstance(own, dict)
        }
        self.given = {name: own for name, own in sound.items() if own}
        self.kept = True if self.given else None

    @contextmanager
    def _quietly(self):
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    def _show(self):
        own = self.given.get(self.claim, {})
        with self._quietly():
            self._claims.value = self.claim
            for facet, each in self._lists.items():
                each.value = own.get(facet, "")
        self._passage.value = self._article.claim(self.claim)._repr_html_()
        whole = sum(len(each) == len(FACETS) for each in self.given.values())
        kept = {True: " Kept on this computer in my-work/", None: "",
                False: " Not kept: the folder my-work/ cannot be written."}[self.kept]  # fmt: skip
        words = f"{whole} of {len(TEN)} claims coded whole.{kept}"
        if self.compared:
            words += f" {self._differs(own)}"
        self._said.value = f'<p role="status" aria-live="polite">{html.escape(words)}</p>'
        self._answer.value = self._reference_as_html() if self.compared else ""

    def _differs(self, own):
        told = self._reference.loc[self.claim]
        apart = [LABELS[name] for name in FACETS if name in own and own[name] != told[name]]
        if not own:
            return f"{self.claim}: you have not coded this one."
        if not apart:
            return f"{self.claim}: what you coded is as in the reference."
        return f"{self.claim}: other than the reference in {', '.join(apart)}."

    def _reference_as_html(self):
        row = self._reference.loc[self.claim]
        tie = networks.said({side: row[facet] for facet, side in FACETS.items()})
        return (
            f'<div class="coder-answer"><p><strong>{html.escape(tie)}</strong>: '
            f"{row['certainty']}, {html.escape(self._times[self.claim])}</p>"
            f"<p>{html.escape(networks.why(self.claim))}</p></div>"
        )


def _option(name, meaning):
    words = name.replace("_", " ")
    return f"{words}: {meaning}" if meaning else words
