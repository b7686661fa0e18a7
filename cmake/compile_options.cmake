# SPDX-License-Identifier: MIT
# The compiler's settings for every file: language, warnings, hardening, and the same numbers from every build.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

add_compile_options(-Wall -Wextra -Wconversion -Wshadow $<$<BOOL:${CITYPEAK_WERROR}>:-Werror>)

if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 warns wrongly of std::string built from short texts (GCC bugs 105651 and 105329).
  add_compile_options(-Wno-restrict -Wno-array-bounds)
endif()

# No contraction of a * b + c: the same bits on every instruction set. No path of this machine in the program.
add_compile_options(-ffp-contract=off -fno-math-errno "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")

add_compile_options(-fstack-protector-strong -fPIE)
add_link_options("$<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>" -Wl,-z,relro -Wl,-z,now)
if(CITYPEAK_SANITIZE)
  add_compile_options("-fsanitize=${CITYPEAK_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  string(REPLACE "fuzzer-no-link" "" link_sanitizers "${CITYPEAK_SANITIZE}")
  string(REGEX REPLACE "^,+|,+$" "" link_sanitizers "${link_sanitizers}")
  add_link_options("-fsanitize=${link_sanitizers}")
else()
  add_compile_options("$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
endif()
add_compile_options($<$<CONFIG:Debug>:-D_GLIBCXX_ASSERTIONS>)
