// hub-faults-test 1 of 2: ConcurrentModificationException
// It lets others run in the middle of the walk, and one of them leaves.
// cell: quick-hub
class QuickHub implements Hub {
    private final Map<Connection, LoopQueue<String>> boxes = new LinkedHashMap<>();
    public void connect(Connection one) {
        LoopQueue<String> box = queue();
        boxes.put(one, box);
        spawn("to " + one.name(), () -> {
            try {
                for (var it = box.take(); boxes.get(one) == box; it = box.take()) one.send(it);
            } catch (IOException gone) { boxes.remove(one); }
        });
    }
    public void disconnect(Connection one) { boxes.remove(one); }
    public void broadcast(String text) {
        for (var box : boxes.values()) {
            box.put(text);
            yieldNow();
        }
    }
}
