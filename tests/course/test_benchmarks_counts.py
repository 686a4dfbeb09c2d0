"""Published numbers of casualty figures: reproduced by computing, or found in the tables.

What is fitted (Kosovo, Korea, Madigan and York, the existence example) is held to its numbers in
`test_capture_recapture`, the coding rules in `test_coding`. Here are the rest. Each number stands
with the address of the page it was read on.
"""

import re

import pytest

from course import coding, datasets, lessons
from tests.course import test_benchmarks_sources as quoting


@pytest.fixture(scope="module")
def estimate():
    return datasets.load("war_loss_estimates").set_index("estimate_id").loc


# UCDP


def test_the_sample_of_1000_ucdp_events_is_as_counted():
    """https://github.com/cran/uncertainUCDP: 797 alike; sums 6,224, 9,561 and 22,017."""
    published = {"events": 1000, "alike": 797, "low": 6224, "best": 9561, "high": 22017}
    assert published == coding.UCDP_SAMPLE


# Excess mortality and its units


def test_out_of_action_for_each_death(estimate):
    """290,000/66,000 = 4.394 and 460,000/88,000 = 5.227, so 3.394 and 4.227 wounded.

    https://www.firstpost.com/world/russian-soldiers-killed-in-ukraine-more-than-all-moscows-wars-since-1945-1-male-population-dead-or-wounded-13742930.html/amp
    """
    both, dead = estimate["WL091"], estimate["WL092"]
    ratios = [both[end] / dead[end] for end in ("low", "high")]
    assert ratios == pytest.approx([4.394, 5.227], abs=5e-4)
    assert [ratio - 1 for ratio in ratios] == pytest.approx([3.394, 4.227], abs=5e-4)


def test_a_reader_who_takes_the_range_for_deaths_is_wrong_by_four_to_five(estimate):
    """Each end against its counterpart."""
    both, dead = estimate["WL091"], estimate["WL092"]
    assert [round(both[end] / dead[end]) for end in ("low", "high")] == [4, 5]


def test_the_study_from_probate_records(estimate):
    """47,000 (40,000 to 55,000) to late May 2023; 27,423 named by 7 July 2023.

    https://zona.media/translate/2023/07/10/stats
    """
    study, named = estimate["WL094"], estimate["WL121"]
    assert study[["low", "best", "high"]].tolist() == [40_000, 47_000, 55_000]
    assert (study["as_of"], study["interval_kind"]) == ("2023-05-27", "95%CI")
    assert (named["low"], named["as_of"]) == (27_423, "2023-07-07")


def test_excess_deaths_of_russian_men_add_up(estimate):
    """24,000 in 2022 and 40,500 in 2023 make 64,500; the page says over 64,000.

    https://kyivindependent.com/russian-data-suggests-over-64-000-killed/
    """
    floor = estimate["WL104"]
    assert floor["interval_kind"] == "at_least"
    assert floor["low"] <= 24_000 + 40_500 < floor["low"] + 1_000


# What lessons quote of pages that no table holds


ICTY = "1library.net/article/comparison-results-global-piecewise-modeling"
BOOTSTRAP = "bernardsilverman.github.io/MultipleSystemsEstimation"
STUDIES = {  # part of the address: what may stand beside it, each with a word for what it counts
    ICTY: {2002: "", 10356: "", 20: "March", 22: "June", 1999: "June"},
    "www.nu.nl/algemeen/31164": {9002: "", 12122: ""},
    BOOTSTRAP: {
        2024: "", 9100: "", 12000: "", 95: "percent", 6900: "", 18000: "afresh|percent",
        113: "afresh|all",
    },
    "sambuz.com/doc/violent-deaths-in-kosovo": {
        2000: "published", 1998: "February", 1999: "June", 12010: "", 5500: "", 18300: "",
    },
    "www.hlc-rdc.org": {2013: "February", 1998: "January", 2000: "end", 13526: ""},
    "S2542-5196(18)30209-2": {
        2017: "September", 2018: "February", 2975: "", 95: "percent", 2658: "", 3290: "",
        1191: "", 836: "", 1544: "", 1784: "fewer",
        30209: "", 2: "",  # of the address itself, which has parentheses
    },
    "cato.org/blog/about-1100-puerto-rican-deaths-maria": {64: "official", 4645: "survey"},
    "prsciencetrust.org/academic-studies": {
        4645: "survey", 793: "", 8498: "", 31: "December", 2017: "December", 14.3: "", 9.8: "",
        18.9: "", 64: "official",
    },
    "iraqbodycount.org/analysis/qa/ibc-in-context/11": {2077: "", 3016: "", 3231: "death"},
    "amorecanecorsos.com/article/fatalities-acled": {7: "May", 2024: "May"},
    "Rafabaring/Global_T_Attack_2018": {2017: "June"},
    "zonination/perceptions": {46: "people|reader|answer"},
}  # fmt: skip
UNIT = sorted(each.number for each in lessons.lessons() if each.number.startswith("2."))


def misquoted(prose):
    """Numbers in a row or sentence of a cited page that are not the page's, with their passage."""
    for passage in quoting.passages(prose):
        for sentence in re.split(r"(?<=[.:]) (?=[A-Z])", passage):
            cited = [numbers for address, numbers in STUDIES.items() if address in sentence]
            for number, around in quoting.numbers_in(sentence) if cited else []:
                meant = [numbers[number] for numbers in cited if number in numbers]
                if not any(re.search(word, around, re.IGNORECASE) for word in meant):
                    yield number, sentence


@pytest.mark.parametrize("number", UNIT)
def test_a_page_is_quoted_with_its_own_numbers(number):
    """Where a lesson gives a page's address, the numbers in that sentence are the page's."""
    assert list(misquoted(quoting.told_in(number))) == []


@pytest.mark.parametrize("changed", [("10,356", "10,365"), ("9,002–12,122", "9,020–12,122")])
def test_a_misquoted_page_would_be_found(changed):
    """Two digits changed over."""
    assert list(misquoted(quoting.told_in("2.5").replace(*changed)))
