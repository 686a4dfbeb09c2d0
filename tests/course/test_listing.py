"""Reports as a page lists them."""

import pandas as pd
import pytest

from course import coding, counts, datasets, listing


@pytest.fixture(scope="module")
def reports():
    return datasets.load("casualty_reports")


def test_every_outlet_leads_to_its_page(reports):
    """As many links as rows, each with the address of its row."""
    some = reports.head(12)
    page = listing.table(some, ["figure", "attributed_to"]).data
    assert page.count('<a href="http') == len(some)
    assert all(url.split("?")[0] in page for url in some["url"])


def test_a_floor_a_range_and_a_ceiling_are_said_as_such(reports):
    """ "As many as 170" gives an upper end alone, and is no point."""
    rows = ["crocus-2024-008", "crocus-2024-038", "kabul-airport-2021-048"]
    page = listing.table(reports[reports["report_id"].isin(rows)], ["figure"]).data
    for words in ("at least 40", "82 to 83", "up to 170"):
        assert f"<td>{words}</td>" in page


def test_a_row_without_any_number_is_no_ceiling(reports):
    """ "Dozens" stays words."""
    figures = counts.printed_range(reports).set_index("report_id")["figure"]
    assert figures["crocus-2024-029"] == "words only, no number"


def test_what_a_page_says_is_shown_and_not_run():
    """Words of a source are words."""
    row = {"source_name": "<b>x</b>", "url": 'https://x.org/"><i>', "report_id": "a"}
    toy = pd.DataFrame([row | {"qualifier": "exact", "source_type": "ngo"}])
    toy[["low", "best", "high"]] = pd.NA
    page = listing.table(toy.astype(dict.fromkeys(("low", "best", "high"), "Int64")), []).data
    assert "<b>" not in page
    assert "<i>" not in page


def test_a_missing_cell_is_left_empty_and_a_clock_is_shown():
    """Nothing is put where nothing is known."""
    cells = [pd.NaT, pd.Timestamp("2024-03-23"), pd.Timestamp("2024-03-23 12:53"), "x", "u"]
    shown = listing.row(["as_of", "reported_on", "clock", "source_name", "url"], cells)
    assert shown.startswith(
        '<tr><td></td><td class="day">2024-03-23</td><td class="day">2024-03-23 12:53</td>'
    )


def test_estimates_and_evidence_are_listed_with_qualifier_and_link():
    """A floor, a range and a unit are said in words, and each row leads to its page."""
    losses = datasets.load("war_loss_estimates")
    page = listing.table(losses[losses["estimate_id"].isin(["WL065", "WL091"])], ["figure"]).data
    assert "at least 350,000" in page and "290,000 to 460,000" in page
    assert page.count("<a href=") == 2
    assert "<th>whose figure</th>" in page and "killed or wounded" in page
    evidence = datasets.load("evidence")
    page = listing.table(evidence[evidence["evidence_id"] == "CE041"], ["figure"]).data
    assert "<td>up to 10,000,000 US dollars</td>" in page
    assert page.count("<a href=") == 1


def test_money_is_no_formula():
    """Two dollar signs in a row would be set as mathematics."""
    evidence = datasets.load("evidence")
    page = listing.table(evidence[evidence["evidence_id"] == "CE042"], ["finding"]).data
    assert page.count("$") == 2
    assert "tex2jax_ignore" in page


def test_measure_and_population_are_never_hidden():
    """Shared by all rows they stand in the caption, mixed they are columns."""
    reports = datasets.load("casualty_reports")
    alike = reports[reports["report_id"].isin(["crocus-2024-040", "crocus-2024-042"])]
    page = listing.table(alike, ["figure"]).data
    assert "<caption>Every row: measure killed, population all</caption>" in page
    mixed = reports[reports["report_id"].isin(["crocus-2024-040", "crocus-2024-015"])]
    page = listing.table(mixed, ["figure"]).data
    assert "<caption>Every row: population all</caption>" in page
    assert "<th>measure</th>" in page


def test_what_rules_decided_leads_to_the_pages():
    """GTD's 115 of 23 March rests on three pages, and each is linked."""
    killed = counts.series(datasets.load("casualty_reports"), "crocus-2024")
    known = counts.known_by(killed, "2024-03-23")
    page = listing.decided({"GTD": coding.gtd(known)}, known).data
    assert "<caption>People killed, population all</caption>" in page
    assert page.count("<a href=") == len(coding.gtd(known).reports) == 3
    assert "<td>115</td>" in page
