"""Notices that are sent once a flow run's process has ended: that it crashed, or what it could not send itself.

`python -m flows.serving.aftermath --config FILE`, started by the worker with mail's secrets alone; on stdin one JSON
object: `flow`, and `crashed` with what is known of it where the process ended without an error of its own.
"""

import argparse
import json
import sys
from pathlib import Path

from pipeline.letters.notices import deliver_notices, end_badly
from pipeline.letters.runbook import OTHER
from pipeline.province.console import set_up_logging
from pipeline.province.environment import open_province


def main(arguments: list[str]) -> None:
    """Tell what stdin says, and send every notice that is owed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    asked, message = parser.parse_args(arguments), json.load(sys.stdin)
    set_up_logging()
    with open_province(asked.config) as province:
        if (problem := message.get("crashed")) is not None:
            end_badly(province, message["flow"], problem, OTHER)
        deliver_notices(province)


if __name__ == "__main__":
    main(sys.argv[1:])
