"""Which names a cell's code binds, reads and changes, as far as its text tells.

Nothing is run. Code that is no Python, before or after IPython's own reading, tells nothing.
"""

import ast
import builtins
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager

__all__ = [
    "bound",
    "deferred",
    "derived",
    "files",
    "imports",
    "loaded",
    "mentioned",
    "only_shows",
    "rewritten",
]

BUILTINS = frozenset(dir(builtins))
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
LONGEST_FILE_NAME = 200


def bound(source):
    """Names that the code binds in the notebook's namespace.

    >>> sorted(bound("import a.b; x, *y = 1, 2\\nfor i in x: z = 1\\ndef f(q): w = 1"))
    ['a', 'f', 'i', 'x', 'y', 'z']
    """
    return frozenset(_Bound.of(_tree(source)))


def rewritten(source):
    """Names whose value the code changes in place, by what can be seen: parts set, methods called.

    >>> sorted(rewritten("frame['a'] = 1; rows.append(2); n += 1; read(m)"))
    ['frame', 'n', 'rows']
    """
    found = set()
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            found |= _root(node)
        elif isinstance(node, ast.AugAssign):
            found |= _root(node.target)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            method = node.value.func
            found |= _root(method) if isinstance(method, ast.Attribute) else set()
    return frozenset(found)


def loaded(source):
    """Names that the code reads, at whatever depth, and that it may not have bound itself.

    >>> sorted(loaded("assert f(x) == len(y.z)"))
    ['f', 'len', 'x', 'y']
    """
    return frozenset(
        node.id
        for node in ast.walk(_tree(source))
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
    )


def deferred(source):
    """Names read by functions that the code defines: when they are called, and not before.

    >>> sorted(deferred("a = b\\ndef f(c):\\n    return c + d"))
    ['c', 'd']
    """
    inside = [node for node in ast.walk(_tree(source)) if isinstance(node, FUNCTIONS)]
    names = (node for each in inside for node in ast.walk(each) if isinstance(node, ast.Name))
    return frozenset(name.id for name in names if isinstance(name.ctx, ast.Load))


def mentioned(source):
    """Names that stand in the code as texts, as in ``"x" in globals()``.

    >>> sorted(mentioned("assert 'x' in globals(), 'Define x.'"))
    ['x']
    """
    return frozenset(text for text in _texts(source) if text.isidentifier())


def only_shows(source):
    """Whether the code consists of nothing but expressions.

    >>> only_shows("page.table(rows)"), only_shows("rows.pop()"), only_shows("import a; a.b(1)")
    (True, True, False)
    """
    body = _tree(source).body
    return bool(body) and all(isinstance(each, ast.Expr) for each in body)


def derived(source):
    r"""What the code's classes derive from, by its last name, and what makes a namedtuple.

    >>> sorted(derived("class A(list): pass\nclass B(enum.Enum): pass\nP = namedtuple('P', 'x')"))
    ['Enum', 'list', 'namedtuple']
    """
    nodes = list(ast.walk(_tree(source)))
    bases = [base for node in nodes if isinstance(node, ast.ClassDef) for base in node.bases]
    called = {_last(node.func) for node in nodes if isinstance(node, ast.Call)}
    return frozenset(map(_last, bases)) | (called & {"namedtuple", "NamedTuple", "Enum"})


def files(source):
    """Texts in the code that may be paths of files below the current folder.

    >>> sorted(files("read('out/a.csv'); read('/etc/x.y'); print('One. Two')"))
    ['out/a.csv']
    """
    return frozenset(
        text
        for text in _texts(source)
        if ("." in text or "/" in text)
        and len(text) <= LONGEST_FILE_NAME
        and text.isprintable()
        and " " not in text
        and not text.startswith(("/", "~"))
        and ".." not in text
    )


def imports(source):
    """The import statements at the top level of the code, each as a line.

    >>> imports("import os\\nx = 1\\nfrom a import b as c")
    ['import os', 'from a import b as c']
    """
    body = _tree(source).body
    return [ast.unparse(each) for each in body if isinstance(each, ast.Import | ast.ImportFrom)]


@lru_cache(maxsize=512)
def _tree(source):
    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])


def _texts(source):
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _last(node):
    """The last name of ``name.part``; empty where there is none."""
    return getattr(node, "attr", getattr(node, "id", ""))


def _root(node):
    """The name at the root of ``name.part[0].part``, in a set; empty where there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


class _Bound(ast.NodeVisitor):
    """Collects what is bound, and does not look into functions and classes, save for globals."""

    def __init__(self):
        self.names = set()

    @classmethod
    def of(cls, tree):
        visitor = cls()
        visitor.visit(tree)
        return visitor.names

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.names.add(node.id)

    def visit_alias(self, node):
        self.names.add(node.asname or node.name.partition(".")[0])

    def visit_FunctionDef(self, node):
        self.names.add(node.name)
        for inner in ast.walk(node):
            if isinstance(inner, ast.Global):
                self.names.update(inner.names)

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node):
        pass

    def visit_ListComp(self, node):
        for inner in ast.walk(node):  # of what is bound in it, only a walrus reaches out
            if isinstance(inner, ast.NamedExpr):
                self.names.add(inner.target.id)

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def visit_MatchAs(self, node):
        if node.name:
            self.names.add(node.name)
        self.generic_visit(node)
