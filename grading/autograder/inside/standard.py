"""Nodes for the values of the standard library.

Writers call the methods of the plain type itself (``list.copy(value)``), so that what a student's
subclass overrides is not asked.
"""

import collections
import datetime
import decimal
import fractions
import functools
import keyword
import pathlib
import re
import uuid
import warnings
import zoneinfo

from .wire import (
    WORD,
    Refused,
    TooLargeError,
    base_classes,
    expect,
    expect_text,
    expect_whole,
    is_sound,
    reads,
    type_name,
    writes,
)

BITS = 3.33  # of a whole number for each decimal digit
FRACTION_DIGITS = 4_000  # decimal digits; cancelling takes time with their square
NAMEDTUPLES = 100  # different ones in a message: each is a class
FLAGS = re.A | re.I | re.L | re.M | re.S | re.U | re.X  # not DEBUG, which prints
EXPONENT = 999_999  # of a Decimal, as in the default context: int() of it has that many digits
DECIMAL = re.compile(r"-?(\d+(\.\d+)?([Ee][+-]\d{1,7})?|Infinity|s?NaN\d*)", re.ASCII)
FACTORIES = {kind.__name__: kind for kind in (bool, dict, float, int, list, set, str, tuple)}
PATHS = {
    "PurePosixPath": pathlib.PurePosixPath,
    "PureWindowsPath": pathlib.PureWindowsPath,
    "Path": pathlib.Path,
}


def shown(key):
    """A key as a path names it: not by a method of its own, and not at length."""
    if type(key) not in (str, int, float, bool, bytes, type(None)):
        return f"<{type_name(type(key))}>"
    text = repr(key) if type(key) is not int or abs(key) < WORD else "<int>"
    return text if len(text) <= 60 else text[:59] + "…"


def fields(base, value, names):
    """Attributes of a value as the base class defines them."""
    return [getattr(base, name).__get__(value) for name in names.split()]


# Numbers and texts


@writes(type(None), bool, float)
def _write_bare(writer, value):
    return float.__float__(value) if isinstance(value, float) else value


@writes(int)
def _write_int(writer, value):
    value = int.__int__(value)
    if -WORD <= value < WORD:
        return value
    if value.bit_length() > writer.limits.digits * BITS:
        raise TooLargeError("digits", writer.limits.digits)
    writer.spend_bytes(value.bit_length() // 4)
    return ["int", hex(value)]


@reads("int")
def _read_int(reader, text):
    """In base 16: quick to read at any length, and not under Python's limit of decimal digits."""
    expect(len(expect_text(text)) <= reader.limits.digits * BITS / 4 + 4, "an int of fewer digits")
    return int(text, 16)


@writes(str)
def _write_str(writer, value):
    value = str.__str__(value)
    writer.spend_bytes(len(value))
    if is_sound(value):
        return value
    return ["text", writer.buffer(value.encode("utf-8", "surrogatepass"))]


@reads("text")
def _read_text(reader, number):
    return str(reader.buffer(number), "utf-8", "surrogatepass")


@writes(complex)
def _write_complex(writer, value):
    value = complex.__complex__(value)
    return ["complex", value.real, value.imag]


@reads("complex")
def _read_complex(reader, real, imag):
    expect(type(real) is type(imag) is float, "two floats")
    return complex(real, imag)


@writes(bytes)
def _write_bytes(writer, value):
    return ["bytes", writer.buffer(bytes.__getitem__(value, slice(None)))]


@reads("bytes")
def _read_bytes(reader, number):
    return bytes(reader.buffer(number))


@writes(bytearray)
def _write_bytearray(writer, value):
    return ["bytearray", writer.buffer(bytes(bytearray.__getitem__(value, slice(None))))]


@reads("bytearray")
def _read_bytearray(reader, number):
    return bytearray(reader.buffer(number))


@writes(decimal.Decimal)
def _write_decimal(writer, value):
    text = decimal.Decimal.__str__(value)
    if len(text) > writer.limits.digits or not moderate(decimal.Decimal(text)):
        raise TooLargeError("digits", writer.limits.digits)
    return ["decimal", writer.node(text)]


@reads("decimal")
def _read_decimal(reader, text):
    expect(len(expect_text(text)) <= reader.limits.digits and DECIMAL.fullmatch(text), "a decimal")
    value = decimal.Decimal(text)
    expect(moderate(value), "a decimal with fewer digits")
    return value


def moderate(value):
    """Whether a Decimal is no larger or smaller than the default context allows.

    >>> moderate(decimal.Decimal("1E+999999")), moderate(decimal.Decimal("1E+1000000"))
    (True, False)
    """
    return not value.is_finite() or abs(value.adjusted()) <= EXPONENT


@writes(fractions.Fraction)
def _write_fraction(writer, value):
    parts = fields(fractions.Fraction, value, "numerator denominator")
    if max(part.bit_length() for part in parts) > FRACTION_DIGITS * BITS:
        raise TooLargeError("digits of a fraction", FRACTION_DIGITS)
    return ["fraction", writer.sequence(parts)]


@reads("fraction", weight=20)
def _read_fraction(reader, parts):
    above, below = reader.sequence(parts)
    expect(type(above) is type(below) is int, "two whole numbers")
    size = max(above.bit_length(), below.bit_length())
    expect(size <= FRACTION_DIGITS * BITS, "a fraction of fewer digits")
    return fractions.Fraction(above, below)


@writes(type(Ellipsis))
def _write_ellipsis(writer, value):
    return ["ellipsis"]


@reads("ellipsis")
def _read_ellipsis(reader):
    return ...


@writes(type(NotImplemented))
def _write_not_implemented(writer, value):
    return ["not implemented"]


@reads("not implemented")
def _read_not_implemented(reader):
    return NotImplemented


# Containers


@writes(list)
def _write_list(writer, value):
    return ["list", writer.sequence(list.copy(value))]


@reads("list")
def _read_list(reader, nodes):
    return reader.sequence(nodes)


@writes(tuple)
def _write_tuple(writer, value):
    """A tuple, or a namedtuple where its class is one."""
    values = list(tuple.__iter__(value))
    kind = type(value)
    if kind is not tuple and (names := namedtuple_names(kind)) and len(names) == len(values):
        name = type_name(kind).rpartition(".")[2]
        if is_name(name):
            nodes = writer.sequence(values, lambda i: f".{names[i]}")
            return ["namedtuple", writer.node(name), writer.sequence(list(names)), nodes]
    return ["tuple", writer.sequence(values)]


@reads("tuple")
def _read_tuple(reader, nodes):
    return tuple(reader.sequence(nodes))


def namedtuple_names(kind):
    """The fields of a namedtuple class; None for another class."""
    for base in base_classes(kind):
        names = base.__dict__.get("_fields")
        if names is not None:
            plain = type(names) is tuple and all(type(name) is str for name in names)
            return names if plain and all(map(is_name, names)) else None
    return None


def is_name(name):
    """Whether a name can be a namedtuple's: an identifier, and neither a keyword nor hidden.

    >>> is_name("low"), is_name("_low"), is_name("class"), is_name("a, b")
    (True, False, False, False)
    """
    return (
        len(name) <= 100
        and name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("_")
    )


@reads("namedtuple")
def read_namedtuple(reader, name, names, nodes):
    """An instance of a class like the one it had; one class for each name and fields.

    `collections.namedtuple` composes a signature of the fields. They are identifiers by then.
    """
    texts = [name, *reader.sequence(names)]
    expect(all(type(text) is str and is_name(text) for text in texts), "names")
    key = tuple(texts)
    if key not in reader.namedtuples:
        expect(len(reader.namedtuples) < NAMEDTUPLES and len(key) <= 256, "fewer kinds")
        reader.namedtuples[key] = collections.namedtuple(name, names)
    return reader.namedtuples[key]._make(reader.sequence(nodes))


def write_pairs(writer, keys, values):
    """Keys and values of a dict, as two lists of nodes."""
    nodes = writer.sequence(keys, lambda i: f".keys()[{i}]")
    return [nodes, writer.sequence(values, lambda i: f"[{shown(keys[i])}]")]


def read_pairs(reader, keys, values):
    """A dict of two lists of nodes."""
    keys, values = reader.hashed(keys), reader.sequence(values)
    expect(len(keys) == len(values), "as many keys as values")
    return dict(zip(keys, values, strict=True))


@writes(dict)
def _write_dict(writer, value):
    return ["dict", *write_pairs(writer, list(dict.keys(value)), list(dict.values(value)))]


@reads("dict")
def _read_dict(reader, keys, values):
    return read_pairs(reader, keys, values)


@writes(collections.Counter)
def _write_counter(writer, value):
    return ["Counter", *_write_dict(writer, value)[1:]]


@reads("Counter")
def _read_counter(reader, keys, values):
    return collections.Counter(read_pairs(reader, keys, values))


@writes(collections.OrderedDict)
def _write_ordered_dict(writer, value):
    """In the order of the OrderedDict, which is not that of the dict below it."""
    keys = list(collections.OrderedDict.keys(value))
    values = [dict.__getitem__(value, key) for key in keys]
    return ["OrderedDict", *write_pairs(writer, keys, values)]


@reads("OrderedDict")
def _read_ordered_dict(reader, keys, values):
    return collections.OrderedDict(read_pairs(reader, keys, values))


@writes(collections.defaultdict)
def _write_defaultdict(writer, value):
    """With its factory where that is a builtin, else without one."""
    factory = collections.defaultdict.default_factory.__get__(value)
    names = [name for name, kind in FACTORIES.items() if kind is factory]
    return ["defaultdict", names[0] if names else None, *_write_dict(writer, value)[1:]]


@reads("defaultdict")
def _read_defaultdict(reader, factory, keys, values):
    factory = None if factory is None else FACTORIES[expect_text(factory, FACTORIES)]
    return collections.defaultdict(factory, read_pairs(reader, keys, values))


@writes(collections.deque)
def _write_deque(writer, value):
    values = list(collections.deque.__iter__(value))
    return ["deque", collections.deque.maxlen.__get__(value), writer.sequence(values)]


@reads("deque", weight=8)
def _read_deque(reader, most, nodes):
    most = None if most is None else expect_whole(most, 0)
    values = reader.sequence(nodes)
    expect(most is None or len(values) <= most, "no more than it may")
    return collections.deque(values, most)


@writes(set)
def _write_set(writer, value):
    return ["set", writer.sequence(list(set.__iter__(value)), "{{{}}}".format)]


@reads("set")
def _read_set(reader, nodes):
    return set(reader.hashed(nodes))


@writes(frozenset)
def _write_frozenset(writer, value):
    return ["frozenset", writer.sequence(list(frozenset.__iter__(value)), "{{{}}}".format)]


@reads("frozenset")
def _read_frozenset(reader, nodes):
    return frozenset(reader.hashed(nodes))


@writes(type({}.keys()))
def _write_keys(writer, value):
    return ["keys", writer.sequence(list(value))]


@reads("keys")
def _read_keys(reader, nodes):
    return dict.fromkeys(reader.hashed(nodes)).keys()


@writes(type({}.values()))
def _write_values(writer, value):
    return ["values", writer.sequence(list(value))]


@reads("values")
def _read_values(reader, nodes):
    return dict(enumerate(reader.sequence(nodes))).values()


@writes(type({}.items()))
def _write_items(writer, value):
    pairs = list(value)
    return ["items", *write_pairs(writer, [key for key, _ in pairs], [held for _, held in pairs])]


@reads("items")
def _read_items(reader, keys, values):
    return read_pairs(reader, keys, values).items()


@writes(range)
def _write_range(writer, value):
    return ["range", writer.sequence([value.start, value.stop, value.step])]


@reads("range")
def _read_range(reader, nodes):
    return range(*reader.sequence(nodes))


@writes(slice)
def _write_slice(writer, value):
    return ["slice", writer.sequence([value.start, value.stop, value.step])]


@reads("slice")
def _read_slice(reader, nodes):
    start, stop, step = reader.sequence(nodes)
    return slice(start, stop, step)


# Dates and times


@writes(datetime.date)
def _write_date(writer, value):
    return ["date", *fields(datetime.date, value, "year month day")]


@reads("date")
def _read_date(reader, *numbers):
    return datetime.date(*map(expect_whole, numbers))


@writes(datetime.datetime)
def _write_datetime(writer, value):
    parts = fields(
        datetime.datetime, value, "year month day hour minute second microsecond fold tzinfo"
    )
    return ["datetime", writer.child(parts.pop(), ".tzinfo"), *parts]


@reads("datetime")
def _read_datetime(reader, zone, *numbers):
    *numbers, fold = map(expect_whole, numbers)
    return datetime.datetime(*numbers, tzinfo=reader.node(zone), fold=fold)


@writes(datetime.time)
def _write_time(writer, value):
    parts = fields(datetime.time, value, "hour minute second microsecond fold tzinfo")
    return ["time", writer.child(parts.pop(), ".tzinfo"), *parts]


@reads("time")
def _read_time(reader, zone, *numbers):
    *numbers, fold = map(expect_whole, numbers)
    return datetime.time(*numbers, tzinfo=reader.node(zone), fold=fold)


@writes(datetime.timedelta)
def _write_timedelta(writer, value):
    return ["timedelta", *fields(datetime.timedelta, value, "days seconds microseconds")]


@reads("timedelta")
def _read_timedelta(reader, *numbers):
    return datetime.timedelta(*map(expect_whole, numbers))


@writes(datetime.timezone)
def _write_timezone(writer, value):
    return ["timezone", writer.sequence(list(value.__getinitargs__()))]


@reads("timezone")
def _read_timezone(reader, nodes):
    """Of an offset, and a name where it was given one; the offset 0 alone is `timezone.utc`."""
    return datetime.timezone(*reader.sequence(nodes))


@writes(zoneinfo.ZoneInfo)
def _write_zone(writer, value):
    key = zoneinfo.ZoneInfo.key.__get__(value)
    if type(key) is not str or key not in known_zones():
        raise Refused("ZoneInfo", "is no zone of the system's")
    return ["zone", key]


@reads("zone")
def _read_zone(reader, key):
    """A zone that the system lists: no key of a message becomes a path."""
    return zoneinfo.ZoneInfo(expect_text(key, known_zones()))


@functools.cache
def known_zones():
    """Keys of the zones that the system has."""
    return frozenset(zoneinfo.available_timezones())


# Others


@writes(uuid.UUID)
def _write_uuid(writer, value):
    return ["uuid", f"{uuid.UUID.int.__get__(value):032x}"]


@reads("uuid")
def _read_uuid(reader, text):
    expect(len(expect_text(text)) == 32, "32 digits")
    return uuid.UUID(int=int(text, 16))


@writes(*(type(path("a")) for path in PATHS.values()))
def _write_path(writer, value):
    base = next(base for base in base_classes(type(value)) if base in PATH_NAMES)
    return ["path", PATH_NAMES[base], writer.node(pathlib.PurePath.__str__(value))]


PATH_NAMES = {type(path("a")): name for name, path in PATHS.items()}


@reads("path")
def _read_path(reader, name, text):
    text = reader.node(text)
    expect(type(text) is str, "a text")
    return PATHS[expect_text(name, PATHS)](text)


@writes(re.Pattern)
def _write_pattern(writer, value):
    if len(value.pattern) > writer.limits.pattern:
        raise TooLargeError("characters of a regular expression", writer.limits.pattern)
    if value.flags & ~int(FLAGS):
        raise Refused("Pattern", "has the flag DEBUG")
    return ["pattern", writer.node(value.pattern), value.flags]


@reads("pattern", weight=1_000)
def _read_pattern(reader, pattern, flags):
    pattern = reader.node(pattern)
    expect(type(pattern) in (str, bytes) and len(pattern) <= reader.limits.pattern, "a pattern")
    expect(not expect_whole(flags, 0) & ~int(FLAGS), "known flags")
    with warnings.catch_warnings(action="ignore"):  # of the pattern's style
        return re.compile(pattern, flags)


@reads("refer")
def read_refer(reader, told):
    """What the reader's side has for a thing that did not cross itself."""
    expect(reader.resolve is not None, "plain data: nothing is known here of what it refers to")
    told = reader.node(told)
    expect(type(told) is dict, "a dict")
    return reader.resolve(told)
