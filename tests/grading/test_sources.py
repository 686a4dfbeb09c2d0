"""The assignment of unit 1, read as a file: no code of it runs here."""

import re

import pandas as pd

from course import datasets, pages
from tests.grading.held_to import AsAFile, cell_of


class TestSources(AsAFile):
    assignment = "sources"
    in_words = ("fourteen", "two")
    by_tests = 14
    written = ("sources_q15", "sources_q16")
    lessons = ("1.1", "1.2", "1.3", "1.4", "1.5")
    least = 2
    # An alpha that is wrong in value is also wrong where units are left out.
    not_alone = frozenset({"sources_q6_value"})

    def test_model_answers_cite_rows_as_the_tables_have_them(self, source):
        """A model with a wrong id or date would teach the wrong thing, and tables are corrected."""
        rows = datasets.load("evidence").set_index("evidence_id")
        named = {
            "sources_q15": {"CE001": "c075", "ne070": "c053", "ne071": "c053"},
            "sources_q16": dict.fromkeys(
                ("CE092", "CE093", "CE095", "CE096", "CE097", "CE098", "CE099", "ne090"), "c016"
            ),
        }
        for name, claims in named.items():
            text = " ".join(cell_of(source, name).source.split())
            assert set(re.findall(r"\b(?:CE|ne)\d{3}\b", text)) == set(claims)
            assert {row: rows.loc[row, "claim_id"] for row in claims} == claims
            for row in claims:
                dated = rows.loc[row, "published_on"]
                if isinstance(dated, str):
                    assert pages.long_date(pd.Timestamp(dated)) in text
        assert rows.loc[["CE001", "CE095", "CE098", "CE099"], "published_on"].isna().all()
        finding = rows.loc["CE001", "finding"]
        assert "290,000-460,000" in finding and "66,000-88,000" in finding
        assert "January 2015" in rows.loc["ne070", "note"]
        faults = datasets.load("text_faults").set_index("fault_id")
        places = faults.loc[["f25", "f40"], ["paragraph", "printed"]].to_numpy().tolist()
        assert places == [[7, "In 2010, it convinced"], [10, "460,00 men"]]
