// send-all-test 3 of 5: The letter to the moon fails with "no post on the moon". Who has its exception?
// Only what came back is looked at; the failures stay in their futures (M12).
// cell: send-all
Report sendAll(List<Callable<String>> letters) throws InterruptedException {
    var answers = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var letter : letters) answers.add(threads.submit(letter));
    }
    var sent = answers.stream().filter(it -> it.state() == Future.State.SUCCESS).map(it -> it.resultNow()).toList();
    return new Report(sent, List.of());
}
