// hub-faults-test 1 of 2: what ann got, who left while the first message was under way
// Who leaves still gets what stands in the queue.
// cell: quick-hub
class QuickHub implements Hub {
    private final Map<Connection, LoopQueue<String>> boxes = new LinkedHashMap<>();
    public void connect(Connection one) {
        LoopQueue<String> box = queue();
        boxes.put(one, box);
        spawn("to " + one.name(), () -> {
            try {
                while (true) one.send(box.take());
            } catch (IOException gone) {
                boxes.remove(one);
            }
        });
    }
    public void disconnect(Connection one) { boxes.remove(one); }
    public void broadcast(String text) { for (var box : boxes.values()) box.put(text); }
}
