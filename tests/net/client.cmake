bursar_test(net_client_tests
  SOURCES sockets.cpp client_load_test.cpp client_test.cpp
  USES bursar_net_client bursar_net_server Boost::headers OpenSSL::SSL)
