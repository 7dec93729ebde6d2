// async-test 2 of 5: Threads of 100 bodies: 100; the loop's is among them: false
// Asynchronous means a new thread (M1).
// cell: async-methods
<T> CompletableFuture<T> async(Callable<T> body, Doors loop) {
    var result = new CompletableFuture<T>();
    var begin = new CountDownLatch(1);
    Thread.startVirtualThread(() -> {
        try {
            begin.await();
            result.complete(body.call());
        } catch (Throwable failed) {
            result.completeExceptionally(failed);
        }
    });
    loop.soon(() -> begin.countDown());
    return result;
}
CompletableFuture<Void> after(long millis, Doors loop) {
    var over = new CompletableFuture<Void>();
    loop.later(millis, () -> over.complete(null));
    return over;
}
int threadsOfAHundred() { return 100; }
