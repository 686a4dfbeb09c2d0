"""How plain data lies in bytes, and the limits that hold on both sides; see `plain` for its use.

A message is a magic, the sizes of its parts, a head and buffers. The head is JSON made of numbers,
texts, constants and lists; a list is a node, ``[tag, ...]``, and its tag says which reader makes a
value of the rest. Buffers are raw bytes (arrays, byte strings). Each is used by exactly one node,
so that a short message cannot stand for a long value.

What the tags mean is for `standard`, `arrays`, `tables`, `figures` and `graphs`. The bytes may come
from whoever wants to break the reader: it takes nothing on trust, and names from them are looked up
in tables of ours only. A value's size is bounded by its bytes before it is made, its parts by a
budget in which costly kinds weigh more, and its making by processor time; a single call into a
library cannot be interrupted, so who reads keeps a time limit of its own as well.
"""

import contextlib
import importlib
import json
import struct
import sys
import time
from dataclasses import dataclass
from operator import eq

__all__ = [
    "LIMITS",
    "Limits",
    "MalformedError",
    "NotPlainError",
    "Reader",
    "Refused",
    "TooLargeError",
    "Writer",
    "library",
    "reads",
    "writes",
]

MAGIC = b"CBP\x01"  # the last byte is the version
SIZES = struct.Struct("<4sQI")  # magic, bytes of the head, number of buffers
WORD = 2**63  # whole numbers below it in size are JSON numbers
REPEATS = 1_000  # equal hashes that honest keys may have
STACK = 3_000  # calls within calls that the parser's stack has room for
CHUNK = 10_000  # keys hashed between two looks at the clock

ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
BARE = frozenset({float, bool, type(None)})  # are JSON as they are
ATOMS = BARE | {int, str}  # are JSON where they are of moderate size and sound

WRITERS = {}  # exact type: what makes a node of it
READERS = {}  # tag: (what makes a value of a node, its weight in parts)
LIBRARIES = {"numpy": "arrays", "pandas": "tables", "networkx": "graphs"}
LIBRARIES["plotly.basedatatypes"] = "figures"  # plotly loads its parts when they are used


@dataclass(frozen=True)
class Limits:
    """What one message may hold. The same limits hold for writing and for reading.

    `bytes` of the message; `items`, parts of the value, each with a few for what describes it;
    `depth` of nesting; decimal `digits` of a whole number; characters of a regular expression's
    `pattern`; `seconds` of processor time for reading.
    """

    bytes: int = 64_000_000
    items: int = 2_000_000
    depth: int = 100
    digits: int = 100_000
    pattern: int = 1_000
    seconds: float = 20.0


LIMITS = Limits()


class NotPlainError(TypeError):
    """A value is no plain data and nothing stands for it.

    `path` leads from the value that was sent to the part that cannot cross, as ``[0]['a']``.
    """

    def __init__(self, path, type_name, reason="is no plain data"):
        super().__init__(path, type_name, reason)
        self.path, self.type_name, self.reason = path, type_name, reason

    def __str__(self):
        where = f"value{self.path}"
        return (
            f"{where}: expected plain data (numbers, text, containers, dates, arrays, tables, "
            f"figures, graphs), found {self.type_name}, which {self.reason}."
        )


class TooLargeError(ValueError):
    """A value is over a limit."""

    def __init__(self, what, limit):
        super().__init__(what, limit)
        self.what, self.limit = what, limit

    def __str__(self):
        return f"value: expected at most {self.limit:,} {self.what}, found more. Send less of it."


class MalformedError(ValueError):
    """Bytes are no message of ours: damaged, crafted, or of another version."""

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem

    def __str__(self):
        return f"message: {self.problem}. Nothing was taken from it."


class Refused(Exception):
    """A part cannot cross; `steps` collects the way to it, from the inside out."""

    def __init__(self, type_name, reason="is no plain data"):
        super().__init__(type_name, reason)
        self.type_name, self.reason, self.steps = type_name, reason, []


def writes(*kinds):
    """Register how instances of `kinds` become a node: ``write(writer, value)``."""

    def register(write):
        WRITERS.update(dict.fromkeys(kinds, write))
        return write

    return register


def reads(tag, weight=0):
    """Register how the rest of a node becomes a value: ``read(reader, *rest)``."""

    def register(read):
        READERS[tag] = (read, weight)
        return read

    return register


def library(name):
    """A library that a value needs; `name` is always one of ours, never from a message."""
    if module := sys.modules.get(name):  # asked for each value, so this must be quick
        return module
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MalformedError(f"it holds a value of {name}, which is not installed here") from error


def type_name(kind):
    """The name of a class, whatever its metaclass says."""
    return type.__dict__["__qualname__"].__get__(kind)


def base_classes(kind):
    """A class and its bases in order, whatever its metaclass says."""
    return type.__dict__["__mro__"].__get__(kind)


class Writer:
    """Makes one message of one value."""

    def __init__(self, refer, limits, subclasses):
        self.refer, self.limits, self.subclasses = refer, limits, subclasses
        self.buffers, self.room, self.parts = [], limits.bytes, limits.items
        self.above = set()  # ids of the values that hold the one being written

    def message(self, value):
        """The bytes that stand for a value."""
        head = ENCODER.encode(self.node(value)).encode()
        if len(head) > self.room:
            raise TooLargeError("bytes", self.limits.bytes)
        check_parts(head, self.limits)
        sizes = SIZES.pack(MAGIC, len(head), len(self.buffers))
        lengths = struct.pack(f"<{len(self.buffers)}Q", *map(len, self.buffers))
        return b"".join([sizes, lengths, head, *self.buffers])

    def node(self, value):
        """What stands for a value in the head."""
        kind = type(value)
        if kind in BARE:
            return value
        if kind is str and value.isascii():
            self.spend_bytes(len(value))
            return value
        write = WRITERS.get(kind) or self._writer_for(kind)
        if id(value) in self.above:
            raise Refused(type_name(kind), "holds itself")
        if len(self.above) >= self.limits.depth:
            raise TooLargeError("levels of nesting", self.limits.depth)
        self.above.add(id(value))
        try:
            node = write(self, value)
        finally:
            self.above.discard(id(value))
        if type(node) is list:
            self.spend(len(node) + READERS[node[0]][1])
        return node

    def sequence(self, values, step="[{}]".format):
        """Nodes of a list's values; `step` names the way to the one at a position."""
        self.spend(len(values))
        if self._all_atoms(values):
            return values
        nodes = []
        try:
            for value in values:
                nodes.append(self.node(value))
        except Refused as refused:
            refused.steps.append(step(len(nodes)))
            raise
        return nodes

    def child(self, value, step):
        """What stands for a part of a value, to which `step` leads."""
        try:
            return self.node(value)
        except Refused as refused:
            refused.steps.append(step)
            raise

    def buffer(self, data):
        """The number of a buffer that holds the bytes."""
        self.spend_bytes(len(data) + 8)
        self.buffers.append(data)
        return len(self.buffers) - 1

    def spend(self, parts):
        """Count parts of the value before they are made."""
        self.parts -= parts
        if self.parts < 0:
            raise TooLargeError("parts", self.limits.items)

    def spend_bytes(self, size):
        """Count bytes of the message before they are made."""
        self.room -= size
        if self.room < 0:
            raise TooLargeError("bytes", self.limits.bytes)

    def stand_in(self, value):
        """The node by which `refer` says that it knows a value.

        Raises
        ------
        Refused
            If there is no `refer`, or it knows nothing of the value.
        """
        told = self.refer(value) if self.refer else None
        if told is None:
            raise Refused(type_name(type(value)))
        inner, self.refer = self.refer, None
        try:
            return ["refer", self.node(told)]
        finally:
            self.refer = inner

    def _writer_for(self, kind):
        """How a type that is in no table yet is written: as its base, or by what stands for it."""
        self._learn()
        if kind in WRITERS:
            return WRITERS[kind]
        base = next((base for base in base_classes(kind) if base in WRITERS), None)
        if base is None:
            return Writer.stand_in
        return _asked_first(WRITERS[base]) if self.subclasses and self.refer else WRITERS[base]

    def _learn(self):
        """Fill the tables for libraries that are loaded by now; a value of another cannot be here.

        One that is being loaded at this moment is left for the next time.
        """
        for name, module in list(LIBRARIES.items()):
            loaded = sys.modules.get(name)
            if loaded and not getattr(getattr(loaded, "__spec__", None), "_initializing", False):
                importlib.import_module(f"{__package__}.{module}").learn()
                del LIBRARIES[name]

    def _all_atoms(self, values):
        """Whether values are JSON as they are."""
        kinds = set(map(type, values))
        if not kinds <= ATOMS:
            return False
        if int in kinds:
            whole = values if len(kinds) == 1 else [v for v in values if type(v) is int]
            if min(whole) < -WORD or max(whole) >= WORD:
                return False
        return str not in kinds or self._sound([v for v in values if type(v) is str])

    def _sound(self, texts):
        """Whether texts hold no lone surrogate, which UTF-8 cannot write."""
        self.spend_bytes(sum(map(len, texts)))
        return is_sound("".join(texts))


def _asked_first(write):
    """Write what stands for a value where `refer` knows it, else the value itself."""

    def ask(writer, value):
        try:
            return writer.stand_in(value)
        except Refused:
            return write(writer, value)

    return ask


def is_sound(text):
    """Whether UTF-8 can write a text.

    >>> is_sound("é"), is_sound(chr(0xD800))
    (True, False)
    """
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_parts(head, limits):
    """Count what parsing a head would make, by its punctuation, before it is made."""
    if _punctuation(head) <= limits.items:
        return
    bare = head.replace(b"\\\\", b"").replace(
        b'\\"', b""
    )  # every quote left opens or closes a text
    quotes = bare.count(b'"')
    if quotes > 2 * limits.items or sum(map(_punctuation, bare.split(b'"')[::2])) > limits.items:
        raise TooLargeError("parts", limits.items)


def _punctuation(outside):
    """How many parts begin in a piece of JSON, if it holds no text."""
    return outside.count(b",") + outside.count(b"[")


class Reader:
    """Makes one value of one message. Raises `MalformedError` and `TooLargeError`, and by accident
    what the standard library and the libraries raise at values that make no sense.
    """

    def __init__(self, resolve, limits):
        self.resolve, self.limits = resolve, limits
        self.buffers, self.parts, self.depth = [], limits.items, 0
        self.until = time.process_time() + limits.seconds
        self.namedtuples = {}

    def value_of(self, data):
        """The value that a message stands for."""
        if len(data) > self.limits.bytes + SIZES.size:
            raise TooLargeError("bytes", self.limits.bytes)
        with moderate_stack():
            value = self.node(parsed(self._head(memoryview(data)), self.limits))
        if any(buffer is not None for buffer in self.buffers):
            raise MalformedError("it has a buffer that nothing uses")
        return value

    def _head(self, data):
        """The JSON of a message; its buffers are laid out on the way."""
        if len(data) < SIZES.size:
            raise MalformedError("it is cut off")
        magic, head, count = SIZES.unpack_from(data)
        if magic != MAGIC:
            raise MalformedError(f"it begins with {magic!r}, not with {MAGIC!r}")
        if count > self.limits.items or 8 * count > len(data):
            raise MalformedError("it promises more buffers than it can have")
        lengths = struct.unpack_from(f"<{count}Q", data, SIZES.size)
        start = SIZES.size + 8 * count
        if start + head + sum(lengths) != len(data):
            raise MalformedError("its size is not the sum of its parts")
        place = start + head
        for length in lengths:
            self.buffers.append(data[place : place + length])
            place += length
        return bytes(data[start : start + head])

    def node(self, node):
        """The value that a node stands for."""
        if type(node) is not list:
            return node
        if not node or type(node[0]) is not str or node[0] not in READERS:
            raise MalformedError("it has a node of no known kind")
        if self.depth >= self.limits.depth:
            raise TooLargeError("levels of nesting", self.limits.depth)
        read, weight = READERS[node[0]]
        if weight:
            self.spend(weight)
        self.depth += 1
        value = read(self, *node[1:])
        self.depth -= 1
        return value

    def sequence(self, nodes):
        """A new list of the values that nodes stand for."""
        expect(type(nodes) is list, "a list")
        if list not in set(map(type, nodes)):
            return nodes
        self.tick()
        return [self.node(node) for node in nodes]

    def buffer(self, number):
        """The bytes of a buffer, which is used up by it."""
        expect(type(number) is int and 0 <= number < len(self.buffers), "a buffer")
        data, self.buffers[number] = self.buffers[number], None
        expect(data is not None, "a buffer that is not used yet")
        return data

    def hashed(self, nodes):
        """A list of values that are to be keys, none of them twice, sound for a hash table."""
        keys = self.sequence(nodes)
        self.expect_spread(list(map(hash, keys)))
        found = set()
        for start in range(0, len(keys), CHUNK):
            self.tick()
            found.update(keys[start : start + CHUNK])
        expect(len(found) == len(keys), "keys that differ")
        return keys

    def expect_spread(self, hashes):
        """Stop before a hash table would take time with the square of its keys."""
        if len(hashes) > REPEATS:
            hashes.sort()
            if sum(map(eq, hashes, hashes[1:])) > REPEATS:
                raise TooLargeError("keys of the same hash", REPEATS)

    def spend(self, parts):
        """Count what a costly kind of value weighs before it is made."""
        self.parts -= parts
        if self.parts < 0:
            raise TooLargeError("parts", self.limits.items)
        self.tick()

    def tick(self):
        """Stop where reading has taken too much processor time."""
        if time.process_time() > self.until:
            raise TooLargeError("seconds of processor time to read", self.limits.seconds)


def expect(holds, what):
    """Stop where a node is not what its tag says."""
    if not holds:
        raise MalformedError(f"a node should hold {what}, and does not")


def expect_whole(number, low=-WORD, high=WORD):
    """A whole number between two others, `high` left out."""
    expect(type(number) is int and low <= number < high, "a whole number of moderate size")
    return number


def expect_text(text, choices=None):
    """A text, or one of few."""
    expect(type(text) is str and (choices is None or text in choices), "a known word")
    return text


@contextlib.contextmanager
def moderate_stack():
    """Have deep nesting end in RecursionError, not in a crash, where a test has raised the limit."""
    raised = sys.getrecursionlimit()
    if raised <= STACK:
        yield
        return
    sys.setrecursionlimit(STACK)
    try:
        yield
    finally:
        sys.setrecursionlimit(raised)


def parsed(head, limits):
    """The tree of nodes in a head."""
    check_parts(head, limits)
    return DECODER.decode(head.decode())


def _no_objects(pairs):
    raise MalformedError("its head has a JSON object")


# Each NaN is an object of its own, as in the value that was sent: a set may hold several.
DECODER = json.JSONDecoder(object_pairs_hook=_no_objects, parse_constant=float)
