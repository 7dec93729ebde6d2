// all-hands-test 1 of 5: Each job waits for the others to begin. Who starts the next job?
// run() instead of start() (M11).
// cell: all-hands
List<Thread> allHands(List<Runnable> jobs) {
    var hands = new ArrayList<Thread>();
    for (var job : jobs) {
        var hand = new Thread(job);
        hand.run();
        hands.add(hand);
    }
    return hands;
}
