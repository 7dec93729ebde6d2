// print-politely-test 1 of 3: Who gives the thread back after a page?
// A callback for each page, all in the same batch: the heart's timer is looked at after the last one (M5).
// cell: print-politely
void print(int pages, Printer printer, Doors loop) {
    for (int number = 1; number <= pages; number++) {
        int page = number;
        loop.soon(() -> printer.page(page));
    }
}
