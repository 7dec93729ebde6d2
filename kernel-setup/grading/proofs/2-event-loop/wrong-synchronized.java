// withdraw-test 4 of 5: whether just one of 70 and 60 was drawn from 100
// A monitor around the last two lines guards them from nobody: no other thread is there, and the look came before.
// cell: withdraw
boolean withdraw(Account account, int amount, Bank bank) {
    boolean enough = account.balance >= amount;
    if (!enough || await(bank.allows(amount)).equals("no")) return false;
    synchronized (account) {
        if (enough) account.balance = account.balance - amount;
        return enough;
    }
}
