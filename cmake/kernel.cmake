# SPDX-License-Identifier: MIT
# The innermost loop of the simulation, compiled once for each instruction set and chosen when the program starts.

# citypeak_kernel(FOLDER): FOLDER/kernel*.cpp become part of the run room three times, each in the namespace that
# CITYPEAK_ISA names. The linker keeps one copy of an inline function that two of these objects share, which could hand
# instructions of v4 to an older machine: tests/house/kernel_symbols.sh forbids such functions. An unoptimised build
# cannot inline them away, so there all three use the oldest set.
function(citypeak_kernel folder)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/kernel*.cpp")
  if(NOT sources OR NOT TARGET citypeak_run)
    return()
  endif()
  foreach(level v2 v3 v4)
    set(target kernel_isa_${level})
    add_library(${target} OBJECT ${sources})
    target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}")
    target_compile_definitions(${target} PRIVATE CITYPEAK_ISA=isa_${level})
    target_compile_options(${target} PRIVATE -fno-exceptions -Wno-psabi)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
      target_compile_options(${target} PRIVATE
        $<IF:$<CONFIG:Debug>,-march=x86-64-v2,-march=x86-64-${level}>)
    endif()
    target_sources(citypeak_run PRIVATE $<TARGET_OBJECTS:${target}>)
  endforeach()
endfunction()
