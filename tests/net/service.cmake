find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)

bursar_test(net_service_tests
  SOURCES
    agent_templates_test.cpp
    agent_view_test.cpp
    agents_test.cpp
    approval_view_test.cpp
    approvals_test.cpp
    api_test.cpp
    api_world.cpp
    audit_test.cpp
    authority_test.cpp
    auto_topup_test.cpp
    backups_test.cpp
    bridge_contract_test.cpp
    bridge_link_test.cpp
    bridge_statement_test.cpp
    clearing_test.cpp
    clock_test.cpp
    connector_audit_test.cpp
    dialects/theros_test.cpp
    dialects/trove_test.cpp
    dialects/wallgent_test.cpp
    environments_test.cpp
    errors_test.cpp
    event_stream_test.cpp
    events_test.cpp
    fund_batch_test.cpp
    funding_test.cpp
    grants_test.cpp
    health_test.cpp
    history_test.cpp
    hosts_test.cpp
    http_connector_test.cpp
    idempotency_test.cpp
    json_members_test.cpp
    json_reader_test.cpp
    json_text_test.cpp
    json_values_test.cpp
    json_writer_test.cpp
    key_view_test.cpp
    keys_test.cpp
    list_test.cpp
    openapi_schema_test.cpp
    openapi_test.cpp
    operator_test.cpp
    organizations_test.cpp
    outcomes_test.cpp
    overload_test.cpp
    pace_test.cpp
    payment_batch_test.cpp
    payment_list_test.cpp
    payment_view_test.cpp
    payments_test.cpp
    disputes_test.cpp
    payout_destination_test.cpp
    payout_view_test.cpp
    payouts_test.cpp
    permission_matrix.cpp
    permission_matrix_test.cpp
    policies_test.cpp
    policy_evaluation_test.cpp
    policy_replay_test.cpp
    problem_test.cpp
    purchase_test.cpp
    query_test.cpp
    rate_turn_test.cpp
    refunds_test.cpp
    request_id_test.cpp
    router_test.cpp
    sandbox_connector_test.cpp
    schema_test.cpp
    services_test.cpp
    signup_limit_test.cpp
    statement_comparison_test.cpp
    tokens_test.cpp
    wallet_address_test.cpp
    wallet_life_test.cpp
    wallet_list_test.cpp
    wallet_sessions_test.cpp
    wallet_view_test.cpp
    wallets_test.cpp
    webhooks_test.cpp
    withdrawals_test.cpp
    x402_body_test.cpp
    x402_discovery_test.cpp
    x402_facilitator_test.cpp
  ALONE
    cursor_test.cpp
    stored_answers_test.cpp
  USES bursar_net_service Boost::json ${RAPIDCHECK_LIBRARY})

# For the matrix that is asked of a process: see tests/e2e/permission_matrix.py.
add_executable(permission_cells permission_cells.cpp permission_matrix.cpp)
target_include_directories(permission_cells PRIVATE "${PROJECT_SOURCE_DIR}")
target_link_libraries(permission_cells PRIVATE bursar_net_service bursar_warnings)
target_compile_options(permission_cells PRIVATE $<$<CONFIG:RelWithDebInfo>:-O0 -g1>)
