// hub-faults-test 1 of 2: what ann got, whose connection broke at once
// A failure is swallowed, and the connection is kept.
// cell: quick-hub
class QuickHub implements Hub {
    private final Map<Connection, LoopQueue<String>> boxes = new LinkedHashMap<>();
    public void connect(Connection one) {
        LoopQueue<String> box = queue();
        boxes.put(one, box);
        spawn("to " + one.name(), () -> {
            while (true) {
                String text = box.take();
                if (boxes.get(one) != box) return;
                try { one.send(text); } catch (IOException gone) { }
            }
        });
    }
    public void disconnect(Connection one) { boxes.remove(one); }
    public void broadcast(String text) { for (var box : boxes.values()) box.put(text); }
}
