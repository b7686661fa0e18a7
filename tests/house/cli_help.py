# SPDX-License-Identifier: MIT
"""Every command explains itself in both languages; shipped files pass check; commands and options in pages exist."""
import os
import re
import subprocess
import tempfile
from pathlib import Path

from support.tree import ROOT, files, finish, lines, shown, skip

PROGRAM = os.environ.get("CITYPEAK_PROGRAM", "")
if not os.access(PROGRAM, os.X_OK):
    skip("needs the built program")
NOT_BUILT_YET = {ROOT / "docs" / "formats" / "contract.md"}  # also names commands of later versions
LAUNCHER = {"test"}  # known to the launcher, not to the program

complaints, checked = [], 0


def run(*words, folder=ROOT):
    global checked
    checked += 1
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False, timeout=60, cwd=folder)


def want(truth, words, answer):
    if not truth:
        complaints.append(f"citypeak {' '.join(words)}: exit {answer.returncode}\n{answer.stdout}{answer.stderr}")


def options_of(text):
    return set(re.findall(r"^  (--[a-z-]+)", text, re.M))


# Help. A line of the program's help is `  NAME   what it does`.
answer = run("--help")
want(answer.returncode == 0, ["--help"], answer)
commands = re.findall(r"^  ([a-z]+)  ", answer.stdout, re.M)
want(len(commands) >= 4, ["--help"], answer)
options = {}
for command in commands:
    english, chinese = (run(command, "--help", "--lang", language) for language in ("en", "zh"))
    options[command] = options_of(english.stdout)
    want(english.returncode == 0 and f"usage: citypeak {command}" in english.stdout, [command, "--help"], english)
    want(chinese.returncode == 0 and f"用法：citypeak {command}" in chinese.stdout, [command, "--help"], chinese)
    want({"--help", "--lang"} <= options[command] == options_of(chinese.stdout), [command, "--help"], chinese)
    unknown = run(command, "--frobnicate")
    want(unknown.returncode == 2 and not unknown.stdout, [command, "--frobnicate"], unknown)

# The door.
answer = run("frobnicate")
want(answer.returncode == 2 and "[command_unknown]" in answer.stderr and not answer.stdout, ["frobnicate"], answer)
answer = run("chekc")
want(answer.returncode == 2 and "'check'" in answer.stderr, ["chekc"], answer)
answer = run()
want(answer.returncode == 2, [], answer)
answer = run("--version")
version = re.fullmatch(r"citypeak \d+\.\d+\.\d+ \([^()]+\)\n", answer.stdout)
want(answer.returncode == 0 and version, ["--version"], answer)

# Shipped files.
for file in files("scenarios/**/*.yaml"):
    answer = run("check", "--lang", "en", shown(file))
    want(answer.returncode == 0 and " error: " not in answer.stderr, ["check", shown(file)], answer)
for file in files("policies/*/*.yaml"):
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / "lever.yaml"
        scenario.write_text(f"extends: library:shenzhen/reference\nid: lever\nlevers: [{{use: {file.stem}}}]\n")
        answer = run("check", "--lang", "en", "--library", str(ROOT / "policies"), str(scenario))
        errors = re.findall(r" error: .*\[([a-z_]+)\]$", answer.stderr, re.M)
        # What the city must give has no default.
        want(set(errors) <= {"parameter_required"} and bool(errors) == (answer.returncode != 0), [file.stem], answer)

# Commands and their options in pages: in code, whether between back-ticks, indented or fenced.
for page in files("*.md", "docs/**/*.md"):
    fenced = False
    for number, line in enumerate(lines(page), 1):
        fenced ^= line.startswith("```")
        code = [line] if fenced or line.startswith("    ") else re.findall(r"`([^`]*)`", line)
        mentions = [m for part in code for m in re.findall(r"(?:^|\s)(?:\./)?citypeak ([a-z]+)\b([^|>]*)", part)]
        for word, rest in mentions:
            if page in NOT_BUILT_YET or word in LAUNCHER:
                continue
            checked += 1
            if word not in options:
                complaints.append(f"{shown(page)}:{number}: 'citypeak {word}' is not a command")
                continue
            for option in sorted(set(re.findall(r"--[a-z-]+", rest)) - options[word]):
                complaints.append(f"{shown(page)}:{number}: 'citypeak {word}' has no option {option}")

finish(complaints, checked, "commands, files and mentions")
