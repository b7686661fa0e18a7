// SPDX-License-Identifier: MIT
// Tables of factors: shared rows, missing values, and what is refused with its place.
#include "tests/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "sim/model/factors.hpp"

using namespace citypeak;

namespace {

struct Read {
  text::Sources sources;
  text::Findings findings;
  model::FactorTable table;

  explicit Read(const std::string& bytes) {
    const text::FileId file = sources.add("data.csv", "", bytes);
    const auto csv = text::read_csv(sources, file, findings);
    REQUIRE(csv);
    table = model::read_factors(sources, file, *csv, findings);
  }
  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> out;
    for (const text::Finding& finding : findings.sorted()) out.push_back(finding.id);
    return out;
  }
  [[nodiscard]] int line() const { return findings.sorted().front().place.line; }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("a value without a term stands in every term") {
  Read read(
      "year,term,factor,value\n2010,,population,5\n2010,coal,use,3\n2010,gas,use,4\n2011,,population,6\n"
      "2011,coal,use,2\n2011,gas,use,0\n");
  CHECK(read.findings.empty());
  CHECK(read.table.terms == Ids{"coal", "gas"});
  CHECK(read.table.factors == Ids{"population", "use"});
  CHECK(read.table.years == std::vector<int>{2010, 2011});
  CHECK(read.table.in_year(2010, read.findings) == std::vector<double>{5, 3, 5, 4});
  CHECK(read.table.in_year(2011, read.findings) == std::vector<double>{6, 2, 6, 0});
  CHECK(read.findings.empty());
}

TEST_CASE("columns of a table of factors may stand in any order and a table without terms has one") {
  Read read("value,unit,factor,year\n5,M person,population,2010\n6,M person,population,2015\n");
  CHECK(read.findings.empty());
  CHECK(read.table.terms == Ids{"all"});
  CHECK(read.table.in_year(2015, read.findings) == std::vector<double>{6});
  CHECK(read.findings.empty());
}

TEST_CASE("a product is common only if all terms share its factors") {
  Read read(
      "year,term,factor,value\n2010,,population,5\n2010,coal,gdp_per_capita,40\n2010,gas,gdp_per_capita,40\n"
      "2011,,population,5\n2011,coal,gdp_per_capita,40\n2011,gas,gdp_per_capita,41\n");
  const std::vector<std::size_t> both{0, 1};
  CHECK(read.table.common_product(2010, both) == 200.0);
  CHECK(!read.table.common_product(2011, both));
  CHECK(!read.table.common_product(2012, both));
  CHECK(read.table.factor_named("gdp_per_capita") == 1U);
  CHECK(!read.table.factor_named("gdp"));
}

TEST_CASE("a missing factor is told for the year that needs it and not before") {
  Read read("year,term,factor,value\n2010,a,x,1\n2010,a,y,2\n2011,a,x,1\n2011,a,y,\n2011,b,x,1\n");
  CHECK(read.findings.empty());
  (void)read.table.in_year(2011, read.findings);
  CHECK(read.ids() == Ids{"factor_missing", "factor_missing"});
  const text::Finding first = read.findings.sorted().front();
  CHECK(first.args == Ids{"a", "y", "2011"});
  CHECK(first.place.line == 2);
}

TEST_CASE("a term known by name whose values are not known is missing and not left out") {
  Read read("year,term,factor,value\n2010,a,x,1\n2010,hydrogen,x,\n");
  CHECK(read.table.terms == Ids{"a", "hydrogen"});
  (void)read.table.in_year(2010, read.findings);
  CHECK(read.ids() == Ids{"factor_missing"});
}

TEST_CASE("so many missing values are told as can be read") {
  std::string bytes = "year,term,factor,value\n";
  for (int i = 0; i < 50; ++i) bytes += "2010,t" + std::to_string(i) + ",f" + std::to_string(i) + ",1\n";
  Read read(bytes);
  (void)read.table.in_year(2010, read.findings);
  CHECK(read.findings.errors() == 20);
}

TEST_CASE("what cannot be decomposed is refused in the row where it stands") {
  CHECK(Read("year,term,factor,value\n2010,a,x,-1\n").ids() == Ids{"factor_negative"});
  CHECK(Read("year,term,factor,value\n2010,a,x,much\n").ids() == Ids{"csv_number"});
  CHECK(Read("year,term,factor,value\nsoon,a,x,1\n").ids() == Ids{"csv_year"});
  CHECK(Read("year,term,factor,value\n2010,a,,1\n").ids() == Ids{"csv_no_name"});
  CHECK(Read("year,term,factor,value\n2010,a,x,\n").ids() == Ids{"csv_no_values"});
  CHECK(Read("year,term,value\n2010,a,1\n").ids() == Ids{"csv_missing_column"});
  const Read twice("year,term,factor,value\n2010,a,x,1\n2011,a,x,1\n2010,a,x,2\n");
  CHECK(twice.ids() == Ids{"csv_twice"});
  CHECK(twice.line() == 4);
  const Read shared("year,term,factor,value\n2010,,x,1\n2010,a,x,1\n");
  CHECK(shared.ids() == Ids{"csv_twice"});
  CHECK(shared.line() == 3);
  const Read units("year,term,factor,value,unit\n2010,a,x,1,PJ\n2011,a,x,1,TJ\n");
  CHECK(units.ids() == Ids{"csv_unit_changes"});
  CHECK(Read("year,term,factor,value,unit\n2010,a,x,1,PJ\n2010,b,x,1,TJ\n").findings.empty());
}

TEST_CASE("a term named total is a sum beside others and a term by itself") {
  const Read beside("year,term,factor,value\n2010,a,x,1\n2010,total,x,1\n");
  CHECK(beside.ids() == Ids{"term_is_sum"});
  CHECK(beside.line() == 3);
  CHECK(Read("year,term,factor,value\n2010,total,x,1\n2011,total,x,1\n").findings.empty());
}
