"""What may not stand in a tracked file: the article's text, registry hosts, machine paths."""

import html
import json
import re
import subprocess
from pathlib import Path

import pytest

from course import matching, texts, tree

RUN = 12  # words; a run this long is the article's text, a shorter one may be a phrase quoted
# Written in two parts each, so that this file holds none of them.
REGISTRIES = [
    name.replace(" ", "") for name in ("py pi", "python hosted", "npm js", "ana conda", "yarn pkg")
]
MACHINE_FOLDERS = ["work", "root", "tmp", "Users", "home"]
NOTEBOOK = "*.ipynb"


@pytest.fixture(scope="session")
def tracked():
    """Path within the repository to text, for every tracked file."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=tree.ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so there are no tracked files")
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    return {path: readable(tree.ROOT / path) for path in paths if (tree.ROOT / path).is_file()}


def readable(path):
    """A file's text; of a notebook its raw JSON and, each cell whole, its sources and outputs."""
    text = path.read_bytes().decode("utf-8", errors="replace")
    if path.match(NOTEBOOK):
        text += "\n" + "\n".join(strings(json.loads(text)))
    return text


def strings(node):
    """Every string in a notebook, a list of lines taken as one."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, list) and all(isinstance(line, str) for line in node):
        return ["".join(node)]
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [string for part in parts for string in strings(part)]


def tokens(text):
    """The words of a text in two ways: parted by white space, and letters and digits only."""
    plain = matching.canonical(html.unescape(text)).casefold()
    return plain.split(), re.findall(r"\w+", plain)


def runs(words):
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def copied(text, article, title):
    """Runs of the article's words that stand in `text`, those within its title left out."""
    return [
        " ".join(run)
        for here, there, named in zip(tokens(text), tokens(article), tokens(title), strict=True)
        for run in runs(here) & (runs(there) - runs(named))
    ]


def places(tracked, pattern):
    """Where a pattern stands, as path:line."""
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for path, text in tracked.items()
        for match in re.finditer(pattern, text)
    ]


@pytest.mark.text
def test_no_run_of_twelve_words_of_the_article_is_tracked(tracked, article_path):
    """The article is not ours to publish: facts, gists and short phrases, but not its text."""
    article = texts.decode(article_path.read_bytes(), article_path)
    title = texts.record().title
    found = {str(path): copied(text, article, title) for path, text in tracked.items()}
    assert {path: found_runs for path, found_runs in found.items() if found_runs} == {}


LINES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
]
HEADING = "A Heading of Thirteen Words That Stands Above the Count up to That Number"


@pytest.mark.parametrize(
    "disguise",
    [
        " ".join(LINES),
        "\n# ".join(LINES[:12]).upper(),
        ",".join(LINES[1:]),
        "“" + "’ ‘".join(LINES) + "”",
        "&nbsp;".join(LINES),
        f"before {' '.join(LINES[:12])} after",
    ],
)
def test_a_run_is_found_however_it_is_set(disguise):
    """In a comment, a table, capitals or markup it is still the article's text."""
    assert copied(disguise, f"{HEADING}\n\n{' '.join(LINES)}", HEADING)


@pytest.mark.parametrize("allowed", [" ".join(LINES[:11]), " ".join(LINES[::-1]), HEADING])
def test_a_short_phrase_other_words_and_the_title_are_allowed(allowed):
    """A phrase under discussion and the record of the title are fair to print."""
    assert not copied(allowed, f"{HEADING}\n\n{' '.join(LINES)}", HEADING)


def test_a_notebook_is_read_cell_by_cell(tmp_path):
    """JSON keeps a cell as lines; a run may cross them."""
    lines = [f"{word}\n" for word in LINES]
    path = tmp_path / "lesson.ipynb"
    path.write_text(json.dumps({"cells": [{"source": lines}]}), encoding="utf-8")
    assert copied(readable(path), " ".join(LINES), HEADING)


def test_no_registry_is_named(tracked):
    """Where packages come from is each machine's own setting."""
    hosts = rf"(?i)\b(?:{'|'.join(REGISTRIES)})\.(?:org|com|io)\b|://\S+/[s]imple\b"
    assert places(tracked, hosts) == []


def test_no_path_of_a_machine_is_named(tracked):
    """What runs only on the machine it was written on is no course."""
    folders = rf"(?<![\w./:~$}}*-])/(?:{'|'.join(MACHINE_FOLDERS)})/\w[\w./-]*"
    assert places(tracked, folders) == []


def test_this_checkout_and_home_are_not_named(tracked):
    """Nor the place this very checkout is in, wherever that is."""
    here = [str(path) for path in (tree.ROOT, Path.home()) if len(path.parts) > 2]
    assert [place for path in here for place in places(tracked, re.escape(path))] == []


def test_every_locked_package_has_hashes_and_no_address():
    """A lock without hashes locks nothing; an address would bind it to one network."""
    lock = (tree.ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", lock).strip())
    assert len(packages) > 50
    assert [p.split()[0] for p in packages if not re.match(r"[\w.\[\],-]+==\S+", p)] == []
    assert [p.split()[0] for p in packages if "--hash=sha256:" not in p] == []
    assert re.findall(r"\S*://\S*|--(?:extra-)?index-url|--find-links", lock) == []


def test_notebooks_are_tracked_clean(tracked):
    """No outputs or counts (they would show results, and texts), and a kernel named."""
    faults = []
    for path in tracked:
        if not path.match(NOTEBOOK):
            continue
        notebook = json.loads((tree.ROOT / path).read_text(encoding="utf-8"))
        kernel = notebook["metadata"].get("kernelspec", {})
        if not {"name", "display_name"} <= kernel.keys():
            faults.append(f"{path}: no kernelspec")
        for number, cell in enumerate(notebook["cells"]):
            if cell.get("outputs") or cell.get("execution_count"):
                faults.append(f"{path}: cell {number} has outputs or a count")
            if cell.get("attachments"):
                faults.append(f"{path}: cell {number} has an attachment")
    assert faults == []
