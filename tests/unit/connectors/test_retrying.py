"""A call that may yet succeed is made again: so often, after such waits, and for so long, and then no more."""

import math
import random
from datetime import UTC, datetime

import pytest

from connectors.retrying import RetriesExhausted, RetryPolicy, retry_after_seconds, status_may_pass

AT = datetime(2023, 9, 5, 1, 0, tzinfo=UTC)


class Busy(Exception):
    """May pass; `asked` seconds are to be waited."""

    def __init__(self, asked: float | None = None) -> None:
        super().__init__("busy")
        self.asked = asked


class Rehearsal:
    """A service that fails as often as told, then answers, on a clock of its own; each call takes `takes` seconds."""

    def __init__(self, *failures: Exception, takes: float = 0.0) -> None:
        self.failures, self.takes = list(failures), takes
        self.now, self.calls, self.waits = 0.0, 0, []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def action(self) -> str:
        self.calls += 1
        self.now += self.takes
        if self.failures:
            raise self.failures.pop(0)
        return "answer"

    def run(self, **bounds: float) -> str:
        policy = RetryPolicy(**{"jitter": random.Random(7), "sleep": self.sleep, "clock": lambda: self.now, **bounds})
        return policy.call(self.action, lambda error: isinstance(error, Busy), lambda error: error.asked)


class Whole(random.Random):
    """No chance: every wait has its full length."""

    def uniform(self, a: float, b: float) -> float:
        return b


def test_waits_double_up_to_the_longest():
    service = Rehearsal(*(Busy() for _ in range(7)))
    assert service.run(first=2.0, longest=30.0, jitter=Whole()) == "answer"
    assert service.waits == [2, 4, 8, 16, 30, 30, 30]


def test_each_wait_is_shortened_by_up_to_half_at_random():
    service, drawn = Rehearsal(Busy(), Busy(), Busy()), random.Random(7)
    service.run(first=4.0)
    assert service.waits == [bound * drawn.uniform(0.5, 1.0) for bound in (4, 8, 16)]
    drawn = random.Random(3)
    many = [Rehearsal(Busy()) for _ in range(200)]
    for one in many:
        one.run(first=4.0, jitter=drawn)
    waits = [one.waits[0] for one in many]
    assert 2 <= min(waits) < 2.2 < 3.8 < max(waits) <= 4


def test_attempts_are_bounded():
    service, last = Rehearsal(Busy(), Busy(), Busy(), Busy()), Busy()
    service.failures[2] = last
    with pytest.raises(RetriesExhausted, match=r"^busy \(3 tries\)$") as caught:
        service.run(attempts=3)
    assert (caught.value.failure, caught.value.__cause__) == (last, last)
    assert (service.calls, len(service.waits)) == (3, 2)


def test_what_can_not_pass_is_raised_as_it_is():
    service = Rehearsal(Busy(), KeyError("no"), Busy())
    with pytest.raises(KeyError, match="no"):
        service.run()
    assert service.calls == 2


def test_the_service_is_never_asked_sooner_than_it_wants():
    service = Rehearsal(Busy(asked=97.0), Busy(asked=0.5))
    service.run(first=2.0, jitter=Whole())
    assert service.waits == [97, 4]


def test_a_wait_longer_than_is_ever_waited_ends_it_at_once():
    service = Rehearsal(Busy(asked=301.0))
    with pytest.raises(RetriesExhausted, match=r"^busy, and asks to wait 301 s$"):
        service.run(longest_asked=300.0)
    assert (service.calls, service.waits) == (1, [])
    assert Rehearsal(Busy(asked=300.0)).run(longest_asked=300.0) == "answer"


@pytest.mark.parametrize(("total", "calls"), [(31.0, 1), (32.0, 2), (103.0, 3), (104.0, 4)])
def test_no_call_begins_after_the_total(total, calls):
    """Calls of 30 s and waits of 2, 4, 8 s: they begin at 0, 32, 66 and 104 s."""
    service = Rehearsal(*(Busy() for _ in range(9)), takes=30.0)
    with pytest.raises(RetriesExhausted):
        service.run(total=total, jitter=Whole())
    assert service.calls == calls


def test_what_speaks_of_the_services_state_may_pass():
    assert [status for status in (200, 304, 400, 401, 403, 404, 408, 410, 425, 429) if status_may_pass(status)] == [
        408, 425, 429,
    ]  # fmt: skip
    assert all(status_may_pass(status) for status in (500, 502, 503, 504, 522))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "97"}, 97.0),
        ({"Retry-After": " 0 "}, 0.0),
        ({"Retry-After": "Tue, 05 Sep 2023 01:00:30 GMT"}, 30.0),
        ({"Retry-After": "Tue, 05 Sep 2023 00:59:30 GMT"}, 0.0),
        ({"Retry-After": "Tue, 05 Sep 2023 01:00:30 GMT", "Date": "Tue, 05 Sep 2023 01:00:21 GMT"}, 9.0),
        ({"Retry-After": "Tue, 05 Sep 2023 01:00:30 GMT", "Date": "hôm nay"}, 30.0),
        ({"Retry-After": "Tue, 05 Sep 2023 01:00:30 -0000"}, None),
        ({"Retry-After": "sớm thôi"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "²"}, None),
        ({"Retry-After": "9" * 5000}, math.inf),
        ({"Retry-After": f"Fri, 01 Jan {'9' * 20} 00:00:00 GMT"}, None),
        ({"Retry-After": f"Fri, 01 Jan 2023 00:00:00 +{'9' * 20}"}, None),
        ({"Retry-After": "Tue, 05 Sep 2023 01:00:30 GMT", "Date": f"Fri, 01 Jan {'9' * 20} 00:00:00 GMT"}, 30.0),
        ({}, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(headers, seconds):
    assert retry_after_seconds(headers, lambda: AT) == seconds
