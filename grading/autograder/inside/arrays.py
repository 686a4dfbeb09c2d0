"""Nodes for what numpy holds: arrays, masked arrays, scalars, dtypes.

An array is its dtype, its shape and a buffer of exactly that many bytes, in C order. Arrays of
objects are lists of nodes; structured ones an array for each field. numpy is imported when a
message holds something of it.
"""

import math
import re

from .wire import (
    MalformedError,
    Refused,
    expect,
    expect_text,
    expect_whole,
    library,
    reads,
    writes,
)

# Kinds of fixed size, by numpy's own short names. A name of any other form never reaches numpy.
DTYPE = re.compile(
    r"[<>|](b1|[iu][1248]|f(2|4|8|12|16)|c(8|16|24|32)|[SU]\d{1,7}"
    r"|[mM]8(\[\d{0,9}(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?)",
    re.ASCII,
)
LARGEST_ITEM = 50_000_000  # bytes; numpy makes room for one item even in an array without any
LAST_CHARACTER = 0x10FFFF  # of Unicode; numpy fails late, and badly, at characters beyond it
MOST_AXES = 64


def learn():
    """Register numpy's types, once it is loaded."""
    np = library("numpy")
    writes(np.ndarray)(_write_array)
    writes(np.ma.MaskedArray)(_write_masked)
    writes(type(np.ma.masked))(_write_masked_constant)
    writes(*{kind for kind in np.sctypeDict.values() if kind is not np.object_})(_write_scalar)
    writes(np.str_)(_write_text)
    writes(np.bytes_)(_write_bytes)
    writes(np.void)(_write_void)
    writes(*{type(np.dtype(kind)) for kind in np.sctypeDict.values()})(_write_dtype)


def _write_array(writer, value):
    np = library("numpy")
    value = np.ndarray.view(value, np.ndarray)
    dtype = value.dtype
    if dtype.names is not None:
        return _write_structured(writer, value)
    if dtype.kind == "O":
        writer.spend(value.size)
        items = value.ravel().tolist() if value.ndim else [value[()]]
        return ["numpy.objects", list(value.shape), writer.sequence(items)]
    if not DTYPE.fullmatch(dtype.str) or dtype.itemsize == 0:
        raise Refused("ndarray", f"has the dtype {dtype.str[:40]}")
    writer.spend_bytes(value.nbytes)
    return ["numpy.array", dtype.str, list(value.shape), writer.buffer(value.tobytes())]


def simple_dtype(text):
    """The dtype of a short name, where it is of fixed size."""
    expect(DTYPE.fullmatch(expect_text(text)) is not None, "a dtype of fixed size")
    dtype = library("numpy").dtype(text)
    expect(dtype.itemsize > 0, "a dtype of fixed size")
    return dtype


def checked_shape(shape):
    """A shape of moderate numbers, and how many items an array of it has."""
    expect(type(shape) is list and len(shape) <= MOST_AXES, "a shape")
    for length in shape:
        expect_whole(length, 0)
    return tuple(shape), math.prod(shape)


@reads("numpy.array")
def _read_array(reader, text, shape, number):
    """The bytes are counted against the shape before anything of that size is made."""
    dtype, (shape, size) = simple_dtype(text), checked_shape(shape)
    data = reader.buffer(number)
    expect(len(data) == size * dtype.itemsize, "as many bytes as its shape says")
    array = library("numpy").frombuffer(data, dtype=dtype).reshape(shape)
    return sound(array).copy()


def sound(array):
    """An array, if its bytes can be what its dtype says.

    Raises
    ------
    MalformedError
        If a truth value is neither 0 nor 1, or a character is none.
    """
    np = library("numpy")
    if array.dtype.kind == "b" and array.size:
        expect(int(array.view(np.uint8).max()) <= 1, "truth values")
    elif array.dtype.kind == "U" and array.size:
        codes = np.frombuffer(array.tobytes(), dtype=array.dtype.byteorder + "u4")
        expect(int(codes.max()) <= LAST_CHARACTER, "characters")
    return array


@reads("numpy.objects")
def _read_objects(reader, shape, nodes):
    np = library("numpy")
    shape, size = checked_shape(shape)
    values = reader.sequence(nodes)
    expect(len(values) == size, "as many items as its shape says")
    return np.fromiter(values, dtype=object, count=size).reshape(shape)


def _write_structured(writer, value):
    """An array for each field, of the array's shape and then the field's."""
    np = library("numpy")
    names, plain = value.dtype.names, value.dtype
    packed = np.dtype([(name, plain.fields[name][0]) for name in names])
    if packed.itemsize != plain.itemsize or any(len(plain.fields[name]) > 2 for name in names):
        raise Refused("ndarray", "has fields with gaps or titles")
    columns = writer.sequence([value[name] for name in names], lambda i: f"[{names[i]!r}]")
    return ["numpy.fields", list(value.shape), writer.sequence(list(names)), columns]


@reads("numpy.fields", weight=50)
def _read_structured(reader, shape, names, columns):
    np = library("numpy")
    shape, _ = checked_shape(shape)
    names, columns = reader.sequence(names), reader.sequence(columns)
    expect(0 < len(names) == len(columns), "an array for each field")
    for name, column in zip(names, columns, strict=True):
        expect(type(name) is str and type(column) is np.ndarray, "named arrays")
        expect(column.shape[: len(shape)] == shape, "fields of its shape")
        within = math.prod(column.shape[len(shape) :])
        expect(0 < within <= LARGEST_ITEM // column.dtype.itemsize, "fields of moderate size")
    kinds = [(n, c.dtype, c.shape[len(shape) :]) for n, c in zip(names, columns, strict=True)]
    array = np.empty(shape, dtype=[kind if kind[2] else kind[:2] for kind in kinds])
    for name, column in zip(names, columns, strict=True):
        array[name] = column
    return array


def _write_masked(writer, value):
    np = library("numpy")
    mask = np.ma.getmask(value)
    fill = None if value._fill_value is None else np.asarray(value._fill_value)
    return [
        "numpy.masked",
        writer.node(np.ndarray.view(value, np.ndarray)),
        None if mask is np.ma.nomask else writer.node(mask),
        writer.node(fill),
    ]


@reads("numpy.masked", weight=50)
def _read_masked(reader, data, mask, fill):
    np = library("numpy")
    data, mask, fill = reader.node(data), reader.node(mask), reader.node(fill)
    expect(type(data) is np.ndarray, "an array")
    if mask is None:
        mask = np.ma.nomask
    else:
        expect(type(mask) is np.ndarray and mask.shape == data.shape, "a mask of its shape")
    array = np.ma.MaskedArray(data, mask=mask)
    if fill is not None:
        expect(type(fill) is np.ndarray and fill.shape == (), "one fill value")
        array.set_fill_value(fill)
    return array


def _write_masked_constant(writer, value):
    return ["numpy.is masked"]


@reads("numpy.is masked")
def _read_masked_constant(reader):
    return library("numpy").ma.masked


def _write_scalar(writer, value):
    np = library("numpy")
    dtype = np.generic.dtype.__get__(value)
    if not DTYPE.fullmatch(dtype.str):
        raise Refused("scalar", f"has the dtype {dtype.str[:40]}")
    return ["numpy.scalar", dtype.str, np.generic.tobytes(value).hex()]


@reads("numpy.scalar")
def _read_scalar(reader, text, digits):
    data, dtype = bytes.fromhex(expect_text(digits)), simple_dtype(text)
    expect(len(data) == dtype.itemsize, "the bytes of one number")
    return sound(library("numpy").frombuffer(data, dtype=dtype))[0]


def _write_text(writer, value):
    return ["numpy.text", writer.node(str.__str__(value))]


@reads("numpy.text")
def _read_text(reader, node):
    text = reader.node(node)
    expect(type(text) is str, "a text")
    return library("numpy").str_(text)


def _write_bytes(writer, value):
    return ["numpy.bytes", writer.buffer(bytes.__getitem__(value, slice(None)))]


@reads("numpy.bytes")
def _read_bytes(reader, number):
    return library("numpy").bytes_(bytes(reader.buffer(number)))


def _write_void(writer, value):
    np = library("numpy")
    if np.generic.dtype.__get__(value).names is None:
        raise Refused("void", "has no fields")
    return ["numpy.record", writer.node(np.array(value))]


@reads("numpy.record")
def _read_void(reader, node):
    np = library("numpy")
    array = reader.node(node)
    expect(type(array) is np.ndarray and array.shape == () and array.dtype.names, "one record")
    return array[()]


def _write_dtype(writer, value):
    """A dtype, as an array without items."""
    np = library("numpy")
    if value.subdtype is not None:
        raise Refused("dtype", "has a shape")
    return ["numpy.dtype", writer.node(np.empty(0, dtype=value))]


@reads("numpy.dtype")
def _read_dtype(reader, node):
    array = reader.node(node)
    expect(type(array) is library("numpy").ndarray, "an array")
    return array.dtype


def as_array(value):
    """A value that must be an array of numpy's."""
    if type(value) is not library("numpy").ndarray:
        raise MalformedError("a node should hold an array, and does not")
    return value
