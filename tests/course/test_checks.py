"""Self-checks answer back with a reason and give nothing away."""

import pytest

from course import checks
from course.errors import NoSuchAnswerError, NoSuchCheckError

EVERY = [
    (path.stem, name)
    for path in sorted(checks.FOLDER.glob("*.toml"))
    for name in checks.questions(path.stem)
]


@pytest.mark.parametrize(("lesson", "name"), EVERY)
def test_one_option_is_right_and_each_has_its_own_reason(lesson, name):
    """A check that answers every mistake with the same words teaches nothing."""
    options = checks.questions(lesson)[name]["options"]
    replies = [checks.reply(lesson, name, letter) for letter in options]
    assert [each.right for each in replies].count(True) == 1
    assert len({each.reason for each in replies}) == len(options) >= 3


@pytest.mark.parametrize(("lesson", "name"), EVERY)
def test_a_wrong_answer_does_not_give_the_right_one_away(lesson, name):
    """The reply to a mistake names neither the right letter nor the right words."""
    question = checks.questions(lesson)[name]
    right = question["options"][question["right"]]
    for letter, option in question["options"].items():
        if letter != question["right"]:
            assert right["text"].lower() not in option["reply"].lower()
            assert right["reply"].lower() not in option["reply"].lower()
            assert f"{question['right']})" not in option["reply"]


def test_the_widget_and_the_call_reply_alike():
    """An answer given in the widget is also a plain value."""
    check = checks.ask("1.1", "genre")
    check.answer = "a"
    assert check.submit() == checks.reply("1.1", "genre", "A ")
    assert check.replied.right is False


def test_the_widget_waits_for_an_answer():
    """Pressing the button with nothing chosen is no mistake."""
    assert checks.ask("1.1", "genre").submit() is None


def test_a_choice_that_its_click_overtook_is_replied_to():
    """On a slow connection the click on the button arrives before the last of two quick choices."""
    check = checks.ask("1.1", "genre")
    check.answer = "a"
    check._button.click()
    check.answer = "b"
    assert check.replied == checks.reply("1.1", "genre", "b")


def test_a_reply_goes_when_another_choice_is_made(monkeypatch):
    """What stands below the options is about the option that is chosen."""
    check = checks.ask("1.1", "genre")
    check.answer = "a"
    check._button.click()
    assert "Not yet." in check._reply.value
    later = checks.time.monotonic() + 60
    monkeypatch.setattr(checks.time, "monotonic", lambda: later)
    check.answer = "b"
    assert check._reply.value == ""
    assert check.replied == checks.reply("1.1", "genre", "a")


def test_an_unknown_letter_lists_the_options():
    """The error says what could have been answered."""
    with pytest.raises(NoSuchAnswerError, match="a, b, c, d"):
        checks.reply("1.1", "genre", "e")


def test_an_unknown_check_lists_the_known_ones():
    """A slip in a name is met with the names that exist."""
    with pytest.raises(NoSuchCheckError, match="genre, attribution, dateline"):
        checks.ask("1.1", "gerne")
    with pytest.raises(NoSuchCheckError, match=r"1\.1"):
        checks.ask("9.9", "genre")
