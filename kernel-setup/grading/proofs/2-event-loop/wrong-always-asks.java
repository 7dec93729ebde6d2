// withdraw-test 3 of 5: what the bank was asked, for 30 of 100 and 120 of 70
// The bank is asked before anybody looks whether the account can pay.
// cell: withdraw
boolean withdraw(Account account, int amount, Bank bank) {
    if (await(bank.allows(amount)).equals("no")) return false;
    if (account.balance < amount) return false;
    account.balance -= amount;
    return true;
}
