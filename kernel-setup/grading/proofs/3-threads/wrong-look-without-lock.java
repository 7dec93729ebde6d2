// safe-till-test 4 of 5: To read is to touch, too
// Only who pays takes the lock.
// cell: safe-till
class SafeTill implements Till {
    private int total;
    public synchronized void pay(int coins, Printer printer) {
        total += coins;
        printer.print(total);
    }
    public int total() { return total; }
}
