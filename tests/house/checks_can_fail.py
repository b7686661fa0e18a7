# SPDX-License-Identifier: MIT
"""Each house test is shown a small broken tree and must complain about it, and a sound one and must not."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parent
SPDX = "// SPDX-License-Identifier: MIT\n"
ROOMS = {  # headers that the trees below may include
    "sim/text/document.hpp": SPDX + "// A document.\n",
    "sim/plan/plan.hpp": SPDX + "// A plan.\n",
    "sim/cli/help.hpp": SPDX + "// A help page.\n",
}
# test, is the tree sound, what it must say, files
CASES = [
    ("include_directions.py", True, "", {"sim/model/city.cpp": '#include "sim/text/document.hpp"\n#include <vector>\n'}),
    ("include_directions.py", False, "may not see", {"sim/text/reader.cpp": '#include "sim/plan/plan.hpp"\n'}),
    ("include_directions.py", False, "may not see", {"output/csv.cpp": '#include "sim/plan/plan.hpp"\n'}),
    ("include_directions.py", True, "", {"sim/cli/run.cpp": '#include "sim/text/document.hpp"\n'}),
    ("include_directions.py", False, "not a path from the root", {"sim/text/reader.cpp": '#include "document.hpp"\n'}),
    ("include_directions.py", False, "only", {"sim/model/city.cpp": "#include <yaml-cpp/yaml.h>\n"}),
    ("include_directions.py", False, "only", {"sim/run/ensemble.cpp": "#include <boost/program_options.hpp>\n"}),
    ("include_directions.py", False, "included by 2 files",
     {"sim/run/a.cpp": "#include <tbb/blocked_range.h>\n", "sim/run/b.cpp": "#include <oneapi/tbb/parallel_for.h>\n"}),
    ("include_directions.py", False, "plan and lanes only", {"sim/run/kernel.cpp": '#include "sim/text/document.hpp"\n'}),
    ("include_directions.py", False, "other arrows", {"CMakeLists.txt": "citypeak_room(text sim/text SEES cli)\n"}),
    ("doc_paths.py", True, "", {"docs/a.md": "[b](b.md#part) [web](https://example.org/x)\n", "docs/b.md": "b\n"}),
    ("doc_paths.py", False, "no file 'c.md'", {"docs/a.md": "see\n[c](c.md)\n"}),
    ("doc_paths.py", False, "is not a command", {"README.md": "    ./citypeak frobnicate x.yaml\n"}),
    ("doc_paths.py", False, "no file 'scenarios/x.yaml'", {"README.md": "`./citypeak test scenarios/x.yaml`\n"}),
    ("doc_paths.py", True, "", {"README.md": "`./citypeak test scenarios/a/x.yaml`\n", "scenarios/a/x.yaml": ""}),
    ("doc_paths.py", False, "no file 'scenarios/b/x.yaml'",
     {"README.zh.md": "`./citypeak init scenarios/a`\n`./citypeak test scenarios/b/x.yaml`\n"}),
    ("test_names.py", True, "", {"tests/unit/a.cpp": 'TEST_CASE("a plan, once made, holds") {}\n'}),
    ("test_names.py", False, "a.cpp:2: the name holds ;", {"tests/unit/a.cpp": '\nTEST_CASE("one; two") {}\n'}),
    ("test_names.py", False, "stands already", {"tests/unit/a.cpp": 'TEST_CASE("x y")\n', "tests/unit/b.cpp": 'TEST_CASE("x y")\n'}),
    ("spdx.py", True, "", {"sim/a.cpp": SPDX + "// Adds two numbers.\n", "b.sh": "#!/bin/sh\n# SPDX-License-Identifier: MIT\n# A script.\n"}),
    ("spdx.py", False, "the first line", {"sim/a.cpp": "int a;\n"}),
    ("spdx.py", False, "no sentence", {"sim/a.cpp": SPDX + "#pragma once\n"}),
    ("no_machine_paths.py", True, "", {"a.md": "from /usr/include and https://example.org/" + "home/x\n"}),
    ("no_machine_paths.py", False, "a.md:1: names a machine", {"a.md": "see /" + "home/ann/a.yaml\n"}),
    ("no_machine_paths.py", False, "names a machine", {"lock.json": '"https://registry' + '.example.org"\n'}),
    ("formats_fresh.py", True, "", {"docs/formats/generate.sh": "echo new >$1/a.md\n", "docs/formats/a.md": "new\n"}),
    ("formats_fresh.py", False, "a.md:1: stale", {"docs/formats/generate.sh": "echo new >$1/a.md\n", "docs/formats/a.md": "old\n"}),
    ("formats_fresh.py", False, "a.md is missing", {"docs/formats/generate.sh": "echo new >$1/a.md\n"}),
    ("formats_fresh.py", False, "failed", {"docs/formats/generate.sh": "exit 1\n"}),
    ("guide_snippets.py", False, "does not pass", {"docs/guide/a.md": "```yaml\n# file: a.yaml\ncity: a\n```\n"}),
    ("guide_snippets.py", False, "should get", {"docs/guide/a.md": "```yaml\n# broken: unknown_key\ncity: a\n```\n"}),
    ("guide_snippets.py", False, "does not pass", {"docs/guide/a.md": "```yaml\n# lever: b\n```\n```yaml\n# file: a.yaml\n```\n"}),
    ("readme_in_step.py", True, "", {"README.md": "# A\n[b](README.zh.md)\n", "README.zh.md": "# 甲\n[乙](README.md)\n"}),
    ("readme_in_step.py", False, "has no Chinese page", {"README.md": "# A\n"}),
    ("readme_in_step.py", False, "headings", {"README.md": "# A\n## B\n", "README.zh.md": "# 甲\n### 乙\n"}),
    ("readme_in_step.py", False, "lines of tables", {"README.md": "|a|\n|b|\n", "README.zh.md": "|甲|\n"}),
    ("readme_in_step.py", False, "items of lists", {"README.md": "- a\n- b\n", "README.zh.md": "- 甲\n"}),
    ("readme_in_step.py", False, "links", {"README.md": "[b](b.md)\n", "README.zh.md": "[乙](c.md)\n"}),
    ("readme_in_step.py", True, "", {"README.md": "```sh\na --lang en  # x\n```\n", "README.zh.md": "```sh\na --lang zh\n```\n"}),
    ("readme_in_step.py", False, "code differs", {"README.md": "```sh\na  # x\n```\n", "README.zh.md": "```sh\nb\n```\n"}),
    ("readme_in_step.py", False, "characters", {"README.md": "many words " * 99, "README.zh.md": "很少\n"}),
    ("quoted_output.py", False, "fails", {"README.md": "```text\n$ ./citypeak run a.yaml\n```\n"}),
    ("guide_code.py", False, "a command fails", {"docs/guide/a.md": "```sh\n./citypeak run a.yaml\n```\n```python\nprint(1)\n```\n"}),
    ("guide_code.py", False, "print different things", {"docs/guide/a.md": "```python\nprint(1)\n```\n```python\nprint(2)\n```\n"}),
    ("guide_code.py", False, "fails", {"docs/guide/a.md": "```python\nprint(x)\n```\n"}),
    ("guide_code.py", True, "", {"docs/guide/a.md": "```python\nprint(1)\n```\n"}),
    ("include_directions.py", False, "only", {"output/csv.cpp": "#include <netcdf.h>\n"}),
    ("cli_help.py", False, "citypeak --version: exit 1", {"a.md": "nothing\n"}),
    ("cli_help.py", False, "'citypeak frobnicate' is not a command", {"a.md": "`./citypeak frobnicate x.yaml`\n"}),
]

failed = 0
for script, sound, words, tree in CASES:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {**ROOMS, **tree}.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        answer = subprocess.run(
            [sys.executable, str(HOUSE / script)], capture_output=True, text=True, check=False,
            env={**os.environ, "CITYPEAK_SOURCE_DIR": folder, "CITYPEAK_PROGRAM": "/bin/false"})
    if (answer.returncode == 0) != sound or words not in answer.stdout or answer.stderr:
        failed += 1
        print(f"{script}: {tree}: exit {answer.returncode}, should {'pass' if sound else 'fail'} with '{words}'")
        print(answer.stdout + answer.stderr)
print(f"{len(CASES)} trees tried, {failed} judged wrongly")
sys.exit(1 if failed else 0)
