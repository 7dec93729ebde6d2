// how-long-test 2 of 4: all wait at the same time
// Waits add up on one thread.
// cell: how-long-answers
List<Integer> howLong() {
    return List.of(dishes * boil, dishes * chop, dishes * (chop + boil), dishes / 2 * chop, dishes / 2 * chop);
}
