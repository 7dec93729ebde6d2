// quick-hub-test 2 of 4: bob was sent two at the same time
// also hub-faults-test 1 of 2
// A task for each message: nobody waits, and messages overtake each other.
// cell: quick-hub
class QuickHub implements Hub {
    private final List<Connection> all = new ArrayList<>();
    public void connect(Connection one) { all.add(one); }
    public void disconnect(Connection one) { all.remove(one); }
    public void broadcast(String text) {
        for (var one : List.copyOf(all))
            spawn("to " + one.name(), () -> {
                try { if (all.contains(one)) one.send(text); } catch (IOException gone) { all.remove(one); }
            });
    }
}
