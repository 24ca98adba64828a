# SPDX-License-Identifier: GPL-2.0-or-later
# embed_bulk_page(TARGET): style sheets and script of this folder become C of TARGET, and what writes
# pages is compiled with it. embed_text() is that of filters/filter.cmake.
function(embed_bulk_page target)
  foreach(name page.css report-html.css index-page.css index-lately.css index-page.js)
    string(REGEX REPLACE "[-.]" "_" symbol ${name})
    set(output ${CMAKE_CURRENT_BINARY_DIR}/bulk-${symbol}.c)
    embed_text(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${name} ${output} rft_${symbol})
    target_sources(${target} PRIVATE ${output})
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/*.c)
  target_sources(${target} PRIVATE ${sources})
endfunction()
