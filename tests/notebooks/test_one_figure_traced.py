"""Lesson 2.6: what it says in words is what its tables say."""

import ast
import re

import pytest

from course import corrections, datasets, traces
from tests.notebooks.reading import code_of, prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("2.6")


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


@pytest.fixture(scope="module")
def row(evidence):
    return evidence.set_index("evidence_id").loc


@pytest.fixture(scope="module")
def estimate():
    return datasets.load("war_loss_estimates").set_index("estimate_id").loc


@pytest.fixture(scope="module")
def beside():
    losses = datasets.load("war_loss_estimates")
    return traces.by_measure(losses, "2023-09-01", "2024-03-31")


def written(name):
    """A trace as a cell of the lesson has it."""
    cell = next(part for part in code_of("2.6").split(f"\n{name} = ") if part.startswith("{"))
    return ast.literal_eval("{" + cell.partition("{")[2].partition("\n}")[0] + "}")


def test_every_row_named_in_the_lesson_exists(prose, evidence):
    """A reader who looks a row up finds it."""
    text = prose + code_of("2.6")
    assert set(re.findall(r"\bCE\d{3}\b", text)) <= set(evidence["evidence_id"])
    losses = datasets.load("war_loss_estimates")
    assert set(re.findall(r"\bWL\d{3}\b", text)) <= set(losses["estimate_id"])


def test_the_range_as_printed_and_as_meant(prose):
    """A digit too few; a word with two readings."""
    faults = datasets.load("text_faults").set_index("fault_id")
    assert faults.loc["f40", "printed"].startswith("460,00 ")
    assert faults.loc["f38", "kind"] == "ambiguity"
    assert "“460,00”, with a digit too few (`f40`" in prose
    claims = datasets.load("claims")
    for fault, claim in (("f40", "c075"), ("f38", "c074")):
        assert claim in set(corrections.claims_at(faults.loc[fault], claims)["claim_id"])


def test_both_ends_have_one_origin_and_no_date(row, evidence):
    """Two pages, both on The Economist, both undated."""
    both = evidence.query("claim_id == 'c075' and figure_low == 290000 and figure_high == 460000")
    assert both["evidence_id"].tolist() == ["CE001", "CE002"]
    assert set(both["origin"]) == {"CE001"}
    assert both["published_on"].isna().all()
    assert "linked page itself was not found" in row["CE001", "note"]
    assert (
        "three to four wounded per killed, a ratio from leaked US papers" in row["CE002", "finding"]
    )


def test_the_other_290000(row, estimate):
    """Once an upper end without Wagner, once a lower end with it."""
    without, with_wagner = estimate["WL073"], estimate["WL075"]
    assert without["high"] == with_wagner["low"] == 290_000
    assert (without["population"], with_wagner["population"]) == (
        "Russian MoD forces",
        "Russian MoD forces and Wagner Group",
    )
    assert (without["as_of"], with_wagner["as_of"]) == ("2023-10", "2023-11")
    assert with_wagner["high"] == 350_000
    assert "only The Economist has both ends" in row["CE006", "note"]


def test_the_two_roads_back(estimate):
    """The study, the earlier study with its level, and the papers."""
    study, earlier = estimate["WL097"], estimate["WL094"]
    assert study[["low", "best", "high"]].tolist() == [66_000, 75_000, 88_000]
    assert (study["published_on"], study["as_of"]) == ("2024-02-24", "2023-12-31")
    assert "level not given" in study["note"] and "most-likely interval" in study["note"]
    assert (study["source_stake"], earlier["source_stake"]) == ("independent", "independent")
    assert "citizens" in study["population"]
    assert (earlier["published_on"], earlier["interval_kind"]) == ("2023-07-10", "95%CI")
    assert "Probate registry plus Rosstat" in earlier["note"]
    assert "could not verify" in estimate["WL049", "note"]
    assert "looked altered" in estimate["WL049", "note"]


def test_the_sums_of_the_ratio(prose, estimate):
    """154/35.5 = 4.34 and 180/43 = 4.19; 66,000 * 4 and 88,000 * 5."""
    dead, hurt = estimate["WL049"], estimate["WL050"]
    ratios = [hurt[end] / dead[end] for end in ("low", "high")]
    assert [round(ratio, 2) for ratio in ratios] == [4.34, 4.19]
    assert all(4.15 < ratio < 4.35 for ratio in ratios)
    assert "About four and a quarter wounded for each one killed" in prose
    assert f"{66_000 * 4:,} to {88_000 * 5:,}. Near 290,000 to 460,000, and not it." in prose


def test_what_stood_beside_the_range(prose, beside):
    """How many of each measure, from where to where, and how far apart."""
    killed = beside[beside["measure"] == "killed"]
    both = beside[beside["measure"] == "killed_or_wounded"]
    ends = ["low", "best", "high"]
    spans = [(rows[ends].min().min(), rows[ends].max().max()) for rows in (killed, both)]
    assert (
        f"{len(killed)} estimates of killed, from {spans[0][0]:,} to {spans[0][1]:,}; "
        f"{len(both)} of killed or wounded, from {spans[1][0]:,} to {spans[1][1]:,}." in prose
    )
    assert spans[0][1] < spans[1][0]
    assert f"it begins {290_000 - spans[0][1]:,} above the highest" in prose


def test_who_gives_the_highest_numbers(prose, beside, estimate):
    """180,000 and up to 500,000, one speaker, one day; Russia's last number is older."""
    top = [
        beside.loc[beside[end].eq(number), ["source_name", "as_of"]].to_numpy().tolist()
        for end, number in (("best", 180_000), ("high", 500_000))
    ]
    assert top[0] == top[1] == [["President Volodymyr Zelensky", "2024-02-25"]]
    assert not beside["source_name"].str.contains("Russian Ministry|Russian Defence").any()
    own = datasets.load("war_loss_estimates").query("method == 'official_release'")
    russian = own[own["population"] == "Russian MoD forces"]
    assert russian.sort_values("as_of")["estimate_id"].iloc[-1] == "WL037"
    assert "Just over 6,000" in estimate["WL037", "note"]


def test_how_many_state_an_interval(prose, beside):
    """Three ranges alone, four around a number."""
    ranges = beside[beside[["low", "high"]].notna().all(axis=1)]
    alone, around = ranges["best"].isna().sum(), ranges["best"].notna().sum()
    assert (alone, around, len(beside)) == (3, 4, 28)
    assert "Three of the 28 rows state a range alone, four a range around a number." in prose


def test_the_same_paper_six_months_on(prose, estimate):
    """462,000 to 728,000; near the earlier high end."""
    later = estimate["WL093"]
    assert (later["low"], later["high"]) == (462_000, 728_000)
    assert later["source_name"] == estimate["WL091", "source_name"]
    assert "gave 462,000 to 728,000 by the same method" in prose
    assert "Same method six months later" in later["note"]


def test_the_workers(prose, evidence, row):
    """18 rows, 12 against, 6 beside; the number once, for something else."""
    rows = evidence[evidence["claim_id"] == "c081"]
    stances = rows["stance"].value_counts()
    assert f"{len(rows)} rows, and none has 10.5 million workers" in prose
    assert f"{stances['contradicts']} of the rows are coded *contradicts*" in prose
    assert stances["qualifies"] == 6 and "Six are coded *qualifies*" in prose
    assert stances.sum() == 18
    same = rows[(rows[["figure_low", "figure_best", "figure_high"]] == 10_500_000).any(axis=1)]
    assert same["evidence_id"].tolist() == ["CE031"]
    assert same["unit"].tolist() == ["emigrants from Russia worldwide"]
    against = rows[rows["stance"] == "contradicts"]
    assert against[["figure_low", "figure_best", "figure_high"]].max().max() < 10_500_000
    assert (row["CE025", "figure_low"], row["CE025", "figure_high"]) == (4.9e6, 32e6)
    assert "3.47 million came for work" in row["CE022", "finding"]
    assert "including renewals passed 11.8 million" in row["CE022", "finding"]


def test_the_missing_workers(prose, evidence, row):
    """Five rows of one origin; 4.8 million is 6.8 percent of 70.6 million."""
    rows = evidence[evidence["claim_id"] == "c115"]
    support = rows[rows["stance"] == "supports"]
    assert (len(support), support["origin"].nunique()) == (5, 1)
    assert "6.8 percent in mid-2023" in row["CE035", "finding"]
    assert row["CE035", "published_on"].startswith("2023-12")
    assert round(4_800_000 / 0.068, -5) == 70_600_000
    assert "About 70.6 million." in prose
    assert "tentative" in row["CE034", "note"]
    assert "before the Akhapkin figure" in row["CE040", "note"]
    assert all("2030" in row[name, "unit"] for name in ("CE038", "CE039"))


def test_the_reward(prose, evidence, row):
    """One notice, two offers, and a tie that the coder drew."""
    rows = evidence[evidence["claim_id"].isin(["c045", "c046"])]
    assert len(rows) == 4 and "behind all four rows" in prose
    assert set(rows["origin"]) == {"CE043"}
    assert "'up to' $10 million each in two offers of 7 February 2022" in row["CE041", "finding"]
    assert "identification or location" in row["CE041", "note"]
    assert "not found" in row["CE043", "note"]
    ties = datasets.load("relations").set_index("relation_id").loc[["r039", "r040"]]
    assert ties["certainty"].tolist() == ["inferred", "stated"]
    assert ties["target_actor"].tolist() == ["ISIS-K", "Sanaullah Ghafari"]


def test_the_worked_trace_is_sound_and_the_hasty_one_is_not(evidence):
    """The model passes its own questions; the bad example draws the ones it is there for."""
    claims, worked = datasets.load("claims"), written("worked")
    assert traces.gaps(worked, evidence, claims) == []
    hasty = worked | {
        "steps": ["CE001", "CE002"],
        "open": "",
        "can_say": "Several sources confirm that 460,000 Russians were certainly lost.",
    }
    assert hasty["can_say"] in code_of("2.6")
    assert len(traces.gaps(hasty, evidence, claims)) == 9


@pytest.mark.parametrize("claim", ["c081", "c115", "c046"])
def test_the_texts_folded_away_pass_the_questions_they_follow(prose, evidence, claim):
    """A model that the course itself would question is no model."""
    text = next(part for part in prose.split("<details>") if f"({claim})</summary>" in part)
    steps = re.findall(r"`([A-Za-z]+\d+)`", text.partition("Steps:")[2].partition("\n")[0])
    parts = dict(re.findall(r"\*\*(Can be said|Cannot be said|Open)\.\*\* (.+)", text))
    trace = {
        "claim": claim,
        "steps": steps,
        "can_say": parts["Can be said"],
        "cannot_say": parts["Cannot be said"],
        "open": parts["Open"],
    }
    assert traces.gaps(trace, evidence, datasets.load("claims")) == []


def test_the_empty_trace_gets_questions_and_is_not_kept(evidence):
    """The cell runs before anybody has written."""
    assert traces.gaps(written("mine"), evidence, datasets.load("claims"))


def test_every_address_was_read(prose):
    """Each address in the text is one of the pages cited, or the page on the four moves."""
    cited = set(datasets.load("sources")["url"])
    addresses = set(re.findall(r"https?://[^\s)>]+", prose))
    assert all("writingcommons.org" in each for each in addresses - cited)
