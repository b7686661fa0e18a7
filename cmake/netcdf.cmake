# SPDX-License-Identifier: MIT
# The writer of ensemble.nc, with CITYPEAK_NETCDF only: the one source that needs libnetcdf. It stands in a module beside the
# program, loaded when the format is asked for: libnetcdf brings 8 MB and 4 ms of libraries that no other run should pay for.

# citypeak_netcdf(ROOM PROGRAM): the module, and the room told that there is one; or neither.
function(citypeak_netcdf room program)
  if(NOT CITYPEAK_NETCDF OR NOT TARGET "citypeak_${room}" OR NOT TARGET ${program})
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
  add_library(citypeak_netcdf MODULE "${CMAKE_SOURCE_DIR}/output/netcdf.cpp")
  set_target_properties(citypeak_netcdf PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  target_compile_options(citypeak_netcdf PRIVATE -fPIC)
  target_include_directories(citypeak_netcdf PRIVATE "${CMAKE_SOURCE_DIR}")
  target_include_directories(citypeak_netcdf SYSTEM PRIVATE "${NETCDF_INCLUDE_DIR}" "${HDF5_INCLUDE_DIR}")
  target_link_libraries(citypeak_netcdf PRIVATE "${NETCDF_LIBRARY}" "${HDF5_LIBRARY}")
  target_compile_definitions("citypeak_${room}" PRIVATE CITYPEAK_NETCDF)
  target_link_libraries("citypeak_${room}" PRIVATE ${CMAKE_DL_LIBS})
  add_dependencies(${program} citypeak_netcdf)
endfunction()
