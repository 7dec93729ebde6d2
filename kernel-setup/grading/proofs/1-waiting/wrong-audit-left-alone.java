// order-audited-test 1 of 2: calls still under way when order(…) returned
// The audit is started, and nobody waits for its end.
// cell: order-audited
String order(Weather service) {
    spawn("audit", () -> await(service.ask("audit")));
    return await(service.ask("stock"));
}
