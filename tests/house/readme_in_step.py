# SPDX-License-Identifier: MIT
"""A page and its Chinese twin say the same: README.md with README.zh.md, and every pair of docs/guide.

Compared are headings and their levels, code, links, rows of tables, items of lists, and the length of each section.
"""
import re

from support.tree import ROOT, files, finish, lines, shown

# Characters of Chinese for one of English, in whole pages and in sections. The guide's pages lie at 0.35 to 0.5; a
# section of a few words varies more, so short ones are left to the whole page.
WHOLE_PAGE = (0.28, 0.62)
SECTION = (0.22, 0.75)
SHORT = 250  # characters of English
FENCE = re.compile(r"^```(\w*)$")
HAN = re.compile("[\u4e00-\u9fff]")


class Section:
    """What stands under one heading."""

    def __init__(self, level, title):
        self.level, self.title = level, title
        self.code, self.links, self.prose = [], [], []
        self.rows = self.items = 0


def plain_command(line):
    """A line of code without its remark and without the choice of a language."""
    if not line.startswith(("# file:", "# lever:", "# broken:")):
        line = re.sub(r"(^|\s+)#\s.*$", "", line)
    return re.sub(r" --lang (en|zh)\b", "", line).rstrip()


def code_of(kind, block):
    """What must agree: commands and files whole, of what the program says the commands and how many lines it has."""
    if kind == "text":
        commands = [plain_command(line) for line in block if line.startswith("$ ")]
        # What a command prints is held by quoted_output.py, and breaks its lines where the language's words end.
        return [kind, *commands] if commands else [kind, len(block)]
    return [kind, *(plain_command(line) for line in block)]


def sections(page):
    here, fence, block = Section(0, ""), None, []
    found = [here]
    for line in lines(page):
        opened = FENCE.match(line)
        if fence is not None:
            if line == "```":
                here.code.append(code_of(fence, block))
                fence, block = None, []
            else:
                block.append(line)
            continue
        if opened:
            fence = opened[1]
        elif line.startswith("#"):
            here = Section(len(line) - len(line.lstrip("#")), line.lstrip("# "))
            found.append(here)
        elif line.startswith("    "):
            here.code.append(code_of("indented", [line]))
        else:
            here.rows += line.startswith("|")
            here.items += bool(re.match(r"(- |\d+\. )", line))
            here.links += re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line))
            here.prose.append(line)
    return found


def twin_of(link, page):
    """The link as the English page has it: a Chinese page stands for its twin."""
    path, _, part = link.partition("#")
    english = re.sub(r"\.zh\.md$", ".md", path)
    has_chinese = (page.parent / re.sub(r"\.md$", ".zh.md", english)).exists()
    return english + ("#" if part else ""), has_chinese and path.endswith(".md")


def length(prose):
    return len(re.sub(r"[\s|*`-]+|\]\([^)]*\)", "", " ".join(prose)))


def in_bounds(english, chinese, bounds):
    return bounds[0] * english <= chinese <= bounds[1] * english


def differences(page, twin):
    one, other = sections(page), sections(twin)
    if [section.level for section in one] != [section.level for section in other]:
        yield f"headings {[s.level for s in one]} against {[s.level for s in other]}"
        return
    for english, chinese in zip(one, other):
        where = f"section '{english.title}'"
        if english.code != chinese.code:
            pairs = [(a, b) for a, b in zip(english.code, chinese.code) if a != b]
            yield f"{where}: code differs: {pairs or (len(english.code), len(chinese.code))}"
        if sorted(twin_of(link, page)[0] for link in english.links) != sorted(
                twin_of(link, twin)[0] for link in chinese.links):
            yield f"{where}: links {english.links} against {chinese.links}"
        for link in chinese.links:
            if twin_of(link, twin)[1] and not link.split("#")[0].endswith(".zh.md") and english.level > 1:
                yield f"{where}: {link} has a Chinese page"
        if english.rows != chinese.rows:
            yield f"{where}: {english.rows} lines of tables against {chinese.rows}"
        if english.items != chinese.items:
            yield f"{where}: {english.items} items of lists against {chinese.items}"
        sizes = length(english.prose), length(chinese.prose)
        if sizes[0] > SHORT and HAN.search(" ".join(chinese.prose)) is None:
            yield f"{where}: not in Chinese"
        if sizes[0] > SHORT and not in_bounds(*sizes, SECTION):
            yield f"{where}: {sizes[0]} characters against {sizes[1]} ({sizes[1] / sizes[0]:.2f})"
    sizes = tuple(sum(length(section.prose) for section in page_) for page_ in (one, other))
    if sizes[0] > SHORT and not in_bounds(*sizes, WHOLE_PAGE):
        yield f"{sizes[0]} characters against {sizes[1]} ({sizes[1] / sizes[0]:.2f})"


complaints, checked = [], 0
for chinese_page in files("*.zh.md", "docs/guide/*.zh.md"):
    english_page = chinese_page.with_name(chinese_page.name.replace(".zh.md", ".md"))
    checked += 1
    if not english_page.exists():
        complaints.append(f"{shown(chinese_page)} has no English page")
        continue
    complaints += [f"{shown(chinese_page)}: {words}" for words in differences(english_page, chinese_page)]
for english_page in [page for page in files("docs/guide/*.md", "README.md") if not page.name.endswith(".zh.md")]:
    if english_page.name in ("README.md", "tutorial.md") and english_page.parent != ROOT:
        continue
    if not english_page.with_name(english_page.name.replace(".md", ".zh.md")).exists():
        complaints.append(f"{shown(english_page)} has no Chinese page")
finish(complaints, checked, "pairs of pages")
