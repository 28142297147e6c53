"""Run a module as `python -m` would, and end with whoever holds the other end of stdin.

So that neither a server nor a worker outlives the process that looks after it, whatever that one died of.
"""

import os
import runpy
import signal
import sys
import threading

SECONDS_TO_END = 20.0


def _watch() -> None:
    """Wait until stdin closes, then end this process and its children: politely, then for good."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.killpg(0, signal.SIGTERM)
    threading.Event().wait(SECONDS_TO_END)
    os.killpg(0, signal.SIGKILL)


def main(arguments: list[str]) -> None:
    """arguments: the module, then its own arguments."""
    threading.Thread(target=_watch, name="parent-watch", daemon=True).start()
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
