"""Put right what happened to a notebook on its way: locked cells, tests, points, ids.

Students delete test cells, paste cells twice, change a cell's sort by a key pressed in the wrong
mode, or open the notebook in a program that drops what nbgrader noted on its cells. None of this
is an answer, so none of it should cost a mark. `repair` brings a submission back to the shape of
the instructor's notebook and lists what it did. It decides over cells and runs nothing.
"""

from copy import deepcopy
from dataclasses import dataclass

from nbformat.v4 import new_notebook
from rapidfuzz import fuzz

from grading.cells import grade_id

__all__ = ["Repair", "repair"]

LIKE_LOCKED = 70  # of 100: likeness from which a cell without a note counts as a locked one
LONGEST_QUOTE = 60  # characters of an id that a student may have made up
LIKE_ANSWER = 40  # an answer was written into, so that less of what was released is left


@dataclass(frozen=True)
class Repair:
    """One thing that was put right.

    `choice` says that something was decided that a person may decide otherwise; what is merely
    restored leaves nothing to decide. `text` is a sentence for the student and the instructor.
    """

    cell: str
    text: str
    choice: bool = False


def repair(submitted, reference, released):
    """Bring a submitted notebook back to the shape of the instructor's.

    Parameters
    ----------
    submitted : nbformat.NotebookNode
        What was handed in, format 4. It is left as it was.
    reference : nbformat.NotebookNode
        The instructor's version, with hidden tests.
    released : nbformat.NotebookNode
        What students were given: what stands in it unchanged was not touched by the student.

    Returns
    -------
    notebook : nbformat.NotebookNode
        Every cell of the reference that nbgrader knows, once, in a sound state; answers as the
        student wrote them; the student's own cells where they stood. A second copy of an answer
        is kept as a raw cell, which is shown and not run.
    repairs : list of Repair

    Notes
    -----
    Cells are found by nbgrader's id; then, where the note is lost, by the notebook's own cell id;
    then by likeness among the cells between their neighbours. Of copies of one answer the first
    that differs from what was released counts. Cells are not put in another order.
    """
    known = {grade_id(cell): cell for cell in reference.cells if grade_id(cell)}
    given = {grade_id(cell): cell for cell in released.cells if grade_id(cell)}
    work = _Work(deepcopy(submitted.cells), known, given)
    work.find_by_note()
    work.find_by_id()
    work.find_by_likeness()
    work.restore()
    work.put_back()
    _ids_once(work.cells)
    notebook = new_notebook(cells=work.cells, metadata=deepcopy(submitted.metadata))
    work.repairs += _kernel(notebook, reference)
    return notebook, work.repairs


class _Work:
    """A submission's cells on the way back, the place of each known one, and what was done."""

    def __init__(self, cells, known, given):
        self.cells, self.known, self.given = cells, known, given
        self.place, self.repairs = {}, []

    def tell(self, name, text, choice=False):
        self.repairs.append(Repair(name, text, choice))

    def find_by_note(self):
        """By nbgrader's id; copies are folded, and notes that belong to no cell here are dropped."""
        noted = {}
        for number, cell in enumerate(self.cells):
            if "nbgrader" in cell.metadata:
                noted.setdefault(_noted_id(cell), []).append(number)
        dropped = set()
        for name, places in noted.items():
            if name not in self.known:
                for number in places:
                    del self.cells[number].metadata["nbgrader"]
                shown = name[:LONGEST_QUOTE] if name.isprintable() else ascii(name)[:LONGEST_QUOTE]
                self.tell(
                    name,
                    f"{shown or 'a note without an id'} belongs to no cell of this assignment: "
                    "its mark was taken off",
                )
                continue
            self.place[name] = kept = self._first_with_content(name, places)
            dropped |= self._fold(name, [number for number in places if number != kept])
            if len(places) > 1:
                which = f"the {_ordinal(places.index(kept) + 1)} counts"
                self.tell(name, f"{name} was there {len(places)} times: {which}", choice=True)
        self._drop(dropped)

    def find_by_id(self):
        """By the notebook's own cell id, which outlives a program that drops nbgrader's notes."""
        ids = {
            cell.get("id"): number
            for number, cell in enumerate(self.cells)
            if not cell.metadata.get("nbgrader")
        }
        for name in self._missing():
            number = ids.get(self.known[name].get("id"))
            if number is not None and number not in self.place.values():
                self._found(name, number, "by its cell id", choice=False)

    def find_by_likeness(self):
        """By likeness to what was released, among the cells between the neighbours that are found."""
        for name in self._missing():
            least = LIKE_ANSWER if _is_answer(self.known[name]) else LIKE_LOCKED
            first, last = self._between(name)
            likeness = {
                number: fuzz.ratio(self.given[name].source, self.cells[number].source)
                for number in range(first, last)
                if number not in self.place.values() and self.cells[number].source.strip()
            }
            best = max(likeness, key=likeness.get, default=None)
            if best is not None and likeness[best] >= least:
                self._found(name, best, "by what stands in it", choice=True)

    def restore(self):
        """Sort, note and, where locked, the text of each cell that was found."""
        for name, number in self.place.items():
            cell, known = self.cells[number], self.known[name]
            for text in _changes(cell, known, self.given[name]):
                self.tell(name, f"{name}: {text}")
            whole = _without_outputs(known)
            if _is_answer(known):
                whole.source = cell.source
                if pictures := cell.get("attachments"):
                    whole["attachments"] = pictures
            self.cells[number] = whole

    def put_back(self):
        """Cells that are nowhere, each after the one it followed; an answer comes back blank."""
        for name in self._missing():
            cell = _without_outputs(self.known[name])
            if _is_answer(cell):
                cell.source = self.given[name].source
                self.tell(name, f"{name} was not in the notebook: it counts as blank", choice=True)
            else:
                self.tell(name, f"{name} was not in the notebook: it was put back")
            first, _ = self._between(name)
            self.cells.insert(first, cell)
            self.place = {
                each: number + (number >= first) for each, number in self.place.items()
            } | {name: first}

    def _missing(self):
        return [name for name in self.known if name not in self.place]

    def _found(self, name, number, how, choice):
        self.place[name] = number
        self.tell(name, f"{name} had lost its note and was found {how}", choice)

    def _first_with_content(self, name, places):
        """The first copy that is not as released, of the right sort if there is one; else the first."""
        if not _is_answer(self.known[name]):
            return places[0]
        released = self.given[name].source.strip()
        written = [n for n in places if self.cells[n].source.strip() not in ("", released)]
        return (written or places)[0]

    def _fold(self, name, places):
        """Take copies out of the way: those of an answer are kept to be seen; who else is dropped."""
        if not _is_answer(self.known[name]):
            return set(places)
        for number in places:
            cell = self.cells[number]
            del cell.metadata["nbgrader"]
            cell.cell_type = "raw"
            for only_code in ("outputs", "execution_count"):
                cell.pop(only_code, None)
        return {number for number in places if not self.cells[number].source.strip()}

    def _drop(self, numbers):
        left = [number for number in range(len(self.cells)) if number not in numbers]
        moved = {number: place for place, number in enumerate(left)}
        self.cells = [self.cells[number] for number in left]
        self.place = {name: moved[number] for name, number in self.place.items()}

    def _between(self, name):
        """Places after the nearest known cell before `name` and before the nearest one after it."""
        order = list(self.known)
        at = order.index(name)
        before = [self.place[each] + 1 for each in order[:at] if each in self.place]
        after = [self.place[each] for each in order[at + 1 :] if each in self.place]
        first = before[-1] if before else 0
        later = [place for place in after if place >= first]
        return first, later[0] if later else len(self.cells)


def _noted_id(cell):
    """The id that nbgrader's note on a cell gives; empty where it gives none that could be one."""
    noted = cell.metadata["nbgrader"]
    name = noted.get("grade_id") if isinstance(noted, dict) else None
    return name if isinstance(name, str) else ""


def _without_outputs(cell):
    """A copy of a cell as if it had never run."""
    cell = deepcopy(cell)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    return cell


def _ids_once(cells):
    """Give a cell of the student's another id where an assignment's cell has the same."""
    taken = {cell.get("id") for cell in cells if grade_id(cell)}
    for number, cell in enumerate(cells):
        if not grade_id(cell):
            if cell.get("id") in taken:
                cell["id"] = f"own-{number}"
            taken.add(cell.get("id"))


def _is_answer(cell):
    """Whether a student writes into the cell."""
    return bool(cell.metadata.nbgrader.get("solution") or cell.metadata.nbgrader.get("task"))


def _changes(cell, known, given):
    """What will be put right in a cell that was found, in words."""
    if cell.cell_type != known.cell_type:
        yield f"a {cell.cell_type} cell, made a {known.cell_type} cell again"
    noted = cell.metadata.get("nbgrader", {})
    for fact in ("points", "grade", "solution", "locked", "task"):
        was, should = noted.get(fact), known.metadata.nbgrader.get(fact)
        if noted and was != should and (was or should):
            yield f"{fact} was {was!r}, {should!r} again"
    if not _is_answer(known) and _bare(cell) not in (_bare(known), _bare(given)):
        yield "its text was changed, and is as released again"


def _bare(cell):
    """A cell's text without what differs between editors: line ends and trailing space."""
    return "\n".join(line.rstrip() for line in cell.source.strip().splitlines())


def _kernel(notebook, reference):
    """Give the notebook the reference's kernel; what was changed."""
    theirs, ours = notebook.metadata.get("kernelspec"), reference.metadata.get("kernelspec")
    notebook.metadata.pop("orig_nbformat", None)
    if ours and (theirs or {}).get("name") != ours.get("name"):
        notebook.metadata["kernelspec"] = deepcopy(ours)
        named = (theirs or {}).get("name")
        yield Repair("", f"the kernel was {named or 'not named'}, {ours['name']} again")


def _ordinal(number):
    """first, second, third, or the number with a dot.

    >>> _ordinal(1), _ordinal(7)
    ('first', '7th')
    """
    words = ("first", "second", "third", "fourth", "fifth")
    return words[number - 1] if number <= len(words) else f"{number}th"
