// safe-room-test 5 of 8: One speaks, another one joins. Do both lock the same thing?
// Two locks for one map (M9).
// cell: safe-room
class SafeRoom implements Room {
    private final Map<String, List<String>> inboxes = new HashMap<>();
    private final Object door = new Object(), desk = new Object();
    public void join(String guest) {
        synchronized (door) { inboxes.put(guest, new ArrayList<>()); }
    }
    public void leave(String guest) {
        synchronized (door) { inboxes.remove(guest); }
    }
    public void say(String text) {
        synchronized (desk) { for (var inbox : inboxes.values()) inbox.add(text); }
    }
    public List<String> read(String guest) {
        synchronized (desk) {
            var inbox = inboxes.get(guest);
            if (inbox == null) return List.of();
            var read = List.copyOf(inbox);
            inbox.clear();
            return read;
        }
    }
}
