"""What has been graded, from what, and how it ended: so that a run goes on where one stopped.

A line is written once a submission's marks stand in the gradebook. It holds a fingerprint of all
that the marks come from: what was handed in, the instructor's notebook, the settings, the key and
the autograder's version. A submission with the same fingerprint would get the same marks again.
"""

import json
import os

__all__ = ["Journal"]

FOLDER = ".casebook"  # in the course's; it may be deleted at any time


class Journal:
    """The journal of one assignment; a context manager that keeps its file open.

    Parameters
    ----------
    course : grading.course_folder.CourseFolder
    assignment : str
    of : str
        Fingerprint of what is the same for the whole class.
    again : bool
        Whether to forget what was graded before.
    """

    def __init__(self, course, assignment, of, again=False):
        self.file = course.root / FOLDER / f"{assignment}.jsonl"
        self._of, self._held = of, {} if again else self._read()

    def __enter__(self):
        self.file.parent.mkdir(exist_ok=True)
        self._open = self.file.open("a", encoding="utf-8")
        return self

    def __exit__(self, *_):
        self._open.close()

    def known(self, student, fingerprint):
        """(status, reason) of a student's submission if it was graded from just this; else None."""
        told = self._held.get(student)
        if told and told["from"] == f"{self._of} {fingerprint}":
            return told["status"], told["reason"]
        return None

    def note(self, outcome, fingerprint):
        """Note that an outcome's marks stand in the gradebook."""
        told = {
            "student": outcome.student,
            "from": f"{self._of} {fingerprint}",
            "status": outcome.status,
            "reason": outcome.reason,
        }
        self._open.write(json.dumps(told) + "\n")
        self._open.flush()
        os.fsync(self._open.fileno())

    def _read(self):
        """The last line of each student; lines that were cut off by an end are left out."""
        held = {}
        if self.file.is_file():
            for line in self.file.read_text(encoding="utf-8", errors="replace").splitlines():
                try:
                    told = json.loads(line)
                    held[told["student"]] = {each: str(told[each]) for each in FIELDS}
                except (ValueError, KeyError, TypeError):
                    continue
        return held


FIELDS = ("from", "status", "reason")
