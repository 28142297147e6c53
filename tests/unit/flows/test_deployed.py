"""Prefect keeps the texts of the error that ended a run, for all who open its page: personal data are masked."""

import pytest

from connectors.sheets.protocol import SheetUnavailable
from flows.deployed import MaskedErrors


@MaskedErrors()
def failing(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("kind", [ValueError, RuntimeError, lambda said: SheetUnavailable("907", said)])
def test_an_error_leaves_a_task_without_personal_data_and_escapes(kind):
    error = kind("ô K6: Chị Ba 0912.345.678, ba@gmail.com\x1b[2J")
    with pytest.raises(type(error)) as ended:
        failing(error)
    said = str(ended.value)
    assert ended.value is error
    assert "ô K6: Chị Ba [số điện thoại], [thư điện tử]\\u001b[2J" in said


def test_what_is_no_text_stays_as_it_is():
    with pytest.raises(OSError) as ended:
        failing(OSError(28, "No space left on device"))
    assert (ended.value.errno, ended.value.args) == (28, (28, "No space left on device"))
