"""Processes beside this one that serve it through a pipe.

They are started by their own command and not by `multiprocessing`, which would run a caller's script anew in each, or
copy a process that has threads.
"""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing.connection import Connection, Pipe

_COMMAND = (
    "import sys; sys.path[:] = sys.argv[3:]; from importlib import import_module; "
    "import_module(sys.argv[1]).serve(int(sys.argv[2]))"
)


def start_child(module: str) -> tuple[subprocess.Popen[bytes], Connection]:
    """A process that runs `serve(descriptor)` of a module, and our end of the pipe to it. Raises OSError.

    It has a session of its own, so that Ctrl-C is for this process alone, and one thread; the end of its pipe ends it.
    """
    ours, theirs = Pipe()
    alone = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")}
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, module, str(theirs.fileno()), *sys.path],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True,
            env=os.environ | alone,
        )  # fmt: skip
    return process, ours
