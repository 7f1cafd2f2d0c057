# The socket side: no route, no JSON. Boost.Asio and Boost.Beast are included here alone.
bursar_module(net_server
  SOURCES
    framing.cpp
    readable_sockets.cpp
    server.cpp
    server_addresses.cpp
    server_door.cpp
    server_identity.cpp
    server_lane.cpp
    server_listener.cpp
    server_turned_away.cpp
    session.cpp
    session_answer.cpp
    session_bounds.cpp
    session_buffer.cpp
    session_exchange.cpp
    session_live.cpp
    session_output.cpp
    session_parser.cpp
    session_peer.cpp
    session_round.cpp
    session_stream.cpp
  USES bursar_net_address bursar_ledger bursar_crypto bursar_actors bursar_telemetry
  PRIVATE_USES Boost::headers Threads::Threads)
