"""`python -m tests.bench.linking_year [DIR]` prints docs/linking_year.md: the demo year's plans beside two baselines.

DIR is a demo province until 2024-01-10 (made in a folder of its own where none is given); each state is rebuilt as of
its day by the same build that a person calls.
"""

import sys
import tempfile
from datetime import datetime
from pathlib import Path

from flows.cli.oversight import demo
from pipeline.build.build import build
from pipeline.linking.plan import METHODS, linking_plan
from pipeline.province.asof import asof_folder_name
from pipeline.province.environment import clock, load_settings, prepare_environment
from pipeline.province.settings import Settings
from tests.provinces import province_of

UNTIL = datetime(2024, 1, 10)
DAYS = ((4, 15), (5, 15), (6, 20), (8, 20), (10, 15), (11, 20))
HEAD = """# The linking plan on the demo year

<!-- Made by `make plans`; do not edit. -->

The province that `nongsan demo --until 2024-01-10` makes, rebuilt as of six days. On each, the plan, first come first
served (the telephone: the lot ripe first to the buyer who asks first) and pro rata share the same lots, requests,
windows, prices and least lots. *Urgent*: tonnes of lots that are urgent in the sense of an alert. Net revenue counts
stated prices only. *Smallholders*: part of the tonnes placed that comes from households. The plan weighs a lot by the
days it has left, so one whose harvest is over may go before one that an alert calls urgent (15 May); it puts that
before revenue and both before who grows them, so that each of these may be less than a baseline's, and with least lots
a few tonnes may be left that another way happens to place. `[linking]
smallholder_floor` holds the households' part up, and `nongsan plan` prints what that costs.

| as of | open t | asked t | method | links | placed t | of them urgent t | net revenue, million VND | smallholders |
|---|--:|--:|---|--:|--:|--:|--:|--:|
"""


def rows_of(settings: Settings, as_of: datetime) -> list[str]:
    """A Markdown row a method."""
    folder = settings.data_folder / "asof" / asof_folder_name(as_of)
    if not folder.exists():
        build(province_of(settings, clock(settings)), as_of)
    plan = linking_plan(province_of(settings), as_of=as_of, compare=True)
    head = f"| {settings.local(as_of):%Y-%m-%d} | {plan.totals.available_t:,.1f} | {plan.totals.asked_t:,.1f}"
    return [
        f"{head} | {METHODS[row.method]} | {row.links} "
        f"| {row.placed_t:,.3f} | {row.urgent_t:,.3f} | {row.net_revenue_vnd / 1e6:,.1f} "
        f"| {row.smallholder_share or 0:.1%} |"
        for row in plan.comparison or ()
    ]


def page(folder: Path) -> str:
    settings = load_settings(folder / "nongsan.toml")
    prepare_environment(settings)
    days = [datetime(UNTIL.year - 1, month, day, tzinfo=settings.zone) for month, day in DAYS]
    return HEAD + "\n".join(row for day in days for row in rows_of(settings, day)) + "\n"


def main() -> None:
    if len(sys.argv) > 1:
        sys.stdout.write(page(Path(sys.argv[1])))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "province"
        demo(folder, 2023, UNTIL.date().isoformat())
        sys.stdout.write(page(folder))


if __name__ == "__main__":
    main()
