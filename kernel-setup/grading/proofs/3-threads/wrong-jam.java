// safe-till-test 4 of 5: When the printer throws, the next one must still be able to pay.
// The lock is let go only if the printer worked.
// cell: safe-till
class SafeTill implements Till {
    private final ReentrantLock lock = new ReentrantLock();
    private int total;
    public void pay(int coins, Printer printer) {
        lock.lock();
        total += coins;
        printer.print(total);
        lock.unlock();
    }
    public int total() {
        lock.lock();
        try { return total; } finally { lock.unlock(); }
    }
}
