// send-all-test 1 of 5: A letter that fails is no reason for sendAll(…) to fail.
// The first failure is thrown, and nobody hears of the rest.
// cell: send-all
Report sendAll(List<Callable<String>> letters) throws InterruptedException {
    var sent = new ArrayList<String>();
    var answers = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var letter : letters) answers.add(threads.submit(letter));
        for (var answer : answers) sent.add(answer.get());
    } catch (ExecutionException failed) {
        throw new IllegalStateException(failed.getCause().getMessage());
    }
    return new Report(sent, List.of());
}
