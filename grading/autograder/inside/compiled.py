"""Cells that are known before they run: read and compiled once, in the process that forks.

IPython reads a cell's text three times over before it runs, for magics, for ``await`` and for the
code; with a test of ten lines that takes as long as the test. What is learnt here is in every fork.
"""

import ast
from dataclasses import dataclass

from IPython.core.compilerop import CachingCompiler, code_name

__all__ = ["Compiler", "Known", "learn"]


@dataclass(frozen=True)
class Known:
    """What IPython makes of a cell's text: the text as Python, and whether it waits for something."""

    text: str
    waits: bool


class Compiler(CachingCompiler):
    """IPython's compiler, that does not compile twice what it was told to keep.

    A cell's code is named by its text alone, as in Jupyter's kernel, and not by its number.
    """

    def __init__(self):
        super().__init__()
        self._trees, self._codes = {}, {}

    def get_code_name(self, raw_code, transformed_code, number):
        return code_name(transformed_code)

    def keep(self, text):
        """Compile a cell's text as the shell does, statement by statement."""
        name = code_name(text)
        tree = self._trees[name, self.flags] = self.ast_parse(text, name)
        with self.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
            for node in tree.body:
                shown = node is tree.body[-1] and isinstance(node, ast.Expr)
                made, mode = (ast.Interactive, "single") if shown else (_module, "exec")
                self._codes[node, mode, self.flags] = self(made([node]), name, mode)

    def ast_parse(self, source, filename="<unknown>", symbol="exec"):
        kept = self._trees.get((filename, self.flags))
        return _module([*kept.body]) if kept else super().ast_parse(source, filename, symbol)

    def __call__(self, source, filename, symbol, **more):
        node = source.body[0] if isinstance(source, ast.AST) else None
        kept = self._codes.get((node, symbol, self.flags))
        return kept or super().__call__(source, filename, symbol, **more)


def learn(shell, source):
    """Read and compile a cell now; None where that is only possible when it runs.

    What a single line is, as a magic without its sign, depends on what is defined by then; an import
    from the future changes what comes after; and a cell that is no Python fails when it runs.
    """
    try:
        text = shell.transform_cell(source)
        if len(text.splitlines()) < 2 or "__future__" in text:
            return None
        known = Known(text, shell.should_run_async(source, transformed_cell=text))
        shell.compile.keep(text)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return None
    return known


def _module(body):
    return ast.Module(body, [])
