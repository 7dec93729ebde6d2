// move-guest-test 3 of 5: Ann is in one hall, at any time.
// Never two locks at once, so nobody gets stuck; but in between the guest is nowhere.
// cell: move-guest
boolean move(String guest, Hall from, Hall to) {
    from.lock.lock();
    try {
        if (!from.guests.remove(guest)) return false;
    } finally {
        from.lock.unlock();
    }
    to.lock.lock();
    try {
        to.guests.add(guest);
        return true;
    } finally {
        to.lock.unlock();
    }
}
