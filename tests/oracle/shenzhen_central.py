# SPDX-License-Identifier: MIT
# Computes the central path of any scenario file (every input at its median, no shocks), or its paths with given yearly
# shocks, from the equations alone.
"""An independent answer to `citypeak run FILE --central`.

    /usr/bin/python3 tests/oracle/shenzhen_central.py scenarios/shenzhen/reference.yaml

prints `year,variable,value` for every year and variable (`--years 2022,2030` for some years, `--library FOLDER` for
levers from elsewhere). With `--draws draws.csv`, as `run --save-draws` writes it, it prints `draw,year,variable,value`
for each draw of a scenario in which nothing but the shocks of GDP and intensity and recessions is uncertain. It was written from the equations and the format pages and shares no code with the C++ program,
so that a mistake in either shows as a difference. It reads valid files only: it is an oracle, not a checker. The
calculation stands in the folder `calculation`; its modules name the readings chosen where the equations leave room.
central_paths.py compares it with the program for every shipped scenario, random_cities.py for made-up ones. Needs
Python 3.9 or newer and PyYAML (Debian: python3-yaml), nothing else.
"""
import argparse
import csv
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from calculation.city import City  # noqa: E402
from calculation.quantities import read  # noqa: E402

POLICIES = os.path.join(HERE, "..", "..", "policies")


def main():
    options = argparse.ArgumentParser(description="The central path of a scenario, calculated by other means.")
    options.add_argument("file")
    options.add_argument("--years", help="2022,2030,...")
    options.add_argument("--library", default=POLICIES)
    options.add_argument("--draws", help="draws.csv of the yearly numbers")
    chosen = options.parse_args()
    wanted = {int(year) for year in chosen.years.split(",")} if chosen.years else None
    document = read(chosen.file)
    out = csv.writer(sys.stdout, lineterminator="\n")
    if not chosen.draws:
        out.writerow(["year", "variable", "value"])
        print_path(out, City(document, chosen.library), wanted)
        return
    out.writerow(["draw", "year", "variable", "value"])
    with open(chosen.draws, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            draw = row.pop("draw")
            yearly = {name: float(value) for name, value in row.items()}
            print_path(out, City(document, chosen.library, yearly), wanted, draw)


def print_path(out, city, wanted, *before):
    for (year, variable), value in sorted(city.rows.items()):
        if wanted is None or year in wanted:
            out.writerow([*before, year, variable, repr(value)])


if __name__ == "__main__":
    main()
