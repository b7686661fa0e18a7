# SPDX-License-Identifier: MIT
"""No file of the project names a folder of somebody's machine or the host of a package registry."""
import re

from support.tree import finish, lines, shown, tracked_files

FOLDER = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:work|farm|root|home|tmp|Users)/")
HOST = re.compile(r"registry[.][a-z]")
BINARY = {".png", ".pdf", ".docx", ".xlsx", ".gz"}

complaints, checked = [], 0
for path in tracked_files():
    if path.suffix in BINARY:
        continue
    checked += 1
    for number, line in enumerate(lines(path), 1):
        match = FOLDER.search(line) or HOST.search(line)
        if match:
            complaints.append(f"{shown(path)}:{number}: names a machine: {match[0].strip()}")
finish(complaints, checked, "files")
