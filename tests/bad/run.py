# SPDX-License-Identifier: MIT
"""Broken files and wrong command lines get their findings, at their places, in both languages, and leave nothing."""
import csv
import itertools
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = os.path.abspath(os.environ.get("CITYPEAK_PROGRAM") or "missing")
SANITIZED = bool(os.environ.get("CITYPEAK_SANITIZE", ""))
LONGEST = 1.0 if not SANITIZED else 30.0  # seconds; issue: a wrong input is told within a second
LOCALES = {"en": "C", "zh": "zh_CN.UTF-8"}
RAW_TEXT = re.compile(r"std::|boost|yaml-cpp|YAML::|terminate called|what\(\)|internal error|exception|[{]\d[}]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HEADLINE = re.compile(r"^(?:(?P<file>.*?):(?P<line>\d+):(?P<column>\d+)|citypeak): (?P<severity>error|warning): "
                      r".* \[(?P<id>[a-z0-9_]+)\]$")
CHECK_KNOWS = {"--set", "--library"}


def make_special_files(folder):
    """What a repository cannot hold, or should not for its size."""
    made = folder / "made"
    made.mkdir()
    (made / "folder.yaml").mkdir()
    (made / "deep.yaml").write_text("[" * 100_000 + "]" * 100_000 + "\n", encoding="utf-8")
    (made / "large.yaml").write_text("# a long remark\n" * (5 * 2**20 // 16), encoding="utf-8")
    (made / "secret.yaml").symlink_to(Path("/etc/passwd"))
    os.mkfifo(made / "pipe.yaml")
    with socket.socket(socket.AF_UNIX) as plug:
        before = os.getcwd()
        os.chdir(made)  # the system allows short names only
        plug.bind("socket.yaml")
        os.chdir(before)
    foreign = made / "foreign"
    foreign.mkdir()
    (foreign / "diary.txt").write_text("not ours\n", encoding="utf-8")


def tree(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


class Answer:
    """What the program said and how long it took."""

    def __init__(self, words, folder, locale):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
        environment.update(LANG=locale)
        environment.pop("LANGUAGE", None)
        began = time.monotonic()
        self.late = False
        try:
            done = subprocess.run([PROGRAM, *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, check=False, timeout=20 * LONGEST)
            self.code, out, err = done.returncode, done.stdout, done.stderr
        except subprocess.TimeoutExpired:
            self.code, out, err, self.late = None, b"", b"", True
        self.seconds = time.monotonic() - began
        self.out, self.err = out.decode("utf-8", "replace"), err.decode("utf-8", "replace")


class Suite:
    def __init__(self, folder):
        self.folder, self.root = folder, folder.parent
        self.before = tree(self.root)
        self.complaints, self.slowest, self.cases, self.languages = [], (0.0, ""), 0, 0

    def complain(self, case, text):
        self.complaints.append(f"{case}: {text}")

    def ask(self, case, words, locale, code=2):
        answer = Answer(words, self.folder, locale)
        self.slowest = max(self.slowest, (answer.seconds, f"{case} ({words[0]})"))
        if answer.late or answer.seconds > LONGEST:
            self.complain(case, f"{words[0]} took {answer.seconds:.2f} s")
        if not answer.late and answer.code != code:
            self.complain(case, f"{words[0]} ends with {answer.code}, not {code}: {answer.err[-300:]}")
        raw = RAW_TEXT.search(answer.err + answer.out)
        if raw:
            self.complain(case, f"{words[0]} shows raw text '{raw[0]}'")
        after = tree(self.root)
        if after != self.before:
            self.complain(case, f"{words[0]} left or took {sorted(set(after) ^ set(self.before))}")
            self.before = after
        return answer

    def compare(self, case, command, found, wanted):
        if found != wanted:
            self.complain(case, f"{command} finds\n    {found}\n  but should find\n    {wanted}")

    def check_text(self, case, text, language):
        if language == "zh" and not CHINESE.search(text):
            self.complain(case, f"is not told in Chinese: {text}")

    def run_says(self, case, words, language, wanted):
        """The findings that `run` prints: headline, the line with its caret, why, mend."""
        answer = self.ask(case, ["run", *words], LOCALES[language])
        if answer.out:
            self.complain(case, "run wrote to stdout")
        lines = answer.err.splitlines()
        heads = [(i, HEADLINE.match(line)) for i, line in enumerate(lines) if HEADLINE.match(line)]
        errors = [(i, head) for i, head in heads if head["severity"] == "error"]
        self.compare(case, "run", [(h["id"], h["line"] or "", h["column"] or "", h["file"] or "") for _, h in errors],
                     wanted)
        for i, head in errors:
            self.check_text(case, lines[i], language)
            rest = lines[i + 1:i + 3] if head["line"] else ["^"]
            if not rest or not re.search(r"\^~*$", rest[-1]):
                self.complain(case, f"no caret under {lines[i]}")

    def check_says(self, case, words, language, wanted, suggestions):
        """The same findings in the list of `check --format json`."""
        answer = self.ask(case, ["check", "--format", "json", *words], LOCALES[language])
        try:
            findings = [each for each in json.loads(answer.out) if each["severity"] == "error"]
        except (ValueError, TypeError, KeyError) as problem:
            self.complain(case, f"check prints no list: {problem}")
            return
        self.compare(case, "check", [(each["id"], str(each["line"] or ""), str(each["column"] or ""),
                                      each["file"] or "") for each in findings], wanted)
        for each, suggestion in itertools.zip_longest(findings[:len(suggestions)], suggestions):
            if each is not None and suggestion and each["suggestion"] != suggestion:
                self.complain(case, f"suggests {each['suggestion']}, not {suggestion}")
        for each in findings:
            if each["line"] and each["end_column"] <= each["column"]:
                self.complain(case, f"marks nothing: {each}")
            for part in ("message", "why", "mend"):
                if not each[part]:
                    self.complain(case, f"{each['id']} has no {part}")
                self.check_text(case, each[part], language)

    def broken_file(self, file, options, rows):
        case = " ".join([file, options]).strip()
        self.cases += 1
        words = shlex.split(options)
        wanted = [(row["id"], row["line"], row["column"], (row["place"] or file) if row["line"] else "")
                  for row in rows]
        for language in LOCALES:
            self.run_says(case, [file, "--out", "fresh", *words], language, wanted)
            self.check_says(case, [file, *words], language, wanted, [row["suggestion"] for row in rows])

    def questionable_file(self, file, rows):
        """A warning is said in both languages, and the file is sound all the same."""
        self.cases += 1
        wanted = [(row["id"], "warning", row["line"], row["column"]) for row in rows]
        for language, locale in LOCALES.items():
            answer = self.ask(file, ["check", "--format", "json", file], locale, 0)
            try:
                findings = json.loads(answer.out)
            except ValueError as problem:
                self.complain(file, f"check prints no list: {problem}")
                continue
            self.compare(file, "check", [(each["id"], each["severity"], str(each["line"]), str(each["column"]))
                                         for each in findings], wanted)
            for each in findings:
                self.check_text(file, each["message"], language)

    def wrong_words(self, words, wanted_id, said):
        self.cases += 1
        for language, locale in LOCALES.items():
            answer = self.ask(words or "(nothing)", shlex.split(words) or [""], locale)
            if answer.out:
                self.complain(words, "wrote to stdout")
            heads = [HEADLINE.match(line) for line in answer.err.splitlines()]
            self.compare(words, "the program", [head["id"] for head in heads if head], [wanted_id])
            self.check_text(words, answer.err, language)
            if said not in answer.err:
                self.complain(words, f"does not say '{said}': {answer.err}")


def table(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main():
    if not os.access(PROGRAM, os.X_OK):
        print("skipped: needs the program (CITYPEAK_PROGRAM)")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "files"
        shutil.copytree(HERE / "files", folder)
        shutil.copytree(HERE / "policies", Path(name) / "policies")
        make_special_files(folder)
        suite = Suite(folder)
        for (file, options), rows in itertools.groupby(table("expected.csv"), lambda r: (r["file"], r["options"])):
            if not sys.argv[1:] or sys.argv[1] in file:
                suite.broken_file(file, options, list(rows))
        for file, rows in itertools.groupby(table("warnings.csv"), lambda r: r["file"]):
            if not sys.argv[1:] or sys.argv[1] in file:
                suite.questionable_file(file, list(rows))
        for row in table("command_lines.csv"):
            if not sys.argv[1:] or sys.argv[1] in row["words"]:
                suite.wrong_words(row["words"], row["id"], row["says"])
    for complaint in suite.complaints:
        print(complaint)
    print(f"{suite.cases} cases, {len(suite.complaints)} complaints, "
          f"slowest {suite.slowest[0]:.3f} s: {suite.slowest[1]}")
    sys.exit(1 if suite.complaints or suite.cases == 0 else 0)


main()
