// print-politely-test 1 of 3: The largest gap between two beats was 205 ms
// All pages in one callback: it comes later, and keeps the loop as long as before (M5).
// cell: print-politely
void print(int pages, Printer printer, Doors loop) {
    loop.soon(() -> {
        for (int number = 1; number <= pages; number++) printer.page(number);
    });
}
