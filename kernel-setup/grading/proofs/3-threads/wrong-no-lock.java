// safe-till-test 1 of 5: 10 and 20 are paid at the same time.
// The till as it was, without a lock (M15).
// cell: safe-till
class SafeTill implements Till {
    private int total;
    public void pay(int coins, Printer printer) {
        total += coins;
        printer.print(total);
    }
    public int total() { return total; }
}
