// async-test 4 of 5: what the future of a body that throws fails with
// The failure comes out, but inside another one: whoever asks for a TimeoutException finds none.
// cell: async-methods
<T> CompletableFuture<T> async(Callable<T> body, Doors loop) {
    var result = new CompletableFuture<T>();
    loop.soon(() -> {
        try {
            result.complete(body.call());
        } catch (Throwable failed) {
            result.completeExceptionally(new IllegalStateException(failed));
        }
    });
    return result;
}
CompletableFuture<Void> after(long millis, Doors loop) {
    var over = new CompletableFuture<Void>();
    loop.later(millis, () -> over.complete(null));
    return over;
}
int threadsOfAHundred() { return 1; }
