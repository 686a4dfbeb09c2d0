"""Which dossier a notebook works on: nothing a student types, or fails to, stops the notebook."""

import json

import pytest

from course import simulate
from course.errors import WeakKeyError

SECRET = "a long text that no student can read"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder a notebook runs in, on a machine where no key is set and nothing is graded."""
    for name in (simulate.KEY_VARIABLE, "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def released(folder):
    """The same with the dossiers of a class of one beside the notebook."""
    told = simulate.roster_dossiers(["ada"], "counts", SECRET)
    (folder / simulate.FILE).write_text(json.dumps(told), encoding="utf-8")
    return folder


def test_a_student_gets_the_dossier_that_was_released(released, capsys):
    """It was drawn with the instructor's secret, and no truth comes along."""
    mine = simulate.mine("ada", "counts")
    assert mine.truth is None
    assert mine.as_dict() == simulate.dossier("ada", "counts", SECRET).as_dict()
    assert f"The dossier of ada: {mine.event_id}." in capsys.readouterr().out


def test_without_a_file_the_public_key_draws_it(folder):
    """A class without a secret, or a reader on Binder."""
    mine = simulate.mine("ada", "counts")
    assert mine.truth is None
    assert mine.as_dict() == simulate.dossier("ada", "counts").as_dict()


@pytest.mark.parametrize("blank", ["", "   ", None])
def test_who_gives_no_id_gets_the_one_for_everybody_and_is_told(released, capsys, blank):
    """A self-learner can do the whole assignment; a student learns what to write where."""
    mine = simulate.mine(blank, "counts")
    assert mine.as_dict() == simulate.dossier(simulate.SELF_LEARNER, "counts").as_dict()
    told = capsys.readouterr()
    assert "No id stands in the first cell" in told.out and told.err == ""


def test_an_unknown_id_is_named_and_the_notebook_goes_on(released, capsys):
    """A slip in the id must not break fifteen questions; it must not go unnoticed either."""
    mine = simulate.mine("adda", "counts")
    assert mine.student == simulate.SELF_LEARNER
    told = capsys.readouterr()
    assert "expected one for 'adda'" in told.out and "spelling" in told.out
    assert told.err == ""


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"assignment": "sources", "dossiers": {}}', '{"assignment": "counts"}']
)
def test_a_damaged_file_is_named_and_the_notebook_goes_on(released, capsys, text):
    """A file half downloaded, emptied, or of another assignment."""
    (released / simulate.FILE).write_text(text)
    assert simulate.mine("ada", "counts").student == simulate.SELF_LEARNER
    assert "Get the assignment again" in capsys.readouterr().out


def test_while_grading_the_folder_decides(released, monkeypatch):
    """nbgrader runs autograded/<student>/<assignment>; what the notebook says does not count."""
    graded = released / "autograded" / "ben" / "counts"
    graded.mkdir(parents=True)
    (released / simulate.FILE).rename(graded / simulate.FILE)
    monkeypatch.chdir(graded)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv(simulate.KEY_VARIABLE, SECRET)
    assert simulate.whose("ada") == simulate.whose("") == "ben"
    mine = simulate.mine("ada", "counts")
    assert mine.as_dict() == simulate.dossier("ben", "counts", SECRET).as_dict()
    assert mine.truth is None


def test_a_weak_key_is_refused_where_it_draws(folder, monkeypatch):
    """Only an instructor sets a key, and should hear of it."""
    monkeypatch.setenv(simulate.KEY_VARIABLE, "short")
    with pytest.raises(WeakKeyError):
        simulate.mine("ada", "counts")
