# SPDX-License-Identifier: MIT
"""Rooms include only what their arrows reach, and each external library stays in its room."""
import re

from support.tree import ROOT, files, finish, lines, shown

# docs/dev/README.md, "Who may include whom"; CMakeLists.txt must name the same arrows.
ARROWS = {
    "text": set(),
    "model": {"text", "stats"},
    "plan": {"model"},
    "stats": set(),
    "table": set(),
    "summary": {"plan", "table", "stats"},
    "run": {"plan", "summary"},
    "analysis": {"run", "table", "stats"},
    "output": {"table"},
    "cli": {"analysis", "output"},
}
# A library's headers, the files that may include them, and in how many files at most.
LIBRARIES = [
    (r"yaml-cpp/", r"sim/text/yaml_reader\.cpp", 1),
    (r"(oneapi/)?tbb/", r"sim/run/.*", 1),
    (r"boost/program_options", r"sim/cli/.*", None),
    (r"(netcdf|hdf5)\.h", r"output/netcdf\.cpp", 1),
    (r"Eigen/", r"sim/(plan|stats|analysis)/.*", None),
]


def reach(room):
    """The rooms that `room` may include: itself and whatever its arrows lead to."""
    seen, waiting = set(), [room]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(ARROWS[here])
    return seen


def room_of(path):
    match = re.match(r"(?:sim/([a-z]+)|(output))/", path)
    return match and (match[1] or match[2])


def complaint_about(source, included, quoted):
    room = room_of(source)
    if room not in ARROWS:
        return f"'{source}' is in no room of the house"
    if not quoted:
        for headers, allowed, _ in LIBRARIES:
            if re.match(headers, included) and not re.fullmatch(allowed, source):
                return f"<{included}> may be included in {allowed} only"
        return None
    if included == "generated/version.hpp":
        return None if room == "cli" else "the version belongs to the cli room"
    if not (ROOT / included).is_file():
        return f'"{included}" is not a path from the root to a file'
    if room_of(included) not in reach(room):
        return f"room '{room}' may not see '{room_of(included)}'"
    if re.match(r"sim/run/kernel", source) and room_of(included) not in {"run", "plan"}:
        return "the kernel sees plan and lanes only"
    return None


def arrows_of_cmake():
    text = "\n".join(line.split("#")[0] for line in lines(ROOT / "CMakeLists.txt"))
    for room, rest in re.findall(r"citypeak_room\((\w+)([^)]*)\)", text):
        seen = re.search(r"SEES\s+(.*?)(?:\sLIBRARIES|$)", rest, re.S)
        yield room, set(seen[1].split()) if seen else set()


complaints, checked, users = [], 0, {}
for path in files("sim/**/*.[ch]pp", "output/**/*.[ch]pp"):
    checked += 1
    for number, line in enumerate(lines(path), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not match:
            continue
        what = complaint_about(shown(path), match[2], match[1] == '"')
        if what:
            complaints.append(f"{shown(path)}:{number}: {what}")
        for headers, _, most in LIBRARIES:
            if most and re.match(headers, match[2]):
                users.setdefault((headers, most), set()).add(shown(path))
for (headers, most), sources in users.items():
    if len(sources) > most:
        complaints.append(f"{headers} is included by {len(sources)} files, at most {most}: {', '.join(sorted(sources))}")
if (ROOT / "CMakeLists.txt").is_file() and dict(arrows_of_cmake()) != ARROWS:
    complaints.append(f"CMakeLists.txt: other arrows than here: {dict(arrows_of_cmake())}")
finish(complaints, checked, "sources")
