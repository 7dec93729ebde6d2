// five-numbers-test 3 of 4: who sleeps in synchronized leaves its carrier to others
// As it was before JDK 24: two processors, two carriers (M15).
// cell: five-numbers
List<Integer> fiveNumbers() {
    return List.of(visitors / 200, 1, visitors / 200, visitors / 200, 2);
}
String whoWaits() { return "the virtual thread and its carrier"; }
