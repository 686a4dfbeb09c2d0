"""Lesson 1.5: what it says in words is what its tables say."""

import ast

import pandas as pd
import pytest

from course import corrections, datasets
from tests.notebooks.reading import code_of, prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("1.5")


@pytest.fixture(scope="module")
def faults():
    return datasets.load("text_faults")


@pytest.fixture(scope="module")
def claims():
    return datasets.load("claims")


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


@pytest.fixture(scope="module")
def standing(evidence):
    return corrections.standing(evidence)


@pytest.fixture(scope="module")
def row(evidence):
    return evidence.set_index("evidence_id").loc


def worked_note():
    """The worked note as the lesson has it."""
    cell = next(part for part in code_of("1.5").split("\nworked = ") if part.startswith("{"))
    return ast.literal_eval("{" + cell.partition("{")[2].partition("\n}")[0] + "}")


def test_our_own_corrections_are_counted_right(prose):
    """A page on other people's slips begins with the right number of ours."""
    reread = datasets.load("second_reading")
    of_pages = reread["table"].isin(["casualty_reports", "war_loss_estimates", "evidence"])
    drawn = reread[of_pages & ~reread["note"].str.startswith("Outside the sample", na=False)]
    verdicts = drawn["verdict"].value_counts()
    found = verdicts["confirmed"] + verdicts["partly"]
    assert (
        f"{found} of the {len(drawn)} rows were found again: {verdicts['confirmed']} as we had "
        f"them, and {verdicts['partly']} right but for a part. For the other "
        f"{verdicts['not_found_again']} the page" in prose
    )
    mended = reread[reread["note"].str.contains("corrected", case=False, na=False)]
    ties = mended["table"] == "relations"
    assert (len(mended), ties.sum(), (~ties).sum()) == (20, 10, 10)
    assert "In all, 20 rows were mended. Here are ten of them; the other ten concern ties" in prose


def test_the_faults_counted_in_the_text(prose, faults):
    """How many faults of each sort, and which eight are names."""
    counted = corrections.bearing(faults).value_counts()
    assert f"{counted['form']} of the {len(faults)} are of form" in prose
    assert (
        f"The other {len(faults) - counted['form']} are different. {counted['name']} are names, "
        f"{counted['reading']} can be read in two ways, and {counted['fact']} touch a fact" in prose
    )
    assert "## Seventy places" in prose
    assert "Slips: eight names and a caption" in prose
    assert "leave out the fifty commas" in prose


def test_form_beside_contradiction_in_the_text(prose, faults, claims, evidence):
    """The finding of the second figure, and that the two shares are alike."""
    compared = corrections.form_and_contradiction(faults, claims, evidence)
    (n_with, k_with), (n_without, k_without) = compared.to_numpy().tolist()
    assert f"{k_with} of {n_with}, and {k_without} of {n_without}: about a third of either" in prose
    assert abs(k_with / n_with - 1 / 3) < 0.03
    assert abs(k_without / n_without - 1 / 3) < 0.03


def test_the_claims_looked_up_counted_in_the_text(prose, claims, standing):
    """Looked up, not contradicted, only supported, by more than one origin."""
    unopposed = standing[standing["contradicts"] == 0]
    supported = unopposed[unopposed["qualifies"] == 0]
    several = supported[supported["supports"] > 1]
    assert f"{len(standing)} of the {len(claims)} claims have been looked up" in prose
    assert (
        f"No row contradicts {len(unopposed)} of the {len(standing)}. For {len(supported)} there "
        f"is support and nothing else, and for {len(several)} of these" in prose
    )
    assert "c048" in several.index
    left = claims[~claims["claim_id"].isin(standing.index)]
    judged = (left["kind"] == "evaluation").sum()
    assert f"{len(left)} claims have no row of their own, {judged} of them judgements" in prose


def test_the_range_is_told_as_its_source_has_it(row, evidence):
    """The digit, what is counted, and how far off “lost” as killed would be."""
    same_end = evidence.query("claim_id == 'c075' and figure_high == 460000")
    assert (len(same_end), same_end["origin"].nunique()) == (2, 1)
    assert "killed plus wounded" in row["CE001", "finding"]
    assert "66,000-88,000" in row["CE001", "finding"]
    assert 4 < 290_000 / 66_000 < 5.3
    assert 4 < 460_000 / 88_000 < 5.3


def test_the_stretch_shown_holds_the_fault(faults, claims):
    """The words shown with a copy are those of the claims at the fault, in one paragraph."""
    fault = faults.set_index("fault_id").loc["f40"]
    at_fault = corrections.claims_at(fault, claims)
    assert at_fault["claim_id"].tolist() == ["c075", "c078"]
    assert at_fault["char_start"].min() <= fault["char_start"]
    assert fault["char_end"] <= at_fault["char_end"].max()
    assert set(at_fault["paragraph"]) == {fault["paragraph"]} == {10}


def test_the_spellings_of_the_name(faults, row):
    """Three in circulation; the row on the spelling says that it is on nothing else."""
    assert faults.set_index("fault_id").loc["f21", "printed"].startswith("Sanalluh")
    for source in ("CE041", "CE044"):
        assert "Sanaullah Ghafari" in row[source, "finding"]
    assert "Ghaffari" in row["CE046", "finding"]
    assert row["CE046", "published_on"] == "2024-03-31"
    assert (row["CE044", "stance"], row["CE044", "note"]) == ("contradicts", "Spelling point only.")


def test_the_two_dates_of_the_impossible_act(row, standing):
    """May 2010 to January 2015 is nearly five years; five rows from as many origins contradict."""
    assert "1 May 2010" in row["CE088", "finding"]
    assert "10 January 2015" in row["CE082", "finding"]
    years = (pd.Timestamp("2015-01-10") - pd.Timestamp("2010-05-01")).days / 365.25
    assert 4.5 < years < 5
    assert standing.loc["c053"].tolist() == [0, 1, 5]
    assert "denied any link" in row["CE091", "finding"]


def test_both_sides_of_the_contested_claims(prose, evidence, row):
    """2009 and 2017; four rows on who took Raqqa and three on an Iranian part elsewhere."""
    stances = evidence.groupby(["claim_id", "stance"]).size()
    assert stances["c025"].to_dict() == {"contradicts": 4, "qualifies": 1, "supports": 2}
    assert "16 April 2009" in row["CE049", "finding"]
    assert "2017" in row["CE052", "finding"]
    assert stances["c016"].to_dict() == {"contradicts": 4, "qualifies": 2, "supports": 3}
    assert "four rows speak against it" in prose
    assert "three rows speak for an Iranian part" in prose
    contradicting = evidence.query("claim_id == 'c016' and stance == 'contradicts'")
    assert contradicting["finding"].str.contains("SDF|Syrian Democratic Forces").all()


def test_no_fault_of_fact_is_marked_at_raqqa(faults, claims):
    """The lesson says that the list of faults is not a list of errors."""
    here = claims.set_index("claim_id").loc["c016"]
    marked = corrections.claims_at(here, faults)
    assert marked["kind"].tolist() == ["agreement"]
    assert "Possessive missing" in marked["note"].tolist()


def test_the_three_claims_with_something_beside_them(standing, row, evidence):
    """What is said of the 94, of the three groups and of the missing workers."""
    assert standing.loc["c039"].tolist() == [1, 2, 0]
    assert standing.loc["c113"].tolist() == [6, 2, 0]
    assert standing.loc["c115"].tolist() == [1, 2, 1]
    assert len(evidence.query("claim_id == 'c115' and stance == 'supports'")) == 5
    assert "tentative" in row["CE034", "note"]
    assert "before the Akhapkin figure" in row["CE040", "note"]
    assert "March 2024" in row["CE130", "finding"]


def test_the_worked_note_has_no_gaps(faults, evidence, claims):
    """The example of a good note is one."""
    assert corrections.gaps(worked_note(), faults, evidence, claims) == []


def test_the_hasty_note_raises_the_six_questions_told(prose, faults, evidence, claims):
    """The text reads them one by one."""
    hasty = worked_note() | {
        "because": "Sloppy: The Economist proves that nobody checked this.",
        "evidence": ["CE001", "ne095", "CE008", "ne064"],
        "sound": ["c115"],
    }
    assert hasty["because"] in code_of("1.5")
    assert str(hasty["evidence"]).replace("'", '"') in code_of("1.5")
    assert len(corrections.gaps(hasty, faults, evidence, claims)) == 6
    assert "Six questions." in prose


def test_the_blank_note_asks_for_every_part(faults, evidence, claims):
    """A student who runs the page before writing sees what to write."""
    blank = {"fault": "f25", "kind": "", "as_printed": "", "should_read": "", "because": ""}
    asked = corrections.gaps(blank | {"evidence": [], "stays_sound": ""}, faults, evidence, claims)
    assert len(asked) == 6
    assert all("is empty" in sentence for sentence in asked)


@pytest.mark.parametrize("place", ["f25", "f21", "f38", "f02"])
def test_every_place_offered_can_be_noted_without_gaps(place, faults, evidence, claims):
    """A note that does all that is asked exists for each place the lesson offers."""
    address = "https://www.themoscowtimes.com/2024/03/25/"
    notes = {
        "f25": {"kind": "substance", "should_read": "In 2010, US officials said, another group did",
                "evidence": ["CE088", "ne070"], "beside": ["CE082"], "sound": ["c048", "c050"]},
        "f21": {"kind": "slip", "should_read": "Sanaullah Ghafari", "evidence": ["CE044"]},
        "f38": {"kind": "slip", "should_read": "lost, killed or wounded, a large number",
                "evidence": ["CE003"], "beside": ["CE001"]},
        "f02": {"kind": "slip", "should_read": "24 March 2024",
                "evidence": list(evidence.loc[evidence["url"].str.startswith(address), "url"][:1])},
    }  # fmt: skip
    fault = faults.set_index("fault_id").loc[place]
    note = {"fault": place, "as_printed": fault["printed"], "because": "The pages say so."}
    note |= {"stays_sound": "The rest of the sentence."} | notes[place]
    assert corrections.gaps(note, faults, evidence, claims) == []


@pytest.mark.parametrize("place", ["c016", "c025"])
def test_every_claim_offered_can_be_noted_without_gaps(place, faults, evidence, claims):
    """Both sides cited, nothing settled, the argument left standing."""
    rows = {"c016": ["CE092", "CE096"], "c025": ["CE049", "CE052"]}
    note = {"claim": place, "kind": "contested", "as_printed": "the words here"}
    note |= {"should_read": "according to one, and to another", "because": "They date two things."}
    note |= {"evidence": rows[place], "stays_sound": "The paragraph's argument."}
    assert corrections.gaps(note, faults, evidence, claims) == []
