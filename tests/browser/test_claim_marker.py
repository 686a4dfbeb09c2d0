"""Lesson 1.2 in a browser: claims are marked with the mouse, and with the keyboard alone."""

import json
import re

import pytest

from course import datasets
from tests.browser.harness import nothing_went_wrong, shot, wait_until

pytestmark = pytest.mark.browser

LESSON = "notebooks/1-source-analysis/1.2-what-is-claimed.ipynb"
TOOL = ".casebook-claim-marker"


def gists(paragraph):
    claims = datasets.load("claims")
    return claims.loc[claims["paragraph"] == paragraph, "gist"].tolist()


def kept(page):
    """The marks that Python kept, as (words, kind); the text here is the gists of paragraph 6."""
    text = " ".join(gists(6))
    files = list((page.server.root / "my-work").glob("1.2-paragraph-6-gists-*.json"))
    marks = json.loads(files[0].read_text(encoding="utf-8")) if files else []
    return [(text[mark["start"] : mark["end"]], mark["kind"]) for mark in marks]


def word(tool, number):
    return tool.locator(f".casebook-marked .cm-text[role=application] [data-word='{number}']")


def drag(page, tool, first, last):
    """Press on one word, move to another, let go."""
    begin, end = word(tool, first).bounding_box(), word(tool, last).bounding_box()
    page.mouse.move(begin["x"] + 2, begin["y"] + begin["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=6)
    page.mouse.up()


@pytest.fixture
def tool(page):
    """The claim marker, in view."""
    marker = page.locator(".casebook-claim-marker")
    in_view(page, marker)
    return marker


def in_view(page, marker):
    """Scroll to the text until it stays where it is: figures above it are still being drawn."""
    text = marker.locator(".cm-text[role=application]")
    text.wait_for(state="attached")

    def at_rest():
        text.evaluate("node => node.scrollIntoView({block: 'center'})")
        before = text.bounding_box()
        page.wait_for_timeout(500)
        inside = before and 0 < before["y"] < page.viewport_size["height"] - before["height"]
        return inside and before == text.bounding_box()

    wait_until(at_rest, "the text to stay in view", 60)


def test_claims_are_marked_changed_and_compared_by_mouse(page, watch, tool):
    """Drag, choose a kind, change it, remove it, compare: each reaches Python."""
    first, second, third = gists(6)[:3]
    one, two = len(first.split()), len(first.split()) + len(second.split())
    drag(page, tool, 0, one - 1)
    tool.get_by_role("button", name="evaluation").click()
    wait_until(lambda: kept(page) == [(first.rstrip("."), "evaluation")], "the first mark", 20)

    drag(page, tool, two - 1, one)  # backwards
    tool.get_by_role("button", name="causal").click()
    wait_until(lambda: len(kept(page)) == 2, "the second mark", 20)
    word(tool, one + 1).click()
    tool.get_by_role("button", name=re.compile("event")).first.click()
    wait_until(lambda: kept(page)[1] == (second.rstrip("."), "event"), "the changed kind", 20)

    word(tool, two).click()  # a click and a click with Shift: no dragging needed
    word(tool, two + len(third.split()) - 1).click(modifiers=["Shift"])
    tool.get_by_role("button", name="figure").click()
    wait_until(lambda: len(kept(page)) == 3, "the third mark", 20)
    tool.get_by_label(re.compile("^Remove: ISIS-K attacked")).click()
    wait_until(lambda: [kind for _, kind in kept(page)] == ["evaluation", "figure"], "removal", 20)

    tool.get_by_role("button", name="Compare", exact=True).click()
    tool.get_by_text("You found 2 of the 7 claims").wait_for()
    tool.locator(".casebook-comparison").wait_for()
    assert tool.get_by_text("✓ Found, same kind: evaluation").count() == 1
    assert tool.get_by_text("○ Not marked by you").count() == 5
    assert tool.locator(".cm-text[role=group] .cm-badge").count() == 7
    for width in (1300, 800):
        page.set_viewport_size({"width": width, "height": 1000})
        in_view(page, tool)
        shot(page, f"claim-marker-{width}")
        inside = page.evaluate(
            "() => [...document.querySelectorAll('.casebook-claim-marker, .casebook-marked')]"
            ".every(node => node.scrollWidth <= node.clientWidth + 1)"
        )
        assert inside
    nothing_went_wrong(page, watch)


def test_claims_are_marked_and_compared_by_keyboard_alone(page, watch, tool):
    """A reader without a mouse does all of it, and hears what was done."""
    first, second = gists(6)[:2]
    keys, said = page.keyboard, tool.locator(".cm-said").first
    text = tool.locator(".cm-text[role=application]")
    tool.locator("select").first.focus()
    for _ in range(4):
        keys.press("Tab")
        if text.evaluate("node => node === document.activeElement"):
            break
    assert text.evaluate("node => node === document.activeElement")

    keys.press("ArrowRight")
    assert said.inner_text() == first.split()[1]
    keys.press("Home")
    keys.press("Shift+End")
    assert first.rstrip(".") in said.inner_text()
    keys.press("5")
    wait_until(lambda: kept(page) == [(first.rstrip("."), "evaluation")], "the first mark", 20)

    keys.press("ArrowDown")
    assert second.rstrip(".") in said.inner_text()
    keys.press("Shift+ArrowRight")
    keys.press("Shift+End")
    keys.press("Enter")  # to the kinds
    keys.press("ArrowRight")
    keys.press("Enter")
    wait_until(lambda: kept(page)[1:] == [(second.rstrip("."), "event")], "the second mark", 20)
    assert text.evaluate("node => node === document.activeElement")

    keys.press("ArrowDown")
    keys.press("7")  # a single word, by a slip
    wait_until(lambda: len(kept(page)) == 3, "the slip", 20)
    shot(page, "claim-marker-keyboard")
    keys.press("Delete")
    wait_until(lambda: len(kept(page)) == 2, "the slip removed", 20)
    assert said.inner_text() == "Removed: The"

    choice = tool.get_by_label(re.compile("^Kind of: ISIS-K is said"))
    choice.focus()
    keys.press("p")  # typing ahead in the list: prediction
    wait_until(lambda: kept(page)[0][1] == "prediction", "the kind changed in the list", 20)

    button = tool.get_by_role("button", name="Compare", exact=True)
    for _ in range(12):
        keys.press("Tab")
        if button.evaluate("node => node === document.activeElement"):
            break
    keys.press("Enter")
    tool.get_by_text("You found 2 of the 7 claims").wait_for()
    tool.get_by_text("You: prediction; reference: evaluation").wait_for()
    nothing_went_wrong(page, watch)
    assert len(page.locator(".jp-NotebookPanel .jp-Cell").all()) > 20  # no key deleted a cell


def test_another_paragraph_has_its_own_marks(page, watch, tool):
    """Marks belong to the text they were laid on, and are there again on coming back."""
    drag(page, tool, 0, 3)
    tool.get_by_role("button", name="event").first.click()
    wait_until(lambda: len(kept(page)) == 1, "the mark", 20)
    chooser = tool.locator("select").first
    chooser.select_option(label="10. Russian losses and migrant labour")
    tool.get_by_text("None yet.").wait_for()
    assert tool.locator(".cm-text .cm-badge").count() == 0
    chooser.select_option(label="6. Kabul airport bombing and the US reward")
    tool.locator(".cm-text .cm-badge").wait_for()
    assert len(kept(page)) == 1
    nothing_went_wrong(page, watch)
