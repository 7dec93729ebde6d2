// five-numbers-test 3 of 4: For a file there is nobody to ask.
// A file is read as a socket is (M15).
// cell: five-numbers
List<Integer> fiveNumbers() {
    return List.of(visitors / 200, 1, visitors / 200, visitors / 200, guests);
}
String whoWaits() { return "the virtual thread"; }
