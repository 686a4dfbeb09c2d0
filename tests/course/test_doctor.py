"""`casebook doctor` on this machine and on ones with something missing."""

import os
import subprocess
import sys

from course import doctor, tree


def run(**environment):
    return subprocess.run(
        [sys.executable, "-c", "from course.cli import main; main()", "doctor"],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        cwd=tree.ROOT,
    )


def test_a_good_set_up_is_said_to_be_usable():
    """Exit status 0 means that a newcomer can begin."""
    done = run(COLUMNS="140")
    assert done.returncode == 0, done.stdout
    assert "The course can be used as it is." in done.stdout
    for name in ("Python", "packages", "kernel", "tables", "article", "chromium", "bwrap"):
        assert name in done.stdout


def test_a_missing_program_comes_with_its_remedy(tmp_path):
    """Without bubblewrap and Chromium the course still opens, and doctor says how to get them."""
    done = run(PATH=str(tmp_path), COLUMNS="140")
    assert done.returncode == 0
    assert "apt install bubblewrap" in done.stdout
    assert "apt install chromium" in done.stdout


def test_another_version_of_a_package_is_named(tmp_path):
    """A stale environment is found out by comparing it with the lock."""
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "pandas==0.0.1 \\\n    --hash=sha256:0\nno-such-thing==1 \\\n    --hash=sha256:0\n"
    )
    found = doctor.packages(lock)
    assert not found.well
    assert found.required
    assert "pandas is" in found.found
    assert "no-such-thing is missing" in found.found


def test_a_package_for_another_system_is_not_missed(tmp_path):
    """The lock serves every system; lines for others do not count here."""
    lock = tmp_path / "requirements.lock"
    lock.write_text("no-such-thing==1 ; sys_platform == 'nowhere' \\\n    --hash=sha256:0\n")
    assert doctor.packages(lock).well


def test_a_notebook_gets_the_same_findings():
    """The start page shows what the command shows."""
    table = doctor.as_table()
    assert table["what"].tolist() == [each.name for each in doctor.findings()]
    assert set(table[""]) <= {"ok", "mend", "none"}


def test_a_copy_that_cannot_be_read_is_a_finding(tmp_path):
    """Doctor is run when something is wrong, so it must not stop at it."""
    copy = tmp_path / "article.txt"
    copy.write_bytes(b"%PDF-1.7")
    found = doctor.article(copy)
    assert not found.well
    assert "plain text" in found.found
