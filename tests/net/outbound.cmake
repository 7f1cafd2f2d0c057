bursar_test(net_outbound_tests
  SOURCES
    client_names_test.cpp
    client_outbound_names_test.cpp
    client_outbound_test.cpp
    outbound_address_test.cpp
    outbound_url_test.cpp
    recent_names_test.cpp
    retry_after_test.cpp
    sockets.cpp
  USES bursar_net_outbound bursar_net_server Boost::headers OpenSSL::SSL)
