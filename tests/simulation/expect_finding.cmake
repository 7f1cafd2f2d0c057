# Runs a simulator with a bug in it: within so many seeds it must end with that sentence.
execute_process(COMMAND "${program}" --seeds 1..1000
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}")
if(NOT result EQUAL 1 OR NOT output MATCHES "${sentence}" OR NOT output MATCHES "\nagain: ")
  message(FATAL_ERROR "expected: ${sentence}")
endif()
