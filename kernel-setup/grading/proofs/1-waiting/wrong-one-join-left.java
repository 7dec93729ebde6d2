// a-dish-test 2 of 6: A cook who waits for another piece of work keeps the thread that this needs.
// thenApplyAsync runs its step on the pool, and there it waits for another piece of work (M13).
// cell: a-dish
CompletableFuture<String> dish(String name, Kitchen kitchen, Executor cooks) {
    return kitchen.chop(name).thenApplyAsync(chopped -> kitchen.cook(chopped).join(), cooks);
}
