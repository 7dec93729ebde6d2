// safe-room-test 6 of 8: What may come between two inboxes?
// Nothing is lost, but two speakers may overtake each other between two inboxes (M9).
// cell: safe-room
class SafeRoom implements Room {
    private final Map<String, BlockingQueue<String>> inboxes = new ConcurrentHashMap<>();
    public void join(String guest) { inboxes.putIfAbsent(guest, new LinkedBlockingQueue<>()); }
    public void leave(String guest) { inboxes.remove(guest); }
    public void say(String text) { for (var inbox : inboxes.values()) inbox.add(text); }
    public List<String> read(String guest) {
        var read = new ArrayList<String>();
        var inbox = inboxes.get(guest);
        if (inbox != null) inbox.drainTo(read);
        return read;
    }
}
