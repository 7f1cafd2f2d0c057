bursar_test(net_server_tests
  SOURCES sockets.cpp client_address_test.cpp framing_test.cpp readable_sockets_test.cpp request_memory_test.cpp
          server_addresses_test.cpp server_limits_test.cpp server_listener_test.cpp server_test.cpp session_answer_test.cpp session_buffer_test.cpp session_framing_test.cpp
          session_parser_test.cpp session_peer_test.cpp session_live_test.cpp session_stream_test.cpp
  ALONE session_test.cpp
  USES bursar_net_server Boost::headers OpenSSL::SSL)
