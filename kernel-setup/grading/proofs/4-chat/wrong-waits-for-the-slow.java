// quick-hub-test 0 of 4: whether broadcast waits
// also hub-faults-test 0 of 2
// One after the other, and all behind the slow one.
// cell: quick-hub
class QuickHub implements Hub {
    private final List<Connection> all = new ArrayList<>();
    public void connect(Connection one) { all.add(one); }
    public void disconnect(Connection one) { all.remove(one); }
    public void broadcast(String text) {
        for (var one : List.copyOf(all)) {
            try {
                if (all.contains(one)) one.send(text);
            } catch (IOException gone) {
                all.remove(one);
            }
        }
    }
}
