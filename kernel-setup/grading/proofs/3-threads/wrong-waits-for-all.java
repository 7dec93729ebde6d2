// all-hands-test 4 of 5: The job could end only after allHands(…) had returned.
// All are started, but the executor's close waits for them.
// cell: all-hands
List<Thread> allHands(List<Runnable> jobs) {
    var hands = new ArrayList<Thread>();
    for (var job : jobs) hands.add(Thread.startVirtualThread(job));
    for (var hand : hands) {
        try { hand.join(); } catch (InterruptedException e) { return hands; }
    }
    return hands;
}
