"""Lesson 1.4: what it says in words is what its tables say."""

import re

import pytest

from course import checks, datasets, sources
from tests.notebooks.reading import code_of, prose_of

ARTICLE = "2024-03-30"


@pytest.fixture(scope="module")
def prose():
    return prose_of("1.4")


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


@pytest.fixture(scope="module")
def reports():
    return datasets.load("casualty_reports").set_index("report_id")


def test_the_four_moves_stand_in_their_order(prose):
    """SIFT is an order, not a list."""
    first = prose[prose.index("asks four things") :]
    moves = ["**stop**", "**investigate the source**", "**find better coverage**", "**trace**"]
    places = [first.index(move) for move in moves]
    assert places == sorted(places)


def test_the_trace_of_the_range_ends_where_the_tables_end(prose, evidence):
    """Killed or wounded, by The Economist, to the end of 2023; the dead alone are fewer."""
    losses = datasets.load("war_loss_estimates").set_index("estimate_id")
    whole, dead = losses.loc["WL091"], losses.loc["WL092"]
    assert (whole["low"], whole["high"], whole["measure"]) == (290000, 460000, "killed_or_wounded")
    assert (dead["low"], dead["high"], dead["measure"]) == (66000, 88000, "killed")
    assert (whole["as_of"], whole["source_name"]) == ("2023-12-31", "The Economist")
    assert "the range of those killed is 66,000 to 88,000" in prose
    assert "24 February 2024" in prose and "24 February 2024" in whole["note"]
    assert whole["url"] in prose
    assert "page itself was not found" in evidence.set_index("evidence_id").loc["CE001", "note"]


def test_the_trace_of_the_170_forks_as_told(prose, reports):
    """Health officials on 27 August 2021; the inquiry's release has 160, pages on it print 170."""
    rows = reports.loc[[f"kabul-airport-2021-0{n}" for n in (37, 39, 43, 48, 49)]]
    assert rows["best"].fillna(0).tolist() == [170, 170, 160, 0, 170]
    assert rows["high"].iloc[3] == 170
    assert rows["qualifier"].tolist() == ["at_least", "at_least", "at_least", "range", "at_least"]
    assert rows["source_type"].iloc[:2].eq("health_authority").all()
    assert rows["as_of"].dt.strftime("%Y-%m-%d").iloc[:2].eq("2021-08-27").all()
    assert rows["reported_on"].iloc[2].strftime("%Y-%m-%d") == "2022-02-04"
    assert "at least **160**" in prose and rows["url"].iloc[2] in prose


def test_all_rows_that_print_170_are_shown(reports):
    """A fork is shown with all its branches."""
    kabul = reports[reports["event_id"] == "kabul-airport-2021"]
    of_170 = kabul[(kabul[["best", "high"]] == 170).any(axis=1)].index
    shown = re.search(r"for n in \(([^)]*)\)", code_of("1.4"))[1]
    assert {name[-3:] for name in of_170} | {"043"} == set(re.findall(r"\d+", shown))


def test_the_143_statements_became_143_people(prose, reports):
    """The number is the same; what it counts is not."""
    first, copy = reports.loc["crocus-2024-086"], reports.loc["crocus-2024-088"]
    assert first["best"] == copy["best"] == 143
    assert (first["use"], copy["use"]) == ("excluded", "example")
    assert "statements" in first["note"] and "143 people" in copy["phrase"]
    assert reports.loc["crocus-2024-087", "best"] == 84
    assert "by then 84 of the dead had been identified" in prose
    crocus = datasets.load("events").set_index("event_id").loc["crocus-2024", "date"]
    assert (first["reported_on"] - crocus).days == 5 and prose.count("Five days after") == 1


def test_the_further_copies_are_what_the_text_says(reports):
    """Each changed copy is marked as one; the row it came from is a series."""
    copies = ["kunduz-mosque-2021-004", "kerman-2024-047", "crocus-2024-097"]
    origins = ["kunduz-mosque-2021-002", "kerman-2024-045"]
    assert reports.loc[copies, "use"].eq("example").all()
    assert reports.loc[origins, "use"].eq("series").all()
    assert reports.loc["kunduz-mosque-2021-002", "measure"] == "killed_or_wounded"
    assert reports.loc["kunduz-mosque-2021-004", "measure"] == "killed"
    assert reports.loc[["kerman-2024-045", "kerman-2024-047"], "qualifier"].tolist() == [
        "more_than",
        "about",
    ]


def test_five_pages_and_one_origin(prose, evidence):
    """The pages that support c115 carry one estimate; the rows on c046 lead to one notice."""
    rows = evidence.query("claim_id == 'c115' and stance == 'supports'")
    assert (len(rows), rows["origin"].nunique()) == (5, 1)
    assert "Five pages support it" in prose
    assert len(sources.corroborations("c115", evidence)) == 1
    reward = evidence.query("claim_id == 'c046'")
    assert (len(reward), reward["origin"].unique().tolist()) == (3, ["CE043"])
    assert reward["figure_high"].notna().sum() == 2


def test_what_was_public_by_the_articles_date(prose, evidence):
    """One dated row of five; most rows of the table have no date."""
    rows = evidence.query("claim_id == 'c115' and stance == 'supports'")
    assert rows["published_on"].notna().sum() == 1
    known = sources.corroborations("c115", evidence, by=ARTICLE)
    assert known["evidence_id"].tolist() == ["CE035"]
    undated = evidence["published_on"].isna().sum()
    assert f"{undated} of {len(evidence)} rows have no date" in prose
    assert evidence.set_index("evidence_id").loc["CE111", "published_on"] == "2024-04"


def test_the_contested_claim_has_its_positions_and_their_rows(prose, evidence):
    """Each position is told with rows on c002 that carry it, and all three stances are there."""
    rows = evidence.query("claim_id == 'c002'").set_index("evidence_id")
    assert set(rows["stance"]) == {"supports", "qualifies", "contradicts"}
    contested = prose[prose.index("## A contested claim") : prose.index("## Two marks")]
    named = {
        "ne010": "US intelligence",
        "ne009": "US officials",
        "ne057": "Patrushev",
        "ne058": "Bortnikov",
        "ne059": "Putin",
        "ne061": "Kyiv denied",
        "ne060": "first made for Belarus",
        "ne062": "polls",
    }
    assert set(named) == set(rows.index)
    for name, word in named.items():
        assert f"`{name}`" in contested
        assert word in rows.loc[name, "finding"]
    dated = sources.public_by(rows, ARTICLE)["stance"]
    assert {"supports", "contradicts"} <= set(dated)


def test_the_stances_counted_in_the_text(prose, evidence):
    """What is said of the figure is counted from the table."""
    counts = evidence.groupby("claim_id")["stance"].agg(["size", "nunique"])
    drawn = counts[counts["size"] >= 7]
    assert (len(drawn), (drawn["nunique"] > 1).sum()) == (11, 10)
    assert "Ten of these eleven claims" in prose
    commonest = evidence.query("claim_id == 'c075'")["stance"].value_counts()
    assert commonest.idxmax() == "qualifies"


def test_the_share_of_1968_is_the_one_the_course_compares_with(prose):
    """One number, told in the text, drawn in the figure and said by the tool."""
    assert f"{100 * sources.DIAGONAL_SHARE_1968:.0f} percent of the pairs lay on it" in prose
    assert "over 1,400 army reports" in prose


def test_the_studies_stand_with_their_addresses(prose):
    """Published numbers of people, each in one line with the page they were read on."""
    for numbers, address in {
        "45: 10 historians, 10 fact checkers, 25 students": "tcrecord.org/Content.asp?ContentId=22806",
        "136 students taught, 94": "pmc.ncbi.nlm.nih.gov/articles/PMC8012470",
        "271 students taught in six lessons, 228": "abstract_id=3936112",
    }.items():
        line = next(line for line in prose.splitlines() if numbers in line)
        assert address in line


def test_the_first_card_has_the_two_faults_told_and_the_second_none(evidence):
    """The lesson says which rows are wrong, and that taking them out mends the card."""
    card = {"claim": "c002", "by": ARTICLE, "supports": ["ne060", "ne010"]}
    card |= {"qualifies": ["ne009"], "contradicts": ["ne057", "ne058"]}
    assert [fault.split(":")[0] for fault in sources.card_faults(card, evidence)] == [
        "ne010",
        "ne058",
    ]
    mended = card | {"supports": ["ne060"], "contradicts": ["ne057"]}
    assert sources.card_faults(mended, evidence) == []


def test_no_reply_to_a_wrong_option_names_the_right_one():
    """A self-check gives the answer to nobody who has not found it."""
    for question in checks.questions("1.4").values():
        letters = set(question["options"])
        assert letters == set("abcd")
        for letter, option in question["options"].items():
            if letter != question["right"]:
                assert not re.search(r"\b[a-d]\)", option["reply"])
                assert question["options"][question["right"]]["text"] not in option["reply"]
