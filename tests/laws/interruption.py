# SPDX-License-Identifier: MIT
"""However a run ends, the result folder is whole: the old one, the new one, or none, and nothing else stays behind."""
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import MANIFEST, PROGRAM, SCENARIOS, Checks, command, digests, environment, run, workplace

GREEN_CEMENT = SCENARIOS / "shenzhen" / "green_cement.yaml"
KAYA = SCENARIOS / "tutorial" / "kaya.yaml"
PATIENCE = 60  # seconds until a program that does not do what we wait for is given up; nothing is timed
LONG = ("--draws", "3e7", "--threads", "2")


def start(scenario, out, *options, **how):
    how = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **how}
    return subprocess.Popen(command(scenario, out, *options), env=environment(), **how)


def is_whole(folder):
    """Every file that the manifest names is there with its hash, and no other."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    named = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()
             if path.name != MANIFEST}
    return named == found


def beside(folder):
    """Names beside the target."""
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


def wait_until(process, happens):
    """True if it happened before the process ended."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.001)
    return False


def computes(process):
    """The workers run beside the first thread."""
    return lambda: len(os.listdir(f"/proc/{process.pid}/task")) > 1


def ended(process):
    _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said.decode("utf-8", "replace")


def killed_at_many_moments(place):
    target = place / "killed" / "out"
    target.parent.mkdir()
    options = ("--draws", 2000, "--save-draws")
    began = time.monotonic()
    run(GREEN_CEMENT, place / "wanted", *options)
    whole_run = time.monotonic() - began
    wanted = digests(place / "wanted")
    moments = 30
    hidden_seen = 0
    for moment in range(moments):
        older = set(beside(target))
        process = start(GREEN_CEMENT, target, *options)
        if moment % 2:  # half of them while files are written
            wait_until(process, lambda known=older: set(beside(target)) - known)
            time.sleep(whole_run / 4 * moment / moments)
        else:
            time.sleep(whole_run * moment / moments)
        process.kill()
        ended(process)
        left = beside(target)
        hidden_seen += len(left)
        checks.true(len(left) <= 1 and all(name.startswith(".out.partial-") for name in left),
                    f"killed at moment {moment}: {left} beside the target")
        if target.exists():
            checks.true(is_whole(target) and digests(target) == wanted, f"killed at moment {moment}: the target")
        if moment == moments // 2 and target.exists():
            shutil.rmtree(target)  # some of the moments must find no older result
    checks.true(hidden_seen > 0, "no kill came while files were written")
    run(GREEN_CEMENT, target, *options)
    checks.equal(beside(target), [], "left beside the target by the next run")
    checks.true(is_whole(target) and digests(target) == wanted, "the run after all the kills")


def signals_leave_nothing(place):
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
        target = place / number.name / "runs" / "out"
        process = start(KAYA, target, *LONG)
        checks.true(wait_until(process, computes(process)), f"{number.name}: the run computes")
        process.send_signal(number)
        returned, said = ended(process)
        checks.equal(returned, code, f"{number.name}: exit code ({said.strip()!r})")
        checks.true(not target.parent.exists(), f"{number.name}: something was written")

        # While files are written: the signal is heard before the folder takes its place.
        target = place / number.name / "out"
        target.parent.mkdir(exist_ok=True)
        process = start(GREEN_CEMENT, target, "--draws", 20000, "--save-draws")
        wait_until(process, lambda: beside(target))
        process.send_signal(number)
        returned, said = ended(process)
        checks.true(returned == code or (returned == 0 and is_whole(target)),
                    f"{number.name} while writing: exit {returned} ({said.strip()!r})")
        checks.true(returned == 0 or not target.exists(), f"{number.name} while writing: the target exists")
        checks.equal(beside(target), [], f"{number.name} while writing: left beside the target")


def older_results_stay(place):
    target = place / "older" / "out"
    run(KAYA, target, "--draws", 100)
    before = digests(target, but=())
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)):
        process = start(KAYA, target, *LONG)
        checks.true(wait_until(process, computes(process)), f"{number.name} in a rerun: the run computes")
        process.send_signal(number)
        checks.equal(ended(process)[0], code, f"{number.name} in a rerun: exit code")
        checks.true(digests(target, but=()) == before, f"{number.name} in a rerun: the older result")
        checks.equal(beside(target), [], f"{number.name} in a rerun: left beside the target")
    run(place / "no_such_file.yaml", target, code=2)
    checks.true(digests(target, but=()) == before, "wrong input: the older result")


def two_at_once(place):
    wanted = {}
    for seed in (1, 2, 3):
        run(GREEN_CEMENT, place / f"seed_{seed}", "--draws", 500, "--save-draws", "--seed", seed)
        wanted[seed] = digests(place / f"seed_{seed}")
    target = place / "together" / "out"
    for turn in range(4):
        both = [start(GREEN_CEMENT, target, "--draws", 500, "--save-draws", "--seed", seed) for seed in wanted]
        for process in both:
            returned, said = ended(process)
            checks.equal(returned, 0, f"together, turn {turn}: {said.strip()!r}")
        checks.true(is_whole(target) and digests(target) in wanted.values(), f"together, turn {turn}: the target")
        checks.equal(beside(target), [], f"together, turn {turn}: left beside the target")


def what_cannot_be_written(place):
    # The super-user may write anywhere: a copy is run as another user.
    guest = place / "guest"
    closed = guest / "closed"
    closed.mkdir(parents=True)
    shutil.copy(PROGRAM, guest / "citypeak")
    shutil.copy(KAYA, guest / "kaya.yaml")
    closed.chmod(0o555)
    place.chmod(0o755)
    how = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run([str(guest / "citypeak"), "run", "kaya.yaml", "--draws", "10", "--out", "closed/out"],
                          check=False, cwd=guest, capture_output=True, env=environment(), **how)
    checks.equal(done.returncode, 1, f"a folder that may not be written: {done.stderr!r}")
    checks.true(b"error:" in done.stderr and b"closed" in done.stderr, f"no message about it: {done.stderr!r}")
    checks.equal(list(closed.iterdir()), [], "left in a folder that may not be written")

    target = place / "not_printed" / "out"
    with open("/dev/full", "wb") as full:
        returned, said = ended(start(KAYA, target, "--draws", 100, stdout=full))
    checks.equal(returned, 1, f"a full disk behind stdout: {said!r}")
    checks.true("error:" in said and "stdout" in said, f"no message about a full disk: {said!r}")
    reader, writer = os.pipe()
    os.close(reader)
    returned, said = ended(start(KAYA, target, "--draws", 100, stdout=writer))
    os.close(writer)
    checks.equal(returned, 1, f"a reader of stdout that went away: {said!r}")
    checks.true("error:" in said and "stdout" in said, f"no message about a closed pipe: {said!r}")

    # Without descriptors 0 to 2 the first files opened get their numbers: no message may land in a result.
    run(KAYA, place / "printed", "--draws", 100, "--save-draws")
    for closed_ones in ((1,), (2,), (0, 1, 2)):
        process = start(KAYA, target, "--draws", 100, "--save-draws", stderr=subprocess.DEVNULL,
                        preexec_fn=lambda numbers=closed_ones: [os.close(number) for number in numbers])
        process.wait(PATIENCE)
        checks.true(process.returncode in (0, 1), f"descriptors {closed_ones} closed: exit {process.returncode}")
        if target.exists():
            checks.true(is_whole(target) and digests(target) == digests(place / "printed"),
                        f"descriptors {closed_ones} closed: the files")

    # A file that cannot grow, as on a full disk; by itself the signal that comes with it would end a program.
    small = place / "small" / "out"
    process = start(GREEN_CEMENT, small, "--draws", 2000, "--save-draws",
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)))
    returned, said = ended(process)
    checks.equal(returned, 1, f"a file that cannot grow: {said!r}")
    checks.true("error:" in said and ".csv" in said, f"no message about a file that cannot grow: {said!r}")
    checks.true(not small.parent.exists(), "left by a file that cannot grow")


checks = Checks()
with workplace() as here:
    killed_at_many_moments(here)
    signals_leave_nothing(here)
    older_results_stay(here)
    two_at_once(here)
    what_cannot_be_written(here)
checks.finish()
