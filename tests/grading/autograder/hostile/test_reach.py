"""What lies outside the fence can be neither read nor written nor talked to."""

import socket

import pytest

from tests.grading.autograder.hostile.bench import MARKER, SECRET, Case

TRY_TO_READ = """
import os
for place in {}:
    try:
        got = os.listdir(place) if os.path.isdir(place) else open(place, "rb").read(100)
        print("GOT", place) if got else None
    except OSError:
        pass
"""
WALK = """
import os, sys
for place, folders, files in os.walk("/"):
    if place in (sys.prefix, sys.base_prefix, "/usr"):
        folders.clear()
    for name in [*folders, *files]:
        if any(word in name for word in {}):
            print("GOT", os.path.join(place, name))
"""
TRY = """
def attempt(what):
    try:
        print("GOT", what())
    except (OSError, AttributeError, ValueError) as error:
        print(type(error).__name__)
"""
# Reads all mapped memory of its own process: pages near living objects, as far as they are there.
SCAN = """
import ctypes, gc, os, re
libc = ctypes.CDLL(None, use_errno=True)
libc.sbrk.restype = ctypes.c_void_p
planted = "".join(["zebra-quartz", "-planted"])
SIZE, STEP = 4096, 1 << 20
reader, writer = os.pipe()
def page(at):
    got = libc.write(writer, ctypes.c_void_p(at), SIZE)
    return os.read(reader, got) if got > 0 else b""
blocks = {{id(each) // STEP for each in gc.get_objects()}}
blocks |= {{id(part) // STEP for each in gc.get_objects() for part in gc.get_referents(each)}}
end = libc.sbrk(0)
blocks |= set(range((end - (64 << 20)) // STEP, end // STEP + 1))
blocks = {{each + by for each in blocks for by in (-1, 0, 1)}}
found = set()
for block in sorted(blocks):
    for at in range(block * STEP, (block + 1) * STEP, SIZE):
        found |= set(re.findall(b"[z]ebra-quartz-([a-z]+)", page(at)))
print("FOUND", sorted(map(bytes.decode, found)))
""".replace("{{", "{").replace("}}", "}")
OVERHEAR = """
from grading.autograder.inside import channel
heard, receive = [], channel.receive
def listening(*args, **kwargs):
    head, blob = receive(*args, **kwargs)
    heard.append((head, blob))
    return head, blob
channel.receive = listening
"""
CASES = [
    Case(
        "homes-and-passwords",
        first=TRY_TO_READ.format(
            ["HOME/.ssh", "HOME/.bashrc", "HOME/.profile", "/etc/shadow", "/etc/hostname", "/var"]
        ),
        hides="GOT",
    ),
    Case(
        "the-course",
        first=TRY_TO_READ.format(
            ["COURSE", "COURSE/gradebook.db", "COURSE/source/desk/desk.ipynb", "COURSE/submitted"]
        ),
        hides="GOT",
    ),
    Case(
        "anything-of-the-course-anywhere",
        first=WALK.format(["gradebook.db", "desk.ipynb", "neighbour.txt", "nbgrader_config.py"]),
        hides="GOT",
    ),
    Case(
        "links-handed-in-as-files",
        first=TRY_TO_READ.format(["stolen"])
        + "\nfor to in ('/etc/shadow', 'COURSE/gradebook.db'):\n    os.symlink(to, 'stolen')\n"
        + "    print('GOT') if os.path.exists('stolen') else os.remove('stolen')",
        hides="GOT",
    ),
    Case(
        "processes-in-proc",
        first=TRY_TO_READ.format(
            [
                f"/proc/{pid}/{name}"
                for pid in ("1", "2", "self")
                for name in ("environ", "mem", "fd")
            ]
        ),
        hides="GOT",
    ),
    Case(
        "the-environment",
        first="import os\nfor each in os.environ.items(): print(*each, sep='=')",
        shows="TZ=UTC",
        hides=SECRET,
    ),
    Case(
        "open-files-it-came-with",
        first="""
import os
for number in range(4, 1024):
    try:
        print("GOT", number, os.fstat(number)) if not os.get_inheritable(number) is None else None
    except OSError:
        pass
""".replace(
            "if not os.get_inheritable(number) is None else None", "if number not in mine else None"
        ).replace(
            "import os\n",
            "import os, sys\nmine = {each.fileno() for each in get_ipython().below.values()}\n",
        ),
        hides="GOT",
    ),
    Case("its-own-memory", last=SCAN, shows=r"FOUND \['planted'\]", hides=MARKER),
    Case(
        "what-it-is-asked",
        first=OVERHEAR,
        last="print(len(heard), heard)",
        shows="'fetch'.*'total'",
        hides="opal",
    ),
    Case(
        "names-that-hidden-tests-bind",
        first=OVERHEAR,
        last="print([head.get('names') for head, _ in heard])",
        shows="total",
        hides="wanted",
    ),
    Case(
        "frames-and-objects",
        last="""
import gc, sys
held = [each for each in gc.get_objects() if isinstance(each, (dict, list, tuple))]
frame = sys._getframe()
while frame:
    held.append(list(frame.f_locals.values()))
    frame = frame.f_back
words = {part for each in held for part in (each.values() if isinstance(each, dict) else each)
         if isinstance(part, str)}
print("FOUND", sum(1 for word in words if "monsoon" in word and "words" not in word))
""",
        shows="FOUND 0",
    ),
    Case(
        "writing-outside",
        first="""
import os, sys
for place in PLACES + [*sys.path, sys.prefix, sys.base_prefix, "/", "/usr", "/etc", "/usr/lib"]:
    try:
        open(os.path.join(place or ".", "CANARY"), "w").write("x")
    except OSError:
        pass
for name in ("numpy/__init__.py", "pandas/__init__.py"):
    for place in sys.path:
        try:
            open(os.path.join(place, name), "a").write("evil = True")
            print("GOT", place)
        except OSError:
            pass
""",
        hides="GOT",
    ),
    Case(
        "a-folder-to-write-in",
        first="""
import os, sys
for place, folders, files in os.walk("/"):
    if place in (sys.prefix, sys.base_prefix, "/usr", "/class", "/tmp", "/dev/shm"):
        folders.clear()
        continue
    try:
        os.mkdir(os.path.join(place, "CANARY"))
        print("GOT", place)
    except OSError:
        pass
""",
        hides="GOT",
    ),
    Case(
        "what-the-last-one-left",
        first=WALK.format(["CANARY"]),
        hides="GOT",
    ),
    Case(
        "mounts-and-namespaces",
        first=TRY
        + """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *args):
    if getattr(libc, name)(*args) == -1:
        raise OSError(ctypes.get_errno(), name)
    return name
attempt(lambda: call("unshare", 0x10000000))
attempt(lambda: call("unshare", 0x00020000))
attempt(lambda: call("mount", b"proc", b"/proc", b"proc", 0, None))
attempt(lambda: call("umount2", b"/proc", 2))
attempt(lambda: call("chroot", b"/tmp"))
attempt(lambda: call("ptrace", 16, 1, 0, 0))
attempt(lambda: call("syscall", 56, 0x10000011, 0, 0, 0, 0))
attempt(lambda: os.setuid(0))
attempt(lambda: os.mknod("disk", 0o60600, os.makedev(8, 0)))
attempt(lambda: open("/dev/mem", "rb"))
""",
        hides="GOT",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_outside_is_in_reach(bench, case):
    """Solutions, marks and other students' work lie on the same disk."""
    bench.judge(case)


NETWORK = (
    TRY
    + """
import socket
def dial(family, address):
    with socket.socket(family) as sock:
        sock.settimeout(2)
        sock.connect(address)
    return address
for address in [("127.0.0.1", PORT), ("10.0.0.1", 80), ("1.1.1.1", 53), ("169.254.169.254", 80)]:
    attempt(lambda: dial(socket.AF_INET, address))
attempt(lambda: dial(socket.AF_UNIX, ABSTRACT))
attempt(lambda: dial(socket.AF_UNIX, PATH))
attempt(lambda: socket.getaddrinfo("example.org", 80))
attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("1.1.1.1", 53)))
attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
attempt(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
"""
)


def test_no_network_reaches_out_or_in(bench, tmp_path):
    """Not even to what listens on this machine, by port, by path or by abstract name."""
    with (
        socket.create_server(("127.0.0.1", 0)) as port,
        socket.socket(socket.AF_UNIX) as abstract,
        socket.socket(socket.AF_UNIX) as path,
    ):
        abstract.bind(f"\0{bench.canary}")
        path.bind(str(tmp_path / "s"))
        abstract.listen()
        path.listen()
        source = NETWORK.replace("PORT", str(port.getsockname()[1]))
        source = source.replace("ABSTRACT", repr(f"\0{bench.canary}"))
        source = source.replace("PATH", repr(str(tmp_path / "s")))
        bench.judge(Case("network", first=source, shows="OSError|Refused", hides="GOT"))
