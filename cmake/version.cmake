# SPDX-License-Identifier: MIT
# generated/version.hpp: version, commit and compiler, looked up at every build and written only when they change.

# citypeak_version_header(ROOM): ROOM may include "generated/version.hpp"; only its includers are compiled again.
function(citypeak_version_header room)
  if(NOT TARGET citypeak_${room})
    return()
  endif()
  set(header "${CMAKE_BINARY_DIR}/generated/version.hpp")
  add_custom_target(citypeak_version
    COMMAND "${CMAKE_COMMAND}" "-DSOURCE=${CMAKE_SOURCE_DIR}" "-DHEADER=${header}" "-DVERSION=${PROJECT_VERSION}"
            "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}" "-DBUILD_TYPE=${CMAKE_BUILD_TYPE}"
            -P "${CMAKE_SOURCE_DIR}/cmake/write_version.cmake"
    BYPRODUCTS "${header}"
    COMMENT "Looking up the commit"
    VERBATIM)
  add_dependencies(citypeak_${room} citypeak_version)
  get_target_property(type citypeak_${room} TYPE)
  if(NOT type STREQUAL INTERFACE_LIBRARY)
    target_include_directories(citypeak_${room} PRIVATE "${CMAKE_BINARY_DIR}")
  endif()
endfunction()
