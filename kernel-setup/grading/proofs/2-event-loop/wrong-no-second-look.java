// withdraw-test 4 of 5: whether just one of 70 and 60 was drawn from 100
// The balance is read anew, but whether it is enough is not (M8).
// cell: withdraw
boolean withdraw(Account account, int amount, Bank bank) {
    if (account.balance < amount) return false;
    if (await(bank.allows(amount)).equals("no")) return false;
    account.balance -= amount;
    return true;
}
