"""The assignment of unit 2, read as a file: no code of it runs here."""

import re

import pandas as pd

from course import datasets, pages, simulate
from tests.grading.held_to import AsAFile, cell_of


class TestCounts(AsAFile):
    assignment = "counts"
    in_words = ("thirteen", "two")
    by_tests = 13
    written = ("counts_q14", "counts_q15")
    lessons = ("2.1", "2.2", "2.3", "2.4", "2.5", "2.6")
    # A score that is too high for the first point is too high for the others.
    not_alone = frozenset(
        {"counts_q9_below", "counts_q9_half", "counts_q10_better", "counts_q10_careful"}
    )

    def test_five_questions_run_on_the_students_own_dossier(self, source):
        """Their hidden tests draw the dossier anew and do not trust what the notebook holds."""
        own = "simulate.dossier(simulate.whose(student), "
        graded = [cell for cell in source.cells if cell.metadata.get("nbgrader", {}).get("grade")]
        drawn = {cell.id.split("_")[1] for cell in graded if own in cell.source}
        used = {cell.id.split("_")[1] for cell in graded if "dossier" in cell.source}
        assert drawn == used == {"q1", "q4", "q7", "q9", "q10"}
        opening = cell_of(source, "counts_opening").source
        assert "Questions 1, 4, 7, 9, 10 and 15 are about a practice incident" in opening

    def test_the_truth_is_asked_for_in_hidden_tests_only(self, source, released):
        """What students get has neither the truth nor a way to it in sight."""
        text = "\n".join(cell.source for cell in source.cells)
        assert text.count("own.truth.killed") == 3 * 2 + 3
        shown = "\n".join(cell.source for cell in released.cells)
        assert ".truth" not in shown and "key_from_environment" not in shown

    def test_the_marks_for_a_score_stand_in_the_question(self, source):
        """Whoever is scored must know how a score becomes points before answering."""
        interval = cell_of(source, "counts_q9_question").source
        for row in ("below *W* | 1", "at most half of *W* | 2", "at most a third of *W* | 3"):
            assert f"| {row} |" in interval
        for name, test in {
            "below": "score < simple",
            "half": "2 * score <= simple",
            "third": "3 * score <= simple",
        }.items():
            assert f"assert {test}," in cell_of(source, f"counts_q9_{name}").source
        chances = cell_of(source, "counts_q10_question").source
        for number, name in enumerate(("better", "careful", "sharp"), start=1):
            below = re.search(rf"\| below ([\d.]+) \| {number} \|", chances)[1]
            assert f"assert score < {below}," in cell_of(source, f"counts_q10_{name}").source

    def test_the_scores_named_in_the_question_are_those_of_arithmetic(self, source):
        """One half everywhere; five even steps, at best; four sure and one undecided; one wrong."""
        said = " ".join(cell_of(source, "counts_q10_question").source.split())
        even = [(5 - step) / 6 for step in range(5)]
        best = min(
            sum((p - (place < so)) ** 2 for place, p in enumerate(even)) / 5 for so in range(6)
        )
        assert "one half everywhere scores 0.25" in said and 5 * 0.5**2 / 5 == 0.25
        assert "at best about 0.106" in said and round(best, 3) == 0.106
        assert "scores 0.05" in said and 0.5**2 / 5 == 0.05
        assert "wrong about one scores 0.2" in said and 1**2 / 5 == 0.2

    def test_the_model_note_cites_rows_as_the_table_has_them(self, source):
        """A model with a wrong id, date or number would teach the wrong thing."""
        rows = datasets.load("evidence").set_index("evidence_id")
        text = " ".join(cell_of(source, "counts_q14").source.split())
        cited = set(re.findall(r"\b(?:CE|ne)\d{3}\b", text))
        assert cited == {"CE019", "CE020", "CE022", "CE025", "CE031", "ne054"}
        assert set(rows.loc[list(cited), "claim_id"]) == {"c081"}
        for row in cited:
            dated = rows.loc[row, "published_on"]
            if isinstance(dated, str):
                assert pages.long_date(pd.Timestamp(dated)) in text
        assert rows.loc[["CE019", "CE022"], "published_on"].isna().all()
        findings = {
            "CE019": "1 September 2024",
            "CE020": "6,174,000 foreign citizens of all nationalities",
            "CE022": "11.8 million",
            "CE031": "migrants worldwide who come from Russia",
            "ne054": "About 3 million",
        }
        assert all(words in rows.loc[row, "finding"] for row, words in findings.items())
        assert "sum to 3,285,800" in rows.loc["CE019", "finding"] and "3,285,800" in text
        assert "10.5 million itself not on the page" in rows.loc["CE022", "note"]

    def test_the_model_of_the_moves_reads_its_dossier_rightly(self, source):
        """It is about the dossier that everybody gets who gives no id, drawn with the public key."""
        dossier = simulate.dossier(simulate.SELF_LEARNER, "counts")
        rows = dossier.reports.assign(place=dossier.reports["report_id"].str[-3:])
        rows = rows.set_index("place")
        text = " ".join(cell_of(source, "counts_q15").source.split())
        assert set(re.findall(r"\b\d{3}\b", text)) - set(rows.index) == {"121", "119", "146"} | {
            "131", "133", "138", "239",
        }  # fmt: skip
        numbers = {
            "006": 63, "007": 77, "015": 98, "019": 146, "033": 121, "028": 119, "037": 131,
            "040": 133, "027": 57, "021": 37, "024": 77, "032": 77, "029": 239, "041": 138,
            "043": 95,
        }  # fmt: skip
        assert {place: rows.loc[place, "best"] for place in numbers} == numbers
        days = {
            "007": "2047-05-05", "015": "2047-05-06", "019": "2047-05-06", "033": "2047-05-07",
            "028": "2047-05-07", "037": "2047-05-11", "040": "2047-05-14",
        }  # fmt: skip
        assert {place: str(rows.loc[place, "reported_on"].date()) for place in days} == days
        assert rows.loc["033", "note"].startswith(
            "Why revised: some names stood on the lists of two"
        )
        assert dossier.place == "Savarre" and "in Savarre on 5 May 2047" in text
        assert rows.loc["021", "population"] == "subset: one hospital"
        assert rows.loc["027", "measure"] == "identified"
        assert list(rows.loc[["041", "043"], "note"]) == ["Own count of published names."] * 2
