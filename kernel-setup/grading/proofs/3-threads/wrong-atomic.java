// safe-till-test 4 of 5: Who has added must print before the next adds.
// An atomic number loses nothing, but the slips may come in another order.
// cell: safe-till
class SafeTill implements Till {
    private final AtomicInteger total = new AtomicInteger();
    public void pay(int coins, Printer printer) {
        printer.print(total.addAndGet(coins));
    }
    public int total() { return total.get(); }
}
