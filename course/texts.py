"""The article: its record, its segments, and its words where the reader has a copy.

The text is not part of the course (see `seeds/README.md`). With a copy, passages come back word for
word; without one, as our gist, and each passage says which it is. `course.article` gets a copy,
`course.matching` recognises it.

>>> segments()[5].segment_id, segments()[5].paragraph, segments()[5].gist
('body_03', 3, 'Russia, Iran and the Raqqa caliphate')
"""

import codecs
import csv
import datetime
import html
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property, lru_cache
from numbers import Integral
from pathlib import Path

from course import matching, tree
from course.errors import CopyUnreadableError, NoSuchPassageError, SpanError

__all__ = [
    "HOW_TO_GET",
    "Article",
    "Check",
    "Passage",
    "Record",
    "Segment",
    "article",
    "decode",
    "record",
    "segments",
    "verify",
]

HOW_TO_GET = (
    "To read the article's own words, run `casebook article fetch`, "
    "or `casebook article add FILE` with a copy you have."
)
ALIKE = 0.65  # below this likeness a stretch is other text, not a changed segment


@dataclass(frozen=True)
class Record:
    """The article's bibliographic record, from `seeds/article.toml`."""

    title: str
    publication: str
    publication_kind: str
    date: datetime.date
    language: str
    address: str
    author_note: str
    listed_author: str
    segments: dict = field(hash=False)
    claims: int
    words: int
    characters: int
    sha256: str
    rights: str

    def __str__(self):
        return f"“{self.title}”, {self.publication}, {self.date.isoformat()}, {self.address}"

    def _repr_html_(self):
        parts = ", ".join(f"{number} {kind}" for kind, number in self.segments.items())
        lines = {
            "Title": self.title,
            "Appeared in": f"{self.publication} ({self.publication_kind}), {self.address}",
            "Date": self.date.isoformat(),
            "Byline": self.author_note,
            "Blog listed under": self.listed_author,
            "Language": self.language,
            "Parts": f"{parts}; {self.words:,} words, {self.characters:,} characters",
            "Claims": f"{self.claims}, in our reading",
            "Rights": self.rights,
        }
        rows = "".join(
            f'<tr style="vertical-align: top"><th scope="row" style="text-align: left">{name}</th>'
            f'<td style="text-align: left; max-width: 44em">{html.escape(str(value))}</td></tr>'
            for name, value in lines.items()
        )
        return f"<table>{rows}</table>"


@dataclass(frozen=True)
class Segment:
    """A stretch of the article: a body paragraph, a caption, a link title, or front matter.

    Offsets count Python characters of the recorded copy. `paragraph` is None outside the body.
    """

    segment_id: str
    segment_kind: str
    paragraph: int | None
    char_start: int
    char_end: int
    gist: str
    sha256: str = field(repr=False)
    words: int = field(repr=False)
    sketch: str = field(repr=False)

    @property
    def required(self):
        """Whether a copy is no copy without it."""
        return self.segment_kind == "body"

    def __str__(self):
        where = f", paragraph {self.paragraph}" if self.paragraph else ""
        return f"{self.segment_id}{where} ({self.gist})"


@dataclass(frozen=True)
class Passage:
    """A stretch of the article in its own `words`, or, where no copy has it, in our `gist`."""

    name: str
    paragraph: int | None
    char_start: int
    char_end: int
    gist: str
    words: str | None = None

    @property
    def exact(self):
        """Whether `text` is the article's own wording."""
        return self.words is not None

    @property
    def text(self):
        """The words where a copy has them, otherwise the gist."""
        return self.words if self.exact else self.gist

    @property
    def basis(self):
        """What `text` is, in words."""
        return "the article's words" if self.exact else "our gist, not the article's words"

    def __str__(self):
        return self.text

    def _repr_html_(self):
        text, note = html.escape(self.text), html.escape(f"{self.name}: {self.basis}")
        return f"<blockquote><p>{text}</p><footer><small>{note}</small></footer></blockquote>"


@dataclass(frozen=True)
class Check:
    """What became of one segment in a copy: `status` is found, changed or missing.

    `line` is the copy's line where it begins; `likeness`, for a changed segment, estimates from 0
    to 1 how much of the wording is shared.
    """

    segment_id: str
    segment_kind: str
    paragraph: int | None
    gist: str
    status: str
    line: int | None = None
    likeness: float | None = None

    @property
    def required(self):
        """Whether a copy is no copy without this segment."""
        return self.segment_kind == "body"

    def __str__(self):
        where = f", paragraph {self.paragraph}" if self.paragraph else ""
        how = self.status
        if self.status == "changed":
            how += f" near line {self.line}, about {self.likeness:.0%} alike"
        elif self.status == "found":
            how += f" at line {self.line}"
        return f"{self.segment_id}{where} ({self.gist}): {how}"


def record(seeds=tree.SEEDS):
    """The article's bibliographic record.

    >>> print(record().publication, record().date)
    The New Middle East 2024-03-30
    """
    facts = tomllib.loads((Path(seeds) / "article.toml").read_text(encoding="utf-8"))
    publication = facts.pop("publication")
    facts.pop("sources", None)
    return Record(
        publication=publication["name"],
        publication_kind=publication["kind"],
        listed_author=publication.get("listed_author", ""),
        **facts,
    )


def segments(seeds=tree.SEEDS):
    """The article's segments, in reading order.

    >>> [s.segment_id for s in segments() if s.segment_kind == "link"]
    ['link_1', 'link_2', 'link_3']
    """
    return _segments(Path(seeds))


def verify(text, seeds=tree.SEEDS):
    """What a text has of the article: one `Check` a segment, in reading order.

    Spacing, line ends and the style of quotes make no difference; a changed word does.
    ``pandas.DataFrame(verify(text))`` makes a table of it.

    >>> {check.status for check in verify("Some other text.")}
    {'missing'}
    """
    return _match(text, Path(seeds))[0]


def article(place=None, *, seeds=tree.SEEDS):
    """The article with the reader's copy, when there is one at `place`.

    `place` is `article.txt` in `seeds` unless given.
    """
    place = Path(place) if place else Path(seeds) / "article.txt"
    return Article(decode(place.read_bytes(), place) if place.exists() else None, seeds=seeds)


def decode(data, source):
    """The text in a file's bytes: UTF-8, UTF-16 with its mark, or else Windows-1252.

    >>> decode("it’s".encode("cp1252"), "a file from an old editor")
    'it’s'
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if data.startswith((b"%PDF", b"PK\x03\x04", b"{\\rtf")) or b"\0" in data:
        raise CopyUnreadableError(str(source), "a document or program format, not plain text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


class Article:
    """The article as segments, paragraphs, claims and spans.

    Parameters
    ----------
    text : str, optional
        A copy, in any layout. What is recognised in it is laid out as recorded.
    claims : pandas.DataFrame, optional
        The table of claims, when not that of the course.

    Attributes
    ----------
    text : str or None
        The recorded text, so that ``text[char_start:char_end]`` is a span. None without a copy.
        Segments the copy lacks are left as spaces.
    """

    def __init__(self, text=None, *, seeds=tree.SEEDS, claims=None):
        self.record = record(seeds)
        self.segments = segments(seeds)
        self.checks, found = _match(text or "", Path(seeds))
        self._held = frozenset(found)
        self.text = None
        if self._held:
            layout = _layout(Path(seeds))
            self.text = matching.lay_out(found, self.segments, layout, self.record.characters)
        if claims is not None:
            self.claims = claims

    @cached_property
    def claims(self):
        """The table of claims."""
        from course import datasets  # so that the segments can be read without pandas

        return datasets.load("claims")

    @property
    def has_text(self):
        """Whether a copy with the whole body is at hand."""
        return all(s.segment_id in self._held for s in self.segments if s.required)

    def segment(self, segment_id):
        """One segment, by its id."""
        for segment in self.segments:
            if segment.segment_id == segment_id:
                return self._passage(segment_id, segment.char_start, segment.char_end, segment.gist)
        raise _no_such("segment", segment_id, [s.segment_id for s in self.segments])

    def paragraph(self, number):
        """One body paragraph, counted from 1; a link title run on to its end is left out."""
        for segment in self.segments:
            if segment.segment_kind == "body" and segment.paragraph == number:
                return self.segment(segment.segment_id)
        body = [s.paragraph for s in self.segments if s.segment_kind == "body"]
        raise NoSuchPassageError("paragraph", number, f"{min(body)} to {max(body)}")

    def claim(self, claim_id):
        """One claim, by its id; without a copy, our gist of the claim."""
        rows = self.claims[self.claims["claim_id"] == claim_id]
        if rows.empty:
            raise _no_such("claim", claim_id, self.claims["claim_id"].tolist())
        row = rows.iloc[0]
        return self._passage(claim_id, int(row["char_start"]), int(row["char_end"]), row["gist"])

    def span(self, start, end):
        """The stretch between two offsets; without a copy, the gist of the segments it is in."""
        length = self.record.characters
        whole = isinstance(start, Integral) and isinstance(end, Integral)
        if not whole or not 0 <= start < end <= length:
            raise SpanError(start, end, length)
        gist = "; ".join(segment.gist for segment in self._around(start, end))
        return self._passage(f"characters {start} to {end}", start, end, gist)

    def _around(self, start, end):
        return [s for s in self.segments if s.char_start < end and start < s.char_end]

    def _passage(self, name, start, end, gist):
        around = self._around(start, end)
        exact = around and all(segment.segment_id in self._held for segment in around)
        words = self.text[start:end] if exact else None
        return Passage(name, around[0].paragraph if around else None, start, end, gist, words)

    def __repr__(self):
        held = f"{len(self._held)} of {len(self.segments)} segments at hand"
        return f"<Article of {self.record.date.isoformat()}: {held}>"


def _no_such(kind, name, known):
    near = get_close_matches(str(name), known, n=1, cutoff=0.3) or known[:1]
    return NoSuchPassageError(kind, name, near[0])


@lru_cache
def _segments(seeds):
    sketches = {row["segment_id"]: row for row in _rows(seeds / "sketches.csv")}
    return tuple(
        Segment(
            segment_id=row["segment_id"],
            segment_kind=row["segment_kind"],
            paragraph=int(row["paragraph"]) if row["paragraph"] else None,
            char_start=int(row["char_start"]),
            char_end=int(row["char_end"]),
            gist=row["gist"],
            sha256=row["sha256"],
            words=int(sketches[row["segment_id"]]["words"]),
            sketch=sketches[row["segment_id"]]["sketch"],
        )
        for row in _rows(seeds / "segments.csv")
    )


@lru_cache
def _layout(seeds):
    """Offset to printed characters, from code points such as ``U+00A0 U+0020``."""
    return {
        int(row["char_start"]): "".join(chr(int(c[2:], 16)) for c in row["code_points"].split())
        for row in _rows(seeds / "layout.csv")
    }


def _rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _match(text, seeds):
    """The checks of every segment, and the canonical text of those found."""
    canon = matching.canonical(text)
    lines = _line_numbers(text)
    starts, found, taken = {}, {}, []
    places = matching.edges(canon)
    for segment in segments(seeds):
        length = _canonical_length(segment, _layout(seeds))
        start = matching.find(canon, places, length, segment.sha256)
        if start is not None:
            starts[segment.segment_id] = canon.count(" ", 0, start)
            found[segment.segment_id] = canon[start : start + length]
            taken.append((start, start + length))
    rest = _unclaimed(canon, taken)
    return [_check(s, starts, rest, lines) for s in segments(seeds)], found


def _line_numbers(text):
    """For each word of the canonical text, the line it is on."""
    numbered = enumerate(text.splitlines(), 1)
    return [number for number, line in numbered for _ in matching.canonical(line).split()]


def _check(segment, starts, rest, lines):
    facts = (segment.segment_id, segment.segment_kind, segment.paragraph, segment.gist)
    if segment.segment_id in starts:
        return Check(*facts, "found", lines[starts[segment.segment_id]])
    tries = [
        (likeness, first + place)
        for first, words in rest
        for place, likeness in [matching.closest(words, segment.words, segment.sketch)]
    ]
    likeness, place = max(tries, default=(0.0, 0))
    if likeness < ALIKE:
        return Check(*facts, "missing")
    return Check(*facts, "changed", lines[place], min(likeness, 0.99))


def _unclaimed(canon, taken):
    """Stretches no segment was found in: number of the first word, and the words."""
    stretches, place = [], 0
    for start, end in [*sorted(taken), (len(canon), len(canon))]:
        if words := canon[place:start].split():
            gap = len(canon[place:start]) - len(canon[place:start].lstrip())
            stretches.append((canon.count(" ", 0, place + gap), words))
        place = max(place, end)
    return stretches


def _canonical_length(segment, layout):
    spare = sum(
        len(printed) - 1
        for start, printed in layout.items()
        if segment.char_start <= start < segment.char_end
    )
    return segment.char_end - segment.char_start - spare
