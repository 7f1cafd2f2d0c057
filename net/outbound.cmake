# What is sent to addresses that others have named; it knows none of the others.
bursar_module(net_outbound
  SOURCES
    client_names.cpp
    client_outbound.cpp
    outbound_address.cpp
    outbound_url.cpp
    retry_after.cpp
  PRIVATE_USES Boost::headers OpenSSL::SSL Threads::Threads)
