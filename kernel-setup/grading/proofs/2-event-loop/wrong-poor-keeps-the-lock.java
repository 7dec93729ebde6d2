// withdraw-test 4 of 5: {10=no answer, 50=true, 80=false, 500=false}
// The lock is released after the bank's no, and not when the account cannot pay.
// cell: withdraw
boolean withdraw(Account account, int amount, Bank bank) {
    account.turn.acquire();
    if (account.balance < amount) return false;
    try {
        if (await(bank.allows(amount)).equals("no")) return false;
        account.balance -= amount;
        return true;
    } finally {
        account.turn.release();
    }
}
