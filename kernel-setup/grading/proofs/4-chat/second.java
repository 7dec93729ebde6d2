// Right, and built differently: counted by hand, one ReentrantLock, a lock for all moves by tryLock, chains of tasks.
// cell: failing-schedules
int failingSchedule() {
    for (int i = 0; i < 3; i++)
        if (schedules.get(i).get(0).endsWith("looks") && schedules.get(i).get(1).endsWith("looks")) return i + 1;
    return 0;
}
int howManyFail() { return 6 - 2; }
// cell: safe-room
class SafeRoom implements Room {
    private record Message(String to, String text) {}
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> there = new TreeSet<>();
    private final List<Message> unread = new ArrayList<>();
    private <T> T locked(java.util.function.Supplier<T> body) {
        lock.lock();
        try { return body.get(); } finally { lock.unlock(); }
    }
    public void join(String guest) { locked(() -> there.add(guest)); }
    public void leave(String guest) {
        locked(() -> there.remove(guest) && unread.removeIf(message -> message.to().equals(guest)));
    }
    public void say(String text) {
        locked(() -> {
            for (var guest : there) unread.add(new Message(guest, text));
            return null;
        });
    }
    public List<String> read(String guest) {
        return locked(() -> {
            var mine = new ArrayList<String>();
            for (var message : unread) if (message.to().equals(guest)) mine.add(message.text());
            unread.removeIf(message -> message.to().equals(guest));
            return mine;
        });
    }
}
// cell: move-guest
boolean move(String guest, Hall from, Hall to) {
    var halls = new ArrayList<>(List.of(from, to));
    halls.sort(Comparator.comparing((Hall hall) -> hall.number));
    for (var hall : halls) hall.lock.lock();
    boolean moved = from.guests.contains(guest);
    if (moved) {
        from.guests.remove(guest);
        to.guests.add(guest);
    }
    for (var hall : halls) hall.lock.unlock();
    return moved;
}
// cell: quick-hub
class QuickHub implements Hub {
    private final Map<Connection, CompletableFuture<Void>> last = new LinkedHashMap<>();
    public void connect(Connection one) { last.put(one, CompletableFuture.completedFuture(null)); }
    public void disconnect(Connection one) { last.remove(one); }
    public void broadcast(String text) {
        for (var one : List.copyOf(last.keySet())) {
            var before = last.get(one);
            last.put(one, spawn("to " + one.name(), () -> {
                await(before);
                if (!last.containsKey(one)) return;
                try {
                    one.send(text);
                } catch (IOException gone) {
                    disconnect(one);
                }
            }));
        }
    }
}
