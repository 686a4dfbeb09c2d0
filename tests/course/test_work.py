"""What a reader does in a tool is there again after the kernel restarts."""

import pytest

from course import work


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_what_is_kept_comes_back():
    """Marks survive a restart as they were, words in any script included."""
    marks = [{"start": 0, "end": 4, "kind": "event"}, {"note": "Крокус"}]
    assert work.keep("1.2 paragraph 6", marks)
    assert work.recall("1.2 paragraph 6") == marks


def test_two_names_do_not_meet():
    """One tool's work never overwrites another's."""
    work.keep("1.2 paragraph 6", [6])
    work.keep("1.2 paragraph 7", [7])
    assert (work.recall("1.2 paragraph 6"), work.recall("1.2 paragraph 7")) == ([6], [7])


def test_nothing_kept_gives_the_default():
    """A first visit starts from the beginning."""
    assert work.recall("never", default=[]) == []


def test_a_broken_file_gives_the_default_and_can_be_written_over(own_folder):
    """A file cut short by a full disk must not stop the lesson."""
    own_folder.mkdir()
    (own_folder / "1.2.json").write_text('[{"start": 0')
    assert work.recall("1.2", default="nothing") == "nothing"
    assert work.keep("1.2", [1])
    assert work.recall("1.2") == [1]


def test_what_json_cannot_hold_leaves_the_former_value():
    """A mistake in a tool must not cost what was kept before."""
    work.keep("a", 1)
    with pytest.raises(TypeError):
        work.keep("a", {1, 2})
    assert work.recall("a") == 1


def test_forgotten_work_is_gone_and_may_be_forgotten_twice(own_folder):
    """Starting over leaves no file behind."""
    work.keep("a", 1)
    work.forget("a")
    work.forget("a")
    assert work.recall("a") is None
    assert list(own_folder.iterdir()) == []


def test_a_place_that_cannot_be_a_folder_is_answered_not_raised(tmp_path, monkeypatch):
    """Whatever stands in the way, the lesson goes on."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path / "file"))
    assert not work.keep("a", 1)
    work.forget("a")
    assert work.recall("a", default=0) == 0
