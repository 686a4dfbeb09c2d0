"""Reading a table: types, what is missing, and what is said of a broken row."""

import pickle
import shutil
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import datasets, tree
from course.errors import (
    BrokenRowError,
    MissingTableError,
    PartialDateError,
    UnknownFieldError,
    UnknownTableError,
)

BROKEN = {
    "not a coded value": (
        "claims", "c003,body_01,1,311,372,evaluation", "c003,body_01,1,311,372,opinion",
        "kind", "opinion", "one of figure, event",
    ),
    "letter for digit": (
        "casualty_reports", "killed,all,40,40,,at_least,gunmen", "killed,all,4O,40,,at_least,gunmen",
        "low", "4O", "a whole number",
    ),
    "day that does not exist": (
        "events", "Kerman bombings,2024-01-03", "Kerman bombings,2024-02-30",
        "date", "2024-02-30", "a day that exists",
    ),
    "month that does not exist": (
        "war_loss_estimates", "WL040,2022-07,2022-07", "WL040,2022-13,2022-07",
        "published_on", "2022-13", "text that matches",
    ),
    "partial date that does not exist": (
        "war_loss_estimates", "WL042,2022-08-08", "WL042,2023-02-29",
        "published_on", "2023-02-29", "a date that exists",
    ),
    "above the maximum": (
        "claims", "c130,body_18,18", "c130,body_18,19", "paragraph", "19", "at most 18",
    ),
    "below the minimum": (
        "events", "Kerman,Iran,30.28", "Kerman,Iran,-90.28", "lat", "-90.28", "at least -90",
    ),
    "identifier of another shape": (
        "actors", "a03,Iran,state", "a3,Iran,state", "actor_id", "a3", "text that matches",
    ),
    "required cell empty": (
        "actors", "a03,Iran,state", "a03,,state", "name", "", "may not be empty",
    ),
    "key twice": (
        "actors", "a03,Iran,state", "a02,Iran,state", "actor_id", "a02", "line 3 has the same",
    ),
    "unique field twice": (
        "actors", "a03,Iran,state", "a03,Russia,state", "name", "Russia", "line 2 has the same",
    ),
    "low above high": (
        "war_loss_estimates", "Russian forces,2000,,4000", "Russian forces,5000,,4000",
        "low best high", "5000 /  / 4000", "low <= best <= high",
    ),
    "a cell too many": (
        "relation_types", "arms,cooperative,", "arms,cooperative,,", "", 4, "3 cells",
    ),
}  # fmt: skip


@pytest.fixture
def broken(tmp_path):
    """Copies a table's folder, changes one place and gives the error that loading raises."""

    def load_after(table, old, new):
        for path in tree.DATASETS.glob("*.[cj]s*"):
            shutil.copy(path, tmp_path)
        path = tmp_path / f"{table}.csv"
        text = path.read_bytes()
        assert text.count(old) == 1, "the place to break must be there once"
        path.write_bytes(text.replace(old, new))
        with pytest.raises(BrokenRowError) as raised:
            datasets.load(table, tmp_path)
        return raised.value

    return load_after


def test_every_table_loads():
    """The course begins with load(name) for each of the names it offers."""
    for name in datasets.names():
        assert len(datasets.load(name)) > 0


def test_columns_are_typed_by_the_description():
    """Whole numbers stay whole where some are missing, and days are days."""
    reports = datasets.load("casualty_reports")
    assert reports["best"].dtype == "Int64"
    assert pd.api.types.is_datetime64_dtype(reports["reported_on"])
    assert reports["use"].dtype == "str"
    assert datasets.load("events")["lat"].dtype == "float64"


def test_a_figure_is_what_the_file_says():
    """The first Kerman toll read was 53 by the head of the emergency service."""
    reports = datasets.load("casualty_reports").set_index("report_id")
    assert reports.loc["kerman-2024-007", "best"] == 53
    assert pd.isna(reports.loc["kerman-2024-007", "low"])
    assert reports.loc["kerman-2024-016", "as_of"] == pd.Timestamp("2024-01-03")
    assert reports.loc["kerman-2024-016", "as_of_time_local"] == "17:35"


def test_missing_stays_missing_and_the_word_none_stays_a_word():
    """No attribution is a missing value; the hedge `none` is a code with a meaning."""
    claims = datasets.load("claims")
    assert claims["attribution"].notna().sum() == 4
    assert (claims["hedge"] == "none").sum() == 103


def test_each_call_gives_a_frame_of_its_own():
    """What one lesson does to its frame must not reach the next."""
    changed = datasets.load("relation_types")
    changed["definition"] = "changed"
    assert "changed" not in datasets.load("relation_types")["definition"].tolist()


def test_rows_are_numbered_and_keys_stay_columns():
    """A key in the index would be lost to the first merge that resets it."""
    claims = datasets.load("claims")
    assert claims.index.tolist() == list(range(130))
    assert claims.columns[0] == "claim_id"


def test_cells_may_hold_line_breaks():
    """Fault f13 is a line break inside a sentence, so its printed words have one."""
    faults = datasets.load("text_faults").set_index("fault_id")
    assert faults.loc["f13", "printed"] == "earlier\nto"


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("claim", "claims"), ("casualty_report", "casualty_reports"), ("outline", "outlines")],
)
def test_an_unknown_name_suggests_the_near_one(wrong, meant):
    """Most wrong names are a letter short."""
    with pytest.raises(UnknownTableError, match=f"Did you mean '{meant}'"):
        datasets.load(wrong)


def test_an_unknown_name_near_nothing_lists_the_tables():
    """A suggestion that is not near would mislead."""
    with pytest.raises(UnknownTableError) as raised:
        datasets.load("zzz")
    assert "Did you mean" not in str(raised.value)
    assert "war_loss_estimates" in str(raised.value)


@pytest.mark.parametrize(
    ("table", "old", "new", "field", "value", "rule"), BROKEN.values(), ids=BROKEN
)
def test_a_broken_row_names_table_line_field_value_and_rule(
    broken, table, old, new, field, value, rule
):
    """An editor must find the cell without searching."""
    error = broken(table, old.encode(), new.encode())
    assert (error.table, error.field, error.value) == (table, field, value)
    assert rule in error.rule
    for part in (table, f"line {error.line}", repr(value), rule, "casebook datasets check"):
        assert part in str(error)


def test_the_line_is_counted_in_the_file_and_not_in_rows(broken):
    """Fault f13 fills two lines, so the rows after it stand one line lower than their number."""
    error = broken("text_faults", b"\nf14,body_04,4,1827,1845", b"\nf14,body_04,4,1827,x")
    assert error.line == 1 + 13 + 1 + 1  # header, thirteen rows, the second line of f13, itself
    assert error.key == "f14"


def test_a_changed_header_is_named(broken):
    """A column moved in a spreadsheet would otherwise be read as another."""
    error = broken("relation_types", b"relation,default_sign", b"default_sign,relation")
    assert error.line == 1
    assert "the header relation,default_sign,definition" in str(error)


def test_another_encoding_is_named(broken):
    """A spreadsheet may save letters in an old encoding."""
    error = broken("relation_types", b"Supplies weapons", "Supplies wéapons".encode("latin-1"))
    assert error.rule == "UTF-8 text"
    assert error.line == 3


def test_a_byte_order_mark_and_windows_line_ends_are_read_as_the_same_table(tmp_path):
    """Spreadsheets add both when they save, and neither changes a figure."""
    for path in tree.DATASETS.glob("*.[cj]s*"):
        shutil.copy(path, tmp_path)
    path = tmp_path / "relation_types.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(
        datasets.load("relation_types", tmp_path), datasets.load("relation_types")
    )


def test_a_missing_file_is_named(tmp_path):
    """Half a checkout should not look like an empty table."""
    shutil.copy(tree.DATASETS / "datapackage.json", tmp_path)
    with pytest.raises(MissingTableError, match="git checkout"):
        datasets.load("claims", tmp_path)


def test_errors_come_back_whole_from_another_process():
    """Tables are also read by workers, and an error crosses over pickled."""
    error = BrokenRowError("claims", 4, "c003", "kind", "opinion", "one of figure, event")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert (again.line, again.rule) == (4, "one of figure, event")


def test_describe_gives_each_field_its_unit():
    """A figure never travels without its unit."""
    fields = datasets.describe("casualty_reports").set_index("field")
    assert fields.index.tolist() == datasets.load("casualty_reports").columns.tolist()
    assert fields.loc["best", "unit"] == "people"
    assert "subset:" in fields.loc["population", "description"]


def test_categories_define_each_value_of_use():
    """What may be plotted is said where the value is."""
    assert list(datasets.categories("casualty_reports", "use")) == ["series", "example", "excluded"]
    assert datasets.categories("claims", "gist") == {}
    with pytest.raises(UnknownFieldError, match="Did you mean 'stance'"):
        datasets.categories("evidence", "stanse")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-03-30", "2024-03-30", "2024-03-30"),
    ],
)
def test_a_partial_date_spans_its_year_or_month(text, first, last):
    """A month runs from its first to its last day; 2024 was a leap year."""
    dates = pd.Series([text])
    assert datasets.day(dates, "first")[0] == pd.Timestamp(first)
    assert datasets.day(dates, "last")[0] == pd.Timestamp(last)


@given(st.dates(date(1900, 1, 1)), st.sampled_from([4, 7, 10]))
def test_a_day_lies_between_the_edges_of_whatever_names_it(day, length):
    """However much of a date is known, the day itself is not outside."""
    dates = pd.Series([day.isoformat()[:length]])
    first, last = datasets.day(dates, "first")[0], datasets.day(dates, "last")[0]
    assert first <= pd.Timestamp(day) <= last
    assert (first == last) == (length == 10)


def test_day_keeps_the_index_and_what_is_missing():
    """The days must fit beside the rows they came from."""
    dates = pd.Series(["2021", None], index=["c043", "c044"], name="date_start")
    days = datasets.day(dates)
    assert days.index.tolist() == ["c043", "c044"]
    assert days.name == "date_start"
    assert days.isna().tolist() == [False, True]


def test_day_takes_real_days_as_they_are():
    """Columns of days and of partial dates can be treated alike."""
    reported = datasets.load("casualty_reports")["reported_on"]
    pd.testing.assert_series_equal(datasets.day(reported, "last"), reported)


@pytest.mark.parametrize("text", ["2024-13", "2023-02-29", "30 March", "24"])
def test_what_is_no_date_is_refused(text):
    """A wrong date must not become some other day."""
    with pytest.raises(PartialDateError, match="YYYY"):
        datasets.day(pd.Series([text]))


def test_an_edge_is_first_or_last():
    """There is no middle of a month to be had."""
    with pytest.raises(ValueError, match="'first' or 'last'"):
        datasets.day(pd.Series(["2024"]), "middle")
