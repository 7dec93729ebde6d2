// move-guest-test 4 of 5: Ann goes back
// Movers do not cross any more, and each meets the doorman half way.
// cell: move-guest
boolean move(String guest, Hall from, Hall to) {
    synchronized (Hall.class) {
        from.lock.lock();
        to.lock.lock();
        try {
            if (!from.guests.remove(guest)) return false;
            to.guests.add(guest);
            return true;
        } finally {
            to.lock.unlock();
            from.lock.unlock();
        }
    }
}
