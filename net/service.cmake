# What the sockets serve: routes, validation, rendering. simdjson is included by json_reader alone.
bursar_module(net_service
  SOURCES
    agents.cpp
    api.cpp
    audit.cpp
    authority.cpp
    cursor.cpp
    errors.cpp
    funding.cpp
    health.cpp
    history.cpp
    hosts.cpp
    idempotency.cpp
    json_reader.cpp
    json_text.cpp
    json_writer.cpp
    keys.cpp
    list.cpp
    openapi.cpp
    openapi_schema.cpp
    payment_batch.cpp
    payment_view.cpp
    payments.cpp
    policies.cpp
    problem.cpp
    query.cpp
    receipt.cpp
    request_id.cpp
    router.cpp
    routes.cpp
    signup_limit.cpp
    visit.cpp
    wallet_list.cpp
    wallet_view.cpp
    wallets.cpp
  USES bursar_ledger bursar_crypto bursar_telemetry bursar_actors
  PRIVATE_USES PkgConfig::SIMDJSON)
