// how-long-test 3 of 4: a thread of another kind is no third one
// A virtual thread for each, so all are chopped at the same time (M7).
// cell: how-long-answers
List<Integer> howLong() {
    return List.of(boil, dishes * chop, dishes * chop + boil, dishes / 2 * chop, chop);
}
