// move-guest-test 0 of 5: The doorman holds both locks while he counts.
// Both moves lock an object of their own, and the doorman locks the halls (M9).
// cell: move-guest
boolean move(String guest, Hall from, Hall to) {
    synchronized (guest) {
        if (!from.guests.remove(guest)) return false;
        to.guests.add(guest);
        return true;
    }
}
