"""A lock has one holder, ends with it however that ends, and may be asked about without being taken."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connectors.locks import LockHeld, exclusive, is_held
from tests.patience import exit_code, patience

HOLDER = """
import sys
from pathlib import Path
from connectors.locks import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(path: Path) -> Iterator[subprocess.Popen]:
    """One that holds the lock until its standard input ends, or until it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout.readline() == "held\n"
        yield child
        child.kill()


def test_a_second_process_is_refused_with_the_callers_words(tmp_path):
    path = tmp_path / "state" / "lock"
    with another_process(path):
        with pytest.raises(LockHeld, match=str(path)), exclusive(path, wait_seconds=0):
            pass
        with pytest.raises(ZeroDivisionError), exclusive(path, 0.05, lambda: ZeroDivisionError("mine")):
            pass


def test_whoever_waits_gets_it_when_the_holder_ends(tmp_path):
    with another_process(tmp_path / "lock") as child:
        timer = threading.Timer(0.2, child.stdin.close)
        timer.start()
        with exclusive(tmp_path / "lock", wait_seconds=patience()):
            assert exit_code(child) == 0
        timer.join()


def test_a_killed_process_holds_nothing(tmp_path):
    with another_process(tmp_path / "lock") as child:
        assert is_held(tmp_path / "lock")
        child.kill()
        assert exit_code(child) == -9
        assert not is_held(tmp_path / "lock")
        with exclusive(tmp_path / "lock", wait_seconds=0):
            pass


def test_two_threads_of_one_process_take_turns(tmp_path):
    inside, most, lock = [], [], tmp_path / "lock"

    def work() -> None:
        with exclusive(lock):
            inside.append(1)
            most.append(len(inside))
            for _ in range(100):
                os.sched_yield()
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 6


def test_the_file_stays_the_same_and_is_its_owners_alone(tmp_path):
    path = tmp_path / "state" / "lock"
    with exclusive(path):
        first = path.stat()
    with pytest.raises(RuntimeError, match="within"), exclusive(path):
        raise RuntimeError("within")
    assert (path.stat().st_ino, path.stat().st_size) == (first.st_ino, 0)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_question_changes_nothing_and_needs_no_file(tmp_path):
    assert not is_held(tmp_path / "lock")
    assert not (tmp_path / "lock").exists()
    with exclusive(tmp_path / "lock"):
        assert is_held(tmp_path / "lock")
    assert not is_held(tmp_path / "lock")


def test_many_who_ask_at_once_do_not_take_each_other_for_a_holder(tmp_path):
    with exclusive(tmp_path / "lock"):
        pass
    answers: list[bool] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(is_held(tmp_path / "lock") for _ in range(50))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [False] * 400
