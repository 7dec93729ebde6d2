// all-hands-test 4 of 5: One of run and start is a method call like any other.
// Both are on the helper's thread (M11).
// cell: two-names
List<String> twoNames() {
    return List.of(helper, helper);
}
