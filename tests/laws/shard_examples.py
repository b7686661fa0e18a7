# SPDX-License-Identifier: MIT
"""The guide's examples of many machines are sound, and what they make is the whole run: shellcheck, dry runs, runs."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import MANIFEST, PROGRAM, ROOT, SCENARIOS, Checks, environment, run, workplace

EXAMPLES = ROOT / "docs" / "guide" / "examples"
KAYA = SCENARIOS / "tutorial" / "kaya.yaml"
DRAWS = "1000"
SHARDS = 3


def has(tool, package):
    """Whether a tool is there; where CI=true it must be."""
    if shutil.which(tool):
        return True
    if os.environ.get("CI") == "true":
        checks.true(False, f"there is no {tool}, and where CI=true it must be: package {package}")
    else:
        print(f"skipped: needs {package} (the other examples were tried)")
    return False


def done(words, place, code=0, **variables):
    answer = subprocess.run([str(word) for word in words], capture_output=True, check=False, cwd=place, timeout=300,
                            env=environment(HOME=str(place), XDG_CACHE_HOME=str(place / "cache"), **variables))
    said = answer.stdout.decode("utf-8", "replace") + answer.stderr.decode("utf-8", "replace")
    checks.equal(answer.returncode, code, f"{' '.join(map(str, words))[:120]}: {said[-600:]!r}")
    return said


def settings(place):
    return {"SHARDS": str(SHARDS), "SCENARIO": str(KAYA), "DRAWS": DRAWS, "CITYPEAK": str(PROGRAM),
            "OUT": str(place / "out"), "PARTS": str(place / "parts")}


def slurm(place):
    """As Slurm would call it: once for each task of the array, in any order, then once more."""
    for index in (3, 1, 2):
        done(["bash", EXAMPLES / "slurm.sh"], place, SLURM_ARRAY_TASK_ID=str(index), SLURM_CPUS_PER_TASK="2",
             **settings(place))
    done(["bash", EXAMPLES / "slurm.sh"], place, **settings(place))


def parallel(place):
    if not has("parallel", "parallel"):
        return False
    (place / ".parallel").mkdir()
    (place / ".parallel" / "will-cite").touch()
    done(["bash", EXAMPLES / "parallel.sh"], place, **settings(place))
    return True


def snakemake(place):
    if not has("snakemake", "snakemake"):
        return False
    own = {name.lower(): value for name, value in settings(place).items()}
    words = ["snakemake", "--snakefile", EXAMPLES / "Snakefile", "--cores", "2", "--config",
             *(f"{name}={value}" for name, value in own.items())]
    said = done([*words, "--dry-run"], place)
    for rule in ("shard", "merge"):
        checks.true(f"rule {rule}:" in said, f"snakemake --dry-run: rule {rule}: {said[-600:]!r}")
    done(words, place)
    checks.true("Nothing to be done" in done([*words, "--dry-run"], place), "snakemake: nothing is left to be done")
    (place / "parts" / "2" / "state.citypeak").unlink()
    done(words, place)  # a part of it again, into the folders that are there
    return True


checks = Checks()
with workplace() as here:
    if has("shellcheck", "shellcheck"):
        done(["shellcheck", *sorted(EXAMPLES.glob("*.sh"))], here)
    run(KAYA, here / "whole", "--draws", DRAWS)
    for example in (slurm, parallel, snakemake):
        folder = here / example.__name__
        folder.mkdir()
        if example(folder) is not False:
            checks.same_files(here / "whole", folder / "out", example.__name__, but=(MANIFEST,))
checks.finish()
