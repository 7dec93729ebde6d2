// a-dish-test 4 of 6: The only cook was free only after dish(…) had returned
// The caller waits for the chopping, since a future is asynchronous anyway (M13).
// cell: a-dish
CompletableFuture<String> dish(String name, Kitchen kitchen, Executor cooks) {
    return kitchen.cook(kitchen.chop(name).join());
}
