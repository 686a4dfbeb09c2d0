"""The assignment of unit 3, read as a file: no code of it runs here."""

import re

import pandas as pd

from course import arguments, datasets, networks, pages
from tests.grading.held_to import AsAFile, cell_of


def cited(text, prefix):
    """Identifiers in a text, such as those of ties or of rows of evidence."""
    return set(re.findall(rf"\b(?:{prefix})\d{{3}}\b", text))


class TestLinkages(AsAFile):
    assignment = "linkages"
    in_words = ("thirteen", "two")
    by_tests = 13
    written = ("linkages_q14", "linkages_q15")
    lessons = ("3.1", "3.2", "3.3", "3.4", "3.5")
    # Who counts neighbours wrongly does so whichever claim is left out; and the last test of
    # question 12 is the article's whole argument, with supports of either sort.
    not_alone = frozenset({"linkages_q8_left", "linkages_q12_linked", "linkages_q12_convergent"})

    def test_the_model_of_what_the_network_shows_has_the_tables_numbers(self, source):
        """A model with a wrong number, tie or date would teach the wrong thing."""
        text = " ".join(cell_of(source, "linkages_q14").source.split())
        relations = datasets.load("relations")
        graph = networks.pairs(relations)
        whole = networks.measures(graph)
        assert "54 actors and 97 ties" in text and (len(graph), len(relations)) == (54, 97)
        top = whole.loc[["ISIS-K", "Russia"], ["degree", "betweenness"]].round(3).to_numpy()
        assert top.tolist() == [[22, 0.595], [15, 0.323]]
        assert "(22) and the highest betweenness (0.595), before Russia (15 and 0.323)" in text
        assert "22 ties that our coder inferred" in text
        assert (relations["certainty"] == "inferred").sum() == 22
        undated = relations[["start", "end"]].isna().all(axis=1).mean()
        assert "two in three ties bear no date" in text and abs(undated - 2 / 3) < 0.02

    def test_the_model_says_rightly_which_ranks_are_firm(self, source):
        """First and second stay without any one claim and without inferred ties; third does not."""
        text = " ".join(cell_of(source, "linkages_q14").source.split())
        relations = datasets.load("relations")
        whole = networks.measures(networks.pairs(relations))
        without = networks.leave_one_out(relations)
        spans = networks.rank_intervals(without, whole, "betweenness")
        assert spans.iloc[:3].index.tolist() == ["ISIS-K", "Russia", "Vladimir Putin"]
        assert spans.iloc[:3].to_numpy().tolist() == [[1, 1, 1], [2, 2, 2], [3, 3, 16]]
        putin = without[without["actor"] == "Vladimir Putin"].set_index("claim_id")["betweenness"]
        assert putin[putin == 16].index.tolist() == ["c113"]
        assert "from third to sixteenth without c113" in text
        printed = networks.measures(networks.pairs(relations.query("certainty != 'inferred'")))
        assert networks.central(printed, "betweenness", 2).index.tolist() == ["ISIS-K", "Russia"]

    def test_models_cite_ties_as_the_table_has_them(self, source):
        """Claim, sign and certainty stand beside each tie, as the question asks."""
        ties = datasets.load("relations").set_index("relation_id")
        text = " ".join(cell_of(source, "linkages_q14").source.split()).replace("(claim ", "(")
        assert cited(text, "r") == {"r034", "r047", "r070", "r095"}
        for name in cited(text, "r"):
            tie = ties.loc[name]
            assert f"`{name}` ({tie['claim_id']}, {tie['sign']}, {tie['certainty']})" in text

    def test_models_cite_evidence_as_the_table_has_it(self, source):
        """Dates and claims of the rows cited are those of the table; undated is said."""
        rows = datasets.load("evidence").set_index("evidence_id")
        named = {
            "linkages_q14": {"ne014": "c086", "ne019": "c086", "ne070": "c053"},
            "linkages_q15": {"ne001": "c014", "ne002": "c028", "ne007": "c030", "ne008": "c014",
                             "ne011": "c030", "ne012": "c004"},
        }  # fmt: skip
        for name, claims in named.items():
            text = " ".join(cell_of(source, name).source.split())
            assert cited(text, "ne|CE") == set(claims)
            assert rows.loc[list(claims), "claim_id"].to_dict() == claims
            for dated in rows.loc[list(claims), "published_on"].dropna():
                assert pages.long_date(pd.Timestamp(dated)) in text
        undated = ["ne001", "ne007", "ne011", "ne014", "ne019"]
        assert rows.loc[undated, "published_on"].isna().all()
        assert "2015" in rows.loc["ne019", "note"]
        assert "not a transcript" in rows.loc["ne001", "note"]

    def test_rows_shown_for_the_rival_are_those_of_the_lessons_argument(self, source):
        """Whoever did lesson 3.5 finds the rows of its alternative again, on both sides."""
        shown = cited(cell_of(source, "linkages_q15_rows_shown").source, "ne")
        reach = arguments.article().alternatives["reach"]
        assert reach["attacks"] == "motive"
        assert {*reach["for"], *reach["against"]} <= shown
        rows = datasets.load("evidence").set_index("evidence_id").loc[sorted(shown)]
        assert "Kerman" in rows.loc["ne012", "finding"]
        assert not rows.drop("ne012")["finding"].str.contains("Kerman").any()

    def test_the_tie_in_dispute_has_rows_of_every_stance_by_the_day(self, source):
        """Else there would be nothing to weigh; and the trap, undated rows, has to be there."""
        claim = datasets.load("relations").set_index("relation_id").loc["r018", "claim_id"]
        rows = datasets.load("evidence")
        rows = rows[rows["claim_id"] == claim]
        public = datasets.day(rows["published_on"], "last") <= pd.Timestamp("2024-04-30")
        assert set(rows.loc[public, "stance"]) == {"supports", "qualifies", "contradicts"}
        undated = rows[rows["published_on"].isna()]
        assert "contradicts" in set(undated["stance"])
        assert '"2024-04-30"' in cell_of(source, "linkages_q10_question").source
