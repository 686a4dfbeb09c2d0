"""The fence around what students hand in.

Theory of operation. Each worker keeps one sandbox of bubblewrap with one preloaded process in it::

    worker            the grader's rights; reads what comes out of the fence as bytes, never runs it
      └ bwrap         no network; of the files only system, interpreter, packages, read-only; nothing
        │             of the machine's environment; own pid, ipc, host, cgroup namespaces
        └ preloaded   imports once; an ordinary user's id, even if the grader is root
          ├ student   own user, pid, mount, ipc namespaces; empty scratch that goes with it; no
          │           rights, few system calls, limits on memory, time, processes, files, output
          └ branch    holds hidden tests, compiled; runs nothing
            └ examiner  shut in likewise; holds hidden tests and the key; runs no student's code

One socket joins the worker to the preloaded process and to its branch, and one to each of the two;
nothing joins the two but the worker, who passes their messages on. What students inherit is the
preloaded process's memory, so nothing that is secret ever crosses its socket. The student is the
first process of its pid namespace: when it is killed, the kernel kills whatever it started. The
whole sandbox dies with the worker (bwrap's ``--die-with-parent``). No file of the course, no other
submission and no gradebook is inside, so no mistake in a limit can show them.

Memory is limited twice: each process by its address space, and all of a student's together by
looking ten times a second. Control groups would do it better, and are not an ordinary user's to
make on most machines. Processors other than x86-64 and 64-bit ARM have no filter of system calls
yet; user namespaces inside the fence are then refused by their number alone.
"""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from grading.autograder.inside import channel
from grading.errors import NoFenceError

__all__ = ["Fence", "Inmate", "missing"]

SCRATCH = "/class"  # where a submission's folder lies inside
NOBODY = 65534  # whom a grader who is root becomes inside
START_SECONDS = 120  # for the imports, on a slow disk
SYSTEM = ["/usr", "/bin", "/lib", "/lib64", "/lib32", "/sbin"]
SYSTEM += [
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/etc/ssl/certs",
    "/etc/alternatives",
    "/etc/mime.types",
]
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
ENVIRONMENT = {
    "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "NBGRADER_EXECUTION": "autograde",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "/tmp",
    "IPYTHONDIR": "/tmp",
    "TERM": "dumb",
    **ONE_THREAD,
}
PASSWD = "student:x:1000:1000::/class:/bin/sh\nroot:x:0:0::/:/bin/sh\n"


def missing():
    """What this machine lacks for a fence, and how to mend it; empty where nothing is missing."""
    if not sys.platform.startswith("linux"):
        return "the fence needs Linux; use a Linux machine, a virtual one will do"
    if not shutil.which("bwrap"):
        return "bubblewrap is not installed; on Debian: apt install bubblewrap"
    tried = ["bwrap", "--unshare-all", "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib"]
    tried += ["--symlink", "usr/lib64", "/lib64", "--proc", "/proc", "/usr/bin/true"]
    done = subprocess.run(tried, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
        return (
            f"bubblewrap cannot make a sandbox ({said[0]}); allow user namespaces, as root: "
            "sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000"
        )
    return ""


@dataclass
class Inmate:
    """A process behind the fence: its id inside, the socket to it, and the one to what forked it."""

    pid: int
    sock: socket.socket
    parent: socket.socket


class Fence:
    """One sandbox with one preloaded process; a context manager.

    Parameters
    ----------
    settings : grading.autograder.settings.Autograder
    isolation : {"sandbox", "none"}
        With ``none`` the same processes run as the grader, in reach of all that the grader reaches.

    Raises
    ------
    NoFenceError
        If this machine cannot make a sandbox, or what is in it does not start.
    """

    def __init__(self, settings, isolation="sandbox"):
        self.fenced, self.limits = isolation == "sandbox", settings.limits()
        self.modules, self._branch = settings.preload, None
        self._stack = ExitStack()

    def __enter__(self):
        with self._stack:
            if self.fenced and (lacks := missing()):
                raise NoFenceError(lacks)
            self._start()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def fork(self, role, folder, files=()):
        """Start a process of a kind, ``student`` or ``examiner``, in a folder with these files."""
        parent = self._branch.sock if role == "examiner" and self._branch else self._control
        request = {"do": "fork", "role": role, "folder": f"{self.scratch}/{folder}"}
        inmate = self._forked(parent, request)
        blobs = [data for _, data in files]
        head = {"files": [[str(path), len(data)] for path, data in files]}
        with suppress(channel.Broken):  # one that could not start is seen when it is first asked
            channel.send(inmate.sock, head, b"".join(blobs))
        return inmate

    def prepare(self, modules, given, tests):
        """Have done once what each submission of an assignment would do anew.

        Parameters
        ----------
        modules : list of str
            To be imported; what cannot be imported is left.
        given : list of str
            Cells to be compiled, as students were given them.
        tests : list of str
            Cells that only examiners may know: they are forked from a process apart.
        """
        _ask(self._control, {"do": "preload", "modules": modules, "sources": given})
        if self._branch:
            self.end(self._branch)
        self._branch = self._forked(self._control, {"do": "branch"})
        channel.receive(self._branch.sock)
        _ask(self._branch.sock, {"do": "preload", "modules": [], "sources": tests})

    def interrupt(self, inmate):
        """Interrupt what it runs, as from the keyboard."""
        channel.send(inmate.parent, {"do": "signal", "pid": inmate.pid})

    def end(self, inmate, gone=False):
        """End a process and all that it started; how it ended, as a dict.

        `gone` says that its side of the socket is closed: then it may be about to end by itself.
        """
        inmate.sock.close()
        told, _ = _ask(inmate.parent, {"do": "end", "pid": inmate.pid, "gone": gone})
        return told

    def _forked(self, parent, request):
        told, sock = _ask(parent, request)
        return Inmate(told["pid"], sock, parent)

    def _start(self):
        ours, theirs = socket.socketpair()
        self._control = self._stack.enter_context(ours)
        self.scratch = SCRATCH if self.fenced else self._stack.enter_context(_temporary())
        told = {
            "control": theirs.fileno(),
            "fenced": self.fenced,
            "user": NOBODY if self.fenced and os.geteuid() == 0 else None,
            "limits": self.limits,
            "modules": list(self.modules),
            "scratch": self.scratch,
            "environment": {} if self.fenced else ENVIRONMENT,
        }
        run = [sys.executable, "-m", "grading.autograder.inside.preload", json.dumps(told)]
        roots = _roots(self.modules)
        environment = ENVIRONMENT | {"PYTHONPATH": ":".join(roots)}
        said = self._stack.enter_context(_file(""))  # a pipe that nobody reads would fill up
        with theirs, _file(PASSWD) as passwd:
            process = subprocess.Popen(
                [*_bwrap(environment, passwd.fileno()), *run] if self.fenced else run,
                pass_fds=[theirs.fileno(), passwd.fileno()],
                env={} if self.fenced else os.environ | environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        self.process = process
        self._stack.callback(_stop, process)
        ours.settimeout(START_SECONDS)
        try:
            ready, _ = channel.receive(ours)
        except (channel.Broken, TimeoutError) as error:
            _stop(process)
            said.seek(0)
            lines = said.read().decode("utf-8", "replace").strip().splitlines()
            raise NoFenceError((lines or [str(error)])[-1]) from error
        ours.settimeout(None)
        self.missing_modules = ready["missing"]


def _ask(parent, head):
    channel.send(parent, head)
    return channel.receive_with_socket(parent)


def _bwrap(environment, passwd):
    """bubblewrap's command line, up to the program."""
    run = ["bwrap", "--die-with-parent", "--new-session", "--clearenv"]
    run += [
        "--unshare-net",
        "--unshare-pid",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    if os.geteuid() == 0:
        run += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        run += ["--unshare-user"]
    for name, value in environment.items():
        run += ["--setenv", name, value]
    run += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--dir",
        SCRATCH,
        "--perms",
        "1777",
        "--tmpfs",
        "/tmp",
    ]
    places = [*SYSTEM, *_packages()]
    for parent in sorted(
        {str(parent) for place in places for parent in Path(place).parents} - {"/"}
    ):
        run += ["--perms", "0755", "--dir", parent]  # else only root could pass through it
    for place in places:
        if Path(place).is_symlink() and place in SYSTEM:
            run += ["--symlink", str(Path(place).readlink()), place]
        elif Path(place).exists():
            run += ["--ro-bind", place, place]
    run += ["--perms", "0644", "--ro-bind-data", str(passwd), "/etc/passwd"]
    # An ordinary grader's students own what bubblewrap made, and would leave files to each other.
    return [*run, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]


def _packages():
    """Folders and files that hold the interpreter, its packages and what runs inside."""
    from course import tree

    inside = Path(__file__).parent / "inside"
    ours = [inside.parents[1] / "__init__.py", inside.parent / "__init__.py", inside]
    ours += [tree.ROOT / "course", tree.DATASETS, tree.SEEDS]
    places = [sys.base_prefix, sys.prefix, *map(str, ours)]
    return [place for place in places if not place.startswith(("/usr/", "/bin/"))]


def _roots(modules):
    """Folders to import from that are no site-packages: where the project and other sources lie."""
    roots = [str(Path(__file__).parents[2])]
    for name in modules:
        found = importlib.util.find_spec(name.partition(":")[0].partition(".")[0])
        for place in (found.submodule_search_locations or ()) if found else ():
            parent = str(Path(place).parent)
            if not parent.startswith((sys.prefix, sys.base_prefix)) and parent not in roots:
                roots.append(parent)
    return roots


def _temporary():
    return tempfile.TemporaryDirectory(prefix="casebook-grading-")


def _file(text):
    """An open file without a name that holds a text."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the caller closes it
    file.write(text.encode())
    file.seek(0)
    return file


def _stop(process):
    process.kill()
    process.wait()
