// send-all-test 3 of 5: [java.lang.IllegalStateException: no post on the moon]
// The message is the wrapper's, not the letter's own.
// cell: send-all
Report sendAll(List<Callable<String>> letters) throws InterruptedException {
    var answers = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var letter : letters) answers.add(threads.submit(letter));
    }
    var report = new Report(new ArrayList<>(), new ArrayList<>());
    for (var answer : answers) {
        try {
            report.sent().add(answer.get());
        } catch (ExecutionException failed) {
            report.failed().add(failed.getMessage());
        }
    }
    return report;
}
