// move-guest-test 2 of 5: Ann goes one way, bob the other.
// The locks are taken in the order of the walk.
// cell: move-guest
boolean move(String guest, Hall from, Hall to) {
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
