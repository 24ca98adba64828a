# SPDX-License-Identifier: GPL-2.0-or-later
# embed_desktop(TARGET): the templates of this folder become C of TARGET; embed_text() is that of
# filters/filter.cmake.
function(embed_desktop target)
  foreach(name referat-watch.service referat-watch.desktop referat-convert.desktop
      referat-servicemenu.desktop nautilus-script)
    string(REGEX REPLACE "[-.]" "_" symbol ${name})
    set(output ${CMAKE_CURRENT_BINARY_DIR}/desktop-${symbol}.c)
    embed_text(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${name}.in ${output} rft_desktop_${symbol})
    target_sources(${target} PRIVATE ${output})
  endforeach()
endfunction()
