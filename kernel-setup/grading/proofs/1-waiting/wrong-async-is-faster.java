// how-long-test 2 of 4: there is one thread. Who chops at any moment?
// Gathered work takes as long as one piece of it (M2, M7).
// cell: how-long-answers
List<Integer> howLong() {
    return List.of(boil, chop, chop + boil, dishes / 2 * chop, dishes / 2 * chop);
}
