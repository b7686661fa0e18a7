# SPDX-License-Identifier: MIT
"""The generated pages of docs/formats are what the program writes now."""
import subprocess
import tempfile
from pathlib import Path

from support.tree import ROOT, finish, lines

FOLDER = ROOT / "docs" / "formats"
script = FOLDER / "generate.sh"
complaints, pages = [], []
if script.exists():
    with tempfile.TemporaryDirectory() as folder:
        answer = subprocess.run(["bash", str(script), folder], capture_output=True, text=True, check=False, timeout=120)
        if answer.returncode != 0:
            complaints.append(f"docs/formats/generate.sh failed: {answer.stderr.strip()}")
        pages = sorted(Path(folder).glob("*.md"))
        for fresh in pages:
            shipped = FOLDER / fresh.name
            if not shipped.exists():
                complaints.append(f"docs/formats/{fresh.name} is missing; run docs/formats/generate.sh")
            elif lines(shipped) != lines(fresh):
                old, new = lines(shipped), lines(fresh)
                same = 0
                while same < min(len(old), len(new)) and old[same] == new[same]:
                    same += 1
                complaints.append(f"docs/formats/{fresh.name}:{same + 1}: stale; run docs/formats/generate.sh")
finish(complaints, len(pages), "generated pages")
