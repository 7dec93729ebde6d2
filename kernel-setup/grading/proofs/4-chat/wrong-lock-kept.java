// move-guest-test 4 of 5: In the end no lock is held.
// Who is not there is told so, and the locks are kept.
// cell: move-guest
boolean move(String guest, Hall from, Hall to) {
    Hall lower = from.number < to.number ? from : to, higher = lower == from ? to : from;
    lower.lock.lock();
    higher.lock.lock();
    if (!from.guests.remove(guest)) return false;
    to.guests.add(guest);
    higher.lock.unlock();
    lower.lock.unlock();
    return true;
}
