"""What the rows must be, whoever edits them."""

from urllib.parse import urlsplit

import pytest

from course import datasets

COUNTS = {
    "claims": 130,  # every claim of the body, cut by hand
    "text_segments": 26,  # 2 of the front, 3 captions, 18 paragraphs, 3 linked titles
    "text_faults": 70,
    "actors": 59,
    "relations": 97,
    "relation_types": 19,
    "events": 13,  # 4 that the article names and 9 for context
    "casualty_reports": 273,
    "war_loss_estimates": 138,
    "evidence": 244,  # 139 on figures and history, 105 on the narrative
    "mse_tables": 129,  # cells of nine published tables
    "word_probabilities": 45,  # 13 of ICD 203, 7 of Kent, 22 of readers, 3 of ACLED
    "second_reading": 135,  # 96 of pages, 15 of claims, 24 of relations
}

FLOORS = ("at_least", "more_than")


@pytest.mark.parametrize(("table", "rows"), COUNTS.items())
def test_no_row_got_lost(table, rows):
    """These tables were compiled once; whoever adds or drops a row changes the number here too."""
    assert len(datasets.load(table)) == rows


@pytest.mark.parametrize("table", ["casualty_reports", "war_loss_estimates"])
def test_low_best_and_high_stand_in_order(table):
    """A best figure outside its own range cannot be drawn or scored."""
    rows = datasets.load(table)
    for less, more in (("low", "best"), ("best", "high"), ("low", "high")):
        both = rows[[less, more]].dropna()
        assert (both[less] <= both[more]).all()


def test_at_least_stays_a_floor():
    """'At least 60' says nothing of how many more: no high, and best only repeats the floor."""
    reports = datasets.load("casualty_reports")
    floors = reports[reports["qualifier"].isin(FLOORS)]
    assert len(floors) == 46 + 30
    assert floors["high"].isna().all()
    assert (floors["low"] == floors["best"]).all()
    exact = reports[reports["qualifier"] == "exact"]
    assert exact["best"].notna().all() and exact["low"].isna().all()


def test_three_reports_have_words_and_no_number():
    """'Dozens' and 'hundreds' are kept as said; nobody put a number in their place."""
    reports = datasets.load("casualty_reports")
    silent = reports[reports[["low", "best", "high"]].isna().all(axis=1)]
    assert silent["report_id"].tolist() == [
        "crocus-2024-029",
        "crocus-2024-030",
        "crocus-2024-099",
    ]


def test_a_part_of_a_population_is_no_series():
    """Forty dead of gunshot among 139 would halve a curve of the toll."""
    reports = datasets.load("casualty_reports")
    parts = reports["population"].str.startswith("subset:")
    assert parts.sum() == 11
    assert (reports.loc[parts, "use"] == "excluded").all()


def test_only_whole_cumulative_russian_losses_are_series():
    """One force, a period, an altered slide and the other army would each bend the curve."""
    losses = datasets.load("war_loss_estimates").set_index("estimate_id")
    assert losses.index[losses["use"] == "example"].tolist() == ["WL025"]
    assert set(losses.index[losses["use"] == "excluded"]) == {
        *("WL046", "WL047", "WL079", "WL088"),  # Wagner
        "WL051",  # altered
        *("WL053", "WL054"),  # since December 2022 only
        *(f"WL{number}" for number in range(132, 139)),  # Ukrainian losses
    }
    series = losses[losses["use"] == "series"]
    assert series["population"].str.startswith("Russian").all()


def test_every_row_that_is_no_series_says_why():
    """The reason has to survive where the marker was."""
    for table in ("casualty_reports", "war_loss_estimates"):
        rows = datasets.load(table)
        parts = rows["population"].str.startswith("subset:")
        assert rows.loc[(rows["use"] != "series") & ~parts, "note"].notna().all()


def test_the_readme_shows_every_example():
    """A case kept for reading should be found by readers."""
    text = (datasets.tree.DATASETS / "README.md").read_text(encoding="utf-8")
    rows = datasets.load("casualty_reports")
    famous = {"crocus-2024-088", "kerman-2024-049", "kunduz-mosque-2021-004", "crocus-2024-097"}
    assert famous <= set(rows.loc[rows["use"] == "example", "report_id"])
    assert all(f"`{case}`" in text for case in famous)


def test_every_address_is_well_formed():
    """A reader must be able to open the page a figure was read on."""
    for source in datasets.load("sources").itertuples():
        parts = urlsplit(source.url)
        assert parts.scheme in ("http", "https")
        assert parts.netloc == source.host
        assert "." in source.host and not source.host.startswith(".")
        assert not any(letter.isspace() for letter in source.url)


def test_no_page_is_called_by_two_names_on_one_host():
    """Counting pages by publisher needs one name for one house; two hosts carry several houses."""
    sources = datasets.load("sources")
    several = sources.groupby("host")["publisher"].nunique()
    assert set(several.index[several > 1]) <= {"github.com", "docslib.org"}


def test_the_same_page_is_of_one_kind():
    """Whether a page is news or a reprint does not depend on what was read on it."""
    kinds = datasets.load("evidence").groupby("url")["source_type"].nunique()
    assert (kinds == 1).all()


def test_rows_read_on_one_page_count_as_one_source():
    """A page that stands in two rows must not corroborate itself.

    One page passes on a phrase of the United Nations besides its own words; the phrase is the UN's.
    """
    evidence = datasets.load("evidence")
    origins = evidence.groupby("url")["origin"].nunique()
    assert origins[origins > 1].index.tolist() == [
        evidence.set_index("evidence_id").loc["ne093", "url"]
    ]


def test_one_notice_told_by_three_outlets_is_one_origin():
    """The reward notice of 7 February 2022 reached the table by three pages and a fourth reading."""
    told = datasets.load("evidence").query("origin == 'CE043'")
    assert set(told["evidence_id"]) == {"CE041", "CE042", "CE043", "ne073", "ne098"}


def test_ties_have_the_usual_sign_of_their_sort():
    """The sign is what networks are split by; a claim would have to say otherwise."""
    usual = datasets.load("relation_types").set_index("relation")["default_sign"]
    relations = datasets.load("relations")
    assert (relations["sign"] == relations["relation"].map(usual)).all()


def test_overlap_tables_hold_as_many_people_as_published():
    """Totals named in the publications: a cell lost or doubled would show."""
    totals = datasets.load("mse_tables").groupby("dataset")["count"].sum()
    assert totals["kosovo_1999"] == 4_400
    assert totals["korea_palembang"] == 123
    assert totals["madigan_york_three"] == 626
    assert totals["uk_modern_slavery_2013_six"] == 2_744
    assert totals["netherlands_trafficking_six"] == 8_234
    assert totals["new_orleans_five"] == 186
    assert totals["rome_hiv"] == 1_896


def test_the_second_reading_found_81_of_95_again():
    """The published rates rest on this sample: 95 rows drawn, and one more from their pages."""
    second = datasets.load("second_reading")
    pages = second[~second["table"].isin(["claims", "relations"])]
    drawn = pages[~pages["note"].str.startswith("Outside the sample")]
    assert len(drawn) == 95
    assert (drawn["verdict"] != "not_found_again").sum() == 81


def test_readers_take_dozens_for_more_than_the_coding_rule():
    """The lesson on vague quantities rests on these two rows: a median of 36 against a code of 12."""
    words = datasets.load("word_probabilities").set_index(["scheme", "phrase"])["mid"]
    assert words["readers", "dozens"] == 36
    assert words["acled", "dozens"] == 12


def test_kent_bands_are_a_middle_with_a_plus_or_minus():
    """Kent gives 93 give or take 6, so the two halves of a band are alike."""
    words = datasets.load("word_probabilities")
    kent = words[words["scheme"] == "kent"].dropna(subset=["low"])
    assert len(kent) == 5
    assert (kent["mid"] - kent["low"] == kent["high"] - kent["mid"]).all()
