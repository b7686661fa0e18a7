# SPDX-License-Identifier: MIT
"""Links in the pages lead to files, and the commands that README shows, in both languages, exist."""
import os
import re
import shlex
import subprocess

from support.tree import ROOT, files, finish, lines, shown

PROGRAM = os.environ.get("CITYPEAK_PROGRAM", "")
known_commands = {}


def broken_links(page):
    for number, line in enumerate(lines(page), 1):
        for target in re.findall(r"\]\(\s*<?([^)\s>]+)", re.sub(r"`[^`]*`", "", line)):
            path = target.split("#")[0]
            if not path or re.match(r"[a-z]+:", path):
                continue
            if not (page.parent / path).exists():
                yield f"{shown(page)}:{number}: no file '{path}'"


def is_command(name):
    if name not in known_commands:
        answer = subprocess.run([PROGRAM, name, "--help"], capture_output=True, check=False, timeout=30)
        known_commands[name] = answer.returncode == 0
    return known_commands[name]


def broken_commands(page):
    made = set()  # folders that `init` on this page makes
    for number, line in enumerate(lines(page), 1):
        for command in re.findall(r"(?:^|[`$\s])\./citypeak((?:\s+[^\s`|>&;#]+)*)", line):
            words = shlex.split(command.replace("'", ""))
            if not words:
                continue
            if not words[0].startswith("-") and words[0] != "test" and os.access(PROGRAM, os.X_OK):
                if re.fullmatch(r"[a-z]+", words[0]) and not is_command(words[0]):
                    yield f"{shown(page)}:{number}: './citypeak {words[0]}' is not a command"
            if words[0] == "init":
                made.update(words[1:2])
            for word in words:
                if any(word.startswith(f"{folder}/") for folder in made):
                    continue
                if re.fullmatch(r"(scenarios|policies)/.*\.(yaml|csv)", word) and not (ROOT / word).exists():
                    yield f"{shown(page)}:{number}: no file '{word}'"


complaints, pages = [], files("*.md", "docs/**/*.md")
for page in pages:
    complaints.extend(broken_links(page))
    if page.parent == ROOT and page.name in ("README.md", "README.zh.md"):
        complaints.extend(broken_commands(page))
finish(complaints, len(pages), "pages")
