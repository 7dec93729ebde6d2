// safe-room-test 7 of 8: One speaks, another one leaves, twice.
// Who has left and reads gets an exception.
// cell: safe-room
class SafeRoom implements Room {
    private final Map<String, List<String>> inboxes = new HashMap<>();
    public synchronized void join(String guest) { inboxes.putIfAbsent(guest, new ArrayList<>()); }
    public synchronized void leave(String guest) { inboxes.remove(guest); }
    public synchronized void say(String text) { for (var inbox : inboxes.values()) inbox.add(text); }
    public synchronized List<String> read(String guest) {
        var read = List.copyOf(inboxes.get(guest));
        inboxes.get(guest).clear();
        return read;
    }
}
