// send-all-test 4 of 5: Each of two letters waits for the other one to be under way.
// Nothing is lost, and nothing overlaps.
// cell: send-all
Report sendAll(List<Callable<String>> letters) throws InterruptedException {
    var report = new Report(new ArrayList<>(), new ArrayList<>());
    for (var letter : letters) {
        try { report.sent().add(letter.call()); } catch (Throwable failed) { report.failed().add(failed.getMessage()); }
    }
    return report;
}
