"""What every figure of unit 2 that draws real numbers keeps: measure, population, qualifier, page."""

import pytest

from course import capture_recapture as cr
from course import clocks, coding, counts, datasets, plots, texts, traces
from tests.notebooks.reading import code_of


@pytest.fixture(scope="module")
def reports():
    return clocks.moments(datasets.load("casualty_reports"))


@pytest.fixture(scope="module")
def losses():
    return datasets.load("war_loss_estimates")


@pytest.fixture(scope="module")
def lists():
    rows = datasets.load("mse_tables").query("dataset == 'kosovo_1999'")
    table = cr.overlap_table(rows)
    about = {"counted": "people killed, 20 March to 22 June 1999", "url": rows["url"].iloc[0]}
    return table, about


@pytest.fixture(scope="module")
def figures(reports, losses, lists):
    """Each figure of lessons 2.1, 2.2, 2.3, 2.5 and 2.6 drawn from a table, by its function."""
    names = datasets.load("events").set_index("event_id")["name"]
    killed = reports.query("measure == 'killed' and population == 'all' and use == 'series'")
    crocus = reports.query("event_id == 'crocus-2024' and population == 'all' and use == 'series'")
    words = datasets.load("word_probabilities")
    series = counts.series(reports, "crocus-2024")
    table, about = lists
    fault = datasets.load("text_faults").set_index("fault_id", drop=False).loc["f40"]
    chain = traces.steps(
        traces.ARTICLE_RANGE, losses, datasets.load("sources"), texts.record(), fault
    )
    return {
        "plot_measures": plots.plot_measures(crocus[crocus["reported_on"] == "2024-03-23"]),
        "plot_killed_and_wounded": plots.plot_killed_and_wounded(
            losses[losses["estimate_id"].isin(["WL091", "WL092"])]
        ),
        "plot_as_of": plots.plot_as_of(series),
        "plot_first_and_last": plots.plot_first_and_last(killed, names),
        "plot_vague_words": plots.plot_vague_words(words),
        "plot_answers": plots.plot_answers({"a": coding.by_day(series, words)}, {"a": "Crocus"}),
        "plot_list_pairs": plots.plot_list_pairs(cr.pairs(table), 4400, **about),
        "plot_model_choice": plots.plot_model_choice(
            cr.search(table, ["[1,2,3,4]", "[12,3,4]"]), 4400, 15, **about
        ),
        "plot_trace": plots.plot_trace(chain),
        "plot_around": plots.plot_around(traces.by_measure(losses, "2023-09-01", "2024-03-31")),
    }


NAMES = [
    "plot_measures", "plot_killed_and_wounded", "plot_as_of", "plot_first_and_last",
    "plot_vague_words", "plot_answers", "plot_list_pairs", "plot_model_choice", "plot_trace",
    "plot_around",
]  # fmt: skip


def said_around(figure):
    """Everything a reader sees in words: title, axes, source, notes, and the columns' contents."""
    layout = figure.to_plotly_json()["layout"]
    axes = [axis for name, axis in layout.items() if name.startswith(("xaxis", "yaxis"))]
    titles = [axis.get("title", {}).get("text") or "" for axis in axes]
    notes = [note["text"] for note in layout.get("annotations", [])]
    cells = map(str, plots.data_table(figure).to_numpy().ravel())
    return " ".join([layout["title"]["text"], *titles, *notes, *cells]).replace("<br>", " ")


@pytest.mark.parametrize("name", NAMES)
def test_every_row_drawn_leads_to_its_page(figures, name):
    """A number that cannot be looked up has to be believed."""
    table = plots.data_table(figures[name])
    addressed = [
        column
        for column in table
        if table[column].notna().all() and table[column].astype(str).str.startswith("http").all()
    ]
    assert addressed, f"{name}: {list(table)}"


@pytest.mark.parametrize("name", [each for each in NAMES if each != "plot_vague_words"])
def test_every_figure_says_what_is_counted_and_of_whom(figures, name):
    """People killed, of all; men under 50; people killed in three months of 1999."""
    words = said_around(figures[name])
    assert "killed" in words
    assert any(whom in words for whom in ("population", "all", "Russian forces", "1999"))
    table = plots.data_table(figures[name])
    whom = {"population", "counted"} & set(table)
    assert whom or "population: all" in words.lower(), f"{name} hides its population"


@pytest.mark.parametrize(
    "name", ["plot_measures", "plot_as_of", "plot_first_and_last", "plot_trace", "plot_around"]
)
def test_a_floor_keeps_its_words(figures, name):
    """In a table of numbers “at least” is the first thing to fall off."""
    table = plots.data_table(figures[name])
    cells = " ".join(map(str, table.to_numpy().ravel()))
    if name == "plot_trace":
        assert "95 percent" in cells and "“460,00”" in cells
    else:
        assert "at least" in cells or "more than" in cells


def test_the_figures_looked_at_are_those_of_the_lessons():
    """A figure added to a lesson is to be looked at here as well."""
    drawn = {
        name
        for number in ("2.1", "2.2", "2.3", "2.5", "2.6")
        for name in dir(plots)
        if name.startswith("plot_") and f"plots.{name}(" in code_of(number)
    }
    assert drawn <= set(NAMES)
    assert set(NAMES) - drawn == {"plot_as_of"}, "the tool of 2.2 draws it"
