"""Write the files that the addon ships: python -m tools.dashboards, in it."""

import json
from pathlib import Path

from . import NAMES, build

FILES = Path(__file__).parents[2] / "data" / "files"


def to_text(name):
    """The text of the file of a dashboard."""
    return json.dumps(build(name), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILES.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (FILES / f"{name}_dashboard.json").write_text(to_text(name))
