# SPDX-License-Identifier: MIT
"""Every source file begins with its licence, and a sentence that says what the file is for."""
import re

from support.tree import finish, lines, shown, tracked_files

MARKS = {".cpp": "//", ".hpp": "//", ".py": "#", ".sh": "#", ".cmake": "#"}
BY_NAME = {"CMakeLists.txt": "#", "citypeak": "#", ".ci/run": "#"}

complaints, checked = [], 0
for path in tracked_files():
    mark = MARKS.get(path.suffix) or BY_NAME.get(path.name) or BY_NAME.get(shown(path))
    if not mark:
        continue
    checked += 1
    head = lines(path)[:4]
    if head and head[0].startswith("#!"):
        head = head[1:]
    if not head or head[0] != f"{mark} SPDX-License-Identifier: MIT":
        complaints.append(f"{shown(path)}:1: the first line is not '{mark} SPDX-License-Identifier: MIT'")
    elif len(head) < 2 or not re.match(rf'({mark}|""") ?\S+ \S+', head[1]):
        complaints.append(f"{shown(path)}:2: no sentence says what this file is for")
finish(complaints, checked, "sources")
