"""What the main job costs on the demo province, each figure as a share of the first run.

Run by `make bench`: making the province, the first run, the same run again, a rebuild, writing the report again.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.measures import cost, hold

COMMAND = Path(sys.executable).with_name("nongsan")


def nongsan(*arguments: str) -> float:
    """Processor seconds of a command that must succeed."""
    spent, _ = cost(lambda: subprocess.run([COMMAND, *arguments], check=True, capture_output=True))
    return spent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        province = Path(folder) / "province"
        run = ("run", "--config", str(province / "nongsan.toml"), "--month", "2023-08")
        demo, first, again = nongsan("demo", str(province)), nongsan(*run), nongsan(*run)
        reports = province / "data" / "reports"
        shutil.rmtree(reports)
        written = nongsan("report", *run[1:])
        shutil.rmtree(province / "data" / ".state")
        rebuilt = nongsan(*run)
    print(f"the first run of the demo province took {first:.1f} s of the processor; as shares of it:")
    hold("the same run again, which finds nothing new", again / first, 0.06)
    hold("making the province with its year of workbooks", demo / first, 0.4)
    hold("writing the report again", written / first, 0.5)
    hold("building again from the same landing", rebuilt / first, 1.0)


if __name__ == "__main__":
    main()
