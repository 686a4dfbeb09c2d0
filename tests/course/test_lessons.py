"""The map of the course is read from the lessons themselves."""

import json
import re

import pytest

from course import lessons, tree
from course.errors import LessonMetadataError


def notebook(path, described):
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = {} if described is None else {"casebook": described}
    path.write_text(json.dumps({"metadata": metadata, "cells": []}), encoding="utf-8")


FULL = {"lesson": "1.2", "title": "T", "unit": "U", "minutes": 30, "objectives": ["Do <this>"]}


def test_every_lesson_opens_with_its_own_metadata():
    """What the map promises is what the lesson's first lines say."""
    found = lessons.lessons()
    assert [each.number for each in found][:5] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    for each in found:
        opening = json.loads(each.path.read_text(encoding="utf-8"))["cells"][0]["source"]
        opening = "".join(opening)
        assert opening.startswith(f"# {each.number} {each.title}")
        assert f"**Time** {each.minutes} minutes" in opening
        for aim in each.objectives:
            assert aim[0].lower() + aim[1:] in opening


def test_lessons_come_in_reading_order(tmp_path):
    """The map follows the numbers, whatever order the folder lists."""
    notebook(tmp_path / "2-b" / "x.ipynb", FULL | {"lesson": "2.1"})
    notebook(tmp_path / "1-a" / "z.ipynb", FULL)
    notebook(tmp_path / "1-a" / "plain.ipynb", None)
    assert [each.number for each in lessons.lessons(tmp_path)] == ["1.2", "2.1"]


def test_a_lesson_that_leaves_something_out_is_named(tmp_path):
    """The error says which file and which keys."""
    notebook(tmp_path / "1-a" / "z.ipynb", {"lesson": "1.2", "title": "T"})
    with pytest.raises(LessonMetadataError, match=r"z\.ipynb.*minutes, objectives, unit"):
        lessons.lessons(tmp_path)


def test_the_map_links_to_files_that_exist_and_escapes_text(tmp_path):
    """A link that leads nowhere is worse than none."""
    page = lessons.as_html(lessons.lessons())
    links = re.findall(r'href="([^"]+)"', page)
    assert links
    assert all((tree.NOTEBOOKS / link).exists() for link in links)
    notebook(tmp_path / "1-a" / "z.ipynb", FULL)
    assert "Do &lt;this&gt;" in lessons.as_html(lessons.lessons(tmp_path), start=tmp_path)
