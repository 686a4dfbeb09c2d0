"""The rule bench's meaning, without a browser."""

import json

import pandas as pd
import pytest

from course import coding, counts, datasets, plots, work
from course.errors import NoSuchBenchError
from course.widgets.rule_bench import NAME, RuleBench, events

STRAGGLER = "crocus-2024-098"  # 140, on the day of the article, the day after officials said 144


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def bench():
    return RuleBench("crocus-2024", "2024-03-30")


def best(bench):
    return [made and made.best for made in bench.decisions.values()]


def test_events_on_offer_have_three_dated_numbers():
    """With fewer there is nothing to choose from."""
    reports = datasets.load("casualty_reports")
    whole = reports.query("use == 'series' and measure == 'killed' and population == 'all'")
    numbers = whole.dropna(subset=["reported_on", "best"])["event_id"].value_counts()
    assert set(events()) == set(numbers[numbers >= 3].index)
    assert events()["kerman-2024"] == "Kerman bombings, 3 January 2024"


def test_it_begins_on_the_last_day_unless_told():
    """The stops of the slider are the days with a report."""
    reports = counts.series(datasets.load("casualty_reports"), "crocus-2024")
    assert RuleBench().day == reports["reported_on"].max()
    assert RuleBench("crocus-2024", "2024-03-29").day == pd.Timestamp("2024-03-29")


def test_the_answers_are_those_of_the_rules(bench):
    """The bench adds nothing to `coding.decide`."""
    reports = counts.series(datasets.load("casualty_reports"), "crocus-2024")
    words = datasets.load("word_probabilities")
    for day in ("2024-03-22", "2024-03-23", "2024-03-27"):
        bench.day = day
        assert bench.decisions == coding.decide(counts.known_by(reports, day), words)


def test_a_report_left_out_changes_the_answers(bench):
    """Without the straggler of 30 March the figure of the 29th decides."""
    assert best(bench) == [140, 140, 140]
    bench._boxes[STRAGGLER][0].value = False
    assert bench.left_out == {STRAGGLER}
    assert best(bench) == [144, 144, 144]
    assert STRAGGLER not in bench.counted["report_id"].tolist()
    assert "GTD 144" in bench._status.value
    bench.count(STRAGGLER)
    assert bench._boxes[STRAGGLER][0].value
    assert best(bench) == [140, 140, 140]


def test_the_sentence_and_the_pages_that_decided_are_shown(bench):
    """An answer can be held against the rule, and its report read."""
    bench.day = "2024-03-23"
    for made in bench.decisions.values():
        assert made.sentence in bench._cards.value
        for name in made.reports:
            assert f'href="{bench._rows[name]["url"]}"' in bench._cards.value
            assert f"{name}, " in bench._cards.value


def test_the_coders_trust_decides_ucdps_best_and_nothing_else(bench):
    """Two coders who trust different reports both keep the rule."""
    before = bench.decisions
    bench._coder.value = "crocus-2024-085"
    assert bench.trusted == "crocus-2024-085"
    assert (bench.decisions["UCDP"].best, before["UCDP"].best) == (143, 140)
    assert bench.decisions["UCDP"].low == before["UCDP"].low
    assert bench.decisions["GTD"] == before["GTD"]


def test_a_trusted_report_that_does_not_count_decides_nothing(bench):
    """Before its day, or left out, it cannot be chosen; afterwards it is chosen again."""
    bench.trusted = "crocus-2024-085"
    bench.day = "2024-03-25"
    assert bench._coder.value == ""
    assert bench.trusted == "crocus-2024-085"
    assert bench.decisions["UCDP"].best == 137
    bench.day = "2024-03-30"
    assert bench._coder.value == "crocus-2024-085"
    bench.leave_out("crocus-2024-085")
    assert bench.decisions["UCDP"].best == 140


def test_only_the_last_days_lifts_ucdps_low(bench):
    """40 was a first count; a coder who holds it superseded leaves it out."""
    assert bench.decisions["UCDP"].low == 40
    bench._last.click()
    assert sorted(bench.counted["reported_on"].dt.day.unique()) == [28, 29, 30]
    assert (bench.decisions["UCDP"].low, bench.decisions["UCDP"].high) == (140, 144)
    bench._all.click()
    assert bench.left_out == set()


def test_the_word_of_an_armed_group_is_listed_and_not_used():
    """The attackers' 20 is there to be read; no rule takes it."""
    bench = RuleBench("shiraz-shah-cheragh-2022", "2022-10-27")
    box, asked = bench._boxes["shiraz-shah-cheragh-2022-003"]
    assert (box.disabled, box.value) == (True, False)
    assert "armed group" in asked.value
    assert bench.decisions["UCDP"].high == 15


def test_a_range_is_listed_and_not_used(bench):
    """82 or 83 is no single figure."""
    box, asked = bench._boxes["crocus-2024-038"]
    assert (box.disabled, box.description[:8]) == (True, "82 to 83")
    assert "no single figure" in asked.value


def test_every_report_says_who_counted_and_leads_to_its_page(bench):
    """What a coder asks about a report stands beside the box."""
    for name, (_, asked) in bench._boxes.items():
        assert f'href="{bench._rows[name]["url"]}"'.replace("&", "&amp;") in asked.value
        assert "According to" in asked.value or "does not name" in asked.value


def test_without_a_usable_report_the_bench_says_what_a_blank_means(bench):
    """No traceback, and no 0."""
    bench.leave_out(*bench._rows)
    assert best(bench) == [None, None, None]
    assert "blank is not 0" in bench._status.value
    assert bench._cards.value.count("no answer") == 3
    assert "no answer" in plots.describe(bench._figure)


def test_the_dozens_of_the_first_days_are_an_answer_for_acled_alone(bench):
    """Where only words are left, GTD and UCDP have no figure."""
    bench.day = "2024-03-23"
    bench.leave_out(*set(bench._rows) - {"crocus-2024-029"})
    assert best(bench) == [None, 12, None]
    assert "GTD no answer; ACLED 12" in bench._status.value


def test_the_figure_moves_in_place(bench):
    """The same widget shows every day of an event: its title, marks, words and table."""
    drawn = bench._figure
    bench.day = "2024-03-22"
    assert bench._figure is drawn
    assert drawn.layout.title.text.startswith("By 22 March 2024:<br>GTD 40")
    assert len(drawn.data[0].x) == len(plots.data_table(drawn)) == 5
    fresh = plots.plot_rules(bench._series, bench.decisions, bench.day)
    for moved, new in zip(drawn.data, fresh.data, strict=True):
        assert list(moved.x) == list(new.x)
        assert list(moved.y) == list(new.y)
    assert plots.describe(drawn) == plots.describe(fresh)


def test_reports_after_the_day_are_not_in_the_list(bench):
    """A reader at 22 March does not see what came later."""
    bench.day = "2024-03-22"
    listed = {name for name, (box, _) in bench._boxes.items() if box.layout.display != "none"}
    assert listed == {name for name, row in bench._rows.items() if row["reported_on"] <= bench.day}
    assert len(listed) == 5


def test_another_event_brings_its_own_reports(bench):
    """Its last day, its list and its figure; choices on the first event stay."""
    bench.leave_out(STRAGGLER)
    bench._chooser.value = "kerman-2024"
    assert bench.day == pd.Timestamp("2024-01-11")
    assert best(bench) == [91, 91, 91]
    assert STRAGGLER in bench.left_out
    assert bench._figure.layout.title.text.startswith("By 11 January 2024")
    bench.event = "crocus-2024"
    bench.day = "2024-03-30"
    assert best(bench) == [144, 144, 144]


def test_choices_are_kept_and_found_again(bench, own_folder):
    """A reader's choices outlive the kernel, as plain JSON."""
    bench.leave_out(STRAGGLER)
    bench.trusted = "crocus-2024-085"
    again = RuleBench("crocus-2024", "2024-03-30")
    assert (again.left_out, again.trusted) == (bench.left_out, bench.trusted)
    assert best(again) == [144, 144, 143]
    assert not again._boxes[STRAGGLER][0].value
    assert "Kept on this computer" in again._keeping.value
    (file,) = own_folder.iterdir()
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "left_out": [STRAGGLER],
        "trusted": {"crocus-2024": "crocus-2024-085"},
    }


def test_looking_keeps_nothing(bench, own_folder):
    """A reader who only moves the slider leaves no file."""
    bench.day = "2024-03-22"
    bench.event = "kerman-2024"
    assert not own_folder.exists()


def test_where_nothing_can_be_kept_the_bench_says_so(tmp_path, monkeypatch):
    """It works all the same."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path / "file"))
    bench = RuleBench("crocus-2024", "2024-03-30")
    bench.leave_out(STRAGGLER)
    assert "Not kept" in bench._keeping.value
    assert best(bench) == [144, 144, 144]


def test_starting_over_counts_everything_and_forgets(bench, own_folder):
    """The bench is as it was at first, on every event."""
    bench.leave_out(STRAGGLER, "kerman-2024-062")
    bench.trusted = "crocus-2024-085"
    bench._over.click()
    assert (bench.left_out, bench.trusted, bench.kept) == (set(), "", None)
    assert best(bench) == [140, 140, 140]
    assert list(own_folder.iterdir()) == []


@pytest.mark.parametrize(
    "kept",
    [
        [],
        {"left_out": "x", "trusted": []},
        {"left_out": [3, "no-such"], "trusted": {"crocus-2024": "crocus-2024-029", "x": "y"}},
    ],
)
def test_a_kept_file_that_was_edited_does_no_harm(kept):
    """What the tables do not have is left out; the lesson goes on."""
    work.keep(NAME, kept)
    bench = RuleBench("crocus-2024", "2024-03-30")
    assert (bench.left_out, bench.trusted) == (set(), "")


def test_what_the_bench_does_not_have_is_refused_by_name(bench):
    """The error lists what there is, and nothing changes."""
    for wrong in (
        lambda: RuleBench("metrojet-2015"),
        lambda: RuleBench("crocus-2024", "2024-03-31"),
        lambda: setattr(bench, "day", "yesterday, perhaps"),
        lambda: setattr(bench, "event", "nowhere"),
        lambda: setattr(bench, "trusted", "crocus-2024-029"),
        lambda: bench.leave_out("crocus-2024-999"),
    ):
        with pytest.raises(NoSuchBenchError, match=r"It has: \w+"):
            wrong()
    assert (bench.event, bench.day) == ("crocus-2024", pd.Timestamp("2024-03-30"))
    assert (bench.left_out, bench.trusted) == (set(), "")
