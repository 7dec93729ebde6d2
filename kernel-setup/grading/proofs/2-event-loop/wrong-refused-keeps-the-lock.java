// withdraw-test 4 of 5: Who is refused takes nothing, and keeps nobody waiting
// The lock is released only by whoever draws: after the first no, all others wait for ever.
// cell: withdraw
boolean withdraw(Account account, int amount, Bank bank) {
    account.turn.acquire();
    if (account.balance < amount) return false;
    if (await(bank.allows(amount)).equals("no")) return false;
    account.balance -= amount;
    account.turn.release();
    return true;
}
