"""Published numbers of source analysis: reproduced by computing, or found in the table or lesson.

Each number stands here with the address of the page it was read on, so that a reader can look.
"""

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from course import datasets, lessons, sources
from tests.notebooks.reading import cells_of

SURVEY = Path(__file__).with_name("word_survey.toml")


@pytest.fixture(scope="module")
def words():
    return datasets.load("word_probabilities")


# Two standards


ICD_203 = {  # percent; https://github.com/wesinator/ICD203-intel-analysis
    ("almost no chance", "remote"): (1, 5),
    ("very unlikely", "highly improbable"): (5, 20),
    ("unlikely", "improbable"): (20, 45),
    ("roughly even",): (45, 55),
    ("likely", "probable"): (55, 80),
    ("very likely", "highly probable"): (80, 95),
    ("almost certain", "nearly certain"): (95, 99),
}
KENT = {  # percent, give or take; http://www.lonegunman.co.uk/2011/02/03/the-numbers-in-our-words-words-of-estimative-probability/
    "almost certain": (93, 6),
    "probable": (75, 12),
    "about even": (50, 10),
    "probably not": (30, 10),
    "almost certainly not": (7, 5),
}


def test_the_bands_of_icd_203_are_as_published(words):
    """Seven terms in order, with their synonyms."""
    found = {band.phrases: (band.low, band.high) for band in sources.bands("icd_203", words)}
    assert list(found.items()) == list(ICD_203.items())


@pytest.mark.parametrize(
    ("percent", "word"),
    [(5, "very unlikely"), (20, "unlikely"), (45, "roughly even"), (55, "likely"),
     (80, "very likely"), (95, "almost certain"), (1, "almost no chance"), (99, "almost certain")],
)  # fmt: skip
def test_the_shared_end_points_of_icd_203_have_a_word(words, percent, word):
    """The directive does not say where 5, 20, 45, 55, 80 and 95 fall; our rule does."""
    assert sources.band_at(percent, "icd_203", words).phrases[0] == word


@pytest.mark.parametrize(("phrase", "published"), KENT.items())
def test_the_bands_of_kent_are_as_published(words, phrase, published):
    """93 give or take 6 is 87 to 99."""
    mid, give_or_take = published
    band = sources.band_of(phrase, "kent", words)
    assert (band.low, band.mid, band.high) == (mid - give_or_take, mid, mid + give_or_take)


def test_kents_certain_and_impossible_are_one_number_each(words):
    """100 and 0, without a give or take."""
    for phrase, number in (("certain", 100), ("impossible", 0)):
        band = sources.band_of(phrase, "kent", words)
        assert (band.low, band.mid, band.high) == (None, number, None)
        assert sources.band_at(number, "kent", words) == band


def test_kents_bands_touch_at_87_and_40_and_leave_holes(words):
    """Holes at 12 to 20, 60 to 63, below 2 and above 99; the ends that border them are held."""
    called = {
        87: "almost certain", 40: "about even", 12: "almost certainly not", 20: "probably not",
        60: "about even", 63: "probable", 2: "almost certainly not", 99: "almost certain",
    }  # fmt: skip
    for percent, phrase in called.items():
        assert sources.band_at(percent, "kent", words).phrases == (phrase,)
    for percent in (12.5, 19.5, 60.5, 62.5, 1.5, 99.5):
        assert sources.band_at(percent, "kent", words) is None


# One survey


READERS = {  # quartiles of 46 answers, percent; https://github.com/zonination/perceptions
    "almost certainly": (90, 95, 97.75),
    "highly likely": (84.25, 90, 95),
    "very good chance": (75, 80, 85),
    "probably": (65, 75, 80),
    "likely": (65, 70, 75),
    "probable": (65, 70, 78.75),
    "we believe": (60, 70, 80),
    "better than even": (55, 60, 60),
    "about even": (50, 50, 50),
    "probably not": (20, 26.5, 38.75),
    "we doubt": (15, 25, 33),
    "unlikely": (10, 20, 28.75),
    "improbable": (7, 15, 28),
    "little chance": (10, 15, 20),
    "chances are slight": (10, 10, 15),
    "highly unlikely": (5, 5, 10),
    "almost no chance": (1, 2, 5),
    # counts
    "several": (5, 7, 7.75),
    "many": (9.25, 20, 25),
    "dozens": (24, 36, 36),
    "scores of": (40, 80, 200),
    "hundreds of": (212.5, 300, 475),
}


@pytest.fixture(scope="module")
def answers():
    return tomllib.loads(SURVEY.read_text(encoding="utf-8"))


def test_every_phrase_of_the_survey_is_compared(words, answers):
    """17 words of likelihood and 5 of amount, each with 46 answers."""
    readers = words[words["scheme"] == "readers"]
    assert set(readers["phrase"]) == set(READERS) == set(answers)
    assert {len(given) for given in answers.values()} == set(readers["n_answers"]) == {46}


@pytest.mark.parametrize("phrase", READERS)
def test_the_quartiles_of_the_answers_are_as_listed(words, answers, phrase):
    """Computed from the 46 answers, and the same in the table."""
    band = sources.band_of(phrase, "readers", words)
    assert sources.quartiles(answers[phrase]) == READERS[phrase]
    assert (band.low, band.mid, band.high) == READERS[phrase]


@pytest.mark.parametrize(
    ("word", "number"), [("tens", 10), ("dozens", 12), ("hundreds", 100)]
)  # https://amorecanecorsos.com/article/fatalities-acled/3805, a copy of the rule
def test_acled_codes_a_vague_amount_at_its_least(words, word, number):
    """Readers take dozens for 36 and hundreds of for 300."""
    assert sources.band_of(word, "acled", words).mid == number


# Agreement


def coded(*rows):
    """Coders' rows of numbers, * for none, as units by coders."""
    return pd.DataFrame([[None if c == "*" else int(c) for c in row.split()] for row in rows]).T


THREE_CODERS = coded(
    "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "1 * 2 1 3 3 4 3 * * * * * * *",
    "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
)
FOUR_CODERS = coded(
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * 3",
    "* 3 3 3 2 3 4 2 2 5 1 *",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)


@pytest.mark.parametrize(("level", "published"), [("nominal", 0.691358), ("interval", 0.810845)])
def test_krippendorffs_alpha_on_the_published_table_of_three_coders(level, published):
    """15 units: https://github.com/pln-fing-udelar/fast-krippendorff."""
    assert sources.alpha(THREE_CODERS, level) == pytest.approx(published, abs=1e-6)


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("ratio", 0.797)]
)
def test_krippendorffs_alpha_on_the_published_table_of_four_coders(level, published):
    """12 units: the examples of https://github.com/pln-fing-udelar/fast-krippendorff.

    It takes them from page 8 of Krippendorff's note on computing alpha.
    """
    assert sources.alpha(FOUR_CODERS, level) == pytest.approx(published, abs=5e-4)


def test_four_coders_in_words_agree_as_far_as_in_numbers():
    """For nominal codes a name is as good as a number; same published value."""
    names = FOUR_CODERS.replace({1: "very low", 2: "low", 3: "mid", 4: "high", 5: "very high"})
    assert sources.alpha(names) == pytest.approx(0.743, abs=5e-4)


def test_the_diagonal_share_of_1968_is_as_told():
    """https://www.blockint.nl/intel-analysis/critical-review-of-the-admiralty-code/ has 87 percent."""
    assert sources.DIAGONAL_SHARE_1968 == 0.87


def test_the_published_share_is_what_the_measure_gives_for_such_ratings():
    """87 ratings of 100 on the diagonal, 13 off it, and any number without a mark."""
    ratings = ["A1", "B2", "C3"] * 29 + ["A2"] * 13 + ["F6", "F1", "A6"]
    assert sources.diagonal_share(ratings) == sources.DIAGONAL_SHARE_1968


# Two claims traced


def test_the_traced_range_counts_killed_or_wounded():
    """290,000 to 460,000 is The Economist's range of soldiers out of action, not of dead.

    https://www.firstpost.com/world/russian-soldiers-killed-in-ukraine-more-than-all-moscows-wars-since-1945-1-male-population-dead-or-wounded-13742930.html/amp
    """
    row = datasets.load("evidence").set_index("evidence_id").loc["CE001"]
    assert (row["figure_low"], row["figure_high"]) == (290_000, 460_000)
    assert row["unit"] == "soldiers killed or wounded"


def test_the_traced_toll_of_170_is_laid_to_a_military_inquiry():
    """One page gives 170 as at most, one as at least; the inquiry's own release has 160."""
    reports = datasets.load("casualty_reports").set_index("report_id")
    at_most, at_least, own = (reports.loc[f"kabul-airport-2021-0{n}"] for n in (48, 49, 43))
    assert (at_most["high"], at_least["low"], own["low"]) == (170, 170, 160)
    assert at_least["attributed_to"] == "US military inquiry"


# What lessons quote. Which studies a lesson tells of is its own choice; its numbers are theirs.


STUDIES = {  # part of the address: the numbers of the study, each with a word for what it counts
    "www.tcrecord.org/Content.asp?ContentId=22806": {
        2019: "", 45: "", 10: "historian|checker", 25: "student",
    },
    "id=EJ1372738": {2022: "", 50: "minute", 271: "taught|treat", 228: "control|compar"},
    "abstract_id=3936112": {2022: "", 50: "minute", 271: "taught|treat", 228: "control|compar"},
    "pmc.ncbi.nlm.nih.gov/articles/PMC8012470": {
        2021: "", 136: "taught|treat", 94: "control|compar",
    },
    "10.1177/23328584231192106": {2023: "", 2278: "", 316: "", 287: "control|match", 994: "later"},
    "cor.stanford.edu/research/students-civic-online-reasoning": {
        2018: "", 2019: "", 19: "", 3446: "student", 3119: "", 3: "Russia",
    },
    "my.aasa.org/AASA/Resources/SAMag/2022/May22/Breakstone-McGrew": {
        2018: "", 2019: "", 19: "", 3446: "student", 3119: "", 3: "Russia",
    },
    "eyes.uregina.ca/recommended-reads": {
        2015: "", 2016: "", 16: "", 56: "task", 12: "state", 7804: "response",
    },
    "crl.acrl.org/index.php/crl/article/view/24799": {50: "universit"},
    "critical-review-of-the-admiralty-code": {1968: "", 1400: "over|more than", 87: "percent"},
    "10.1080/02684527.2019.1569343": {2019: ""},
    "searchworks.staging.jioinstitute.edu.in/articles/edb__135992289": {2019: ""},
    "10.1371/journal.pone.0213522": {
        2019: "", 924: "", 66: "bracket", 32: "alone|without",
    },
    "openresearch-repository.anu.edu.au/handle/1885/70859": {
        2014: "", 25: "sample", 24: "countr", 50: "percent",
    },
    "10.3389/fpsyg.2018.02634": {2018: "", 15: "rater", 64: "report", 3: "rater|group"},
    "github.com/zonination/perceptions": {46: "reader|people|answer"},
    "pln-fing-udelar/fast-krippendorff": {
        0.691358: "nominal", 0.810845: "interval", 0.691: "nominal", 0.811: "interval",
        0.69: "nominal", 0.81: "interval", 15: "unit", 1: "", 2: "", 3: "", 4: "",
    },
}  # fmt: skip
IN_WORDS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
ADDRESS = re.compile(r"https?://[^\s<>)]+")
# A number, unless it names a scheme, a lesson, a paragraph, a unit or a row.
NUMBER = re.compile(
    r"\bICD 203|\b(?:[Ll]essons?|[Pp]aragraphs?|[Uu]nit) [\d.]+|\b[A-Za-z]+\d+\b|"
    r"(?P<digits>\d[\d,]*(?:\.\d+)?)|\b(?P<word>" + "|".join(IN_WORDS) + r")\b"
)


def told_in(number):
    """A lesson's prose, without its references: volumes and pages are numbers of another kind."""
    cells = cells_of(number, "markdown")
    return "\n\n".join(cell.split("**References**")[0] for cell in cells)


def passages(prose):
    """Paragraphs, list items and table rows."""
    return [part for part in re.split(r"\n\s*\n|\n(?=\s*[-*|\d])", prose) if part.strip()]


def numbers_in(passage):
    """Each number with the words between its neighbours; addresses and code are no prose."""
    plain = re.sub(r"`[^`]*`", "", ADDRESS.sub("", passage))
    hits = [hit for hit in NUMBER.finditer(plain) if hit["digits"] or hit["word"]]
    after = [0, *(hit.end() for hit in hits[:-1])]
    before = [*(hit.start() for hit in hits[1:]), len(plain)]
    for hit, start, end in zip(hits, after, before, strict=False):
        digits = (hit["digits"] or "").replace(",", "")
        yield (float(digits) if digits else IN_WORDS[hit["word"]]), plain[start:end]


def misquoted(prose):
    """Numbers beside a study's address that are not the study's, with their passage."""
    for passage in passages(prose):
        cited = [numbers for address, numbers in STUDIES.items() if address in passage]
        if not cited:
            continue
        for number, around in numbers_in(passage):
            meant = [numbers[number] for numbers in cited if number in numbers]
            if not any(re.search(word, around, re.IGNORECASE) for word in meant):
                yield number, passage


UNIT = sorted(each.number for each in lessons.lessons() if each.number.startswith("1."))


@pytest.mark.parametrize("number", UNIT)
def test_a_study_is_quoted_with_its_own_numbers(number):
    """Where a lesson gives a study's address, the numbers beside it are those of the study."""
    assert list(misquoted(told_in(number))) == []


@pytest.mark.skipif("1.4" not in UNIT, reason="lesson 1.4 is not there")
def test_lesson_1_4_tells_of_the_studies_of_lateral_reading():
    """That reading sideways works is a claim as well, so the lesson gives its sources."""
    told = [address for address in list(STUDIES)[:8] if address in told_in("1.4")]
    assert len(told) >= 2


@pytest.mark.skipif("1.4" not in UNIT, reason="lesson 1.4 is not there")
def test_lesson_1_4_names_the_four_moves_of_sift_in_their_order():
    """Stop, investigate the source, find better coverage, trace: the order is the method.

    https://writingcommons.org/section/information-literacy/information-evaluation/sift-stop-investigate-source-find-better-coverage-trace-claims/
    """
    moves = r"\bstop\b.*?\binvestigate the source\b.*?\bfind better coverage\b.*?\btrace\b"
    assert any(re.search(moves, part, re.IGNORECASE) for part in passages(told_in("1.4")))


TOLD = "[A study](https://pmc.ncbi.nlm.nih.gov/articles/PMC8012470) in a college: "


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("136 students were taught, 94 stood for comparison.", []),
        ("among 94 in the control group it was rarer than among 136 who were taught.", []),
        ("136 students were taught, 49 stood for comparison.", [49]),
        ("94 students were taught, 136 stood for comparison.", [94]),
        ("fifteen students were taught. See lesson 1.4, paragraph 12 and card CE001.", [15]),
    ],
)
def test_a_misquoted_study_would_be_found(sentence, wrong):
    """A number changed, two numbers changed over, a number in words."""
    assert [number for number, _ in misquoted(TOLD + sentence)] == wrong


def test_numbers_far_from_an_address_are_not_judged():
    """Another paragraph, list item or row of a table may be about something else."""
    row = "| [One](https://pmc.ncbi.nlm.nih.gov/articles/PMC8012470) | 136 taught |"
    assert list(misquoted(f"{row}\n| [Two](https://example.org) | 7 |\n\nOf 130 claims, 12.")) == []
