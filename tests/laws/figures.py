# SPDX-License-Identifier: MIT
"""Figures: same bytes twice, hostile names stay words, and without gnuplot numbers and scripts remain."""
import os
import shutil
import subprocess
import sys
import xml.dom.minidom
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import PROGRAM, ROOT, Checks, digests, environment, skip, summary, workplace

for tool in ("gnuplot", "pdftocairo"):
    if not shutil.which(tool):
        skip(f"needs {tool}")

HOSTILE = ["`touch {mark}`", "'; system('touch {mark}'); '", '"`touch {mark}`"', "</svg><script>", "a_b^{2}@x%d\\n",
           "=1+1", "深圳市（全市）", "ש" * 5, "x" * 200]


def verdict(table, out, *options, code=0, **variables):
    done = subprocess.run([str(PROGRAM), "verdict", str(table), "--out", str(out), *options], capture_output=True,
                          check=False, timeout=120, env=environment(**variables))
    if done.returncode != code:
        print(done.stderr.decode("utf-8", "replace"))
    checks.equal(done.returncode, code, f"exit code of verdict into {out.name}")
    return done.stderr.decode("utf-8", "replace")


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


checks = Checks()
with workplace() as folder:
    example = ROOT / "scenarios" / "tutorial" / "past_the_peak.csv"
    formats = ("--format", "csv,md,svg,pdf,png")
    verdict(example, folder / "one", *formats)
    verdict(example, folder / "two", *formats, TZ="Asia/Shanghai")
    checks.same_files(folder / "one", folder / "two", "a second time")
    first = sorted(p.name for p in (folder / "one" / "figures").iterdir())
    checks.equal(first, [f"verdict_1.{kind}" for kind in ("csv", "gp", "pdf", "png", "svg")], "files of a figure")
    for name in first:
        checks.true((folder / "one" / "figures" / name).stat().st_size > 100, f"{name} is almost empty")

    # The script beside the numbers draws the same figure by hand: the same pictures, but for the date in the PDF.
    by_hand = folder / "by_hand"
    shutil.copytree(folder / "one" / "figures", by_hand)
    (by_hand / "verdict_1.pdf").unlink()
    subprocess.run(["gnuplot", "verdict_1.gp"], cwd=by_hand, check=True, env=environment())
    subprocess.run(["pdftocairo", "-svg", "verdict_1.pdf", "again.svg"], cwd=by_hand, check=True)
    checks.true((by_hand / "again.svg").read_bytes() == (by_hand / "verdict_1.svg").read_bytes(),
                "gnuplot by hand draws another figure")

    mark = folder / "mark"
    table = folder / "hostile.csv"
    names = [name.format(mark=mark) if "{mark}" in name else name for name in HOSTILE]
    rows = [f"{quoted(name)},{year},emissions,{value},{quoted(name)}"
            for name in names for year, value in ((2018, 3), (2019, 5), (2020, 4), (2021, 4.5))]
    table.write_text("place,year,variable,value,unit\n" + "\n".join(rows) + "\n", encoding="utf-8")
    for language in ("en", "zh"):
        verdict(table, folder / language, "--format", "svg", "--lang", language)
        checks.true(not mark.exists(), f"a name was run as a command ({language})")
        for position in range(1, len(names) + 1):
            page = (folder / language / "figures" / f"verdict_{position}.svg").read_text(encoding="utf-8")
            xml.dom.minidom.parseString(page)  # throws if it is not well-formed
            checks.true("<script" not in page, f"a script in figure {position} ({language})")

    # Without the tools: a warning with the packages, numbers and scripts all the same.
    empty = folder / "empty"
    empty.mkdir()
    said = verdict(example, folder / "bare", *formats, PATH=str(empty))
    checks.true("gnuplot-nox poppler-utils" in said, f"the missing packages are not named: {said}")
    bare = sorted(p.name for p in (folder / "bare" / "figures").iterdir())
    checks.equal(bare, ["verdict_1.csv", "verdict_1.gp"], "files without gnuplot")
    checks.equal([w["id"] for w in summary(folder / "bare")["warnings"]], ["figures_not_drawn"], "warnings kept")

    # A gnuplot that fails leaves nothing behind.
    broken = folder / "broken"
    broken.mkdir()
    for tool in ("gnuplot", "pdftocairo"):
        (broken / tool).write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
        os.chmod(broken / tool, 0o755)
    said = verdict(example, folder / "failed", *formats, code=1, PATH=f"{broken}:/usr/bin:/bin")
    checks.true("output_failed" in said, f"a failing gnuplot is not told: {said}")
    checks.true(not (folder / "failed").exists() and not list(folder.glob(".failed.partial-*")), "half a folder is left")
    checks.true(digests(folder / "one") == digests(folder / "two"), "the first results were touched")
checks.finish()
