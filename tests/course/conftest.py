"""Two articles to test on: one made up, and the course's own where a copy is at hand."""

import csv
import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from course import matching, texts, tree

MADE_UP = [
    ("front_dateline", "front", None, "Sunday, May 5, 2030"),
    ("front_title", "front", None, "The Ferry's Timetable and the Town's Patience"),
    ("caption_1", "caption", None, "The ferry at the pier, May 4, 2030"),
    (
        "body_01",
        "body",
        1,
        "The ferry was late on forty mornings this spring.\u00a0 The harbour office counts thirty, "
        "and  calls the rest a matter of clocks.",
    ),
    (
        "body_02",
        "body",
        2,
        "Three bakers, who open before dawn, keep a list of their own; it has forty-one\nentries "
        'and no explanation. "We write down what we see," one of them said.',
    ),
    ("link_1", "link", 2, "Harbour’s ‘summer’ timetable promises two boats"),
    (
        "body_03",
        "body",
        3,
        "If nothing changes, people will drive round the bay instead. Nobody has asked how many "
        "already do, and the bridge keeps no count .",
    ),
]
GAPS = ["", "\n\n", "\n\n", "\n\n", "\u00a0\n\n", "\u00a0", "\n\n\n"]


@dataclass
class Case:
    """An article with its own record: `text` is the recorded copy, `seeds` the folder."""

    text: str
    seeds: Path

    @property
    def place(self):
        return self.seeds / "article.txt"

    @property
    def segments(self):
        return texts.segments(self.seeds)


def write_tables(folder, text, rows):
    """Describe `text` as `seeds/README.md` says: segments.csv, layout.csv and sketches.csv.

    `rows` are (segment_id, segment_kind, paragraph, char_start, char_end, gist). Written from the
    definition and not with the code that reads the tables, so that each checks the other.
    """
    inside = set()
    segments, sketches, layout = [], [], []
    for name, kind, paragraph, start, end, gist in rows:
        words = text[start:end]
        inside.update(range(start, end))
        digest = hashlib.sha256(matching.canonical(words).encode()).hexdigest()
        segments.append([name, kind, paragraph, start, end, digest, gist])
        sketches.append([name, len(words.split()), matching.sketch(words)])
        for match in re.finditer(r"\s+|[‘’“”–—]", words):
            if match.group() != " ":
                layout.append((start + match.start(), match.group()))
    for match in re.finditer(r"\s+", text):
        between = [place for place in range(*match.span()) if place not in inside]
        if between:
            layout.append((between[0], text[between[0] : between[-1] + 1]))
    layout = [
        [start, start + len(printed), " ".join(f"U+{ord(c):04X}" for c in printed)]
        for start, printed in sorted(layout)
    ]
    tables = {
        "segments": (
            ["segment_id", "segment_kind", "paragraph", "char_start", "char_end", "sha256", "gist"],
            segments,
        ),
        "sketches": (["segment_id", "words", "sketch"], sketches),
        "layout": (["char_start", "char_end", "code_points"], layout),
    }
    for name, (header, lines) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([header, *lines])


@pytest.fixture
def made_up(tmp_path):
    """A short article of our own, so that the tests mean something without the article's text."""
    text, rows = "", []
    for gap, (name, kind, paragraph, words) in zip(GAPS, MADE_UP, strict=True):
        text += gap
        rows.append((name, kind, paragraph, len(text), len(text) + len(words), f"Gist of {name}"))
        text += words
    seeds = tmp_path / "made-up"
    seeds.mkdir()
    write_tables(seeds, text, rows)
    (seeds / "article.toml").write_text(
        f"""
        title = "{MADE_UP[1][3]}"
        author_note = "Made up for the tests."
        date = 2030-05-05
        language = "en"
        address = "http://127.0.0.1/2030/05/"
        claims = 2
        words = {len(text.split())}
        characters = {len(text)}
        sha256 = "{hashlib.sha256(text.encode()).hexdigest()}"
        rights = "Ours."
        [segments]
        front = 2
        caption = 1
        body = 3
        link = 1
        [publication]
        name = "The Pier"
        kind = "blog"
        """,
        encoding="utf-8",
    )
    return Case(text, seeds)


@pytest.fixture
def real(tmp_path, article_path):
    """The course's own article, with a folder of seeds that a test may write to."""
    text = article_path.read_bytes().decode("utf-8")
    if hashlib.sha256(text.encode()).hexdigest() != texts.record().sha256:
        pytest.skip(f"{article_path} is not a complete copy; see: casebook article status")
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for name in ("article.toml", "segments.csv", "layout.csv", "sketches.csv"):
        shutil.copy(tree.SEEDS / name, seeds)
    return Case(text, seeds)


@pytest.fixture(params=["made_up", pytest.param("real", marks=pytest.mark.text)])
def case(request):
    """Each of the two articles in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def write_seeds():
    """The function that describes a text as the seeds do."""
    return write_tables
