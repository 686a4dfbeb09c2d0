"""The examiner's process: runs the tests, and never a line of a student's.

Locked cells run here as they run in the student's process, so that imports and helpers are the
examiner's own. What a test reads and student cells bind is fetched, as data or as something that
asks (`remote`). A test whose value can do neither is handed back, to be run where the value is.
"""

import os
from pathlib import Path

from grading.autograder.inside import channel, common, names, plain
from grading.autograder.inside.remote import CannotCross, Remotes

__all__ = ["Examiner", "serve"]


NONSENSE = (LookupError, TypeError, ValueError, AttributeError)  # of an answer that is none


class Examiner:
    """One submission's examiner: its shell, and what it has of its own and of the student's."""

    def __init__(self, sock, shell, output_kb):
        self.sock, self.shell, self.most = sock, shell, output_kb * 1000
        self.own, self.fetched, self.deferred = set(), {}, set()
        self.tests = []  # (source, names bound) of the tests that ran here
        self.remotes = None
        self.seeds, self.sets, self.files, self.called = False, {}, {}, False

    def serve(self):
        while True:
            head, _ = channel.receive(self.sock)
            channel.send(self.sock, self.reply(head))

    def reply(self, head):
        if head.get("anew"):
            self.remotes.forget()
        try:
            told = getattr(self, f"do_{head['do']}")(head)
        except StudentLost as error:
            told = {"lost": str(error)}
        except NONSENSE as error:
            # of an answer that is none; tests raise within the shell, which shows what they raise
            told = {"lost": f"what the student's process said makes no sense ({error})"}
        return {"did": head["do"]} | told

    def do_prepare(self, head):
        """Take the key and what the assignment's notebook tells; import what it imports."""
        os.environ.update(head["environment"])
        self.remotes = Remotes(self.ask, self._own, set(head["classes"]), self._before, self._after)
        for line in head["imports"]:
            self._run(line)
        return {}

    def do_run(self, head):
        """Run a locked cell."""
        self._fetch({*head["loaded"], *self.deferred}, head["theirs"])
        self.deferred.update(head["deferred"])
        self._run(head["source"])
        return {}

    def do_test(self, head):
        """Run a test; its outputs, or why it must run in the student's process, and after what."""
        source, CannotCross.said, self.called = head["source"], "", False
        wanted = {*head["loaded"], *self.deferred}
        refused = head["why"] or self._fetch(
            wanted - set(head["binds"]), head["theirs"], {*head["mentioned"], *head["binds"]}
        )
        if not refused:
            self._fetch_files(head["files"])
            self.seeds, self.sets = head["seeds"], self._encoded(head["sets"])
            before = dict(self.shell.user_ns)
            outputs, count = self._run(source)
            self._bind()
            if not CannotCross.said:
                self.deferred.update(head["deferred"])
                self.tests.append((source, self._bound_since(before)))
                return {"outputs": outputs, "count": count}
            refused = CannotCross.said
        before = self._needed(source)
        return {"cannot_cross": refused, "before": before, "called": self.called}

    def ask(self, head, blob=b""):
        """Ask the student's process, and answer its own calls until it has answered."""
        try:
            channel.send(self.sock, head, blob)
            while True:
                told, data = channel.receive(self.sock)
                if "back" in told:
                    answer, value = self.remotes.answer(told["back"], data)
                    channel.send(self.sock, answer, value)
                elif "lost" in told:
                    self.remotes.forget()
                    raise StudentLost(told["lost"])
                elif "failed" in told:
                    raise CannotCross(told["failed"])
                else:
                    return told, data
        except (KeyError, TypeError, IndexError, ValueError) as error:
            if isinstance(error, plain.MalformedError | plain.TooLargeError):
                raise StudentLost(f"its answer cannot be read: {error}") from error
            raise

    def _run(self, source):
        before = dict(self.shell.user_ns)
        made = self.shell.run(source, self.most)
        self.own |= self._bound_since(before)
        return made

    def _bound_since(self, before):
        now = self.shell.user_ns
        hidden = self.shell.user_ns_hidden
        return {
            name
            for name, value in now.items()
            if name not in hidden
            and before.get(name, before) is not value
            and not name.startswith("_")
            and self.fetched.get(name, before) is not value
        }

    def _own(self, name):
        return self.shell.user_ns.get(name) if name in self.own else None

    def _fetch(self, loaded, theirs, mentioned=frozenset()):
        """Bind what student cells bound; why that cannot be, where a value cannot cross."""
        theirs = set(theirs)
        wanted = {
            name
            for name in loaded | mentioned
            if name in theirs or (name not in self.own and name not in names.BUILTINS)
        }
        if not wanted:
            return ""
        for name in wanted & self.fetched.keys():
            if self.shell.user_ns.get(name) is self.fetched.pop(name):
                del self.shell.user_ns[name]
        head, blob = self.ask({"do": "fetch", "names": sorted(wanted)})
        at = 0
        for name, told in head["got"]:
            if name not in wanted:
                continue
            if "no" in told:
                if name in loaded:
                    return f"{name}: {told['no']}"
                value = Uncrossed(f"{name}: {told['no']}")
            else:
                data, at = blob[at : at + told["size"]], at + told["size"]
                try:
                    value = plain.decode(data, resolve=self.remotes.resolve)
                except CannotCross as error:
                    return f"{name}: {error}"
            self.shell.user_ns[name] = self.fetched[name] = value
            self.own.discard(name)
        return ""

    def _before(self):
        """What a call takes along: what the test has bound, written and seeded since the last."""
        self.called = True
        self._bind()
        self._put_files()
        return {"chance": common.chance()} if self.seeds else {}

    def _after(self, told):
        """Take in what a call has printed, drawn, written and changed."""
        common.heard(told.get("heard", {}))
        if self.seeds and "chance" in told:
            common.set_chance(told["chance"])
        if written := [name for name in told.get("files", ()) if name in self.files]:
            self._take_files(written)
        self._changed(told.get("changed", ()))

    def _bind(self):
        """Bind in the student's process what the test has bound to a name that it asks for."""
        now = self._encoded(self.sets)
        other = [name for name, data in now.items() if data != self.sets[name]]
        if other:
            gone = [name for name in other if name not in self.shell.user_ns]
            new = {name: self.shell.user_ns[name] for name in other if now[name]}
            self.sets = now
            self.ask({"do": "bind", "gone": gone}, plain.encode(new, refer=self.remotes.refer))

    def _encoded(self, wanted):
        """The bytes of what names mean here, by name; None where they mean nothing that crosses."""
        found = {}
        for name in wanted:
            value, found[name] = self.shell.user_ns.get(name), None
            if type(value) is Uncrossed:
                continue
            if name not in self.shell.user_ns:
                found[name] = b""
                continue
            try:
                found[name] = plain.encode(value, refer=self.remotes.refer)
            except (plain.NotPlainError, plain.TooLargeError):
                continue
        return found

    def _changed(self, changed):
        """Fetch again what a call has changed, unless the test has bound the name itself."""
        now, held = self.shell.user_ns, self.fetched
        again = [n for n in changed if n in held and now.get(n, self) is held[n]]
        if again:
            self._fetch(set(again), again)

    def _fetch_files(self, paths):
        """Files that a test names and student code wrote, unless the instructor gave them."""
        wanted = [path for path in paths if path in self.files or not Path(path).exists()]
        self.files.update(dict.fromkeys(wanted))
        if wanted:
            self._take_files(wanted)

    def _take_files(self, wanted):
        head, blob = self.ask({"do": "files", "names": wanted})
        at, got = 0, set()
        for name, size in head["got"]:
            if name in wanted:
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_bytes(blob[at : at + size])
                self.files[name] = common.stamp(name)
                got.add(name)
            at += size
        for name in set(wanted) - got:
            Path(name).unlink(missing_ok=True)
            self.files[name] = None

    def _put_files(self):
        """Give the student's process the files that the test has written since."""
        new = [name for name, was in self.files.items() if common.stamp(name) not in (was, None)]
        if new:
            blobs = [Path(name).read_bytes() for name in new]
            self.files.update({name: common.stamp(name) for name in new})
            files = [[name, len(data)] for name, data in zip(new, blobs, strict=True)]
            self.ask({"do": "put", "files": files}, b"".join(blobs))

    def _needed(self, source):
        """Sources of the earlier tests that bound what a test reads, in their order."""
        needed, wanted = [], set(names.loaded(source))
        for text, bound in reversed(self.tests):
            if bound & wanted:
                needed.insert(0, text)
                wanted |= names.loaded(text)
        return needed


class StudentLost(Exception):
    """The student's process has ended, or its answer cannot be read."""


class Uncrossed:
    """Stands under a name whose value could not be sent, in case that it is not used at all."""

    def __init__(self, why):
        object.__setattr__(self, "_why", why)

    def __getattribute__(self, name):
        raise CannotCross(object.__getattribute__(self, "_why"))


def serve(sock, shell, output_kb):
    """Answer until the other side has gone."""
    try:
        Examiner(sock, shell, output_kb).serve()
    except channel.Broken:
        os._exit(0)
