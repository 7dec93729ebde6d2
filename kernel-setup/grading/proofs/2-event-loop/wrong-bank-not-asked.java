// withdraw-test 1 of 5: whether bob gets what the bank does not allow
// No wait, no race; and no bank.
// cell: withdraw
boolean withdraw(Account account, int amount, Bank bank) {
    if (account.balance < amount) return false;
    account.balance -= amount;
    return true;
}
