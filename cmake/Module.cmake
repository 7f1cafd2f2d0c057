option(BURSAR_TOGETHER "Compile sources several at a time: less work in all, more for one" OFF)

# Sources that have names of their own in common with others are compiled ALONE. What is not
# optimised is mostly headers read again: the MORE at a time the better.
function(compile_together target)
  cmake_parse_arguments(ARG "MORE" "" "ALONE" ${ARGN})
  set(batch 16)
  if(ARG_MORE)
    set(batch 60)
  endif()
  set_source_files_properties(${ARG_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set_target_properties(${target} PROPERTIES
    UNITY_BUILD ${BURSAR_TOGETHER} UNITY_BUILD_BATCH_SIZE ${batch})
endfunction()

# bursar_module(NAME SOURCES ... ALONE ... USES ...): one library per top-level folder, without
# SOURCES one of headers. USES is all that the folder may link; tests/tidy_test.cpp holds its
# includes to the same.
function(bursar_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;ALONE;USES;PRIVATE_USES" ${ARGN})
  if(NOT ARG_SOURCES)
    add_library(bursar_${name} INTERFACE)
    target_include_directories(bursar_${name} INTERFACE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(bursar_${name} INTERFACE ${ARG_USES})
    return()
  endif()
  add_library(bursar_${name} STATIC ${ARG_SOURCES} ${ARG_ALONE})
  target_include_directories(bursar_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(bursar_${name} PUBLIC ${ARG_USES} PRIVATE ${ARG_PRIVATE_USES}
    bursar_hardening bursar_warnings)
  compile_together(bursar_${name} ALONE ${ARG_ALONE})
endfunction()

# bursar_test(NAME SOURCES ... ALONE ... USES ...): one gtest binary per tested folder; every case is
# a test of its own.
function(bursar_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;ALONE;USES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES} ${ARG_ALONE})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_USES} bursar_warnings GTest::gmock_main)
  target_compile_definitions(${name} PRIVATE BURSAR_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  # Tests take longer to compile than to run: without optimising it is half the time.
  target_compile_options(${name} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O0 -g1>)
  compile_together(${name} MORE ALONE ${ARG_ALONE})
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
endfunction()
