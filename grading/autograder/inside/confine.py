"""Shut a process in: namespaces, mounts, limits, capabilities and system calls of Linux.

bubblewrap builds the sandbox that every process of a worker shares (`grading.autograder.fence`).
What is here goes on inside it, where no program can be started in time: a process that was forked
from the preloaded one shuts itself in before it runs a line of a student's.

Each function is a thin layer over the system call that its manual page describes; an error is the
system's own `OSError`.
"""

import ctypes
import os
import platform
import resource
import signal
import socket
import struct
from contextlib import suppress
from pathlib import Path

__all__ = [
    "Limits",
    "NewPids",
    "become",
    "first_of_new_pids",
    "in_large_pages",
    "limit",
    "shut_in",
]

NEW_MOUNTS, NEW_HOST, NEW_IPC = 0x20000, 0x4000000, 0x8000000
NEW_USERS, NEW_PIDS, NEW_CGROUPS = 0x10000000, 0x20000000, 0x2000000
PRIVATE, RECURSIVE, READ_ONLY, NO_SUID, NO_DEV = 1 << 18, 1 << 14, 1, 2, 4
SET_DUMPABLE, SET_SECCOMP, DROP_FROM_BOUNDS, SET_NO_NEW_PRIVS = 4, 22, 24, 38
LARGE_PAGE, COLLAPSE = 1 << 21, 25  # bytes; for madvise, from Linux 6.1
STUDENT = 1000  # the id a student's process sees itself under

_libc = ctypes.CDLL(None, use_errno=True)

# System calls that no notebook needs, and that reach into the kernel, other processes or memory
# that no limit counts. Numbers: Linux's tables for x86-64 and for 64-bit ARM.
DENIED = {
    "x86_64": {
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
        "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272,
        "setns": 308, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "move_mount": 429,
        "open_tree": 428, "mount_setattr": 442, "bpf": 321, "perf_event_open": 298,
        "userfaultfd": 323, "keyctl": 250, "add_key": 248, "request_key": 249,
        "io_uring_setup": 425, "init_module": 175, "finit_module": 313, "kexec_load": 246,
        "open_by_handle_at": 304, "name_to_handle_at": 303, "memfd_create": 319,
        "memfd_secret": 447, "shmget": 29, "msgget": 68, "quotactl": 179, "acct": 163,
        "swapon": 167, "reboot": 169, "syslog": 103, "vmsplice": 278, "pidfd_getfd": 438,
    },
    "aarch64": {
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272,
        "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "unshare": 97,
        "setns": 268, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "move_mount": 429,
        "open_tree": 428, "mount_setattr": 442, "bpf": 280, "perf_event_open": 241,
        "userfaultfd": 282, "keyctl": 219, "add_key": 217, "request_key": 218,
        "io_uring_setup": 425, "init_module": 105, "finit_module": 273, "kexec_load": 104,
        "open_by_handle_at": 265, "name_to_handle_at": 264, "memfd_create": 279,
        "memfd_secret": 447, "shmget": 194, "msgget": 186, "quotactl": 60, "acct": 89,
        "swapon": 224, "reboot": 142, "syslog": 116, "vmsplice": 75, "pidfd_getfd": 438,
    },
}  # fmt: skip
ARCHITECTURES = {"x86_64": (0xC000003E, 56, 435), "aarch64": (0xC00000B7, 220, 435)}  # , clone, 3
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of the filter's language
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # the latter with the error's number added


class Limits(dict):
    """What a student's process may use, by name and unit.

    ``memory_mb`` (beyond what is preloaded, each process), ``cpu_seconds``, ``processes``,
    ``open_files``, ``file_mb``, ``scratch_mb``, ``output_kb`` (each cell).
    """

    __getattr__ = dict.__getitem__


def become(user):
    """Give up root for good: go on as an ordinary user id, the group of the same number."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    _prctl(SET_DUMPABLE, 1)  # else the files in /proc/self stay root's


def own_users(flags=0, shown=STUDENT):
    """Move into a user namespace of one's own, and with it into what else `flags` names."""
    user, group = os.geteuid(), os.getegid()
    _call(_libc.unshare(NEW_USERS | flags))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{shown} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{shown} {group} 1")


def first_of_new_pids():
    """Fork so that the child is the first process of a pid namespace, and end when it ends.

    Only the child returns. What it forks later goes with it when it is killed.
    """
    own_users(NEW_PIDS)
    child = os.fork()
    if child:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


class NewPids:
    """`fork` whose children each are the first process of a pid namespace of their own.

    When such a child ends, the kernel ends all that it started.
    """

    def __init__(self):
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self):
        _call(_libc.unshare(NEW_PIDS))
        try:
            child = os.fork()
        except OSError:
            self._back()
            raise
        if child:
            self._back()
        return child

    def _back(self):
        _call(_libc.setns(self._own, NEW_PIDS))


def in_large_pages():
    """Put this process's own memory into large pages, where the kernel can and will.

    A fork copies an entry for each page, and what was forked takes them down when it ends.
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, rights, _, _, _, *name = line.split()
        if rights[:2] == "rw" and name in ([], ["[heap]"]):
            start, end = (int(address, 16) for address in span.split("-"))
            start, end = -(-start // LARGE_PAGE) * LARGE_PAGE, end // LARGE_PAGE * LARGE_PAGE
            if start < end:
                _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), COLLAPSE)


def shut_in(limits, scratch):
    """Shut this process in for good: own mounts, limits, an empty scratch folder, no rights.

    Parameters
    ----------
    limits : Limits
    scratch : str
        An existing folder that becomes an empty file system of ``scratch_mb``.
    """
    own_users(NEW_MOUNTS | NEW_HOST | NEW_IPC | NEW_CGROUPS)
    limit(limits)  # not before: a namespace hands its limit of processes up to all of its user's
    socket.sethostname("casebook")
    _mount(None, "/", None, PRIVATE | RECURSIVE)
    with suppress(OSError):  # no further user namespaces; the filter of calls refuses them too
        Path("/proc/sys/user/max_user_namespaces").write_text("0")
    size = f"size={limits.scratch_mb}m,nr_inodes=20000,mode=0755"
    for place in (scratch, "/tmp", "/dev/shm"):
        _mount("tmpfs", place, "tmpfs", NO_SUID | NO_DEV, size)
    _mount("tmpfs", "/proc", "tmpfs", NO_SUID | NO_DEV | READ_ONLY, "size=0,mode=0555")
    _drop_capabilities()
    refuse_calls()


def limit(limits):
    """Set the limits that the kernel keeps for each process."""
    mb, here = (
        1 << 20,
        int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize(),
    )
    for which, most in (
        (resource.RLIMIT_AS, here + limits.memory_mb * mb),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.file_mb * mb),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(which)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))


def refuse_calls():
    """Answer the calls in `DENIED` with "not permitted"; nothing on other kinds of processor."""
    machine = platform.machine()
    if machine not in DENIED:
        return
    architecture, clone, clone3 = ARCHITECTURES[machine]
    denied = sorted(DENIED[machine].values())
    program = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, REFUSE | 1)]
    program += [(LOAD, 0, 0, 0)]
    if machine == "x86_64":  # its third table of numbers would go round the list
        program += [(AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, REFUSE | 1)]
    for number in denied:
        program += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE | 1)]
    # clone3 hides its flags from a filter; told that it is missing, the C library takes clone.
    program += [(EQUAL, 0, 1, clone3), (RETURN, 0, 0, REFUSE | 38)]
    program += [(EQUAL, 0, 3, clone), (LOAD, 0, 0, 16), (ANY_BIT, 0, 1, NEW_USERS)]
    program += [(RETURN, 0, 0, REFUSE | 1), (RETURN, 0, 0, ALLOW)]
    code = b"".join(struct.pack("HBBI", *line) for line in program)
    held = ctypes.create_string_buffer(code)
    whole = struct.pack("HxxxxxxP", len(program), ctypes.addressof(held))
    pointed_at = ctypes.create_string_buffer(whole)  # kept, as `held` is, until the call is over
    _prctl(SET_NO_NEW_PRIVS, 1)
    _prctl(SET_SECCOMP, 2, ctypes.addressof(pointed_at))


def _drop_capabilities():
    """No rights in the own user namespace either, now or after a program is started."""
    for number in range(64):
        if _libc.prctl(DROP_FROM_BOUNDS, number, 0, 0, 0):
            break  # past the last one that the kernel knows
    head = struct.pack("Ii", 0x20080522, 0)
    _call(_libc.capset(ctypes.create_string_buffer(head), ctypes.create_string_buffer(24)))
    _prctl(SET_NO_NEW_PRIVS, 1)


def _mount(what, where, kind, flags, options=None):
    said = [part.encode() if part else None for part in (what, where, kind)]
    _call(_libc.mount(*said, ctypes.c_ulong(flags), options.encode() if options else None))


def _prctl(option, value, extra=0):
    _call(_libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(extra), 0, 0))


def _call(result):
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
