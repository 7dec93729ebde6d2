// async-test 3 of 5: whether a body ran before async(…) had returned
// The body is run by whoever calls async.
// cell: async-methods
<T> CompletableFuture<T> async(Callable<T> body, Doors loop) {
    try {
        return CompletableFuture.completedFuture(body.call());
    } catch (Exception failed) {
        return CompletableFuture.failedFuture(failed);
    }
}
CompletableFuture<Void> after(long millis, Doors loop) {
    var over = new CompletableFuture<Void>();
    loop.later(millis, () -> over.complete(null));
    return over;
}
int threadsOfAHundred() { return 1; }
