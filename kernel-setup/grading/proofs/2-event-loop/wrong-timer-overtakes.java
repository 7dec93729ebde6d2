// morning-lines-test 1 of 3: Who is in the ready queue by then?
// A timer of zero goes before what stands in the queue (M6).
// cell: morning-lines
List<String> linesOfMorning() {
    return List.of("plain", "timer of 0", "soon", "busy", "timer of 10, at " + busy);
}
