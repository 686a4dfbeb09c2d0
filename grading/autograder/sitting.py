"""One notebook graded behind the fence: its cells run in order, its tests examined.

The worker's side of `inside`: it says what is to run, passes messages between the student's process
and the examiner, keeps the time, and brings back a process that was lost. What the two say is taken
as data; nothing of it is run here.
"""

import builtins
import select
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field

from grading.autograder.inside import channel
from grading.autograder.plan import kind
from grading.cells import grade_id

__all__ = ["Sitting"]

GRACE_SECONDS = 2  # that an interrupted cell may take to end
LONGEST = 2000  # characters of an error's words
SIGNALS = {9: "killed", 11: "a segmentation fault", 6: "aborted", 24: "the limit of its CPU time"}


class Lost(Exception):
    """A process has ended or is no use any more; the words say how."""


@dataclass
class Sitting:
    """Grades one notebook at a time; `grade` fills in its cells' outputs.

    Parameters
    ----------
    fence : grading.autograder.fence.Fence
    settings : dict
        ``cell_seconds``, ``replays``.
    folder : str
        ``<student>/<assignment>``, where the notebook runs.
    handed_in, given : list of (path, bytes)
        Files beside the notebook: of the submission, and of the instructor.
    environment : dict
        What only the examiner may know, as the class's key.
    deadline : float
        A time of `time.monotonic` by which all must be done.

    Attributes
    ----------
    remarks : list of str
        What a person should look at.
    crashed : bool
        Whether a student's process was lost.
    killed : bool
        Whether a process was killed and nothing here did it. That may have been its own doing, or
        the machine's.
    """

    fence: object
    settings: dict
    folder: str
    handed_in: list
    given: list
    environment: dict
    deadline: float
    remarks: list = field(default_factory=list)
    crashed: bool = False
    killed: bool = False

    def grade(self, notebook, plan):
        self.plan, self.student, self.examiner = plan, None, None
        self.ran, self.asked, self.lost_times, self.gone, self.anew = [], [], 0, "", False
        self.told_tests = self.forked = False
        try:
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
                    if cell.source.strip():
                        known = grade_id(cell) in plan.theirs  # a student may call a cell a test
                        getattr(self, f"_{kind(cell) if known else 'student'}")(cell)
        finally:
            for inmate in (self.student, self.examiner):
                if inmate:
                    self.fence.end(inmate)

    def _student(self, cell):
        name = grade_id(cell) or "an own cell"
        try:
            self._need_student()
            told = self._run(cell.source, name)
        except Lost as lost:
            cell.outputs = [_error("ProcessLost", str(lost))]
            return
        cell.outputs, cell.execution_count = told

    def _locked(self, cell):
        """Run a locked cell on both sides; what it shows is what the student's side shows."""
        self._student(cell)
        if grade_id(cell) in self.plan.unread:
            return
        if grade_id(cell) in self.plan.shows and any("data" in each for each in cell.outputs):
            return
        with suppress(Lost):
            self._examine("run", cell)

    def _test(self, cell):
        name = grade_id(cell)
        try:
            if name in self.plan.in_student:
                told = {"before": []}
            else:
                told = self._examine("test", cell)
                if "cannot_cross" in told:
                    self.remarks.append(f"in_process: {name} ({told['cannot_cross'][:200]})")
            if "outputs" not in told:
                if told.get("called"):
                    self._start_over()
                told = self._test_in_student(cell.source, told["before"])
                if name in self.plan.hiding:
                    told["outputs"] = [_mute(output) for output in told["outputs"]]
        except Lost as lost:
            told = {"outputs": [_error("ProcessLost", str(lost))], "count": None}
        cell.outputs, cell.execution_count = _outputs(told["outputs"]), told["count"]

    def _run(self, source, name):
        """Run a cell in the student's process: its outputs and number."""
        deadline = self._cell_deadline()
        try:
            self._ask_student({"do": "run", "source": source})
            told, late = self._reply(deadline)
            outputs, count = _outputs(told["outputs"]), told["count"]
        except (channel.Broken, TimeoutError, *NO_OUTPUTS) as error:
            self._lose_student(name, error)
        if late:
            self.remarks.append(f"stopped at the time limit: {name}")
            outputs = [each for each in outputs if each["output_type"] != "error"]
            outputs.append(_error("CellTimeoutError", self._limit_passed()))
        else:
            self.ran.append(source)
        return outputs, _count(count)

    def _ask_student(self, head, blob=b""):
        if select.select([self.student.sock], [], [], 0)[0]:
            self._out_of_turn()
        channel.send(self.student.sock, head, blob)

    def _reply(self, deadline):
        """What the student's process answers, and whether it had to be interrupted."""
        try:
            return channel.receive(self.student.sock, deadline)[0], False
        except TimeoutError:
            self.fence.interrupt(self.student)
            return channel.receive(self.student.sock, time.monotonic() + GRACE_SECONDS)[0], True

    def _test_in_student(self, source, before):
        self._need_student(told_tests=True)
        self.told_tests = True
        try:
            self._ask_student({"do": "test", "sources": [*before, source]})
            told, late = self._reply(self._cell_deadline())
            shown = [each for each in _outputs(told.get("outputs", ())) if _decides(each)]
        except (channel.Broken, TimeoutError, *NO_OUTPUTS) as error:
            self._lose_student("a test", error)
        if late or "outputs" not in told:
            why = self._limit_passed() if late else "it ended the process it ran in"
            return {"outputs": [_error("ProcessLost", why)], "count": None}
        return {"outputs": shown, "count": _count(told.get("count"))}

    def _need_student(self, told_tests=False):
        """Have a student's process: a new one, brought to where the last one was lost.

        One that was told hidden tests runs nothing more but tests: what it learned, it could put
        down in files or other processes of its own, for a later cell to show.
        """
        if self.student and self.told_tests and not told_tests:
            self.fence.end(self.student)
            self.student = None
        if self.student:
            return
        if self.lost_times > self.settings["replays"] or time.monotonic() > self.deadline:
            raise Lost(self.gone)
        self.student = self.fence.fork("student", self.folder, self.handed_in)
        self.anew, self.told_tests = self.forked, False
        self.forked = True
        for source in list(self.ran):
            try:
                self._ask_student({"do": "run", "source": source})
                self._reply(self._cell_deadline())
            except (channel.Broken, TimeoutError) as error:
                self.ran.remove(source)
                self._lose_student("an earlier cell, run again", error)

    def _start_over(self):
        """Bring a new student's process to here, since a test that broke off has changed this one."""
        if self.student:
            self.fence.end(self.student)
            self.student = None

    def _lose_student(self, name, error):
        """Clear away a process that is no use any more, and raise `Lost` that says why."""
        ended = self.fence.end(self.student, isinstance(error, channel.Gone))
        self.student, self.lost_times = None, self.lost_times + 1
        self.gone = f"{name} ended its process: {_how(ended, error, self._limit_passed())}"
        self.remarks.append(self.gone)
        self.crashed, self.killed = True, self.killed or _from_without(ended)
        raise Lost(self.gone)

    def _examine(self, what, cell):
        """Have the examiner run a cell, and pass on what it and the student's process say."""
        if time.monotonic() > self.deadline:
            raise Lost(self._limit_passed())
        self._need_examiner()
        with suppress(Lost):
            self._need_student()  # now, so that the examiner forgets what it knows of an earlier one
        name = grade_id(cell)
        told_of = {"theirs": self.plan.theirs[name], **self.plan.reads[name]}
        request = {"do": what, "source": cell.source, **told_of}
        anew, self.anew = self.anew, False
        told = self._relayed({**request, "anew": anew}, name)
        self.asked.append(request)
        return told

    def _need_examiner(self):
        if self.examiner:
            return
        self.examiner = self.fence.fork("examiner", self.folder, self.given)
        plan = self.plan
        prepare = {"do": "prepare", "imports": plan.imports, "classes": plan.classes}
        self._relayed(prepare | {"environment": self.environment}, "the imports")
        for request in self.asked:
            self._relayed(request, "an earlier test, run again")

    def _relayed(self, request, name):
        self._tell_examiner(request, b"", name)
        deadline, waits_for_student, hurried = self._cell_deadline(), False, False
        while True:
            inmates = [self.examiner, *([self.student] if self.student else [])]
            by_sock = {inmate.sock: inmate for inmate in inmates}
            left = max(deadline - time.monotonic(), 0)
            ready = select.select(list(by_sock), [], [], left)[0]
            if self.examiner.sock in ready:
                try:
                    head, blob = channel.receive(self.examiner.sock)
                except channel.Broken as error:
                    self._lose_examiner(name, error)
                if "did" in head:
                    if waits_for_student:  # its answer would be taken for one to a later question
                        self.fence.end(self.student)
                        self.student = None
                    if "lost" in head:
                        raise Lost(head["lost"])
                    return head
                waits_for_student = self._pass_on(head, blob, name)
            elif ready and not waits_for_student:
                with suppress(Lost):
                    self._out_of_turn()
            elif ready:
                waits_for_student = self._take_answer(deadline, name)
            elif waits_for_student and hurried:
                self._tell_lost(name, TimeoutError())
                deadline, waits_for_student = time.monotonic() + GRACE_SECONDS, False
            elif waits_for_student:
                self._hurry_student(name)
                deadline, waits_for_student = time.monotonic() + GRACE_SECONDS, False
                hurried = True
            else:
                self._hurry_examiner(name)
                deadline = time.monotonic() + GRACE_SECONDS

    def _tell_examiner(self, head, blob, name):
        try:
            channel.send(self.examiner.sock, head, blob)
        except channel.Broken as error:
            self._lose_examiner(name, error)

    def _pass_on(self, head, blob, name):
        """Give a question to the student's process; whether it is at work on it."""
        try:
            self._need_student()
            self._ask_student(head, blob)
            return True
        except Lost as lost:
            self._tell_examiner({"lost": str(lost)}, b"", name)
        except (channel.Broken, TimeoutError) as error:
            self._tell_lost(name, error)
        return False

    def _take_answer(self, deadline, name):
        """Give what the student's process says to the examiner; whether more is to come."""
        try:
            head, blob = channel.receive(self.student.sock, deadline + GRACE_SECONDS)
        except (channel.Broken, TimeoutError) as error:
            self._tell_lost(name, error)
        else:
            self._tell_examiner(head, blob, name)
        return False

    def _out_of_turn(self):
        """End a student's process that spoke, or went, when it was not asked, and raise `Lost`.

        The examiner would take its words for the next request of the worker's. The cell that ran
        last is the likeliest to have done it, and is not run again.
        """
        if self.ran:
            self.ran.pop()
        self._lose_student("what it did unasked", channel.Broken("out of turn"))

    def _hurry_student(self, name):
        """Interrupt a call that takes too long; end the process if that does not help."""
        self.remarks.append(f"stopped at the time limit: {name}")
        self.fence.interrupt(self.student)
        try:
            head, blob = channel.receive(self.student.sock, time.monotonic() + GRACE_SECONDS)
        except (channel.Broken, TimeoutError) as error:
            self._tell_lost(name, error)
        else:
            self._tell_examiner(head, blob, name)

    def _tell_lost(self, name, error):
        try:
            self._lose_student(name, error)
        except Lost as lost:
            self._tell_examiner({"lost": str(lost)}, b"", name)

    def _hurry_examiner(self, name):
        self.fence.interrupt(self.examiner)
        if not select.select([self.examiner.sock], [], [], GRACE_SECONDS)[0]:
            self._lose_examiner(name, TimeoutError(self._limit_passed()))

    def _lose_examiner(self, name, error):
        ended = self.fence.end(self.examiner, isinstance(error, channel.Gone))
        self.examiner, self.killed = None, self.killed or _from_without(ended)
        why = f"{name} ended the examiner's process: {_how(ended, error, self._limit_passed())}"
        self.remarks.append(why)
        raise Lost(why)

    def _cell_deadline(self):
        return min(time.monotonic() + self.settings["cell_seconds"], self.deadline)

    def _limit_passed(self):
        if time.monotonic() > self.deadline:
            return "the time limit of the whole submission passed"
        return f"it took longer than {self.settings['cell_seconds']} s"


NO_OUTPUTS = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
NOT_SHOWN = "what a test with hidden parts says is not shown when the student's process ran it"
DEEPEST = 100  # levels of JSON in an output


def _mute(output):
    """What an output says of a mark and nothing else, for student's code may have written it."""
    if output["output_type"] == "error":
        known = isinstance(getattr(builtins, output["ename"], None), type)
        return _error(output["ename"] if known else "Error", NOT_SHOWN)
    try:
        shown = repr(float(output["data"]["text/plain"]))
    except (KeyError, ValueError, TypeError):
        shown = NOT_SHOWN
    return output | {"data": {"text/plain": shown}, "metadata": {}}


def _decides(output):
    """Whether an output decides a mark: what else a test in the student's process shows is not kept."""
    return output["output_type"] in ("error", "execute_result")


def _from_without(ended):
    return ended["by_itself"] and not ended["why"] and ended["code"] == -signal.SIGKILL


def _how(ended, error, limit_passed):
    """How a process ended, in words."""
    if ended["why"]:
        return ended["why"]
    if not ended["by_itself"]:
        return limit_passed if isinstance(error, TimeoutError) else f"it broke off ({error})"
    code = ended["code"]
    if code is not None and code < 0:
        return f"{SIGNALS.get(-code, 'a signal')} (signal {-code})"
    return f"it left with {code}"


def _error(name, words):
    words = words[:LONGEST]
    return {
        "output_type": "error",
        "ename": name,
        "evalue": words,
        "traceback": [f"{name}: {words}"],
    }


def _outputs(told):
    """Outputs as `nbformat` has them, of what a process says are outputs.

    Raises
    ------
    KeyError, TypeError, ValueError, AttributeError
        If they are none.
    """
    from nbformat import from_dict

    return [from_dict(_output(each)) for each in told]


def _output(told):
    sort = told["output_type"]
    if sort == "stream":
        name = "stderr" if told["name"] == "stderr" else "stdout"
        return {"output_type": sort, "name": name, "text": _text(told["text"])}
    if sort == "error":
        lines = [_text(line) for line in told["traceback"]]
        named = {"ename": _text(told["ename"]), "evalue": _text(told["evalue"])}
        return {"output_type": sort, **named, "traceback": lines}
    if sort not in ("display_data", "execute_result"):
        raise ValueError(f"no sort of output: {sort!r}")
    data = {_text(mime): _json(mime, each) for mime, each in told["data"].items()}
    made = {"output_type": sort, "data": data, "metadata": dict(told["metadata"])}
    if sort == "execute_result":
        made["execution_count"] = _count(told["execution_count"])
    return made


def _count(told):
    return told if type(told) is int and told >= 0 else None


def _json(mime, told):
    if not mime.endswith("json"):
        return _text(told)
    return told if _levels_within(told, DEEPEST) else "[nested too deeply to be kept]"


def _levels_within(told, most):
    if not isinstance(told, dict | list):
        return True
    inner = told.values() if isinstance(told, dict) else told
    return most > 0 and all(_levels_within(each, most - 1) for each in inner)


def _text(told):
    if not isinstance(told, str):
        raise TypeError("expected a text")
    return told
