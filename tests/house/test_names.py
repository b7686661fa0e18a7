# SPDX-License-Identifier: MIT
"""Test names are plain sentences: no character that CTest or the framework would read as its own, none used twice."""
import re

from support.tree import files, finish, shown, without_comments

# CTest splits names at semicolons (and loses its place at brackets): tests appear that do not exist, and pass.
FORBIDDEN = ';[]\\"*'

complaints, names = [], {}
for path in files("tests/**/*.cpp"):
    text = without_comments(path.read_text(encoding="utf-8"))
    for match in re.finditer(r'\b(?:TEMPLATE_(?:LIST_)?)?TEST_CASE(?:_METHOD)?\s*\(\s*(?:\w+\s*,\s*)?((?:"(?:\\.|[^"\\])*"\s*)+)', text):
        name = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', match[1]))
        place = f"{shown(path)}:{text.count(chr(10), 0, match.start()) + 1}"
        bad = [character for character in FORBIDDEN if character in name]
        if bad:
            complaints.append(f"{place}: the name holds {' '.join(bad)}: {name}")
        key = (path.parent, name)
        if key in names:
            complaints.append(f"{place}: the name stands already at {names[key]}: {name}")
        names[key] = place
finish(complaints, len(names), "test names")
