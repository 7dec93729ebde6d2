// safe-room-test 4 of 8: Two speak at the same time.
// The map is made for threads, the lists in it are not (M9).
// cell: safe-room
class SafeRoom implements Room {
    private final Map<String, List<String>> inboxes = new ConcurrentHashMap<>();
    public void join(String guest) { inboxes.putIfAbsent(guest, new ArrayList<>()); }
    public void leave(String guest) { inboxes.remove(guest); }
    public void say(String text) { for (var inbox : inboxes.values()) inbox.add(text); }
    public List<String> read(String guest) {
        var inbox = inboxes.get(guest);
        if (inbox == null) return List.of();
        var read = List.copyOf(inbox);
        inbox.clear();
        return read;
    }
}
