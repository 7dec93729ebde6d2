// fetch-all-test 5 of 6: One page is slow
// As many as are allowed, and then all of them have to be done before the next ones begin.
// cell: fetch-all
List<String> fetchAll(List<String> pages, Site site, int most) throws InterruptedException {
    var texts = new ArrayList<String>();
    for (int i = 0; i < pages.size(); i += most) {
        var answers = new ArrayList<Future<String>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var page : pages.subList(i, Math.min(i + most, pages.size())))
                answers.add(threads.submit(() -> site.get(page)));
        }
        for (var answer : answers)
            texts.add(answer.state() == Future.State.SUCCESS ? answer.resultNow() : "gone");
    }
    return texts;
}
