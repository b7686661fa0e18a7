# SPDX-License-Identifier: MIT
# The writer of ensemble.nc, with CITYPEAK_NETCDF only: the one source that needs libnetcdf.

# citypeak_netcdf(ROOM): compiles the writer into the room, or leaves it out.
function(citypeak_netcdf room)
  set(target "citypeak_${room}")
  if(NOT TARGET ${target})
    return()
  endif()
  if(NOT CITYPEAK_NETCDF)
    set_source_files_properties("${CMAKE_SOURCE_DIR}/output/netcdf.cpp" PROPERTIES HEADER_FILE_ONLY TRUE)
    return()
  endif()
  find_path(NETCDF_INCLUDE_DIR netcdf.h)
  find_library(NETCDF_LIBRARY netcdf)
  # What libnetcdf stands on, for one function of it; libnetcdf-dev brings it along.
  find_path(HDF5_INCLUDE_DIR hdf5.h PATH_SUFFIXES hdf5/serial)
  find_library(HDF5_LIBRARY NAMES hdf5_serial hdf5)
  foreach(part IN ITEMS NETCDF_INCLUDE_DIR NETCDF_LIBRARY HDF5_INCLUDE_DIR HDF5_LIBRARY)
    if(NOT ${part})
      message(FATAL_ERROR "CITYPEAK_NETCDF needs the package libnetcdf-dev (${part} is not there)")
    endif()
  endforeach()
  target_include_directories(${target} SYSTEM PRIVATE "${NETCDF_INCLUDE_DIR}" "${HDF5_INCLUDE_DIR}")
  target_link_libraries(${target} PRIVATE "${NETCDF_LIBRARY}" "${HDF5_LIBRARY}")
  target_compile_definitions(${target} PRIVATE CITYPEAK_NETCDF)
endfunction()
