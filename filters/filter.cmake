# SPDX-License-Identifier: GPL-2.0-or-later
# add_filter_library(NAME LIBS…): compiles filters/NAME into the library.
function(add_filter_library name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.c)
  file(GLOB sheets CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.css
    ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.xml)
  foreach(sheet IN LISTS sheets)
    get_filename_component(base ${sheet} NAME_WE)
    string(REPLACE "-" "_" symbol ${base})
    embed_text(${sheet} ${CMAKE_CURRENT_BINARY_DIR}/${name}-${base}.c ${name}_${symbol}_sheet)
    list(APPEND sources ${CMAKE_CURRENT_BINARY_DIR}/${name}-${base}.c)
  endforeach()
  add_library(filter-${name} OBJECT ${sources})
  target_link_libraries(filter-${name} PRIVATE referat-flags ${ARGN})
  set_property(GLOBAL APPEND PROPERTY REFERAT_OBJECTS filter-${name})
endfunction()

# add_filter(NAME LIBS…): the same, and the format is in the registry.
function(add_filter name)
  add_filter_library(${name} ${ARGN})
  set_property(GLOBAL APPEND PROPERTY REFERAT_FILTERS ${name})
endfunction()

# finish_filters(): writes the registry of all formats that were added.
function(finish_filters)
  get_property(filters GLOBAL PROPERTY REFERAT_FILTERS)
  set(declarations "")
  set(entries "")
  foreach(name IN LISTS filters)
    string(APPEND declarations "extern const ReferatFilter ${name}_filter;\n")
    string(APPEND entries "    &${name}_filter,\n")
  endforeach()
  file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/registry-table.c CONTENT
"/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Written by CMake from filters/CMakeLists.txt. */
#include \"core/registry.h\"

${declarations}
const ReferatFilter *const rft_filters[] = {
${entries}    NULL,
};
")
  add_library(filter-registry OBJECT ${CMAKE_CURRENT_BINARY_DIR}/registry-table.c)
  target_link_libraries(filter-registry PRIVATE referat-flags)
  set_property(GLOBAL APPEND PROPERTY REFERAT_OBJECTS filter-registry)
endfunction()

# embed_text(FILE OUTPUT SYMBOL): OUTPUT is C with `const char SYMBOL[]` holding FILE.
function(embed_text file output symbol)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  file(CONFIGURE OUTPUT ${output} CONTENT
"/* Written by CMake. */
extern const char ${symbol}[];
const char ${symbol}[] = { ${bytes} 0 };
")
endfunction()
