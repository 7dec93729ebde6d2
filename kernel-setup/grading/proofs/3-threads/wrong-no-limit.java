// fetch-all-test 4 of 6: A thread that costs nothing does not make the site any stronger.
// A virtual thread for each, and no limit (M14).
// cell: fetch-all
List<String> fetchAll(List<String> pages, Site site, int most) throws InterruptedException {
    var answers = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var page : pages) answers.add(threads.submit(() -> site.get(page)));
    }
    return answers.stream().map(it -> it.state() == Future.State.SUCCESS ? it.resultNow() : "gone").toList();
}
