"""What stands, in the examiner, for things of the student's that cannot cross as data.

A function becomes a function that asks; a class a class whose instances ask. What they answer is
data again, of real types. An instance takes no part in comparing or reckoning with the test's own
values, since it would see what is expected and could say yes to it: that is left to classes that
the assignment asks for (see `Remotes`).
"""

import builtins
import importlib
import inspect
import linecache
import sys
import types
from abc import ABCMeta
from collections.abc import Iterator

from grading.autograder.inside import channel, plain
from grading.autograder.inside.kept import KeptTable, is_fixed, is_table
from grading.autograder.inside.operators import TELLING

__all__ = ["CannotCross", "Remotes"]

# Modules that a reference of the student's may not name: what is in them reaches into this process,
# holds the test's own values, or is made to say yes to everything.
REACHING = frozenset(
    "__main__ IPython _ctypes _thread antigravity asyncio atexit bdb code codeop concurrent ctypes "
    "doctest faulthandler gc grading importlib inspect linecache mmap multiprocessing os pdb posix "
    "pkgutil pty runpy shutil signal site socket subprocess sys test this threading timeit trace "
    "traceback tracemalloc unittest webbrowser".split()
)
REACHING_BUILTINS = [breakpoint, compile, eval, exec, globals, input, locals, open, vars]
OURS = frozenset({"__main__", "grading"})
KINDS = list(inspect._ParameterKind)
# An object tells its class, too, so that it comes before.
REFERENCES = ("module", "import", "back", "function", "object", "class", "iterator", "error")
MOST_ITEMS = 1_000_000  # that are taken from one iterator


class CannotCross(BaseException):
    """A value can be neither sent nor named; the test must run where the value is.

    What was said last stays in `said`, since a test may catch whatever is raised.
    """

    said = ""

    def __init__(self, why):
        super().__init__(why)
        CannotCross.said = why


class Remotes:
    """The student's things, by handle, and the examiner's functions that were handed over.

    Parameters
    ----------
    ask : callable
        Takes a message's head and blob and gives back the answer's.
    own : callable
        Takes a name; gives back what the examiner itself binds to it, or None.
    classes : set of str
        Names of classes that the assignment asks for: their instances take part in every
        operator, since how they do is what is being tested.
    before, after : callable
        Called before each call, for what is to be sent along, and with what came back of it.
    """

    def __init__(self, ask, own, classes, before, after):
        self.ask, self.own, self.classes, self.before, self.after = ask, own, classes, before, after
        self.made, self.given, self.numbers, self.tables, self.sent = {}, {}, {}, {}, 0

    def forget(self):
        """The student's process is a new one: it knows no handle and no table of the last."""
        self.made, self.tables = {}, {}

    def refer(self, thing):
        """What stands for a thing in a message to the student's process."""
        if isinstance(thing, types.ModuleType):
            return {"module": thing.__name__}
        handle = _handle_of(thing)
        if handle is not None:
            return {"handle": handle}
        module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", None)
        importable = module in sys.modules and module != "__main__" and isinstance(name, str)
        if importable and _attribute_or_none(sys.modules[module], name) is thing:
            return {"import": f"{module}:{name}"}
        if isinstance(thing, Iterator):
            return {"feed": self._given(thing, thing.__next__)}
        if callable(thing):
            return {"back": self._given(thing, thing)}
        return None

    def _given(self, thing, function):
        """The number by which the student's code may call a function for a thing."""
        number = self.numbers.setdefault(id(thing), len(self.given))
        self.given[number] = function
        return number

    def resolve(self, told):
        """What stands here for a thing of the student's."""
        try:
            kind = next(kind for kind in REFERENCES if kind in told)
            return getattr(self, f"_{kind}")(told)
        except (StopIteration, ValueError, KeyError, TypeError, AttributeError) as error:
            raise plain.MalformedError(f"a reference that says nothing: {error}") from error

    def call(self, handle, what, args=(), kwargs=None, name=None):
        """Have the student's process do something with a thing of its own."""
        try:
            parts, sent = zip(*map(self._part, [*args, kwargs or {}]), strict=True)
        except plain.NotPlainError as error:
            raise CannotCross(f"an argument: {error}") from error
        request = {"do": "call", "handle": handle, "what": what, "name": name, "parts": parts}
        head, blob = self.ask(request | self.before(), b"".join(sent))
        if "raised" in head:
            self.after(head)
            raise self.error(head["raised"])
        told = head["value"]
        if "no" in told:
            raise CannotCross(f"what came back: {told['no']}")
        size = told.get("size", 0)
        at = size
        for argument, old, length in zip(args, sent, head["arguments"], strict=False):
            new, at = blob[at : at + length], at + length
            if length and new != old and not is_fixed(argument):
                restore(argument, plain.decode(new, resolve=self.resolve))
        self.after(head)
        if "argument" in told:
            return args[told["argument"]]
        return plain.decode(blob[:size], resolve=self.resolve)

    def answer(self, number, blob):
        """Call a function of the examiner's for the student's code; the answer's head and blob."""
        try:
            args, kwargs = plain.decode(blob, resolve=self.resolve)
            value = self.given[number](*args, **kwargs)
            return {"value": True}, plain.encode(value, refer=self.refer)
        except (CannotCross, channel.Broken):
            raise
        except BaseException as error:
            return {"raised": {"name": type(error).__name__, "text": str(error)[:1000]}}, b""

    def error(self, told):
        """The exception that was raised in the student's process, rebuilt by name."""
        kind = self.resolve(told["class"])
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            kind = RuntimeError
        text, arguments = str(told["text"]), told.get("arguments") or []
        try:
            error = kind(*arguments)
        except Exception:
            error = kind.__new__(kind, text)
        if str(error) != text and kind is not KeyError:
            error.args = (text,)
        if where := told.get("where"):
            error.add_note(f"In your code:\n{where}")
        error.__dict__["_casebook"] = self, told.get("handle")
        return error

    def _part(self, value):
        """How an argument is announced, and its bytes; none for a table that was sent already."""
        if not is_table(value):
            data = plain.encode(value, refer=self.refer)
            return {"size": len(data)}, data
        number, kept = self.tables.get(id(value), (0, None))
        if kept and kept.is_the_same():
            return {"size": 0, "table": number}, b""
        data = plain.encode(value, refer=self.refer)
        self.sent += 1
        self.tables[id(value)] = self.sent, KeptTable(value)  # holds the table, so its id stays its
        return {"size": len(data), "table": self.sent}, data

    def _module(self, told):
        name = told["module"]
        root = name.partition(".")[0]
        known = name in sys.modules or root in sys.stdlib_module_names
        if known and root not in OURS | {"antigravity", "this", "test"}:
            return importlib.import_module(name)
        raise CannotCross(f"the module {name}")

    def _import(self, told):
        module, _, path = told["import"].partition(":")
        root = module.partition(".")[0]
        known = module in sys.modules or (root in sys.stdlib_module_names and root not in REACHING)
        if not known or root in OURS:
            raise CannotCross(f"{path} of the module {module}")
        thing = importlib.import_module(module)
        for part in path.split("."):
            thing = getattr(thing, part)
        error = isinstance(thing, type) and issubclass(thing, BaseException)
        reaches = (root in REACHING and not error) or any(
            thing is each for each in REACHING_BUILTINS
        )
        if reaches or not callable(thing):
            raise CannotCross(f"{path} of the module {module}")
        return thing

    def _back(self, told):
        return self.given[told["back"]]

    def _function(self, told):
        handle = told["function"]
        if handle in self.made:
            return self.made[handle]

        if told.get("attributes"):
            asks = object.__new__(RemoteCallable)
            object.__setattr__(asks, "_casebook", (self, handle))
            _dress(asks, told)
        else:
            asks = self._asking(told, handle)
            _dress(asks, told)
            asks.__code__ = _with_source(asks.__code__, told, handle)
            asks.__dict__["__casebook_handle__"] = handle
        self.made[handle] = asks
        return asks

    def _asking(self, told, handle):
        """A function of the same sort as the student's, that asks."""

        def asks(*args, **kwargs):
            return self.call(handle, "call", args, kwargs)

        def generates(*args, **kwargs):
            yield from self.call(handle, "call", args, kwargs)

        async def waits(*args, **kwargs):
            return self.call(handle, "await", args, kwargs)

        return generates if told.get("generates") else waits if told.get("waits") else asks

    def _iterator(self, told):
        handle = told["iterator"]

        def items():
            for _ in range(MOST_ITEMS):
                try:
                    yield self.call(handle, "next")
                except StopIteration:
                    return

        return items()

    def _error(self, told):
        return self.error(told["error"])

    def _object(self, told):
        handle, kind = told["object"], self.resolve(told["class"])
        if handle not in self.made:
            made = object.__new__(kind)
            object.__setattr__(made, "_casebook", (self, handle))
            self.made[handle] = made
        return self.made[handle]

    def _class(self, told):
        handle = told["class"]
        if handle in self.made:
            return self.made[handle]
        bases = [self._base(base) for base in told["bases"]]
        errors = tuple(b for b in bases if isinstance(b, type) and issubclass(b, BaseException))
        if errors:
            body = {"__module__": "__main__", "__getattr__": _of_an_error}
            made = type(told["name"], errors, body)
        else:
            made = self._asking_class(told, handle, bases)
        if not errors:
            type.__setattr__(made, "_casebook_class", (self, handle))
        self.made[handle] = made
        return made

    def _base(self, told):
        own = self.own(told.get("name"))
        return own if isinstance(own, type) else self.resolve(told)

    def _asking_class(self, told, handle, bases):
        own = self.own(told["name"])
        bases = [own] if isinstance(own, type) else bases
        body = {"__module__": "__main__", "__doc__": told.get("doc")}
        body["_casebook_special"] = frozenset(told.get("special", ()))
        asked_for = told["name"] in self.classes
        for name in told["operators"]:
            body[name] = _operator(str(name), asked_for)
        kept = tuple(base for base in bases if base is not object and base not in _REMOTES)
        for name in TELLING - body.keys():  # nor may a base say yes where the class says nothing
            if not isinstance(own, type) and any(_defines(base, name) for base in kept):
                body[name] = _operator(name, asked_for)
        try:
            made = RemoteClass(
                told["name"],
                (*kept, RemoteObject)
                if all(issubclass(base, RemoteObject) for base in kept)
                else (RemoteObject, *kept),
                body,
            )
        except TypeError:  # a base of another make
            made = RemoteClass(told["name"], (RemoteObject,), body)
        _dress(made, told)
        made.__abstractmethods__ = frozenset()  # whether it can be made is decided over there
        return made


class RemoteClass(ABCMeta):
    """A class of the student's: calling it makes an instance over there."""

    def __new__(mcs, name, bases, body):
        if "_casebook_special" not in body and any("_casebook_class" in vars(b) for b in bases):
            raise CannotCross(f"{name}, which derives from a class of the answer")
        return super().__new__(mcs, name, bases, body)

    def __call__(cls, *args, **kwargs):
        remotes, handle = cls._casebook_class
        return remotes.call(handle, "call", args, kwargs)

    def __getattr__(cls, name):
        if name in cls.__dict__.get("_casebook_special", ()):
            raise CannotCross(f"{name} of a class")
        if name.startswith("__") or name.startswith("_casebook"):
            raise AttributeError(name)
        remotes, handle = cls._casebook_class
        return remotes.call(handle, "get", name=name)


class RemoteObject(metaclass=RemoteClass):
    """An instance of a class of the student's; what is asked of it is asked over there."""

    def __getattribute__(self, name):
        if (name.startswith("__") and name != "__dict__") or name == "_casebook":
            return object.__getattribute__(self, name)
        remotes, handle = self._casebook
        return remotes.call(handle, "get", name=name)

    def __setattr__(self, name, value):
        remotes, handle = self._casebook
        remotes.call(handle, "set", (value,), name=name)

    def __delattr__(self, name):
        remotes, handle = self._casebook
        remotes.call(handle, "delete", name=name)


class RemoteCallable(RemoteObject):
    """A function of the student's that has attributes, or that another callable stands for."""

    def __call__(self, *args, **kwargs):
        remotes, handle = self._casebook
        return remotes.call(handle, "call", args, kwargs)


_REMOTES = (RemoteObject,)


def restore(old, new):
    """Give a value of the test's the content that the student's code left in its copy."""
    if isinstance(old, list):
        old[:] = new
    elif isinstance(old, dict | set):
        old.clear()
        old.update(new)
    elif isinstance(old, bytearray):
        old[:] = new
    elif _is_of_pandas(old):
        old._update_inplace(new)
    elif type(old).__module__ == "numpy" and getattr(old, "shape", None) == new.shape:
        old[...] = new
    elif type(old).__module__.startswith("collections"):
        old.clear()
        old.extend(new)
    elif hasattr(old, "add_edges_from"):
        old.clear()
        old.update(new)


def _of_an_error(error, name):
    """An attribute that a student's class of errors gives its instances."""
    remotes, handle = error.__dict__.get("_casebook", (None, None))
    if name.startswith("__") or handle is None:
        raise AttributeError(f"{type(error).__name__!r} object has no attribute {name!r}")
    return remotes.call(handle, "get", name=name)


def _is_of_pandas(value):
    return type(value).__module__.partition(".")[0] == "pandas"


def _defines(kind, name):
    """Whether a class that is not the examiner's stand-in defines a special method."""
    return getattr(kind, name, None) is not getattr(object, name, None) and not isinstance(
        kind, RemoteClass
    )


def _operator(name, asked_for):
    """A special method that asks, unless it would show a value of the test's."""

    def asks(self, *args):
        among_themselves = all(isinstance(each, RemoteObject) for each in args)
        if name in TELLING and not asked_for and not among_themselves:
            return False if name == "__contains__" else NotImplemented
        remotes, handle = self._casebook
        return remotes.call(handle, "operator", args, name=name)

    asks.__name__ = name
    return asks


def _dress(thing, told):
    """Give a stand-in the name, words and signature of what it stands for."""
    name = str(told.get("name") or "function")
    put = type.__setattr__ if isinstance(thing, type) else object.__setattr__
    put(thing, "__name__", name)
    put(thing, "__qualname__", name)
    put(thing, "__doc__", told.get("doc"))
    put(thing, "__module__", "__main__")
    if told.get("signature") is not None:
        try:
            parameters = [_parameter(each) for each in told["signature"]]
            put(thing, "__signature__", inspect.Signature(parameters))
            if isinstance(thing, types.FunctionType):
                _dress_signature(thing, parameters, told.get("returns"))
        except (ValueError, KeyError, TypeError, IndexError):
            pass  # a signature that cannot be is none


def _dress_signature(function, parameters, returns):
    """Defaults and annotations where they are looked for without `inspect`."""
    empty = inspect.Parameter.empty
    defaults = [each for each in parameters if each.default is not empty]
    by_name = {each.name: each.default for each in defaults if each.kind is each.KEYWORD_ONLY}
    placed = [each.default for each in defaults if each.kind is not each.KEYWORD_ONLY]
    function.__defaults__, function.__kwdefaults__ = tuple(placed) or None, by_name or None
    noted = {each.name: each.annotation for each in parameters if each.annotation is not empty}
    if returns is not None:
        noted["return"] = getattr(builtins, returns, returns)
    function.__annotations__ = noted


def _parameter(told):
    default = inspect.Parameter.empty
    if told["default"] is not None:
        default = told["plain"]
        if default is None and told["default"] != "None":
            default = _Shown(told["default"])
    annotation = told["annotation"]
    return inspect.Parameter(
        told["name"],
        KINDS[told["kind"]],
        default=default,
        annotation=inspect.Parameter.empty
        if annotation is None
        else getattr(builtins, annotation, annotation),
    )


class _Shown:
    """A default of which only the look has crossed."""

    def __init__(self, text):
        self._text = text

    def __repr__(self):
        return self._text


def _with_source(code, told, handle):
    """The code of a stand-in, with the student's text where `inspect.getsource` looks for it."""
    if not told.get("source"):
        return code
    file = f"<student's function {handle}>"
    lines = str(told["source"]).splitlines(keepends=True)
    linecache.cache[file] = (len(told["source"]), None, lines, file)
    return code.replace(co_filename=file, co_firstlineno=1, co_name=str(told["name"]))


def _handle_of(thing):
    if isinstance(thing, RemoteClass):
        return thing.__dict__.get("_casebook_class", (None, None))[1]
    if isinstance(thing, RemoteObject):
        return thing._casebook[1]
    if isinstance(thing, types.FunctionType):
        return thing.__dict__.get("__casebook_handle__")
    return None


def _attribute_or_none(thing, path):
    for part in path.split("."):
        thing = getattr(thing, part, None)
    return thing
