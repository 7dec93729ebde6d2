// fetch-all-test 2 of 6: The site answers when two call at the same time.
// A lock is a limit of one.
// cell: fetch-all
List<String> fetchAll(List<String> pages, Site site, int most) throws InterruptedException {
    var answers = new ArrayList<Future<String>>();
    var lock = new ReentrantLock();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var page : pages)
            answers.add(threads.submit(() -> {
                lock.lock();
                try { return site.get(page); } finally { lock.unlock(); }
            }));
    }
    return answers.stream().map(it -> it.state() == Future.State.SUCCESS ? it.resultNow() : "gone").toList();
}
