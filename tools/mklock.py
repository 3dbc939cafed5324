"""Merge `pip freeze` of several Pythons into one lock file with markers.

python3 tools/mklock.py 3.11=FREEZE 3.12=FREEZE 3.13=FREEZE --skip pip > LOCK
"""

import argparse
import re
from pathlib import Path


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def read(path):
    pins = {}
    for line in Path(path).read_text().splitlines():
        name, mark, version = line.partition("==")
        if mark:
            pins[normal(name)] = version
    return pins


def marker(pythons, wanted):
    """The shortest marker that holds for exactly `wanted` of `pythons`."""
    if wanted == pythons:
        return ""
    if wanted == pythons[: len(wanted)]:
        return f' ; python_version < "{pythons[len(wanted)]}"'
    if wanted == pythons[-len(wanted) :]:
        return f' ; python_version >= "{wanted[0]}"'
    return " ; " + " or ".join(f'python_version == "{python}"' for python in wanted)


def merge(freezes, skip):
    pythons = list(freezes)
    for name in sorted({name for pins in freezes.values() for name in pins} - skip):
        by_version = {}
        for python in pythons:
            if name in freezes[python]:
                by_version.setdefault(freezes[python][name], []).append(python)
        for version, wanted in by_version.items():
            yield f"{name}=={version}{marker(pythons, wanted)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("freezes", nargs="+", metavar="PYTHON=FILE")
    parser.add_argument("--skip", nargs="*", default=[])
    arguments = parser.parse_args()
    freezes = {}
    for item in arguments.freezes:
        python, _, path = item.partition("=")
        freezes[python] = read(path)
    skip = set()
    for item in arguments.skip:
        path = Path(item)
        if path.is_file():
            skip |= set(read(path))
        else:
            skip.add(normal(item))
    print("\n".join(merge(freezes, skip)))


if __name__ == "__main__":
    main()
