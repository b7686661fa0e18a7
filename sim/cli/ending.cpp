// SPDX-License-Identifier: MIT
// Messages and exit codes of what ends a command early.
#include "sim/cli/ending.hpp"

#include "sim/cli/command.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/run/ensemble.hpp"

namespace citypeak::cli {

table::Language table_language(text::Language language) {
  return language == text::Language::zh ? table::Language::zh : table::Language::en;
}

void stop_if_wrong(const text::Findings& findings, const text::Sources& sources, text::Language language) {
  if (!findings.has_errors()) return;
  print_findings(findings, sources, language);
  throw Ended{wrong_input};
}

void stop_if(const std::optional<output::Problem>& problem, text::Language language) {
  if (!problem) return;
  if (problem->is_input_error()) {
    text::Findings findings;
    findings.add("output_folder", {}, {problem->message(table_language(language))});
    stop_if_wrong(findings, {}, language);
  }
  print_error(problem->message(table_language(language)), problem->id());
  throw Ended{not_finished};
}

void stop_if_signalled() {
  if (SignalWatch::exit_code() != 0) throw run::Interrupted{};
}

int guarded(text::Language language, const std::function<int()>& command) {
  const bool zh = language == text::Language::zh;
  try {
    return command();
  } catch (const Ended& ended) {
    return ended.code;
  } catch (const run::Interrupted&) {
    print_error(zh ? "已中断，未写任何结果" : "interrupted; nothing was written", "interrupted");
  } catch (const run::RunError& error) {
    print_error(zh ? error.message_zh : error.message_en, "run_failed");
  }
  return not_finished;
}

}  // namespace citypeak::cli
