# SPDX-License-Identifier: MIT
# Walks a city through the years: people, GDP, factors, sectors, waste, sinks, emissions, costs, and back to GDP.
"""The city as a whole, one year after the other, because what levers cost in a year moves the capital of the next.

Readings chosen where the text leaves room:
  C1  Between milestones the *final* shares are linear in time; each year they are turned into useful shares. A sector
      with a stock takes its useful shares from the stock.
  C2  Every input is set to its own median, then the path is computed once. No yearly noise of factors; shocks and
      recessions only where the numbers of a draw are given.
  C3  Of a sector that lies only in part inside the city, the part outside puts all the CO2 of its hydrogen (making and
      dispensing) in scope 3; the part inside follows `made_inside`.
  C4  The electrolysis of hydrogen made elsewhere takes the city's grid factor of the year, nothing behind the meter.
  C5  A power credit of incineration lowers the electricity drawn, never below 0; it is shared among sectors by use.
  C6  Sinks inside make emissions.total net, and with it both accounts, emissions.ghg, per head and per GDP; scopes and
      sectors stay gross.
  C7  A carbon price meets the reference factor of a carrier (before levers). It acts on final energy. Hydrogen with a
      `production` has no factor of its own and is not made dearer.
  C8  An observed activity is met in its year, levers or not; the correction known/computed (levers included) stays for
      later years until the next observed one, and multiplies what a lever adds too.
"""
import math

from calculation.economy import Cost, Economy, Shocks, grown
from calculation.levers import Levers
from calculation.quantities import Level, Rate, SharesByYear, joules, own_unit, quantity, shares
from calculation.adoption import Adoption
from calculation.stock import Stock, survival
from calculation.waste import ROUTES, Waste

MEGATONNE, PETAJOULE, BILLION, MILLION, KILOWATT_HOUR = 1e9, 1e15, 1e9, 1e6, 3.6e6
HYDROGEN_HEAT = 33.33 * KILOWATT_HOUR  # lower heating value, J/kg
REFORMERS = ("coal", "gas", "gas_capture", "by_product")


class Carrier:
    def __init__(self, name, node, first):
        self.name, self.first = name, first
        self.hydrogen = node.get("production")
        self.level = Level(node["factor"]) if not self.hydrogen else None
        self.trend, self.offset = Rate(node.get("factor_trend")), quantity(node.get("factor_offset", 0))
        self.bought = int(node.get("scope", 2 if name == "electricity" else 1)) == 2
        self.price = quantity(node["price"]) if "price" in node else None
        if self.hydrogen:
            self.routes = SharesByYear(self.hydrogen["routes"], first)

    def reference(self, year):
        """kg CO2 per J before levers."""
        logs = sum(self.trend.at(y) + self.offset for y in range(self.first + 1, year + 1))
        return self.level.at(year) * math.exp(logs)

    def making(self, year):
        """(kg CO2 at the reformers, J of electricity for electrolysis, J at the pump) per kg of hydrogen."""
        parts = self.routes.at(year)
        reformed = sum(parts.get(r, 0.0) * quantity(self.hydrogen[r]) for r in REFORMERS if r in self.hydrogen)
        electrolysis = parts.get("electrolysis", 0.0) * quantity(self.hydrogen.get("electrolysis", 0))
        return reformed, electrolysis, quantity(self.hydrogen.get("dispensing", 0))


class Sector:
    """What a sector is made of; its paths by year."""

    def __init__(self, name, node, first, observed):
        self.name, self.node, self.first = name, node, first
        self.activity = quantity(node.get("activity", 1))
        self.elasticity, self.local = quantity(node.get("elasticity", 1)), quantity(node.get("local_share", 1))
        self.activity_trend, self.intensity_trend = Rate(node.get("activity_trend")), Rate(node.get("intensity_trend"))
        self.intensity_offset = quantity(node.get("intensity_offset", 0))
        self.process = node.get("process")
        self.process_trend = Rate(self.process.get("trend")) if self.process else None
        self.observed, self.correction = observed or {}, 1.0
        final = joules(node["energy"]) if "energy" in node else 0.0
        base = shares(node["carriers"]) if final else {}
        self.useful = final * sum(x * self.efficiency(c) for c, x in base.items())
        self.final_shares = SharesByYear({first: node["carriers"], **node.get("milestones", {})}, first) if base else None
        self.stock = self.sales = None
        if "stock" in node and base:
            kept = survival(node["stock"], quantity(node["stock"]["life"]))
            self.stock, self.sales = Stock(kept, self.useful_of(base), first), SharesByYear(node["stock"]["sales"], first)

    def efficiency(self, carrier):
        return quantity(self.node.get("efficiency", {}).get(carrier, 1))

    def useful_of(self, final_shares):
        total = sum(x * self.efficiency(c) for c, x in final_shares.items())
        return {c: x * self.efficiency(c) / total for c, x in final_shares.items()}

    def summed(self, rate, year, offset=0.0):
        return sum(rate.at(y) + offset for y in range(self.first + 1, year + 1))

    def index(self, year, driver, levers):
        """Activity relative to the base year."""
        target = f"sectors.{self.name}.activity"
        reference = driver ** self.elasticity * math.exp(self.summed(self.activity_trend, year))
        left = levers.factor(target, year, reference * self.activity)
        added = levers.added(target, year) / self.activity
        if year in self.observed:  # C8
            self.correction = quantity(self.observed[year]) / (self.activity * (reference * left + added))
        return self.correction * (reference * left + added)

    def useful_energy(self, year, index, levers, shocks):
        logs = self.summed(self.intensity_trend, year, self.intensity_offset) + shocks.intensity[year]
        return (self.useful * index * math.exp(logs) * levers.factor(f"sectors.{self.name}.intensity", year))

    def useful_shares(self, year, index, levers):
        if self.final_shares is None:
            return {}
        target = f"sectors.{self.name}"
        if self.stock:
            now = self.stock.shares(year, index, levers.moved("sales", target, self.sales.at(year), year))
        else:
            now = self.useful_of(self.final_shares.at(year))
        return levers.moved("shift", target, now, year)

    def process_co2(self, year, index, levers):
        if not self.process:
            return 0.0
        whole, part = f"sectors.{self.name}.process", f"sectors.{self.name}.process.ratio"
        ratio = quantity(self.process.get("ratio", 1))  # the trend is on the product, not on the ratio
        ratio = ratio * levers.factor(part, year, ratio) + levers.added(part, year)
        each = quantity(self.process["factor"]) * ratio * math.exp(self.summed(self.process_trend, year))
        return self.activity * index * (each * levers.factor(whole, year, each) + levers.added(whole, year))


class City:
    def __init__(self, document, library, yearly=None):
        self.document, self.rows = document, {}
        self.first, self.last = int(document["base_year"]), int(document["horizon"])
        self.years = list(range(self.first, self.last + 1))
        self.levers = Levers(document, library, self.years)
        observed = document.get("observed", {})
        self.people = grown(document["population"], "value", observed.get("population"), self.years)
        self.shocks = Shocks(document["economy"], document["city"], observed.get("gdp"), self.years, yearly or {})
        self.economy = Economy(document["economy"], observed, self.years, self.levers, self.shocks)
        self.carriers = {name: Carrier(name, node, self.first) for name, node in document["carriers"].items()}
        self.sectors = {name: Sector(name, node, self.first, observed.get(f"activity.{name}"))
                        for name, node in self.in_order(document["sectors"])}
        self.waste = Waste(document["waste"], self.first) if "waste" in document else None
        self.costs = [Cost(lever, self.first) for lever in self.levers.all if lever.cost]
        for year in self.years:
            self.year(year)

    @staticmethod
    def in_order(nodes):
        """A sector driven by another's activity comes after it."""
        done, waiting = [], dict(nodes)
        while waiting:
            name = next(n for n, node in waiting.items() if not node["driver"].startswith("activity.")
                        or node["driver"].split(".")[1] in done)
            done.append(name)
            yield name, waiting.pop(name)

    def put(self, year, variable, value):
        self.rows[(year, variable)] = value

    def get(self, year, variable):
        return self.rows[(year, variable)]

    def year(self, year):
        product, people = self.economy.product(year), self.people[year]
        self.put(year, "population", people)
        self.put(year, "gdp", product / BILLION)
        self.put(year, "gdp_per_capita", product / people)
        self.value_added(year)
        self.factors(year)
        self.used = {}  # (sector, carrier) -> J inside the city
        self.fuel, self.made, self.elsewhere, self.power = {}, {}, {}, {}
        self.amounts = {"population": people}
        for name, sector in self.sectors.items():
            self.sector(year, name, sector)
        self.wasted = self.waste_of(year) if self.waste else None
        self.totals(year)
        spending, running = self.spend(year)
        self.economy.close(year, product, spending, running)
        for lever in self.levers.all:
            self.put(year, f"lever.{lever.id}.adoption", lever.covered(year))

    def value_added(self, year):
        node = self.document["economy"].get("value_added")
        if not node:
            return
        today = shares(node["shares"])
        target = shares(node["target"]) if "target" in node else today
        u = Adoption(node["adoption"], self.first, self.last, reach=1.0).path[year] if "target" in node else 0.0
        for branch, share in today.items():
            self.put(year, f"value_added.{branch}", self.get(year, "gdp") * (share + u * (target[branch] - share)))

    def factors(self, year):
        """Emission factors in kg CO2 per J, after levers."""
        self.factor = {}
        for name, carrier in self.carriers.items():
            if carrier.hydrogen:
                continue
            reference, target = carrier.reference(year), f"carriers.{name}.factor"
            self.factor[name] = reference * self.levers.factor(target, year, reference) + self.levers.added(target, year)
        if "electricity" in self.factor:
            self.put(year, "electricity.factor", self.factor["electricity"] * KILOWATT_HOUR)

    def driver(self, node, year):
        """The driver of a sector relative to the base year."""
        if node["driver"] == "path":
            level = Level(node["path"])
            return level.at(year) / level.at(self.first)
        return self.get(year, node["driver"]) / self.get(self.first, node["driver"])

    def sector(self, year, name, sector):
        index = sector.index(year, self.driver(sector.node, year), self.levers)
        self.put(year, f"activity.{name}", sector.activity * index / own_unit(sector.node.get("activity", 1)))
        useful = sector.useful_energy(year, index, self.levers, self.shocks)
        local, fuel, power, elsewhere, whole = sector.local, 0.0, 0.0, 0.0, 0.0
        for c, share in sector.useful_shares(year, index, self.levers).items():
            carrier = self.carriers[c]
            final = useful * share / sector.efficiency(c)
            if carrier.price is not None and not carrier.hydrogen:
                final *= self.levers.carbon_priced(name, year, carrier.reference(year), carrier.price)
            whole += final
            self.use(name, c, final * local)
            if carrier.hydrogen:
                reformer, electrolysis, pump, outside, pump_all = self.hydrogen(carrier, year, final, local)
                self.use(name, "electricity", pump)
                whole += pump_all
                fuel, power, elsewhere = fuel + reformer, power + electrolysis + pump, elsewhere + outside
            else:
                co2 = final * self.factor[c]
                elsewhere += co2 * (1.0 - local)
                fuel += 0.0 if carrier.bought or c == "electricity" else co2 * local
                power += final * local if c == "electricity" else 0.0
        made = sector.process_co2(year, index, self.levers)
        self.fuel[name], self.power[name], self.made[name] = fuel, power, made * local
        self.elsewhere[name] = elsewhere + made * (1.0 - local)
        self.amounts[f"sectors.{name}.activity"] = sector.activity * index
        self.amounts[f"sectors.{name}.energy"] = whole

    def use(self, sector, carrier, amount):
        self.used[(sector, carrier)] = self.used.get((sector, carrier), 0.0) + amount

    def hydrogen(self, carrier, year, final, local):
        """Reformer CO2 inside, electricity of electrolysis and dispensing inside, CO2 outside; for all: dispensing."""
        mass, inside = final / HYDROGEN_HEAT, quantity(carrier.hydrogen["made_inside"])
        reformed, electrolysis, pump = carrier.making(year)
        grid = self.factor.get("electricity", 0.0)
        made = reformed + electrolysis * grid
        outside = mass * (local * (1.0 - inside) * made + (1.0 - local) * (made + pump * grid))  # C3
        return (mass * local * inside * reformed, mass * local * inside * electrolysis, mass * local * pump, outside,
                mass * pump)

    def waste_of(self, year):
        income = self.get(year, "gdp_per_capita") / self.get(self.first, "gdp_per_capita")
        wasted = self.waste.year(year, self.people[year], income, self.levers)
        self.put(year, "waste.generated", wasted["generated"] / MEGATONNE)
        for route in ROUTES:
            self.put(year, f"waste.{route}", wasted["routes"][route] / MEGATONNE)
        self.put(year, "waste.methane", wasted["methane"] / 1e6)
        self.put(year, "emissions.avoided", wasted["credit"] / MEGATONNE)
        self.put(year, "waste.power", wasted["power"] / PETAJOULE)
        self.put(year, "emissions.sector.waste", wasted["fossil_co2"] / MEGATONNE)
        self.fuel["waste"] = wasted["fossil_co2"]
        self.amounts["waste"] = wasted["generated"]
        return wasted

    def totals(self, year):
        self.energy(year)
        sink = self.sunk(year)
        if "sinks" in self.document:
            self.put(year, "emissions.sink", -sink)
        total = self.emissions(year, sink if self.document.get("sink_accounting") == "inside" else 0.0)
        self.put(year, "emissions.total", total)
        self.put(year, "emissions.per_capita", total * 1e6 / self.get(year, "population"))
        self.put(year, "emissions.per_gdp", total * 1e6 / (self.get(year, "gdp") * 1e3))
        others = 0.0
        if self.wasted:
            others = (self.waste.warming * self.wasted["methane"] + self.wasted["composting"]
                      + self.wasted["digestion"]) / MEGATONNE
        self.put(year, "emissions.ghg", total + others)

    def sunk(self, year):
        sunk = 0.0
        for name, node in self.document.get("sinks", {}).items():
            uptake, target = Level(node["uptake"]).at(year), f"sinks.{name}"
            sunk += uptake * self.levers.factor(target, year, uptake) + self.levers.added(target, year)
        return sunk / MEGATONNE

    def energy(self, year):
        for name in self.sectors:
            self.put(year, f"energy.sector.{name}",
                     sum(self.used.get((name, c), 0.0) for c in self.carriers) / PETAJOULE)
        for carrier in self.carriers:
            self.put(year, f"energy.carrier.{carrier}",
                     sum(self.used.get((name, carrier), 0.0) for name in self.sectors) / PETAJOULE)
        total = sum(self.get(year, f"energy.sector.{name}") for name in self.sectors)
        self.put(year, "energy.total", total)
        self.put(year, "energy.per_gdp", total * 1e6 / (self.get(year, "gdp") * 1e3))

    def emissions(self, year, sink):
        """Both accounts; scopes and sectors of the one that is the headline. Returns its total, net of `sink`."""
        node = self.document.get("power", {})
        demand = sum(self.power.values())
        if "electricity" in self.carriers:
            self.put(year, "electricity.demand", demand / PETAJOULE)
        behind = Level(node.get("behind_meter", 0)).at(year) + self.levers.added("power.behind_meter", year)
        if self.wasted and self.waste.power_credit:
            behind += self.wasted["power"]
        grid = self.factor.get("electricity", 0.0)
        plants = Level(node["local_plants"]).at(year) if "local_plants" in node else 0.0
        generated = Level(node["local_generation"]).at(year) if "local_generation" in node else 0.0
        imported = grid
        if "import_factor" in node:
            imported = quantity(node["import_factor"]) * self.get(year, "electricity.factor") / self.get(
                self.first, "electricity.factor")
        accounts = {"consumption": (max(0.0, demand - behind) * grid, 0.0),
                    "territorial_plus_imports": (max(0.0, demand - behind - generated) * imported, plants)}
        heat = {name: sum(amount * self.factor[c] for (sector, c), amount in self.used.items() if sector == name
                          and c != "electricity" and self.carriers[c].bought) for name in self.sectors}
        direct = sum(self.fuel.values()) + sum(self.made.values())
        for account, (bought, plant) in accounts.items():
            self.put(year, f"emissions.{account}", (direct + plant + bought + sum(heat.values())) / MEGATONNE - sink)
        account = self.document.get("power_accounting", "consumption")
        bought, plant = accounts[account]
        for name in self.sectors:
            part = bought * self.power[name] / demand if demand > 0.0 else 0.0
            self.put(year, f"emissions.sector.{name}",
                     (self.fuel[name] + self.made[name] + heat[name] + part) / MEGATONNE)
        in_scope1 = "electricity" in self.carriers and not self.carriers["electricity"].bought
        self.put(year, "emissions.scope1", (direct + plant + (bought if in_scope1 else 0.0)) / MEGATONNE)
        self.put(year, "emissions.scope2", (sum(heat.values()) + (0.0 if in_scope1 else bought)) / MEGATONNE)
        self.put(year, "emissions.scope3", sum(self.elsewhere.values()) / MEGATONNE)
        self.put(year, "emissions.process", sum(self.made.values()) / MEGATONNE)
        return self.get(year, f"emissions.{account}")

    def spend(self, year):
        """(capital, running) of all levers in CNY."""
        parts = [cost.year(year, self.amounts) for cost in self.costs]
        for cost, part in zip(self.costs, parts):
            self.put(year, f"lever.{cost.lever.id}.capital", part[0] / MILLION)
        capital, running, public = (sum(part[i] for part in parts) for i in range(3))
        if self.costs:
            self.put(year, "cost.capital", capital / MILLION)
            self.put(year, "cost.running", running / MILLION)
            self.put(year, "cost.public", public / MILLION)
        return capital, running
