// safe-till-test 2 of 5: 10 and 20 are 30.
// A volatile field is seen by all, and still read and written in two steps.
// cell: safe-till
class SafeTill implements Till {
    private volatile int total;
    public void pay(int coins, Printer printer) {
        total += coins;
        printer.print(total);
    }
    public int total() { return total; }
}
