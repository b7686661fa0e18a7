# SPDX-License-Identifier: MIT
"""What every house test needs: the project's root, its files, and one way to report what is wrong."""
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(os.environ.get("CITYPEAK_SOURCE_DIR") or Path(__file__).resolve().parents[3])


def files(*patterns):
    """Files under the root that match any pattern, without build and run folders, in a fixed order."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    return sorted(path for path in found if path.relative_to(ROOT).parts[0] not in {"build", "runs", ".git"})


def tracked_files():
    """Files that are, or would be, in the repository; without git, all files."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, check=False) if (ROOT / ".git").exists() else None
    if listed is None or listed.returncode != 0:
        return files("**/*", ".*", ".ci/*")
    paths = (ROOT / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name)
    return sorted(path for path in paths if path.is_file())


def lines(path):
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def shown(path):
    return path.relative_to(ROOT).as_posix()


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def finish(complaints, checked, what):
    """Ends the test; a test that saw nothing to check says so and is skipped."""
    for complaint in complaints:
        print(complaint)
    if complaints:
        sys.exit(1)
    if not checked:
        skip(f"there are no {what} yet")
    print(f"{checked} {what} checked")
    sys.exit(0)


def without_comments(text):
    """C++ text with its comments blanked out, line breaks kept."""
    pattern = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', re.S)
    return pattern.sub(lambda m: m[0] if m[0].startswith('"') else re.sub(r"[^\n]", " ", m[0]), text)
