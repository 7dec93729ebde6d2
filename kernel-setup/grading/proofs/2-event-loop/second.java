// Right, and built differently: sorted copies, a batch taken out whole, futures' own methods, a lock for coroutines.
// cell: tiny-loop
class TinyLoop extends LoopParts {
    void readyDueTimers() {
        var due = new ArrayList<Timer>();
        for (Timer timer : timers) if (timer.at() <= now) due.add(timer);
        timers.removeAll(due);
        Collections.sort(due);
        for (Timer timer : due) ready.addLast(timer.what());
    }
    void runReadyBatch() {
        var batch = List.copyOf(ready);
        ready.clear();
        for (Runnable next : batch) runOne(next);
    }
    private void runOne(Runnable next) {
        try {
            next.run();
        } catch (RuntimeException | Error problem) {
            report(problem);
        }
    }
}
// cell: morning-lines
List<String> linesOfMorning() {
    return Arrays.asList("plain", "soon", "busy", "timer of 0", String.format("timer of 10, at %d", busy));
}
// cell: async-methods
<T> CompletableFuture<T> async(Callable<T> body, Doors loop) {
    return CompletableFuture.supplyAsync(() -> {
        try {
            return body.call();
        } catch (Exception failed) {
            throw new CompletionException(failed);
        }
    }, callback -> loop.soon(callback));
}
CompletableFuture<Void> after(long millis, Doors loop) {
    return CompletableFuture.runAsync(() -> { }, callback -> loop.later(millis, callback));
}
int threadsOfAHundred() { return 1; }
// cell: print-politely
void print(int pages, Printer printer, Doors loop) {
    var left = new ArrayDeque<Integer>();
    for (int number = 1; number <= pages; number++) left.add(number);
    Runnable next = new Runnable() {
        public void run() {
            if (left.isEmpty()) return;
            printer.page(left.poll());
            loop.later(0, this);
        }
    };
    loop.later(1, next);
}
// cell: withdraw
boolean withdraw(Account account, int amount, Bank bank) {
    account.turn.acquire();
    try {
        int seen = account.balance;
        if (seen < amount) return false;
        if (await(bank.allows(amount)).equals("no")) return false;
        account.balance = seen - amount;
        return true;
    } finally {
        account.turn.release();
    }
}
