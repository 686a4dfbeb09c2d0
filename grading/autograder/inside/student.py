"""The student's process: runs the student's cells and answers the examiner's questions about them.

It holds nothing that is secret: no hidden test, no key, no other student's work. What it answers is
the student's own claim, and the examiner takes it as that: as data, or as something to call.

Messages of the examiner name a thing by a number, its handle; `Handles` keeps what they stand for.
"""

import collections.abc
import importlib
import inspect
import json
import os
import re
import sys
import time
import traceback
import types
from pathlib import Path

from IPython.core.async_helpers import get_asyncio_loop

from grading.autograder.inside import channel, common, plain
from grading.autograder.inside.kept import KeptTable, is_fixed, is_table
from grading.autograder.inside.operators import OPERATORS

__all__ = ["Handles", "Student", "serve"]

SPECIAL = ("__dataclass_fields__", "__match_args__")  # of a class, that tools look into
PASSED_ON = 12  # frames of the student's traceback
HERE = str(Path(__file__).parent)
CELL = re.compile(r'File "(<ipython-input-[\w-]+>)"')
LARGEST_FILE = 10_000_000  # bytes of a file that a test reads
SMALL = 65_536  # bytes up to which a value is looked at again after each call


class Handles:
    """What cannot cross as data and can be named: functions, classes, their instances, iterators."""

    def __init__(self, shell):
        self.shell, self.kept, self.numbers, self.told = shell, {}, {}, {}
        self.folder = str(Path.cwd())  # where the student's own modules lie
        self.back = {}  # the examiner's own functions, by number
        self.first = time.monotonic_ns()  # a process in place of a lost one has other numbers

    def keep(self, thing):
        number = self.numbers.get(id(thing))
        if number is None:
            number = self.numbers[id(thing)] = self.first + len(self.kept)
            self.kept[number] = thing
        return number

    def refer(self, thing):
        """What stands for a thing in a message; None for what can be neither sent nor named."""
        if isinstance(thing, types.ModuleType):
            return {"module": thing.__name__}
        if isinstance(thing, FromExaminer):
            return {"back": thing.number}
        if place := self._importable(thing):
            return {"import": place}
        if isinstance(thing, type):
            return self._class(thing)
        if callable(thing) and not self._own(type(thing)):
            return self._described("function", thing)
        if isinstance(thing, BaseException):
            return {"error": self._error(thing)}
        if self._own(type(thing)):
            return {"object": self.keep(thing), "class": self._class(type(thing))}
        if isinstance(thing, collections.abc.Iterator) and type(thing).__module__ in (
            "builtins",
            "itertools",
        ):
            return {"iterator": self.keep(thing)}
        return None

    def resolve(self, told):
        """The thing that a message stands for."""
        if "back" in told:
            number = told["back"]
            return self.back.setdefault(number, FromExaminer(number, self))
        if "feed" in told:
            return _fed_by(FromExaminer(told["feed"], self))
        if "module" in told:
            return importlib.import_module(told["module"])
        if "import" in told:
            module, _, name = told["import"].partition(":")
            return _attribute(importlib.import_module(module), name)
        return self.kept[told["handle"]]

    def _own(self, kind):
        """Whether a class is the student's own: of the notebook, or of a file handed in with it."""
        module = sys.modules.get(kind.__module__)
        file = getattr(module, "__file__", None) or ""
        return kind.__module__ == "__main__" or module is None or file.startswith(self.folder)

    def _importable(self, thing):
        module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", None)
        if module is None and inspect.isbuiltin(thing):
            module = "builtins"
        if not (isinstance(module, str) and isinstance(name, str)) or module == "__main__":
            return None
        try:
            held = sys.modules[module]
            same = _attribute(held, name) is thing
        except (KeyError, AttributeError):
            return None
        file = getattr(held, "__file__", None) or ""
        return f"{module}:{name}" if same and not file.startswith(self.folder) else None

    def _class(self, kind):
        if place := self._importable(kind):
            return {"import": place}
        bases = [self._class(base) for base in kind.__bases__]
        operators = [name for name in OPERATORS if _defines(kind, name)]
        return {"bases": bases, "operators": operators} | self._described("class", kind)

    def _described(self, sort, thing):
        """A function or class by its handle, in words that are worked out once."""
        number = self.keep(thing)
        if number not in self.told:
            self.told[number] = {sort: number} | described(thing)
        return self.told[number]

    def _error(self, error):
        try:
            arguments = [part for part in error.args if isinstance(part, str | int | float | None)]
            text = str(error)
        except Exception:
            arguments, text = [], ""
        return {
            "class": self._class(type(error)),
            "handle": self.keep(error) if self._own(type(error)) else None,
            "arguments": arguments,
            "text": text[:10_000],
            "where": self._where(error),
        }

    def _where(self, error):
        """The lines of a traceback that are not this package's, the last ones."""
        frames = [
            each
            for each in traceback.extract_tb(error.__traceback__)
            if not each.filename.startswith(HERE)
        ]
        text = "".join(traceback.format_list(frames[-PASSED_ON:]))
        return CELL.sub(self._cell, text).rstrip()[-4000:]

    def _cell(self, found):
        """The cell that a file's name stands for, in the words of a notebook."""
        known = self.shell.compile.format_code_name(found[1])
        return " ".join(known) if known else found[0]


class FromExaminer:
    """A function that a test handed to the student's code: calling it asks the examiner."""

    def __init__(self, number, handles):
        self.number, self._handles = number, handles

    def __call__(self, *args, **kwargs):
        return self._handles.call_back(self.number, args, kwargs)


def _fed_by(ask):
    """An iterator of the examiner's: each step asks for the next item."""
    while True:
        try:
            item = ask()
        except StopIteration:
            return
        yield item


def described(thing):
    """Name, words and signature of a function or class, as plain text."""
    try:
        signature = [
            {
                "name": each.name,
                "kind": int(each.kind),
                "default": None if each.default is each.empty else repr(each.default)[:200],
                "plain": each.default
                if isinstance(each.default, bool | int | float | str | None)
                else None,
                "annotation": None if each.annotation is each.empty else _named(each.annotation),
            }
            for each in inspect.signature(thing).parameters.values()
        ]
    except (TypeError, ValueError):
        signature = None
    try:
        source = inspect.getsource(thing)[:100_000]
    except (OSError, TypeError):
        source = None
    return {
        "name": str(getattr(thing, "__name__", type(thing).__name__))[:200],
        "doc": str(thing.__doc__)[:10_000] if getattr(thing, "__doc__", None) else None,
        "signature": signature,
        "source": source,
        "generates": inspect.isgeneratorfunction(thing),
        "waits": inspect.iscoroutinefunction(thing),
        "attributes": not isinstance(thing, type) and _has_attributes(thing),
        "returns": _named(thing.__annotations__["return"])
        if "return" in getattr(thing, "__annotations__", ())
        else None,
        "special": [name for name in SPECIAL if isinstance(thing, type) and hasattr(thing, name)],
    }


def _has_attributes(thing):
    """Whether a callable is more than a function: something with a state that can be asked for."""
    if isinstance(thing, types.FunctionType):
        return bool(set(thing.__dict__) - {"__wrapped__"})
    return not isinstance(thing, types.BuiltinFunctionType | types.MethodType)


class Student:
    """One student's process: its shell, its handles and the socket it is asked through."""

    def __init__(self, sock, shell, output_kb):
        self.sock, self.shell, self.most = sock, shell, output_kb * 1000
        self.handles = Handles(shell)
        self.handles.call_back = self.call_back
        self.tables = {}  # that the examiner has sent, by its number
        self.watched = {}  # files that a test names, and their stamps
        self.shown = {}  # by name: the object last sent, its bytes, and whether it is still the same

    def serve(self):
        while True:
            head, blob = channel.receive(self.sock)
            self.answer(head, blob)

    def answer(self, head, blob):
        try:
            told, data = self.reply(head, blob)
        except channel.Broken:
            raise
        except Exception as error:  # ours, or what a student's odd object makes of it
            told, data = (
                {"did": head["do"], "failed": f"{type(error).__name__}: {error}"[:500]},
                b"",
            )
        channel.send(self.sock, told, data)

    def reply(self, head, blob):
        told, data = getattr(self, f"do_{head['do']}")(head, blob)
        return {"did": head["do"]} | told, data

    def do_run(self, head, blob):
        outputs, count = self.shell.run(head["source"], self.most)
        return {"outputs": outputs, "count": count}, b""

    def do_test(self, head, blob):
        """Run sources in a copy of this process, and give back what the last of them showed.

        The copy ends with the test, so that nothing of a hidden test stays here.
        """
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.close(reader)
            try:
                for source in head["sources"]:
                    outputs, count = self.shell.run(source, self.most)
                with os.fdopen(writer, "wb") as out:
                    out.write(json.dumps({"outputs": outputs, "count": count}).encode())
            finally:
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as made:
            told = made.read()
        os.waitpid(child, 0)
        return (json.loads(told) if told else {"lost": "it ended the process it ran in"}), b""

    def do_modules(self, head, blob):
        """Names of all modules that are loaded by now."""
        return {"modules": [name for name in list(sys.modules) if name != "__main__"]}, b""

    def do_fetch(self, head, blob):
        got, blobs = [], []
        for name in head["names"]:
            if name in self.shell.user_ns:
                told, data = self._encoded(self.shell.user_ns[name])
                if data is not None:
                    thing = self.shell.user_ns[name]
                    self.shown[name] = thing, data, _unchanged_by(thing)
                got.append([name, told])
                blobs.append(data or b"")
        return {"got": got}, b"".join(blobs)

    def do_files(self, head, blob):
        """Files that student code may have written, of those a test names."""
        got, blobs = [], []
        for name in head["names"]:
            path = Path(name)
            self.watched[name] = common.stamp(path)
            if path.is_file() and path.stat().st_size <= LARGEST_FILE:
                blobs.append(path.read_bytes())
                got.append([name, len(blobs[-1])])
        return {"got": got}, b"".join(blobs)

    def do_put(self, head, blob):
        """Write files as a test has written them."""
        at = 0
        for name, size in head["files"]:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(blob[at : at + size])
            self.watched[name], at = common.stamp(name), at + size
        return {}, b""

    def do_bind(self, head, blob):
        """Bind names as a test has bound them, and forget those that it has deleted."""
        for name in head["gone"]:
            self.shell.user_ns.pop(name, None)
        self.shell.user_ns.update(plain.decode(blob, resolve=self.handles.resolve))
        return {}, b""

    def do_call(self, head, blob):
        """Do something with a kept thing; give back its value, and what changed with it."""
        if "chance" in head:
            common.set_chance(head["chance"])
        with common.hearing() as heard:
            told, data = self._called(head, blob)
        if heard:
            told["heard"] = heard
        if "chance" in head:
            told["chance"] = common.chance()
        written = [name for name, was in self.watched.items() if common.stamp(name) != was]
        if written:
            told["files"] = written
        return told, data

    def _called(self, head, blob):
        try:
            *args, kwargs = self._arguments(head["parts"], blob)
            before = [_unchanged_by(argument) for argument in args]
            value = self._done(head, args, kwargs)
        except channel.Broken:
            raise
        except BaseException as error:
            return {"raised": self.handles._error(error), "changed": self._changed()}, b""
        for number, argument in enumerate(args):
            if argument is value and not isinstance(value, int | str | float | None):
                told, data = {"argument": number}, b""
                break
        else:
            told, data = self._encoded(value)
        mutated = [
            b"" if unchanged() else self._again(argument)
            for argument, unchanged in zip(args, before, strict=True)
        ]
        sizes, blobs = [len(each) for each in mutated], b"".join(mutated)
        return {"value": told, "arguments": sizes, "changed": self._changed()}, (
            data or b""
        ) + blobs

    def _arguments(self, parts, blob):
        """The arguments of a call; a table that was sent before is named by its number."""
        at = 0
        for part in parts:
            if part["size"]:
                data, at = blob[at : at + part["size"]], at + part["size"]
                value = plain.decode(data, resolve=self.handles.resolve)
                if "table" in part:
                    self.tables[part["table"]] = value
            if "table" in part:
                value = self.tables[part["table"]].copy(deep=False)
            yield value

    def _done(self, head, args, kwargs):
        thing, what, name = self.handles.kept[head["handle"]], head["what"], head.get("name")
        if what == "call":
            return thing(*args, **kwargs)
        if what == "await":
            return get_asyncio_loop().run_until_complete(thing(*args, **kwargs))
        if what == "method":
            return getattr(thing, name)(*args, **kwargs)
        if what == "operator":
            return getattr(type(thing), name)(thing, *args, **kwargs)
        if what == "get":
            return getattr(thing, name)
        if what == "set":
            return setattr(thing, name, *args)
        if what == "delete":
            return delattr(thing, name)
        if what == "next":
            return next(thing)
        raise ValueError(f"no such thing to do: {what}")

    def _again(self, argument):
        """The bytes of an argument after a call; none where it cannot cross."""
        return self._encoded(argument)[1] or b""

    def _changed(self):
        """Names that were fetched and mean something else since, for the examiner to fetch again."""
        changed = []
        for name, (thing, data, unchanged) in self.shown.items():
            now = self.shell.user_ns.get(name)
            same = now is thing and (
                unchanged() or len(data) > SMALL or self._encoded(now)[1] == data
            )
            if not same:
                changed.append(name)
        return changed

    def _encoded(self, value):
        """How a value is announced, and its bytes: None where it cannot cross."""
        try:
            data = plain.encode(value, refer=self.handles.refer)
        except (plain.NotPlainError, plain.TooLargeError, RecursionError) as error:
            return {"no": str(error)[:500]}, None
        return {"size": len(data)}, data

    def call_back(self, number, args, kwargs):
        """Call a function of the examiner's and give back what it returns."""
        data = plain.encode((args, kwargs), refer=self.handles.refer)
        channel.send(self.sock, {"back": number}, data)
        while True:
            head, blob = channel.receive(self.sock)
            if "do" in head:  # the function itself asks something of this process
                self.answer(head, blob)
            elif "raised" in head:
                raise _raisable(head["raised"])
            else:
                return plain.decode(blob, resolve=self.handles.resolve)


def serve(sock, shell, output_kb):
    """Answer until the other side has gone."""
    try:
        Student(sock, shell, output_kb).serve()
    except channel.Broken:
        os._exit(0)


def _raisable(told):
    kind = getattr(sys.modules["builtins"], told["name"], RuntimeError)
    return kind(told["text"])


def _unchanged_by(value):
    """A function that tells, after a call, whether a value is known to be as it is now."""
    if is_fixed(value):
        return lambda: True
    return KeptTable(value).is_the_same if is_table(value) else lambda: False


def _attribute(thing, path):
    for part in path.split("."):
        thing = getattr(thing, part)
    return thing


def _defines(kind, name):
    """Whether a class has a method that `object` has not, or another one than `object`'s."""
    return getattr(kind, name, None) is not getattr(object, name, None)


def _named(annotation):
    return getattr(annotation, "__name__", None) or str(annotation)[:200]
