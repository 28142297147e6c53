"""Run Great Expectations suites on pandas frames and give back the failing rows, nothing else.

The context is ephemeral: nothing is written to disk, nothing is sent anywhere, no progress bar is drawn.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig

from expectations.results import CheckNotEvaluated

__all__ = ["CheckNotEvaluated", "failing_rows", "quiet_context"]

COMPLETE = {"result_format": "COMPLETE"}


def quiet_context() -> Any:
    """An ephemeral context that neither reports nor draws."""
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@cache
def _whole_frame() -> Any:
    """Great Expectations' name for a frame given whole. It holds no frame, and costs more to make than a check."""
    asset = quiet_context().data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


def _reason(exception_info: dict[str, Any]) -> str | None:
    parts = [exception_info, *exception_info.values()]
    raised = [part for part in parts if isinstance(part, dict) and part.get("raised_exception")]
    return str(raised[0].get("exception_message")) if raised else None


def _failures(result: Any) -> tuple[str, list[int]]:
    key = result.expectation_config.meta["key"]
    if reason := _reason(result.exception_info or {}):
        raise CheckNotEvaluated(key, reason)
    rows = result.result.get("unexpected_index_list")
    return key, [int(row) for row in rows or ()] if not result.success else []


def failing_rows(frame: pd.DataFrame, suites: Iterable[gx.ExpectationSuite]) -> dict[str, list[int]]:
    """Positions of the rows that fail each check, by the check's key; raises CheckNotEvaluated.

    One batch serves all suites.
    """
    if frame.empty:
        return {}
    batch = _whole_frame().get_batch({"dataframe": frame.reset_index(drop=True)})
    found: dict[str, list[int]] = {}
    for one in suites:
        results = batch.validate(one, result_format=COMPLETE)
        found |= dict(_failures(result) for result in results.results)
    return found
