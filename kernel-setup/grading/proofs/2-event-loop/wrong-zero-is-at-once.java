// morning-lines-test 0 of 3: When is it given back?
// A timer of zero runs at once, and one of ten after ten (M6).
// cell: morning-lines
List<String> linesOfMorning() {
    return List.of("timer of 0", "plain", "soon", "timer of 10, at 10", "busy");
}
