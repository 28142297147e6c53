"""The yardstick: it comes from its seed alone, and calls as many undisturbed months abnormal as it says it will."""

import numpy as np
import pytest

from planning.prices import calibration as price_calibration
from planning.prices.calibration import TABLE, as_text, bootstrap, calibration, undisturbed
from planning.prices.indicators import MONTHS, indicators

PUBLISHED_IFPA = {4: 0.29, 6: 0.21, 9: 0.18}


def test_the_committed_table_is_the_seeds() -> None:
    assert as_text(bootstrap()) == TABLE.read_text(encoding="utf-8")


def test_false_alarms_beside_the_published_ones(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """400 simulated series of another design (half the trend) than the one the table was made with."""
    monkeypatch.setattr(price_calibration, "_MONTHLY_RISE", 0.0015)
    found = indicators(undisturbed(np.random.default_rng(400), 400, 9 * MONTHS, 0.0))
    lines = ["year  IFPA>=1 (published)  ALPS>=2  trigger a (23-37 %)  trigger b (0 %)  calibrated low  high"]
    for year, published in PUBLISHED_IFPA.items():
        period = slice((year - 1) * MONTHS, year * MONTHS)
        parts = [getattr(found, name)[:, period].ravel() for name in ("ifpa", "alps", "observed", "persistence")]
        upper = calibration().upper_tail(*parts)
        ifpa, alps = (parts[0] >= 1).mean(), (parts[1] >= 2).mean()
        low, high = (upper > 0.95).mean(), (upper < 0.05).mean()
        trigger_a, trigger_b = (np.nanmean(one[:, period]) for one in (found.low_trigger_a, found.low_trigger_b))
        lines.append(
            f"{year:4}  {ifpa:7.1%} ({published:.0%})        {alps:8.1%}  {trigger_a:9.1%}            {trigger_b:7.1%}"
            f"          {low:8.1%}      {high:.1%}"
        )
        assert ifpa == pytest.approx(published, abs=0.02)
        assert 0.23 <= trigger_a <= 0.37
        assert trigger_b == 0
        assert low == pytest.approx(0.05, abs=0.015)
        assert high == pytest.approx(0.05, abs=0.015)
    with capsys.disabled():
        print("\nfalse alarms on series in which nothing is wrong\n" + "\n".join(lines))


@pytest.mark.parametrize("persistence", [0.0, 0.5, 0.8, 0.95])
def test_the_rate_holds_at_any_persistence(persistence: float) -> None:
    found = indicators(undisturbed(np.random.default_rng(7), 300, 8 * MONTHS, persistence))
    parts = [getattr(found, name)[:, 36:].ravel() for name in ("ifpa", "alps", "observed", "persistence")]
    upper = calibration().upper_tail(*parts)
    assert 0.03 <= (upper < 0.05).mean() <= 0.085
    assert 0.03 <= (upper > 0.95).mean() <= 0.085


def test_one_indicator_alone_is_enough_and_none_is_nothing() -> None:
    nothing = np.array([np.nan])
    given = {"observed": np.array([60]), "persistence": np.array([0.0])}
    assert calibration().upper_tail(nothing, np.array([9.0]), **given)[0] == pytest.approx(0.0005)
    assert calibration().upper_tail(np.array([-900.0]), nothing, **given)[0] == pytest.approx(0.9995)
    assert np.isnan(calibration().upper_tail(nothing, nothing, **given)[0])
