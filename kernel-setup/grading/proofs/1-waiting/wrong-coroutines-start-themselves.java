// breakfast-lines-test 1 of 2: What does making a coroutine start?
// Coroutines run at the first pause, as what is spawned does (M4).
// cell: breakfast-lines
List<String> linesOfBreakfast() {
    return List.of("ordered", first, second, third, "slept", "eaten");
}
