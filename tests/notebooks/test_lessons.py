"""What every lesson keeps: its parts, its links, its way of putting things."""

import re

import pytest

from course import checks, lessons, tree
from tests.notebooks.reading import cells_of, code_of, prose_of

NUMBERS = [each.number for each in lessons.lessons()]
SUM_UP = ("## What this does not show", "## What you learned", "**Vocabulary.**", "**References**")


@pytest.fixture(params=NUMBERS)
def number(request):
    return request.param


def test_a_lesson_ends_with_its_limits_words_and_references(number):
    """A reader learns where the lesson stops being right, and where to read on."""
    prose = prose_of(number)
    places = [prose.find(part) for part in SUM_UP]
    assert -1 not in places, f"missing: {SUM_UP[places.index(-1)]}"
    assert places == sorted(places)


def test_a_lesson_asks_three_to_five_questions_and_all_it_has(number):
    """Enough to notice a misunderstanding, not so many as to interrupt the reading."""
    asked = re.findall(rf'checks\.ask\("{number}", "([a-z_]+)"\)', code_of(number))
    assert 3 <= len(asked) <= 5
    assert asked == list(checks.questions(number))


def test_a_lesson_draws_at_least_one_figure(number):
    """What people would rather look at than read is drawn."""
    assert re.search(r"plots\.show\(|Timeline\(|ProbabilityWords\(|EvidenceDesk\(", code_of(number))


def test_code_cells_are_short(number):
    """One idea a cell: nine in ten have at most seven lines, none more than twelve."""
    lengths = sorted(
        len([line for line in cell.splitlines() if line.strip()])
        for cell in cells_of(number, "code")
    )
    assert lengths[int(0.9 * len(lengths))] <= 7
    assert lengths[-1] <= 12


def test_every_address_in_the_text_is_well_formed(number):
    """A reader must be able to follow a reference."""
    addresses = re.findall(r"https?://[^\s)>]+", prose_of(number))
    assert len(addresses) >= 3
    assert all(re.fullmatch(r"https?://[\w.-]+\.[a-z]{2,}(:\d+)?/?\S*", each) for each in addresses)


def test_relative_links_lead_to_files():
    """Links between lessons, tables and guides work in a clone."""
    for path in tree.NOTEBOOKS.rglob("*.ipynb"):
        if ".ipynb_checkpoints" in path.parts:
            continue
        for link in re.findall(r"\]\(((?!https?:)[^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name} links to {link}"
