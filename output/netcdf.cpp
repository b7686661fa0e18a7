// SPDX-License-Identifier: MIT
// All draws as NetCDF-4 (docs/formats/ensemble.md); built with CITYPEAK_NETCDF only.
#include "output/netcdf.hpp"

#include "sim/table/words.hpp"

#include <fcntl.h>
#include <hdf5.h>
#include <netcdf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <variant>
#include <vector>

namespace citypeak::output {
namespace {

using table::Ensemble;
namespace words = table::words::ensemble;

constexpr int deflate_level = 1;                     // level 4 takes 60 % longer and saves 1 % of random digits
constexpr std::size_t numbers_in_chunk = 1U << 15U;  // 256 kB: one write, one entry of the file's index
constexpr std::size_t bytes_probed = std::size_t{1} << 16U;

/// A status of the library that is no success.
struct Failed {
  int status;
};

void must(int status) {
  if (status != NC_NOERR) throw Failed{status};
}

/// The library keeps the system's error to itself: asking the system for a little more of the same tells it.
int cause_of_failure(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (descriptor < 0) return errno;
  const std::vector<char> bytes(bytes_probed);
  int error = 0;
  std::size_t done = 0;
  while (error == 0 && done < bytes.size()) {
    const ssize_t written = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (written >= 0) {
      done += static_cast<std::size_t>(written);
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  if (error == 0 && ::fsync(descriptor) != 0) error = errno;
  ::close(descriptor);
  return error == 0 ? EIO : error;
}

/// An open file, closed when it goes out of sight.
class File {
 public:
  explicit File(const std::string& path) { must(nc_create(path.c_str(), NC_NETCDF4 | NC_NOCLOBBER, &id_)); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (open_) (void)nc_close(id_);
  }
  [[nodiscard]] int id() const { return id_; }
  void close() {
    open_ = false;
    must(nc_close(id_));
  }

 private:
  int id_ = -1;
  bool open_ = true;
};

/// One call of write_netcdf.
class Writer {
 public:
  Writer(const Ensemble& ensemble, const std::string& path, const std::function<void()>& between_pieces)
      : ensemble_(ensemble), between_pieces_(between_pieces), file_(path) {}

  void write() {
    define();
    must(nc_enddef(file_.id()));
    write_coordinates();
    for (std::size_t v = 0; v < ensemble_.variables.size(); ++v) write_variable(ensemble_.variables[v], variables_[v]);
    file_.close();
  }

 private:
  void define() {
    must(nc_def_dim(file_.id(), "scenario", ensemble_.scenarios.size(), &scenario_));
    must(nc_def_dim(file_.id(), "draw", ensemble_.draws, &draw_));
    must(nc_def_dim(file_.id(), "year", ensemble_.years.size(), &year_));
    scenarios_ = define_plain("scenario", NC_STRING, scenario_, words::scenario.label());
    draws_ = define_plain("draw", NC_INT, draw_, words::draw.label());
    years_ = define_plain("year", NC_INT, year_, words::year.label());
    for (const Ensemble::Words& about : ensemble_.words)
      words_.push_back(define_plain(about.name, NC_STRING, scenario_, about.label));
    for (const Ensemble::Variable& variable : ensemble_.variables) variables_.push_back(define_variable(variable));
    for (const auto& [name, value] : ensemble_.attributes) {
      if (const auto* text = std::get_if<std::string>(&value)) {
        put_text(NC_GLOBAL, name, *text);
      } else {
        must(nc_put_att_int(file_.id(), NC_GLOBAL, name.c_str(), NC_INT, 1, &std::get<int>(value)));
      }
    }
  }

  void put_text(int variable, const std::string& name, const std::string& text) const {
    if (!text.empty()) must(nc_put_att_text(file_.id(), variable, name.c_str(), text.size(), text.data()));
  }

  void put_label(int variable, const table::Label& label) const {
    put_text(variable, "long_name", label.en);
    if (label.zh != label.en) put_text(variable, "long_name_zh", label.zh);
  }

  [[nodiscard]] int define_plain(const std::string& name, nc_type type, int dimension,
                                 const table::Label& label) const {
    int id = -1;
    must(nc_def_var(file_.id(), name.c_str(), type, 1, &dimension, &id));
    put_label(id, label);
    return id;
  }

  /// Numbers of one draw and scenario.
  [[nodiscard]] std::size_t numbers_per_draw(const Ensemble::Variable& variable) const {
    return variable.over == Ensemble::Over::scenario_draw_year ? ensemble_.years.size() : 1;
  }

  [[nodiscard]] std::size_t draws_in_piece(const Ensemble::Variable& variable) const {
    const std::size_t whole = std::max<std::size_t>(1, numbers_in_chunk / numbers_per_draw(variable));
    return std::min(whole, ensemble_.draws);
  }

  [[nodiscard]] int define_variable(const Ensemble::Variable& variable) const {
    std::vector<int> dimensions;
    std::vector<std::size_t> chunk;
    const auto over = [&](int dimension, std::size_t size) {
      dimensions.push_back(dimension);
      chunk.push_back(size);
    };
    if (variable.over != Ensemble::Over::draw) over(scenario_, 1);
    over(draw_, draws_in_piece(variable));
    if (variable.over == Ensemble::Over::scenario_draw_year) over(year_, ensemble_.years.size());

    int id = -1;
    const int file = file_.id();
    const bool is_flag = !variable.flags.empty();
    must(nc_def_var(file, variable.name.c_str(), is_flag ? NC_INT : NC_DOUBLE, static_cast<int>(dimensions.size()),
                    dimensions.data(), &id));
    must(nc_def_var_chunking(file, id, NC_CHUNKED, chunk.data()));
    must(nc_def_var_deflate(file, id, 1, 1, deflate_level));
    // A piece is a whole chunk and goes to the disk at once: a cache would keep a second copy of all numbers.
    must(nc_set_var_chunk_cache(file, id, 0, 1, 1.0F));
    if (is_flag) {
      put_flags(id, variable.flags);
    } else {
      const double missing = NC_FILL_DOUBLE;
      must(nc_def_var_fill(file, id, NC_FILL, &missing));
      put_text(id, "units", variable.unit);
    }
    put_label(id, variable.label);
    for (const auto& [name, text] : variable.notes) put_text(id, name, text);
    return id;
  }

  void put_flags(int variable, const std::vector<Ensemble::Flag>& flags) const {
    std::vector<int> values;
    std::string meanings;
    for (const Ensemble::Flag& flag : flags) {
      values.push_back(flag.value);
      meanings += (meanings.empty() ? "" : " ") + flag.meaning;
    }
    must(nc_put_att_int(file_.id(), variable, "flag_values", NC_INT, values.size(), values.data()));
    put_text(variable, "flag_meanings", meanings);
  }

  void put_words(int variable, const std::vector<std::string>& values) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const char* text = values[i].c_str();
      must(nc_put_var1_string(file_.id(), variable, &i, &text));
    }
  }

  void write_coordinates() {
    put_words(scenarios_, ensemble_.scenarios);
    for (std::size_t i = 0; i < words_.size(); ++i) put_words(words_[i], ensemble_.words[i].values);
    must(nc_put_var_int(file_.id(), years_, ensemble_.years.data()));
    std::vector<int> numbers;
    for (std::size_t first = 0; first < ensemble_.draws; first += numbers.size()) {
      const std::size_t count = std::min(numbers_in_chunk, ensemble_.draws - first);
      numbers.resize(count);
      for (std::size_t i = 0; i < count; ++i) numbers[i] = static_cast<int>(first + i);
      must(nc_put_vara_int(file_.id(), draws_, &first, &count, numbers.data()));
    }
  }

  void write_variable(const Ensemble::Variable& variable, int id) {
    const bool by_scenario = variable.over != Ensemble::Over::draw;
    const std::size_t scenarios = by_scenario ? ensemble_.scenarios.size() : 1, step = draws_in_piece(variable);
    piece_.resize(step * numbers_per_draw(variable));
    for (std::size_t scenario = 0; scenario < scenarios; ++scenario) {
      for (std::size_t first = 0; first < ensemble_.draws; first += step) {
        if (between_pieces_) between_pieces_();
        const std::size_t count = std::min(step, ensemble_.draws - first);
        if (!variable.fill(scenario, first, count, piece_.data())) break;
        write_piece(variable, id, {scenario, first, 0}, {1, count, ensemble_.years.size()});
      }
    }
  }

  void write_piece(const Ensemble::Variable& variable, int id, const std::array<std::size_t, 3>& start,
                   const std::array<std::size_t, 3>& count) {
    const std::size_t skipped = variable.over == Ensemble::Over::draw ? 1 : 0;  // no scenario in front
    if (!variable.flags.empty()) {
      flags_.assign(piece_.begin(), piece_.begin() + static_cast<std::ptrdiff_t>(count[1]));
      return must(nc_put_vara_int(file_.id(), id, start.data() + skipped, count.data() + skipped, flags_.data()));
    }
    // As in the CSV files: what is not a finite number is missing, and -0 is 0.
    for (double& number : piece_) number = std::isfinite(number) ? number + 0.0 : NC_FILL_DOUBLE;
    must(nc_put_vara_double(file_.id(), id, start.data() + skipped, count.data() + skipped, piece_.data()));
  }

  const Ensemble& ensemble_;
  const std::function<void()>& between_pieces_;
  File file_;
  int scenario_ = -1, draw_ = -1, year_ = -1;     // dimensions
  int scenarios_ = -1, draws_ = -1, years_ = -1;  // their coordinates
  std::vector<int> words_, variables_;
  std::vector<double> piece_;
  std::vector<int> flags_;
};

}  // namespace

extern "C" int citypeak_write_netcdf(const Ensemble& ensemble, const std::string& path,
                                     const std::function<void()>& between_pieces) {
  // The file is ours alone; network file systems that know no locks would refuse it.
  ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0);
  // Once a file could not be written to its end, HDF5 1.10 tries again when the program ends, and crashes.
  (void)H5dont_atexit();
  try {
    Writer(ensemble, path, between_pieces).write();
    return 0;
  } catch (const Failed& failed) {
    return failed.status > 0 ? failed.status : cause_of_failure(path);  // above 0 the library passes an errno on
  }
}

}  // namespace citypeak::output
