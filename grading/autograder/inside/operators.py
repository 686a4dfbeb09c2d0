"""Names of the special methods that give an expression with a class's instances its meaning."""

__all__ = ["OPERATORS", "TELLING"]

# Those that show the other operand to the student's code and give a verdict or a number back.
TELLING = [
    f"__{name}__"
    for name in (
        "eq ne lt le gt ge add radd sub rsub mul rmul matmul truediv rtruediv floordiv rfloordiv "
        "mod rmod pow rpow and rand or ror xor rxor contains"
    ).split()
]
OPERATORS = TELLING + [
    f"__{name}__"
    for name in (
        "neg pos abs invert len iter next getitem setitem delitem call bool int float index round "
        "str repr format hash enter exit"
    ).split()
]
