// safe-room-test 5 of 8: A list that was read has changed. Whose list is it?
// The inbox itself is handed out.
// cell: safe-room
class SafeRoom implements Room {
    private final Map<String, List<String>> inboxes = new HashMap<>();
    public synchronized void join(String guest) { inboxes.putIfAbsent(guest, new ArrayList<>()); }
    public synchronized void leave(String guest) { inboxes.remove(guest); }
    public synchronized void say(String text) { for (var inbox : inboxes.values()) inbox.add(text); }
    public synchronized List<String> read(String guest) { return inboxes.getOrDefault(guest, List.of()); }
}
