"""Our own checks of the files: sizes, machine paths, addresses."""

import re
import subprocess

WARN_LINES = 400
MAX_LINES = 600
BINARY = {".png", ".jpg", ".ico", ".woff", ".woff2", ".pdf", ".xlsx", ".gz", ".ttf"}
# written in two halves, so that this file passes its own check
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "security." + "debian.org",
    "registry." + "yarnpkg",
]
MACHINE_PATH = re.compile(r"(?<![\w.$})*-])/(?:root|work|home/[a-z]\w*)/[\w.]")


def repository_files(root):
    """Files that are, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        text=True,
    )
    names = [name for name in listed.stdout.split("\0") if name]
    return [root / name for name in sorted(set(names)) if (root / name).is_file()]


def check_sizes(paths, root):
    """:return: (problems, warnings) about Python files that are too long"""
    problems, warnings = [], []
    for path in paths:
        if path.suffix != ".py":
            continue
        count = len(path.read_text().splitlines())
        text = f"{path.relative_to(root)}: {count} lines"
        if count > MAX_LINES:
            problems.append(f"{text} (at most {MAX_LINES})")
        elif count > WARN_LINES:
            warnings.append(f"{text} (better below {WARN_LINES})")
    return problems, warnings


def check_places(paths, root):
    """Lines that name a folder of one machine or the host of a registry."""
    problems = []
    for path in paths:
        if path.suffix in BINARY:
            continue
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            problems.append(f"{path.relative_to(root)}: is not UTF-8 text")
            continue
        for number, line in enumerate(lines, 1):
            found = MACHINE_PATH.search(line)
            word = found.group() if found else next(filter(line.count, HOSTS), None)
            if word:
                problems.append(f"{path.relative_to(root)}:{number}: names {word}")
    return problems


def check_translation_calls(paths, root):
    """Python files that import `_` instead of using self.env._"""
    pattern = re.compile(
        r"^from odoo(?:\.tools\.translate)? import (.*)$", re.MULTILINE
    )
    return [
        f"{path.relative_to(root)}: imports _"
        for path in paths
        if path.suffix == ".py"
        for names in pattern.findall(path.read_text())
        if "_" in names.replace(",", " ").split()
    ]
