"""What grading leaves behind, in a form that can be compared: gradebook, folders, processes."""

import sqlite3
import time
from pathlib import Path

__all__ = ["TABLES", "graded_tree", "processes", "rows", "wait_until"]

# In the order in which each names only what stands before it.
TABLES = ["course", "student", "assignment", "notebook", "base_cell", "grade_cells", "task_cells"]
TABLES += ["solution_cells", "source_cell", "submitted_assignment", "submitted_notebook"]
TABLES += ["grade", "comment", "alembic_version"]
LENGTH_OF_ID = 32  # of one that nbgrader draws


def rows(course):
    """Every row of every table, in plain order; an id is told by the row that it stands for."""
    known = {}
    tables = {}
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.row_factory = sqlite3.Row
        for table in TABLES:
            tables[table] = []
            for row in map(dict, database.execute(f"SELECT * FROM {table}")):
                key = row.pop("id") if len(str(row.get("id"))) == LENGTH_OF_ID else None
                told = (*(known.get(value, value) for value in row.values()),)
                tables[table].append((known.get(key), *told) if key in known else told)
                if key:
                    known.setdefault(key, (table, *told))
    return {table: sorted(told, key=repr) for table, told in tables.items()}


def graded_tree(course):
    """Modes and bytes of all that lies in autograded/, hidden or not, by path."""
    place = course.root / "autograded"
    return {
        str(path.relative_to(place)): (path.stat().st_mode, path.is_file() and path.read_bytes())
        for path in place.rglob("*")
    }


def processes(mark):
    """Ids of the processes that live and have a text in their command line or environment."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            told = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
        except OSError:
            continue  # it has just ended, or is another user's
        if mark.encode() in told:
            found.append(int(place.name))
    return found


def wait_until(is_so, seconds=20):
    """Whether something becomes so within some seconds."""
    until = time.monotonic() + seconds
    while not (so := is_so()) and time.monotonic() < until:
        time.sleep(0.02)
    return so
