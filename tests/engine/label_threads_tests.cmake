# Read by ctest, once the tests have been listed.
if(earmark_engine_threads_tests)
  set_tests_properties(${earmark_engine_threads_tests} PROPERTIES LABELS "simulation;concurrency")
endif()
