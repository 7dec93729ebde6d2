// morning-lines-test 2 of 3: who had the thread? And when did it give it back?
// A timer of ten fires exactly after ten, whoever is busy (M6).
// cell: morning-lines
List<String> linesOfMorning() {
    return List.of("plain", "soon", "busy", "timer of 0", "timer of 10, at 10");
}
