// SPDX-License-Identifier: MIT
// Sets that grow together where inputs share a random number or a request.
#include "sim/analysis/input_groups.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

namespace citypeak::analysis {

namespace {

/// An input, or a yearly shock with all its years.
struct Member {
  std::string name;
  std::vector<std::uint32_t> streams, rows;
  bool is_shock = false;
};

[[nodiscard]] std::vector<std::uint32_t> streams_of(const plan::InputsView& view, std::uint32_t row) {
  const plan::Input& input = view.inputs[row];
  if (input.terms.count == 0) return {input.stream};
  std::vector<std::uint32_t> out;
  for (std::uint32_t t = input.terms.first; t < input.terms.first + input.terms.count; ++t)
    out.push_back(view.terms[t].stream);
  return out;
}

void add_once(std::vector<std::uint32_t>& to, std::uint32_t number) {
  if (std::find(to.begin(), to.end(), number) == to.end()) to.push_back(number);
}

[[nodiscard]] std::vector<Member> members_of(const plan::Plan& plan, const plan::Inputs& inputs) {
  const plan::InputsView view = inputs.view();
  std::vector<Member> out;
  std::map<std::string, std::size_t> known;
  for (std::size_t c = 0; c < plan.columns.size(); ++c) {
    const plan::InputName& input = plan.input_names[c];
    const std::string name = input.year == 0 ? input.name : input.name.substr(0, input.name.find('['));
    const auto [at, is_new] = known.try_emplace(name, out.size());
    if (is_new) out.push_back({name, {}, {}, input.year != 0});
    const std::uint32_t row = inputs.places(0)[c];
    add_once(out[at->second].rows, row);
    for (const std::uint32_t stream : streams_of(view, row)) add_once(out[at->second].streams, stream);
  }
  return out;
}

/// Which members belong together.
class Sets {
 public:
  explicit Sets(std::size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), std::size_t{0}); }
  [[nodiscard]] std::size_t root(std::size_t i) const {
    while (parents_[i] != i) i = parents_[i];
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    const std::size_t one = root(a), other = root(b);
    parents_[std::max(one, other)] = std::min(one, other);
  }

 private:
  std::vector<std::size_t> parents_;
};

[[nodiscard]] bool matches(const plan::Plan& plan, const std::string& glob, const std::string& name) {
  return plan::matches(glob, name) || plan::matches(plan.scenario.city.id + "." + glob, name);
}

void join_asked(const plan::Plan& plan, const std::vector<Member>& members, const std::vector<GroupRequest>& asked,
                Sets& sets, std::map<std::size_t, std::string>& owners, text::Findings& findings) {
  for (const GroupRequest& request : asked) {
    std::optional<std::size_t> first;
    for (const std::string& glob : request.globs) {
      bool found = false;
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (!matches(plan, glob, members[i].name)) continue;
        found = true;
        const auto [owner, is_new] = owners.try_emplace(i, request.name);
        if (!is_new && owner->second != request.name)
          findings.add("group_twice", {}, {members[i].name, owner->second, request.name});
        if (first) sets.join(*first, i);
        first = first.value_or(i);
      }
      if (found) continue;
      std::vector<std::string> names;
      for (const Member& member : members) names.push_back(member.name);
      findings.add("group_matches_nothing", {}, {glob, request.name}, text::nearest(glob, names));
    }
  }
}

[[nodiscard]] InputGroup group_of(const Member& member) {
  return {member.name, {member.name}, member.streams, member.rows, member.is_shock};
}

void add_to(InputGroup& group, const Member& member) {
  group.members.push_back(member.name);
  for (const std::uint32_t stream : member.streams) add_once(group.streams, stream);
  for (const std::uint32_t row : member.rows) add_once(group.rows, row);
  group.has_shocks = group.has_shocks || member.is_shock;
}

}  // namespace

std::vector<InputGroup> input_groups(const plan::Plan& plan, const plan::Inputs& inputs,
                                     const std::vector<GroupRequest>& asked, text::Findings& findings) {
  const std::vector<Member> members = members_of(plan, inputs);
  Sets sets(members.size());
  std::map<std::uint32_t, std::size_t> users;
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (const std::uint32_t stream : members[i].streams) sets.join(i, users.try_emplace(stream, i).first->second);
  }
  std::map<std::size_t, std::string> owners;
  join_asked(plan, members, asked, sets, owners, findings);
  std::vector<InputGroup> out;
  std::map<std::size_t, std::size_t> positions;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto [at, is_new] = positions.try_emplace(sets.root(i), out.size());
    if (is_new)
      out.push_back(group_of(members[i]));
    else
      add_to(out[at->second], members[i]);
  }
  for (const auto& [member, name] : owners) out[positions.at(sets.root(member))].name = name;
  for (InputGroup& group : out) {
    const bool is_asked =
        std::any_of(asked.begin(), asked.end(), [&](const auto& each) { return each.name == group.name; });
    if (is_asked || group.members.size() == 1) continue;
    group.name.clear();
    for (const std::string& member : group.members) group.name += (group.name.empty() ? "" : "+") + member;
  }
  return out;
}

std::vector<InputGroup> single_inputs(const plan::Plan& plan, const plan::Inputs& inputs) {
  std::vector<InputGroup> out;
  for (const Member& member : members_of(plan, inputs)) {
    if (!member.is_shock) out.push_back(group_of(member));
  }
  return out;
}

}  // namespace citypeak::analysis
