# SPDX-License-Identifier: MIT
"""The YAML of the guide is sound: `# file: NAME` passes check, `# broken: ID` gets that finding.

`# lever: NAME` joins a copy of the library, where the scenarios after it find it.
"""
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from support.tree import ROOT, files, finish, shown, skip

PROGRAM = os.environ.get("CITYPEAK_PROGRAM", "")
if not os.access(PROGRAM, os.X_OK):
    skip("needs the built program")


def blocks(page):
    marked = re.compile(r"^```yaml\n# (file|broken|lever): (\S+)\n(.*?)^```$", re.M | re.S)
    for found in marked.finditer(page.read_text(encoding="utf-8")):
        yield found[1], found[2], found[0].removeprefix("```yaml\n").removesuffix("```")


def check(path, library):
    return subprocess.run([PROGRAM, "check", "--lang", "en", "--library", str(library), str(path)],
                          capture_output=True, text=True, check=False, timeout=60)


def library_in(folder):
    """A copy of the shipped levers with a family of our own."""
    library = Path(folder) / "policies"
    if (ROOT / "policies").exists():
        shutil.copytree(ROOT / "policies", library)
    (library / "own").mkdir(parents=True)
    return library


complaints, checked = [], 0
for page in files("*.md", "docs/guide/*.md"):
    with tempfile.TemporaryDirectory() as folder:
        town = Path(folder) / "scenarios" / "mytown"
        town.mkdir(parents=True)
        library = library_in(folder)
        for kind, word, text in blocks(page):
            checked += 1
            if kind == "lever":
                (library / "own" / f"{word}.yaml").write_text(text, encoding="utf-8")
                continue
            path = town / (word if kind == "file" else "broken.yaml")
            path.write_text(text, encoding="utf-8")
            answer = check(path, library)
            if kind == "file" and (answer.returncode != 0 or " error: " in answer.stderr):
                complaints.append(f"{shown(page)}: {word} does not pass check:\n{answer.stderr}")
            if kind == "broken" and (answer.returncode != 2 or f"[{word}]" not in answer.stderr):
                complaints.append(f"{shown(page)}: a broken file should get {word}:\n{answer.stderr}")
finish(complaints, checked, "snippets")
