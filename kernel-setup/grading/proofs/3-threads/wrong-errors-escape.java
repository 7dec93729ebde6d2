// send-all-test 4 of 5: thread 3 fails: no such person
// Only exceptions are caught; an Error ends its thread in silence.
// cell: send-all
Report sendAll(List<Callable<String>> letters) throws InterruptedException {
    var sent = new String[letters.size()];
    var failed = new String[letters.size()];
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < letters.size(); i++) {
        int number = i;
        threads.add(Thread.startVirtualThread(() -> {
            try { sent[number] = letters.get(number).call(); } catch (Exception problem) { failed[number] = problem.getMessage(); }
        }));
    }
    for (var thread : threads) thread.join();
    return new Report(Stream.of(sent).filter(Objects::nonNull).toList(), Stream.of(failed).filter(Objects::nonNull).toList());
}
