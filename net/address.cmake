# What both sides count clients by.
bursar_module(net_address SOURCES client_address.cpp)
