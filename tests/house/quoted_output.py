# SPDX-License-Identifier: MIT
"""Output quoted in README and the guide is what the program prints now; `--write` puts it there.

A quotation is a block ```text whose first line is `$ ./citypeak ...`. The line with the seconds is left out.
"""
import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile

from support.tree import ROOT, files, finish, shown, skip

PROGRAM = os.environ.get("CITYPEAK_PROGRAM") or str(ROOT / "build" / "release" / "bin" / "citypeak")
if not os.access(PROGRAM, os.X_OK):
    skip("needs the built program")
QUOTED = re.compile(r"^```text\n\$ \./citypeak ([^\n]*)\n(.*?)^```$", re.M | re.S)
TIMED = re.compile(r"^\d+ draws in |^抽样\d+次，用时|^results in |^结果保存在")
WRITES_NOTHING = {"check", "levers", "explain", "schema", "init"}  # into a result folder
answers = {}


def printed(command):
    """What the command writes to stdout, without the lines that tell its time and its folder."""
    if command not in answers:
        words = shlex.split(command)
        with tempfile.TemporaryDirectory() as folder:
            if words[0] not in WRITES_NOTHING and "--out" not in words:
                words += ["--out", os.path.join(folder, "out")]
            environment = {k: v for k, v in os.environ.items() if not k.startswith("LC_") and k != "LANG"}
            done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False, cwd=ROOT, timeout=300,
                                  env=environment)
        kept = [line for line in done.stdout.splitlines() if not TIMED.search(line)]
        answers[command] = None if done.returncode else "\n".join(kept).strip("\n") + "\n", done.stderr
    return answers[command]


complaints, checked = [], 0
for page in files("README*.md", "docs/guide/*.md"):
    text = page.read_text(encoding="utf-8")
    for block in list(QUOTED.finditer(text)):
        checked += 1
        fresh, said = printed(block[1])
        if fresh is None:
            complaints.append(f"{shown(page)}: './citypeak {block[1]}' fails:\n{said}")
        elif fresh != block[2] and "--write" in sys.argv:
            text = text.replace(block[0], f"```text\n$ ./citypeak {block[1]}\n{fresh}```")
        elif fresh != block[2]:
            stale = "\n".join(difflib.unified_diff(block[2].splitlines(), fresh.splitlines(), "page", "program", n=0,
                                                   lineterm=""))
            complaints.append(f"{shown(page)}: './citypeak {block[1]}' prints something else; "
                              f"python3 tests/house/quoted_output.py --write puts it there\n{stale}")
    if "--write" in sys.argv:
        page.write_text(text, encoding="utf-8")
finish(complaints, checked, "quotations")
