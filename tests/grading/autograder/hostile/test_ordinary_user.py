"""The same cases with the grader an ordinary user, without any right over the machine.

A user namespace that maps this user to an ordinary one takes all rights away, whoever this user is:
what then builds the sandbox must do it as it would on a student assistant's account.
"""

import pickle
import subprocess
import sys

from tests.grading.autograder.hostile import test_exits, test_memory, test_reach

ORDINARY = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
MODULES = [test_exits, test_memory, test_reach]
JUDGE = """
import os, pickle, re, sys
from pathlib import Path
from tests.grading.autograder.hostile.bench import Bench
assert os.geteuid() == 1000
assert re.search("^CapEff:\\\\t0+$", Path("/proc/self/status").read_text(), re.M)
pack, root, cases = pickle.load(sys.stdin.buffer)
bench, failed = Bench(pack, root), {}
for case in cases:
    try:
        bench.judge(case)
    except AssertionError as error:
        failed[case.name] = str(error)[:200] or "not as expected"
print(len(cases) - len(failed), failed)
"""


def test_an_ordinary_users_sandbox_holds_as_well(bench):
    """The attacks that rights and limits stop; it needs none to stop the others."""
    cases = [case for module in MODULES for case in module.CASES if case.seconds > 1]
    told = pickle.dumps((bench.pack, bench.root, cases))
    done = subprocess.run(
        [*ORDINARY, sys.executable, "-c", JUDGE], input=told, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert done.stdout.decode().strip() == f"{len(cases)} {{}}"
