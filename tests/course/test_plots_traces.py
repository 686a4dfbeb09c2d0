"""The figures of lesson 2.6: the chain, and what stood beside the range."""

from itertools import pairwise

import pytest

from course import datasets, plots, texts, traces


@pytest.fixture(scope="module")
def losses():
    return datasets.load("war_loss_estimates")


@pytest.fixture(scope="module")
def chain(losses):
    fault = datasets.load("text_faults").set_index("fault_id", drop=False).loc["f40"]
    sources = datasets.load("sources")
    return traces.steps(traces.ARTICLE_RANGE, losses, sources, texts.record(), fault)


@pytest.fixture(scope="module")
def traced(chain):
    return plots.plot_trace(chain)


@pytest.fixture(scope="module")
def beside(losses):
    return traces.by_measure(losses, "2023-09-01", "2024-03-31")


@pytest.fixture(scope="module")
def around(beside):
    return plots.plot_around(beside, day="2023-12-31")


def test_each_figure_of_the_chain_is_a_bar_between_its_ends(chain, traced):
    """Seven figures, each in the series of its measure."""
    bars = {
        said[6]: (base, base + width, trace.name)
        for trace in traced.data
        if trace.type == "bar"
        for said, base, width in zip(trace.customdata, trace.base, trace.x, strict=True)
    }
    expected = {
        row.row: (row.low, row.high, row.measure.replace("_", " ")) for row in chain.itertuples()
    }
    assert bars == expected
    assert bars["WL091"] == (290_000, 460_000, "killed or wounded")
    assert bars["f40"][2] == "lost"


def test_the_words_of_a_figure_name_measure_population_and_qualifier(traced):
    """Nobody need point at a bar to learn what it counts."""
    words = [note.text for note in traced.layout.annotations]
    assert "killed, Russian men under 50:<br><b>47,000 (40,000 to 55,000, 95 percent)</b>" in words
    assert "killed or wounded, Russian forces:<br><b>290,000 to 460,000</b>" in words


def test_what_is_written_does_not_run_into_the_next_step(traced):
    """From above, every line of words begins below the one before."""
    heights = [note.y for note in traced.layout.annotations if note.name != "source"]
    assert len(set(heights)) == len(heights)
    lines = sorted(
        (note.y, note.text.count("<br>") + 1)
        for note in traced.layout.annotations
        if note.name != "source"
    )
    for (below, _), (above, count) in pairwise(lines):
        assert above - below >= 0.4 * count


def test_an_inferred_tie_is_dotted(traced):
    """That the leaked papers are those meant is ours to infer."""
    lines = {trace.name: trace for trace in traced.data if trace.name}
    assert lines["taken from"].line.dash == "solid"
    assert lines["inferred"].line.dash == "dot"
    assert len(lines["inferred"].x) == 5, "one tie and the gap after it"


def test_the_chain_in_words_and_numbers(chain, traced):
    """A reader who does not see it has each step, and each row with its address."""
    table = plots.data_table(traced)
    assert table["url"].str.startswith("http").all()
    assert table["row"].tolist() == chain["row"].tolist()
    assert {"measure", "population", "figure", "as_of", "published_on"} <= set(table)
    for step in traces.ARTICLE_RANGE:
        assert step.name in plots.describe(traced)


def marks(figure):
    """Every mark as row: panel, number, symbol, words."""
    return {
        said[5]: (trace.yaxis, y, symbol, words)
        for trace in figure.data
        for said, y, symbol, words in zip(
            trace.customdata, trace.y, trace.marker.symbol, trace.text, strict=True
        )
    }


def test_killed_and_killed_or_wounded_never_share_a_panel(beside, around):
    """One axis for both is the slip the lesson is about."""
    drawn = marks(around)
    panel = {"killed": "y", "killed_or_wounded": "y2"}
    assert {row: place[0] for row, place in drawn.items()} == {
        row.estimate_id: panel[row.measure] for row in beside.itertuples()
    }
    assert around.layout.yaxis.title.text.endswith("killed")
    assert around.layout.yaxis2.title.text.endswith("killed or wounded")


def test_floors_and_ceilings_are_hollow_and_point(beside, around):
    """“At least 350,000” must not look like 350,000, nor “up to 500,000” like 500,000."""
    drawn = marks(around)
    for row in beside.itertuples():
        _, _, symbol, words = drawn[row.estimate_id]
        arrow = {"at_least": "↑", "up_to": "↓"}.get(row.interval_kind, "")
        assert symbol.endswith("-open") == bool(arrow)
        assert words.startswith(arrow)
        assert ("↑" in words or "↓" in words) == bool(arrow)


def test_a_part_of_the_forces_carries_a_letter(beside, around):
    """Another population is not to be read as the whole."""
    drawn, key = marks(around), around.layout.annotations[-1].text.replace("<br>", " ")
    for row in beside.itertuples():
        letter = drawn[row.estimate_id][3].strip("↑↓")
        assert bool(letter) == (row.population != "Russian forces")
        if letter:
            assert f"{letter}: {row.population}" in key


def test_an_interval_is_drawn_from_end_to_end(around):
    """290,000 to 460,000 and 66,000 to 88,000, as bars."""
    ends = {
        said[5]: (y - minus, y + plus)
        for trace in around.data
        for said, y, minus, plus in zip(
            trace.customdata, trace.y, trace.error_y.arrayminus, trace.error_y.array, strict=True
        )
    }
    assert ends["WL091"] == (290_000, 460_000)
    assert ends["WL097"] == (66_000, 88_000)
    assert ends["WL075"] == (290_000, 350_000)


def test_the_finding_holds_only_where_it_is_true(losses, around):
    """180,000 killed at most, 240,000 killed or wounded at least; earlier they do overlap."""
    assert around.layout.title.text == "The two measures do not overlap"
    whole = plots.plot_around(traces.by_measure(losses, "2022-02-24", "2024-06-30"))
    assert whole.layout.title.text == "The two measures do overlap"


def test_estimates_beside_the_range_lead_to_their_pages(beside, around):
    """Measure, population, qualifier and address of every mark."""
    table = plots.data_table(around)
    assert len(table) == len(beside)
    assert table[["measure", "population", "figure", "url"]].notna().all(axis=None)
    assert table.set_index("estimate_id").loc["WL065", "figure"] == "at least 350,000"
