# What an optimised build of ours is compiled and linked with, so that a fault in memory ends the
# process rather than serves an attacker. Position-independent code is the compilers' own default in
# Debian; tests/e2e/hardened_binary.py looks at what came out.
add_library(bursar_hardening INTERFACE)
set(optimised "$<CONFIG:RelWithDebInfo,Release>")
if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
  target_compile_options(bursar_hardening INTERFACE
    "$<${optimised}:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3>"
    "$<${optimised}:-fstack-protector-strong;-fstack-clash-protection>")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(bursar_hardening INTERFACE "$<${optimised}:-fcf-protection>")
  endif()
endif()
target_link_options(bursar_hardening INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
