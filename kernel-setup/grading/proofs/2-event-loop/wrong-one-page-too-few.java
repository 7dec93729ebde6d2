// print-politely-test 0 of 3: pages that were printed
// The last page is forgotten.
// cell: print-politely
void print(int pages, Printer printer, Doors loop) {
    Runnable[] next = { null };
    int[] number = { 1 };
    next[0] = () -> {
        if (number[0] >= pages) return;
        printer.page(number[0]++);
        loop.soon(next[0]);
    };
    loop.soon(next[0]);
}
