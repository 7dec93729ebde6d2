// order-audited-test 0 of 2: making a coroutine asks nobody
// The coroutine is made, and nobody runs it (M4).
// cell: order-audited
String order(Weather service) {
    coroutine("audit", () -> await(service.ask("audit")));
    return await(service.ask("stock"));
}
