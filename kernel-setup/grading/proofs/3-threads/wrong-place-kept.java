// fetch-all-test 5 of 6: Who fails must give its place back.
// The place is given back only if all went well.
// cell: fetch-all
List<String> fetchAll(List<String> pages, Site site, int most) throws InterruptedException {
    var places = new Semaphore(most);
    var answers = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var page : pages)
            answers.add(threads.submit(() -> {
                places.acquire();
                String text = site.get(page);
                places.release();
                return text;
            }));
    }
    return answers.stream().map(it -> it.state() == Future.State.SUCCESS ? it.resultNow() : "gone").toList();
}
