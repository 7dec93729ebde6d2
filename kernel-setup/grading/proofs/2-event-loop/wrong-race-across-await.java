// withdraw-test 1 of 5: What you read before an await may be old after it.
// Read, await, write (M8).
// cell: withdraw
boolean withdraw(Account account, int amount, Bank bank) {
    int seen = account.balance;
    if (seen < amount) return false;
    if (await(bank.allows(amount)).equals("no")) return false;
    account.balance = seen - amount;
    return true;
}
