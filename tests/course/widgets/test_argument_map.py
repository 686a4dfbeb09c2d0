"""The argument map's meaning, without a browser."""

import pytest

from course import arguments, work
from course.errors import NoSuchNodeError
from course.widgets.argument_map import NAME, ArgumentMap


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path))


@pytest.fixture
def tool():
    return ArgumentMap()


def test_switch_box_words_and_drawing_say_the_same(tool):
    """A premise off, by its box: the variable, the words, the title and the table follow."""
    tool._boxes["authors"].value = False
    assert tool.off == {"authors"}
    assert tool.fallen == {"authors", "interdependence"}
    assert tool.standing == ["rule", "recruits"]
    assert "1 off: 2 of 3 conclusions" in tool.figure.layout.title.text
    assert "Conclusions that fall: Violent extremism" in tool._status.value
    states = [row[2] for row in tool.figure.layout.meta["rows"]]
    assert states.count("off") == states.count("fell") == 1


def test_switching_back_restores_everything(tool):
    """Nothing of a switch is left behind."""
    before = (tool._status.value, tool.figure.layout.title.text, list(tool.figure.data[0].x))
    tool.switch("attack")
    assert len(tool.standing) == 1
    tool.switch("attack")
    assert (tool._status.value, tool.figure.layout.title.text) == before[:2]
    assert list(tool.figure.data[0].x) == before[2]


def test_the_evidence_shown_is_that_of_the_premise_switched(tool):
    """Rows that contradict first, each with its address, and the rival explanation."""
    tool.switch("authors")
    assert tool._looking.value == "authors"
    card = tool._rows.value
    assert card.index("<strong>contradicts</strong>") < card.index("<strong>supports</strong>")
    assert card.count('href="http') == 8
    assert "Another explanation." in card and "ne057" in card


def test_a_node_without_evidence_says_so(tool):
    """Silence must not look like support."""
    tool.look = "kerman"
    assert "No row of evidence" in tool._rows.value


def test_all_that_a_row_contradicts_can_be_switched_off_at_once(tool):
    """The button and the table agree on which these are."""
    tool._struck.click()
    expected = {
        name
        for name in tool.argument.named("premise")
        if "contradicts"
        in arguments.strikes(tool.argument, tool._evidence, name)["stance"].tolist()
    }
    assert tool.off == expected
    tool._on.click()
    assert tool.off == set()


def test_what_is_no_premise_cannot_be_switched_off(tool):
    """A conclusion falls by its premises and not by decree."""
    for wrong in ({"rule"}, {"nobody"}):
        with pytest.raises(NoSuchNodeError, match="authors"):
            tool.off = wrong
    with pytest.raises(NoSuchNodeError):
        tool.look = "nobody"
    assert tool.off == set()


def test_switches_are_kept_and_a_broken_file_is_passed_over(tool):
    """What a reader switched is there again tomorrow; somebody may have edited the file."""
    tool.switch("mutiny")
    assert ArgumentMap().off == {"mutiny"}
    work.keep(NAME, {"off": ["mutiny", "nobody", 3]})
    assert ArgumentMap().off == {"mutiny"}
    work.keep(NAME, ["what"])
    assert ArgumentMap().off == set()
