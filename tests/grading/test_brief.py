"""The capstone, read as a file: no code of it runs here."""

import re

import pandas as pd
import pytest

from course import pages, simulate
from tests.grading.held_to import AsAFile, cell_of, read_source

GRADED_ON_A_DOSSIER = {f"q{number}" for number in range(1, 13)} - {"q2", "q9"}


class TestBrief(AsAFile):
    assignment = "brief"
    points = (60, 24)
    in_words = ("twelve", "two")
    by_tests = 12
    written = ("brief_q13", "brief_q14")
    criteria = {"brief_q13": 5, "brief_q14": 4}  # noqa: RUF012
    # A score that is too high for the first point is too high for the others.
    not_alone = frozenset(
        {
            "brief_q6_below",
            "brief_q6_half",
            "brief_q7_below",
            "brief_q7_third",
            "brief_q8_better",
            "brief_q8_careful",
        }
    )

    def test_every_lesson_of_the_unit_has_questions_marked_by_tests(self, source):
        """The capstone is for the whole course: one part for each unit, in the units' order."""
        text = "\n".join(cell.source for cell in source.cells)
        marks = re.findall(
            r"^## Part (\d)\..*\n\n\*Lessons (.*)\.\*$|^### Question (\d+)\.", text, re.MULTILINE
        )
        of, named, part = {}, {}, None
        for begins, lessons, question in marks:
            if begins:
                part, named[begins] = begins, re.findall(r"\d\.\d", lessons)
            elif int(question) <= self.by_tests:
                of.setdefault(part, []).append(int(question))
        assert of == {"1": [1, 2, 3, 4], "2": [5, 6, 7, 8], "3": [9, 10, 11, 12]}
        assert all(any(each[0] == part for each in named[part]) for part in of)

    def test_ten_questions_run_on_the_students_own_dossier(self, source):
        """Their hidden tests draw the dossier anew and do not trust what the notebook holds."""
        own = 'simulate.dossier(simulate.whose(student), "brief", simulate.key_from_environment())'
        graded = [cell for cell in source.cells if cell.metadata.get("nbgrader", {}).get("grade")]
        drawn = [cell.id for cell in graded if own in cell.source]
        assert {name.split("_")[1] for name in drawn} == GRADED_ON_A_DOSSIER
        by_tests = [cell.id for cell in graded if cell.cell_type == "code"]
        assert set(by_tests) - set(drawn) == {
            name for name in by_tests if name.split("_")[1] in ("q2", "q9")
        }

    def test_the_truth_is_asked_for_in_hidden_tests_only(self, source, released):
        """What students get has neither the truth nor a way to it in sight."""
        text = "\n".join(cell.source for cell in source.cells)
        assert text.count("own.truth.") == 2 * 3 + 2 * 3 + 3
        shown = "\n".join(cell.source for cell in released.cells)
        assert ".truth" not in shown and "key_from_environment" not in shown

    @pytest.mark.parametrize(
        ("question", "steps"),
        [
            (6, {"below": 1, "half": 2, "third": 3}),
            (7, {"below": 1, "third": 3, "fifth": 5}),
        ],
    )
    def test_the_marks_for_an_interval_stand_in_the_question(self, source, question, steps):
        """Whoever is scored must know how a score becomes points before answering."""
        said = cell_of(source, f"brief_q{question}_question").source
        for points, (name, share) in enumerate(steps.items(), start=1):
            words = "below *W*" if share == 1 else f"at most a {name} of *W*"
            words = words.replace("a half", "half")
            assert f"| {words} | {points} |" in said
            test = "score < simple" if share == 1 else f"{share} * score <= simple"
            assert f"assert {test}," in cell_of(source, f"brief_q{question}_{name}").source

    @pytest.mark.parametrize(("question", "level", "factor"), [(6, 0.9, 20), (7, 0.8, 10)])
    def test_the_price_of_a_miss_is_that_of_the_level(self, source, question, level, factor):
        """Two over alpha for each person outside, as in lesson 2.4."""
        assert factor == round(2 / (1 - level))
        said = " ".join(cell_of(source, f"brief_q{question}_question").source.split())
        assert f"at level {level}: the width" in said and f"{factor} for each person" in said
        assert f"**{level:.0%}".replace("%", " percent") in said
        tests = [cell for cell in source.cells if cell.id.startswith(f"brief_q{question}_")]
        assert sum(f"+ {factor} * outside" in cell.source for cell in tests) == 3

    def test_the_marks_for_probabilities_stand_in_the_question(self, source):
        """The same three steps as in the assignment of unit 2."""
        said = cell_of(source, "brief_q8_question").source
        for number, name in enumerate(("better", "careful", "sharp"), start=1):
            below = re.search(rf"\| below ([\d.]+) \| {number} \|", said)[1]
            assert f"assert score < {below}," in cell_of(source, f"brief_q8_{name}").source

    def test_the_mark_scheme_describes_four_levels_of_each_of_five_criteria(self, source):
        """Two readers should reach the same mark, and a student see what the next level needs."""
        part = next(part for part in self.rubric().split("\n## ") if "`brief_q13`" in part)
        rows = [line for line in part.splitlines() if line.startswith("| **")]
        cells = [[each.strip() for each in row.strip("|").split(" | ")] for row in rows]
        assert len(cells) == 5
        assert all(len(row) == 5 and all(row) and len(set(row)) == 5 for row in cells)
        assert "| Criterion | 4 points | 3 points | 2 points | 1 point |" in part
        assert cell_of(source, "brief_q13").metadata.nbgrader.points == 5 * 4
        assert cell_of(source, "brief_q14").metadata.nbgrader.points == 4 * 1

    def test_no_question_asks_for_a_letter_of_a_grade(self, source):
        """How far to rely on a source is argued; no letter is the right one."""
        asked = [cell.source for cell in source.cells if cell.id.endswith("_question")]
        assert not any(re.search(r"Admiralty|grade [A-F]\b|\b[A-F][1-6]\b", text) for text in asked)


class TestTheModelBrief:
    """It is about the dossier that everybody gets who gives no id, drawn with the public key."""

    @pytest.fixture(scope="class")
    @classmethod
    def dossier(cls):
        return simulate.dossier(simulate.SELF_LEARNER, "brief")

    @pytest.fixture(scope="class")
    @classmethod
    def rows(cls, dossier):
        reports = dossier.reports
        return reports.assign(place=reports["report_id"].str[-3:]).set_index("place")

    @pytest.fixture(scope="class")
    @classmethod
    def texts(cls):
        source = read_source("brief")
        return {name: cell_of(source, f"brief_{name}").source for name in ("q13", "q14")}

    def test_it_cites_reports_as_they_are(self, texts, rows):
        """A model with a wrong id, number, body or page would teach the wrong thing."""
        text = " ".join("\n".join(texts.values()).split())
        cited = set(re.findall(r"\b0\d\d\b", text))
        numbers = {
            "032": 106, "030": 105, "021": 116, "027": 99, "025": 97, "031": 366, "034": 84,
            "036": 84, "033": 111, "035": 111, "037": 111, "022": 32, "024": 33, "026": 460,
        }  # fmt: skip
        assert cited == {*numbers, "001"}
        assert {place: rows.loc[place, "best"] for place in numbers} == numbers
        assert all(str(number) in text for number in numbers.values())
        days = {
            "032": "2046-03-04", "030": "2046-03-01", "021": "2046-02-24", "027": "2046-02-25",
            "025": "2046-02-25", "031": "2046-03-03", "034": "2046-03-06",
        }  # fmt: skip
        assert {place: str(rows.loc[place, "reported_on"].date()) for place in days} == days
        assert all(pages.long_date(pd.Timestamp(day))[:-5] in text for day in days.values())
        assert str(rows.loc["032", "as_of"].date()) == "2046-03-03"
        assert rows.loc["001", "phrase"].startswith("dozens")

    def test_it_says_whose_word_and_which_page_a_report_is(self, rows):
        """What the model says of bodies and pages stands in the rows."""
        bodies = {
            "032": ("government", "World Digest"),
            "030": ("health_authority", "Harbour Radio"),
            "027": ("health_authority", "Harbour Radio"),
            "025": ("investigators", "Harbour Radio"),
            "031": ("government", "Harbour Radio"),
            "026": ("armed_group", "Harbour Radio"),
        }
        told = rows.loc[list(bodies), ["source_type", "source_name"]].itertuples(index=False)
        assert list(map(tuple, told)) == list(bodies.values())
        assert rows.loc["027", "note"].startswith("Why revised: some names stood on the lists of")
        assert rows.loc["022", "population"] == "subset: one hospital"
        assert rows.loc["024", "measure"] == "identified"
        assert (rows.loc["026", "measure"], rows.loc["026", "qualifier"]) == (
            "killed_or_wounded",
            "more_than",
        )
        counts = rows.loc[["033", "034"], "attributed_to"].tolist()
        assert counts == ["Lowland Press Agency, own count", "Harbour Radio, own count"]
        origins = rows["origin"].str[-3:]
        assert origins[["035", "037", "036"]].tolist() == ["033", "033", "034"]

    def test_no_office_gives_a_number_after_the_day_that_the_model_names(self, rows):
        """The second text says so of 4 March, and that no reason is given for the rise."""
        offices = ["government", "investigators", "health_authority", "emergency_service"]
        official = rows[rows["source_type"].isin(offices)]
        assert official["reported_on"].max() == pd.Timestamp("2046-03-04")
        later = rows[rows["reported_on"] > "2046-02-25"]
        assert set(later["note"].dropna()) == {"Own count of published names."}
        assert rows.loc["033", "best"] - rows.loc["034", "best"] == 27

    def test_it_cites_ties_as_they_are(self, texts, dossier):
        """Source, relation, target, certainty and page of every tie that it cites."""
        ties = dossier.ties.set_index("tie_id")
        cited = set(re.findall(r"tie-\d\d", "\n".join(texts.values())))
        group, rival = dossier.group, "the Mill Street Brigade"
        assert group == "the Lantern Circle"
        reward = "Administration of the Maldine district", "imposes_bounty_on", group, "stated"
        movement = group, "affiliated_with", "the Orchard Movement"
        told = {
            "tie-01": (group, "attacked", "a railway station in Maldine", "stated"),
            "tie-02": reward,
            "tie-11": reward,
            "tie-03": (rival, "supports", group, "hedged"),
            "tie-10": (rival, "fights", group, "stated"),
            "tie-07": (*movement, "hedged"),
            "tie-08": (*movement, "stated"),
        }
        assert cited == set(told)
        columns = ["source_actor", "relation", "target_actor", "certainty"]
        assert {name: tuple(ties.loc[name, columns]) for name in told} == told
        said = " ".join(texts["q13"].split())
        for name in ("tie-01", "tie-03", "tie-10", "tie-07", "tie-08"):
            assert ties.loc[name, "source_name"] in said
        assert ties.loc["tie-08", "origin"] == "tie-07"
        assert list(ties.loc[["tie-02", "tie-11"], "origin"]) == ["tie-02", "tie-11"]

    def test_it_says_when_and_where_and_as_of_when(self, texts, dossier):
        """The head of the model names the place, the day and the day it takes stock."""
        assert f"On {pages.long_date(pd.Timestamp(dossier.day))} people were attacked" in " ".join(
            texts["q13"].split()
        )
        assert dossier.story.endswith("at a railway station in Maldine.")
        stock = pages.long_date(pd.Timestamp(dossier.checkpoints[-1]))
        assert texts["q13"].startswith(f"**Maldine: what is known on {stock}**")

    def test_its_ranges_and_probabilities_are_what_its_own_answers_say(self, texts, rows):
        """106 and twelve percent more; 366 and six percent more: the model answers of 6 and 7."""
        said = " ".join(texts["q13"].split())
        assert f"that {rows.loc['032', 'best']} to {round(1.12 * 106)} people were killed" in said
        assert f"most likely {rows.loc['031', 'best']} to {round(1.06 * 366)}" in said
        assert "90 percent sure" in said and "80 percent sure" in said
        assert "More than 106 is very likely (about 95 percent)" in said
        assert "more than 119 very unlikely (about 5 percent)" in said
