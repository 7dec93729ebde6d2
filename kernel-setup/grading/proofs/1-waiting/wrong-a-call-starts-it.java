// breakfast-lines-test 0 of 2: Who has the thread until the sleep?
// Whatever is made runs at once (M4), in the order in which it was made.
// cell: breakfast-lines
List<String> linesOfBreakfast() {
    return List.of(first, second, third, "ordered", "slept", "eaten");
}
