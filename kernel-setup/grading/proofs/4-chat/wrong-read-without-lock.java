// safe-room-test 6 of 8: One reads, another one speaks.
// Everything is locked but the reading (M9).
// cell: safe-room
class SafeRoom implements Room {
    private final Map<String, List<String>> inboxes = new HashMap<>();
    public synchronized void join(String guest) { inboxes.putIfAbsent(guest, new ArrayList<>()); }
    public synchronized void leave(String guest) { inboxes.remove(guest); }
    public synchronized void say(String text) { for (var inbox : inboxes.values()) inbox.add(text); }
    public List<String> read(String guest) {
        var inbox = inboxes.get(guest);
        if (inbox == null) return List.of();
        var read = List.copyOf(inbox);
        inbox.clear();
        return read;
    }
}
