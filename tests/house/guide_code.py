# SPDX-License-Identifier: MIT
"""Python and R code of the guide runs as it stands there, on the results of the page's own commands.

All blocks of one page are to print the same lines. What needs a module, R, or a format that is not there is left out
with a line; where CI=true the Python modules of the launcher's list must be there.
"""
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from support.tree import ROOT, files, finish, shown, skip

PROGRAM = os.environ.get("CITYPEAK_PROGRAM", "")
if not os.access(PROGRAM, os.X_OK):
    skip("needs the built program")
PYTHON = "/usr/bin/python3" if os.access("/usr/bin/python3", os.X_OK) else "python3"  # Debian's, which has its modules
MUST_RUN = os.environ.get("CI") == "true" and os.environ.get("CITYPEAK_BUILD_TYPE") == "Release"


def blocks(text, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.M | re.S)


def ran(words, folder):
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder, timeout=300)


def run_commands(text, folder):
    """Runs the page's `./citypeak run` lines. What the first that failed said; one for a missing format may fail."""
    for line in "".join(blocks(text, "sh")).splitlines():
        words = [word for word in shlex.split(line, comments=True) if not re.match(r"[A-Z_]+=", word)]
        if words[:2] != ["./citypeak", "run"]:
            continue
        done = ran([PROGRAM, *words[1:]], folder)
        if done.returncode and ("format_not_built" not in done.stderr or MUST_RUN):
            return f"exit {done.returncode}: {line}\n{done.stderr}"
    return ""


def missing(kind, code, folder):
    """What a block cannot run without here."""
    if "ensemble.nc" in code and not list(Path(folder).glob("runs/*/ensemble.nc")):
        return "a program built with CITYPEAK_NETCDF"
    if kind == "python":
        for module in re.findall(r"^import (\w+)", code, re.M):
            if ran([PYTHON, "-c", f"import {module}"], folder).returncode:
                return f"the Python module {module}"
        return ""
    if shutil.which("Rscript") is None:
        return "R"
    for library in re.findall(r"library\((\w+)\)", code):
        if ran(["Rscript", "-e", f"library({library})"], folder).returncode:
            return f"the R package {library}"
    return ""


def check(page, folder):
    """Complaints about the code of one page, and the number of blocks that ran."""
    text, printed, complaints = page.read_text(encoding="utf-8"), {}, []
    os.symlink(ROOT / "scenarios", Path(folder) / "scenarios")
    said = run_commands(text, folder)
    if said:
        return [f"{shown(page)}: a command fails:\n{said}"], 0
    for kind, words in (("python", [PYTHON, "-c"]), ("r", ["Rscript", "-e"])):
        for code in blocks(text, kind):
            name = f"{shown(page)}: {kind} block '{code.splitlines()[0]}'"
            lacks = missing(kind, code, folder)
            if lacks:
                print(f"{name} left out: needs {lacks}")
                complaints += [f"{name} must run here"] if MUST_RUN and kind == "python" else []
                continue
            done = ran([*words, code], folder)
            if done.returncode or done.stderr:
                complaints.append(f"{name} fails:\n{done.stderr}")
            printed[name] = done.stdout
    if len(set(printed.values())) > 1 or "" in printed.values():
        complaints.append("blocks print different things, or nothing:\n" +
                          "\n".join(f"{name}\n{lines}" for name, lines in printed.items()))
    return complaints, len(printed)


found, checked = [], 0
for guide in files("docs/guide/*.md"):
    if not re.search(r"^```(python|r)$", guide.read_text(encoding="utf-8"), re.M) or guide.name.endswith(".zh.md"):
        continue  # a Chinese twin has the same code: readme_in_step.py
    with tempfile.TemporaryDirectory() as place:
        more, count = check(guide, place)
        found += more
        checked += count
finish(found, checked, "blocks of code")
