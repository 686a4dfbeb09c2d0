"""Lesson 2.5: what it says in words is what its tables and fits say.

Numbers that only a page gives stand here with the page's address, as the lesson has them.
"""

import math
from itertools import combinations

import pytest

from course import capture_recapture as cr
from course import datasets
from course.known_lists import KnownLists
from tests.notebooks.reading import code_of, prose_of

CHOSEN, OTHER = "[123,14,34]", "[123,134]"


@pytest.fixture(scope="module")
def prose():
    return prose_of("2.5")


@pytest.fixture(scope="module")
def table():
    return cr.overlap_table(datasets.load("mse_tables"), "kosovo_1999")


@pytest.fixture(scope="module")
def fits(table):
    return cr.search(table)


def test_the_made_up_town_by_hand(prose):
    """40, 30 and 12: everything said of them is arithmetic."""
    assert 40 * 30 / 12 == 100 and 12 / 30 == 40 / 100
    assert "40 + 30 − 12 = 58 people, so the estimate says that 42 are on neither" in prose
    assert round(41 * 31 / 13 - 1) == 97
    low, high = cr.chapman_interval(40, 30, 12)
    assert f"About 97 people, with a 95 percent interval of {low:.0f} to {high:.0f}." in prose
    assert "took 8 more of its names" in prose
    assert 12 + 8 == 20 and 40 * 30 / 20 == 60
    assert "60 in place of 100." in prose


def test_the_people_named_in_kosovo(prose, table):
    """How many people, and on how many lists each."""
    named, once = table["count"].sum(), cr.on_how_many(table)[1]
    assert f"Together {named:,} people are named." in prose
    assert f"{once:,} of the {named:,}, nearly three in four, are on one list only" in prose
    assert 0.72 < once / named < 0.75


def test_the_six_pairs(prose, table):
    """The spread, whose it is, and how many bars do not touch."""
    pairs = cr.pairs(table).sort_values("lincoln_petersen")
    low, high = pairs.iloc[0], pairs.iloc[-1]
    assert (
        f"From {low['lincoln_petersen']:,.0f} ({low['list_a']} and {low['list_b']}) to "
        f"{high['lincoln_petersen']:,.0f} ({high['list_a']} and {high['list_b']})" in prose
    )
    bars = pairs[["low", "high"]].to_numpy().tolist()
    apart = [a[1] < b[0] or b[1] < a[0] for a, b in combinations(bars, 2)]
    assert (len(apart), sum(apart)) == (15, 10)
    assert "Of the fifteen ways to pick two bars, ten give bars that do not touch." in prose


def test_the_made_up_place(prose):
    """An odds ratio of 4 hides 3,672 people from A and B; out of reach hides 30 in 100."""
    linked, hidden = KnownLists(dependence=4), KnownLists(dependence=4, out_of_reach=30)
    row = linked.estimates.loc["A and B"]
    assert f"A and B together say {row['total']:,.0f} where the truth is 10,000" in prose
    assert row["high"] < 0.7 * 10_000
    assert linked.estimates.loc[["A and C", "B and C"], "total"].tolist() == pytest.approx(
        [1e4] * 2
    )
    for lists, total in ((linked, 10_000), (hidden, 7_000)):
        right = cr.fit(lists.table, "[12,3]")
        assert right.total == pytest.approx(total)
        assert right.deviance == pytest.approx(0, abs=1e-6)
        for wrong in ("[1,2,3]", "[13,2]"):
            assert cr.fit(lists.table, wrong).deviance > 100
    assert "and its answer is 30 percent too low" in prose


def test_which_kosovo_lists_meet(prose, table):
    """The two rows read out against independence."""
    cells = cr.expected_counts(table, "[1,2,3,4]").set_index(["EXH", "ABA", "OSCE", "HRW"])
    meet, apart = cells.loc[(1, 1, 1, 0)], cells.loc[(0, 1, 0, 1)]
    assert (
        f"{meet['count']:.0f} people are on EXH, ABA and OSCE and not on HRW, where "
        f"{meet['expected']:.0f} would be expected" in prose
    )
    assert (
        f"{apart['count']:.0f} are on ABA and HRW only, where {apart['expected']:.0f} would be"
        in prose
    )
    alone = cr.fit(table, "[1,2,3,4]")
    assert f"Independence adds up to {alone.total:,.0f} people" in prose
    assert alone.deviance > 200


def test_the_choice_and_the_trap(prose, fits):
    """Two winners, the term between them, and its two prices."""
    assert len(fits) == 113 and "that makes 113 models" in prose
    by_records, by_cells = cr.best(fits, by="bic_records"), cr.best(fits, by="bic_cells")
    assert (by_records["model"], by_cells["model"]) == (CHOSEN, OTHER)
    assert f"`{CHOSEN}`: EXH, ABA and OSCE linked all three" in prose
    assert f"Its total is {by_records['total']:,.0f}." in prose
    assert f"`{OTHER}`, with {by_cells['total']:,.0f} people" in prose
    gap = by_cells["total"] - by_records["total"]
    assert prose.count(f"{gap:,.0f}") >= 2
    assert by_cells["parameters"] - by_records["parameters"] == 1
    gain = by_records["deviance"] - by_cells["deviance"]
    assert f"that term lowers the deviance by {gain:.2f}" in prose
    assert f"The logarithm of 4,400 is {math.log(4400):.2f}: by a hair" in prose
    assert f"The logarithm of 15 is {math.log(15):.2f}: now it pays" in prose
    assert math.log(15) < gain < math.log(4400) < gain + 0.1


def test_the_intervals_worked_out_here(prose, table):
    """Log-normal and profile, for the model held fixed."""
    ends = [*cr.lognormal_interval(table, CHOSEN), *cr.profile_interval(table, CHOSEN)]
    a, b, c, d = (f"{end:,.0f}" for end in ends)
    assert f"{a} to {b}, and {c} to {d}, both at 95 percent" in prose


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("10,356", "https://1library.net/article/comparison-results-global-piecewise-modeling"),
        ("9,002–12,122", "https://www.nu.nl/algemeen/31164/"),
        ("9,100–12,000", "https://bernardsilverman.github.io/MultipleSystemsEstimation/"),
        ("6,900–18,000", "https://bernardsilverman.github.io/MultipleSystemsEstimation/"),
        ("In 375 of 1,000", "https://bernardsilverman.github.io/MultipleSystemsEstimation/"),
        ("12,010 (5,500–18,300)", "https://sambuz.com/doc/violent-deaths-in-kosovo"),
        ("13,526", "http://www.hlc-rdc.org/?p=12831&lang=de"),
        ("2,975 excess deaths (95 percent interval 2,658–3,290)", "S2542-5196(18)30209-2"),
        ("1,191 (836–1,544)", "S2542-5196(18)30209-2"),
        ("[64]", "https://cato.org/blog/about-1100-puerto-rican-deaths-maria"),
        ("(793–8,498)", "http://prsciencetrust.org/academic-studies-post-hurricane/"),
        ("2,077 of 3,016", "https://www.iraqbodycount.org/analysis/qa/ibc-in-context/11"),
        ("[3,231 deaths]", "https://www.iraqbodycount.org/analysis/qa/ibc-in-context/11"),
    ],
)
def test_a_published_number_has_its_address_beside_it(prose, words, address):
    """No table of the course holds these: the page does, and it is named within the section."""
    sections = [part for part in prose.split("\n## ") if words in part]
    assert sections, words
    assert any(address in part for part in sections)


def test_what_is_worked_out_from_published_numbers(prose):
    """Differences, shares and factors that the text draws from the pages' numbers."""
    assert 13_526 - 10_356 == 3_170 and "missed 3,170. Do not." in prose
    assert 2_975 - 1_191 == 1_784 and "by 1,784" in prose
    assert (18_000 - 6_900) / (12_000 - 9_100) > 3
    assert "more than three times as wide" in prose
    assert 836 < 1_191 < 1_544 < 2_658 < 2_975 < 3_290  # neither interval holds the other answer
    assert "Neither interval holds the other answer." in prose


def test_our_fit_meets_the_published_estimate_to_the_unit(fits):
    """10,356 printed, 10,356.5 fitted."""
    assert int(cr.best(fits, by="bic_records")["total"]) == 10_356


def test_the_list_of_names_for_crocus(prose):
    """Why no estimate is made for the attack, with its row."""
    row = datasets.load("casualty_reports").set_index("report_id").loc["crocus-2024-085"]
    assert (row["best"], row["source_name"]) == (143, "Interfax")
    assert row["reported_on"].strftime("%-d %B %Y") == "27 March 2024"
    assert row["url"] in prose
    assert "reported 143 names on the emergency ministry's list" in prose


def test_no_estimate_is_made_for_the_attack():
    """The code of the lesson touches no report of the attack."""
    assert "casualty_reports" not in code_of("2.5")
