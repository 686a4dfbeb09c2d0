import csv
import re
import tomllib
from urllib.parse import urlsplit

from course import texts, tree

FILES = {"README.md", "article.toml", "layout.csv", "segments.csv", "sketches.csv"}


def rows(name):
    with (tree.SEEDS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_tables_list_the_same_segments_in_reading_order():
    """Offsets rise, segments do not overlap, and each has its sketch."""
    segments = texts.segments()
    ends = [0, *(segment.char_end for segment in segments)]
    assert all(end <= s.char_start < s.char_end for end, s in zip(ends, segments, strict=False))
    assert [row["segment_id"] for row in rows("sketches.csv")] == [s.segment_id for s in segments]


def test_fingerprints_have_the_form_the_readme_gives():
    """64 and 32 lower-case hexadecimal digits, and no two segments alike."""
    segments = texts.segments()
    assert all(re.fullmatch(r"[0-9a-f]{64}", segment.sha256) for segment in segments)
    assert all(re.fullmatch(r"[0-9a-f]{32}", segment.sketch) for segment in segments)
    assert len({segment.sha256 for segment in segments}) == len(segments)


def test_body_paragraphs_are_numbered_without_a_gap():
    """Tables refer to body paragraphs by number."""
    body = [s.paragraph for s in texts.segments() if s.segment_kind == "body"]
    assert body == list(range(1, len(body) + 1))


def test_the_record_counts_what_the_tables_hold():
    """Counts on the record are the tables' own."""
    record = texts.record()
    kinds = [segment.segment_kind for segment in texts.segments()]
    with (tree.DATASETS / "claims.csv").open(encoding="utf-8", newline="") as claims:
        assert record.claims == sum(1 for _ in csv.DictReader(claims))
    assert record.segments == {kind: kinds.count(kind) for kind in kinds}
    assert record.words == sum(segment.words for segment in texts.segments())
    assert record.characters == texts.segments()[-1].char_end


def test_the_layout_holds_only_spacing_and_quotes():
    """The layout may restore the look of a copy, and must not carry any of its words."""
    for row in rows("layout.csv"):
        printed = "".join(chr(int(code[2:], 16)) for code in row["code_points"].split())
        assert printed.isspace() or printed in set("‘’“”–—")
        assert int(row["char_end"]) - int(row["char_start"]) == len(printed)


def test_every_fact_on_the_record_names_the_page_it_was_read_on():
    """A record without its sources is hearsay."""
    facts = tomllib.loads((tree.SEEDS / "article.toml").read_text(encoding="utf-8"))
    sourced = {name for source in facts["sources"] for name in source["fact"].split(", ")}
    publication = {f"publication.{name}" for name in facts["publication"]}
    assert sourced == {"title", "date", "address"} | publication
    for source in facts["sources"]:
        assert urlsplit(source["url"]).scheme in {"http", "https"}
        assert source["says"]


def test_the_folder_holds_the_record_and_at_most_the_readers_copy():
    """Anything else here might be text that is not ours."""
    names = {path.name for path in tree.SEEDS.iterdir()}
    assert names - {name for name in names if name.startswith("article.txt")} == FILES
