"""How many examples a property test tries: its own number in `make test`, many times as many in `make fuzz`.

`tests/conftest.py` makes both profiles; the first draws the same examples in every run.
"""

from hypothesis import settings

TESTS = 100  # max_examples of the profile of `make test`, by which those of other profiles are measured


def examples(count: int, **given: object) -> settings:
    """A decorator for a `@given` test; `given` are further settings of Hypothesis."""
    return settings(max_examples=count * settings.default.max_examples // TESTS, **given)
