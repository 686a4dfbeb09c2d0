"""Self-checks: a question in the text that answers back with a reason.

The questions of a lesson stand in `questions/<lesson>.toml`. Every option has a reply of its own:
the reply to a wrong one says what it overlooks and gives nothing away. A check can be answered in
its widget or as a plain call (`reply`), so that a notebook runs the same without a front end.
"""

import html
import time
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ipywidgets as widgets
import traitlets

from course.errors import NoSuchAnswerError, NoSuchCheckError
from course.widgets.keys import OwnKeys

__all__ = ["Check", "Reply", "ask", "questions", "reply"]

FOLDER = Path(__file__).with_name("questions")
# Of two quick choices the second reaches Python only after it has answered to the first, so that a
# click on the button may overtake it. A choice that comes this soon after the click was made before.
OVERTAKEN = 1.5  # seconds


@dataclass(frozen=True)
class Reply:
    """What a check says to an answer: whether it is right, and why."""

    right: bool
    reason: str

    def __str__(self):
        return f"{'Yes.' if self.right else 'Not yet.'} {self.reason}"


@cache
def questions(lesson):
    """The questions of a lesson (``"1.1"``), by name: ``prompt``, ``right`` and ``options``."""
    path = FOLDER / f"{lesson}.toml"
    if not path.exists():
        raise NoSuchCheckError(lesson, None, sorted(file.stem for file in FOLDER.glob("*.toml")))
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _question(lesson, name):
    bank = questions(lesson)
    if name not in bank:
        raise NoSuchCheckError(lesson, name, list(bank))
    return bank[name]


def reply(lesson, name, answer):
    """Answer the question `name` of `lesson` with the letter of an option.

    Returns
    -------
    Reply
        Whether the answer is right, and a reason.
    """
    question = _question(lesson, name)
    letter = str(answer).strip().lower()
    if letter not in question["options"]:
        raise NoSuchAnswerError(lesson, name, answer, list(question["options"]))
    return Reply(letter == question["right"], question["options"][letter]["reply"])


def ask(lesson, name):
    """Put the question `name` of `lesson` on the page."""
    return Check(lesson, name)


class Check(widgets.VBox):
    """A question with its options, a button and the reply.

    Attributes
    ----------
    answer : str or None
        The letter chosen; set it to choose.
    replied : Reply or None
        What was last replied.
    """

    answer = traitlets.Unicode(None, allow_none=True)

    def __init__(self, lesson, name):
        question = _question(lesson, name)
        self.lesson, self.name, self.replied = lesson, name, None
        options = question["options"]
        labels = [(f"{key}) {option['text']}", key) for key, option in options.items()]
        self._choice = widgets.RadioButtons(
            options=labels, value=None, layout={"width": "100%", "max_width": "46em"}
        )
        self._button = widgets.Button(description="Check my answer", button_style="primary")
        self._reply = widgets.HTML()
        prompt = widgets.HTML(
            # Radio labels keep to one line unless told otherwise, and long options would be cut.
            "<style>.casebook-check p {line-height: 1.4}"
            ".casebook-check .widget-radio-box {height: auto}"
            ".casebook-check .widget-radio-box label {display: flex; gap: .5em; height: auto;"
            " flex-direction: row-reverse; justify-content: flex-end;"
            " align-items: flex-start; white-space: normal; line-height: 1.4; margin: .2em 0}"
            ".casebook-check .widget-radio-box input {flex: none; margin: .2em 0 0}</style>"
            f"<p><strong>{html.escape(question['prompt'])}</strong></p>"
        )
        super().__init__([OwnKeys(), prompt, self._choice, self._button, self._reply])
        self.add_class("casebook-check")
        traitlets.link((self._choice, "value"), (self, "answer"))
        self._clicked = -OVERTAKEN
        self._button.on_click(lambda _: self._click())
        self.observe(self._chosen, names="answer")

    def _click(self):
        self._clicked = time.monotonic()
        self.submit()

    def _chosen(self, _):
        """Reply to a choice that its click overtook; take a reply to another choice away."""
        if time.monotonic() - self._clicked < OVERTAKEN:
            self.submit()
        else:
            self._reply.value = ""

    def submit(self):
        """Reply to the answer chosen, on the page and as a value."""
        if self.answer is None:
            words = "Choose an answer first."
        else:
            self.replied = reply(self.lesson, self.name, self.answer)
            words = str(self.replied)
        self._reply.value = f'<p role="status" aria-live="polite">{html.escape(words)}</p>'
        return self.replied
