# SPDX-License-Identifier: GPL-2.0-or-later
# referat.mk, referat.pc and the CMake package: made for the installation, and once more for the build
# folder, which is laid out like one. Included by src/CMakeLists.txt.
include(CMakePackageConfigHelpers)
set(here ${CMAKE_CURRENT_LIST_DIR})

# ---- make ----
configure_file(${here}/make/referat.mk ${CMAKE_BINARY_DIR}/share/referat/referat.mk COPYONLY)
install(FILES ${here}/make/referat.mk DESTINATION ${CMAKE_INSTALL_DATADIR}/referat)

# ---- pkg-config: paths from the place of the file, unless they were given as absolute ones ----
set(package_libdir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR})
  set(pc_prefix ${CMAKE_INSTALL_PREFIX})
else()
  file(RELATIVE_PATH up /${package_libdir} /)
  string(REGEX REPLACE "/$" "" up "${up}")
  set(pc_prefix "\${pcfiledir}/${up}")
endif()
foreach(name bindir libdir includedir datadir)
  string(TOUPPER CMAKE_INSTALL_${name} setting)
  if(IS_ABSOLUTE ${${setting}})
    set(pc_${name} ${${setting}})
  else()
    set(pc_${name} "\${prefix}/${${setting}}")
  endif()
endforeach()
configure_file(${here}/pkgconfig/referat.pc.in ${CMAKE_BINARY_DIR}/integration/referat.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/integration/referat.pc DESTINATION ${package_libdir})

# ---- CMake ----
# referat_cmake_package(FOLDER PREFIX BIN LIB INCLUDE DATA FILE…)
function(referat_cmake_package folder destination)
  set(paths config_bindir config_libdir config_includedir config_datadir)
  foreach(path value IN ZIP_LISTS paths ARGN)
    set(${path} ${value})
  endforeach()
  configure_package_config_file(${here}/cmake/ReferatConfig.cmake.in ${folder}/ReferatConfig.cmake
    INSTALL_DESTINATION ${destination} PATH_VARS ${paths} ${config_prefix})
  write_basic_package_version_file(${folder}/ReferatConfigVersion.cmake COMPATIBILITY SameMajorVersion
    ARCH_INDEPENDENT)
  configure_file(${here}/cmake/ReferatConvert.cmake ${folder}/ReferatConvert.cmake COPYONLY)
endfunction()

set(config_library libreferat${CMAKE_SHARED_LIBRARY_SUFFIX}.${PROJECT_VERSION})
set(config_soname libreferat${CMAKE_SHARED_LIBRARY_SUFFIX}.${PROJECT_VERSION_MAJOR})
set(cmake_folder ${CMAKE_INSTALL_LIBDIR}/cmake/Referat)
referat_cmake_package(${CMAKE_BINARY_DIR}/integration ${cmake_folder} ${CMAKE_INSTALL_BINDIR}
  ${CMAKE_INSTALL_LIBDIR} ${CMAKE_INSTALL_INCLUDEDIR} ${CMAKE_INSTALL_DATADIR})
foreach(file ReferatConfig ReferatConfigVersion ReferatConvert)
  install(FILES ${CMAKE_BINARY_DIR}/integration/${file}.cmake DESTINATION ${cmake_folder})
endforeach()

set(config_source_includes "${CMAKE_SOURCE_DIR}/src/include;")
set(config_prefix INSTALL_PREFIX ${CMAKE_BINARY_DIR})
referat_cmake_package(${CMAKE_BINARY_DIR}/lib/cmake/Referat ${CMAKE_BINARY_DIR}/lib/cmake/Referat bin lib include share)
