// fetch-all-test 4 of 6: A thread that costs nothing does not make the site any stronger.
// Each page has a semaphore of its own, which limits nobody (M14).
// cell: fetch-all
List<String> fetchAll(List<String> pages, Site site, int most) throws InterruptedException {
    var answers = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var page : pages)
            answers.add(threads.submit(() -> {
                var places = new Semaphore(most);
                places.acquire();
                try { return site.get(page); } finally { places.release(); }
            }));
    }
    return answers.stream().map(it -> it.state() == Future.State.SUCCESS ? it.resultNow() : "gone").toList();
}
