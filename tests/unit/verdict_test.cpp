// SPDX-License-Identifier: MIT
// The four rules for verdicts on forty series whose answers were worked out by hand.
#include "tests/catch.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "sim/stats/verdict.hpp"

using namespace citypeak::stats;

namespace {

struct Past {
  double largest;
  int first, last;
  std::vector<double> after;
};

struct Answered {
  std::vector<double> path;
  std::string answers;  // maximum, confirmed, plateau, c40: p peaked, t plateau, n not_peaked, u not_confirmed
  VerdictLimits limits = {};
  std::optional<Past> past = std::nullopt;
};

VerdictLimits confirm(int years) { return {years, 0.05, 0.02, 5, 0.10}; }
VerdictLimits significance(double p) { return {5, p, 0.02, 5, 0.10}; }
VerdictLimits plateau_fall(double fall) { return {5, 0.05, fall, 5, 0.10}; }
VerdictLimits c40(int years, double fall) { return {5, 0.05, 0.02, years, fall}; }

std::string answers_of(const Answered& series) {
  PathJudge judge(series.limits);
  if (series.past) {
    judge.begin(KnownPast{series.past->largest, series.past->first, series.past->last, series.past->after});
  } else {
    judge.begin();
  }
  for (const double value : series.path) judge.add(value);
  std::string out;
  for (const Verdict verdict : judge.verdicts()) out += "ptnu"[static_cast<std::size_t>(verdict)];
  return out;
}

}  // namespace

TEST_CASE("forty series get the verdicts that were worked out by hand") {
  const std::vector<Answered> all{
      // Still at the largest value: no rule sees a peak.
      {{100}, "nnnn"},
      {{100, 101, 102}, "nnnn"},
      {{100, 100, 100}, "nnnn"},
      {{0, 0, 0}, "nnnn"},
      {{100, 90, 80, 70, 60, 50, 100}, "nnnn"},
      {{10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 11}, "nnnn"},
      // Too early for all but the plateau, which asks for the mean fall alone.
      {{100, 99}, "nutu"},
      {{100, 97}, "nupu"},
      {{100, 96, 92, 88, 84}, "nupu"},
      // Five falling years: S = -10, p = 0.027.
      {{100, 96, 92, 88, 84, 80}, "pppp"},
      {{50, 100, 95, 90, 85, 80, 75}, "pppp"},
      {{100, 99, 98, 97, 96, 95}, "pptu"},
      // No trend after the maximum.
      {{100, 92, 91, 93, 90, 92}, "putu"},
      {{100, 89, 90, 88, 90, 89}, "pupp"},
      {{100, 90, 80, 70, 60, 50, 99}, "putu"},
      {{100, 80, 80, 80, 80, 80}, "pupp"},
      {{100, 80, 80, 80, 80, 80, 79, 79}, "pupp"},                      // S = -10, p = 0.081
      {{100, 80, 80, 80, 80, 80, 79, 79}, "pupp", significance(0.10)},  // p is small enough, but the slope of Sen is 0
      // An equal maximum a few years ago: its first year counts, except for `maximum`.
      {{100, 90, 100, 90}, "nupu"},
      {{100, 90, 80, 70, 60, 100, 95}, "nutu"},
      // The limits themselves: under 2 % is a plateau, at least 10 % below is a peak.
      {{2, 1}, "nupu", plateau_fall(0.5)},
      {{100, 99.9}, "nupu", plateau_fall(0.0)},
      {{100, 1}, "nutu", plateau_fall(1.0)},
      {{2, 1.9, 1.8, 1.5, 1.2, 1.0}, "pppp", c40(5, 0.5)},
      {{2, 1.9, 1.8, 1.5, 1.2, 1.0001}, "pppu", c40(5, 0.5)},
      {{100, 80}, "nupp", c40(0, 0.1)},
      // Other numbers of years to confirm; 0 still looks at the last year.
      {{100, 99, 98, 97}, "putu", confirm(0)},
      {{100, 99}, "putu", confirm(1)},
      {{100, 99, 98}, "putu", confirm(2)},
      // Net sinks: what falls to nothing has fallen by all; below zero no share can be told.
      {{10, 8, 6, 4, 2, 0}, "pppp"},
      {{10, 5, 0, -1, -2, -3}, "pppp"},
      {{-1, -2, -3, -4, -5, -6}, "pptu"},
      // A larger value in the known past.
      {{90}, "nupu", {}, Past{100, -1, -1, {}}},
      {{89}, "putp", {}, Past{100, -6, -6, {}}},
      {{89}, "pptp", {}, Past{100, -6, -6, {98, 96, 94, 92, 91}}},
      {{90, 110}, "nnnn", {}, Past{100, -3, -3, {}}},
      {{110, 90}, "nupu", {}, Past{100, -3, -3, {95, 92}}},
      {{90, 100}, "nnnn", {}, Past{100, -3, -3, {}}},
      {{100, 89}, "nutp", {}, Past{100, -6, -6, {}}},
      {{89}, "nutp", {}, Past{100, -8, -2, {}}},
  };
  CHECK(all.size() == 40);
  for (std::size_t i = 0; i < all.size(); ++i) {
    INFO("series " << i);
    CHECK(answers_of(all[i]) == all[i].answers);
  }
}

TEST_CASE("a judge forgets one path before the next") {
  PathJudge judge(VerdictLimits{});
  judge.begin(KnownPast{1000.0, -9, -9, {}});
  judge.add(1.0);
  judge.begin();
  judge.add(5.0);
  CHECK(judge.verdicts().front() == Verdict::not_peaked);
  for (const double value : {4.0, 3.0, 2.0, 1.0, 0.5}) judge.add(value);
  for (const Verdict verdict : judge.verdicts()) CHECK(verdict == Verdict::peaked);
}

TEST_CASE("every rule lists each verdict that it gives, once, in the order of the contract") {
  for (std::size_t r = 0; r < rule_count; ++r) {
    const auto listed = verdicts_of(static_cast<VerdictRule>(r));
    for (std::size_t i = 1; i < listed.size(); ++i) CHECK(listed[i - 1] < listed[i]);
    CHECK(std::find(listed.begin(), listed.end(), Verdict::not_peaked) != listed.end());
    CHECK(std::find(listed.begin(), listed.end(), Verdict::peaked) != listed.end());
  }
  CHECK(verdicts_of(VerdictRule::maximum).size() == 2);
  CHECK(name_of(VerdictRule::c40) == "c40");
  CHECK(name_of(Verdict::not_confirmed) == "not_confirmed");
}
