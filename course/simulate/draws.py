"""Draws that come out the same on every computer and with every version of every library.

Random number generators of libraries may change how they turn bits into draws. Here the bits are
SHA-256 over a seed and a counter, and every draw is whole-number arithmetic; no float takes part.
"""

import hashlib
import hmac
import json
import os
import struct

from course.errors import WeakKeyError

__all__ = ["KEY_VARIABLE", "PUBLIC_KEY", "Draws", "key_from_environment", "keyed", "plain"]

PUBLIC_KEY = "casebook"  # stands in this file, so whoever reads it can compute every truth
KEY_VARIABLE = "CASEBOOK_KEY"
SHORTEST_KEY = 16  # characters; a shorter key can be found by trying, given one dossier's reports
WORD = 1 << 32
SPLIT = struct.Struct(">8I")


class Draws:
    """A stream of draws from a seed of bytes.

    Block i is the SHA-256 of the seed followed by i as eight bytes, first byte highest. Each block
    gives eight words of 32 bits, in order, first byte highest. A draw below n takes the next word
    under the largest multiple of n that a word can reach, and its remainder; so every value is
    equally likely.

    Examples
    --------
    >>> draws = Draws(b"toy")
    >>> [draws.below(10) for _ in range(6)]
    [1, 0, 6, 1, 9, 5]
    """

    def __init__(self, seed):
        self._seed, self._block, self._words = seed, 0, []

    def word(self):
        """The next 32 bits, as a whole number."""
        if not self._words:
            block = hashlib.sha256(self._seed + self._block.to_bytes(8, "big")).digest()
            self._block += 1
            self._words = list(SPLIT.unpack(block)[::-1])
        return self._words.pop()

    def below(self, n):
        """A whole number from 0 to n - 1; n is at most 2 to the 32."""
        limit = WORD - WORD % n
        while (word := self.word()) >= limit:
            pass
        return word % n

    def between(self, low, high):
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def chance(self, favourable, cases=100):
        """True in `favourable` of `cases` cases."""
        return self.below(cases) < favourable

    def choice(self, items):
        """One of the items."""
        return items[self.below(len(items))]

    def sample(self, items, count):
        """`count` different items, in the order drawn."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(count)]


def plain(*parts):
    """A seed from numbers and words that anybody may know."""
    return hashlib.sha256(_message(parts)).digest()


def keyed(key, *parts):
    """A seed that only somebody with the key can compute: HMAC-SHA256 of the parts."""
    return hmac.new(key.encode("utf-8"), _message(parts), hashlib.sha256).digest()


def key_from_environment():
    """The instructor's secret in ``CASEBOOK_KEY``; the public key where it is not set.

    With the public key, as for self-learners, whoever reads this code can compute the truth behind
    every dossier. A class whose marks count needs a secret of its own, the same one from release
    to the last regrade: a long random text that stands in no file students can read.

    Returns
    -------
    str

    Raises
    ------
    WeakKeyError
        If the variable is set to fewer than 16 characters, or to none.
    """
    key = os.environ.get(KEY_VARIABLE)
    if key is None:
        return PUBLIC_KEY
    if len(key) < SHORTEST_KEY:
        raise WeakKeyError(KEY_VARIABLE, len(key), SHORTEST_KEY)
    return key


def _message(parts):
    """The parts as JSON, so that ("a", "bc") and ("ab", "c") differ; ASCII, so bytes are fixed."""
    return json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode("ascii")
