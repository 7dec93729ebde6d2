// a-dish-test 2 of 6: A cook who waits for another piece of work keeps the thread that this needs.
// The nested joins that the task begins with (M13).
// cell: a-dish
CompletableFuture<String> dish(String name, Kitchen kitchen, Executor cooks) {
    return CompletableFuture.supplyAsync(() -> kitchen.cook(kitchen.chop(name).join()).join(), cooks);
}
