// five-numbers-test 3 of 4: two processors share the work
// Virtual threads are faster threads (M14).
// cell: five-numbers
List<Integer> fiveNumbers() {
    return List.of(visitors / 200, 1, visitors / 200, 1, guests);
}
String whoWaits() { return "the virtual thread and its carrier"; }
