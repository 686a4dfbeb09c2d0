"""`casebook datasets`: rules between rows and tables, and what is derived."""

import shutil

import pytest
from click.testing import CliRunner

from course import tables, tree

BROKEN = {
    "no such event": (
        "casualty_reports", "kerman-2024-001,kerman-2024,", "kerman-2024-001,kerman-2025,",
        "event_id", "kerman-2025", "event_id of a row of events",
    ),
    "name of another actor": (
        "relations", "r004,c007,a01,Russia,", "r004,c007,a01,Iran,",
        "source_actor_id source_actor", "a01 Iran", "actor_id and name of a row of actors",
    ),
    "claim that is not there": (
        "evidence", "CE003,c075,c074,", "CE003,c075,c174,", "also_bears_on", "c174", "claim_id of rows of claims",
    ),
    "claim named twice": (
        "evidence", "CE003,c075,c074,", "CE003,c075,c075,", "also_bears_on", "c075", "claims other than c075",
    ),
    "span outside its segment": (
        "claims", "c002,body_01,1,209,241", "c002,body_01,1,180,241",
        "char_start char_end", "180 to 241", "a span inside body_01 (194 to 698)",
    ),
    "empty span": (
        "text_faults", "f05,body_01,1,423,441", "f05,body_01,1,441,441",
        "char_start char_end", "441 to 441", "a span inside body_01",
    ),
    "paragraph of another segment": (
        "claims", "c002,body_01,1,209,241", "c002,body_01,2,209,241",
        "paragraph", 2, "the paragraph of body_01 (1)",
    ),
    "end before start": (
        "claims", "Syria,2014,2024", "Syria,2014,2004", "date_start date_end", "2014 / 2004", "date_start <= date_end",
    ),
    "floor with a ceiling": (
        "casualty_reports", "killed,all,40,40,,at_least,gunmen", "killed,all,40,40,50,at_least,gunmen",
        "low best high", "40 / 40 / 50", "the floor in low and best, high empty",
    ),
    "floor as a point": (
        "casualty_reports", "killed,all,40,40,,at_least,gunmen", "killed,all,,40,,at_least,gunmen",
        "low best high", " / 40 / ", "the floor in low and best",
    ),
    "part as a series": (
        "casualty_reports", "ru,excluded,Covers Moscow city", "ru,series,Covers Moscow city",
        "use", "series", "the population is a part",
    ),
    "ceiling with a floor": (
        "war_loss_estimates", "Russian forces,,,500000,up_to", "Russian forces,100,,500000,up_to",
        "low best high", "100 /  / 500000", "interval kind up_to",
    ),
    "origin that repeats another row": (
        "evidence", "news,CE003,2024-02-24", "news,CE002,2024-02-24", "origin", "CE002", "CE001, the origin of CE002",
    ),
    "digit for no list": (
        "mse_tables", "korea_palembang,b;c;d,110,", "korea_palembang,b;c;d,0110,", "pattern", "0110", "3 digits",
    ),
    "second reading of nothing": (
        "second_reading", "relations,r097,", "relations,r098,", "row_id", "r098", "identifier of a row of relations",
    ),
    "page in two languages": (
        "evidence", "402720199,de,", "402720199,en,", "language", "en", "the language sources.csv gives",
    ),
    "address nobody listed": (
        "events", "https://www.dawn.com/news/1767781", "https://www.dawn.com/news/1",
        "url", "https://www.dawn.com/news/1", "casebook datasets update",
    ),
}  # fmt: skip


@pytest.fixture
def copy(tmp_path):
    """The tables and the seeds they follow from, to edit."""
    shutil.copytree(tree.DATASETS, tmp_path / "datasets")
    (tmp_path / "seeds").mkdir()
    shutil.copy(tree.SEEDS / "segments.csv", tmp_path / "seeds")
    return tmp_path / "datasets"


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, "the place to edit must be there once"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def run(*arguments):
    return CliRunner().invoke(tables.tables, [str(a) for a in arguments])


def test_the_tables_keep_every_rule():
    """The course's own tables must pass what they are checked for."""
    assert [str(problem) for problem in tables.problems()] == []


@pytest.mark.parametrize(
    ("table", "old", "new", "field", "value", "rule"), BROKEN.values(), ids=BROKEN
)
def test_a_rule_between_rows_that_is_broken_is_named(copy, table, old, new, field, value, rule):
    """An editor must learn which cell does not fit which other."""
    edit(copy / f"{table}.csv", old, new)
    found = tables.problems(copy)
    assert [(problem.table, problem.field, problem.value) for problem in found] == [
        (table, field, value)
    ]
    assert rule in found[0].rule


def test_all_tables_are_looked_at_and_not_only_the_first(copy):
    """Two editors' slips come out in one run."""
    edit(copy / "actors.csv", "a03,Iran,state", "a03,Iran,country")
    edit(copy / "relation_types.csv", "relation,default_sign", "relation,sign")
    assert [problem.table for problem in tables.problems(copy)] == ["actors", "relation_types"]


def test_check_ends_well_on_the_tables_as_they_are():
    """What is in the repository has been checked and is in step."""
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "273" in result.output and "9,803" in result.output


def test_check_names_what_is_broken_and_fails(copy):
    """A check that only prints would let a broken table through."""
    edit(copy / "actors.csv", "a03,Iran,state", "a03,Iran,country")
    result = run("check", "--folder", copy)
    assert result.exit_code == 1
    assert "table actors, line 4 (a03), field kind: expected one of state" in result.output


def test_update_changes_nothing_where_all_is_in_step(copy):
    """The dictionary, the counts and the segments in the repository are the generated ones."""
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    assert tables.update(copy) == []
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


def test_the_readme_has_both_generated_parts():
    """Without its marks the dictionary would silently stay as it was."""
    text = (tree.DATASETS / "README.md").read_text(encoding="utf-8")
    for name in ("tables", "dictionary"):
        assert text.count(f"<!-- {name}: generated") == text.count(f"<!-- end of {name} -->") == 1
    assert "| [claims](#claims) | 130 |" in text
    assert "- `series` (" in text


def test_update_lists_a_new_address_and_counts_it(copy):
    """Whoever adds a row should not have to keep the sources table by hand."""
    page = "https://example.org/report"
    edit(copy / "events.csv", "https://www.dawn.com/news/1767781", page)
    result = run("update", "--folder", copy)
    assert result.exit_code == 0
    assert f"new in sources.csv: {page}" in result.output
    assert f"\n{page},example.org,example.org,,1,0,0,0,0,0,0,1\n" in (
        copy / "sources.csv"
    ).read_text(encoding="utf-8")
    assert tables.problems(copy) == []


def test_update_drops_an_address_nobody_cites(copy):
    """A page that no row rests on is no source."""
    edit(copy / "events.csv", "https://www.dawn.com/news/1767781", "https://example.org/report")
    tables.update(copy)
    assert "https://www.dawn.com/news/1767781" not in (copy / "sources.csv").read_text(
        encoding="utf-8"
    )


def test_update_keeps_the_publisher_written_by_hand(copy):
    """Names are not derived, and must survive."""
    edit(copy / "sources.csv", ",Just Security,", ",Just Security (New York),")
    tables.update(copy)
    assert ",Just Security (New York)," in (copy / "sources.csv").read_text(encoding="utf-8")


def test_segments_follow_the_seeds(copy):
    """The article's record is edited in one place."""
    edit(copy / "text_segments.csv", "Russia and Assad", "Russia and others")
    assert tables.stale(copy) == ["text_segments.csv"]
    result = run("check", "--folder", copy)
    assert result.exit_code == 1
    assert "text_segments.csv: expected what follows from the tables" in result.output
    assert tables.update(copy) == ["text_segments.csv"]
    assert tables.stale(copy) == []


def test_the_dictionary_follows_the_rows(copy):
    """Row counts in prose go stale; these are rewritten."""
    path = copy / "casualty_reports.csv"
    path.write_text(path.read_text(encoding="utf-8").rsplit("\n", 2)[0] + "\n", encoding="utf-8")
    assert "README.md" in tables.stale(copy)
    tables.update(copy)
    assert "| 272 | Casualty reports |" in (copy / "README.md").read_text(encoding="utf-8")
