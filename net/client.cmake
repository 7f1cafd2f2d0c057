# What a command asks a running engine with; it knows none of the others.
bursar_module(net_client SOURCES client.cpp ALONE client_load.cpp PRIVATE_USES
  Boost::headers OpenSSL::SSL Threads::Threads)
