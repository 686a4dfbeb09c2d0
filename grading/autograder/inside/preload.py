"""The preloaded process: imports once, then forks a process for each who asks.

Started by `grading.autograder.fence` inside bubblewrap's sandbox, with its settings as JSON in its
one argument. It never runs a line of a student's. It forks students' processes and examiners, each
the first of its own pid namespace and shut in (`confine`), gives back the socket to talk to each,
and ends them when it is told to. When it ends itself, all of them end.
"""

import gc
import importlib
import json
import os
import random
import re
import resource
import select
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path

from grading.autograder.inside import channel, confine

__all__ = ["main"]

WATCH_SECONDS = 0.1  # between two looks at the memory of all processes of a student
ENDING_SECONDS = 0.5  # that the kernel may take to clear away a process that has ended
STATUS = re.compile(r"^(NSpid|PPid):\t(.*)$", re.M)
FIRST_FREE = 3  # file descriptor after standard input, output and error


class Preloaded:
    """The process that forks.

    Parameters
    ----------
    control : socket.socket
        On which the worker asks.
    told : dict
        The settings: see `grading.autograder.fence`.
    """

    def __init__(self, control, told):
        self.control, self.fenced, self.scratch = control, told["fenced"], told["scratch"]
        self.limits = confine.Limits(told["limits"])
        self.pids = confine.NewPids() if self.fenced else None
        self.alive, self.why = {}, {}
        self.missing = preload(told["modules"])
        from grading.autograder.inside import examiner, shell, student, warm

        self.roles = {"student": student.serve, "examiner": examiner.serve}
        self.shell = shell.make_shell()
        warm.warm(self.shell)
        settle()

    def serve(self):
        channel.send(self.control, {"ready": True, "missing": self.missing})
        while True:
            waiting = WATCH_SECONDS if "student" in self.alive.values() else None
            if select.select([self.control], [], [], waiting)[0]:
                head, _ = channel.receive(self.control)
                getattr(self, f"do_{head['do']}")(head)
            elif self.fenced:
                self._watch_memory()

    def do_fork(self, head):
        ours, theirs = socket.socketpair()
        child = self.pids.fork() if self.fenced else os.fork()
        if not child:
            _to_the_end(lambda: self._become(head["role"], theirs, head), ours)
        self._tell_of(child, head["role"], ours, theirs)

    def do_preload(self, head):
        """Import more, and compile cells: what the instructor's own notebook was seen to need."""
        preload([name for name in head["modules"] if name not in sys.modules])
        self._learn(head["sources"])
        channel.send(self.control, {})

    def do_branch(self, head):
        """Fork a process that forks as this one does, for the worker to tell more than this one.

        Of what it is told nothing may ever have been in this one's memory, which students inherit.
        """
        ours, theirs = socket.socketpair()
        child = os.fork()
        if not child:
            os.setsid()  # as every process that is ended by its group
            control, self.control, self.alive, self.why = self.control, theirs, {}, {}
            _to_the_end(self.serve, ours, control)
        self._tell_of(child, "branch", ours, theirs)

    def _tell_of(self, child, role, ours, theirs):
        """Give the worker the socket to a process that was forked."""
        theirs.close()
        self.alive[child] = role
        channel.send_socket(self.control, {"pid": child}, ours)
        ours.close()

    def _learn(self, sources):
        self.shell.learn(sources)
        settle()

    def do_signal(self, head):
        """Interrupt a process, as from the keyboard."""
        if head["pid"] in self.alive:
            os.kill(head["pid"], signal.SIGINT)

    def do_end(self, head):
        """End a process and all that it started; tell how it ended."""
        pid = head["pid"]
        if self.alive.pop(pid, None):
            done, status = self._ended(pid, ENDING_SECONDS if head["gone"] else 0)
            if not done:
                self._kill(pid)
                _, status = os.waitpid(pid, 0)
            elif not self.fenced:
                self._kill(pid)
            code = os.waitstatus_to_exitcode(status)
            told = {"code": code, "by_itself": bool(done), "why": self.why.pop(pid, "")}
            channel.send(self.control, told)
        else:
            channel.send(self.control, {"code": None, "by_itself": False, "why": ""})

    def _ended(self, pid, seconds):
        """What `os.waitpid` tells of a process that has ended, or ends within some time."""
        last = time.monotonic() + seconds
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done or time.monotonic() > last:
                return done, status
            time.sleep(0.005)

    def _become(self, role, sock, head):
        """What a forked process does: shut itself in and serve."""
        self.control.close()
        os.dup2(sock.fileno(), FIRST_FREE)
        sock.detach()
        os.closerange(FIRST_FREE + 1, 1024)
        sock = socket.socket(fileno=FIRST_FREE)
        os.set_inheritable(FIRST_FREE, False)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setsid()  # else a signal to its process group reaches this one and bubblewrap
        if self.fenced:
            confine.shut_in(self.limits, self.scratch)
        else:
            confine.limit(self.limits)
        folder = Path(head["folder"])
        lay_out(folder, *channel.receive(sock))
        os.chdir(folder)
        os.environ["HOME"] = str(folder)
        if role == "student":
            sys.path.insert(0, "")
        sys.argv = ["ipykernel"]
        self.shell.catch_below()
        fixed_seeds()
        self.roles[role](sock, self.shell, self.limits.output_kb)

    def _kill(self, pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL) if self.fenced else os.killpg(pid, signal.SIGKILL)

    def _watch_memory(self):
        """End a student whose processes together take more than one of them may.

        As for that one, what is preloaded comes on top, of which each has a part.
        """
        most = (self.limits.memory_mb << 20) + _resident("self")
        for pid, role in self.alive.items():
            others = [each for each in self.alive if each != pid]
            if role == "student" and pid not in self.why and memory_taken(others, most) > most:
                limit = f"{self.limits.memory_mb:,} MB"
                self.why[pid] = f"its processes together took more than {limit}"
                self._kill(pid)


def _to_the_end(serve, *others):
    """Serve in a process that was forked, and never come back; close what is the parent's first."""
    try:
        for sock in others:
            sock.close()
        serve()
    except channel.Broken:
        pass  # nobody asks any more
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(1)


def preload(modules):
    """Import what can be imported, call what is named as ``module:function``; what could not be."""
    missing = []
    for name in modules:
        module, _, function = name.partition(":")
        try:
            held = importlib.import_module(module)
            if function:
                getattr(held, function)()
        except Exception:  # whatever a package raises when it is imported
            missing.append(name)
    return missing


def settle():
    """Make forks cheap: what is here now is not looked at again, and its pages stay shared."""
    gc.collect()
    gc.freeze()
    confine.in_large_pages()


def lay_out(folder, head, blob):
    """Write a submission's files below a folder; `head` names them and their sizes in `blob`."""
    folder.mkdir(parents=True, exist_ok=True)
    at = 0
    for name, size in head["files"]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blob[at : at + size])
        at += size


def fixed_seeds():
    """The same random numbers in every run."""
    random.seed(0)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(0)


def memory_taken(others, most):
    """Bytes that all processes in inner pid namespaces take, but for `others` and their children.

    Pages that are shared count in parts, which the kernel is slow to tell: it is asked only where
    the plain sums, which count them whole, are above `most`.
    """
    known = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            told = dict(STATUS.findall((place / "status").read_text()))
            size = _resident(place.name)
        except OSError:
            continue  # it has just ended
        known[int(place.name)] = told["NSpid"].split(), int(told["PPid"]), size
    inner = [number for number, (ids, *_) in known.items() if len(ids) > 2]
    own = [number for number in inner if not _descends(number, known, others)]
    if sum(known[number][2] for number in own) <= most:
        return 0
    return sum(_in_parts(Path("/proc", str(number))) for number in own)


def _descends(number, known, others):
    """Whether a process is one of some others or descends from it."""
    while number in known:
        ids, number, _ = known[number]
        if len(ids) > 1 and int(ids[1]) in others:
            return True
    return False


def _resident(process):
    """Bytes of memory that a process takes, those that it shares included."""
    return int(Path("/proc", process, "statm").read_text().split()[1]) * resource.getpagesize()


def _in_parts(place):
    try:
        told = (place / "smaps_rollup").read_text()
    except OSError:
        return 0
    return int(re.search(r"^Pss:\s+(\d+) kB$", told, re.M)[1]) * 1024


def main(told):
    """Set up and serve until the worker has gone."""
    control = socket.socket(fileno=told["control"])
    if told["user"] is not None:
        confine.become(told["user"])
    if told["fenced"]:
        confine.first_of_new_pids()
    os.environ.update(told["environment"])
    try:
        Preloaded(control, told).serve()
    except channel.Broken:
        os._exit(0)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
