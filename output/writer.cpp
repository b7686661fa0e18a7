// SPDX-License-Identifier: MIT
// The list of formats: one line for each.
#include "output/writer.hpp"

#include "output/figures.hpp"

#ifdef CITYPEAK_NETCDF
#include <dlfcn.h>

#include <cerrno>
#include <filesystem>

#include "output/netcdf.hpp"
#endif

namespace citypeak::output {
namespace {

constexpr std::string_view verdicts = "verdicts";

OutputFile csv_file(const table::Table& table, const std::function<void()>& between_pieces) {
  return {table.id + ".csv", [&table, between_pieces](const Sink& sink) {
            write_csv(table, [&](std::string_view piece) {
              if (between_pieces) between_pieces();
              sink(piece);
            });
          }};
}

std::vector<OutputFile> csv_files(const Tables& tables) {
  std::vector<OutputFile> files;
  for (const table::Table& table : tables.machine) {
    if (table.id == verdicts) continue;  // on request only
    files.push_back(csv_file(table, tables.between_pieces));
  }
  return files;
}

std::vector<OutputFile> markdown_files(const Tables& tables) {
  const std::vector<table::Table>& readers = tables.readers;
  if (readers.empty()) return {};
  return {{"tables.md",
           [&readers, language = tables.language](const Sink& sink) { sink(render_markdown(readers, language)); }}};
}

std::vector<OutputFile> verdict_files(const Tables& tables) {
  std::vector<OutputFile> files;
  for (const table::Table& table : tables.machine) {
    if (table.id != verdicts) continue;
    files.push_back(csv_file(table, tables.between_pieces));
  }
  return files;
}

std::vector<OutputFile> figure_files(const Tables& tables, std::string_view extension) {
  return tables.drawing == nullptr ? std::vector<OutputFile>() : tables.drawing->files(extension);
}
std::vector<OutputFile> svg_files(const Tables& tables) { return figure_files(tables, "svg"); }
std::vector<OutputFile> pdf_files(const Tables& tables) { return figure_files(tables, "pdf"); }
std::vector<OutputFile> png_files(const Tables& tables) { return figure_files(tables, "png"); }

// The only place that knows what was built in.
#ifdef CITYPEAK_NETCDF
/// The module's writer; nullptr if the module is not beside the program or cannot be loaded.
decltype(&citypeak_write_netcdf) netcdf_writer() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  void* module = dlopen((program.parent_path() / "citypeak_netcdf.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  void* found = module == nullptr ? nullptr : dlsym(module, "citypeak_write_netcdf");
  return reinterpret_cast<decltype(&citypeak_write_netcdf)>(found);
}

std::vector<OutputFile> netcdf_files(const Tables& tables) {
  if (tables.ensemble == nullptr) return {};
  OutputFile file{"ensemble.nc", {}};
  file.write_by_path = [ensemble = tables.ensemble, between_pieces = tables.between_pieces](const std::string& path) {
    const auto write = netcdf_writer();
    return write == nullptr ? ELIBACC : write(*ensemble, path, between_pieces);
  };
  return {file};
}
#else
constexpr std::vector<OutputFile> (*netcdf_files)(const Tables&) = nullptr;
#endif

}  // namespace

const std::vector<Format>& formats() {
  static const std::vector<Format> list{{"csv", &csv_files},      {"md", &markdown_files},   {verdicts, &verdict_files},
                                        {"netcdf", netcdf_files}, {"svg", &svg_files, true}, {"pdf", &pdf_files, true},
                                        {"png", &png_files, true}};
  return list;
}

}  // namespace citypeak::output
