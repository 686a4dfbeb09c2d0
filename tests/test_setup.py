"""Setting up: the Makefile, the lock and what continuous integration installs."""

import os
import re
import shutil
import subprocess
import tomllib

import pytest
from packaging.requirements import Requirement

from course import doctor, tree

TARGETS = ("lab", "test", "demo", "bench", "lint")


@pytest.fixture
def checkout(tmp_path):
    """A tree with nothing set up: what `make` finds on a fresh machine."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(tree.ROOT / name, tmp_path)
    return tmp_path


def make(folder, *words):
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    return subprocess.run(
        ["make", *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )


def python_that_says(folder, version):
    """A command that answers like a Python of `version`; an old one is not at hand to run."""
    command = folder / "old-python"
    command.write_text(f'#!/bin/sh\n[ "$1" = -V ] && echo "Python {version}" && exit 0\nexit 1\n')
    command.chmod(0o755)
    return command


@pytest.mark.parametrize("target", TARGETS)
def test_an_old_python_is_named_before_anything_is_done(checkout, target):
    """A newcomer reads one clear line instead of a failed installation."""
    done = make(checkout, target, f"PYTHON={python_that_says(checkout, '3.9.2')}")
    assert done.returncode != 0
    assert "Casebook needs Python 3.11 or newer" in done.stderr
    assert "Python 3.9.2" in done.stderr
    assert f"make {target} PYTHON=" in done.stderr
    assert not (checkout / ".venv").exists()


def test_make_alone_says_what_can_be_made(checkout):
    """`make` with no target explains itself and sets nothing up."""
    done = make(checkout)
    assert done.returncode == 0
    assert all(f"make {target}" in done.stdout for target in TARGETS)
    assert not (checkout / ".venv").exists()


def test_every_dependency_is_locked_to_one_version_that_it_allows():
    """What is installed is what was tested; a dependency added without `make lock` is found out."""
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = doctor.locked(tree.ROOT / "requirements.lock")
    for requirement in map(Requirement, asked):
        pins = [each for each in locked if each.name.lower() == requirement.name.lower()]
        assert pins, f"{requirement.name} is not in requirements.lock: run make lock"
        for pin in pins:
            (version,) = pin.specifier
            assert version.operator == "=="
            assert version.version in requirement.specifier


def test_every_locked_package_has_a_hash():
    """A package that was changed after it was tested is refused."""
    blocks = re.split(
        r"^(?=[A-Za-z0-9])", (tree.ROOT / "requirements.lock").read_text(), flags=re.M
    )
    assert all("--hash=sha256:" in block for block in blocks[1:])
