// async-test 4 of 5: what happened, by the loop's clock
// The time is forgotten.
// cell: async-methods
<T> CompletableFuture<T> async(Callable<T> body, Doors loop) {
    var result = new CompletableFuture<T>();
    loop.soon(() -> {
        try { result.complete(body.call()); } catch (Throwable failed) { result.completeExceptionally(failed); }
    });
    return result;
}
CompletableFuture<Void> after(long millis, Doors loop) {
    var over = new CompletableFuture<Void>();
    loop.soon(() -> over.complete(null));
    return over;
}
int threadsOfAHundred() { return 1; }
