// withdraw-test 4 of 5: {10=true, 50=false, 80=false, 500=false}
// Drawn before the bank answers, and given back after its no: meanwhile somebody else is refused.
// cell: withdraw
boolean withdraw(Account account, int amount, Bank bank) {
    if (account.balance < amount) return false;
    account.balance -= amount;
    if (await(bank.allows(amount)).equals("yes")) return true;
    account.balance += amount;
    return false;
}
