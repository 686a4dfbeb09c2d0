"""A trace laid out, and what a reader who made one is told."""

import pandas as pd
import pytest

from course import datasets, texts, traces, work


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


@pytest.fixture(scope="module")
def claims():
    return datasets.load("claims")


@pytest.fixture(scope="module")
def losses():
    return datasets.load("war_loss_estimates")


@pytest.fixture(scope="module")
def chain(losses):
    fault = datasets.load("text_faults").set_index("fault_id", drop=False).loc["f40"]
    sources = datasets.load("sources")
    return traces.steps(traces.ARTICLE_RANGE, losses, sources, texts.record(), fault)


SOUND = {
    "claim": "c075",
    "steps": ["CE001", "CE003"],
    "can_say": "The Economist is reported with 290,000 to 460,000 soldiers killed or wounded by 2023.",
    "cannot_say": "That so many died.",
    "open": "CE001 is undated.",
}


def asked(evidence, claims, **changes):
    """Questions on a trace that is sound but for the changes."""
    return traces.gaps(SOUND | changes, evidence, claims)


def test_every_step_has_an_address_and_a_measure(chain):
    """A trace that cannot be followed is an assertion."""
    assert chain["url"].str.startswith("http").all()
    assert chain[["measure", "population", "figure", "row"]].notna().all(axis=None)


def test_a_step_without_a_day_stays_without(chain):
    """Firstpost's page is undated; no day may be made up for it."""
    undated = chain[chain["published_on"].isna()]
    assert undated["step"].unique().tolist() == ["The Economist"]


def test_the_rows_of_the_chain_are_in_the_tables(evidence, losses):
    """Evidence named at a step bears on the range."""
    for step in traces.ARTICLE_RANGE:
        assert set(step.estimates) <= set(losses["estimate_id"])
        rows = evidence[evidence["evidence_id"].isin(step.evidence)]
        assert len(rows) == len(step.evidence)
        assert set(rows["claim_id"]) <= {"c075"}


def test_ties_lead_to_steps_further_back():
    """A chain that leads forwards would be a circle."""
    names = [step.name for step in traces.ARTICLE_RANGE]
    for place, step in enumerate(traces.ARTICLE_RANGE):
        assert all(names.index(each) > place for each in (*step.taken_from, *step.inferred))


def test_what_is_left_behind_is_not_there_any_more(chain):
    """The 75,000, the level and the range of deaths are missing on the step before."""
    by_step = dict(list(chain.groupby("step")))
    assert "95 percent" in by_step["An earlier study by them"]["figure"].iloc[0]
    assert "percent" not in by_step["Meduza and Mediazona"]["figure"].iloc[0]
    assert by_step["Meduza and Mediazona"]["best"].tolist() == [75_000]
    assert by_step["The Economist"]["best"].isna().all()
    assert by_step["The Economist"]["measure"].tolist() == ["killed_or_wounded", "killed"]
    assert by_step["The article"]["measure"].tolist() == ["lost"]
    assert by_step["The article"]["as_of"].isna().all()


def test_estimates_side_by_side_are_whole_totals(losses):
    """Periods, other armies and altered copies would make a wrong series."""
    kept = traces.by_measure(losses, "2022-02-24", "2024-12-31")
    assert set(kept["use"]) == {"series"}
    assert set(kept["measure"]) == {"killed", "killed_or_wounded"}
    assert {"WL053", "WL051", "WL137"}.isdisjoint(kept["estimate_id"])
    assert kept["population"].str.startswith("Russian").all()


def test_a_sound_trace_is_asked_nothing(evidence, claims):
    """Each question would be noise."""
    assert asked(evidence, claims) == []


@pytest.mark.parametrize(
    ("changes", "question"),
    [
        ({"steps": ["CE003"]}, "460,000 stands in no row you cite"),
        ({"steps": ["CE001", "CE003", "CE999"]}, "No row is called “CE999”"),
        ({"steps": ["CE001", "CE003", "CE034"]}, "CE034 bears on c115, not on c075"),
        ({"steps": []}, "No step is named"),
        ({"steps": "CE001"}, "expected a list of ids"),
        ({"steps": ["CE001"]}, "3 of the rows on this claim contradict it"),
        ({"open": "nothing"}, "CE001 has an address and no date"),
        ({"cannot_say": ""}, "“cannot_say” is empty"),
        ({"can_say": "290,000 soldiers killed or wounded by 2023."}, "names nobody who says it"),
        ({"can_say": "They said 290,000 soldiers killed or wounded."}, "has no year"),
        ({"can_say": "The Economist said in 2023 that it is 290,000."}, "what is counted?"),
        ({"can_say": "It is certainly 290,000 soldiers, they said in 2023."}, "“certainly”"),
        ({"open": "CE001 " * 81}, "has 81 words"),
        ({"claim": "c75"}, "No claim is called “c75”"),
        ({"motive": "x"}, "“motive” is no part"),
    ],
)
def test_each_gap_is_asked_about(evidence, claims, changes, question):
    """A trace changed in one place draws the question that belongs there."""
    assert any(question in each for each in asked(evidence, claims, **changes))


def test_a_ceiling_is_to_stay_a_ceiling(evidence, claims):
    """“Up to 10 million” became 10 million in the article."""
    trace = {
        "claim": "c046",
        "steps": ["CE041"],
        "can_say": "Reuters reported in 2022 a reward of 10 million dollars for the leader.",
        "cannot_say": "That a reward was put on the group.",
        "open": "The official page.",
    }
    assert any("a ceiling" in each for each in traces.gaps(trace, evidence, claims))
    mended = trace | {"can_say": trace["can_say"].replace("of 10", "of up to 10")}
    assert traces.gaps(mended, evidence, claims) == []


def test_copies_are_no_chorus(evidence, claims):
    """CE001 and CE002 tell of one piece."""
    told = asked(
        evidence,
        claims,
        steps=["CE001", "CE002", "CE003"],
        open="CE001 and CE002 are undated.",
        can_say="Several sources reported 290,000 soldiers killed or wounded by 2023.",
    )
    assert told == ["CE001 and CE002 go back to one telling, so together they are one source."]


@pytest.mark.parametrize("trace", [None, 3, [], {}, {"steps": [None, 3], "can_say": 5}])
def test_a_trace_of_any_shape_gets_an_answer(evidence, claims, trace):
    """A reader's half-written cell must not end in a traceback."""
    assert traces.gaps(trace, evidence, claims)
    assert 'role="status"' in traces.review(trace, evidence, claims).data


def test_a_review_leads_to_pages_and_escapes_words(evidence, claims):
    """What a reader types is shown, not run."""
    page = traces.review(SOUND | {"can_say": "<b>bold</b>"}, evidence, claims).data
    assert "&lt;b&gt;bold" in page
    assert evidence.set_index("evidence_id").loc["CE003", "url"] in page


def test_only_a_written_trace_is_kept(tmp_path, monkeypatch):
    """Running the empty cell must not overwrite what was kept."""
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path))
    assert traces.keep(SOUND)
    assert not traces.keep({"claim": "c075", "steps": [], "can_say": " "})
    assert not traces.keep("text")
    assert work.recall("2.6 trace c075") == SOUND


def test_a_month_stands_at_its_last_day():
    """2023-11 may mean any day of the month; the last is certain to have passed."""
    toy = pd.DataFrame({"use": ["series"], "measure": ["killed"], "as_of": ["2023-11"]})
    assert len(traces.by_measure(toy, "2023-11-30", "2023-12-31")) == 1
    assert traces.by_measure(toy, "2023-11-01", "2023-11-29").empty
