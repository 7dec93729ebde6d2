// Right, and built differently: platform threads, a latch and a permit taken outside, a lock of java.util.concurrent.
// cell: two-names
List<String> twoNames() {
    return new ArrayList<>(names);
}
// cell: all-hands
List<Thread> allHands(List<Runnable> jobs) {
    var hands = new ArrayList<Thread>();
    for (var job : jobs) {
        var hand = new Thread(job);
        hand.start();
        hands.add(hand);
    }
    return hands;
}
// cell: send-all
Report sendAll(List<Callable<String>> letters) throws InterruptedException {
    var sent = new String[letters.size()];
    var failed = new String[letters.size()];
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < letters.size(); i++) {
        int number = i;
        threads.add(Thread.startVirtualThread(() -> {
            try {
                sent[number] = letters.get(number).call();
            } catch (Throwable problem) {
                failed[number] = problem.getMessage();
            }
        }));
    }
    for (var thread : threads) thread.join();
    return new Report(Stream.of(sent).filter(Objects::nonNull).toList(),
        Stream.of(failed).filter(Objects::nonNull).toList());
}
// cell: fetch-all
List<String> fetchAll(List<String> pages, Site site, int most) throws InterruptedException {
    var places = new ArrayBlockingQueue<Integer>(most);
    var texts = new ArrayList<String>(pages);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < pages.size(); i++) {
        int number = i;
        places.put(number);
        threads.add(Thread.startVirtualThread(() -> {
            String text;
            try {
                text = site.get(pages.get(number));
            } catch (Exception gone) {
                text = "gone";
            }
            places.poll();
            synchronized (texts) { texts.set(number, text); }
        }));
    }
    for (var thread : threads) thread.join();
    return texts;
}
// cell: five-numbers
List<Integer> fiveNumbers() {
    int seconds = visitors * 10 / 1000 / 2;
    return List.of(visitors / 200, 1, seconds, seconds, guests);
}
String whoWaits() { return "the virtual thread and its carrier"; }
// cell: safe-till
class SafeTill implements Till {
    private final ReentrantLock lock = new ReentrantLock();
    private int total;
    public void pay(int coins, Printer printer) {
        lock.lock();
        try {
            total += coins;
            printer.print(total);
        } finally {
            lock.unlock();
        }
    }
    public int total() {
        lock.lock();
        try { return total; } finally { lock.unlock(); }
    }
}
