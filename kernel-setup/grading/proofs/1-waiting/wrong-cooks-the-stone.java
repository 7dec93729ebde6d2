// a-dish-test 5 of 6: Nothing is cooked.
// A failed chopping is replaced by something else, and that is cooked.
// cell: a-dish
CompletableFuture<String> dish(String name, Kitchen kitchen, Executor cooks) {
    return kitchen.chop(name).exceptionally(failed -> "nothing").thenCompose(chopped -> kitchen.cook(chopped))
        .thenApply(cooked -> {
            if (cooked.contains("nothing")) throw new IllegalArgumentException("a stone");
            return cooked;
        });
}
