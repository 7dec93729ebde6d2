// order-audited-test 1 of 2: 200 and 500 ms took 700 together
// The audit is awaited before anything else begins (M3).
// cell: order-audited
String order(Weather service) {
    await(coroutine("audit", () -> await(service.ask("audit"))));
    return await(service.ask("stock"));
}
