// all-hands-test 2 of 5: Each job waits for the others to begin. Who starts the next job?
// Each thread is joined before the next is started.
// cell: all-hands
List<Thread> allHands(List<Runnable> jobs) {
    var hands = new ArrayList<Thread>();
    for (var job : jobs) {
        var hand = Thread.startVirtualThread(job);
        try { hand.join(); } catch (InterruptedException e) { return hands; }
        hands.add(hand);
    }
    return hands;
}
